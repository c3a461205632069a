//! Where a result comes from and how it is had again: the suite that judged, the part of it that ran,
//! and whether a request can be sent once more as it was.

use serde::{Deserialize, Serialize};

/// What judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteSummary {
    /// `rebootspec`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit it was built from; `None` where it was not built in a repository.
    #[serde(default)]
    pub commit: Option<String>,
    /// The feature files that were embedded, in their order.
    #[serde(default)]
    pub features: Vec<FeatureDigest>,
}

impl Default for SuiteSummary {
    /// This one, without its commit and feature files.
    fn default() -> Self {
        let [name, version] =
            [env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")].map(str::to_owned);
        Self { name, version, commit: None, features: Vec::new() }
    }
}

/// A feature file and what its text comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureDigest {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// One of several parts that together make a whole selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

/// One of the reports that a report was joined from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Its part.
    pub shard: Shard,
    /// The digest that it carried.
    pub sha256: String,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// How long it took, in ms, without fractions of it.
    pub took_ms: u64,
}

/// How to see a failure again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduction {
    /// The command that runs the rule again in the same way.
    pub run: String,
    /// The command line that sends the judged request again, signed afresh; `None` where no request
    /// was judged.
    pub curl: Option<String>,
}

/// How a request is sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resend {
    /// Which one of the scenario's exchanges it was; of a scenario that means another's, which of those.
    pub exchange: usize,
    /// Whether it can be signed anew.
    pub signing: Resigning,
}

/// Whether a request that was sent can be signed anew and remain the same in everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resigning {
    /// It was signed as documented, over what was sent. These of the values that are new each time have
    /// to stay as they were, since the scenario chose them.
    Fresh {
        /// Names of parameters or headers.
        keep: Vec<String>,
    },
    /// It carries no signature, or another one than what it holds calls for.
    AsSent,
}
