//! What a scenario needs before it can be decided, told from the words of its steps.
//!
//! Every Given step of the features must be understood here; a test fails for one that is not. Of the
//! other steps only those are known that need more than a call: to see a status, to see locks, a key
//! of another account.

use crate::spec::instance::{InstanceStatus, LockReason};
use crate::spec::names::action;
use crate::suite::arrange::Need;

/// Something a scenario cannot do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// Instances in these states, all at once.
    Instances(Vec<Need>),
    /// An access key that is made for the scenario.
    Key {
        /// Its status.
        status: &'static str,
        /// Whose it is.
        account: &'static str,
    },
    /// An operation beside RebootInstance.
    Operation(&'static str),
    /// An operation that shows a status.
    Status,
    /// A way in which every call on an instance is made to fail.
    Fault(String),
    /// A restart that lasts long enough to be seen.
    SeenRestart,
}

const STATUS: Want = Want::Status;
const LOCKS: Want = Want::Operation(action::DESCRIBE_INSTANCES);

/// Parts of steps that need something, wherever they stand.
const PHRASES: &[(&str, &[Want])] = &[
    ("the status of the instance is", &[STATUS]),
    ("the instance is not restarted", &[STATUS]),
    ("the other instance is still", &[STATUS]),
    (
        "its owner sees that it is not restarted",
        &[STATUS, Want::Key { status: "active", account: "other" }],
    ),
    ("the instance is seen in status", &[STATUS, Want::SeenRestart]),
    ("a restart of it in progress", &[STATUS, Want::SeenRestart]),
    ("watched until it is Running again", &[STATUS, Want::SeenRestart]),
    ("its status is looked at", &[STATUS]),
    ("every status observed in this run", &[STATUS]),
    ("is restarted alone", &[STATUS]),
    ("OperationLocks", &[LOCKS]),
    ("a disabled access key", &[Want::Key { status: "disabled", account: "self" }]),
    ("DescribeInstanceStatus is called", &[Want::Operation(action::DESCRIBE_INSTANCE_STATUS)]),
    ("DescribeInstances is called", &[LOCKS]),
    ("StartInstance is called", &[Want::Operation(action::START_INSTANCE)]),
    ("StopInstance is called", &[Want::Operation(action::STOP_INSTANCE)]),
];

const FAILS_WITH: &str = " on which every call fails with ";

/// What a Given step needs; `None` where it is not understood.
pub(super) fn of_given(text: &str) -> Option<Vec<Want>> {
    match text {
        "the well-formed id of an instance that does not exist" => Some(Vec::new()),
        "two Running instances of the same owner" => {
            let running = Need::status(InstanceStatus::Running);
            Some(vec![Want::Instances(vec![running.clone(), running])])
        }
        _ if text.contains(FAILS_WITH) => {
            let (instance, fault) = text.split_once(FAILS_WITH)?;
            let need = need(instance)?;
            Some(vec![Want::Instances(vec![need]), Want::Fault(fault.trim_matches('"').to_owned())])
        }
        _ => match need(text) {
            Some(need) => Some(vec![Want::Instances(vec![need])]),
            None => Some(of_step(text)).filter(|wants| !wants.is_empty()),
        },
    }
}

/// What any other step needs.
pub(super) fn of_step(text: &str) -> Vec<Want> {
    PHRASES
        .iter()
        .filter(|(phrase, _)| text.contains(phrase))
        .flat_map(|(_, wants)| wants.iter().cloned())
        .collect()
}

/// Reads "a Running instance", and what may be said of it after that, in any order.
fn need(text: &str) -> Option<Need> {
    let text = text.strip_prefix("a ").or_else(|| text.strip_prefix("an "))?;
    let (status, mut rest) = text.split_once(" instance")?;
    let mut need = Need::status(status.parse().ok()?);
    while !rest.is_empty() {
        let (attribute, change) = ATTRIBUTES.iter().find(|(words, _)| rest.starts_with(words))?;
        change(&mut need);
        rest = &rest[attribute.len()..];
    }
    Some(need)
}

/// What may be said of an instance, and the need that follows.
type Attribute = (&'static str, fn(&mut Need));

const ATTRIBUTES: &[Attribute] = &[
    (" locked for \"security\"", |need| need.locks.push(LockReason::Security)),
    (" locked for \"financial\"", |need| need.locks.push(LockReason::Financial)),
    (" and \"security\"", |need| need.locks.push(LockReason::Security)),
    (" with an encrypted disk whose key may not be used", |need| need.kms_unauthorized = true),
    (", whose lock can be lifted", |need| need.to_be_changed = true),
    (" with an abnormal disk", |need| need.disk_abnormal = true),
    (" of another account", |need| need.other_account = true),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::features::Index;

    #[test]
    fn every_given_step_is_understood() {
        let index = Index::embedded().unwrap();
        let scenarios = index
            .features
            .iter()
            .flat_map(|feature| &feature.rules)
            .flat_map(|rule| &rule.scenarios);
        let mut steps = 0;
        for step in scenarios.flat_map(|scenario| &scenario.steps) {
            if step.ty == gherkin::StepType::Given {
                steps += 1;
                assert!(
                    of_given(&step.value).is_some(),
                    "`Given {}` is new: say in src/suite/coverage/wants.rs what it needs",
                    step.value
                );
            }
        }
        assert!(steps > 50, "only {steps} Given steps were found");
    }

    #[test]
    fn attributes_add_up() {
        let text = "a Running instance locked for \"security\" with an abnormal disk";
        let expected = Need {
            locks: vec![LockReason::Security],
            disk_abnormal: true,
            ..Need::status(InstanceStatus::Running)
        };
        assert_eq!(need(text), Some(expected));
        assert_eq!(need("a Running instance on fire"), None);
        assert_eq!(need("a Dancing instance"), None);
        assert_eq!(of_given("a full moon"), None);
    }
}
