//! A documented refusal, as an answer is held against it.

use super::{Accepted, Code};

/// One documented answer: HTTP status and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Error code.
    pub code: Code,
}

impl Refusal {
    /// A status and one code.
    pub fn exact(status: u16, code: impl Into<String>) -> Self {
        Self { status, code: Code::Exact(code.into()) }
    }

    /// In words, as reports have it.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.code {
            Code::Exact(code) => format!("{} {code}", self.status),
            Code::Family(code) => format!("{} {code} or {code}.…", self.status),
        }
    }
}

impl From<Accepted> for Refusal {
    fn from(accepted: Accepted) -> Self {
        Self { status: accepted.status, code: accepted.code }
    }
}
