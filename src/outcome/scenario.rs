//! What one scenario came to.

use serde::{Deserialize, Serialize};

use super::{Exchange, Reproduction, Resend, Sighting, Verdict};
use crate::api::{Dialect, Level};

/// Whose an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorCause {
    /// The endpoint could not be reached.
    Target,
    /// The target's set-up is wrong, such as a key without the right to restart.
    #[serde(rename = "set-up")]
    SetUp,
    /// The suite broke; please report it.
    Suite,
}

/// What one scenario came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// Scenario name, unique within its rule and stable across edits of the file.
    pub name: String,
    /// Line of the feature file on which it begins: of an outline, on which its row stands. The only number here that
    /// an edit of the file changes.
    #[serde(default)]
    pub line: Option<usize>,
    /// Its own level, where that is less binding than its rule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why, for every verdict but a pass; one sentence.
    pub reason: Option<String>,
    /// Whose the error is, where the verdict is [`Verdict::Error`].
    pub cause: Option<ErrorCause>,
    /// The step that decided it, for a fail or an error.
    pub step: Option<String>,
    /// Its steps with their keywords, in order.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Of a fail: everything that would have been accepted.
    pub expected: Option<String>,
    /// Of a fail: what came.
    pub actual: Option<String>,
    /// What came of a fail, or the reason of what is no pass, without what it repeats of its own call:
    /// the same for scenarios that went alike.
    #[serde(default)]
    pub likeness: Option<String>,
    /// Observations that are recorded without being judged.
    pub notes: Vec<String>,
    /// The dialect of each answer that only one of the two documents.
    pub dialects: Vec<Dialect>,
    /// Of a fail in a run that is held to one dialect: the other one, where what came is right there.
    #[serde(default)]
    pub other_dialect: Option<Dialect>,
    /// How to see a fail or an error again: filled in where secrets are taken out.
    #[serde(default)]
    pub reproduce: Option<Reproduction>,
    /// How the judged request of a fail or an error is sent again; `None` where none was sent. In no report.
    #[serde(skip)]
    pub resend: Option<Resend>,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// Requests and answers, in order.
    pub exchanges: Vec<Exchange>,
    /// Exchanges of other scenarios that the mismatch means, where it looks back over them.
    #[serde(default)]
    pub meant: Vec<Sighting>,
}

impl ScenarioResult {
    /// A verdict, and nothing yet to say about it.
    #[must_use]
    pub fn new(name: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            name: name.into(),
            line: None,
            level: None,
            verdict,
            reason: None,
            cause: None,
            step: None,
            steps: Vec::new(),
            expected: None,
            actual: None,
            likeness: None,
            notes: Vec::new(),
            dialects: Vec::new(),
            other_dialect: None,
            reproduce: None,
            resend: None,
            took_ms: 0.0,
            exchanges: Vec::new(),
            meant: Vec::new(),
        }
    }

    /// What was expected and what came, for a fail.
    #[must_use]
    pub fn mismatch(&self) -> Option<(&str, &str)> {
        Some((self.expected.as_deref()?, self.actual.as_deref()?))
    }
}
