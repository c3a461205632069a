//! What is said of an instance, and what was seen of it.

use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::api::instance::{InstanceStatus, LockReason};
use crate::suite::need::Need;

/// What is said of an instance, as far as it can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its status.
    pub status: InstanceStatus,
    /// Why it is locked, if it is.
    pub lock: Option<LockReason>,
    /// Whether the target's key can see it.
    pub visible: bool,
}

impl Claim {
    /// What is said of an instance that is in a wanted state.
    #[must_use]
    pub fn of(need: &Need) -> Self {
        Self {
            status: need.status,
            lock: need.locks.first().copied(),
            visible: !need.other_account,
        }
    }
}

/// What was seen of one instance. `None`: not asked, or not answered as documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Its status, where it was shown.
    pub status: Option<Option<String>>,
    /// Its lock reasons, where it was shown.
    pub locks: Option<Option<Vec<String>>>,
}

impl Look {
    pub(super) fn is_shown(&self) -> bool {
        matches!(self.status, Some(Some(_))) || matches!(self.locks, Some(Some(_)))
    }

    pub(super) fn is_blind(&self) -> bool {
        self.status.is_none() && self.locks.is_none()
    }

    /// How it differs from what is claimed.
    #[must_use]
    pub fn contradicts(&self, claim: &Claim) -> Option<String> {
        if !claim.visible {
            return self.is_shown().then(|| {
                "the target's own key can see it, so it is not another account's".to_owned()
            });
        }
        if !self.is_shown() && !self.is_blind() {
            return Some(
                "the endpoint does not show it: there is no such instance in this region, or it \
                 is another account's"
                    .to_owned(),
            );
        }
        if let Some(Some(status)) = &self.status
            && status != claim.status.word()
        {
            return Some(format!("its status is {status}, not {}", claim.status));
        }
        let Some(Some(locks)) = &self.locks else { return None };
        match claim.lock {
            Some(lock) if !locks.iter().any(|seen| seen == lock.word()) => {
                Some(format!("its OperationLocks are {locks:?}, without {:?}", lock.word()))
            }
            None if !locks.is_empty() => Some(format!("it is locked: OperationLocks {locks:?}")),
            _ => None,
        }
    }
}

/// A kind of instance, and how the first of it that was made differs from what was asked for.
pub(super) type Kind = (Need, Arc<OnceCell<Option<String>>>);

#[cfg(test)]
mod tests {
    use super::*;
    use InstanceStatus::{Running, Stopped};

    fn claim(status: InstanceStatus, lock: Option<LockReason>) -> Claim {
        Claim { status, lock, visible: true }
    }

    fn hidden() -> Claim {
        Claim { visible: false, ..claim(Running, None) }
    }

    fn look(status: Option<&str>, locks: &[&str]) -> Look {
        Look {
            status: Some(status.map(str::to_owned)),
            locks: Some(status.map(|_| locks.iter().map(|&lock| lock.to_owned()).collect())),
        }
    }

    #[test]
    fn what_is_as_claimed_is_not_contradicted() {
        let security = Some(LockReason::Security);
        for (claim, seen) in [
            (claim(Running, None), look(Some("Running"), &[])),
            (claim(Stopped, None), look(Some("Stopped"), &[])),
            (claim(Running, security), look(Some("Running"), &["security"])),
            (claim(Running, security), look(Some("Running"), &["financial", "security"])),
            (hidden(), look(None, &[])),
            (claim(Running, None), Look::default()),
        ] {
            assert_eq!(seen.contradicts(&claim), None, "{claim:?}");
        }
    }

    #[test]
    fn what_is_not_is_said() {
        let security = Some(LockReason::Security);
        for (claim, seen, says) in [
            (claim(Running, None), look(Some("Stopped"), &[]), "status is Stopped, not Running"),
            (claim(Running, None), look(Some("Running"), &["security"]), "it is locked"),
            (claim(Stopped, None), look(None, &[]), "does not show it"),
            (
                claim(Running, security),
                look(Some("Running"), &["financial"]),
                "without \"security\"",
            ),
            (hidden(), look(Some("Running"), &[]), "can see it"),
        ] {
            let how = seen.contradicts(&claim).unwrap();
            assert!(how.contains(says), "{how}");
        }
    }
}
