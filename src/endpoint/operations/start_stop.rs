//! StartInstance and StopInstance, as far as they are called here: status, security lock and disks.
//! What else their pages document (stopped mode, hibernation) is not served.

use super::call::{Admitted, Members, arranged_failure, boolean, disk, instance, instance_id};
use crate::api::errors::{INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::names::parameter;
use crate::endpoint::fleet::Fleet;
use crate::endpoint::instance::Instance;
use crate::endpoint::refusal::Refusal;

/// Stopped → Starting → Running.
pub(super) fn start(call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    ready(call, fleet, InstanceStatus::Stopped)?.start(call.now);
    Ok(Members::new())
}

/// Running → Stopping → Stopped.
pub(super) fn stop(call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    boolean(call, parameter::FORCE_STOP)?;
    ready(call, fleet, InstanceStatus::Running)?.stop(call.now);
    Ok(Members::new())
}

fn ready<'a>(
    call: &Admitted<'_>,
    fleet: &'a mut Fleet,
    wanted: InstanceStatus,
) -> Result<&'a mut Instance, Refusal> {
    arranged_failure(call, fleet)?;
    let id = instance_id(call)?;
    let instance = instance(call, fleet, id)?;
    if instance.is_locked(LockReason::Security) {
        return Err(Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY));
    }
    if instance.status(call.now) != wanted {
        return Err(Refusal::Operation(INCORRECT_INSTANCE_STATUS));
    }
    disk(instance)?;
    Ok(instance)
}

#[cfg(test)]
mod tests {
    use crate::endpoint::testing::Bench;

    fn call(bench: &mut Bench, action: &str, id: &str) -> (u16, String) {
        let answer = bench.call(&[("Action", action), ("InstanceId", id), ("ForceStop", "true")]);
        (answer.status, answer.text("Code").to_owned())
    }

    #[test]
    fn an_instance_stops_and_starts() {
        let mut bench = Bench::demo();
        let id = "i-running0001";
        assert_eq!(call(&mut bench, "StopInstance", id).0, 200);
        assert_eq!(bench.status(id), "Stopping");
        bench.wait_ms(200);
        assert_eq!(bench.status(id), "Stopped");
        assert_eq!(call(&mut bench, "StopInstance", id).1, "IncorrectInstanceStatus");
        assert_eq!(call(&mut bench, "StartInstance", id).0, 200);
        assert_eq!(bench.status(id), "Starting");
        bench.wait_ms(200);
        assert_eq!(bench.status(id), "Running");
        assert_eq!(call(&mut bench, "StartInstance", id).1, "IncorrectInstanceStatus");
        assert_eq!(bench.core.restarts(id), Some(0));
    }

    #[test]
    fn a_lock_or_another_owner_prevents_both() {
        let mut bench = Bench::demo();
        let stopped = bench.arrange(r#"{"status":"Stopped","locks":["security"]}"#);
        for (action, id) in [("StopInstance", "i-locked0001"), ("StartInstance", &*stopped)] {
            assert_eq!(call(&mut bench, action, id).1, "InstanceLockedForSecurity");
        }
        assert_eq!(call(&mut bench, "StopInstance", "i-other0001").0, 404);
    }
}
