//! What a scenario needs before it can be decided, told from the words of its steps.
//!
//! Every Given step of the features must be understood here; a test fails for one that is not. Of the
//! other steps only those are known that need more than a call: to see a status, to see locks, a key
//! of another account.

use std::borrow::Cow;

use crate::api::instance::InstanceStatus;
use crate::api::operations::{self, Operation};
use crate::suite::free;
use crate::suite::need::Need;
use crate::wire::percent;

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
    Failure(String),
    /// A restart that lasts long enough to be seen.
    SeenRestart,
    /// A parameter that the operation does not define.
    Further,
    /// A parameter without a value.
    Empty,
    /// A parameter or, where that is refused, a nonce that holds this text.
    Text(Cow<'static, str>),
    /// A call of version 3, which has its signature in the header Authorization.
    Version3,
}

const STATUS: Want = Want::Status;
const LOCKS: Want = Want::Operation(operations::DESCRIBE_INSTANCES.name);

/// Parts of steps that need something, wherever they stand.
const PHRASES: &[(&str, &[Want])] = &[
    ("the status of the instance is", &[STATUS]),
    ("the instance is not restarted", &[STATUS]),
    ("the operation has no effect", &[STATUS]),
    ("the other instance is", &[STATUS]),
    ("it is looked for", &[STATUS]),
    ("the instance is restarted once", &[STATUS]),
    ("and the instance still Running", &[STATUS]),
    ("with the same ClientToken", &[STATUS, Want::SeenRestart]),
    (
        "its owner sees that it is not restarted",
        &[STATUS, Want::Key { status: "active", account: "other" }],
    ),
    ("the instance is seen in status", &[STATUS, Want::SeenRestart]),
    ("a restart of it in progress", &[STATUS, Want::SeenRestart]),
    ("watched until it is Running again", &[STATUS, Want::SeenRestart]),
    ("watched to its end", &[STATUS, Want::SeenRestart]),
    ("the operation is seen to take effect", &[STATUS, Want::SeenRestart]),
    ("its status is looked at", &[STATUS]),
    ("every status observed in this run", &[STATUS]),
    ("that was signed for alone", &[STATUS]),
    ("OperationLocks", &[LOCKS]),
    ("a disabled access key", &[Want::Key { status: "disabled", account: "self" }]),
    (
        "an access key of its owner that was used",
        &[Want::Key { status: "active", account: "self" }],
    ),
    (
        "DescribeInstanceStatus is called",
        &[Want::Operation(operations::DESCRIBE_INSTANCE_STATUS.name)],
    ),
    ("DescribeInstances is called", &[LOCKS]),
    ("StartInstance is called", &[Want::Operation(operations::START_INSTANCE.name)]),
    ("with further parameters named", &[Want::Further]),
    ("an empty SignatureType in", &[Want::Empty]),
    ("that takes a blank for +", &[Want::Text(Cow::Borrowed(free::WITH_BLANK))]),
    ("written with lower-case digits", &[Want::Text(Cow::Borrowed(free::WITH_LETTERS))]),
    ("is signed by version 3", &[Want::Version3]),
    ("StopInstance is called", &[Want::Operation(operations::STOP_INSTANCE.name)]),
];

/// What stands before a text that is written with escapes.
const HOLDS: &str = "with a parameter that holds ";

const FAILS_WITH: &str = " on which every call fails with ";

/// What a Given step needs; `None` where it is not understood.
pub(super) fn of_given(text: &str, operation: &Operation) -> Option<Vec<Want>> {
    match text {
        "an instance for the operation" => {
            Some(vec![Want::Instances(vec![Need::for_operation(operation)])])
        }
        "an instance that the operation is refused for" => {
            Some(vec![Want::Instances(vec![Need::refused_for(operation)])])
        }
        "two instances for the operation, of the same owner" => {
            let need = Need::for_operation(operation);
            Some(vec![Want::Instances(vec![need.clone(), need])])
        }
        "the well-formed id of an instance that does not exist"
        | "the secret of another access key of its owner, or a made-up one" => Some(Vec::new()),
        "the id of an instance that was removed" => {
            let running = Need::status(InstanceStatus::Running);
            Some(vec![Want::Instances(vec![Need { to_be_changed: true, ..running }])])
        }
        "two Running instances of the same owner" => {
            let running = Need::status(InstanceStatus::Running);
            Some(vec![Want::Instances(vec![running.clone(), running])])
        }
        _ if text.contains(FAILS_WITH) => {
            let (instance, failure) = text.split_once(FAILS_WITH)?;
            let need = instance.parse::<Need>().ok()?;
            Some(vec![
                Want::Instances(vec![need]),
                Want::Failure(failure.trim_matches('"').to_owned()),
            ])
        }
        _ => match text.parse::<Need>() {
            Ok(need) => Some(vec![Want::Instances(vec![need])]),
            Err(_) => Some(of_step(text)).filter(|wants| !wants.is_empty()),
        },
    }
}

/// What any other step needs.
pub(super) fn of_step(text: &str) -> Vec<Want> {
    let held = text.split_once(HOLDS).and_then(|(_, rest)| rest.split(' ').next());
    let held = held.and_then(|encoded| percent::decode(encoded.as_bytes()).ok());
    PHRASES
        .iter()
        .filter(|(phrase, _)| text.contains(phrase))
        .flat_map(|(_, wants)| wants.iter().cloned())
        .chain(held.map(|held| Want::Text(held.into_owned().into())))
        .collect()
}

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
                    of_given(&step.value, &operations::REBOOT_INSTANCE).is_some(),
                    "`Given {}` is new: say in src/suite/coverage/wants.rs what it needs",
                    step.value
                );
            }
        }
        assert!(steps > 50, "only {steps} Given steps were found");
    }

    #[test]
    fn what_is_new_is_not_understood() {
        assert_eq!(of_given("a full moon", &operations::REBOOT_INSTANCE), None);
    }
}
