//! The documented operations, as values: what each is given, from which status it is served and what comes of
//! it, and what it answers. Adding an operation begins here, with a file of its own.

mod describe;
mod operation;
mod reboot_instance;
mod start_instance;
mod stop_instance;

pub use self::describe::{DESCRIBE_INSTANCE_STATUS, DESCRIBE_INSTANCES};
pub use self::operation::{Effect, LeftOpen, Operation};
pub use self::reboot_instance::REBOOT_INSTANCE;
pub use self::start_instance::START_INSTANCE;
pub use self::stop_instance::STOP_INSTANCE;

use super::parameters;

/// Every operation that is served or called, RebootInstance first.
pub const ALL: &[&Operation] = &[
    &REBOOT_INSTANCE,
    &DESCRIBE_INSTANCE_STATUS,
    &DESCRIBE_INSTANCES,
    &START_INSTANCE,
    &STOP_INSTANCE,
];

/// The operations that can be put under test: those that have rules of their own.
pub fn under_test() -> impl Iterator<Item = &'static Operation> {
    ALL.iter().copied().filter(|operation| !operation.rules.is_empty())
}

/// The operation of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Operation> {
    ALL.iter().copied().find(|operation| operation.name == name)
}

/// The operation whose own rule this is; `None` where it is common to all.
#[must_use]
pub fn of_rule(id: &str) -> Option<&'static Operation> {
    let letters = id.split('-').next().unwrap_or_default();
    ALL.iter().copied().find(|operation| operation.rules.contains(&letters))
}

/// Whether a parameter is an operation's own, and not a common one.
#[must_use]
pub fn is_own(name: &str) -> bool {
    ALL.iter().any(|operation| operation.parameter(name).is_some())
}

/// Every name of a parameter that the documentation knows: the common ones, those of the operations, and what
/// clients send to every one.
pub fn parameter_names() -> impl Iterator<Item = &'static str> {
    let own = ALL.iter().flat_map(|operation| operation.parameters);
    let named = parameters::COMMON.iter().chain(own).map(|parameter| parameter.name);
    named.chain(parameters::SENT_TO_ALL).chain(parameters::FURTHER)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_operation_and_no_parameter_stands_twice() {
        let names: BTreeSet<&str> = ALL.iter().map(|operation| operation.name).collect();
        assert_eq!(names.len(), ALL.len());
        for operation in ALL {
            let known: Vec<&str> = operation.known().map(|parameter| parameter.name).collect();
            let unique: BTreeSet<&&str> = known.iter().collect();
            assert_eq!(unique.len(), known.len(), "{}: {known:?}", operation.name);
        }
    }

    #[test]
    fn what_is_seen_on_the_way_is_told() {
        let effect = REBOOT_INSTANCE.effect.unwrap();
        assert_eq!((effect.shown().word(), &*effect.end_in_words()), ("Starting", "Running again"));
        assert!(effect.is_shown_by("Starting") && !effect.is_shown_by("Running"));
        assert!(STOP_INSTANCE.effect.unwrap().is_shown_by("Stopped"));
        assert!(effect.may_show("Starting") && !effect.may_show("Stopped"));
        assert!(is_own("ForceStop") && !is_own("Format") && !is_own("RegionId"));
    }
}
