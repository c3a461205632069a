//! Tells whether an endpoint serves the ECS API operation `RebootInstance` (version 2014-05-26) as
//! documented.
//!
//! Read the modules in this order; each knows only those above it:
//!
//! 1. [`api`]: what the documentation says, as data.
//!    Beside it [`files`]: reading and writing files of this machine.
//! 2. [`outcome`]: verdicts and results, as data.
//! 3. [`wire`]: bytes to values and back, pure and synchronous.
//! 4. [`endpoint`]: the reference endpoint.
//! 5. [`suite`]: Gherkin scenarios, and the steps that drive any endpoint over HTTP. It never looks
//!    inside `endpoint`.
//! 6. [`report`]: results as text and JSON.
//!    Beside it [`inspect`]: what a recorded request asks, and how it is signed.
//! 7. [`proof`]: the suite run at an endpoint with one fault at a time, so that every rule is shown able
//!    to fail.
//! 8. [`fuzzing`]: bodies of the fuzz targets, each with an oracle.
//! 9. [`cli`]: arguments in, exit code out; the only place that prints.
//!
//! The feature `suite`, on by default, holds what needs a runtime or sockets: `files`, `suite`, `report`,
//! `inspect`, `proof`, `cli` and the endpoint's server. Without it there remains the pure core, which is what is fuzzed.

pub mod api;
#[cfg(feature = "suite")]
pub mod cli;
pub mod endpoint;
#[cfg(feature = "suite")]
pub mod files;
pub mod fuzzing;
#[cfg(feature = "suite")]
pub mod inspect;
pub mod outcome;
#[cfg(feature = "suite")]
pub mod proof;
#[cfg(feature = "suite")]
pub mod report;
#[cfg(feature = "suite")]
pub mod suite;
pub mod wire;
