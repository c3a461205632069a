//! The table of common failures: every answer that documents each of them, in either dialect.
//!
//! Source: Response results, "Common error codes"; for [`Dialect::Gateway`], the error pages of the API
//! gateway; for what holds under signature version 3 alone, Request syntax and signature method V3,
//! "Common errors".

use super::{Code, Failure, Status};
use crate::api::{Dialect, Edition};

/// One answer that a failure may be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The dialect that documents it.
    pub dialect: Dialect,
    /// Where it holds.
    pub under: Under,
    /// HTTP status code.
    pub status: Status,
    /// Error code.
    pub code: Code,
    /// Documented message, the parameter's name filled in; `None` where the text is free.
    pub message: Option<String>,
}

/// Where an answer is a documented one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Under {
    /// Everywhere.
    Always,
    /// In edition current.
    Current,
    /// Where the call is signed by version 3.
    Version3,
}

/// What a call's answer is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The dialect; `None` lets the endpoint speak either.
    pub dialect: Option<Dialect>,
    /// The edition.
    pub edition: Edition,
    /// Whether the call is signed by version 3.
    pub version_3: bool,
}

impl Terms {
    fn cover(&self, accepted: &Accepted) -> bool {
        match accepted.under {
            Under::Always => true,
            Under::Current => self.edition == Edition::Current,
            Under::Version3 => self.version_3,
        }
    }

    fn speak(&self, accepted: &Accepted) -> bool {
        self.dialect.is_none_or(|dialect| accepted.dialect == dialect)
    }
}

impl Failure {
    /// Every answer that documents this failure, `parameter` being the name of the parameter
    /// concerned (empty where none is). The first of each dialect is its usual one.
    #[must_use]
    pub fn accepted(self, parameter: &str) -> Vec<Accepted> {
        let mut accepted =
            self.answered_also_as().map(|other| other.accepted(parameter)).unwrap_or_default();
        accepted.extend(self.rows().iter().flat_map(|row| row.accepted(parameter)));
        accepted
    }

    /// The answers that document this failure under these terms. A dialect that has no word for it is not
    /// held against the endpoint: then those of the other one are accepted.
    #[must_use]
    pub fn accepted_under(self, parameter: &str, terms: Terms) -> Vec<Accepted> {
        let mut accepted = self.accepted(parameter);
        accepted.retain(|accepted| terms.cover(accepted));
        if accepted.iter().any(|accepted| terms.speak(accepted)) {
            accepted.retain(|accepted| terms.speak(accepted));
        }
        accepted
    }
}

/// A row of the table: each of its codes may come with each of its statuses, in each of its dialects.
struct Row {
    dialects: &'static [Dialect],
    under: Under,
    /// Empty: any 4xx.
    statuses: &'static [u16],
    /// May hold `{P}`, the parameter's name. With `.*` at its end, whatever begins with it; `*` alone,
    /// whatever the catalogue knows.
    codes: &'static [&'static str],
    /// May hold `{P}`.
    message: Option<&'static str>,
}

impl Row {
    fn accepted(&self, parameter: &str) -> Vec<Accepted> {
        let statuses: Vec<Status> = match self.statuses {
            [] => vec![Status::Client],
            some => some.iter().copied().map(Status::Exact).collect(),
        };
        let mut accepted = Vec::new();
        for dialect in self.dialects {
            for status in &statuses {
                // Without a parameter there is no code that is made of its name.
                for code in
                    self.codes.iter().filter(|code| !parameter.is_empty() || !code.contains("{P}"))
                {
                    accepted.push(Accepted {
                        dialect: *dialect,
                        under: self.under,
                        status: *status,
                        code: match (*code, code.strip_suffix(".*")) {
                            ("*", _) => Code::Known,
                            (_, Some(family)) => Code::Family(family),
                            (code, None) => Code::Exact(code.replace("{P}", parameter)),
                        },
                        message: self.message.map(|text| text.replace("{P}", parameter)),
                    });
                }
            }
        }
        accepted
    }
}

type Statuses = &'static [u16];
type Codes = &'static [&'static str];
type Message = Option<&'static str>;

const fn row(dialects: &'static [Dialect], statuses: Statuses, codes: Codes, text: Message) -> Row {
    Row { dialects, under: Under::Always, statuses, codes, message: text }
}

/// The table of the Response results page.
const fn documented(statuses: Statuses, codes: Codes, message: Message) -> Row {
    row(&[Dialect::Documented], statuses, codes, message)
}

/// The gateway of today.
const fn gateway(statuses: Statuses, codes: Codes, message: Message) -> Row {
    row(&[Dialect::Gateway], statuses, codes, message)
}

/// Both.
const fn either(statuses: Statuses, codes: Codes, message: Message) -> Row {
    row(&Dialect::ALL, statuses, codes, message)
}

const fn only(under: Under, row: Row) -> Row {
    Row { under, ..row }
}

const ANY_4XX: Statuses = &[];

const MANDATORY: Message = Some(
    "The input parameter \"{P}\" that is mandatory for processing this request is not supplied.",
);
const MANDATORY_GATEWAY: Message = Some("{P} is mandatory for this action.");
/// What the documentation itself calls the wrong value of a signature parameter.
const MISSPELLED: &str = "InvalidParamater";
const NO_SUCH_API: Message = Some("Specified api is not found, please check your url and method.");
const KEY_NOT_FOUND: Message = Some("Specified access key is not found.");
const UNKNOWN_ERROR: Message =
    Some("The request processing has failed due to some unknown error, exception or failure.");

impl Failure {
    #[rustfmt::skip] // a table
    const fn rows(self) -> &'static [Row] {
        match self {
            Self::CommonParameterMissing => const { &[
                documented(&[400], &["MissingParameter"], MANDATORY),
                gateway(&[400], &["Missing{P}"], MANDATORY_GATEWAY),
            ] },
            Self::TimestampMissing => const { &[
                documented(&[400], &["MissingParameter"], Some("The input parameter \"TimeStamp\" that is mandatory for processing this request is not supplied.")),
                documented(&[400], &["IllegalTimestamp"], None),
                gateway(&[400], &["MissingTimestamp"], Some("Timestamp is mandatory for this action.")),
            ] },
            Self::SignatureMethodMissing => const { &[
                documented(&[400], &["MissingParameter"], MANDATORY),
                documented(&[400], &[MISSPELLED, "InvalidParameter"], None),
                gateway(&[400], &["MissingSignatureMethod"], MANDATORY_GATEWAY),
                gateway(&[400], &["InvalidSignatureMethod", "SignatureMethodNotSupported"], None),
            ] },
            Self::SignatureMethodWrong => const { &[
                documented(&[400], &[MISSPELLED, "InvalidParameter"], None),
                gateway(&[400], &["InvalidSignatureMethod", "SignatureMethodNotSupported"], None),
            ] },
            Self::SignatureVersionMissing => const { &[
                documented(&[400], &["MissingParameter"], MANDATORY),
                documented(&[400], &[MISSPELLED, "InvalidParameter"], None),
                gateway(&[400], &["MissingSignatureVersion"], MANDATORY_GATEWAY),
                gateway(&[400], &["InvalidSignatureVersion"], None),
            ] },
            Self::SignatureVersionWrong => const { &[
                documented(&[400], &[MISSPELLED, "InvalidParameter"], None),
                gateway(&[400], &["InvalidSignatureVersion"], None),
            ] },
            Self::NonceMissing => const { &[
                documented(&[400], &["MissingParameter"], MANDATORY),
                gateway(&[400], &["MissingSignatureNonce"], MANDATORY_GATEWAY),
            ] },
            Self::NonceUsed => const { &[
                documented(&[400], &["SignatureNonceUsed"], Some("The request signature nonce has been used.")),
                gateway(&[400], &["SignatureNonceUsed"], Some("Specified signature nonce was used already.")),
            ] },
            Self::TimestampMalformed => const { &[
                documented(&[400], &["IllegalTimestamp"], None),
                gateway(&[400], &["InvalidTimeStamp.Format"], Some("Specified time stamp or date value is not well formatted.")),
            ] },
            Self::TimestampExpired => const { &[
                documented(&[400], &["IllegalTimestamp"], None),
                gateway(&[400], &["InvalidTimeStamp.Expired"], Some("Specified time stamp or date value is expired.")),
            ] },
            Self::AccessKeyUnknown => const { &[
                documented(&[400], &["InvalidAccessKeyId.NotFound"], Some("The specified Access Key ID does not exist.")),
                gateway(&[404, 400], &["InvalidAccessKeyId.NotFound"], KEY_NOT_FOUND),
            ] },
            Self::AccessKeyMalformed => const { &[
                gateway(ANY_4XX, &["InvalidAccessKeyId"], Some("Specified access key is not found or invalid.")),
            ] },
            Self::AccessKeyDisabled => const { &[
                documented(&[403], &["Forbidden.AccessKeyDisabled"], None),
                gateway(&[403, 400], &["InvalidAccessKeyId.Inactive"], None),
                gateway(&[403], &["Forbidden.AccessKeyDisabled"], None),
            ] },
            Self::SignatureWrong => const { &[
                documented(&[400], &["IncompleteSignature"], Some("The request signature does not conform to Aliyun standards.")),
                only(Under::Version3, documented(&[400, 403], &["SignatureDoesNotMatch"], None)),
                gateway(&[400], &["SignatureDoesNotMatch"], None),
                // The real service mixes the dialects: it takes the documented code, and quotes what it signed.
                gateway(&[400], &["IncompleteSignature"], None),
                only(Under::Version3, gateway(&[403], &["SignatureDoesNotMatch"], None)),
            ] },
            Self::ActionUnknown => const { &[
                documented(&[403], &["InvalidAction"], None),
                documented(&[400], &["InvalidParameter"], None),
                gateway(&[404], &["InvalidAction.NotFound", "InvalidApi.NotFound"], NO_SUCH_API),
                gateway(&[403], &["UnsupportedOperation"], Some("The specified action is not supported.")),
            ] },
            Self::VersionWrong => const { &[
                documented(&[400], &["InvalidParameter"], None),
                gateway(&[400, 404], &["InvalidVersion", "InvalidAction.NotFound"], None),
            ] },
            Self::MethodNotSupported => const { &[
                documented(&[403], &["UnsupportedHTTPMethod"], None),
                gateway(&[403, 400, 405], &["UnsupportedHTTPMethod"], None),
            ] },
            Self::RequestMalformed => const { &[
                documented(&[400], &["InvalidParameter"], None),
                documented(ANY_4XX, &["*"], None),
                gateway(&[400], &["RequestParameterMalformed"], Some("Request parameters has malformed encoded characters.")),
            ] },
            Self::Conflict => const { &[
                gateway(&[409], &["InvalidOperation.Conflict"], Some("Request was denied due to conflict with a previous request, please try again later.")),
                either(&[409], &["OperationConflict"], None),
            ] },
            Self::ParameterMissing => const { &[
                gateway(&[400], &["Missing{P}"], MANDATORY_GATEWAY),
                either(&[400], &["MissingParameter"], MANDATORY),
                either(&[400], &["MissingParameter.{P}", "InvalidParameter.IsNull"], None),
            ] },
            Self::ParameterInvalid => const { &[
                either(&[400], &["InvalidParameter.*"], None),
                gateway(&[400], &["Invalid{P}"], Some("Specified parameter {P} is not valid.")),
                gateway(&[400, 404], &["Invalid{P}.Malformed", "Invalid{P}.NotFound"], None),
            ] },
            Self::FormatNotServed => const { &[
                documented(&[400], &["InvalidParameter"], None),
                gateway(&[400], &["InvalidParameter.Format", "InvalidParameter.Accept"], None),
            ] },
            Self::SecurityTokenMissing => const { &[
                gateway(&[400], &["MissingSecurityToken"], Some("SecurityToken is mandatory for this action.")),
                gateway(&[400], &["MissingParameter"], None),
            ] },
            Self::SecurityTokenExpired => const { &[
                gateway(&[400, 403], &["InvalidSecurityToken.Expired"], None),
                gateway(&[400], &["InvalidParameter"], None),
            ] },
            Self::SecurityTokenMalformed => const { &[
                gateway(&[400, 403], &["InvalidSecurityToken.Malformed", "InvalidSecurityToken.MismatchWithAccessKey"], None),
            ] },
            Self::HttpsWanted => const { &[
                gateway(&[400], &["InvalidProtocol.NeedSsl"], None),
            ] },
            Self::BodyHashWrong => const { &[
                gateway(&[400], &["ContentLengthDoesNotMatch", "ContentMD5NotMatched"], None),
            ] },
            Self::ParameterUnsupported => const { &[
                documented(&[400], &["UnsupportedParameter"], None),
            ] },
            Self::Throttled => const { &[
                documented(&[400], &["Throttling.*"], None),
                gateway(&[400, 403, 429], &["Throttling.*"], None),
            ] },
            Self::ServerFault => const { &[
                either(&[500], &["InternalError"], UNKNOWN_ERROR),
                either(&[503], &["ServiceUnavailable", "ServiceUnavailable.RegionMaintaining"], None),
                gateway(&[503], &["LimitedOperation.ServiceUnavailable"], None),
                only(Under::Current, documented(&[503], &["LimitedOperation.ServiceUnavailable"], None)),
            ] },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documented_only() -> Terms {
        Terms { dialect: Some(Dialect::Documented), ..Terms::default() }
    }

    fn codes(failure: Failure, terms: Terms) -> Vec<(String, String)> {
        let accepted = failure.accepted_under("InstanceId", terms);
        accepted.iter().map(|a| (a.status.to_string(), a.code.text().to_owned())).collect()
    }

    #[test]
    fn words_name_one_failure_each() {
        for failure in Failure::ALL {
            assert_eq!(Failure::from_words(failure.words()), Some(failure));
        }
        assert_eq!(Failure::from_words("no such failure"), None);
    }

    #[test]
    fn every_failure_can_be_answered_in_every_dialect_it_is_held_to() {
        for failure in Failure::ALL {
            for dialect in Dialect::ALL {
                let terms = Terms { dialect: Some(dialect), ..Terms::default() };
                assert!(!failure.accepted_under("X", terms).is_empty(), "{}", failure.words());
            }
        }
    }

    #[test]
    fn a_dialect_without_a_word_for_it_is_not_held_against_anybody() {
        let missing = codes(Failure::SecurityTokenMissing, documented_only());
        assert!(missing.contains(&("400".to_owned(), "MissingSecurityToken".to_owned())));
    }

    #[test]
    fn the_parameter_is_filled_in_where_there_is_one() {
        let accepted = Failure::ParameterMissing.accepted("InstanceId");
        assert!(accepted.iter().any(|a| a.code.matches("MissingInstanceId")));
        assert!(accepted.iter().any(|a| a.code.matches("MissingParameter.InstanceId")));
        for failure in Failure::ALL {
            for accepted in failure.accepted("") {
                let code = accepted.code.text();
                assert!(!matches!(code, "Missing" | "Invalid") && !code.contains('{'), "{code}");
                assert!(!code.ends_with('.') && !code.starts_with("Invalid."), "{code}");
            }
        }
    }

    /// Source: Request syntax and signature method V3 names SignatureDoesNotMatch; the table of 2018 does
    /// not.
    #[test]
    fn version_3_and_edition_current_widen_what_is_documented() {
        let told = |status: &str| (status.to_owned(), "SignatureDoesNotMatch".to_owned());
        let version_3 = Terms { version_3: true, ..documented_only() };
        let wrong = Failure::SignatureWrong;
        assert!(!codes(wrong, documented_only()).contains(&told("400")));
        assert!(codes(wrong, version_3).contains(&told("403")));
        assert!(!codes(wrong, Terms::default()).contains(&told("403")));
        let limited = ("503".to_owned(), "LimitedOperation.ServiceUnavailable".to_owned());
        let current = Terms { edition: Edition::Current, ..documented_only() };
        assert!(!codes(Failure::ServerFault, documented_only()).contains(&limited));
        assert!(codes(Failure::ServerFault, current).contains(&limited));
    }
}
