//! Instance statuses and lock reasons.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The status of an instance. Source: Instance status table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InstanceStatus {
    /// Being created.
    Pending,
    /// Being started or restarted.
    Starting,
    /// In operation; the only status in which a restart is allowed.
    Running,
    /// Being stopped.
    Stopping,
    /// Stopped.
    Stopped,
}

impl InstanceStatus {
    /// Every documented status.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Starting, Self::Running, Self::Stopping, Self::Stopped];

    /// The status as the API writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
        }
    }
}

impl fmt::Display for InstanceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A text that is not one of the documented statuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not one of Pending, Starting, Running, Stopping, Stopped")]
pub struct UnknownStatus(pub String);

impl FromStr for InstanceStatus {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.word() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

/// What stands against the key of an encrypted disk. Source: RebootInstance (2021 and later, and 2025-12),
/// "Error codes".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyTrouble {
    /// It may not be used.
    Unauthorized,
    /// It is disabled.
    NotEnabled,
    /// It is gone.
    NotFound,
}

impl KeyTrouble {
    /// The word of the control protocol.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::NotEnabled => "not-enabled",
            Self::NotFound => "not-found",
        }
    }
}

/// Why an instance is locked, as OperationLocks shows it. Source: API behaviour when an instance is
/// locked for security reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LockReason {
    /// Locked for security reasons: no restart.
    Security,
    /// Locked for an overdue payment (edition current).
    Financial,
}

impl LockReason {
    /// The value of `LockReason`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Financial => "financial",
        }
    }
}
