//! Faults of parameters and their values: those of RebootInstance, and common ones that are missing.

use super::means::{boolean, common, id};
use crate::api::errors::{Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::api::operations;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::wire::signature::v1;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    instance_id(fault).or_else(|| force_stop(fault)).or_else(|| missing(fault))
}

fn instance_id(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::MissingIdNotFound => |front, asked| {
            let missing = lacks(front, &asked, parameter::INSTANCE_ID);
            front.refuse_if(missing, asked, Refusal::Operation(INVALID_INSTANCE_ID_NOT_FOUND))
        },
        Fault::MissingIdUnnamed => |front, asked| {
            let missing = lacks(front, &asked, parameter::INSTANCE_ID);
            let vague = "A required parameter is missing.";
            front.refuse_if(missing, asked, Refusal::other("MissingParameter", 400, vague))
        },
        Fault::EmptyIdFirstInstance => |front, asked| {
            if asked.get(parameter::INSTANCE_ID) == Some("") && front.is_plain(&asked) {
                let mut own = front.ledger.of_account(front.caller(&asked));
                own.sort_unstable();
                for first in own {
                    let mut named = asked.clone();
                    named.set(parameter::INSTANCE_ID, &first);
                    if let Some(key) = named.signer(front.ledger) {
                        named.sign(&key);
                    }
                    if front.is_ready(&named) {
                        return front.forward(&named);
                    }
                }
            }
            front.forward(&asked)
        },
        Fault::EmptyIdInternalError => |front, asked| {
            let empty = asked.get(parameter::INSTANCE_ID) == Some("") && front.is_plain(&asked);
            front.refuse_if(empty, asked, common(Failure::ServerFault))
        },
        Fault::MalformedIdServed => |front, asked| {
            let response = front.forward(&asked);
            let told = Told::read(&response);
            let malformed = !id(&asked).is_empty()
                && front.is_plain(&asked)
                && (told.status == 400 || told.status == 404 && is_odd(&id(&asked)))
                && told.code().is_some_and(|code| code.starts_with("Invalid"))
                && front.ledger.instance(&id(&asked)).is_none()
                && !front.has_wrong_boolean(&asked);
            if malformed { front.served(&asked) } else { response }
        },
        Fault::NonAsciiIdInternalError => |front, asked| {
            let foreign = !id(&asked).is_ascii() && front.is_plain(&asked);
            front.refuse_if(foreign, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}

impl Front<'_> {
    /// Whether ForceStop or DryRun is neither true nor false.
    fn has_wrong_boolean(&self, asked: &Asked) -> bool {
        [parameter::FORCE_STOP, parameter::DRY_RUN].iter().any(|name| {
            let value = asked.get(name);
            value.is_some() && boolean(value).is_none()
        })
    }
}

/// Whether a rightly signed call lacks a parameter.
fn lacks(front: &Front<'_>, asked: &Asked, name: &str) -> bool {
    asked.get(name).is_none() && front.is_plain(asked)
}

fn force_stop(fault: Fault) -> Option<Act> {
    const NAME: &str = parameter::FORCE_STOP;
    Some(match fault {
        Fault::ForceStopRequired => |front, asked| {
            let missing = lacks(front, &asked, NAME);
            front.refuse_if(missing, asked, Refusal::common(Failure::ParameterMissing, NAME))
        },
        Fault::ForceStopAbsentIgnored => |front, asked| {
            let lost = asked.get(NAME).is_none() && front.is_ready(&asked);
            front.lost_if(lost, asked)
        },
        Fault::ForceStopFalseRefused => |front, asked| {
            let refused = boolean(asked.get(NAME)) == Some(false) && front.is_plain(&asked);
            front.refuse_if(refused, asked, Refusal::invalid(NAME, "false"))
        },
        Fault::ForceStopFalseIgnored => |front, asked| {
            let lost = boolean(asked.get(NAME)) == Some(false) && front.is_ready(&asked);
            front.lost_if(lost, asked)
        },
        Fault::ForceStopTrueRefused => |front, asked| {
            let refused = boolean(asked.get(NAME)) == Some(true) && front.is_ready(&asked);
            front.refuse_if(refused, asked, Refusal::common(Failure::ParameterUnsupported, NAME))
        },
        Fault::ForceStopTrueStops => |front, asked| {
            if boolean(asked.get(NAME)) == Some(true) && front.is_ready(&asked) {
                let (account, id) = (front.caller(&asked), id(&asked));
                let stop = [
                    (parameter::ACTION, operations::STOP_INSTANCE.name),
                    (parameter::INSTANCE_ID, &*id),
                ];
                front.call(account, &stop);
                return front.served(&asked);
            }
            front.forward(&asked)
        },
        Fault::ForceStopLiftsStatus => |front, asked| {
            let lifts = boolean(asked.get(NAME)) == Some(true)
                && front.is_plain(&asked)
                && front.status_of(&asked) != "Running";
            if lifts { front.as_if_running(&asked) } else { front.forward(&asked) }
        },
        Fault::ForceStopLiftsTransitions => |front, asked| {
            let lifts = boolean(asked.get(NAME)) == Some(true)
                && front.is_plain(&asked)
                && ["Starting", "Stopping"].contains(&&*front.status_of(&asked));
            if lifts { front.as_if_running(&asked) } else { front.forward(&asked) }
        },
        Fault::ForceStopUnchecked => |front, asked| {
            if asked.get(NAME).is_some() && boolean(asked.get(NAME)).is_none() {
                return front.as_if(asked, NAME, "false");
            }
            front.forward(&asked)
        },
        Fault::ForceStopEmptyAccepted => |front, asked| {
            if asked.get(NAME) == Some("") {
                return front.as_if(asked, NAME, "false");
            }
            front.forward(&asked)
        },
        Fault::ForceStopCapitalsInternalError => |front, asked| {
            let value = asked.get(NAME);
            let fails = boolean(value).is_some()
                && !matches!(value, Some("true" | "false"))
                && front.is_plain(&asked);
            front.refuse_if(fails, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}

/// Whether a call of version 1.0 that lacks a common parameter is right but for that: signed right as it is.
fn lacks_common(front: &Front<'_>, asked: &Asked, name: &str) -> bool {
    asked.is_under_test() && asked.get(name).is_none() && is_signed_by_someone(front, asked)
}

/// Whether it is signed right, by the key it names or, where it names none, by the first account's.
fn is_signed_by_someone(front: &Front<'_>, asked: &Asked) -> bool {
    if asked.is_version_3() {
        return front.is_signed_right(asked);
    }
    asked
        .signer(front.ledger)
        .is_some_and(|key| v1::verify(&key.secret, &asked.string_to_sign(), asked.signature()))
}

/// Takes a call that lacks a common parameter for one that has it.
fn filled(front: &mut Front<'_>, mut asked: Asked, name: &str, value: &str) -> Response {
    if lacks_common(front, &asked, name) {
        asked.set(name, value);
        return front.sign_and_forward(asked);
    }
    front.forward(&asked)
}

fn told_missing(front: &mut Front<'_>, asked: Asked, name: &'static str, as_: Failure) -> Response {
    let missing = asked.is_under_test() && !asked.is_version_3() && asked.get(name).is_none();
    front.refuse_if(missing, asked, Refusal::common(as_, name))
}

fn missing(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::MissingActionServed => {
            |front, asked| filled(front, asked, parameter::ACTION, operations::REBOOT_INSTANCE.name)
        }
        Fault::MissingVersionServed => {
            |front, asked| filled(front, asked, parameter::VERSION, API_VERSION)
        }
        Fault::MissingKeyServed => |front, mut asked| {
            if asked.is_under_test()
                && asked.get(parameter::ACCESS_KEY_ID).is_none()
                && is_signed_by_someone(front, &asked)
            {
                asked.drop(parameter::SIGNATURE);
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::MissingSignatureServed => |front, asked| {
            let missing = asked.get(parameter::SIGNATURE).is_none() && !asked.is_version_3();
            if missing && asked.is_under_test() {
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::MissingMethodServed => {
            |front, asked| filled(front, asked, parameter::SIGNATURE_METHOD, SIGNATURE_METHOD)
        }
        Fault::MissingSignatureVersionServed => {
            |front, asked| filled(front, asked, parameter::SIGNATURE_VERSION, SIGNATURE_VERSION)
        }
        Fault::MissingNonceServed => |front, asked| {
            let nonce = front.nonce();
            filled(front, asked, parameter::SIGNATURE_NONCE, &nonce)
        },
        Fault::MissingTimestampServed => |front, asked| {
            let now = front.now.timestamp().to_string();
            filled(front, asked, parameter::TIMESTAMP, &now)
        },
        Fault::MissingActionUnknown => {
            |front, asked| told_missing(front, asked, parameter::ACTION, Failure::ActionUnknown)
        }
        Fault::MissingVersionWrong => {
            |front, asked| told_missing(front, asked, parameter::VERSION, Failure::VersionWrong)
        }
        Fault::MissingKeyUnknown => |front, asked| {
            told_missing(front, asked, parameter::ACCESS_KEY_ID, Failure::AccessKeyUnknown)
        },
        Fault::MissingSignatureWrong => {
            |front, asked| told_missing(front, asked, parameter::SIGNATURE, Failure::SignatureWrong)
        }
        Fault::MissingMethodInternalError => |front, asked| {
            told_missing(front, asked, parameter::SIGNATURE_METHOD, Failure::ServerFault)
        },
        Fault::MissingSignatureVersionWrong => |front, asked| {
            told_missing(front, asked, parameter::SIGNATURE_VERSION, Failure::SignatureWrong)
        },
        Fault::MissingNonceUsed => |front, asked| {
            told_missing(front, asked, parameter::SIGNATURE_NONCE, Failure::NonceUsed)
        },
        Fault::MissingTimestampInternalError => {
            |front, asked| told_missing(front, asked, parameter::TIMESTAMP, Failure::ServerFault)
        }
        _ => return None,
    })
}

/// Whether an id is nothing that any service would give: an endpoint may say of it that it is not found.
fn is_odd(id: &str) -> bool {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    id.len() > 64 || !id.chars().all(is_usual)
}
