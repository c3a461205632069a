//! Black-box fuzzing of any endpoint over HTTP: valid calls of RebootInstance, bent one way at a time
//! and in combination, and the oracles that watch over the answers and over the instances.
//!
//! `run` does it, at a target as the suite knows it. A `generator` draws recipes from a seed, behind those
//! of a `corpus`; what they are and what the documentation lets them lead to is
//! [`recipe`](super::recipe)'s. `worker` sends, `watch` looks at instances, `investigate` finds the
//! smallest request that shows the same; `found` writes it down.
//!
//! What it never does: send a call that may be served for an instance that is neither listed in the
//! target nor made for the run; decide by the clock what a second try can decide; be stricter than a
//! MUST of the catalogue. `docs/fuzz.md` says what it tries and what it accepts.

mod corpus;
mod crowd;
mod engine;
mod found;
mod generator;
mod http;
mod investigate;
mod line;
mod options;
mod places;
mod remarks;
mod shared;
mod socket;
mod watch;
mod worker;

pub use self::corpus::Corpus;
pub use self::engine::run;
pub use self::found::{FORMAT, Finding, check, to_json, to_text, write};
pub use self::options::{Failure, Options, Outcome, Progress};
pub use self::remarks::Remark;
