//! The lists of a target file: instances by the state that the target's owner says they are in.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::api::instance::{InstanceStatus, LockReason};
use crate::suite::need::Need;

/// A list of the target file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// In status Running, not locked, with normal disks.
    Running,
    /// In status Stopped, not locked.
    Stopped,
    /// Running and locked for security reasons.
    SecurityLocked,
    /// Running and locked for an overdue payment.
    FinancialLocked,
    /// Running, with a disk in an abnormal status.
    DiskAbnormal,
    /// Owned by another account.
    OtherAccount,
}

impl List {
    /// All of them, in the order in which a target file is written.
    pub const ALL: [Self; 6] = [
        Self::Running,
        Self::Stopped,
        Self::SecurityLocked,
        Self::FinancialLocked,
        Self::DiskAbnormal,
        Self::OtherAccount,
    ];

    const KEYS: [&'static str; Self::ALL.len()] = {
        let mut keys = [""; Self::ALL.len()];
        let mut index = 0;
        while index < keys.len() {
            keys[index] = Self::ALL[index].key();
            index += 1;
        }
        keys
    };

    /// Its key under `[instances]`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::SecurityLocked => "security_locked",
            Self::FinancialLocked => "financial_locked",
            Self::DiskAbnormal => "disk_abnormal",
            Self::OtherAccount => "other_account",
        }
    }

    /// What stands in it, for who writes a target file.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Running => {
                "Running, not locked. Two or more: rule RI-08 needs two at once. They are restarted."
            }
            Self::Stopped => "Stopped, not locked.",
            Self::SecurityLocked => "Running, and locked for security reasons.",
            Self::FinancialLocked => {
                "Running, and locked for an overdue payment (edition current)."
            }
            Self::DiskAbnormal => "Running, with a disk in an abnormal status.",
            Self::OtherAccount => "Of another account, not visible to the key of this file.",
        }
    }

    /// What its instances are said to be.
    #[must_use]
    pub fn need(self) -> Need {
        let running = Need::status(InstanceStatus::Running);
        match self {
            Self::Running => running,
            Self::Stopped => Need::status(InstanceStatus::Stopped),
            Self::SecurityLocked => Need { locks: vec![LockReason::Security], ..running },
            Self::FinancialLocked => Need { locks: vec![LockReason::Financial], ..running },
            Self::DiskAbnormal => Need { disk_abnormal: true, ..running },
            Self::OtherAccount => Need { other_account: true, ..running },
        }
    }

    /// The list that holds instances in a wanted state, where there is one.
    #[must_use]
    pub fn of(need: &Need) -> Option<Self> {
        Self::ALL.into_iter().find(|list| need.is_like(&list.need()))
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        let list = Self::ALL.into_iter().find(|list| list.key() == key);
        list.ok_or_else(|| D::Error::unknown_field(&key, &Self::KEYS))
    }
}

/// Instances by the list that they stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instances(BTreeMap<List, Vec<String>>);

impl Instances {
    /// Those of one list.
    #[must_use]
    pub fn of(&self, list: List) -> &[String] {
        self.0.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Puts instances into a list.
    pub fn add(&mut self, list: List, ids: impl IntoIterator<Item = String>) {
        let mut ids = ids.into_iter().peekable();
        // A list without an instance is as good as none.
        if ids.peek().is_some() {
            self.0.entry(list).or_default().extend(ids);
        }
    }

    /// The ids of all lists.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.0.values().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_that_of_what_it_holds() {
        for list in List::ALL {
            assert_eq!(List::of(&list.need()), Some(list));
            assert_eq!(List::of(&Need { boot_ms: 1, ..list.need() }), Some(list));
            // A listed instance is its owner's, and is not changed.
            assert_eq!(List::of(&Need { to_be_changed: true, ..list.need() }), None);
        }
    }
}
