//! StartInstance and StopInstance, as far as the suite arranges with them: status and security lock.
//! What else their pages document (stopped mode, hibernation, disks) is not served.

use super::{Call, Members, boolean, instance, instance_id};
use crate::endpoint::fleet::Fleet;
use crate::endpoint::instance::Instance;
use crate::endpoint::refusal::Refusal;
use crate::spec::errors::{INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY};
use crate::spec::instance::{InstanceStatus, LockReason};
use crate::spec::names::parameter;

/// Stopped → Starting → Running.
pub(super) fn start(call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    let instance = ready(call, fleet, InstanceStatus::Stopped)?;
    instance.start(call.now);
    Ok(Members::new())
}

/// Running → Stopping → Stopped.
pub(super) fn stop(call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    boolean(call, parameter::FORCE_STOP)?;
    let instance = ready(call, fleet, InstanceStatus::Running)?;
    instance.stop(call.now);
    Ok(Members::new())
}

fn ready<'a>(
    call: &Call<'_>,
    fleet: &'a mut Fleet,
    wanted: InstanceStatus,
) -> Result<&'a mut Instance, Refusal> {
    let id = instance_id(call)?;
    let instance = instance(call, fleet, id)?;
    if instance.is_locked(LockReason::Security) {
        return Err(Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY));
    }
    if instance.status(call.now) != wanted {
        return Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS));
    }
    Ok(instance)
}
