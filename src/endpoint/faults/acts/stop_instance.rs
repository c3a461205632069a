//! Faults of StopInstance.

use super::means::{id, is};
use crate::api::errors::{INCORRECT_INSTANCE_STATUS, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::api::operations::{REBOOT_INSTANCE, STOP_INSTANCE};
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;

/// Whether it is a rightly signed call of StopInstance on a Running instance of the caller's.
fn is_ready(front: &mut Front<'_>, asked: &Asked) -> bool {
    is_stop(front, asked) && front.is_own(asked) && front.status_of(asked) == "Running"
}

fn is_stop(front: &Front<'_>, asked: &Asked) -> bool {
    front.is_call_of(asked, &STOP_INSTANCE)
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::StopRefused => |front, asked| {
            let ready = is_ready(front, &asked);
            front.refuse_if(ready, asked, Refusal::Operation(INCORRECT_INSTANCE_STATUS))
        },
        Fault::StopRootOther => |front, asked| {
            let response = front.forward(&asked);
            if is_stop(front, &asked) && Told::read(&response).is_success() {
                return front.success_of(&asked, &REBOOT_INSTANCE);
            }
            response
        },
        Fault::StopLost => |front, asked| {
            let ready = is_ready(front, &asked);
            if ready { front.success_of(&asked, &STOP_INSTANCE) } else { front.forward(&asked) }
        },
        Fault::StopRestarts => |front, asked| {
            if is_ready(front, &asked) {
                front.restart(&id(&asked));
                return front.success_of(&asked, &STOP_INSTANCE);
            }
            front.forward(&asked)
        },
        Fault::StopUnknownServed => |front, asked| {
            let response = front.forward(&asked);
            if is_stop(front, &asked) && is(&response, &INVALID_INSTANCE_ID_NOT_FOUND) {
                return front.success_of(&asked, &STOP_INSTANCE);
            }
            response
        },
        Fault::StopUnknownWrongStatus => |front, asked| {
            if is_stop(front, &asked) {
                let other = Refusal::Operation(INCORRECT_INSTANCE_STATUS);
                return front.instead_of(&asked, &INVALID_INSTANCE_ID_NOT_FOUND, other);
            }
            front.forward(&asked)
        },
        _ => return None,
    })
}
