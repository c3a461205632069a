//! What RebootInstance, StartInstance and StopInstance do to instances, written from the documentation
//! alone: for each instance a list of when it takes on which status, for each call every reason why it
//! may be refused. The documentation fixes no order of checks, so neither does this.
//!
//! Sources: RebootInstance; StartInstance; StopInstance; Instance status table; API behaviour when an
//! instance is locked for security reasons; Common parameters.

use std::collections::BTreeMap;

use crate::api::errors::{
    CMK_NOT_ENABLED, DISK_ERROR, DRY_RUN_OPERATION, Failure, INCORRECT_INSTANCE_STATUS,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND,
    KMS_KEY_NOT_FOUND, KMS_UNAUTHORIZED, OperationError, Refusal, Terms,
};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::{Dialect, Edition};
use crate::endpoint::{Account, Disk, Kms};
use crate::fuzzing::stage;

/// Why a call may be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A failure common to all operations, and the parameter concerned.
    Common(Failure, &'static str),
    /// An error of the operation itself.
    Operation(OperationError),
    /// A failure that was arranged: status and code.
    Arranged(u16, &'static str),
}

impl Reason {
    /// Whether an answer gives this reason.
    #[must_use]
    pub fn is_given_by(self, status: u16, code: &str, dialect: Dialect) -> bool {
        match self {
            Self::Operation(error) => (error.status, error.code) == (status, code),
            Self::Arranged(other, name) => (other, name) == (status, code),
            Self::Common(failure, parameter) => {
                let terms = Terms { dialect: Some(dialect), ..Terms::default() };
                let accepted = failure.accepted_under(parameter, terms);
                accepted.into_iter().any(|answer| Refusal::from(answer).matches(status, code))
            }
        }
    }
}

/// What a call wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// RebootInstance.
    Reboot,
    /// StartInstance.
    Start,
    /// StopInstance.
    Stop,
    /// DescribeInstanceStatus.
    Look,
}

/// A truth value as a call gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Not at all.
    Absent,
    /// As one of the two, in any letter case.
    Is(bool),
    /// As something else.
    Nonsense,
}

/// What the operation looks at in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The operation.
    pub wish: Wish,
    /// Whose key signs it.
    pub caller: Account,
    /// `InstanceId`.
    pub instance: Option<String>,
    /// `ForceStop`.
    pub force_stop: Given,
    /// `DryRun`.
    pub dry_run: Given,
}

/// An instance.
#[derive(Clone, Debug)]
pub struct Instance {
    /// When it takes on which status, in milliseconds since 1970.
    pub course: Vec<(u64, InstanceStatus)>,
    /// The reasons of OperationLocks.
    pub locks: Vec<LockReason>,
    /// State of its disks.
    pub disk: Disk,
    /// Whether its key may be used.
    pub kms: Kms,
    /// Owner.
    pub account: Account,
    /// How long it takes to boot, in milliseconds.
    pub boot_ms: u64,
    /// How often it was restarted.
    pub restarts: u64,
}

impl Instance {
    /// A new one: Running, with nothing the matter.
    #[must_use]
    pub fn new(boot_ms: u64) -> Self {
        Self {
            course: vec![(0, InstanceStatus::Running)],
            locks: Vec::new(),
            disk: Disk::Normal,
            kms: Kms::Authorized,
            account: Account::Own,
            boot_ms,
            restarts: 0,
        }
    }

    /// Its status at a time.
    #[must_use]
    pub fn status(&self, now: u64) -> InstanceStatus {
        let reached = self.course.iter().rev().find(|(from, _)| *from <= now);
        reached.map_or(InstanceStatus::Pending, |(_, status)| *status)
    }
}

/// All instances, and what a nonce was last used for.
#[derive(Clone, Debug)]
pub struct Model {
    edition: Edition,
    stopping_ms: u64,
    /// How long a new instance takes to boot, in milliseconds.
    pub boot_ms: u64,
    /// By id.
    pub instances: BTreeMap<String, Instance>,
    /// By the id of each: the instance it is for, its status and code.
    pub failures: BTreeMap<String, (String, u16, &'static str)>,
    /// By key and nonce: when it was used, in milliseconds since 1970.
    pub nonces: BTreeMap<(String, String), u64>,
}

impl Model {
    /// The instances of [`stage::FLEET`].
    #[must_use]
    pub fn new(edition: Edition, stopping_ms: u64, boot_ms: u64) -> Self {
        let instances = stage::FLEET.iter().map(|&(id, status, locks, disk, kms, account)| {
            let course = vec![(0, status)];
            let locks = locks.to_vec();
            let new = Instance::new(boot_ms);
            (id.to_owned(), Instance { course, locks, disk, kms, account, ..new })
        });
        Self {
            edition,
            stopping_ms,
            boot_ms,
            instances: instances.collect(),
            failures: BTreeMap::new(),
            nonces: BTreeMap::new(),
        }
    }

    /// Every reason why the operation may refuse a call that is signed as it should be.
    #[must_use]
    pub fn reasons(&self, asked: &Asked, now: u64) -> Vec<Reason> {
        if asked.wish == Wish::Look {
            return Vec::new();
        }
        let mut reasons = self.parameters(asked);
        let id = asked.instance.as_deref().unwrap_or_default();
        let failures = self.failures.values().filter(|(of, _, _)| of == id);
        reasons.extend(failures.map(|&(_, status, code)| Reason::Arranged(status, code)));
        let own = self.instances.get(id).filter(|instance| instance.account == asked.caller);
        match own {
            None if is_id(id) => reasons.push(Reason::Operation(INVALID_INSTANCE_ID_NOT_FOUND)),
            None => {}
            Some(instance) => {
                reasons.extend(self.state(asked.wish, instance, now).map(Reason::Operation));
            }
        }
        let is_dry = self.is_later(asked.wish) && asked.dry_run == Given::Is(true);
        if is_dry && reasons.is_empty() {
            reasons.push(Reason::Operation(DRY_RUN_OPERATION));
        }
        reasons
    }

    /// Whether a call knows what the current edition adds: RebootInstance alone does.
    fn is_later(&self, wish: Wish) -> bool {
        wish == Wish::Reboot && self.edition == Edition::Current
    }

    fn parameters(&self, asked: &Asked) -> Vec<Reason> {
        let mut reasons = Vec::new();
        match asked.instance.as_deref() {
            None => reasons.push(Reason::Common(Failure::ParameterMissing, "InstanceId")),
            Some(id) if is_id(id) => {}
            Some(_) => reasons.push(Reason::Common(Failure::ParameterInvalid, "InstanceId")),
        }
        if asked.wish != Wish::Start && asked.force_stop == Given::Nonsense {
            reasons.push(Reason::Common(Failure::ParameterInvalid, "ForceStop"));
        }
        if self.is_later(asked.wish) && asked.dry_run == Given::Nonsense {
            reasons.push(Reason::Common(Failure::ParameterInvalid, "DryRun"));
        }
        reasons
    }

    fn state(
        &self,
        wish: Wish,
        instance: &Instance,
        now: u64,
    ) -> impl Iterator<Item = OperationError> {
        let is_later = self.is_later(wish);
        let wanted = match wish {
            Wish::Start => InstanceStatus::Stopped,
            _ => InstanceStatus::Running,
        };
        let locked = |reason| instance.locks.contains(&reason);
        [
            (locked(LockReason::Security), INSTANCE_LOCKED_FOR_SECURITY),
            (is_later && locked(LockReason::Financial), INSTANCE_EXPIRED_OR_IN_ARREARS),
            (instance.status(now) != wanted, INCORRECT_INSTANCE_STATUS),
            (instance.disk == Disk::Abnormal, DISK_ERROR),
            (is_later && instance.kms == Kms::Unauthorized, KMS_UNAUTHORIZED),
            (is_later && instance.kms == Kms::NotEnabled, CMK_NOT_ENABLED),
            (is_later && instance.kms == Kms::NotFound, KMS_KEY_NOT_FOUND),
        ]
        .into_iter()
        .filter_map(|(holds, error)| holds.then_some(error))
    }

    /// What a call does that is served.
    pub fn serve(&mut self, asked: &Asked, now: u64) {
        use InstanceStatus::{Running, Starting, Stopped, Stopping};
        let stopping_ms = self.stopping_ms;
        let id = asked.instance.as_deref().unwrap_or_default();
        let Some(instance) = self.instances.get_mut(id) else { return };
        let later = |milliseconds: u64| now.saturating_add(milliseconds);
        let boot_ms = instance.boot_ms;
        match asked.wish {
            Wish::Look => {}
            Wish::Start => instance.course = vec![(now, Starting), (later(boot_ms), Running)],
            Wish::Stop => instance.course = vec![(now, Stopping), (later(boot_ms), Stopped)],
            Wish::Reboot => {
                instance.restarts += 1;
                let down = later(stopping_ms);
                instance.course = vec![
                    (now, Stopping),
                    (down, Starting),
                    (down.saturating_add(boot_ms), Running),
                ];
            }
        }
    }

    /// Whether a nonce was used so lately that a call with it is a replay.
    #[must_use]
    pub fn is_used(&self, key: &str, nonce: &str, now: u64) -> bool {
        /// Twice the fifteen minutes that a Timestamp may be off, in milliseconds: until then a call
        /// signed with it may still be in time.
        const KEPT_MS: u64 = 2 * 15 * 60 * 1000;
        let used = self.nonces.get(&(key.to_owned(), nonce.to_owned()));
        used.is_some_and(|&at| now <= at.saturating_add(KEPT_MS))
    }

    /// Notes the use of a nonce.
    pub fn use_up(&mut self, key: &str, nonce: &str, now: u64) {
        self.nonces.insert((key.to_owned(), nonce.to_owned()), now);
    }
}

/// The form of an id: the documentation shows `i-` and letters and digits.
fn is_id(text: &str) -> bool {
    text.starts_with("i-") && text.len() > 2 && text.len() <= 64
}
