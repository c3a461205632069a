//! Changes after signing: what the signature was made to find out. And parameters given twice.

use fastrand::Rng;

use super::Context;
use crate::fuzzing::blackbox::draft::{Draft, Edit};
use crate::fuzzing::blackbox::effect::Effect;
use crate::fuzzing::blackbox::text;
use crate::spec::errors::Failure;
use crate::spec::names::parameter;
use crate::wire::signature::v3::header;
use crate::wire::timestamp::Timestamp;

/// A change after signing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing::blackbox) enum AfterSigning {
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

impl AfterSigning {
    pub(super) fn random(random: &mut Rng) -> Self {
        match random.u8(..18) {
            0 => Self::ForceStopChanged,
            1 => Self::ForceStopAdded,
            2 => Self::ForceStopDropped,
            3..=4 => {
                let (from, to) = text::one_of(random, &RENAMED, RENAMED[0]);
                Self::Renamed(from, to)
            }
            5 => Self::RegionAdded,
            6..=7 => Self::OtherInstance,
            8..=9 => Self::SecondInstance { before: random.bool() },
            10..=12 => Self::Twice {
                name: text::one_of(random, &TWICE, TWICE[0]),
                other: random.bool(),
                before: random.bool(),
            },
            13..=14 => {
                let (name, value) = text::one_of(random, &EXCHANGED, EXCHANGED[0]);
                Self::Exchanged(name, value)
            }
            15 => Self::DateChanged,
            16 => Self::HeaderChanged(header::NONCE, "exchanged"),
            _ => Self::BodyChanged,
        }
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::ForceStopChanged => "ForceStop changed after signing".to_owned(),
            Self::ForceStopAdded => "ForceStop added after signing".to_owned(),
            Self::ForceStopDropped => "ForceStop dropped after signing".to_owned(),
            Self::Renamed(from, to) => format!("{from} written {to} after signing"),
            Self::RegionAdded => "RegionId added after signing".to_owned(),
            Self::OtherInstance => "InstanceId changed after signing".to_owned(),
            Self::SecondInstance { .. } => "a second InstanceId added after signing".to_owned(),
            Self::Twice { name, .. } => format!("{name} twice"),
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
            Self::Renamed(..) | Self::Exchanged(..) => Effect::RefusedSomehow("SG-09"),
            // RQ-08: a documented 4xx, or one of the two, read by signature and operation alike.
            Self::SecondInstance { .. } | Self::Twice { .. } => Effect::Free,
            Self::DateChanged | Self::HeaderChanged(..) | Self::BodyChanged => {
                Effect::RefusedSomehow("SG-20")
            }
        }
    }

    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        let force_stop = |value: &str| Edit::Set(parameter::FORCE_STOP, value.to_owned());
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
                Edit::Drop(parameter::FORCE_STOP)
            }
            Self::Renamed(from, to) => {
                if *from == parameter::FORCE_STOP {
                    draft.set(parameter::FORCE_STOP, "false");
                }
                Edit::Rename(from, to)
            }
            Self::RegionAdded => Edit::Set(parameter::REGION_ID, context.site.region.clone()),
            Self::OtherInstance => Edit::OtherInstance,
            Self::SecondInstance { before } => Edit::SecondInstance { before: *before },
            Self::Twice { name, other, before } => {
                if draft.get(name).is_none() {
                    let value = if *name == parameter::FORMAT { "JSON" } else { "false" };
                    draft.set(*name, value);
                }
                let mut value = draft.get(name).unwrap_or_default().to_owned();
                if *other && *name == parameter::FORCE_STOP {
                    value = "true".to_owned();
                } else if *other && *name != parameter::INSTANCE_ID {
                    value.push('x');
                }
                Edit::Repeat { name, value, before: *before }
            }
            Self::Exchanged(name, value) => {
                let earlier = Timestamp::from_unix_seconds(context.stamp.now - 60).to_string();
                let value = match *name {
                    parameter::TIMESTAMP => earlier,
                    parameter::SIGNATURE_NONCE => format!("{value}{}", context.stamp.nonce),
                    _ => (*value).to_owned(),
                };
                Edit::Set(name, value)
            }
            Self::DateChanged => {
                let earlier = Timestamp::from_unix_seconds(context.stamp.now - 60).to_string();
                Edit::Header(header::DATE, earlier)
            }
            Self::HeaderChanged(name, value) => {
                Edit::Header(name, format!("{value}{}", context.stamp.nonce))
            }
            Self::BodyChanged => {
                draft.place = super::super::draft::Place::Form;
                draft.method = "POST".into();
                Edit::Body("&ForceStop=true".to_owned())
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
            Self::Renamed(name, _) | Self::Twice { name, .. } | Self::Exchanged(name, _) => name,
            Self::RegionAdded => "further",
            Self::OtherInstance | Self::SecondInstance { .. } => parameter::INSTANCE_ID,
            Self::DateChanged => parameter::TIMESTAMP,
            Self::HeaderChanged(..) => parameter::SIGNATURE_NONCE,
        }
    }

    pub(super) const fn hides_format(&self) -> bool {
        // Whether Format can be read from a query that is refused as a whole is left open.
        matches!(self, Self::Twice { .. } | Self::SecondInstance { .. })
    }

    pub(super) fn fits_version_3(&self) -> bool {
        match self {
            Self::Renamed(name, _) | Self::Twice { name, .. } => {
                !parameter::REQUIRED.contains(name)
            }
            Self::Exchanged(..) => false,
            _ => true,
        }
    }

    /// Whether it can be done to a call that is signed in parameters.
    pub(in crate::fuzzing::blackbox) const fn fits_version_1(&self) -> bool {
        !matches!(self, Self::DateChanged | Self::HeaderChanged(..) | Self::BodyChanged)
    }
}
