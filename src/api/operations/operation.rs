//! What is documented of an operation.

use crate::api::Edition;
use crate::api::errors::{Failure, OperationError};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::names::parameter;
use crate::api::parameters::{self, Answered, Kind, Parameter};

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
    /// Where a call need not be refused, though its page has an error for it.
    pub open: LeftOpen,
}

/// The instances for which editions of a page, or pages, do not agree that a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOpen {
    /// Those in one of these statuses.
    pub statuses: &'static [InstanceStatus],
    /// Those locked for one of these reasons.
    pub locks: &'static [LockReason],
}

impl LeftOpen {
    pub(super) const NOTHING: Self = Self { statuses: &[], locks: &[] };
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

/// An instance that has to be named, of which nothing more is judged.
pub(super) const INSTANCE_ID: Parameter = Parameter {
    missing: Some((Failure::ParameterMissing, None)),
    ..optional(parameter::INSTANCE_ID, Kind::InstanceId, Edition::Core)
};

/// A parameter that may be left out, of which nothing more is judged.
pub(super) const fn optional(name: &'static str, kind: Kind, edition: Edition) -> Parameter {
    let (empty, wrong) = (Answered::Open, Answered::Open);
    Parameter { name, kind, missing: None, empty, wrong, switched: None, edition }
}
