//! What of a call is free to hold any text: a parameter that the operation does not define and, where the endpoint
//! makes use of its right to refuse that, the nonce. Where neither takes a text, a scenario that needs it in a signed
//! value has nothing to send. What a nonce may hold is not documented.

use std::collections::BTreeMap;

use super::answer::Received;
use super::judge;
use crate::api::errors::{Failure, Terms};
use crate::api::names::parameter;

/// The parameter that no operation defines.
pub(super) const FURTHER: &str = "Remark";

/// A text in which a blank can be signed in two ways.
pub(super) const WITH_BLANK: &str = "a blank ";

/// A text with letters among the digits of its escapes, so that their letter case shows.
pub(super) const WITH_LETTERS: &str = "/*:云";

/// What an endpoint does not take, each with what came.
#[derive(Clone, Debug, Default)]
pub(super) struct Refused {
    /// A parameter that is not defined.
    pub(super) further: Option<String>,
    /// One that is empty.
    pub(super) empty: Option<String>,
    /// These texts, in the nonce.
    pub(super) texts: BTreeMap<String, String>,
}

/// Whether a parameter was refused because the operation does not define it.
pub(super) fn is_unsupported(received: &Received) -> bool {
    judge::refused_as(received, Failure::ParameterUnsupported, "", Terms::default()).is_ok()
}

/// Whether a nonce was refused for what it holds.
pub(super) fn is_no_nonce(received: &Received) -> bool {
    let nonce = parameter::SIGNATURE_NONCE;
    judge::refused_as(received, Failure::ParameterInvalid, nonce, Terms::default()).is_ok()
}

/// Why a call with a further parameter cannot be made.
pub(super) fn no_name(came: &str) -> String {
    format!(
        "no such call can be served here, since a parameter that is not defined is refused: {came}"
    )
}

/// Why a call that holds a text cannot be made.
pub(super) fn no_text(text: &str, came: &str) -> String {
    format!(
        "no text such as {text:?} can be sent here: a parameter that is not defined is refused, and as a nonce it \
         gives {came}"
    )
}
