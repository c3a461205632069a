//! A documented refusal, as an answer is held against it.

use super::{Accepted, Code, OTHER_NAMES, Status, Terms, is_known_code};
use crate::api::Dialect;

/// One documented answer: HTTP status and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: Status,
    /// Error code.
    pub code: Code,
}

impl Refusal {
    /// A status and one code.
    pub fn exact(status: u16, code: impl Into<String>) -> Self {
        Self { status: Status::Exact(status), code: Code::Exact(code.into()) }
    }

    /// How an error of the page may be answered under these terms: as the page has it, or by the name that
    /// the gateway has for it.
    #[must_use]
    pub fn of_the_page(status: u16, code: &str, terms: Terms) -> Vec<Self> {
        let mut refusals = vec![Self::exact(status, code)];
        if terms.dialect != Some(Dialect::Documented) {
            let others =
                OTHER_NAMES.iter().filter(|(page, _)| (page.status, page.code) == (status, code));
            refusals.extend(others.map(|(_, other)| Self::exact(other.status, other.code)));
        }
        refusals
    }

    /// Whether an answer with this status and code is this refusal.
    #[must_use]
    pub fn matches(&self, status: u16, code: &str) -> bool {
        self.status.matches(status)
            && match &self.code {
                Code::Known => is_known_code(status, code),
                known => known.matches(code),
            }
    }

    /// In words, as reports have it.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.code {
            Code::Exact(code) => format!("{} {code}", self.status),
            Code::Family(code) => format!("{} {code} or {code}.…", self.status),
            Code::Known => format!("a documented {}", self.status),
        }
    }
}

impl From<Accepted> for Refusal {
    fn from(accepted: Accepted) -> Self {
        Self { status: accepted.status, code: accepted.code }
    }
}
