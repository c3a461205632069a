//! What the bytes of a step mean where it is a call of the control protocol, and what becomes of that.

use super::calls::instance;
use super::model::{Instance, Model};
use super::step::Step;
use crate::api::instance::{InstanceStatus, LockReason};
use crate::endpoint::{Account, Disk, Kms};
use crate::fuzzing::stage::NO_SUCH_INSTANCE;

/// A call of the control protocol.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) body: String,
    change: Change,
    instance: String,
}

/// What a control call changes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Status(InstanceStatus),
    Locks(&'static [LockReason]),
    Disk(Disk),
    Kms(Kms),
    Account(Account),
    BootMs(u64),
    Remove,
    /// RebootInstance is answered with this status and code.
    Fail(u16, &'static str),
    /// The failure of this id ends.
    Mend(String),
    /// Nothing: it cannot be arranged.
    Nonsense,
}

/// Reads a control call; `failures` are the ids of those that were arranged.
pub(super) fn control(step: Step, made: &[String], failures: &[String]) -> Control {
    use LockReason::{Financial, Security};
    let id = instance(step.whom, made).filter(|id| !id.is_empty());
    let instance = id.unwrap_or_else(|| NO_SUCH_INSTANCE.to_owned());
    let (change, body) = match step.with % 24 {
        at @ 0..5 => {
            let status = InstanceStatus::ALL[usize::from(at)];
            (Change::Status(status), format!(r#"{{"status":"{status}"}}"#))
        }
        5..8 => (Change::Locks(&[Security]), r#"{"locks":["security"]}"#.to_owned()),
        8..10 => (Change::Locks(&[]), r#"{"locks":[]}"#.to_owned()),
        10 => (Change::Locks(&[Financial]), r#"{"locks":["financial"]}"#.to_owned()),
        11 => (
            Change::Locks(&[Security, Financial]),
            r#"{"locks":["security","financial"]}"#.to_owned(),
        ),
        12 => (Change::Disk(Disk::Abnormal), r#"{"disk":"abnormal"}"#.to_owned()),
        13 => (Change::Disk(Disk::Normal), r#"{"disk":"normal"}"#.to_owned()),
        14 => (Change::Kms(Kms::Unauthorized), r#"{"kms":"unauthorized"}"#.to_owned()),
        15 if step.how % 3 == 1 => {
            (Change::Kms(Kms::NotEnabled), r#"{"kms":"not-enabled"}"#.to_owned())
        }
        15 if step.how % 3 == 2 => {
            (Change::Kms(Kms::NotFound), r#"{"kms":"not-found"}"#.to_owned())
        }
        15 => (Change::Kms(Kms::Authorized), r#"{"kms":"authorized"}"#.to_owned()),
        16 => (Change::Account(Account::Other), r#"{"account":"other"}"#.to_owned()),
        17 => (Change::Account(Account::Own), r#"{"account":"self"}"#.to_owned()),
        18 => {
            let boot_ms = u64::from(step.how) * 7;
            (Change::BootMs(boot_ms), format!(r#"{{"boot_ms":{boot_ms}}}"#))
        }
        19 if failures.is_empty() => (Change::Remove, String::new()),
        19 => {
            let failure = failures[usize::from(step.how) % failures.len()].clone();
            (Change::Mend(failure), String::new())
        }
        at @ 20..23 => {
            let (word, status, code) = [
                ("internal-error", 500, "InternalError"),
                ("service-unavailable", 503, "ServiceUnavailable"),
                ("throttling", 400, "Throttling"),
            ][usize::from(at - 20)];
            let body = format!(r#"{{"fault":"{word}","instance":"{instance}"}}"#);
            (Change::Fail(status, code), body)
        }
        _ => {
            const UNKNOWN: [&str; 4] =
                [r#"{"kms":"lost"}"#, r#"{"status":"Gone"}"#, r#"{"state":1}"#, "{"];
            (Change::Nonsense, UNKNOWN[usize::from(step.how) % UNKNOWN.len()].to_owned())
        }
    };
    let makes = step.what % 16 == 15;
    let (method, path) = match &change {
        Change::Remove => ("DELETE", format!("/instances/{instance}")),
        Change::Fail(..) => ("POST", "/faults".to_owned()),
        Change::Mend(failure) => ("DELETE", format!("/faults/{failure}")),
        _ if makes => ("POST", "/instances".to_owned()),
        _ => ("PATCH", format!("/instances/{instance}")),
    };
    Control { method, path, body, change, instance }
}

impl Control {
    /// Whether it makes an instance.
    pub(super) fn makes_instance(&self) -> bool {
        self.method == "POST" && self.path == "/instances"
    }

    /// The status that it is answered with. Source: the control protocol, version 1.
    pub(super) fn expected(&self, model: &Model) -> u16 {
        let is_there = model.instances.contains_key(&self.instance);
        let made = self.makes_instance();
        match &self.change {
            Change::Mend(_) => 204,
            _ if !made && !is_there => 404,
            Change::Nonsense => 422,
            Change::Fail(..) => 201,
            _ if made => 201,
            _ => 204,
        }
    }

    /// What it changes, `id` being the one in its answer.
    pub(super) fn done(&self, model: &mut Model, id: &str) {
        match &self.change {
            Change::Remove => drop(model.instances.remove(&self.instance)),
            Change::Mend(failure) => drop(model.failures.remove(failure)),
            Change::Fail(status, code) => {
                let failure = (self.instance.clone(), *status, *code);
                model.failures.insert(id.to_owned(), failure);
            }
            _ if self.makes_instance() => {
                let mut instance = Instance::new(model.boot_ms);
                self.change(&mut instance);
                model.instances.insert(id.to_owned(), instance);
            }
            _ => {
                if let Some(instance) = model.instances.get_mut(&self.instance) {
                    self.change(instance);
                }
            }
        }
    }

    fn change(&self, instance: &mut Instance) {
        match self.change {
            Change::Status(status) => instance.course = vec![(0, status)],
            Change::Locks(locks) => instance.locks = locks.to_vec(),
            Change::Disk(disk) => instance.disk = disk,
            Change::Kms(kms) => instance.kms = kms,
            Change::Account(account) => instance.account = account,
            Change::BootMs(boot_ms) => instance.boot_ms = boot_ms,
            Change::Remove | Change::Fail(..) | Change::Mend(_) | Change::Nonsense => {}
        }
    }
}
