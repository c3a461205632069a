//! Faults of the SignatureNonce: when one counts as used, and which calls are taken for one another.

use super::means::{common, id};
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::wire::query;

/// A key of the layer's memory: a nonce of a key.
fn nonce_of(asked: &Asked) -> String {
    let nonce = asked.get(parameter::SIGNATURE_NONCE).unwrap_or_default();
    format!("nonce {} {nonce}", asked.key_id().unwrap_or_default())
}

/// Sends on under a nonce of the layer's own.
fn under_new_nonce(front: &mut Front<'_>, asked: Asked) -> Response {
    let nonce = front.nonce();
    front.as_if(asked, parameter::SIGNATURE_NONCE, &nonce)
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::NonceUnchecked => |front, asked| {
            if asked.is_under_test() && asked.get(parameter::SIGNATURE_NONCE).is_some() {
                return under_new_nonce(front, asked);
            }
            front.forward(&asked)
        },
        Fault::NonceForgottenAfterRefusal => |front, asked| {
            if !front.is_plain(&asked) || asked.get(parameter::SIGNATURE_NONCE).is_none() {
                return front.forward(&asked);
            }
            let used = nonce_of(&asked);
            if front.memory.counts.contains_key(&used) {
                return front.refused(&asked, common(Failure::NonceUsed));
            }
            let response = under_new_nonce(front, asked);
            if Told::read(&response).is_success() {
                front.before(&used);
            }
            response
        },
        Fault::NonceWithSignature => |front, asked| {
            let has_none = asked.get(parameter::SIGNATURE_NONCE).is_none();
            if !front.is_plain(&asked) || asked.is_version_3() || has_none {
                return front.forward(&asked);
            }
            let used = format!("{} {}", nonce_of(&asked), asked.signature());
            if front.before(&used) > 0 {
                return front.refused(&asked, common(Failure::NonceUsed));
            }
            under_new_nonce(front, asked)
        },
        Fault::NoncePerInstance => |front, asked| kept_per(front, asked, |_, asked| id(asked)),
        Fault::NoncePerFormat => {
            |front, asked| kept_per(front, asked, |_, asked| asked.format().value().to_owned())
        }
        Fault::NoncePerConnection => {
            |front, asked| kept_per(front, asked, |front, _| front.connection.to_string())
        }
        Fault::NoncePerMethod => {
            |front, asked| kept_per(front, asked, |_, asked| asked.method.clone())
        }
        Fault::NoncePerVersion => {
            |front, asked| kept_per(front, asked, |_, asked| asked.is_version_3().to_string())
        }
        Fault::NonceLast500 => |front, asked| {
            let is_meant = front.is_plain(&asked) && nonce(&asked).is_some();
            if !is_meant {
                return front.forward(&asked);
            }
            let now = front.before("nonces") + 1;
            let used = front.memory.counts.insert(nonce_of(&asked), now);
            if used.is_some_and(|used| now - used <= 500) {
                return front.refused(&asked, common(Failure::NonceUsed));
            }
            under_new_nonce(front, asked)
        },
        Fault::NonceFirst32 => |front, asked| {
            let first = nonce(&asked).map(|nonce| nonce.chars().take(32).collect());
            compared_as(front, asked, first)
        },
        Fault::NonceWithoutCase => |front, asked| {
            let lower = nonce(&asked).map(str::to_lowercase);
            compared_as(front, asked, lower)
        },
        Fault::NonceLongRefused => |front, asked| {
            let is_long = nonce(&asked).is_some_and(|nonce| nonce.len() > 255);
            let refused = is_long && front.is_plain(&asked);
            front.refuse_if(refused, asked, Refusal::invalid(parameter::SIGNATURE_NONCE, ""))
        },
        Fault::SimilarCallRefused => |front, asked| {
            let similar = similar(&asked, |name| {
                ![parameter::SIGNATURE_NONCE, parameter::SIGNATURE].contains(&name)
            });
            refuse_second(front, asked, &similar)
        },
        Fault::SecondCallInSecondRefused => |front, asked| {
            let similar = similar(&asked, |name| {
                [parameter::TIMESTAMP, parameter::INSTANCE_ID].contains(&name)
            });
            refuse_second(front, asked, &similar)
        },
        _ => return None,
    })
}

fn nonce(asked: &Asked) -> Option<&str> {
    asked.get(parameter::SIGNATURE_NONCE)
}

/// Counts a nonce as used only where this is the same too.
fn kept_per(front: &mut Front<'_>, asked: Asked, of: fn(&Front<'_>, &Asked) -> String) -> Response {
    if !front.is_plain(&asked) || nonce(&asked).is_none() {
        return front.forward(&asked);
    }
    let used = format!("{} of {}", nonce_of(&asked), of(front, &asked));
    if front.before(&used) > 0 {
        return front.refused(&asked, common(Failure::NonceUsed));
    }
    under_new_nonce(front, asked)
}

/// Counts a nonce as used where one that compares as the same was.
fn compared_as(front: &mut Front<'_>, asked: Asked, compared: Option<String>) -> Response {
    let Some(nonce) = compared.filter(|_| front.is_plain(&asked)) else {
        return front.forward(&asked);
    };
    let used = format!("compared {} {nonce}", asked.key_id().unwrap_or_default());
    let is_used = front.before(&used) > 0;
    front.refuse_if(is_used, asked, common(Failure::NonceUsed))
}

/// What two similar calls have in common: the parameters that count.
fn similar(asked: &Asked, counts: fn(&str) -> bool) -> String {
    let mut pairs: Vec<(&str, &str)> =
        asked.parameters().filter(|(name, _)| counts(name)).collect();
    pairs.sort_unstable();
    let timestamp = asked.get(parameter::TIMESTAMP).unwrap_or_default();
    format!("similar {timestamp} {}", query::print(pairs))
}

/// Refuses the second of two similar calls. A call for an instance that is not there is not remembered: ids
/// that are no ids stand in several scenarios, and what falls with a fault would depend on their order.
fn refuse_second(front: &mut Front<'_>, asked: Asked, similar: &str) -> Response {
    let known = front.ledger.instance(&id(&asked)).is_some();
    if known && front.is_plain(&asked) && front.before(similar) > 0 {
        return front.refused(&asked, common(Failure::NonceUsed));
    }
    front.forward(&asked)
}
