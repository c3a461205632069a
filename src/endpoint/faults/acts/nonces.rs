//! Faults of the SignatureNonce: when one counts as used, and which calls are taken for one another.

use super::{common, id};
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::response::Response;
use crate::spec::errors::Failure;
use crate::spec::names::parameter;
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
