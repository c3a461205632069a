//! Why a call is refused, and the status, code and message that say so in the endpoint's dialect.

use super::reported::Reported;
use super::today;
use crate::api::Dialect;
use crate::api::errors::{Failure, OperationError};

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A failure common to all operations; its code depends on the dialect.
    Common {
        /// The failure.
        failure: Failure,
        /// The parameter concerned, or empty.
        parameter: &'static str,
        /// What to say where the documentation leaves the text free.
        detail: String,
    },
    /// The signature is wrong. The string to sign is the endpoint's own, for a client to compare
    /// with its own; it holds nothing that the caller did not send.
    SignatureWrong {
        /// What the endpoint would have signed.
        string_to_sign: String,
        /// What that was made of, under version 3.
        canonical_request: Option<String>,
    },
    /// An error that the operation itself documents.
    Operation(OperationError),
}

/// What is said of a failure that passes.
const TEMPORARY: &str = "The request has failed due to a temporary failure of the server.";

/// How much of a value that came with the request a message repeats, in characters.
const MAX_QUOTED: usize = 64;

impl Refusal {
    pub(super) fn common(failure: Failure, parameter: &'static str) -> Self {
        Self::Common { failure, parameter, detail: String::new() }
    }

    /// A parameter has a value it cannot have; the message quotes it.
    pub(super) fn invalid(parameter: &'static str, value: &str) -> Self {
        let detail = format!("The value {} of {parameter} is not valid.", quote(value));
        Self::Common { failure: Failure::ParameterInvalid, parameter, detail }
    }

    /// The request cannot be decoded.
    pub(super) fn malformed(why: &str) -> Self {
        Self::unreadable(Failure::RequestMalformed, why)
    }

    /// The request can be decoded, and cannot be understood.
    pub(super) fn unclear(why: &str) -> Self {
        Self::unreadable(Failure::ParameterInvalid, why)
    }

    fn unreadable(failure: Failure, why: &str) -> Self {
        let detail = format!("The request cannot be read: {}.", clean(why));
        Self::Common { failure, parameter: "", detail }
    }

    /// The signature cannot even be compared; why.
    pub(super) fn signature(why: &str) -> Self {
        let detail =
            format!("Specified signature is not matched with our calculation. {}", clean(why));
        Self::Common { failure: Failure::SignatureWrong, parameter: "", detail }
    }

    /// A code of the common table that no [`Failure`] stands for, `api::errors::OTHER_COMMON`.
    pub(super) const fn other(code: &'static str, status: u16, message: &'static str) -> Self {
        Self::Operation(OperationError {
            code,
            status,
            message: Some(message),
            edition: crate::api::Edition::Core,
        })
    }

    /// A failure that passes, by a code of the common table.
    pub(super) const fn unavailable() -> Self {
        Self::other("ServiceUnavailable", 503, TEMPORARY)
    }

    /// What the gateway of today answers.
    pub(super) fn reported_today(self) -> Reported {
        match &self {
            Self::Common { failure, parameter, detail } => {
                let free = if detail.is_empty() { sentence(*failure) } else { detail };
                today::common(*failure, parameter, free)
            }
            Self::SignatureWrong { string_to_sign, canonical_request } => {
                Some(today::signature(string_to_sign, canonical_request.as_deref()))
            }
            Self::Operation(_) => None,
        }
        .unwrap_or_else(|| self.reported(Dialect::Gateway))
    }

    /// What is answered: the usual row of the dialect in the error catalogue.
    pub(super) fn reported(self, dialect: Dialect) -> Reported {
        match self {
            Self::Operation(error) => Reported {
                status: error.status,
                code: error.code.to_owned(),
                message: error.message.unwrap_or("The call is refused.").to_owned(),
            },
            Self::Common { failure, parameter, detail } => {
                common(failure, parameter, detail, dialect)
            }
            Self::SignatureWrong { string_to_sign, .. } => {
                let detail = format!(
                    "Specified signature is not matched with our calculation. \
                     server string to sign is:{string_to_sign}"
                );
                common(Failure::SignatureWrong, "", detail, dialect)
            }
        }
    }
}

fn common(failure: Failure, parameter: &str, detail: String, dialect: Dialect) -> Reported {
    let accepted = failure.accepted(parameter);
    let row = accepted
        .iter()
        .find(|row| row.dialect == dialect)
        // A failure that the gateway does not know is named as documented.
        .or_else(|| accepted.first());
    let free = if detail.is_empty() { sentence(failure).to_owned() } else { detail };
    match row {
        Some(row) => Reported {
            status: row.status.usual(),
            code: row.code.text().to_owned(),
            message: row.message.clone().unwrap_or(free),
        },
        None => Reported { status: 400, code: "UnknownError".to_owned(), message: free },
    }
}

/// What to say of a failure where the documentation leaves the text free.
const fn sentence(failure: Failure) -> &'static str {
    match failure {
        Failure::SignatureMethodWrong => "The parameter SignatureMethod must be HMAC-SHA1.",
        Failure::SignatureVersionWrong => "The parameter SignatureVersion must be 1.0.",
        Failure::TimestampMissing | Failure::TimestampMalformed | Failure::TimestampExpired => {
            "The input parameter \"Timestamp\" is not of the form YYYY-MM-DDThh:mm:ssZ, or not near the present time."
        }
        Failure::AccessKeyDisabled => "The Access Key is disabled.",
        Failure::ActionUnknown | Failure::VersionWrong => {
            "The specified parameter \"Action or Version\" is not valid."
        }
        Failure::Conflict => "An earlier request to this instance is still under way.",
        Failure::MethodNotSupported => "This HTTP method is not supported.",
        Failure::Throttled => "Request was denied due to request throttling.",
        Failure::ServerFault => TEMPORARY,
        _ => "The request is not valid.",
    }
}

/// A text from the request, quoted for a message: bounded, and without the characters that only
/// one of the two formats can carry.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    quoted.extend(text.chars().take(MAX_QUOTED).map(printable));
    if text.chars().nth(MAX_QUOTED).is_some() {
        quoted.push('…');
    }
    quoted.push('"');
    quoted
}

fn clean(text: &str) -> String {
    text.chars().take(4 * MAX_QUOTED).map(printable).collect()
}

fn printable(character: char) -> char {
    // U+FFFE and U+FFFF are the two that XML forbids beside control characters.
    if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') {
        '\u{fffd}'
    } else {
        character
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_own_code() {
        let missing = || Refusal::common(Failure::ParameterMissing, "InstanceId");
        let documented = missing().reported(Dialect::Documented);
        assert_eq!((documented.status, &*documented.code), (400, "MissingParameter"));
        assert!(documented.message.contains("\"InstanceId\""));
        let gateway = missing().reported(Dialect::Gateway);
        assert_eq!((gateway.status, &*gateway.code), (400, "MissingInstanceId"));
    }

    #[test]
    fn every_failure_has_a_message() {
        for failure in Failure::ALL {
            for dialect in [Dialect::Documented, Dialect::Gateway] {
                let reported = Refusal::common(failure, "X").reported(dialect);
                assert!(!reported.message.is_empty() && !reported.code.is_empty());
                assert!((400..600).contains(&reported.status));
            }
        }
    }

    #[test]
    fn what_is_quoted_is_bounded_and_printable() {
        assert_eq!(quote("a\u{0}\u{ffff}<"), "\"a\u{fffd}\u{fffd}<\"");
        assert_eq!(quote(&"x".repeat(65)), format!("\"{}…\"", "x".repeat(64)));
    }
}
