//! Bends: each makes one thing of a valid call odd or wrong, and knows what the documentation says of
//! the result. They can be combined; those that meddle with the same part of a request share a slot,
//! of which a call has one bend.

pub(super) mod edit;
pub(super) mod head;
pub(super) mod parameter;
pub(super) mod signature;
pub(super) mod spelling;
pub(super) mod timestamp;

use fastrand::Rng;

use self::edit::AfterSigning;
use self::head::Head;
use self::parameter::Parameter;
use self::signature::Wrong;
use self::spelling::Written;
use self::timestamp::Time;
use super::draft::{Draft, Spelling};
use super::effect::Effect;
use super::site::{Site, Stamp};

/// One thing that is odd or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Bend {
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

/// What a bend may look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) site: &'a Site,
    pub(super) stamp: &'a Stamp,
}

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
    /// Draws one.
    pub(super) fn random(random: &mut Rng, version_3: bool) -> Self {
        loop {
            let bend = match random.u8(..100) {
                0..=33 => Self::Parameter(Parameter::random(random)),
                34..=45 => Self::Time(Time::random(random)),
                46..=60 => Self::Signature(Wrong::random(random)),
                61..=75 => Self::Edit(AfterSigning::random(random)),
                76..=87 => Self::Spelling(Written::random(random)),
                _ => Self::Head(Head::random(random)),
            };
            if if version_3 { bend.fits_version_3() } else { bend.fits_version_1() } {
                return bend;
            }
        }
    }

    /// What kind of bend it is, without its details: causes are told apart by it.
    pub(super) fn class(&self) -> String {
        each!(self, inner => inner.class())
    }

    /// What the documentation lets it lead to.
    pub(super) fn effect(&self, version_3: bool) -> Effect {
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
    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        each!(self, inner => inner.apply(draft, context));
    }

    /// The part of a request that it meddles with.
    pub(super) fn slot(&self) -> &'static str {
        each!(self, inner => inner.slot())
    }

    /// Whether the endpoint may be unable to tell which format is asked for.
    pub(super) fn hides_format(&self) -> bool {
        match self {
            Self::Parameter(parameter) => parameter.hides_format(),
            Self::Edit(edit) => edit.hides_format(),
            Self::Spelling(written) => written.hides_format(),
            Self::Head(head) => head.hides_format(),
            Self::Time(_) | Self::Signature(_) => false,
        }
    }

    /// Smaller bends of the same kind.
    pub(super) fn shorter(&self) -> Vec<Self> {
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
    pub(super) fn rule_where_free(&self) -> Option<&'static str> {
        use crate::spec::names::parameter;
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
            Self::Spelling(Written::Order(_)) => "RQ-04",
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
            // What a second escape would change stands in headers there.
            Self::Spelling(written) => *written != Written::Spelling(Spelling::Double),
            Self::Head(head) => head.fits_version_3(),
        }
    }

    /// Whether it can be done to a call that is signed in parameters.
    pub(super) fn fits_version_1(&self) -> bool {
        match self {
            Self::Edit(edit) => edit.fits_version_1(),
            Self::Head(head) => head.fits_version_1(),
            _ => true,
        }
    }
}
