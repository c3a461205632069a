//! The suite: Gherkin scenarios and the steps that drive any endpoint over HTTP. It learns about an
//! endpoint by calling it and never looks inside `endpoint`, not even inside the embedded one.
//!
//! [`target`] says what to judge, [`session`] holds what a run shares, [`features`] what is required,
//! [`runner`] brings them together and gives a [`crate::outcome::RunResult`].

mod amiss;
pub mod answer;
pub mod arrange;
mod asking;
pub mod baseline;
pub mod call;
mod called;
pub mod client;
pub(crate) mod clock;
mod connect;
pub mod control_call;
mod coverage;
pub mod doctor;
mod evidence;
mod explain;
pub mod features;
mod flood;
mod free;
mod handshake;
pub mod ids;
mod indexed;
pub mod journal;
pub mod judge;
pub mod kept;
pub mod lateness;
mod likeness;
pub mod limit;
mod lint;
pub mod locked;
pub mod mistake;
pub mod need;
pub mod observe;
mod pace;
pub mod panics;
pub(crate) mod patience;
mod pool;
pub mod provenance;
mod recorder;
pub mod runner;
mod search;
pub mod secrets;
pub mod select;
pub mod session;
mod setup;
pub mod shard;
pub mod sight;
pub mod similar;
mod steps;
pub mod stop;
pub mod target;
mod told;
pub mod volume;
pub mod waits;
pub mod world;
