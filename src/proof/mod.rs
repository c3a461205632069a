//! The proof that the suite can fail: the whole suite is run at the reference endpoint once without a
//! fault and once with each fault alone, and the kill matrix says which rule caught which fault.
//!
//! The same machinery shows the suite's soundness: conforming variations of the endpoint
//! ([`crate::endpoint::styles`]) must stay green, and a shuffled order must change no verdict.
//!
//! It decides nothing about an endpoint of anybody else, and prints nothing: `cli` does that.

mod course;
pub mod embedded;
mod html;
pub mod in_front;
mod json;
mod matrix;
pub mod recorded;
mod request;
mod run_error;
mod seen;
mod stop;
mod subject;
mod text;
mod whole;
mod workers;

pub use course::{prove, single_run};
pub use html::to_html;
pub use json::{FORMAT, to_json};
pub use matrix::{FaultHead, Mark, Matrix, Row, RuleHead};
pub use request::{ProofError, Request};
pub use run_error::RunError;
pub use seen::{RuleSeen, ScenarioSeen, Seen};
pub use stop::Stop;
pub use subject::{RESTART_DEADLINE, Subject};
pub use text::to_text;
pub use whole::{PassedOver, Proof, Round, StyleRow, Unsteady};
pub use workers::Ended;
