//! How parameters are written: their order, their escapes, and bytes at the end of the address or in
//! the place of a value that no decoder should take.

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::parameters::is_required_of_all;
use crate::client::{Draft, Edit, Order, Spelling};
use crate::fuzzing::recipe::draft::end_nonce;
use crate::fuzzing::recipe::effect::{Advice, Effect};

/// Another way of writing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Written {
    /// In another order.
    Order(Order),
    /// With other escapes.
    Spelling(Spelling),
    /// With a nonce that holds this mark, which a query may hold as it is.
    Bare(&'static str),
    /// With this at the end of the address, after signing.
    Tail(String),
    /// With these bytes for a value, after signing.
    Bytes(&'static str, String),
}

/// Marks that stand for themselves in a query, and that some clients do not escape. Source: RFC 3986,
/// section 3.4. What follows the question mark would be a pair, so that an address that is wrongly split
/// there can be read.
#[rustfmt::skip] // a table
const BARE: [(&str, &str); 12] = [
    ("?a=b", "question mark"), ("/", "slash"), (":", "colon"), ("@", "at sign"),
    ("!", "exclamation mark"), ("$", "dollar sign"), ("'", "apostrophe"), ("(", "opening parenthesis"),
    (")", "closing parenthesis"), ("*", "asterisk"), (",", "comma"), (";", "semicolon"),
];

/// Ends of an address. None of them can be decoded and named, but for the last three.
const TAILS: [&str; 24] = [
    "&",
    "&&",
    "&=",
    "&=x",
    "&%",
    "&a=%",
    "&a=%4",
    "&%zz=1",
    "&a=%zz",
    "&a=%ff",
    "&a=%C0%AF",
    "&a=%ED%A0%80",
    "&a=%F5%80%80%80",
    "&a=%E4%BA",
    "&%C3=x",
    "&a=%u0041",
    "&a=%E4%BA&b=%91",
    "&%00",
    "&a=%2",
    "&a=%%",
    "&a=%25%",
    "&a",
    "&a=%00",
    ";a=b",
];

/// Values that are not UTF-8 behind their escapes, or whose escapes are broken.
const BYTES: [&str; 12] = [
    "%ff%fe",
    "%C0%AE",
    "%ED%A0%80",
    "%",
    "%4",
    "%zz",
    "i-%E4%BA",
    "%F0%9F%A6",
    "%e4%ba%",
    "%F8%88%80%80%80",
    "%80",
    "a%",
];

const PLACES: [&str; 5] = [
    parameter::INSTANCE_ID,
    parameter::TIMESTAMP,
    parameter::SIGNATURE_NONCE,
    parameter::ACTION,
    parameter::ACCESS_KEY_ID,
];

impl Written {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=21)? {
            0 => Self::Order(Order::Sorted),
            1 => Self::Order(Order::SignatureFirst),
            2..=4 => Self::Order(Order::Shuffled(u64::from(u.arbitrary::<u16>()?))),
            5 => Self::Spelling(Spelling::LowerHex),
            6 => Self::Spelling(Spelling::Needless),
            7 => Self::Spelling(Spelling::Plus),
            8 => Self::Spelling(Spelling::Double),
            20..=21 => Self::Bare(u.choose(&BARE)?.0),
            9..=13 => Self::Tail((*u.choose(&TAILS)?).to_owned()),
            14 => {
                let mut tail = "&a=".to_owned();
                for _ in 0..u.int_in_range(1..=5)? {
                    tail.push('%');
                    for _ in 0..u.int_in_range(0..=2)? {
                        tail.push(char::from(*u.choose(b"0189AFafgz%&=+")?));
                    }
                }
                Self::Tail(tail)
            }
            _ => {
                let name = *u.choose(&PLACES)?;
                Self::Bytes(name, (*u.choose(&BYTES)?).to_owned())
            }
        })
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::Order(Order::Shuffled(_)) => "parameters shuffled".to_owned(),
            Self::Order(Order::SignatureFirst) => "the signature first".to_owned(),
            Self::Order(Order::AsSet | Order::Sorted | Order::Reversed) => {
                "parameters sorted".to_owned()
            }
            Self::Spelling(spelling) => format!("parameters written {}", spelling.told()),
            Self::Bare(mark) => {
                let word =
                    BARE.iter().find(|(other, _)| other == mark).map_or("mark", |(_, word)| word);
                format!("SignatureNonce with a bare {word}")
            }
            Self::Tail(tail) if is_cut(tail) => "an escape cut short at the end".to_owned(),
            Self::Tail(_) => "bytes at the end of the query".to_owned(),
            Self::Bytes(name, _) => format!("{name} not UTF-8 or not decodable"),
        }
    }

    pub(super) fn effect(&self) -> Effect {
        match self {
            Self::Order(_) => Effect::Harmless,
            // Timestamp holds a colon in any documented form, so its value is another one.
            Self::Spelling(Spelling::Double) => Effect::RefusedSomehow("SG-09"),
            Self::Spelling(Spelling::LowerHex | Spelling::Needless) => {
                Effect::Advised(Advice { rule: "SG-13", served: true })
            }
            // Some readers part pairs there, or drop a pair that holds one: the nonce is cut, or gone.
            Self::Bare(";") => Effect::BelowApi,
            // Verified as it was sent, it is another signature's; whatever else is wrong with it, every
            // parameter is there.
            Self::Bare(_) => Effect::Refusable(vec![
                (Failure::SignatureWrong, parameter::SIGNATURE),
                (Failure::ParameterInvalid, parameter::SIGNATURE_NONCE),
            ]),
            // A plus in a query is not judged. RQ-07: bytes behind it are refused, or ignored.
            Self::Spelling(_) | Self::Tail(_) => Effect::Free,
            Self::Bytes(..) => Effect::RefusedSomehow("RQ-07"),
        }
    }

    /// Whether it writes the value of a common parameter in bytes of its own.
    pub(super) fn is_common_value(&self) -> bool {
        matches!(self, Self::Bytes(name, _) if is_required_of_all(name))
    }

    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        match self {
            Self::Bare(mark) => {
                end_nonce(draft, context.stamp, mark, mark);
            }
            Self::Order(order) => draft.order = *order,
            Self::Spelling(spelling) => draft.spelling = *spelling,
            Self::Tail(tail) => draft.tail.push_str(tail),
            Self::Bytes(name, bytes) => {
                draft.edits.push(Edit::Written((*name).into(), bytes.clone()));
            }
        }
    }

    pub(super) const fn slot(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Spelling(_) => "spelling",
            Self::Tail(_) => "tail",
            Self::Bare(_) => parameter::SIGNATURE_NONCE,
            Self::Bytes(name, _) => name,
        }
    }

    pub(super) const fn hides_format(&self) -> bool {
        matches!(self, Self::Tail(_) | Self::Bytes(..) | Self::Spelling(Spelling::Double))
    }

    pub(super) fn shorter(&self) -> Vec<Self> {
        // All of it is ASCII.
        let cuts = |text: &str, least: usize| {
            (least..text.len())
                .filter_map(|at| Some([text.get(..at)?, text.get(at + 1..)?].concat()))
                .collect::<Vec<String>>()
        };
        match self {
            Self::Order(Order::Shuffled(_)) => vec![Self::Order(Order::Sorted)],
            Self::Tail(tail) if tail.len() <= 12 => {
                cuts(tail, 1).into_iter().map(Self::Tail).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Whether it ends within an escape.
fn is_cut(tail: &str) -> bool {
    tail.ends_with('%') || tail.chars().rev().nth(1) == Some('%')
}
