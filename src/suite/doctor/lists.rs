//! The lists of a target file, and what each claims of its instances.

use crate::api::instance::InstanceStatus::{Running, Stopped};
use crate::api::instance::LockReason;
use crate::suite::arrange::Claim;
use crate::suite::target::Instances;

/// A list of the target file, and what it claims of its instances.
pub(super) struct Listed {
    pub(super) key: &'static str,
    pub(super) ids: Vec<String>,
    pub(super) claim: Claim,
    /// What it claims that cannot be seen.
    pub(super) unseen: Option<&'static str>,
}

/// The lists, in the order of the target file.
pub(super) fn lists(instances: &Instances) -> Vec<Listed> {
    let list = |key, ids: &[String], status| Listed {
        key,
        ids: ids.to_vec(),
        claim: Claim { status, lock: None, visible: true },
        unseen: None,
    };
    let lock = |reason| Claim { status: Running, lock: Some(reason), visible: true };
    vec![
        list("running", &instances.running, Running),
        list("stopped", &instances.stopped, Stopped),
        Listed {
            claim: lock(LockReason::Security),
            ..list("security_locked", &instances.security_locked, Running)
        },
        Listed {
            claim: lock(LockReason::Financial),
            ..list("financial_locked", &instances.financial_locked, Running)
        },
        Listed {
            unseen: Some("that a disk is abnormal cannot be seen from outside"),
            ..list("disk_abnormal", &instances.disk_abnormal, Running)
        },
        Listed {
            claim: Claim { status: Running, lock: None, visible: false },
            unseen: Some("that they exist cannot be seen with this key"),
            ..list("other_account", &instances.other_account, Running)
        },
    ]
}
