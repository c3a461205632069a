//! What a scenario needs an instance to be.

use std::fmt;

use crate::spec::instance::{InstanceStatus, LockReason};

/// A wanted state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Status.
    pub status: InstanceStatus,
    /// Why it is locked, if it is.
    pub locks: Vec<LockReason>,
    /// Whether a disk is in an abnormal status.
    pub disk_abnormal: bool,
    /// Whether the key of its encrypted disk may not be used (edition current).
    pub kms_unauthorized: bool,
    /// Whether it belongs to another account.
    pub other_account: bool,
    /// How long its restart should stay in Starting, in ms, where that can be told.
    pub boot_ms: u64,
    /// Whether the scenario will change it. A listed instance is its owner's: it is restarted, but
    /// never changed.
    pub to_be_changed: bool,
}

impl Need {
    /// So long that Starting is still seen when somebody looks, in ms. No scenario waits for it.
    pub const LONG_BOOT_MS: u64 = 60_000;

    /// An instance in a status, not locked, with normal disks, of the caller's own.
    #[must_use]
    pub const fn status(status: InstanceStatus) -> Self {
        Self {
            status,
            locks: Vec::new(),
            disk_abnormal: false,
            kms_unauthorized: false,
            other_account: false,
            boot_ms: Self::LONG_BOOT_MS,
            to_be_changed: false,
        }
    }

    pub(super) fn is_plain_running(&self) -> bool {
        *self == Self { boot_ms: self.boot_ms, ..Self::status(InstanceStatus::Running) }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an instance in status {}", self.status)?;
        for (index, lock) in self.locks.iter().enumerate() {
            let before = if index == 0 { ", locked for" } else { " and" };
            write!(f, "{before} {:?}", lock.word())?;
        }
        if self.disk_abnormal {
            f.write_str(", with an abnormal disk")?;
        }
        if self.kms_unauthorized {
            f.write_str(", with a key that may not be used")?;
        }
        if self.other_account {
            f.write_str(", of another account")?;
        }
        Ok(())
    }
}
