//! RebootInstance. Source: RebootInstance; what edition current adds: RebootInstance (2021 and later).

mod checks;
mod effect;
#[cfg(test)]
mod tests;

use super::{Call, Members};
use crate::endpoint::faults::Fault;
use crate::endpoint::fleet::Fleet;
use crate::endpoint::refusal::Refusal;
use crate::spec::errors::{DRY_RUN_OPERATION, Failure};
use crate::spec::names::parameter;

/// Checks in this order, then restarts: nothing has changed when a check refuses.
pub(super) fn serve(call: &Call<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    if let Err(refusal) = checks::arranged_failure(call, fleet) {
        effect::failed(call, fleet);
        return Err(refusal);
    }
    let id = match checks::named(call, fleet) {
        Ok(id) => id.to_owned(),
        Err(_) if call.has(Fault::MalformedIdServed) && has_text(call) => {
            return Ok(Members::new());
        }
        Err(refusal) => return Err(refusal),
    };
    let force_stop = checks::force_stop(call)?;
    let dry_run = checks::dry_run(call)?;
    if call.has(Fault::UnknownIdServed) && fleet.get(&id).is_none() {
        return Ok(Members::new());
    }
    let instance = checks::owned(call, fleet, &id)?;
    if let Err(refusal) = checks::permitted(call, instance, force_stop, dry_run) {
        effect::refused(call, instance, force_stop);
        return Err(refusal);
    }
    if call.has(Fault::ForceStopTrueRefused) && force_stop == Some(true) {
        return Err(Refusal::common(Failure::ParameterUnsupported, parameter::FORCE_STOP));
    }
    if dry_run && call.has(Fault::DryRunServed) {
        return Ok(Members::new());
    }
    if dry_run {
        if call.has(Fault::DryRunRestarts) {
            effect::restart(call, instance, force_stop);
        }
        return Err(Refusal::Operation(DRY_RUN_OPERATION));
    }
    effect::restart(call, instance, force_stop);
    effect::others(call, fleet, &id);
    Ok(Members::new())
}

fn has_text(call: &Call<'_>) -> bool {
    call.parameters.get(parameter::INSTANCE_ID).is_some_and(|id| !id.is_empty())
}
