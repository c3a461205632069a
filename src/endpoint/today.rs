//! What the gateway of today answers, where it takes another row of the catalogue than the usual one of
//! its dialect. It mixes both generations: a wrong signature of version 1.0 is named as documented, and the
//! string to sign follows.
//!
//! Source: its error pages, and its answers as users quote them in public.

use super::reported::Reported;
use crate::api::Dialect;
use crate::api::errors::{Accepted, Failure};
use crate::wire::document::Value;

/// Status and code, where they are not the first of the gateway's row; `{P}` is the parameter's name.
#[rustfmt::skip] // a table
const OTHERWISE: &[(Failure, u16, &str)] = &[
    (Failure::ActionUnknown, 404, "InvalidApi.NotFound"),
    (Failure::VersionWrong, 404, "InvalidVersion"),
    (Failure::MethodNotSupported, 400, "UnsupportedHTTPMethod"),
    (Failure::ParameterInvalid, 400, "Invalid{P}"),
    (Failure::AccessKeyMalformed, 404, "InvalidAccessKeyId"),
    (Failure::Throttled, 400, "Throttling.User"),
];

/// The answer to a common failure; `None` where it is the usual one of the dialect. `free` is what to say
/// where the text is free.
pub(super) fn common(failure: Failure, parameter: &str, free: &str) -> Option<Reported> {
    let (_, status, code) = OTHERWISE.iter().find(|(other, ..)| *other == failure)?;
    if parameter.is_empty() && code.contains("{P}") {
        return None;
    }
    let code = code.replace("{P}", parameter);
    let row = row(failure, parameter, *status, &code)?;
    Some(Reported {
        status: *status,
        code,
        message: row.message.unwrap_or_else(|| free.to_owned()),
    })
}

/// The answer to a wrong signature.
pub(super) fn signature(string_to_sign: &str, canonical_request: Option<&str>) -> Reported {
    let (code, message) = match canonical_request {
        Some(canonical) => (
            "SignatureDoesNotMatch",
            format!(
                "Specified signature does not match our calculation. server StringToSign is \
                 [{string_to_sign}] server CanonicalRequest is [{canonical}]"
            ),
        ),
        None => (
            "IncompleteSignature",
            format!(
                "The request signature does not conform to Aliyun standards. server string to sign \
                 is:{string_to_sign}"
            ),
        ),
    };
    Reported { status: 400, code: code.to_owned(), message }
}

/// What the gateway adds to a refusal of access control. The texts are made up.
pub(super) fn access_denied(refused: &Reported, action: &str) -> Option<Value> {
    (refused.status == 403 && refused.code.starts_with("Forbidden.")).then(|| {
        Value::object(
            [
                ("AuthAction", &*format!("ecs:{action}")),
                ("AuthPrincipalDisplayName", "222222222222222222"),
                ("AuthPrincipalOwnerId", "1111111111111111"),
                ("AuthPrincipalType", "SubUser"),
                ("EncodedDiagnosticMessage", "AQEAAAAAaGVsbG8="),
                ("NoPermissionType", "ImplicitDeny"),
                ("PolicyType", "AccountLevelIdentityBasedPolicy"),
            ]
            .map(|(name, text)| (name, Value::text(text))),
        )
    })
}

/// The row of the catalogue that documents an answer.
fn row(failure: Failure, parameter: &str, status: u16, code: &str) -> Option<Accepted> {
    failure.accepted(parameter).into_iter().find(|row| {
        row.dialect == Dialect::Gateway && row.status.matches(status) && row.code.matches(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_one_of_the_catalogue() {
        for (failure, status, code) in OTHERWISE {
            let told = common(*failure, "ForceStop", "free").unwrap();
            assert_eq!((told.status, &*told.code), (*status, &*code.replace("{P}", "ForceStop")));
        }
        assert_eq!(common(Failure::ParameterInvalid, "", ""), None);
        for (status, code, is_told) in [
            (403, "Forbidden.RAM", true),
            (404, "Forbidden.InstanceNotFound", false),
            (403, "DiskError", false),
        ] {
            let refused = Reported { status, code: code.to_owned(), message: String::new() };
            assert_eq!(access_denied(&refused, "RebootInstance").is_some(), is_told, "{code}");
        }
        for (canonical, code) in
            [(None, "IncompleteSignature"), (Some("GET"), "SignatureDoesNotMatch")]
        {
            let told = signature("GET&%2F&", canonical);
            assert_eq!((&*told.code, told.status), (code, 400));
            let row = row(Failure::SignatureWrong, "", told.status, &told.code).expect(code);
            assert!(row.message.is_none_or(|text| told.message.starts_with(&text)), "{code}");
        }
    }
}
