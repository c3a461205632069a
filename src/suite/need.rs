//! What a scenario needs an instance to be.

use std::fmt;
use std::str::FromStr;

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

    /// Whether the documentation leaves open whether an operation is refused for it.
    pub(super) fn is_open_to(&self, operation: &Operation) -> bool {
        let open = operation.open;
        let served = Self::for_operation(operation).status;
        let by_status = self.status == served || open.statuses.contains(&self.status);
        let by_locks = self.locks.iter().all(|lock| open.locks.contains(lock));
        let is_another = self.status != served || !self.locks.is_empty();
        let elsewhere = self.disk_abnormal || self.key.is_some() || self.other_account;
        is_another && by_status && by_locks && !elsewhere
    }

    /// Reads one thing that is said of an instance, and gives what is said after it.
    fn takes<'a>(&mut self, words: &'a str) -> Option<&'a str> {
        let locked = LOCKED.iter().find_map(|before| words.strip_prefix(before));
        if let Some((lock, rest)) = locked.and_then(|words| {
            let is_first = |lock: &LockReason| words.strip_prefix(&format!("{:?}", lock.word()));
            LOCKS.into_iter().find_map(|lock| Some((lock, is_first(&lock)?)))
        }) {
            self.locks.push(lock);
            return Some(rest);
        }
        for (abnormal, key, said) in DISKS {
            if let Some(rest) = words.strip_prefix(said) {
                self.disk_abnormal |= abnormal;
                self.key = key.or(self.key);
                return Some(rest);
            }
        }
        if let Some(rest) = words.strip_prefix(OF_ANOTHER) {
            self.other_account = true;
            return Some(rest);
        }
        let rest = CHANGED.iter().find_map(|said| words.strip_prefix(said))?;
        self.to_be_changed = true;
        Some(rest)
    }

    /// Whether it is another one but for how long its restart should take.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        *self == Self { boot_ms: self.boot_ms, ..other.clone() }
    }

    pub(super) fn is_plain_running(&self) -> bool {
        self.is_like(&Self::status(InstanceStatus::Running))
    }
}

/// Words that are no instance in a state that is known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no instance that can be arranged")]
pub struct UnknownNeed(String);

const LOCKS: [LockReason; 2] = [LockReason::Security, LockReason::Financial];

/// What stands before the first reason of a lock, and before the second.
const LOCKED: [&str; 2] = [" locked for ", " and "];

/// What is said of the disks: whether one is abnormal, and what stands against the key of an encrypted one.
#[rustfmt::skip] // a table
const DISKS: [(bool, Option<KeyTrouble>, &str); 7] = [
    (true, None, " with an abnormal disk"),
    (false, Some(KeyTrouble::Unauthorized), " with an encrypted disk whose key may not be used"),
    (false, Some(KeyTrouble::NotEnabled), " with an encrypted disk whose key is disabled"),
    (false, Some(KeyTrouble::NotFound), " with an encrypted disk whose key is gone"),
    (true, Some(KeyTrouble::Unauthorized), " with an abnormal, encrypted disk whose key may not be used"),
    (true, Some(KeyTrouble::NotEnabled), " with an abnormal, encrypted disk whose key is disabled"),
    (true, Some(KeyTrouble::NotFound), " with an abnormal, encrypted disk whose key is gone"),
];

const OF_ANOTHER: &str = " of another account";

/// Ways of saying that the scenario will change it; the first is how it is told.
const CHANGED: [&str; 4] = [
    " that may be changed",
    ", which may be changed",
    ", whose lock can be lifted",
    ", whose locks can be lifted",
];

impl FromStr for Need {
    type Err = UnknownNeed;

    /// Reads "a Running instance", and what may be said of it after that, in any order: the words of the
    /// features, and those in which a need is told.
    fn from_str(words: &str) -> Result<Self, UnknownNeed> {
        let read = || {
            let text = words.strip_prefix("a ").or_else(|| words.strip_prefix("an "))?;
            let (status, mut rest) = text.split_once(" instance")?;
            let mut need = Self::status(status.parse().ok()?);
            while !rest.is_empty() {
                rest = need.takes(rest)?;
            }
            Some(need)
        };
        read().ok_or_else(|| UnknownNeed(words.to_owned()))
    }
}

/// The words that are read as the same need. How long its restart should take is not told.
impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {} instance", self.status)?;
        for (index, lock) in self.locks.iter().enumerate() {
            write!(f, "{}{:?}", LOCKED[index.min(1)], lock.word())?;
        }
        let disk = DISKS
            .iter()
            .find(|(abnormal, key, _)| (*abnormal, *key) == (self.disk_abnormal, self.key));
        f.write_str(disk.map_or("", |(.., said)| said))?;
        if self.other_account {
            f.write_str(OF_ANOTHER)?;
        }
        if self.to_be_changed {
            f.write_str(CHANGED[0])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_so_for_one_operation_and_one_cause() {
        use crate::api::operations::{REBOOT_INSTANCE, STOP_INSTANCE};
        let open = |words: &str, operation: &Operation| {
            words.parse::<Need>().unwrap().is_open_to(operation)
        };
        for (words, is_open) in [
            ("a Running instance", false),
            ("a Stopped instance", true),
            ("a Starting instance", false),
            (r#"a Running instance locked for "security""#, true),
            (r#"a Running instance locked for "security" and "financial""#, false),
            ("a Running instance with an abnormal disk", false),
            ("a Stopped instance of another account", false),
        ] {
            assert_eq!(open(words, &STOP_INSTANCE), is_open, "{words}");
            assert!(!open(words, &REBOOT_INSTANCE), "{words}");
        }
    }

    #[test]
    fn attributes_add_up() {
        let text = "a Running instance locked for \"security\" with an abnormal disk";
        let expected = Need {
            locks: vec![LockReason::Security],
            disk_abnormal: true,
            ..Need::status(InstanceStatus::Running)
        };
        assert_eq!(text.parse(), Ok(expected));
        for unknown in ["a Running instance on fire", "a Dancing instance"] {
            assert_eq!(unknown.parse::<Need>(), Err(UnknownNeed(unknown.to_owned())));
        }
    }

    #[test]
    fn what_is_told_is_read_as_the_same() {
        use LockReason::{Financial, Security};
        let keys = [KeyTrouble::Unauthorized, KeyTrouble::NotEnabled, KeyTrouble::NotFound];
        let keys: Vec<_> = std::iter::once(None).chain(keys.map(Some)).collect();
        let mut told = std::collections::BTreeSet::new();
        let locks =
            [&[][..], &[Security], &[Financial], &[Security, Financial], &[Financial, Security]];
        for status in InstanceStatus::ALL {
            for locks in locks {
                for &key in &keys {
                    for bits in 0..8 {
                        let need = Need {
                            locks: locks.to_vec(),
                            key,
                            disk_abnormal: bits & 1 != 0,
                            other_account: bits & 2 != 0,
                            to_be_changed: bits & 4 != 0,
                            ..Need::status(status)
                        };
                        let words = need.to_string();
                        assert_eq!(words.parse(), Ok(need), "{words}");
                        assert!(told.insert(words.clone()), "two needs are told as {words}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_read_is_told_in_words_that_are_read_alike() {
        for words in [
            "a Running instance, which may be changed",
            "a Running instance locked for \"financial\" and \"security\", whose locks can be lifted",
            "a Running instance of another account with an abnormal disk",
        ] {
            let need: Need = words.parse().unwrap();
            assert_eq!(need.to_string().parse(), Ok(need), "{words}");
        }
    }
}
