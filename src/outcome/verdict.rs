//! Verdicts of scenarios, rules and runs.

use serde::{Deserialize, Serialize};

/// What a scenario or a rule came to. The order is that of TTCN-3: when several meet, the later one
/// of this list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The documented behaviour was seen.
    Pass,
    /// It could not be decided; the reason says why.
    Inconclusive,
    /// Something else than the documented behaviour was seen.
    Fail,
    /// The endpoint could not be reached, or the suite itself broke.
    Error,
}

impl Verdict {
    /// Every verdict, best first.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Inconclusive, Self::Fail, Self::Error];

    /// The word as it stands in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
            Self::Error => "error",
        }
    }
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunVerdict {
    /// Every selected MUST rule passed, or failed in a way that the user's baseline accepts.
    Conforms,
    /// At least one selected MUST rule failed otherwise, or the baseline does not hold.
    Violates,
    /// The run was stopped, or no MUST rule failed but at least one could not be decided.
    Incomplete,
    /// The endpoint could not be judged: unreachable, the control call failed, or the suite broke.
    Error,
}

impl RunVerdict {
    /// The word as it stands in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Violates => "violates",
            Self::Incomplete => "incomplete",
            Self::Error => "error",
        }
    }
}

/// A documented behaviour that was expected, and what came instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// Everything that would have been accepted.
    pub expected: String,
    /// What came.
    pub actual: String,
}
