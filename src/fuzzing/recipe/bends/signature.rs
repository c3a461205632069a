//! Signatures that are wrong, and nonces and signatures that another call used before.

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::client::{Draft, Signing};
use crate::fuzzing::recipe::effect::Effect;
use crate::fuzzing::recipe::text;

/// What is wrong with the signature or the nonce.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Wrong {
    /// The signature.
    Signature(Signing),
    /// The signature is that of a call before, which was right for that one.
    OfPrelude,
    /// The nonce was used by a call before, in this way.
    Used(Before),
}

/// The call that is made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Before {
    /// One that is to be served.
    Served,
    /// One that the operation refuses: its id does not exist.
    Refused,
}

impl Wrong {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        let text = match u.int_in_range(0..=13)? {
            0 => return Ok(Self::Used(Before::Served)),
            1 => return Ok(Self::Used(Before::Refused)),
            2 => Signing::BareSecret,
            3 => Signing::OtherSecret,
            4 => Signing::OtherMethod,
            5 => Signing::PlusForBlank,
            6 => Signing::Backwards,
            7 => Signing::LowerHex,
            8 => Signing::OneOff,
            9 => Signing::CutShort,
            10 => Signing::Absent,
            11 => return Ok(Self::OfPrelude),
            12 => {
                const FIXED: [&str; 6] =
                    ["", "*** not Base64 ***", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "=", "é", "'--"];
                Signing::Text((*u.choose(&FIXED)?).to_owned())
            }
            _ => Signing::Text(text::odd(u, 8)?),
        };
        Ok(Self::Signature(text))
    }

    /// The call that has to be made before.
    pub(in crate::fuzzing) const fn prelude(&self) -> Option<Before> {
        match self {
            Self::Used(before) => Some(*before),
            Self::OfPrelude => Some(Before::Refused),
            Self::Signature(_) => None,
        }
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::Used(Before::Served) => "SignatureNonce of a call that was served".to_owned(),
            Self::Used(Before::Refused) => "SignatureNonce of a call that was refused".to_owned(),
            Self::OfPrelude => "Signature of another call".to_owned(),
            Self::Signature(signing) => format!("Signature {}", signing.told()),
        }
    }

    pub(super) fn effect(&self) -> Effect {
        let wrong =
            |rule| Effect::Refused(rule, vec![(Failure::SignatureWrong, parameter::SIGNATURE)]);
        match self {
            Self::Used(_) => {
                Effect::Refused("CP-30", vec![(Failure::NonceUsed, parameter::SIGNATURE_NONCE)])
            }
            Self::OfPrelude => Effect::RefusedSomehow("SG-10"),
            Self::Signature(signing) => match signing {
                Signing::Documented => Effect::Harmless,
                Signing::BareSecret => wrong("SG-07"),
                Signing::OtherSecret
                | Signing::Sha256
                | Signing::OneOff
                | Signing::Changed(_)
                | Signing::LowerHex => wrong("SG-08"),
                Signing::OtherMethod | Signing::ForMethod(_) => wrong("SG-06"),
                // The blank stands in the nonce, which an endpoint may hold to a form.
                Signing::PlusForBlank => Effect::Refused(
                    "SG-05",
                    vec![
                        (Failure::SignatureWrong, parameter::SIGNATURE),
                        (Failure::ParameterInvalid, parameter::SIGNATURE_NONCE),
                    ],
                ),
                Signing::Unsorted | Signing::Backwards => wrong("SG-03"),
                Signing::CutShort | Signing::Text(_) => Effect::RefusedSomehow("SG-10"),
                Signing::Absent => Effect::Refused(
                    "CP-04",
                    vec![(Failure::CommonParameterMissing, parameter::SIGNATURE)],
                ),
            },
        }
    }

    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        draft.signing = match self {
            Self::Signature(signing) => signing.clone(),
            Self::OfPrelude => Signing::Text(context.stamp.prelude.clone()),
            Self::Used(_) => return,
        };
        if draft.signing == Signing::PlusForBlank {
            // What is signed must hold a blank for the two readings to differ.
            draft.set(parameter::SIGNATURE_NONCE, format!("a blank {}", context.stamp.nonce));
        }
    }

    pub(super) const fn slot(&self) -> &'static str {
        match self {
            Self::Signature(Signing::PlusForBlank) | Self::Used(_) => parameter::SIGNATURE_NONCE,
            Self::Signature(_) | Self::OfPrelude => parameter::SIGNATURE,
        }
    }

    pub(super) fn fits_version_3(&self) -> bool {
        match self {
            Self::Signature(Signing::Text(text)) => {
                text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
            }
            Self::Signature(signing) => {
                matches!(signing, Signing::OneOff | Signing::OtherSecret | Signing::CutShort)
            }
            Self::OfPrelude => false,
            Self::Used(_) => true,
        }
    }
}
