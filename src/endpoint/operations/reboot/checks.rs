//! The checks of RebootInstance, one function each. Their order stands in `super::serve` and, for
//! those that look at the instance, in [`permitted`].

use super::super::call::{Call, boolean, disk, instance};
use crate::api::Edition;
use crate::api::errors::{
    CMK_NOT_ENABLED, CMK_UNAUTHORIZED, FORBIDDEN_INSTANCE_NOT_FOUND, Failure,
    INCORRECT_INSTANCE_STATUS, INCORRECT_INSTANCE_STATUS_INITIALIZING,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, KMS_KEY_NOT_FOUND,
    KMS_UNAUTHORIZED,
};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::names::parameter;
use crate::endpoint::fleet::Fleet;
use crate::endpoint::instance::{Instance, Kms};
use crate::endpoint::refusal::Refusal;

/// Whether to check only. Not a parameter of edition core.
pub(super) fn dry_run(call: &Call<'_>) -> Result<bool, Refusal> {
    if call.settings.edition == Edition::Core {
        return Ok(false);
    }
    Ok(boolean(call, parameter::DRY_RUN)?.unwrap_or(false))
}

/// The caller's instance of this id.
pub(super) fn owned<'a>(
    call: &Call<'_>,
    fleet: &'a mut Fleet,
    id: &str,
) -> Result<&'a mut Instance, Refusal> {
    let is_foreign = fleet.get(id).is_some_and(|instance| instance.account != call.caller);
    if is_foreign && call.settings.choices.foreign_forbidden {
        let message = "The account may not operate on the instance.";
        return Err(Refusal::other("Forbidden.RAM", 403, message));
    }
    instance(call, fleet, id).map_err(|refusal| {
        if call.settings.choices.not_found_forbidden {
            Refusal::Operation(FORBIDDEN_INSTANCE_NOT_FOUND)
        } else {
            refusal
        }
    })
}

/// Whether the instance may be restarted. The lock comes first: it is not for its owner to lift.
pub(super) fn permitted(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.choices.locks_last {
        disk(instance)?;
        kms(call, instance)?;
        status(call, instance)?;
        financial_lock(call, instance)?;
        return security_lock(instance);
    }
    security_lock(instance)?;
    financial_lock(call, instance)?;
    status(call, instance)?;
    disk(instance)?;
    kms(call, instance)
}

/// Source: API behaviour when an instance is locked for security reasons.
fn security_lock(instance: &Instance) -> Result<(), Refusal> {
    if instance.is_locked(LockReason::Security) {
        return Err(Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY));
    }
    Ok(())
}

/// Source: behaviour for accounts with overdue payments (edition current).
fn financial_lock(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition != Edition::Core && instance.is_locked(LockReason::Financial) {
        return Err(Refusal::Operation(INSTANCE_EXPIRED_OR_IN_ARREARS));
    }
    Ok(())
}

fn status(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    let choices = call.settings.choices;
    Err(match instance.status(call.now) {
        InstanceStatus::Running => return Ok(()),
        _ if choices.busy_conflict && instance.is_passing(call.now) => {
            Refusal::common(Failure::Conflict, "")
        }
        InstanceStatus::Pending if choices.pending_initializing => {
            Refusal::Operation(INCORRECT_INSTANCE_STATUS_INITIALIZING)
        }
        _ => Refusal::Operation(INCORRECT_INSTANCE_STATUS),
    })
}

/// Source: RebootInstance (2021 and later, and 2025-12), "Error codes".
fn kms(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition == Edition::Core {
        return Ok(());
    }
    Err(Refusal::Operation(match instance.kms {
        Kms::Authorized => return Ok(()),
        Kms::Unauthorized if call.settings.choices.key_as_cmk => CMK_UNAUTHORIZED,
        Kms::Unauthorized => KMS_UNAUTHORIZED,
        Kms::NotEnabled => CMK_NOT_ENABLED,
        Kms::NotFound => KMS_KEY_NOT_FOUND,
    }))
}
