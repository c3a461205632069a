//! What a scenario needs an instance to be.

use std::fmt;

use crate::api::instance::{InstanceStatus, KeyTrouble, LockReason};
use crate::api::operations::Operation;

/// A wanted state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Status.
    pub status: InstanceStatus,
    /// Why it is locked, if it is.
    pub locks: Vec<LockReason>,
    /// Whether a disk is in an abnormal status.
    pub disk_abnormal: bool,
    /// What stands against the key of its encrypted disk, if anything does (edition current).
    pub key: Option<KeyTrouble>,
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
            key: None,
            other_account: false,
            boot_ms: Self::LONG_BOOT_MS,
            to_be_changed: false,
        }
    }

    /// An instance that an operation is served for.
    #[must_use]
    pub fn for_operation(operation: &Operation) -> Self {
        Self::status(operation.effect.map_or(InstanceStatus::Running, |effect| effect.from))
    }

    /// An instance in a lasting status in which an operation is refused.
    #[must_use]
    pub fn refused_for(operation: &Operation) -> Self {
        let served = Self::for_operation(operation).status;
        let lasting = [InstanceStatus::Stopped, InstanceStatus::Running];
        let other = lasting.into_iter().find(|status| *status != served);
        Self::status(other.unwrap_or(InstanceStatus::Stopped))
    }

    /// Reads "a Running instance", and what may be said of it after that, in any order: the words of the
    /// features.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        let text = words.strip_prefix("a ").or_else(|| words.strip_prefix("an "))?;
        let (status, mut rest) = text.split_once(" instance")?;
        let mut need = Self::status(status.parse().ok()?);
        while !rest.is_empty() {
            let (attribute, change) =
                ATTRIBUTES.iter().find(|(words, _)| rest.starts_with(words))?;
            change(&mut need);
            rest = &rest[attribute.len()..];
        }
        Some(need)
    }

    pub(in crate::suite) fn is_plain_running(&self) -> bool {
        *self == Self { boot_ms: self.boot_ms, ..Self::status(InstanceStatus::Running) }
    }
}

/// What may be said of an instance, and the need that follows.
type Attribute = (&'static str, fn(&mut Need));

const ATTRIBUTES: &[Attribute] = &[
    (" locked for \"security\"", |need| need.locks.push(LockReason::Security)),
    (" locked for \"financial\"", |need| need.locks.push(LockReason::Financial)),
    (" and \"security\"", |need| need.locks.push(LockReason::Security)),
    (" with an encrypted disk whose key may not be used", |need| {
        need.key = Some(KeyTrouble::Unauthorized);
    }),
    (" with an encrypted disk whose key is disabled", |need| {
        need.key = Some(KeyTrouble::NotEnabled);
    }),
    (" with an encrypted disk whose key is gone", |need| need.key = Some(KeyTrouble::NotFound)),
    (" with an abnormal, encrypted disk whose key may not be used", |need| {
        need.disk_abnormal = true;
        need.key = Some(KeyTrouble::Unauthorized);
    }),
    (", whose lock can be lifted", |need| need.to_be_changed = true),
    (", whose locks can be lifted", |need| need.to_be_changed = true),
    (", which may be changed", |need| need.to_be_changed = true),
    (" with an abnormal disk", |need| need.disk_abnormal = true),
    (" of another account", |need| need.other_account = true),
];

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
        match self.key {
            Some(KeyTrouble::Unauthorized) => f.write_str(", with a key that may not be used")?,
            Some(KeyTrouble::NotEnabled) => f.write_str(", with a key that is disabled")?,
            Some(KeyTrouble::NotFound) => f.write_str(", with a key that is gone")?,
            None => {}
        }
        if self.other_account {
            f.write_str(", of another account")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_add_up() {
        let text = "a Running instance locked for \"security\" with an abnormal disk";
        let expected = Need {
            locks: vec![LockReason::Security],
            disk_abnormal: true,
            ..Need::status(InstanceStatus::Running)
        };
        assert_eq!(Need::from_words(text), Some(expected));
        assert_eq!(Need::from_words("a Running instance on fire"), None);
        assert_eq!(Need::from_words("a Dancing instance"), None);
    }
}
