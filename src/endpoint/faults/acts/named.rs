//! Faults of which instance a call means and what stands in its way: ids that are nearly right, locks that come
//! and go, keys of disks, parameters that name an account or a repetition.

use super::means::{common, has_lock, id, is};
use crate::api::Edition;
use crate::api::errors::{
    Failure, INCORRECT_INSTANCE_STATUS, INVALID_INSTANCE_ID_NOT_FOUND, KMS_KEY_NOT_FOUND,
};
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::operations;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front};
use crate::endpoint::instance::{Disk, Kms};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    near_id(fault).or_else(|| state(fault)).or_else(|| further(fault))
}

/// Takes the id for another one where there is no instance of it.
fn taken_for(
    front: &mut Front<'_>,
    asked: Asked,
    read: impl FnOnce(&Front<'_>, &Asked, &str) -> Option<String>,
) -> Response {
    let named = id(&asked);
    let is_near = front.ledger.instance(&named).is_none() && front.is_plain(&asked);
    let other = if is_near { read(front, &asked, &named) } else { None };
    match other.filter(|other| front.ledger.instance(other).is_some()) {
        Some(other) => front.as_if(asked, parameter::INSTANCE_ID, &other),
        None => front.forward(&asked),
    }
}

/// The caller's first instance whose id fits.
fn first(front: &Front<'_>, asked: &Asked, fits: impl Fn(&str) -> bool) -> Option<String> {
    let own = front.ledger.of_account(front.caller(asked));
    own.into_iter().find(|known| fits(known))
}

fn but_last(id: &str) -> &str {
    id.char_indices().next_back().map_or("", |(at, _)| &id[..at])
}

fn near_id(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::IdTrimmed => {
            |front, asked| taken_for(front, asked, |_, _, id| Some(id.trim().to_owned()))
        }
        Fault::IdListFirstServed => |front, asked| {
            taken_for(front, asked, |_, _, id| id.split(',').next().map(str::to_owned))
        },
        Fault::IdEndsAtNul => |front, asked| {
            taken_for(front, asked, |_, _, id| id.split('\0').next().map(str::to_owned))
        },
        Fault::IdBeginningServed => |front, asked| {
            taken_for(front, asked, |front, asked, id| {
                // So short a beginning is that of every id.
                first(front, asked, |known| id.len() > 4 && known.starts_with(id))
            })
        },
        Fault::IdLastDigitUnread => |front, asked| {
            taken_for(front, asked, |front, asked, id| {
                first(front, asked, |known| {
                    known.len() == id.len() && but_last(known) == but_last(id)
                })
            })
        },
        Fault::RemovedIdIncorrectStatus => |front, asked| {
            let response = front.forward(&asked);
            let removed = front.ledger.was_removed(&id(&asked));
            if removed && is(&response, &INVALID_INSTANCE_ID_NOT_FOUND) {
                return front.refused(&asked, Refusal::Operation(INCORRECT_INSTANCE_STATUS));
            }
            response
        },
        _ => return None,
    })
}

/// Sends on while the instance is arranged otherwise, where this holds.
fn lifted_if(front: &mut Front<'_>, holds: bool, asked: &Asked, lift: &str) -> Response {
    if holds && front.is_plain(asked) { front.lifted(asked, lift) } else { front.forward(asked) }
}

fn state(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::LockAgainUnseen => |front, asked| {
            let again = front.ledger.was_unlocked(&id(&asked)).is_some()
                && has_lock(&front.arranged(&asked), LockReason::Security);
            lifted_if(front, again, &asked, r#"{"locks":[]}"#)
        },
        Fault::LockLiftedByHalf => |front, asked| {
            let in_part = front.ledger.was_unlocked(&id(&asked)) == Some(true);
            lifted_if(front, in_part, &asked, r#"{"locks":[]}"#)
        },
        Fault::DiskAndKeyInternalError => |front, asked| {
            let known = front.arranged(&asked);
            let both = front.settings.edition == Edition::Current
                && known.disk == Some(Disk::Abnormal)
                && known.kms.unwrap_or_default() != Kms::Authorized
                && front.is_plain(&asked);
            front.refuse_if(both, asked, common(Failure::ServerFault))
        },
        Fault::KeyNotEnabledServed => |front, asked| {
            let disabled = front.arranged(&asked).kms == Some(Kms::NotEnabled);
            lifted_if(front, disabled, &asked, r#"{"kms":"authorized"}"#)
        },
        Fault::KeyNotFoundForbidden => |front, asked| {
            let mut response = front.forward(&asked);
            if is(&response, &KMS_KEY_NOT_FOUND) {
                response.status = 403;
            }
            response
        },
        _ => return None,
    })
}

/// Ids that a call names, of RebootInstance and of the Describe operations.
fn ids_in(asked: &Asked) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, value) in asked.parameters() {
        if name == parameter::INSTANCE_IDS {
            ids.extend(serde_json::from_str::<Vec<String>>(value).unwrap_or_default());
        } else if name.starts_with(parameter::INSTANCE_ID) {
            ids.push(value.to_owned());
        }
    }
    ids
}

fn is_describe(asked: &Asked) -> bool {
    let describes =
        [operations::DESCRIBE_INSTANCE_STATUS.name, operations::DESCRIBE_INSTANCES.name];
    asked.action().is_some_and(|name| describes.contains(&name))
}

/// Sends on as if instances of other accounts were the caller's, where the call names them.
fn as_if_own(front: &mut Front<'_>, asked: &Asked) -> Response {
    let caller = front.caller(asked);
    let foreign: Vec<(String, String)> = ids_in(asked)
        .into_iter()
        .filter_map(|id| {
            let owner = front.ledger.instance(&id)?.account.unwrap_or_default();
            (owner != caller).then(|| (id, serde_json::json!({ "account": owner }).to_string()))
        })
        .collect();
    for (id, _) in &foreign {
        front.arrange(id, &serde_json::json!({ "account": caller }).to_string());
    }
    let response = front.forward(asked);
    for (id, back) in &foreign {
        front.arrange(id, back);
    }
    response
}

fn further(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::ForeignShown => |front, asked| {
            if is_describe(&asked) && front.is_signed_right(&asked) {
                return as_if_own(front, &asked);
            }
            front.forward(&asked)
        },
        Fault::OwnerIdObeyed => |front, asked| {
            if asked.get("OwnerId").is_some() && front.is_plain(&asked) {
                return as_if_own(front, &asked);
            }
            front.forward(&asked)
        },
        Fault::ClientTokenIdempotent => |front, asked| {
            let Some(token) = asked.get("ClientToken").map(str::to_owned) else {
                return front.forward(&asked);
            };
            if !front.is_plain(&asked) {
                return front.forward(&asked);
            }
            let before = front.memory.texts.insert(format!("token {}", id(&asked)), token.clone());
            front.lost_if(before == Some(token), asked)
        },
        Fault::OverlappingPutOff => |front, asked| {
            if is_describe(&asked) {
                let response = front.forward(&asked);
                for id in ids_in(&asked) {
                    let put_off = format!("put off {id}");
                    if front.memory.counts.contains_key(&put_off)
                        && front.status(&id).as_deref() == Some("Running")
                    {
                        front.memory.counts.remove(&put_off);
                        front.restart(&id);
                    }
                }
                return response;
            }
            let response = front.forward(&asked);
            if front.is_plain(&asked) && is(&response, &INCORRECT_INSTANCE_STATUS) {
                front.before(&format!("put off {}", id(&asked)));
            }
            response
        },
        Fault::OverlappingServed => |front, asked| {
            let named = ids_in(&asked);
            if is_describe(&asked) {
                for id in &named {
                    front.memory.counts.remove(&format!("unseen {id}"));
                }
                return front.forward(&asked);
            }
            let unseen = format!("unseen {}", id(&asked));
            let response = front.forward(&asked);
            if !front.is_plain(&asked) {
                return response;
            }
            if is(&response, &INCORRECT_INSTANCE_STATUS)
                && front.memory.counts.contains_key(&unseen)
            {
                return front.served(&asked);
            }
            if (200..300).contains(&response.status) {
                front.before(&unseen);
            }
            response
        },
        _ => return None,
    })
}
