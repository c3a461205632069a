//! Where a result comes from and how it is had again: the suite that judged, the part of it that ran,
//! and whether a request can be sent once more as it was.

/// What judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuiteSummary {
    /// The commit it was built from; `None` where it was not built in a repository.
    pub commit: Option<String>,
    /// The feature files that were embedded, in their order.
    pub features: Vec<FeatureDigest>,
}

/// A feature file and what its text comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureDigest {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// One of several parts that together make a whole selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
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
