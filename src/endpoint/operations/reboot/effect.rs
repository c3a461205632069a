//! What a call of RebootInstance changes: when it is served, the named instance restarts; when it is
//! refused, nothing happens. Everything else here is a fault.

use super::super::Call;
use crate::endpoint::faults::Fault;
use crate::endpoint::fleet::{ArrangedFailure, Fleet};
use crate::endpoint::instance::Instance;
use crate::spec::instance::{InstanceStatus, LockReason};
use crate::spec::names::parameter;
use crate::wire::request::Method;

/// The restart itself.
pub(super) fn restart(call: &Call<'_>, instance: &mut Instance, force_stop: Option<bool>) {
    let lost = (call.has(Fault::ForceStopAbsentIgnored) && force_stop.is_none())
        || (call.has(Fault::ForceStopFalseIgnored) && force_stop == Some(false))
        || (call.has(Fault::SecondRestartLost) && instance.restarts > 0)
        || (call.has(Fault::LockLiftedRestartLost) && instance.was_locked)
        || (call.has(Fault::GetIgnored) && call.method == Method::Get);
    if lost {
        return;
    }
    if call.has(Fault::ForceStopTrueStops) && force_stop == Some(true) {
        instance.stop(call.now);
        return;
    }
    instance.restart(call.now, call.settings.stopping_ms, call.settings.faults);
}

/// What happens to other instances: nothing.
pub(super) fn others(call: &Call<'_>, fleet: &mut Fleet, id: &str) {
    let others = if call.has(Fault::RestartHitsAll) {
        fleet.of(call.caller).map(|(id, _)| id.to_owned()).collect()
    } else if call.has(Fault::RestartHitsNeighbours) {
        fleet.neighbours(id)
    } else {
        return;
    };
    for other in others.iter().filter(|other| *other != id) {
        if let Some(instance) = fleet.get_mut(other, call.now)
            && instance.status(call.now) == InstanceStatus::Running
        {
            restart(call, instance, None);
        }
    }
}

/// What a refused call leaves behind: nothing.
pub(super) fn refused(call: &Call<'_>, instance: &mut Instance, force_stop: Option<bool>) {
    match instance.status(call.now) {
        InstanceStatus::Running => {
            let locked = instance.is_locked(LockReason::Security);
            let restarts = call.has(Fault::RefusedStillRestarts)
                || (call.has(Fault::ForceStopLockedRestarts) && force_stop == Some(true) && locked);
            if restarts {
                restart(call, instance, force_stop);
            }
        }
        InstanceStatus::Stopped if call.has(Fault::RefusedStoppedStarts) => {
            instance.start(call.now);
        }
        _ => {}
    }
}

/// What a call leaves behind that failed as it was arranged to: nothing.
pub(super) fn failed(call: &Call<'_>, fleet: &mut Fleet) {
    let Some(id) = call.parameters.get(parameter::INSTANCE_ID) else { return };
    let throttled = fleet.failure(id) == Some(ArrangedFailure::Throttling);
    if throttled
        && call.has(Fault::ThrottledRestarts)
        && let Some(instance) = fleet.get_mut(id, call.now)
    {
        restart(call, instance, None);
    }
}
