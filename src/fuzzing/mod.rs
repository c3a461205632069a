//! Fuzz bodies: each takes any bytes and panics when what it watches over does not hold. The targets of
//! `fuzz/` are one line over them, and `tests/seeds.rs` replays every tracked seed through them.
//!
//! An oracle here is never "no panic" alone: it compares with another library, with a slow second
//! implementation ([`naive`]), or with what came in. Bodies are deterministic and keep nothing.

pub mod answer;
#[cfg(feature = "suite")]
pub mod blackbox;
mod chance;
#[cfg(feature = "suite")]
pub mod control;
#[cfg(feature = "suite")]
pub mod files;
pub mod handle;
pub mod harvest;
#[cfg(feature = "suite")]
pub mod inspected;
pub mod lifecycle;
pub mod naive;
pub mod query;
#[cfg(feature = "suite")]
pub mod received;
pub mod recipe;
pub mod request;
pub mod response;
mod seed;
pub mod signature;
pub mod stage;
#[cfg(feature = "suite")]
pub mod stored;
pub mod timestamp;
mod watched;

/// A fuzz body.
pub type Body = fn(&[u8]);

/// Every target by its name, which is also the name of its file and of its folder of seeds.
#[cfg(feature = "suite")]
pub const TARGETS: [(&str, Body); 13] = [
    ("control", control::body),
    ("files", files::body),
    ("handle", handle::body),
    ("inspected", inspected::body),
    ("lifecycle", lifecycle::body),
    ("query", query::body),
    ("received", received::body),
    ("recipe", recipe::body),
    ("request", request::body),
    ("response", response::body),
    ("signature", signature::body),
    ("stored", stored::body),
    ("timestamp", timestamp::body),
];
