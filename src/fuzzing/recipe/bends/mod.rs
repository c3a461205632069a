//! Bends: each makes one thing of a valid call odd or wrong, and knows what the documentation says of
//! the result. They can be combined; those that meddle with the same part of a request share a slot,
//! of which a call has one bend.

mod context;
pub(in crate::fuzzing) mod edit;
pub(in crate::fuzzing) mod head;
pub(in crate::fuzzing) mod parameter;
pub(in crate::fuzzing) mod signature;
pub(in crate::fuzzing) mod spelling;
pub(in crate::fuzzing) mod timestamp;

use arbitrary::{Result, Unstructured};

pub(in crate::fuzzing) use self::context::Context;
use self::edit::AfterSigning;
use self::head::Head;
use self::parameter::Parameter;
use self::signature::Wrong;
use self::spelling::Written;
use self::timestamp::Time;
use super::effect::Effect;
use crate::client::{Draft, Order, Spelling};

/// One thing that is odd or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Bend {
    /// A parameter is missing, has another value, or is a further one; the signature covers that.
    Parameter(Parameter),
    /// The Timestamp.
    Time(Time),
    /// The signature.
    Signature(Wrong),
    /// Something changes after signing.
    Edit(AfterSigning),
    /// How parameters are written.
    Spelling(Written),
    /// Method, path, headers and body.
    Head(Head),
}

/// How often a bend is drawn that fits.
const TRIES: usize = 8;

macro_rules! each {
    ($bend:expr, $inner:ident => $result:expr) => {
        match $bend {
            Bend::Parameter($inner) => $result,
            Bend::Time($inner) => $result,
            Bend::Signature($inner) => $result,
            Bend::Edit($inner) => $result,
            Bend::Spelling($inner) => $result,
            Bend::Head($inner) => $result,
        }
    };
}

impl Bend {
    /// Draws one that can be done to a call of this version.
    pub(in crate::fuzzing) fn draw(u: &mut Unstructured<'_>, version_3: bool) -> Result<Self> {
        // Where the bytes have ended, each draw gives the same.
        for _ in 0..TRIES {
            let bend = match u.int_in_range(0..=99)? {
                0..=33 => Self::Parameter(Parameter::draw(u)?),
                34..=45 => Self::Time(Time::draw(u)?),
                46..=60 => Self::Signature(Wrong::draw(u)?),
                61..=75 => Self::Edit(AfterSigning::draw(u)?),
                76..=87 => Self::Spelling(Written::draw(u)?),
                _ => Self::Head(Head::draw(u)?),
            };
            if if version_3 { bend.fits_version_3() } else { bend.fits_version_1() } {
                return Ok(bend);
            }
        }
        Ok(Self::Spelling(Written::Order(Order::Sorted)))
    }

    /// What kind of bend it is, without its details: causes are told apart by it.
    pub(in crate::fuzzing) fn class(&self) -> String {
        each!(self, inner => inner.class())
    }

    /// What the documentation lets it lead to.
    pub(in crate::fuzzing) fn effect(&self, version_3: bool) -> Effect {
        let effect = each!(self, inner => inner.effect());
        match effect {
            // Under version 3 common parameters stand in headers, so one that cannot be decoded is one more
            // that came after signing: it is refused, or ignored. RQ-07.
            _ if version_3
                && matches!(self, Self::Spelling(written) if written.is_common_value()) =>
            {
                Effect::Free
            }
            // What version 3 calls its failures is documented for the signature alone.
            Effect::Refused(rule, _) if version_3 => Effect::RefusedSomehow(rule),
            effect => effect,
        }
    }

    /// Carries it out.
    pub(in crate::fuzzing) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        each!(self, inner => inner.apply(draft, context));
    }

    /// The part of a request that it meddles with.
    pub(in crate::fuzzing) fn slot(&self) -> &'static str {
        each!(self, inner => inner.slot())
    }

    /// Whether the endpoint may be unable to tell which format is asked for.
    pub(in crate::fuzzing) fn hides_format(&self) -> bool {
        match self {
            Self::Parameter(parameter) => parameter.hides_format(),
            Self::Edit(edit) => edit.hides_format(),
            Self::Spelling(written) => written.hides_format(),
            Self::Head(head) => head.hides_format(),
            Self::Time(_) | Self::Signature(_) => false,
        }
    }

    /// Smaller bends of the same kind.
    pub(in crate::fuzzing) fn shorter(&self) -> Vec<Self> {
        match self {
            Self::Parameter(parameter) => {
                parameter.shorter().into_iter().map(Self::Parameter).collect()
            }
            Self::Spelling(written) => written.shorter().into_iter().map(Self::Spelling).collect(),
            Self::Head(head) => head.shorter().into_iter().map(Self::Head).collect(),
            Self::Time(_) | Self::Signature(_) | Self::Edit(_) => Vec::new(),
        }
    }

    /// The rule that a bend is about which the documentation does not demand a refusal of.
    pub(in crate::fuzzing) fn rule_where_free(&self) -> Option<&'static str> {
        use crate::api::names::parameter;
        Some(match self {
            Self::Parameter(Parameter::Value(name, value)) => match *name {
                parameter::FORCE_STOP if value == "true" => "RI-15",
                parameter::FORCE_STOP if value == "false" => "RI-14",
                parameter::FORCE_STOP => "RI-19",
                parameter::FORMAT => "CP-43",
                _ => return None,
            },
            Self::Parameter(Parameter::Nonce(_)) => "SG-04",
            Self::Parameter(Parameter::Further(_, value)) if value.is_empty() => "RQ-13",
            Self::Parameter(Parameter::Further(name, _)) if name == parameter::REGION_ID => "RQ-06",
            Self::Parameter(Parameter::Further(..)) => "SG-04",
            Self::Parameter(Parameter::Many(_)) => "RQ-06",
            Self::Time(Time::Off(off)) if *off > 0 => "CP-22",
            Self::Time(Time::Off(_)) => "CP-21",
            Self::Time(Time::Form(_)) => "CP-20",
            Self::Edit(AfterSigning::Twice { .. } | AfterSigning::SecondInstance { .. }) => "RQ-08",
            Self::Edit(AfterSigning::TwiceSigned { .. }) => "RQ-14",
            Self::Spelling(Written::Order(_)) => "RQ-04",
            Self::Spelling(Written::Bare(_)) => "RQ-01",
            Self::Spelling(Written::Spelling(_)) => "SG-13",
            Self::Spelling(Written::Tail(_) | Written::Bytes(..)) => "RQ-07",
            Self::Head(Head::Acs(..)) => "SG-21",
            _ => return None,
        })
    }

    /// Whether it can be done to a call that is signed in headers.
    fn fits_version_3(&self) -> bool {
        match self {
            Self::Parameter(parameter) => parameter.fits_version_3(),
            Self::Time(time) => time.fits_version_3(),
            Self::Signature(wrong) => wrong.fits_version_3(),
            Self::Edit(edit) => edit.fits_version_3(),
            // What they would change stands in headers there.
            Self::Spelling(written) => {
                !matches!(written, Written::Spelling(Spelling::Double) | Written::Bare(_))
            }
            Self::Head(head) => head.fits_version_3(),
        }
    }

    /// Whether it can be done to a call that is signed in parameters.
    pub(in crate::fuzzing) fn fits_version_1(&self) -> bool {
        match self {
            Self::Edit(edit) => edit.fits_version_1(),
            Self::Head(head) => head.fits_version_1(),
            _ => true,
        }
    }
}
