//! Changes after signing: what the signature was made to find out. And parameters given twice, also where
//! the signature covers both.

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::parameters::is_required_of_all;
use crate::client::{Draft, Edit, HeaderEdit, Place};
use crate::fuzzing::recipe::draft::{end_nonce, present};
use crate::fuzzing::recipe::effect::Effect;
use crate::wire::signature::v3::header;
use crate::wire::timestamp::Timestamp;

/// A change after signing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum AfterSigning {
    /// ForceStop is changed to true.
    ForceStopChanged,
    /// ForceStop is added.
    ForceStopAdded,
    /// ForceStop is dropped.
    ForceStopDropped,
    /// A name is written in other letters.
    Renamed(&'static str, &'static str),
    /// RegionId is added.
    RegionAdded,
    /// The instance is changed to another one.
    OtherInstance,
    /// Another instance is named besides, not signed.
    SecondInstance {
        /// Before the first or behind it.
        before: bool,
    },
    /// A parameter stands twice.
    Twice {
        /// Which.
        name: &'static str,
        /// With another value than the first.
        other: bool,
        /// Before the first or behind it.
        before: bool,
    },
    /// A parameter stands twice, and the signature covers both.
    TwiceSigned {
        /// Which.
        name: &'static str,
        /// Before the first or behind it.
        before: bool,
    },
    /// A character of the nonce is written as the escape of another one.
    Misspelled {
        /// What is signed.
        signed: char,
        /// What is written.
        written: char,
        /// With lower-case hexadecimal digits.
        lower: bool,
    },
    /// Three pluses in the nonce, of which some were signed as blanks, by these bits, and the others as
    /// pluses: wrong whether a plus is read as the one or as the other.
    PlusesMixed(u8),
    /// What is signed stands behind a second question mark, which belongs to the value of a parameter that
    /// was added.
    SecondQuestionMark,
    /// A common parameter is exchanged for another value.
    Exchanged(&'static str, &'static str),
    /// Under version 3: the date becomes another one within the window.
    DateChanged,
    /// Under version 3: a header gets another value.
    HeaderChanged(&'static str, &'static str),
    /// Under version 3: the form body goes on.
    BodyChanged,
}

const RENAMED: [(&str, &str); 5] = [
    (parameter::FORCE_STOP, "forceStop"),
    (parameter::INSTANCE_ID, "instanceId"),
    (parameter::ACTION, "action"),
    (parameter::TIMESTAMP, "TimeStamp"),
    (parameter::SIGNATURE_NONCE, "signaturenonce"),
];

const TWICE: [&str; 6] = [
    parameter::INSTANCE_ID,
    parameter::FORCE_STOP,
    parameter::ACTION,
    parameter::SIGNATURE_NONCE,
    parameter::FORMAT,
    parameter::VERSION,
];

const EXCHANGED: [(&str, &str); 4] = [
    (parameter::SIGNATURE_NONCE, "exchanged"),
    (parameter::TIMESTAMP, ""),
    (parameter::VERSION, "2014-05-27"),
    (parameter::ACCESS_KEY_ID, "exchanged"),
];

/// Two visible characters, one or sixteen apart: their escapes differ in one digit, or by a carry.
fn misspelled(u: &mut Unstructured<'_>) -> Result<AfterSigning> {
    let signed = u.int_in_range(b' '..=b'~')?;
    let by = *u.choose(&[1, 16])?;
    let (above, below) = (signed + by, signed - by);
    let is_visible = |character: u8| (b' '..=b'~').contains(&character);
    let other = match u.arbitrary()? {
        // Where one neighbour cannot be seen, the other can.
        true if is_visible(above) => above,
        false if is_visible(below) => below,
        is_up => {
            if is_up {
                below
            } else {
                above
            }
        }
    };
    Ok(AfterSigning::Misspelled {
        signed: char::from(signed),
        written: char::from(other),
        lower: u.arbitrary()?,
    })
}

impl AfterSigning {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=23)? {
            0 => Self::ForceStopChanged,
            1 => Self::ForceStopAdded,
            2 => Self::ForceStopDropped,
            3..=4 => {
                let (from, to) = *u.choose(&RENAMED)?;
                Self::Renamed(from, to)
            }
            5 => Self::RegionAdded,
            6..=7 => Self::OtherInstance,
            8..=9 => Self::SecondInstance { before: u.arbitrary()? },
            10..=12 => Self::Twice {
                name: u.choose(&TWICE)?,
                other: u.arbitrary()?,
                before: u.arbitrary()?,
            },
            13..=14 => {
                let (name, value) = *u.choose(&EXCHANGED)?;
                Self::Exchanged(name, value)
            }
            15..=16 => Self::TwiceSigned { name: u.choose(&TWICE)?, before: u.arbitrary()? },
            17..=18 => misspelled(u)?,
            19 => Self::PlusesMixed(u.int_in_range(1..=6)?),
            20 => Self::SecondQuestionMark,
            21 => Self::DateChanged,
            22 => Self::HeaderChanged(header::NONCE, "exchanged"),
            _ => Self::BodyChanged,
        })
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::ForceStopChanged => "ForceStop changed after signing".to_owned(),
            Self::ForceStopAdded => "ForceStop added after signing".to_owned(),
            Self::ForceStopDropped => "ForceStop dropped after signing".to_owned(),
            Self::Renamed(from, to) => format!("{from} written {to} after signing"),
            Self::RegionAdded => "RegionId added after signing".to_owned(),
            Self::OtherInstance => "InstanceId changed after signing".to_owned(),
            Self::SecondInstance { before } => {
                let side = if *before { "before" } else { "behind" };
                format!("a second InstanceId added {side} the first after signing")
            }
            Self::Twice { name, .. } => format!("{name} twice"),
            Self::TwiceSigned { name, .. } => format!("{name} twice, both signed"),
            Self::Misspelled { lower: true, .. } => {
                "SignatureNonce changed after signing, in lower-case escapes".to_owned()
            }
            Self::Misspelled { .. } => {
                "SignatureNonce changed after signing, in escapes".to_owned()
            }
            Self::PlusesMixed(_) => "pluses signed as blanks and as pluses".to_owned(),
            Self::SecondQuestionMark => "behind a second question mark".to_owned(),
            Self::Exchanged(name, _) => format!("{name} changed after signing"),
            Self::DateChanged => "x-acs-date changed after signing".to_owned(),
            Self::HeaderChanged(name, _) => format!("{name} changed after signing"),
            Self::BodyChanged => "the body changed after signing".to_owned(),
        }
    }

    pub(super) fn effect(&self) -> Effect {
        let wrong = || vec![(Failure::SignatureWrong, parameter::SIGNATURE)];
        match self {
            Self::ForceStopChanged
            | Self::ForceStopAdded
            | Self::ForceStopDropped
            | Self::Renamed(parameter::FORCE_STOP, _)
            | Self::OtherInstance => Effect::Refused("SG-09", wrong()),
            // An endpoint may say first that it does not define the parameter.
            Self::RegionAdded => {
                let mut accepted = wrong();
                accepted.push((Failure::ParameterUnsupported, parameter::REGION_ID));
                Effect::Refused("SG-09", accepted)
            }
            Self::Renamed(..) | Self::Exchanged(..) | Self::Misspelled { .. } => {
                Effect::RefusedSomehow("SG-09")
            }
            // Read as it stands, a parameter was added and the first that was signed is gone.
            Self::SecondQuestionMark => Effect::RefusedBelowApi("SG-09"),
            // A literal plus is not judged, but it cannot be a blank here and a plus there.
            Self::PlusesMixed(_) => Effect::RefusedSomehow("SG-08"),
            // Signature and operation do not use one value alike where the signature uses both.
            // RQ-08: a documented 4xx, or one of the two, read by signature and operation alike. RQ-14:
            // where both are signed, nothing is judged but that the answer is safe.
            Self::SecondInstance { .. } | Self::Twice { .. } | Self::TwiceSigned { .. } => {
                Effect::Free
            }
            Self::DateChanged | Self::HeaderChanged(..) | Self::BodyChanged => {
                Effect::RefusedSomehow("SG-20")
            }
        }
    }

    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        let force_stop = |value: &'static str| Edit::set(parameter::FORCE_STOP, value);
        let watched = || context.cast.watched().to_owned();
        let edit = match self {
            Self::ForceStopChanged => {
                draft.set(parameter::FORCE_STOP, "false");
                force_stop("true")
            }
            Self::ForceStopAdded => {
                draft.drop_parameter(parameter::FORCE_STOP);
                force_stop("true")
            }
            Self::ForceStopDropped => {
                draft.set(parameter::FORCE_STOP, "true");
                Edit::drop(parameter::FORCE_STOP)
            }
            Self::Renamed(from, to) => {
                if *from == parameter::FORCE_STOP {
                    draft.set(parameter::FORCE_STOP, "false");
                }
                Edit::rename(*from, *to)
            }
            Self::RegionAdded => Edit::set(parameter::REGION_ID, context.site.region.clone()),
            Self::OtherInstance => Edit::set(parameter::INSTANCE_ID, watched()),
            Self::SecondInstance { before } => {
                Edit::repeat(parameter::INSTANCE_ID, watched(), *before)
            }
            Self::Twice { name, other, before } => {
                let mut value = present(draft, name);
                if *other && *name == parameter::FORCE_STOP {
                    value = "true".to_owned();
                } else if *other && *name != parameter::INSTANCE_ID {
                    value.push('x');
                }
                Edit::repeat(*name, value, *before)
            }
            Self::TwiceSigned { name, before } => {
                let mut value = present(draft, name);
                // An id that no instance can have: whoever takes the second must restart nothing.
                value.push(if *name == parameter::INSTANCE_ID { '<' } else { 'x' });
                draft.repeat(*name, value, *before);
                return;
            }
            Self::Misspelled { signed, written, lower } => {
                let code = u32::from(*written);
                let escape = if *lower { format!("%{code:02x}") } else { format!("%{code:02X}") };
                end_nonce(draft, context.stamp, &signed.to_string(), &escape);
                return;
            }
            Self::PlusesMixed(blanks) => {
                let mark = |bit: u8| if blanks >> bit & 1 == 1 { ' ' } else { '+' };
                let signed = format!("a{}b{}c{}d", mark(0), mark(1), mark(2));
                end_nonce(draft, context.stamp, &signed, "a+b+c+d");
                return;
            }
            Self::SecondQuestionMark => {
                draft.path.push_str("?x=y");
                return;
            }
            Self::Exchanged(name, value) => {
                let earlier = Timestamp::from_unix_seconds(context.stamp.now - 60).to_string();
                let value = match *name {
                    parameter::TIMESTAMP => earlier,
                    parameter::SIGNATURE_NONCE => format!("{value}{}", context.stamp.nonce),
                    _ => (*value).to_owned(),
                };
                Edit::set(*name, value)
            }
            Self::DateChanged => {
                let earlier = Timestamp::from_unix_seconds(context.stamp.now - 60).to_string();
                draft.header_edits.push(HeaderEdit::Set(header::DATE, earlier));
                return;
            }
            Self::HeaderChanged(name, value) => {
                let value = format!("{value}{}", context.stamp.nonce);
                draft.header_edits.push(HeaderEdit::Set(name, value));
                return;
            }
            Self::BodyChanged => {
                draft.place = Place::Form;
                draft.method = "POST".into();
                draft.header_edits.push(HeaderEdit::BodyEnds("&ForceStop=true".to_owned()));
                return;
            }
        };
        draft.edits.push(edit);
    }

    pub(super) const fn slot(&self) -> &'static str {
        match self {
            Self::ForceStopChanged
            | Self::ForceStopAdded
            | Self::ForceStopDropped
            | Self::BodyChanged => parameter::FORCE_STOP,
            Self::Renamed(name, _)
            | Self::Twice { name, .. }
            | Self::TwiceSigned { name, .. }
            | Self::Exchanged(name, _) => name,
            Self::SecondQuestionMark => "path",
            Self::RegionAdded => "further",
            Self::OtherInstance | Self::SecondInstance { .. } => parameter::INSTANCE_ID,
            Self::DateChanged => parameter::TIMESTAMP,
            Self::HeaderChanged(..) | Self::Misspelled { .. } | Self::PlusesMixed(_) => {
                parameter::SIGNATURE_NONCE
            }
        }
    }

    pub(super) const fn hides_format(&self) -> bool {
        // Whether Format can be read from a query that is refused as a whole is left open.
        matches!(
            self,
            Self::Twice { .. }
                | Self::TwiceSigned { .. }
                | Self::SecondInstance { .. }
                | Self::SecondQuestionMark
        )
    }

    pub(super) fn fits_version_3(&self) -> bool {
        match self {
            Self::Renamed(name, _) | Self::Twice { name, .. } => !is_required_of_all(name),
            // The nonce stands in a header there, and the bytes of a form are signed, which the signature
            // need not read.
            Self::Exchanged(..)
            | Self::TwiceSigned { .. }
            | Self::Misspelled { .. }
            | Self::PlusesMixed(_)
            | Self::SecondQuestionMark => false,
            _ => true,
        }
    }

    /// Whether it can be done to a call that is signed in parameters.
    pub(in crate::fuzzing) const fn fits_version_1(&self) -> bool {
        !matches!(self, Self::DateChanged | Self::HeaderChanged(..) | Self::BodyChanged)
    }
}
