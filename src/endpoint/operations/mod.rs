//! The operations: what each does once the common checks have passed. Only the caller's own
//! instances exist here.

mod describe;
mod reboot;
mod start_stop;

use super::clock::Moment;
use super::fleet::{ArrangedFailure, Fleet};
use super::instance::{Account, Disk, Instance};
use super::refusal::Refusal;
use super::settings::Settings;
use crate::api::Edition;
use crate::api::errors::{DISK_ERROR, Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::api::names::parameter;
use crate::api::operations::{self, Operation};
use crate::wire::document::Value;
use crate::wire::query::Parameters;

/// What serves an operation. What comes back are the members of the answer beside RequestId.
type Serve = fn(&Call<'_>, &mut Fleet) -> Result<Members, Refusal>;

/// An operation that is served, and what serves it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served {
    /// What is documented of it.
    pub(super) operation: &'static Operation,
    serve: Serve,
}

/// Every operation that is served, RebootInstance first.
const SERVED: &[Served] = &[
    Served { operation: &operations::REBOOT_INSTANCE, serve: reboot::serve },
    Served { operation: &operations::DESCRIBE_INSTANCE_STATUS, serve: describe::statuses },
    Served { operation: &operations::DESCRIBE_INSTANCES, serve: describe::instances },
    Served { operation: &operations::START_INSTANCE, serve: start_stop::start },
    Served { operation: &operations::STOP_INSTANCE, serve: start_stop::stop },
];

impl Served {
    /// The operation that an Action names.
    pub(super) fn named(action: &str) -> Option<Self> {
        SERVED.iter().copied().find(|served| served.operation.name == action)
    }

    /// Serves a call.
    pub(super) fn serve(self, call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
        (self.serve)(call, fleet)
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

/// A failure that the control protocol arranged for the instance.
fn arranged_failure(call: &Call<'_>, fleet: &Fleet) -> Result<(), Refusal> {
    let failure = call.parameters.get(parameter::INSTANCE_ID).and_then(|id| fleet.failure(id));
    match failure {
        None => Ok(()),
        Some(ArrangedFailure::Throttling) => Err(Refusal::common(Failure::Throttled, "")),
        Some(ArrangedFailure::InternalError) => Err(Refusal::common(Failure::ServerFault, "")),
        Some(ArrangedFailure::ServiceUnavailable) => Err(Refusal::other(
            "ServiceUnavailable",
            503,
            "The request has failed due to a temporary failure of the server.",
        )),
    }
}

/// No disk of it is in an abnormal status.
fn disk(instance: &Instance) -> Result<(), Refusal> {
    match instance.disk {
        Disk::Normal => Ok(()),
        Disk::Abnormal => Err(Refusal::Operation(DISK_ERROR)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_operation_is_served() {
        let served: Vec<&str> = SERVED.iter().map(|served| served.operation.name).collect();
        let documented: Vec<&str> =
            operations::ALL.iter().map(|operation| operation.name).collect();
        assert_eq!(served, documented);
    }
}
