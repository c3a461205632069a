//! Faults of the values of common parameters: Version, Action, SignatureMethod, SignatureVersion and AccessKeyId.

use super::means::common;
use crate::api::errors::Failure;
use crate::api::names::{
    API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, is_access_key_id, parameter,
};
use crate::api::operations;
use crate::api::parameters::required_of_all;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::endpoint::settings::AccessKey;
use crate::wire::secret::Secret;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v1;
use crate::wire::timestamp::Timestamp;

const VERSION: (&str, &str) = (parameter::VERSION, API_VERSION);
const ACTION: (&str, &str) = (parameter::ACTION, operations::REBOOT_INSTANCE.name);
const METHOD: (&str, &str) = (parameter::SIGNATURE_METHOD, SIGNATURE_METHOD);
const SIGNED_BY: (&str, &str) = (parameter::SIGNATURE_VERSION, SIGNATURE_VERSION);

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

/// Whether a call names an Action that no operation has.
fn names_other_action(asked: &Asked) -> bool {
    asked.is_under_test()
        && asked.action().is_some_and(|name| name != operations::REBOOT_INSTANCE.name)
}

fn is_date(text: &str) -> bool {
    Timestamp::parse(&format!("{text}T00:00:00Z")).is_ok()
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    value(fault).or_else(|| key(fault))
}

fn value(fault: Fault) -> Option<Act> {
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
            let unknown = names_other_action(&asked) && front.is_signed_right(&asked);
            if unknown { front.served(&asked) } else { response }
        },
        Fault::UnknownActionInternalError => |front, asked| {
            let unknown = names_other_action(&asked);
            front.refuse_if(unknown, asked, common(Failure::ServerFault))
        },
        _ => return near(fault),
    })
}

/// A value that is nearly the right one.
fn near(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::VersionTrimmed => {
            |front, asked| taken_for(front, asked, VERSION, |value| value.trim() == API_VERSION)
        }
        Fault::VersionBeginning => {
            |front, asked| taken_for(front, asked, VERSION, |value| value.starts_with(API_VERSION))
        }
        Fault::VersionShort => {
            |front, asked| taken_for(front, asked, VERSION, |value| is_short(API_VERSION, value))
        }
        Fault::VersionEarlier => {
            |front, asked| taken_for(front, asked, VERSION, |value| value == "2013-01-10")
        }
        Fault::ActionTrimmed => {
            |front, asked| taken_for(front, asked, ACTION, |value| value.trim() == ACTION.1)
        }
        Fault::ActionBeginning => {
            |front, asked| taken_for(front, asked, ACTION, |value| value.starts_with(ACTION.1))
        }
        Fault::ActionShort => {
            |front, asked| taken_for(front, asked, ACTION, |value| is_short(ACTION.1, value))
        }
        Fault::ActionOtherName => {
            |front, asked| taken_for(front, asked, ACTION, |value| value == "RestartInstance")
        }
        Fault::SignatureMethodTrimmed => {
            |front, asked| taken_for(front, asked, METHOD, |value| value.trim() == METHOD.1)
        }
        Fault::SignatureMethodBeginning => {
            |front, asked| taken_for(front, asked, METHOD, |value| value.starts_with(METHOD.1))
        }
        Fault::SignatureMethodShort => {
            |front, asked| taken_for(front, asked, METHOD, |value| is_short(METHOD.1, value))
        }
        Fault::SignatureMethodSha256 => |front, mut asked| {
            let is_right = |secret: &Secret, asked: &Asked| {
                sha256(&v1::key(secret), &asked.string_to_sign()) == asked.signature()
            };
            let is_said = asked.get(METHOD.0) == Some("HMAC-SHA256") && asked.is_under_test();
            if is_said && front.key(&asked).is_some_and(|key| is_right(&key.secret, &asked)) {
                asked.set(METHOD.0, METHOD.1);
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::SignatureVersionTrimmed => {
            |front, asked| taken_for(front, asked, SIGNED_BY, |value| value.trim() == SIGNED_BY.1)
        }
        Fault::SignatureVersionBeginning => |front, asked| {
            taken_for(front, asked, SIGNED_BY, |value| {
                value.starts_with(SIGNED_BY.1) && value.parse::<f64>().is_err()
            })
        },
        Fault::SignatureVersionNumber => |front, asked| {
            let is_one = |value: &str| value.parse::<f64>() == Ok(1.0);
            taken_for(front, asked, SIGNED_BY, is_one)
        },
        Fault::NamesWithoutCase => in_any_case,
        _ => return None,
    })
}

/// Whether a value is a beginning of the right one.
fn is_short(right: &str, value: &str) -> bool {
    !value.is_empty() && right.starts_with(value)
}

/// Reads a rightly signed call whose parameters have names in other letter case.
fn in_any_case(front: &mut Front<'_>, asked: Asked) -> Response {
    let names = || required_of_all().map(|one| one.name).chain([parameter::INSTANCE_ID]);
    let known = |name: &str| names().find(|known| known.eq_ignore_ascii_case(name));
    let mut read = asked.clone();
    read.rename(known);
    let mut signed = asked.clone();
    signed.retain(|name, _| !name.eq_ignore_ascii_case(parameter::SIGNATURE));
    let is_right =
        |key: &AccessKey| v1::verify(&key.secret, &signed.string_to_sign(), read.signature());
    match front.key(&read).filter(|key| read.is_under_test() && is_right(key)) {
        Some(key) if read != asked => {
            read.sign(&key);
            front.forward(&read)
        }
        _ => front.forward(&asked),
    }
}

/// Whether a call under test names a key that was never made.
fn has_unknown_key(front: &Front<'_>, asked: &Asked) -> bool {
    asked.is_under_test() && asked.key_id().is_some_and(|id| front.ledger.key(&id).is_none())
}

fn key(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::UnknownKeyServed => |front, mut asked| {
            if has_unknown_key(front, &asked) {
                asked.drop(parameter::ACCESS_KEY_ID);
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::UnknownKeySignatureWrong => |front, asked| {
            let unknown = has_unknown_key(front, &asked);
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
        Fault::UnknownKeyDisabled => |front, asked| {
            let response = front.forward(&asked);
            let is_whole = asked.key_id().is_some_and(|id| is_access_key_id(&id));
            let is_unknown = Told::read(&response).is_error("InvalidAccessKeyId.NotFound");
            if asked.is_under_test() && is_whole && is_unknown {
                return front.refused(&asked, common(Failure::AccessKeyDisabled));
            }
            response
        },
        Fault::KeyBeginning => {
            |front, asked| known_as(front, asked, |known, named| known.starts_with(named))
        }
        Fault::KeyRestUnseen => {
            |front, asked| known_as(front, asked, |known, named| named.starts_with(known))
        }
        Fault::KeyWithoutCase => {
            |front, asked| known_as(front, asked, |known, named| known.eq_ignore_ascii_case(named))
        }
        Fault::RemovedKeyServed => |front, mut asked| {
            let removed = asked.key_id().and_then(|id| front.ledger.removed_key(&id).cloned());
            if let Some(key) = removed
                && asked.is_under_test()
                && v1::verify(&key.secret, &asked.string_to_sign(), asked.signature())
                && let Some(other) = front.ledger.key_of(key.account).cloned()
            {
                asked.sign(&other);
            }
            front.forward(&asked)
        },
        _ => return None,
    })
}

/// Takes the id that a call names for that of a known key which it is like; the signature is that key's.
fn known_as(
    front: &mut Front<'_>,
    mut asked: Asked,
    is_like: impl Fn(&str, &str) -> bool,
) -> Response {
    let named = asked.key_id().filter(|id| !id.is_empty()).unwrap_or_default();
    let is_meant = asked.is_under_test() && !asked.is_version_3() && !named.is_empty();
    if is_meant && front.ledger.key(&named).is_none() {
        let to_sign = asked.string_to_sign();
        let known = front.ledger.keys().find(|key| {
            is_like(&key.id, &named) && v1::verify(&key.secret, &to_sign, asked.signature())
        });
        if let Some(key) = known.cloned() {
            asked.sign(&key);
        }
    }
    front.forward(&asked)
}
