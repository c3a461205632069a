//! How a reference endpoint is set up before its first request.

pub use super::access_key::AccessKey;
use super::ids::{IdForm, Ids};
use super::instance::{Account, Arrangement, Disk};
use super::sight::Sight;
use super::writing::Writing;
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::{Dialect, Edition};
use crate::wire::secret::Secret;

/// An instance that exists from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedInstance {
    /// `InstanceId`.
    pub id: String,
    /// Its state.
    pub arrangement: Arrangement,
}

impl PreparedInstance {
    fn new(id: impl Into<String>, arrangement: Arrangement) -> Self {
        Self { id: id.into(), arrangement }
    }
}

/// What an endpoint is like.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where request ids, instance ids and access keys come from: the same seed and the same
    /// requests give the same answers.
    pub seed: u64,
    /// Which of the two documented generations of common errors it speaks.
    pub dialect: Dialect,
    /// Whether it serves what later editions add: DryRun, financial locks, KMS.
    pub edition: Edition,
    /// How long a restart stays in Starting, unless arranged per instance.
    pub boot_ms: u64,
    /// How long a restart stays in Stopping before that; 0 leaves the phase out.
    pub stopping_ms: u64,
    /// The region that exists.
    pub region: String,
    /// The path that it is served under.
    pub path: String,
    /// HostId of answers to requests without a Host header.
    pub host: String,
    /// The access keys it knows.
    pub access_keys: Vec<AccessKey>,
    /// The instances there are.
    pub instances: Vec<PreparedInstance>,
    /// What ids of instances look like.
    pub ids: IdForm,
    /// How late the Describe operations show what was made or changed.
    pub sight: Sight,
    /// Calls that are served in each second; further ones are throttled.
    pub throttle: Option<u32>,
    /// Connections at once; further ones are closed as soon as they are made.
    pub connections: Option<usize>,
    /// How answers are written and sent.
    pub writing: Writing,
    /// Of several causes, the disk is told before the status and the status before a lock. Rule RI-35.
    pub locks_last: bool,
    /// A nonce is one for all keys, and is used up whether or not the signature is right. Not judged.
    pub nonces_common: bool,
    /// Common errors mix both dialects as the gateway of today does, and a refusal of access control says
    /// more: rules RS-04, RS-05 and RS-13.
    pub mixed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            dialect: Dialect::default(),
            edition: Edition::default(),
            boot_ms: 200,
            stopping_ms: 0,
            region: "cn-hangzhou".to_owned(),
            path: "/".to_owned(),
            host: "ecs.aliyuncs.com".to_owned(),
            access_keys: vec![AccessKey {
                id: "testid".to_owned(),
                secret: Secret::new("testsecret"),
                active: true,
                account: Account::Own,
            }],
            instances: Vec::new(),
            ids: IdForm::default(),
            sight: Sight::default(),
            throttle: None,
            connections: None,
            writing: Writing::default(),
            locks_last: false,
            nonces_common: false,
            mixed: false,
        }
    }
}

impl Settings {
    /// Gives instances ids of a form: those that are there already, and those that are to come.
    pub fn name_instances(&mut self, form: IdForm) {
        self.ids = form;
        let mut ids = Ids::new(self.seed, form);
        let mut given = Vec::new();
        for prepared in &mut self.instances {
            prepared.id = ids.instance(|id| given.iter().any(|other| other == id));
            given.push(prepared.id.clone());
        }
    }

    /// The default, with a handful of instances in every state that the core edition asks about.
    #[must_use]
    pub fn demo() -> Self {
        let status = |status| Arrangement { status: Some(status), ..Arrangement::default() };
        let lock = |reason| Arrangement { locks: Some(vec![reason]), ..Arrangement::default() };
        let mut instances: Vec<_> = (1..=4)
            .map(|number| {
                PreparedInstance::new(format!("i-running{number:04}"), Arrangement::default())
            })
            .collect();
        instances.extend([
            PreparedInstance::new("i-stopped0001", status(InstanceStatus::Stopped)),
            PreparedInstance::new("i-stopping0001", status(InstanceStatus::Stopping)),
            PreparedInstance::new("i-starting0001", status(InstanceStatus::Starting)),
            PreparedInstance::new("i-pending0001", status(InstanceStatus::Pending)),
            PreparedInstance::new("i-locked0001", lock(LockReason::Security)),
            PreparedInstance::new("i-overdue0001", lock(LockReason::Financial)),
            PreparedInstance::new(
                "i-diskbad0001",
                Arrangement { disk: Some(Disk::Abnormal), ..Arrangement::default() },
            ),
            PreparedInstance::new(
                "i-other0001",
                Arrangement { account: Some(Account::Other), ..Arrangement::default() },
            ),
        ]);
        Self { instances, ..Self::default() }
    }
}
