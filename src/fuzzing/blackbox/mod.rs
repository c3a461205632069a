//! Black-box fuzzing of any endpoint over HTTP: valid calls of RebootInstance, bent one way at a time
//! and in combination, and the oracles that watch over the answers and over the instances.
//!
//! `run` does it, at a target as the suite knows it. A `generator` draws recipes from a seed;
//! `bends` say what is odd about each and what the documentation lets that lead to (`effect`);
//! `worker` sends, `oracle` judges answers, `watch` looks at instances, `investigate` finds the
//! smallest request that shows the same; `found` writes it down.
//!
//! What it never does: send a call that may be served for an instance that is neither listed in the
//! target nor made for the run; decide by the clock what a second try can decide; be stricter than a
//! MUST of the catalogue. `docs/fuzz.md` says what it tries and what it accepts.

mod bends;
mod draft;
mod effect;
mod engine;
mod found;
mod generator;
mod http;
mod investigate;
mod options;
mod oracle;
mod raw;
mod recipe;
mod remarks;
mod seen;
mod shared;
mod sign;
mod site;
mod socket;
#[cfg(test)]
mod testing;
mod text;
mod watch;
mod worker;

pub use self::engine::run;
pub use self::found::{FORMAT, Finding, to_json, to_text, write};
pub use self::options::{Failure, Options, Outcome, Progress};
pub use self::remarks::Remark;
