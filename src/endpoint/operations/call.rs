//! A call that has passed the common checks, what is read of it, and what several operations check.

use crate::api::errors::{DISK_ERROR, Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::api::names::parameter;
use crate::endpoint::clock::Moment;
use crate::endpoint::fleet::{ArrangedFailure, Fleet};
use crate::endpoint::instance::{Account, Disk, Instance};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::settings::Settings;
use crate::wire::document::Value;
use crate::wire::query::Parameters;

/// Members of a successful answer.
pub(in crate::endpoint) type Members = Vec<(&'static str, Value)>;

/// A call that has passed the common checks.
pub(in crate::endpoint) struct Admitted<'a> {
    pub(in crate::endpoint) parameters: &'a Parameters<'a>,
    pub(in crate::endpoint) caller: Account,
    pub(in crate::endpoint) now: Moment,
    pub(in crate::endpoint) settings: &'a Settings,
}

/// A failure that the control protocol arranged for the instance.
pub(super) fn arranged_failure(call: &Admitted<'_>, fleet: &Fleet) -> Result<(), Refusal> {
    let failure = call.parameters.get(parameter::INSTANCE_ID).and_then(|id| fleet.failure(id));
    match failure {
        None => Ok(()),
        Some(ArrangedFailure::Throttling) => Err(Refusal::common(Failure::Throttled, "")),
        Some(ArrangedFailure::InternalError) => Err(Refusal::common(Failure::ServerFault, "")),
        Some(ArrangedFailure::ServiceUnavailable) => Err(Refusal::unavailable()),
    }
}

/// No disk of it is in an abnormal status.
pub(super) fn disk(instance: &Instance) -> Result<(), Refusal> {
    match instance.disk {
        Disk::Normal => Ok(()),
        Disk::Abnormal => Err(Refusal::Operation(DISK_ERROR)),
    }
}

/// The InstanceId, in the form of one.
pub(super) fn instance_id<'a>(call: &Admitted<'a>) -> Result<&'a str, Refusal> {
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
pub(super) fn instance<'a>(
    call: &Admitted<'_>,
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
pub(super) fn boolean(call: &Admitted<'_>, name: &'static str) -> Result<Option<bool>, Refusal> {
    match call.parameters.get(name) {
        None => Ok(None),
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(value) => Err(Refusal::invalid(name, value)),
    }
}
