//! Tells whether an endpoint serves the ECS API operation `RebootInstance` (version 2014-05-26) as
//! documented.
//!
//! A test of another crate judges its own mock in a few lines:
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use rebootspec::{Options, ReferenceEndpoint, Target, judge};
//!
//! let mock = ReferenceEndpoint::start_with(&["lock-unchecked"]).await?; // or one of your own:
//! let _own = Target::local("http://127.0.0.1:8080/", "testid", "testsecret")?.running(["i-1"]);
//! let report = judge(mock.target(), &Options::default().rule("RI-20")).await?;
//! assert!(!report.conforms());
//! assert!(report.to_string().contains("A security-locked instance cannot be restarted"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **What is promised**: what stands in this list of names keeps its meaning from one minor version to the next, and
//! grows; rule ids, exit codes and the fields of `report.json` are never used for anything else. The modules below are
//! the program's own, for whoever works on it, and may change at any time.
//!
//! Read the modules in this order; each knows only those above it:
//!
//! 1. [`api`]: what the documentation says, as data.
//!    Beside it [`files`]: reading and writing files of this machine.
//! 2. [`outcome`]: verdicts and results, as data.
//! 3. [`wire`]: bytes to values and back, pure and synchronous.
//! 4. [`client`]: a call as intent, and the same call as bytes, of suite and fuzzer alike.
//! 5. [`endpoint`]: the reference endpoint.
//! 6. [`suite`]: Gherkin scenarios, and the steps that drive any endpoint over HTTP. It never looks
//!    inside `endpoint`.
//! 7. [`report`]: results as text and JSON.
//!    Beside it [`inspect`]: what a recorded request asks, and how it is signed.
//! 8. [`proof`]: the suite run at an endpoint with one fault at a time, so that every rule is shown able
//!    to fail.
//! 9. [`fuzzing`]: bodies of the fuzz targets, each with an oracle.
//! 10. [`cli`]: arguments in, exit code out; the only place that prints.
//!
//! The feature `suite`, on by default, holds what needs a runtime or sockets: `files`, `suite`, `report`,
//! `inspect`, `proof`, `cli` and the endpoint's server. Without it there remains the pure core, which is what is fuzzed.

#[cfg(feature = "suite")]
mod judge;
#[cfg(feature = "suite")]
mod reference;

pub use self::api::{Dialect, Edition, Level};
#[cfg(feature = "suite")]
pub use self::judge::{JudgeError, Options, Report, judge, judge_blocking};
pub use self::outcome::{RunVerdict, Verdict};
#[cfg(feature = "suite")]
pub use self::reference::ReferenceEndpoint;
#[cfg(feature = "suite")]
pub use self::suite::target::Target;

#[cfg_attr(docsrs, doc(hidden))]
pub mod api;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod cli;
#[cfg_attr(docsrs, doc(hidden))]
pub mod client;
#[cfg_attr(docsrs, doc(hidden))]
pub mod endpoint;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod files;
#[cfg_attr(docsrs, doc(hidden))]
pub mod fuzzing;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod inspect;
#[cfg_attr(docsrs, doc(hidden))]
pub mod outcome;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod proof;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod report;
#[cfg(feature = "suite")]
#[cfg_attr(docsrs, doc(hidden))]
pub mod suite;
#[cfg_attr(docsrs, doc(hidden))]
pub mod wire;
