//! The operations: what each does once the common checks have passed. Only the caller's own
//! instances exist here.

mod describe;
mod reboot;
mod start_stop;

use super::clock::Moment;
use super::fleet::Fleet;
use super::instance::{Account, Instance};
use super::refusal::Refusal;
use super::settings::Settings;
use crate::spec::Edition;
use crate::spec::errors::{Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::spec::names::{action, parameter};
use crate::wire::document::Value;
use crate::wire::query::Parameters;

/// An operation that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    RebootInstance,
    DescribeInstanceStatus,
    DescribeInstances,
    StartInstance,
    StopInstance,
}

impl Operation {
    /// Every operation, the one under test first.
    pub(super) const ALL: [Self; 5] = [
        Self::RebootInstance,
        Self::DescribeInstanceStatus,
        Self::DescribeInstances,
        Self::StartInstance,
        Self::StopInstance,
    ];

    /// The value of `Action`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RebootInstance => action::REBOOT_INSTANCE,
            Self::DescribeInstanceStatus => action::DESCRIBE_INSTANCE_STATUS,
            Self::DescribeInstances => action::DESCRIBE_INSTANCES,
            Self::StartInstance => action::START_INSTANCE,
            Self::StopInstance => action::STOP_INSTANCE,
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// Serves a call. What comes back are the members of the answer beside RequestId.
    pub(super) fn serve(self, call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
        match self {
            Self::RebootInstance => reboot::serve(call, fleet),
            Self::DescribeInstanceStatus => describe::statuses(call, fleet),
            Self::DescribeInstances => describe::instances(call, fleet),
            Self::StartInstance => start_stop::start(call, fleet),
            Self::StopInstance => start_stop::stop(call, fleet),
        }
    }
}

/// Members of a successful answer.
pub(super) type Members = Vec<(&'static str, Value)>;

/// A call that has passed the common checks.
pub(super) struct Call<'a> {
    pub(super) parameters: &'a Parameters<'a>,
    pub(super) caller: Account,
    pub(super) now: Moment,
    pub(super) settings: &'a Settings,
}

/// The InstanceId, in the form of one.
fn instance_id<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    let id = call
        .parameters
        .get(parameter::INSTANCE_ID)
        .ok_or_else(|| Refusal::common(Failure::ParameterMissing, parameter::INSTANCE_ID))?;
    if call.settings.ids.is_well_formed(id) {
        Ok(id)
    } else {
        Err(Refusal::invalid(parameter::INSTANCE_ID, id))
    }
}

/// The caller's instance of this id. Another account's is not told apart from none: rule RI-37.
fn instance<'a>(
    call: &Call<'_>,
    fleet: &'a mut Fleet,
    id: &str,
) -> Result<&'a mut Instance, Refusal> {
    fleet
        .get_mut(id, call.now)
        .filter(|instance| instance.account == call.caller)
        .ok_or(Refusal::Operation(INVALID_INSTANCE_ID_NOT_FOUND))
}

/// A parameter that is true or false, in any letter case: official SDKs write `True`, and from the later
/// editions on each case is documented.
fn boolean(call: &Call<'_>, name: &'static str) -> Result<Option<bool>, Refusal> {
    let exact = call.settings.choices.booleans_exact && call.settings.edition == Edition::Core;
    match call.parameters.get(name) {
        None => Ok(None),
        Some(value) if exact && !matches!(value, "true" | "false") => {
            Err(Refusal::invalid(name, value))
        }
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(value) => Err(Refusal::invalid(name, value)),
    }
}
