//! RebootInstance. Source: RebootInstance; what edition current adds: RebootInstance (2021 and later).

mod checks;
#[cfg(test)]
mod tests;

use super::call::{Admitted, Members, arranged_failure, boolean, instance, instance_id};
use crate::api::errors::DRY_RUN_OPERATION;
use crate::api::names::parameter;
use crate::endpoint::fleet::Fleet;
use crate::endpoint::refusal::Refusal;

/// Checks in this order, then restarts: nothing has changed when a check refuses.
pub(super) fn serve(call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    arranged_failure(call, fleet)?;
    let id = instance_id(call)?;
    // A forced restart is a power failure for the guest; from outside it looks like any other.
    boolean(call, parameter::FORCE_STOP)?;
    let dry_run = checks::dry_run(call)?;
    let instance = instance(call, fleet, id)?;
    checks::permitted(call, instance)?;
    if dry_run {
        return Err(Refusal::Operation(DRY_RUN_OPERATION));
    }
    instance.restart(call.now, call.settings.stopping_ms);
    Ok(Members::new())
}
