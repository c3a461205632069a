//! Why a step ends its scenario, as a value that travels through cucumber's panic handling intact.

use crate::outcome::Mismatch;

/// Why a scenario ends before its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Something else than the documented behaviour was seen: `fail`.
    Mismatch(Mismatch),
    /// It cannot be decided, for this reason: `inconclusive`.
    Inconclusive(String),
    /// The target's set-up is wrong, and not the endpoint: `error`, the user's.
    SetUp(String),
    /// The endpoint cannot be reached: `error`, the target's.
    Unreachable(String),
    /// The suite broke: `error`, ours.
    Broken(String),
}

impl Stop {
    /// A mismatch.
    pub fn mismatch(expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self::Mismatch(Mismatch { expected: expected.into(), actual: actual.into() })
    }
}

impl From<Mismatch> for Stop {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

/// Ends the scenario here.
pub(super) fn stop(stop: impl Into<Stop>) -> ! {
    std::panic::panic_any(stop.into())
}

/// Ends the step where there is no value. cucumber knows no other end of a step than a panic; the
/// payload is this crate's own type, so nothing is lost on the way to the report.
pub(super) trait OrStop<T> {
    /// The value, or the end of the scenario.
    fn or_stop(self) -> T;
}

impl<T, E: Into<Stop>> OrStop<T> for Result<T, E> {
    fn or_stop(self) -> T {
        self.unwrap_or_else(|reason| stop(reason))
    }
}
