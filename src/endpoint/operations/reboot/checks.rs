//! The checks of RebootInstance, one function each. Their order stands in `super::serve` and, for
//! those that look at the instance, in [`permitted`].

use super::super::call::{Admitted, boolean, disk};
use crate::api::Edition;
use crate::api::errors::{
    CMK_NOT_ENABLED, INCORRECT_INSTANCE_STATUS, INSTANCE_EXPIRED_OR_IN_ARREARS,
    INSTANCE_LOCKED_FOR_SECURITY, KMS_KEY_NOT_FOUND, KMS_UNAUTHORIZED,
};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::names::parameter;
use crate::endpoint::instance::{Instance, Kms};
use crate::endpoint::refusal::Refusal;

/// Whether to check only. Not a parameter of edition core.
pub(super) fn dry_run(call: &Admitted<'_>) -> Result<bool, Refusal> {
    if call.settings.edition == Edition::Core {
        return Ok(false);
    }
    Ok(boolean(call, parameter::DRY_RUN)?.unwrap_or(false))
}

/// Whether the instance may be restarted. The lock comes first: it is not for its owner to lift.
pub(super) fn permitted(call: &Admitted<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.locks_last {
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
fn financial_lock(call: &Admitted<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition != Edition::Core && instance.is_locked(LockReason::Financial) {
        return Err(Refusal::Operation(INSTANCE_EXPIRED_OR_IN_ARREARS));
    }
    Ok(())
}

fn status(call: &Admitted<'_>, instance: &Instance) -> Result<(), Refusal> {
    match instance.status(call.now) {
        InstanceStatus::Running => Ok(()),
        _ => Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS)),
    }
}

/// Source: RebootInstance (2021 and later, and 2025-12), "Error codes".
fn kms(call: &Admitted<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition == Edition::Core {
        return Ok(());
    }
    Err(Refusal::Operation(match instance.kms {
        Kms::Authorized => return Ok(()),
        Kms::Unauthorized => KMS_UNAUTHORIZED,
        Kms::NotEnabled => CMK_NOT_ENABLED,
        Kms::NotFound => KMS_KEY_NOT_FOUND,
    }))
}
