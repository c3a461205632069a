//! Whether each listed instance is what the target file says.

use super::{Asked, Examination};
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::spec::instance::InstanceStatus::{self, Running, Stopped};
use crate::spec::instance::LockReason;
use crate::suite::observe;
use crate::suite::target::Instances;
use crate::wire::document::Document;

const INSTANCES: &str = "instances";

/// A list of the target file, and what it claims of its instances.
pub(super) struct Listed {
    key: &'static str,
    pub(super) ids: Vec<String>,
    status: InstanceStatus,
    lock: Option<LockReason>,
    /// Whether the target's key can see them.
    visible: bool,
    /// What it claims that cannot be seen.
    unseen: Option<&'static str>,
}

/// The lists, in the order of the target file.
pub(super) fn lists(instances: &Instances) -> Vec<Listed> {
    let list = |key, ids: &[String], status| Listed {
        key,
        ids: ids.to_vec(),
        status,
        lock: None,
        visible: true,
        unseen: None,
    };
    vec![
        list("running", &instances.running, Running),
        list("stopped", &instances.stopped, Stopped),
        Listed {
            lock: Some(LockReason::Security),
            ..list("security_locked", &instances.security_locked, Running)
        },
        Listed {
            lock: Some(LockReason::Financial),
            ..list("financial_locked", &instances.financial_locked, Running)
        },
        Listed {
            unseen: Some("that a disk is abnormal cannot be seen from outside"),
            ..list("disk_abnormal", &instances.disk_abnormal, Running)
        },
        Listed {
            visible: false,
            unseen: Some("that they exist cannot be seen with this key"),
            ..list("other_account", &instances.other_account, Running)
        },
    ]
}

/// What was seen of one instance. `None`: not asked, or not answered.
#[derive(Default)]
struct Look {
    status: Option<Option<String>>,
    locks: Option<Option<Vec<String>>>,
}

impl Look {
    fn is_shown(&self) -> bool {
        matches!(self.status, Some(Some(_))) || matches!(self.locks, Some(Some(_)))
    }

    fn is_blind(&self) -> bool {
        self.status.is_none() && self.locks.is_none()
    }

    /// How it differs from what is claimed.
    fn contradicts(&self, list: &Listed) -> Option<String> {
        if !list.visible {
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
            && status != list.status.word()
        {
            return Some(format!("its status is {status}, not {}", list.status));
        }
        let Some(Some(locks)) = &self.locks else { return None };
        match list.lock {
            Some(lock) if !locks.iter().any(|seen| seen == lock.word()) => {
                Some(format!("its OperationLocks are {locks:?}, without {:?}", lock.word()))
            }
            None if !locks.is_empty() => Some(format!("it is locked: OperationLocks {locks:?}")),
            _ => None,
        }
    }
}

impl Examination<'_> {
    /// Looks at every listed instance: its status by DescribeInstanceStatus, its locks by
    /// DescribeInstances.
    pub(super) async fn listed(&mut self) {
        let lists = lists(&self.session.target.instances);
        if lists.iter().all(|list| list.ids.is_empty()) {
            return self.skip(INSTANCES, "the target file lists none");
        }
        if !self.known.accepted {
            return self.skip(INSTANCES, "not looked at: no call was served so far");
        }
        if !self.known.statuses && !self.known.locks {
            let seen = "not looked at: the endpoint serves neither DescribeInstanceStatus nor \
                        DescribeInstances";
            return self.skip(INSTANCES, seen);
        }
        for list in lists.iter().filter(|list| !list.ids.is_empty()) {
            let mut wrong = Vec::new();
            for id in &list.ids {
                if let Some(how) = self.look(id).await.contradicts(list) {
                    wrong.push((id, how));
                }
            }
            if wrong.is_empty() {
                self.ok(INSTANCES, as_claimed(list, self.known.locks));
            }
            for (id, how) in wrong {
                let seen = format!("{id} is listed under {}, but {how}", list.key);
                self.known.doubts.lists.entry(list.key).or_insert_with(|| seen.clone());
                let next = "bring it into that state (a restart may still be under way), or move \
                            it to the list of the state that it is in";
                self.problem(INSTANCES, Consequence::Undecided, seen, Owner::Setup, next);
            }
        }
    }

    async fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        if self.known.statuses {
            let asked = self.ask(&observe::status_call(&self.session, id)).await;
            look.status = seen(&asked, |document| observe::status_in(document, id));
        }
        if self.known.locks {
            let asked = self.ask(&observe::instance_call(&self.session, id)).await;
            look.locks = seen(&asked, |document| observe::lock_reasons_in(document, id));
        }
        look
    }
}

/// What an answer shows of an instance, where it is an answer to go by.
fn seen<T>(asked: &Asked, shown: impl Fn(&Document) -> Option<T>) -> Option<Option<T>> {
    asked.received.document().filter(|_| asked.received.is_success()).map(shown)
}

fn as_claimed(list: &Listed, locks: bool) -> String {
    let what = match (list.visible, list.lock) {
        (false, _) => "not visible to this key".to_owned(),
        (true, _) if !locks => format!("{}; locks were not looked at", list.status),
        (true, Some(lock)) => format!("{}, locked for {:?}", list.status, lock.word()),
        (true, None) => format!("{}, not locked", list.status),
    };
    let mut seen = format!("{}: {} as claimed, {what}", list.key, list.ids.len());
    if let Some(unseen) = list.unseen {
        seen.push_str(&format!("; {unseen}"));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(key: &str) -> Listed {
        lists(&Instances::default()).into_iter().find(|list| list.key == key).unwrap()
    }

    fn look(status: Option<&str>, locks: &[&str]) -> Look {
        Look {
            status: Some(status.map(str::to_owned)),
            locks: Some(status.map(|_| locks.iter().map(|&lock| lock.to_owned()).collect())),
        }
    }

    #[test]
    fn what_is_as_claimed_is_not_contradicted() {
        for (key, seen) in [
            ("running", look(Some("Running"), &[])),
            ("stopped", look(Some("Stopped"), &[])),
            ("security_locked", look(Some("Running"), &["security"])),
            ("security_locked", look(Some("Running"), &["financial", "security"])),
            ("disk_abnormal", look(Some("Running"), &[])),
            ("other_account", look(None, &[])),
            ("running", Look::default()),
        ] {
            assert_eq!(seen.contradicts(&list(key)), None, "{key}");
        }
    }

    #[test]
    fn what_is_not_is_said() {
        for (key, seen, says) in [
            ("running", look(Some("Stopped"), &[]), "its status is Stopped, not Running"),
            ("running", look(Some("Running"), &["security"]), "it is locked"),
            ("stopped", look(None, &[]), "does not show it"),
            ("security_locked", look(Some("Running"), &["financial"]), "without \"security\""),
            ("other_account", look(Some("Running"), &[]), "can see it"),
        ] {
            let how = seen.contradicts(&list(key)).unwrap();
            assert!(how.contains(says), "{how}");
        }
    }
}
