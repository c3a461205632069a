//! Fuzz bodies: each takes any bytes and panics when what it watches over does not hold. The targets of
//! `fuzz/` are one line over them, and `tests/seeds.rs` replays every tracked seed through them.
//!
//! An oracle here is never "no panic" alone: it compares with another library, with a slow second
//! implementation ([`naive`]), or with what came in. Bodies are deterministic and keep nothing.

pub mod answer;
#[cfg(feature = "suite")]
pub mod blackbox;
pub mod caller;
#[cfg(feature = "suite")]
pub mod files;
pub mod handle;
pub mod harvest;
pub mod lifecycle;
pub mod naive;
pub mod query;
pub mod recipe;
pub mod request;
pub mod response;
pub mod signature;
pub mod stage;
pub mod timestamp;

/// A fuzz body.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also the name of its file and of its folder of seeds.
pub const TARGETS: [(&str, Body); 8] = [
    ("handle", handle::body),
    ("lifecycle", lifecycle::body),
    ("query", query::body),
    ("recipe", recipe::body),
    ("request", request::body),
    ("response", response::body),
    ("signature", signature::body),
    ("timestamp", timestamp::body),
];
