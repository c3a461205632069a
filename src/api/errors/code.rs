//! What an answer is told by: its HTTP status and its error code, exactly or by what they have in common.

use std::fmt;

/// An HTTP status that an answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// This one.
    Exact(u16),
    /// Any 4xx: the documents name the code and leave the status open.
    Client,
}

impl Status {
    /// Whether an answer's status is this one.
    #[must_use]
    pub fn matches(self, answered: u16) -> bool {
        match self {
            Self::Exact(status) => status == answered,
            Self::Client => (400..500).contains(&answered),
        }
    }

    /// The status that an endpoint answers with which leaves nothing open.
    #[must_use]
    pub const fn usual(self) -> u16 {
        match self {
            Self::Exact(status) => status,
            Self::Client => 400,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Client => f.write_str("4xx"),
        }
    }
}

/// An error code, or what several have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// This code.
    Exact(String),
    /// This code, or one that goes on with a dot after it.
    Family(&'static str),
    /// Any code that the catalogue knows with the answer's status.
    Known,
}

impl Code {
    /// Whether an answered code is this one. [`Code::Known`] depends on the status too, so it is
    /// [`Refusal::matches`](super::Refusal::matches) that decides it; alone it is none.
    #[must_use]
    pub fn matches(&self, answered: &str) -> bool {
        match self {
            Self::Exact(code) => code == answered,
            Self::Family(code) => answered
                .strip_prefix(code)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
            Self::Known => false,
        }
    }

    /// The code, or the head of its family.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Exact(code) => code,
            Self::Family(code) => code,
            Self::Known => "a documented code",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_ends_at_a_dot() {
        let family = Code::Family("InvalidParameter");
        assert!(family.matches("InvalidParameter"));
        assert!(family.matches("InvalidParameter.IsNull"));
        assert!(!family.matches("InvalidParameters"));
        assert!(!family.matches("MissingParameter"));
    }

    #[test]
    fn any_4xx_is_no_5xx() {
        assert!(Status::Client.matches(400) && Status::Client.matches(499));
        assert!(!Status::Client.matches(399) && !Status::Client.matches(500));
        assert_eq!(Status::Client.to_string(), "4xx");
    }
}
