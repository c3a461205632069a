//! Why nothing is proven.

use std::io;
use std::time::Duration;

/// Why an endpoint could not be judged: the suite's own fault, or this machine's.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No runtime, or no port.
    #[error("the reference endpoint cannot start: {0}")]
    Start(io::Error),
    /// A worker ended before its work.
    #[error("a run ended by a panic; please report it")]
    Panicked,
    /// It was to end. What was made was given back, but for this.
    #[error("stopped{}, so nothing is proven{}", because_of(*.after), left(.not_given_back))]
    Stopped {
        /// The time limit after which, where it was that.
        after: Option<Duration>,
        /// What could not be given back, in one sentence each.
        not_given_back: Vec<String>,
    },
}

fn because_of(limit: Option<Duration>) -> String {
    limit.map_or_else(String::new, |limit| {
        format!(" after its time limit of {} s", limit.as_secs_f64())
    })
}

fn left(not_given_back: &[String]) -> String {
    not_given_back.iter().map(|left| format!("\nnot given back: {left}")).collect()
}
