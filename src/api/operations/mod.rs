//! The documented operations, as values: what each is given, from which status it is served and what comes of
//! it, and what it answers. Adding an operation begins here, with a file of its own.

mod describe;
mod reboot_instance;
mod start_instance;
mod stop_instance;

pub use self::describe::{DESCRIBE_INSTANCE_STATUS, DESCRIBE_INSTANCES};
pub use self::reboot_instance::REBOOT_INSTANCE;
pub use self::start_instance::START_INSTANCE;
pub use self::stop_instance::STOP_INSTANCE;

use super::Edition;
use super::errors::{Failure, OperationError};
use super::instance::InstanceStatus;
use super::names::parameter;
use super::parameters::{self, Answered, Kind, Parameter};

/// A documented operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The value of `Action`.
    pub name: &'static str,
    /// The letters before the numbers of its rules, such as `RI`; none where it has no rules of its own.
    pub rules: &'static [&'static str],
    /// Its own parameters; the common ones stand in [`parameters::COMMON`].
    pub parameters: &'static [Parameter],
    /// What a served call does to the instance; `None` where it changes nothing.
    pub effect: Option<Effect>,
    /// Its own errors.
    pub errors: &'static [OperationError],
}

/// What a served call does to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The status from which it is served.
    pub from: InstanceStatus,
    /// Every status that may be seen on the way, in order; the last one has to be seen where that is documented.
    pub through: &'static [InstanceStatus],
    /// The status at the end.
    pub to: InstanceStatus,
    /// What it is called: `restart`.
    pub what: &'static str,
}

impl Effect {
    /// The status that shows it: the last one on the way.
    #[must_use]
    pub fn shown(&self) -> InstanceStatus {
        self.through.last().copied().unwrap_or(self.to)
    }

    /// Whether a status shows that it has begun: the last one on the way and, where that is not the one from which
    /// it began, the one at its end.
    #[must_use]
    pub fn is_shown_by(&self, status: &str) -> bool {
        status == self.shown().word() || (self.to != self.from && status == self.to.word())
    }

    /// The status at its end, in words: `Running again`.
    #[must_use]
    pub fn end_in_words(&self) -> String {
        let again = if self.to == self.from { " again" } else { "" };
        format!("{}{again}", self.to)
    }

    /// Whether a status may be seen while it comes about, its beginning and its end included.
    #[must_use]
    pub fn may_show(&self, status: &str) -> bool {
        let ends = [self.from, self.to];
        ends.iter().chain(self.through).any(|documented| documented.word() == status)
    }
}

impl Operation {
    /// Its own parameter of this name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Every parameter that its page and the common pages know, the common ones first.
    pub fn known(&self) -> impl Iterator<Item = &'static Parameter> {
        parameters::COMMON.iter().chain(self.parameters)
    }

    /// The parameter of this name, a common one too.
    #[must_use]
    pub fn any_parameter(&self, name: &str) -> Option<&'static Parameter> {
        parameters::common(name).or_else(|| self.parameter(name))
    }

    /// The name of folders and files that hold something of it: `reboot_instance`.
    #[must_use]
    pub fn folder(&self) -> String {
        let mut folder = String::new();
        for letter in self.name.chars() {
            if letter.is_ascii_uppercase() && !folder.is_empty() {
                folder.push('_');
            }
            folder.push(letter.to_ascii_lowercase());
        }
        folder
    }

    /// The root element of its answers in XML. Source: Response results, "Successful results".
    #[must_use]
    pub fn root(&self) -> String {
        format!("{}Response", self.name)
    }
}

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

/// An instance that has to be named, of which nothing more is judged.
const INSTANCE_ID: Parameter = Parameter {
    missing: Some((Failure::ParameterMissing, None)),
    ..optional(parameter::INSTANCE_ID, Kind::InstanceId, Edition::Core)
};

/// A parameter that may be left out, of which nothing more is judged.
const fn optional(name: &'static str, kind: Kind, edition: Edition) -> Parameter {
    let (empty, wrong) = (Answered::Open, Answered::Open);
    Parameter { name, kind, missing: None, empty, wrong, switched: None, edition }
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
