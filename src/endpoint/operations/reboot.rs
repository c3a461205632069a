//! RebootInstance. Source: RebootInstance; what edition current adds: RebootInstance (2021 and later).

use super::{Call, Members, boolean, instance, instance_id};
use crate::endpoint::faults::Fault;
use crate::endpoint::fleet::{ArrangedFailure, Fleet};
use crate::endpoint::instance::{Disk, Instance, Kms};
use crate::endpoint::refusal::Refusal;
use crate::spec::Edition;
use crate::spec::errors::{
    DISK_ERROR, DRY_RUN_OPERATION, Failure, INCORRECT_INSTANCE_STATUS,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, KMS_UNAUTHORIZED,
};
use crate::spec::instance::{InstanceStatus, LockReason};
use crate::spec::names::parameter;

/// Checks in this order, then restarts: nothing has changed when a check refuses.
pub(super) fn serve(call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    arranged_failure(call, fleet)?;
    let id = instance_id(call)?;
    // A forced restart is a power failure for the guest; from outside it looks like any other.
    boolean(call, parameter::FORCE_STOP)?;
    let dry_run = dry_run(call)?;
    let instance = instance(call, fleet, id)?;
    security_lock(call, instance)?;
    financial_lock(call, instance)?;
    status(call, instance)?;
    disk(instance)?;
    kms(call, instance)?;
    if dry_run {
        return Err(Refusal::Operation(DRY_RUN_OPERATION));
    }
    instance.restart(call.now, call.settings.stopping_ms);
    Ok(Members::new())
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

fn dry_run(call: &Call<'_>) -> Result<bool, Refusal> {
    match call.settings.edition {
        Edition::Core => Ok(false),
        Edition::Current => Ok(boolean(call, parameter::DRY_RUN)?.unwrap_or(false)),
    }
}

fn security_lock(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.has(Fault::LockUnchecked) {
        return Ok(());
    }
    if instance.is_locked(LockReason::Security) {
        return Err(Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY));
    }
    Ok(())
}

fn financial_lock(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition == Edition::Current && instance.is_locked(LockReason::Financial) {
        return Err(Refusal::Operation(INSTANCE_EXPIRED_OR_IN_ARREARS));
    }
    Ok(())
}

fn status(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    match instance.status(call.now) {
        InstanceStatus::Running => Ok(()),
        _ if call.has(Fault::StatusUnchecked) => Ok(()),
        _ => Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS)),
    }
}

fn disk(instance: &Instance) -> Result<(), Refusal> {
    match instance.disk {
        Disk::Normal => Ok(()),
        Disk::Abnormal => Err(Refusal::Operation(DISK_ERROR)),
    }
}

fn kms(call: &Call<'_>, instance: &Instance) -> Result<(), Refusal> {
    if call.settings.edition == Edition::Current && instance.kms == Kms::Unauthorized {
        return Err(Refusal::Operation(KMS_UNAUTHORIZED));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::endpoint::testing::Bench;

    #[test]
    fn a_running_instance_restarts() {
        let mut bench = Bench::demo();
        let answer = bench.reboot("i-running0001");
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.document.root.as_deref(), Some("RebootInstanceResponse"));
        assert_eq!(answer.document.value.members().len(), 1);
        assert_eq!(bench.status("i-running0001"), "Starting");
        assert_eq!(bench.reboot("i-running0001").error(), (403, "IncorrectInstanceStatus"));
        bench.wait_ms(199);
        assert_eq!(bench.status("i-running0001"), "Starting");
        bench.wait_ms(1);
        assert_eq!(bench.status("i-running0001"), "Running");
        assert_eq!(bench.reboot("i-running0001").status, 200);
        assert_eq!(bench.core.restarts("i-running0001"), Some(2));
        assert_eq!(bench.core.restarts("i-running0002"), Some(0));
    }
}
