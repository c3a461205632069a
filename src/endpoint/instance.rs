//! One instance and its state machine. A status is worked out for the moment that asks for it: there
//! are no timers, and nothing has to be told that time has passed.
//!
//! Running → \[Stopping →\] Starting → Running is a restart; Stopped → Starting → Running a start;
//! Running → Stopping → Stopped a stop. Whether one of them is allowed is decided in `operations`.

use serde::{Deserialize, Serialize};

use super::clock::Moment;
use crate::api::instance::{InstanceStatus, LockReason};

/// Who owns an instance or an access key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Account {
    /// The account of the default access key.
    #[default]
    #[serde(rename = "self")]
    Own,
    /// Another one.
    Other,
}

/// The state of an instance's disks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Disk {
    /// As it should be.
    #[default]
    Normal,
    /// Some disk is in an abnormal status.
    Abnormal,
}

/// Whether the service may use the key of an encrypted disk (edition current).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kms {
    /// It may.
    #[default]
    Authorized,
    /// It may not.
    Unauthorized,
    /// The key is disabled.
    NotEnabled,
    /// The key is gone.
    NotFound,
}

/// What can be arranged of an instance. `None` is left as it is; for a new instance that means
/// Running, no locks, disks normal, key authorized, own account, the endpoint's `boot_ms`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arrangement {
    /// Status; one that passes by itself elsewhere holds here until it is arranged anew.
    pub status: Option<InstanceStatus>,
    /// The reasons of OperationLocks, all of them.
    pub locks: Option<Vec<LockReason>>,
    /// State of the disks.
    pub disk: Option<Disk>,
    /// Whether the key of an encrypted disk may be used.
    pub kms: Option<Kms>,
    /// Owner.
    pub account: Option<Account>,
    /// How long a restart stays in Starting, in milliseconds.
    pub boot_ms: Option<u64>,
}

impl Arrangement {
    /// Takes over what a later one arranges.
    pub fn merge(&mut self, later: &Self) {
        self.status = later.status.or(self.status);
        if let Some(locks) = &later.locks {
            self.locks = Some(locks.clone());
        }
        self.disk = later.disk.or(self.disk);
        self.kms = later.kms.or(self.kms);
        self.account = later.account.or(self.account);
        self.boot_ms = later.boot_ms.or(self.boot_ms);
    }
}

/// A status that passes.
#[derive(Clone, Copy, Debug)]
struct Leg {
    status: InstanceStatus,
    until: Moment,
}

/// An instance.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) locks: Vec<LockReason>,
    pub(super) disk: Disk,
    pub(super) kms: Kms,
    pub(super) account: Account,
    /// How often it was restarted.
    pub(super) restarts: u64,
    boot_ms: u64,
    /// What it passes through, in order, before it comes to rest.
    legs: Vec<Leg>,
    rest: InstanceStatus,
}

impl Instance {
    pub(super) fn new(arrangement: &Arrangement, boot_ms: u64) -> Self {
        let mut instance = Self {
            locks: Vec::new(),
            disk: Disk::default(),
            kms: Kms::default(),
            account: Account::default(),
            restarts: 0,
            boot_ms,
            legs: Vec::new(),
            rest: InstanceStatus::Running,
        };
        instance.arrange(arrangement);
        instance
    }

    pub(super) fn arrange(&mut self, arrangement: &Arrangement) {
        if let Some(status) = arrangement.status {
            self.legs.clear();
            self.rest = status;
        }
        if let Some(locks) = &arrangement.locks {
            self.locks.clone_from(locks);
        }
        self.disk = arrangement.disk.unwrap_or(self.disk);
        self.kms = arrangement.kms.unwrap_or(self.kms);
        self.account = arrangement.account.unwrap_or(self.account);
        self.boot_ms = arrangement.boot_ms.unwrap_or(self.boot_ms);
    }

    pub(super) fn status(&self, now: Moment) -> InstanceStatus {
        self.legs.iter().find(|leg| now < leg.until).map_or(self.rest, |leg| leg.status)
    }

    pub(super) fn is_locked(&self, reason: LockReason) -> bool {
        self.locks.contains(&reason)
    }

    /// Stopping for `stopping_ms`, Starting for `boot_ms`, then Running.
    pub(super) fn restart(&mut self, now: Moment, stopping_ms: u64) {
        use InstanceStatus::{Running, Starting, Stopping};
        self.restarts += 1;
        let down = now.after_ms(stopping_ms);
        self.pass(&[(Stopping, down), (Starting, down.after_ms(self.boot_ms))], Running);
    }

    /// Starting for `boot_ms`, then Running.
    pub(super) fn start(&mut self, now: Moment) {
        let up = now.after_ms(self.boot_ms);
        self.pass(&[(InstanceStatus::Starting, up)], InstanceStatus::Running);
    }

    /// Stopping for `boot_ms`, then Stopped: a shutdown is taken to last as long as a boot.
    pub(super) fn stop(&mut self, now: Moment) {
        let down = now.after_ms(self.boot_ms);
        self.pass(&[(InstanceStatus::Stopping, down)], InstanceStatus::Stopped);
    }

    fn pass(&mut self, legs: &[(InstanceStatus, Moment)], rest: InstanceStatus) {
        self.legs.clear();
        self.legs.extend(legs.iter().map(|&(status, until)| Leg { status, until }));
        self.rest = rest;
    }
}
