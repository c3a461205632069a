//! Faults of parameters and their values: those of RebootInstance, and the common ones.

use super::{boolean, common, id};
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::spec::errors::{Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, action, parameter};
use crate::wire::query;
use crate::wire::signature::v1;
use crate::wire::timestamp::Timestamp;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    instance_id(fault)
        .or_else(|| force_stop(fault))
        .or_else(|| missing(fault))
        .or_else(|| wrong(fault))
        .or_else(|| timestamp(fault))
        .or_else(|| nonce(fault))
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
                && told.status == 400
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
                let stop =
                    [(parameter::ACTION, action::STOP_INSTANCE), (parameter::INSTANCE_ID, &*id)];
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
            |front, asked| filled(front, asked, parameter::ACTION, action::REBOOT_INSTANCE)
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

/// Takes a value for the right one where this says so.
fn taken_for(
    front: &mut Front<'_>,
    asked: Asked,
    (name, right): (&str, &str),
    is_taken: impl FnOnce(&str) -> bool,
) -> Response {
    let value = asked.get(name).map(str::to_owned);
    let is_other = value.is_some_and(|value| value != right && is_taken(&value));
    if is_other && asked.is_under_test() {
        return front.as_if(asked, name, right);
    }
    front.forward(&asked)
}

fn is_date(text: &str) -> bool {
    Timestamp::parse(&format!("{text}T00:00:00Z")).is_ok()
}

fn wrong(fault: Fault) -> Option<Act> {
    const VERSION: (&str, &str) = (parameter::VERSION, API_VERSION);
    const METHOD: (&str, &str) = (parameter::SIGNATURE_METHOD, SIGNATURE_METHOD);
    const SIGNED_BY: (&str, &str) = (parameter::SIGNATURE_VERSION, SIGNATURE_VERSION);
    Some(match fault {
        Fault::VersionUnchecked => |front, asked| taken_for(front, asked, VERSION, |_| true),
        Fault::VersionAnyDate => |front, asked| taken_for(front, asked, VERSION, is_date),
        Fault::SignatureMethodUnchecked => |front, asked| taken_for(front, asked, METHOD, |_| true),
        Fault::SignatureMethodAnyHmac => {
            |front, asked| taken_for(front, asked, METHOD, |value| value.starts_with("HMAC"))
        }
        Fault::SignatureVersionUnchecked => {
            |front, asked| taken_for(front, asked, SIGNED_BY, |_| true)
        }
        Fault::SignatureVersionLater => |front, asked| {
            let later = |value: &str| value.parse::<f64>().is_ok_and(|number| number > 1.0);
            taken_for(front, asked, SIGNED_BY, later)
        },
        Fault::UnknownActionServed => |front, asked| {
            let response = front.forward(&asked);
            let unknown = asked.is_under_test()
                && asked.action().is_some_and(|name| name != action::REBOOT_INSTANCE)
                && front.is_signed_right(&asked);
            if unknown { front.served(&asked) } else { response }
        },
        Fault::UnknownActionInternalError => |front, asked| {
            let unknown = asked.is_under_test()
                && asked.action().is_some_and(|name| name != action::REBOOT_INSTANCE);
            front.refuse_if(unknown, asked, common(Failure::ServerFault))
        },
        Fault::UnknownKeyServed => |front, mut asked| {
            let unknown = asked.is_under_test()
                && asked.key_id().is_some_and(|id| front.ledger.key(&id).is_none());
            if unknown {
                asked.drop(parameter::ACCESS_KEY_ID);
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::UnknownKeySignatureWrong => |front, asked| {
            let unknown = asked.is_under_test()
                && asked.key_id().is_some_and(|id| front.ledger.key(&id).is_none());
            front.refuse_if(unknown, asked, common(Failure::SignatureWrong))
        },
        Fault::DisabledKeyServed => |front, mut asked| {
            let disabled = front.key(&asked).filter(|key| !key.active);
            if let Some(key) = disabled
                && asked.is_under_test()
                && front.is_signed_right(&asked)
                && let Some(other) = front.ledger.key_of(key.account).cloned()
            {
                asked.set(parameter::ACCESS_KEY_ID, &other.id);
                asked.sign(&other);
            }
            front.forward(&asked)
        },
        Fault::DisabledKeyUnknown => |front, asked| {
            let disabled = front.key(&asked).is_some_and(|key| !key.active);
            let told = Refusal::common(Failure::AccessKeyUnknown, parameter::ACCESS_KEY_ID);
            front.refuse_if(disabled && asked.is_under_test(), asked, told)
        },
        _ => return None,
    })
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// How far a Timestamp may lie from now, in s. Source: the gateway's error page on InvalidTimeStamp.Expired.
const WINDOW: i64 = 15 * 60;

/// Takes a call for one of now, where its Timestamp is so old, in s.
fn young_if(front: &mut Front<'_>, asked: Asked, is_taken: fn(i64) -> bool) -> Response {
    let age = age(front, &asked);
    if asked.is_under_test() && age.is_some_and(is_taken) {
        let now = front.now.timestamp().to_string();
        return front.as_if(asked, parameter::TIMESTAMP, &now);
    }
    front.forward(&asked)
}

/// How old the Timestamp is, in s, where it can be read.
fn age(front: &Front<'_>, asked: &Asked) -> Option<i64> {
    let timestamp = Timestamp::parse(asked.get(parameter::TIMESTAMP)?).ok()?;
    Some(front.now.timestamp().unix_seconds() - timestamp.unix_seconds())
}

/// Whether it is near a whole number of hours.
fn is_near_hour(age: i64) -> bool {
    ((age + HOUR / 2).rem_euclid(HOUR) - HOUR / 2).abs() <= WINDOW
}

/// Whether a Timestamp is there and cannot be read.
fn is_malformed(asked: &Asked) -> bool {
    asked.is_under_test()
        && asked.get(parameter::TIMESTAMP).is_some_and(|text| Timestamp::parse(text).is_err())
}

fn timestamp(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::TimestampPastUnchecked => |front, asked| young_if(front, asked, |age| age > 0),
        Fault::TimestampFutureUnchecked => |front, asked| young_if(front, asked, |age| age < 0),
        Fault::TimestampWindowDay => {
            |front, asked| young_if(front, asked, |age| (0..=DAY).contains(&age))
        }
        Fault::LocalTimeAccepted => |front, asked| {
            young_if(front, asked, |age| {
                (2 * HOUR - WINDOW..=14 * HOUR).contains(&age) && is_near_hour(age)
            })
        },
        Fault::TimestampHourUnseen => {
            |front, asked| young_if(front, asked, |age| age.abs() <= DAY && is_near_hour(age))
        }
        Fault::TimestampWindowFiveMinutes => |front, asked| {
            let old = asked.is_under_test() && age(front, &asked).is_some_and(|age| age > 5 * 60);
            let told = Refusal::common(Failure::TimestampExpired, parameter::TIMESTAMP);
            front.refuse_if(old, asked, told)
        },
        Fault::TimestampMalformedServed => |front, asked| {
            if is_malformed(&asked) {
                let now = front.now.timestamp().to_string();
                return front.as_if(asked, parameter::TIMESTAMP, &now);
            }
            front.forward(&asked)
        },
        Fault::TimestampWithoutZone => |front, asked| {
            let read = asked.get(parameter::TIMESTAMP).map(|text| format!("{text}Z"));
            match read.filter(|text| Timestamp::parse(text).is_ok() && is_malformed(&asked)) {
                Some(zoned) => front.as_if(asked, parameter::TIMESTAMP, &zoned),
                None => front.forward(&asked),
            }
        },
        Fault::TimestampMalformedInternalError => |front, asked| {
            let malformed = is_malformed(&asked);
            front.refuse_if(malformed, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}

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

fn nonce(fault: Fault) -> Option<Act> {
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
