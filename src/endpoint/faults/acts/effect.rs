//! Faults of what a restart is and when it is refused: the state of instances.

use super::means::{
    LIFT_ALL, boolean, common, conflict, has_lock, has_restarted, id, is, is_forced,
};
use crate::api::errors::{
    DISK_ERROR, DRY_RUN_OPERATION, Failure, INCORRECT_INSTANCE_STATUS,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND,
    KMS_UNAUTHORIZED,
};
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::instance::Disk;
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

const UNLOCKED: &str = r#"{"locks":[]}"#;
const DISK_NORMAL: &str = r#"{"disk":"normal"}"#;

fn wrong_status() -> Refusal {
    Refusal::Operation(INCORRECT_INSTANCE_STATUS)
}

/// Whether the instance that is called has a security lock.
fn is_locked(front: &Front<'_>, asked: &Asked) -> bool {
    has_lock(&front.arranged(asked), LockReason::Security)
}

/// Sends on as if the lock were not there, where it holds.
fn unlocked_if(front: &mut Front<'_>, holds: bool, asked: Asked) -> Response {
    if holds && front.is_plain(&asked) {
        front.lifted(&asked, UNLOCKED)
    } else {
        front.forward(&asked)
    }
}

/// Sends on as if the instance were Running, where its status is one of these.
fn running_if(front: &mut Front<'_>, asked: Asked, is_meant: fn(&str) -> bool) -> Response {
    let is_meant = front.is_plain(&asked) && is_meant(&front.status_of(&asked));
    if is_meant { front.as_if_running(&asked) } else { front.forward(&asked) }
}

fn was_restarted(asked: &Asked) -> String {
    format!("restarted {}", id(asked))
}

/// Sends on, and does more where it was served.
fn when_served(
    front: &mut Front<'_>,
    asked: &Asked,
    then: impl FnOnce(&mut Front<'_>, &str),
) -> Response {
    let response = front.forward(asked);
    if has_restarted(asked, &response) {
        then(front, &id(asked));
    }
    response
}

/// Sends on, counts what was served, and says how many were served before.
fn counted(front: &mut Front<'_>, asked: &Asked) -> Response {
    let what = was_restarted(asked);
    when_served(front, asked, |front, _| {
        front.before(&what);
    })
}

fn restarts(front: &Front<'_>, asked: &Asked) -> u64 {
    front.memory.counts.get(&was_restarted(asked)).copied().unwrap_or_default()
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    state(fault).or_else(|| lock(fault)).or_else(|| cause(fault)).or_else(|| dry_run(fault))
}

fn state(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::RunningRefused => |front, asked| {
            let ready = front.is_ready(&asked);
            front.refuse_if(ready, asked, wrong_status())
        },
        Fault::RunningRefusedInJson => |front, asked| {
            let ready = asked.format() == crate::api::Format::Json && front.is_ready(&asked);
            front.refuse_if(ready, asked, wrong_status())
        },
        Fault::StatusUnchecked => |front, asked| running_if(front, asked, |_| true),
        Fault::StoppedRestarts => |front, asked| running_if(front, asked, |it| it == "Stopped"),
        Fault::PendingRestarts => |front, asked| running_if(front, asked, |it| it == "Pending"),
        Fault::StartingRestarts => |front, asked| running_if(front, asked, |it| it == "Starting"),
        Fault::StatusConflict => {
            |front, asked| front.instead_of(&asked, &INCORRECT_INSTANCE_STATUS, conflict())
        }
        Fault::RestartInProgressServed => |front, asked| {
            let in_progress = restarts(front, &asked) > 0;
            let response = counted(front, &asked);
            if in_progress && is(&response, &INCORRECT_INSTANCE_STATUS) {
                return front.served(&asked);
            }
            response
        },
        Fault::RestartsOnce => |front, asked| {
            if restarts(front, &asked) > 0 && front.is_ready(&asked) {
                return front.refused(&asked, wrong_status());
            }
            counted(front, &asked)
        },
        Fault::SecondRestartLost => |front, asked| {
            if restarts(front, &asked) > 0 && front.is_ready(&asked) {
                return front.served(&asked);
            }
            counted(front, &asked)
        },
        Fault::RefusedStillRestarts => |front, asked| {
            let response = front.forward(&asked);
            let refused = [
                INSTANCE_LOCKED_FOR_SECURITY,
                DISK_ERROR,
                KMS_UNAUTHORIZED,
                INSTANCE_EXPIRED_OR_IN_ARREARS,
            ];
            if front.is_plain(&asked)
                && refused.iter().any(|error| is(&response, error))
                && front.status_of(&asked) == "Running"
            {
                front.restart_regardless(&id(&asked));
            }
            response
        },
        Fault::RefusedStoppedStarts => |front, asked| {
            let response = front.forward(&asked);
            if front.is_plain(&asked)
                && !Told::read(&response).is_success()
                && front.status_of(&asked) == "Stopped"
            {
                front.arrange(&id(&asked), r#"{"status":"Starting"}"#);
            }
            response
        },
        Fault::RestartHitsAll => |front, asked| {
            let caller = front.caller(&asked);
            when_served(front, &asked, |front, id| {
                for other in front.ledger.of_account(caller).into_iter().filter(|it| it != id) {
                    front.restart(&other);
                }
            })
        },
        Fault::RestartHitsNeighbours => |front, asked| {
            when_served(front, &asked, |front, id| {
                let made = front.ledger.made().to_vec();
                let Some(at) = made.iter().position(|it| it == id) else { return };
                for other in [at.checked_sub(1), Some(at + 1)].into_iter().flatten() {
                    if let Some(other) = made.get(other) {
                        front.restart(other);
                    }
                }
            })
        },
        _ => return None,
    })
}

fn lock(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::LockUnchecked => |front, asked| {
            let locked = is_locked(front, &asked);
            unlocked_if(front, locked, asked)
        },
        Fault::ForceStopLiftsLock => |front, asked| {
            let lifts = is_locked(front, &asked) && is_forced(&asked);
            unlocked_if(front, lifts, asked)
        },
        Fault::LockSeenWithoutForceStop => |front, asked| {
            let unseen = is_locked(front, &asked) && asked.get(parameter::FORCE_STOP).is_some();
            unlocked_if(front, unseen, asked)
        },
        Fault::LockedRunningRestarts => |front, asked| {
            let unseen = is_locked(front, &asked) && front.status_of(&asked) == "Running";
            unlocked_if(front, unseen, asked)
        },
        Fault::LockOnlyReasonSeen => |front, asked| {
            let unseen = front.arranged(&asked).locks.unwrap_or_default().len() > 1;
            unlocked_if(front, unseen, asked)
        },
        Fault::FinancialLockUnchecked => |front, asked| {
            let known = front.arranged(&asked);
            if !has_lock(&known, LockReason::Financial) || !front.is_plain(&asked) {
                return front.forward(&asked);
            }
            let other = has_lock(&known, LockReason::Security);
            front.lifted(&asked, if other { r#"{"locks":["security"]}"# } else { UNLOCKED })
        },
        Fault::LockWrongCode => {
            |front, asked| front.instead_of(&asked, &INSTANCE_LOCKED_FOR_SECURITY, wrong_status())
        }
        Fault::FinancialLockAsSecurity => |front, asked| {
            let other = Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY);
            front.instead_of(&asked, &INSTANCE_EXPIRED_OR_IN_ARREARS, other)
        },
        Fault::LockedRunningConflict => |front, asked| {
            let response = front.forward(&asked);
            if is(&response, &INSTANCE_LOCKED_FOR_SECURITY) && front.status_of(&asked) == "Running"
            {
                return front.refused(&asked, conflict());
            }
            response
        },
        Fault::LockedAndStoppedInternalError => |front, asked| {
            let response = front.forward(&asked);
            if is(&response, &INSTANCE_LOCKED_FOR_SECURITY) && front.status_of(&asked) != "Running"
            {
                return front.refused(&asked, common(Failure::ServerFault));
            }
            response
        },
        Fault::ForceStopLockedRestarts => |front, asked| {
            let response = front.forward(&asked);
            if is(&response, &INSTANCE_LOCKED_FOR_SECURITY)
                && is_forced(&asked)
                && front.status_of(&asked) == "Running"
            {
                front.restart_regardless(&id(&asked));
            }
            response
        },
        Fault::LockNeverLifts => |front, asked| {
            let kept = front.ledger.was_locked(&id(&asked)) && front.is_ready(&asked);
            front.refuse_if(kept, asked, Refusal::Operation(INSTANCE_LOCKED_FOR_SECURITY))
        },
        Fault::LockLiftedRestartLost => |front, asked| {
            let lost = front.ledger.was_locked(&id(&asked)) && front.is_ready(&asked);
            front.lost_if(lost, asked)
        },
        _ => return None,
    })
}

fn cause(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::DiskUnchecked => |front, asked| {
            let abnormal = front.arranged(&asked).disk == Some(Disk::Abnormal);
            if abnormal && front.is_plain(&asked) {
                front.lifted(&asked, DISK_NORMAL)
            } else {
                front.forward(&asked)
            }
        },
        Fault::DiskWrongCode => |front, asked| {
            let other = Refusal::other("IncorrectDiskStatus", 403, "IncorrectDiskStatus.");
            front.instead_of(&asked, &DISK_ERROR, other)
        },
        Fault::LockedAndDiskServed => |front, asked| {
            let known = front.arranged(&asked);
            let both = has_lock(&known, LockReason::Security) && known.disk == Some(Disk::Abnormal);
            if both && front.is_plain(&asked) {
                front.lifted(&asked, LIFT_ALL)
            } else {
                front.forward(&asked)
            }
        },
        Fault::KmsUnchecked => |front, asked| {
            if front.is_plain(&asked) && front.arranged(&asked).kms.is_some() {
                front.lifted(&asked, r#"{"kms":"authorized"}"#)
            } else {
                front.forward(&asked)
            }
        },
        Fault::KmsBadRequest => |front, asked| {
            let mut response = front.forward(&asked);
            if is(&response, &KMS_UNAUTHORIZED) {
                response.status = 400;
            }
            response
        },
        Fault::UnknownIdIncorrectStatus => {
            |front, asked| front.instead_of(&asked, &INVALID_INSTANCE_ID_NOT_FOUND, wrong_status())
        }
        Fault::UnknownIdBadRequest => |front, asked| {
            let mut response = front.forward(&asked);
            if is(&response, &INVALID_INSTANCE_ID_NOT_FOUND) {
                response.status = 400;
            }
            response
        },
        Fault::UnknownIdServed => |front, asked| {
            let response = front.forward(&asked);
            let unknown = front.ledger.instance(&id(&asked)).is_none();
            if unknown && is(&response, &INVALID_INSTANCE_ID_NOT_FOUND) {
                return front.served(&asked);
            }
            response
        },
        Fault::ForeignStatusTold => |front, asked| {
            let foreign = is_foreign(front, &asked);
            front.refuse_if(foreign, asked, wrong_status())
        },
        Fault::ForeignMessageTells => |front, asked| {
            let foreign = is_foreign(front, &asked);
            let code = INVALID_INSTANCE_ID_NOT_FOUND.code;
            let told = Refusal::other(code, 404, "The instance is another account's.");
            front.refuse_if(foreign, asked, told)
        },
        Fault::ForeignRestarted => |front, asked| {
            if !is_foreign(front, &asked) {
                return front.forward(&asked);
            }
            let caller = serde_json::json!({ "account": front.caller(&asked) });
            front.lifted(&asked, &caller.to_string())
        },
        Fault::ThrottledRestarts => |front, asked| {
            let response = front.forward(&asked);
            let code = Told::read(&response).code().unwrap_or_default().to_owned();
            if code.starts_with("Throttling") && front.is_plain(&asked) {
                // A failure that is arranged hits this call too, so the status alone can be changed.
                front.arrange(&id(&asked), r#"{"status":"Starting"}"#);
            }
            response
        },
        _ => return None,
    })
}

/// Whether the instance is another account's than the caller's.
fn is_foreign(front: &Front<'_>, asked: &Asked) -> bool {
    front.is_plain(asked) && front.ledger.instance(&id(asked)).is_some() && !front.is_own(asked)
}

/// Whether `DryRun` is true.
fn is_dry(asked: &Asked) -> bool {
    boolean(asked.get(parameter::DRY_RUN)) == Some(true)
}

fn dry_run(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::DryRunRestarts => |front, asked| {
            let response = front.forward(&asked);
            if is(&response, &DRY_RUN_OPERATION) {
                front.restart(&id(&asked));
            }
            response
        },
        Fault::DryRunServed => |front, asked| {
            let response = front.forward(&asked);
            if is(&response, &DRY_RUN_OPERATION) {
                return front.served(&asked);
            }
            response
        },
        Fault::DryRunIgnored => |front, asked| {
            if front.is_plain(&asked) && asked.get(parameter::DRY_RUN).is_some() {
                return front.as_if_without(asked, parameter::DRY_RUN);
            }
            front.forward(&asked)
        },
        Fault::DryRunUnchecked => |front, asked| {
            let unchecked = is_dry(&asked) && front.is_plain(&asked) && front.is_own(&asked);
            front.refuse_if(unchecked, asked, Refusal::Operation(DRY_RUN_OPERATION))
        },
        Fault::DryRunStatusUnchecked => |front, asked| {
            let response = front.forward(&asked);
            if is_dry(&asked) && is(&response, &INCORRECT_INSTANCE_STATUS) {
                return front.refused(&asked, Refusal::Operation(DRY_RUN_OPERATION));
            }
            response
        },
        Fault::DryRunFalseDry => |front, asked| {
            if boolean(asked.get(parameter::DRY_RUN)) == Some(false) {
                return front.as_if(asked, parameter::DRY_RUN, "true");
            }
            front.forward(&asked)
        },
        Fault::DryRunFalseRefused => |front, asked| {
            let refused =
                boolean(asked.get(parameter::DRY_RUN)) == Some(false) && front.is_plain(&asked);
            front.refuse_if(refused, asked, Refusal::invalid(parameter::DRY_RUN, "false"))
        },
        Fault::DryRunValueUnchecked => |front, asked| {
            let value = asked.get(parameter::DRY_RUN);
            if value.is_some() && boolean(value).is_none() {
                return front.as_if(asked, parameter::DRY_RUN, "false");
            }
            front.forward(&asked)
        },
        _ => return None,
    })
}
