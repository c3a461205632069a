//! Faults of checking signatures that look at a part of what they have to look at whole: a part of the signature,
//! or of what is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::signature::{accepts, is_right_for};
use crate::api::names::parameter;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front};
use crate::endpoint::response::Response;
use crate::wire::signature::v1;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    of_signature(fault).or_else(|| changed_unseen(fault))
}

fn of_signature(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::SignatureFirstUnseen => |front, asked| {
            compared(front, asked, |presented, right| presented.get(1..) == right.get(1..))
        },
        Fault::SignatureLastUnseen => |front, asked| {
            compared(front, asked, |presented, right| {
                let last = right.trim_end_matches('=').len() - 1;
                let around = |text: &str| {
                    let (before, after) = (text.get(..last)?, text.get(last + 1..)?);
                    Some((before.to_owned(), after.to_owned()))
                };
                around(presented) == around(right)
            })
        },
        Fault::SignatureInAnyCase => |front, asked| {
            compared(front, asked, |presented, right| presented.eq_ignore_ascii_case(right))
        },
        Fault::SignatureBytesShort => |front, asked| {
            compared(front, asked, |presented, right| {
                let (presented, right) = (STANDARD.decode(presented), STANDARD.decode(right));
                presented.ok().zip(right.ok()).is_some_and(|(presented, right)| {
                    !presented.is_empty() && right.starts_with(&presented)
                })
            })
        },
        Fault::SignatureBytesLonger => |front, asked| {
            compared(front, asked, |presented, right| {
                let (presented, right) = (STANDARD.decode(presented), STANDARD.decode(right));
                presented
                    .ok()
                    .zip(right.ok())
                    .is_some_and(|(longer, right)| longer.starts_with(&right))
            })
        },
        Fault::SignatureTextLonger => {
            |front, asked| compared(front, asked, |presented, right| presented.starts_with(right))
        }
        _ => return None,
    })
}

/// Compares the signature with the right one in another way.
fn compared(front: &mut Front<'_>, asked: Asked, is_right: fn(&str, &str) -> bool) -> Response {
    accepts(front, asked, |_, asked, secret| {
        is_right(asked.signature(), &v1::sign(secret, &asked.string_to_sign()))
    })
}

/// Overlooks what was done after signing to a query, or to a form body.
fn overlooks(front: &mut Front<'_>, asked: Asked, in_form: bool, undo: fn(&mut Asked)) -> Response {
    accepts(front, asked, |_, asked, secret| {
        asked.body().is_empty() != in_form && is_right_for(asked, secret, undo)
    })
}

fn changed_unseen(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::EmptyAddedUnseen => {
            |front, asked| overlooks(front, asked, false, without_empty_values)
        }
        Fault::FormEmptyAddedUnseen => {
            |front, asked| overlooks(front, asked, true, without_empty_values)
        }
        Fault::EmptyDroppedUnseen => |front, asked| {
            overlooks(front, asked, false, |asked| asked.set(parameter::SIGNATURE_TYPE, ""))
        },
        Fault::FormEmptyDroppedUnseen => |front, asked| {
            overlooks(front, asked, true, |asked| asked.set(parameter::SIGNATURE_TYPE, ""))
        },
        Fault::FormForceStopUnsigned => |front, asked| {
            overlooks(front, asked, true, |asked| asked.set(parameter::FORCE_STOP, "false"))
        },
        _ => return None,
    })
}

fn without_empty_values(asked: &mut Asked) {
    asked.retain(|_, value| !value.is_empty());
}
