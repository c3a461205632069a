//! What the documentation says, as data: parameter names, instance statuses, error codes, the rule
//! index. Imports nothing of this crate and decides nothing: judging is `suite`'s, answering is
//! `endpoint`'s.
//!
//! A source is cited by the letter the rule catalogue uses, see [`rules::Source`].

pub mod errors;
pub mod facts;
pub mod instance;
pub mod names;
pub mod operations;
pub mod parameters;
pub mod rules;

use serde::{Deserialize, Serialize};

/// How binding a rule is (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Stated by the documentation; a violation fails acceptance.
    Must,
    /// Stated by an example or implied; a violation is a warning.
    Should,
    /// The documentation is silent; what is observed is recorded, and judged for safety alone.
    May,
}

impl Level {
    /// The word as RFC 2119 writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

/// Which generation of the documentation a rule comes from.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Edition {
    /// The RebootInstance page of 2018 and the pages it links to.
    #[default]
    Core,
    /// Core, and what the later editions of the same pages add.
    Current,
}

impl Edition {
    /// Both, the older first.
    pub const ALL: [Self; 2] = [Self::Core, Self::Current];

    /// The name as it stands on the command line and in tags.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Current => "current",
        }
    }

    /// Whether a run of this edition covers a rule of the other one.
    #[must_use]
    pub fn covers(self, rule: Self) -> bool {
        rule <= self
    }
}

/// Which of the two documented generations of common error codes an endpoint speaks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// The table of the Response results page (2018).
    #[default]
    Documented,
    /// The API gateway in front of today's service.
    Gateway,
}

impl Dialect {
    /// Both dialects, that of the documentation first.
    pub const ALL: [Self; 2] = [Self::Documented, Self::Gateway];

    /// The name as it stands on the command line and in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Gateway => "gateway",
        }
    }
}

/// The two formats of an answer. Source: Common parameters, `Format`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Format {
    /// `XML`, the default.
    #[default]
    #[serde(rename = "XML")]
    Xml,
    /// `JSON`.
    #[serde(rename = "JSON")]
    Json,
}

impl Format {
    /// Both formats, the default first.
    pub const ALL: [Self; 2] = [Self::Xml, Self::Json];

    /// The value of the parameter `Format`.
    #[must_use]
    pub const fn value(self) -> &'static str {
        match self {
            Self::Xml => "XML",
            Self::Json => "JSON",
        }
    }

    /// Reads a format name without regard to letter case.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.value().eq_ignore_ascii_case(value))
    }
}

/// A text that is not the name of a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither XML nor JSON")]
pub struct UnknownFormat(pub String);

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::from_value(text).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}
