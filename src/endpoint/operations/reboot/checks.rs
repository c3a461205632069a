//! The checks of RebootInstance, one function each. Their order stands in `super::serve` and, for
//! those that look at the instance, in [`permitted`].

use super::super::{Call, boolean, instance, instance_id};
use crate::endpoint::faults::Fault;
use crate::endpoint::fleet::{ArrangedFailure, Fleet};
use crate::endpoint::instance::{Disk, Instance, Kms};
use crate::endpoint::refusal::Refusal;
use crate::spec::Edition;
use crate::spec::errors::{
    CMK_NOT_ENABLED, CMK_UNAUTHORIZED, DISK_ERROR, FORBIDDEN_INSTANCE_NOT_FOUND, Failure,
    INCORRECT_INSTANCE_STATUS, INCORRECT_INSTANCE_STATUS_INITIALIZING,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND,
    KMS_KEY_NOT_FOUND, KMS_UNAUTHORIZED,
};
use crate::spec::instance::{InstanceStatus, LockReason};
use crate::spec::names::parameter;

/// A failure that the control protocol arranged for the instance.
pub(super) fn arranged_failure(call: &Call<'_>, fleet: &Fleet) -> Result<(), Refusal> {
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

/// The instance that is named: there, and in the form of an id.
pub(super) fn named<'a>(call: &Call<'a>, fleet: &'a Fleet) -> Result<&'a str, Refusal> {
    let internal = || Refusal::common(Failure::ServerFault, "");
    match call.parameters.get(parameter::INSTANCE_ID) {
        None if call.has(Fault::MissingIdNotFound) => {
            Err(Refusal::Operation(INVALID_INSTANCE_ID_NOT_FOUND))
        }
        None if call.has(Fault::MissingIdUnnamed) => {
            Err(Refusal::other("MissingParameter", 400, "A required parameter is missing."))
        }
        Some("") if call.has(Fault::EmptyIdFirstInstance) => fleet
            .of(call.caller)
            .find(|(_, instance)| permitted(call, instance, None, false).is_ok())
            .map(|(id, _)| id)
            .ok_or(Refusal::Operation(INVALID_INSTANCE_ID_NOT_FOUND)),
        Some("") if call.has(Fault::EmptyIdInternalError) => Err(internal()),
        Some(id) if !id.is_ascii() && call.has(Fault::NonAsciiIdInternalError) => Err(internal()),
        _ => instance_id(call),
    }
}

/// Whether the shutdown is forced. A forced restart is a power failure for the guest; from outside
/// it looks like any other.
pub(super) fn force_stop(call: &Call<'_>) -> Result<Option<bool>, Refusal> {
    let text = call.parameters.get(parameter::FORCE_STOP);
    if text.is_none() && call.has(Fault::ForceStopRequired) {
        return Err(Refusal::common(Failure::ParameterMissing, parameter::FORCE_STOP));
    }
    match boolean(call, parameter::FORCE_STOP) {
        Ok(Some(_))
            if call.has(Fault::ForceStopCapitalsInternalError)
                && !matches!(text, Some("true" | "false")) =>
        {
            Err(Refusal::common(Failure::ServerFault, ""))
        }
        Ok(Some(false)) if call.has(Fault::ForceStopFalseRefused) => {
            Err(Refusal::invalid(parameter::FORCE_STOP, "false"))
        }
        Err(_) if call.has(Fault::ForceStopUnchecked) => Ok(Some(false)),
        Err(_) if text == Some("") && call.has(Fault::ForceStopEmptyAccepted) => Ok(Some(false)),
        other => other,
    }
}

/// Whether to check only. Not a parameter of edition core.
pub(super) fn dry_run(call: &Call<'_>) -> Result<bool, Refusal> {
    if call.settings.edition == Edition::Core || call.has(Fault::DryRunIgnored) {
        return Ok(false);
    }
    match boolean(call, parameter::DRY_RUN) {
        Ok(Some(false)) if call.has(Fault::DryRunFalseDry) => Ok(true),
        Ok(Some(false)) if call.has(Fault::DryRunFalseRefused) => {
            Err(Refusal::invalid(parameter::DRY_RUN, "false"))
        }
        Err(_) if call.has(Fault::DryRunValueUnchecked) => Ok(false),
        other => Ok(other?.unwrap_or(false)),
    }
}

/// The caller's instance of this id.
pub(super) fn owned<'a>(
    call: &Call<'_>,
    fleet: &'a mut Fleet,
    id: &str,
) -> Result<&'a mut Instance, Refusal> {
    match fleet.get(id) {
        Some(instance) if instance.account != call.caller => {
            if call.settings.choices.foreign_forbidden {
                let message = "The account may not operate on the instance.";
                return Err(Refusal::other("Forbidden.RAM", 403, message));
            }
            if call.has(Fault::ForeignStatusTold) {
                return Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS));
            }
            if call.has(Fault::ForeignMessageTells) {
                let (code, status) = (INVALID_INSTANCE_ID_NOT_FOUND.code, 404);
                return Err(Refusal::other(code, status, "The instance is another account's."));
            }
            if call.has(Fault::ForeignRestarted) {
                return fleet
                    .get_mut(id, call.now)
                    .ok_or(Refusal::Operation(INVALID_INSTANCE_ID_NOT_FOUND));
            }
        }
        _ => {}
    }
    instance(call, fleet, id).map_err(|refusal| {
        if call.settings.choices.not_found_forbidden {
            Refusal::Operation(FORBIDDEN_INSTANCE_NOT_FOUND)
        } else if call.has(Fault::UnknownIdIncorrectStatus) {
            Refusal::Operation(INCORRECT_INSTANCE_STATUS)
        } else if call.has(Fault::UnknownIdBadRequest) {
            let mut error = INVALID_INSTANCE_ID_NOT_FOUND;
            error.status = 400;
            Refusal::Operation(error)
        } else {
            refusal
        }
    })
}

/// Whether the instance may be restarted. The lock comes first: it is not for its owner to lift.
pub(super) fn permitted(
    call: &Call<'_>,
    instance: &Instance,
    force_stop: Option<bool>,
    dry_run: bool,
) -> Result<(), Refusal> {
    if dry_run && call.has(Fault::DryRunUnchecked) {
        return Ok(());
    }
    if call.settings.choices.locks_last {
        disk(call, instance)?;
        kms(call, instance)?;
        status(call, instance, force_stop)?;
        financial_lock(call, instance)?;
        return security_lock(call, instance, force_stop);
    }
    security_lock(call, instance, force_stop)?;
    financial_lock(call, instance)?;
    if !(dry_run && call.has(Fault::DryRunStatusUnchecked)) {
        status(call, instance, force_stop)?;
    }
    disk(call, instance)?;
    kms(call, instance)
}

fn security_lock(
    call: &Call<'_>,
    instance: &Instance,
    force_stop: Option<bool>,
) -> Result<(), Refusal> {
    let locked = instance.is_locked(LockReason::Security);
    let lapsed = call.has(Fault::LockedAndDiskServed) && instance.disk == Disk::Abnormal;
    let kept = call.has(Fault::LockNeverLifts) && instance.was_locked;
    if lapsed || !(locked || kept) {
        return Ok(());
    }
    let running = instance.status(call.now) == InstanceStatus::Running;
    let overlooked = call.has(Fault::LockUnchecked)
        || (call.has(Fault::ForceStopLiftsLock) && force_stop == Some(true))
        || (call.has(Fault::LockSeenWithoutForceStop) && force_stop.is_some())
        || (call.has(Fault::LockOnlyReasonSeen) && instance.locks.len() > 1)
        || (call.has(Fault::LockedRunningRestarts) && running);
    if overlooked {
        return Ok(());
    }
    Err(if call.has(Fault::LockWrongCode) {
        Refusal::Operation(INCORRECT_INSTANCE_STATUS)
    } else if call.has(Fault::LockedRunningConflict) && running {
        conflict()
    } else if call.has(Fault::LockedAndStoppedInternalError) && !running {
        Refusal::common(Failure::ServerFault, "")
    } else {
        Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY)
    })
}

/// Source: behaviour for accounts with overdue payments (edition current).
fn financial_lock(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    let overlooked = call.has(Fault::FinancialLockUnchecked)
        || (call.has(Fault::LockOnlyReasonSeen) && instance.locks.len() > 1);
    if call.settings.edition == Edition::Core
        || !instance.is_locked(LockReason::Financial)
        || overlooked
    {
        Ok(())
    } else if call.has(Fault::FinancialLockAsSecurity) {
        Err(Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY))
    } else {
        Err(Refusal::Operation(INSTANCE_EXPIRED_OR_IN_ARREARS))
    }
}

fn status(call: &Call<'_>, instance: &Instance, force_stop: Option<bool>) -> Result<(), Refusal> {
    use InstanceStatus::{Pending, Running, Starting, Stopped, Stopping};
    let wrong = Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS));
    let status = instance.status(call.now);
    if status == Running {
        let refused = call.has(Fault::RunningRefused)
            || (call.has(Fault::RunningRefusedInJson) && call.is_json)
            || (call.has(Fault::RestartsOnce) && instance.restarts > 0);
        return if refused { wrong } else { Ok(()) };
    }
    let forced = force_stop == Some(true);
    let overlooked = call.has(Fault::StatusUnchecked)
        || (call.has(Fault::StoppedRestarts) && status == Stopped)
        || (call.has(Fault::PendingRestarts) && status == Pending)
        || (call.has(Fault::StartingRestarts) && status == Starting)
        || (call.has(Fault::RestartInProgressServed) && instance.is_passing(call.now))
        || (call.has(Fault::ForceStopLiftsStatus) && forced)
        || (call.has(Fault::ForceStopLiftsTransitions)
            && forced
            && matches!(status, Starting | Stopping));
    if overlooked {
        Ok(())
    } else if call.has(Fault::StatusConflict) {
        Err(conflict())
    } else if call.settings.choices.busy_conflict && instance.is_passing(call.now) {
        Err(Refusal::common(Failure::Conflict, ""))
    } else if call.settings.choices.pending_initializing && status == Pending {
        Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS_INITIALIZING))
    } else {
        wrong
    }
}

fn disk(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    let lapsed = call.has(Fault::LockedAndDiskServed) && instance.is_locked(LockReason::Security);
    if instance.disk == Disk::Normal || lapsed || call.has(Fault::DiskUnchecked) {
        Ok(())
    } else if call.has(Fault::DiskWrongCode) {
        Err(Refusal::other("IncorrectDiskStatus", 403, "IncorrectDiskStatus."))
    } else {
        Err(Refusal::Operation(DISK_ERROR))
    }
}

/// Source: RebootInstance (2021 and later, and 2025-12), "Error codes".
fn kms(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    let unchecked = call.settings.edition == Edition::Core || call.has(Fault::KmsUnchecked);
    if unchecked {
        return Ok(());
    }
    let mut error = match instance.kms {
        Kms::Authorized => return Ok(()),
        Kms::Unauthorized if call.settings.choices.key_as_cmk => CMK_UNAUTHORIZED,
        Kms::Unauthorized => KMS_UNAUTHORIZED,
        Kms::NotEnabled => CMK_NOT_ENABLED,
        Kms::NotFound => KMS_KEY_NOT_FOUND,
    };
    if call.has(Fault::KmsBadRequest) {
        error.status = 400;
    }
    Err(Refusal::Operation(error))
}

/// What some faults answer; a code of the common table, so that only its place is wrong.
fn conflict() -> Refusal {
    Refusal::other("OperationConflict", 409, "The operation conflicts with another one.")
}
