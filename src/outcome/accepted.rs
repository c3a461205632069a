//! Failures that the user has accepted for now.

/// A failing rule that the user's baseline accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedDeviation {
    /// Id of the rule.
    pub rule: String,
    /// Why it is accepted, in the user's words.
    pub reason: String,
    /// The last day on which it is: `YYYY-MM-DD`.
    pub until: String,
}
