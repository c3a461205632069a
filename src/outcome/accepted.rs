//! Failures that the user has accepted for now.

use serde::{Deserialize, Serialize};

/// A failing rule that the user's baseline accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedDeviation {
    /// Id of the rule.
    pub rule: String,
    /// Why it is accepted, in the user's words.
    pub reason: String,
    /// The last day on which it is: `YYYY-MM-DD`, UTC.
    pub until: String,
}
