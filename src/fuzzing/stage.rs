//! The endpoint that the fuzz bodies call: instances in every state under names that say so, keys of
//! every kind, and a clock that stands still until it is moved.

use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::{Dialect, Edition};
use crate::endpoint::{
    AccessKey, Account, Arrangement, Disk, Endpoint, Faults, Kms, Moment, PreparedInstance,
    Settings, Writing,
};
use crate::wire::secret::Secret;

/// When a body begins: 2026-01-01T00:00:00Z, in seconds since 1970.
pub const START_SECONDS: i64 = 1_767_225_600;

/// When a body begins.
pub const START: Moment = Moment::from_unix_ms(START_SECONDS as u64 * 1000);

/// The region that exists.
pub const REGION: &str = "cn-hangzhou";

/// What requests call the endpoint.
pub const HOST: &str = "127.0.0.1:80";

/// An access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// `AccessKeyId`.
    pub id: &'static str,
    /// Its secret; one that nobody uses anywhere else.
    pub secret: &'static str,
    /// Whether it may be used; `None` where the endpoint does not know it.
    pub active: Option<bool>,
    /// Whose it is.
    pub account: Account,
}

/// A key that is served, one of another account, one that is disabled, one that does not exist.
pub const KEYS: [Key; 4] = [
    Key { id: "testid", secret: "testsecret", active: Some(true), account: Account::Own },
    Key { id: "testother", secret: "othersecret", active: Some(true), account: Account::Other },
    Key { id: "testdisabled", secret: "oldsecret", active: Some(false), account: Account::Own },
    Key { id: "testnosuch", secret: "nosecret", active: None, account: Account::Own },
];

/// An instance that exists from the start: its id, and what is arranged of it.
pub type Prepared = (&'static str, InstanceStatus, &'static [LockReason], Disk, Kms, Account);

/// The instances, one of each kind.
#[rustfmt::skip] // a table
pub const FLEET: [Prepared; 14] = {
    use InstanceStatus::{Pending, Running, Starting, Stopped, Stopping};
    use LockReason::{Financial, Security};
    const OK: Disk = Disk::Normal;
    const MAY: Kms = Kms::Authorized;
    const OWN: Account = Account::Own;
    [
        ("i-running0001", Running, &[], OK, MAY, OWN),
        ("i-running0002", Running, &[], OK, MAY, OWN),
        ("i-stopped0001", Stopped, &[], OK, MAY, OWN),
        ("i-stopping0001", Stopping, &[], OK, MAY, OWN),
        ("i-starting0001", Starting, &[], OK, MAY, OWN),
        ("i-pending0001", Pending, &[], OK, MAY, OWN),
        ("i-locked0001", Running, &[Security], OK, MAY, OWN),
        ("i-lockedstopped0001", Stopped, &[Security], OK, MAY, OWN),
        ("i-lockeddisk0001", Running, &[Security], Disk::Abnormal, MAY, OWN),
        ("i-lockedtwice0001", Running, &[Security, Financial], OK, MAY, OWN),
        ("i-overdue0001", Running, &[Financial], OK, MAY, OWN),
        ("i-diskbad0001", Running, &[], Disk::Abnormal, MAY, OWN),
        ("i-keyless0001", Running, &[], OK, Kms::Unauthorized, OWN),
        ("i-other0001", Running, &[], OK, MAY, Account::Other),
    ]
};

/// A well-formed id that no instance has.
pub const NO_SUCH_INSTANCE: &str = "i-nosuch0001";

/// The endpoint, by the bits of a number: edition, dialect, the ways of writing an answer, whether a restart
/// shows Stopping.
#[must_use]
pub fn endpoint(bits: u8, faults: Faults) -> Endpoint {
    Endpoint::new(settings(bits)).with_faults(faults)
}

fn settings(bits: u8) -> Settings {
    let bit = |at: u8| bits >> at & 1 == 1;
    let writing =
        Writing { pretty: bit(2), recommend: bit(3), reordered: bit(4), ..Writing::default() };
    Settings {
        seed: 1,
        dialect: if bit(1) { Dialect::Gateway } else { Dialect::Documented },
        edition: if bit(0) { Edition::Current } else { Edition::Core },
        stopping_ms: if bit(5) { 100 } else { 0 },
        region: REGION.to_owned(),
        access_keys: KEYS.iter().filter_map(Key::known).collect(),
        instances: FLEET.iter().map(prepared).collect(),
        writing,
        ..Settings::default()
    }
}

impl Key {
    fn known(&self) -> Option<AccessKey> {
        self.active.map(|active| AccessKey {
            id: self.id.to_owned(),
            secret: Secret::new(self.secret),
            active,
            account: self.account,
        })
    }
}

fn prepared(&(id, status, locks, disk, kms, account): &Prepared) -> PreparedInstance {
    let arrangement = Arrangement {
        status: Some(status),
        locks: Some(locks.to_vec()),
        disk: Some(disk),
        kms: Some(kms),
        account: Some(account),
        boot_ms: None,
    };
    PreparedInstance { id: id.to_owned(), arrangement }
}
