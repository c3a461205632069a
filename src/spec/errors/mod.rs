//! The error catalogue: what each documented failure may be answered with, in either dialect.
//!
//! Source: RebootInstance, "Error codes"; Response results, "Common error codes"; for the dialect
//! [`Dialect::Gateway`], the error pages of the API gateway.

mod known;
mod operation;
mod refusal;

pub use self::known::is_known_code;
pub use self::operation::{
    DISK_ERROR, DRY_RUN_OPERATION, INCORRECT_INSTANCE_STATUS, INSTANCE_EXPIRED_OR_IN_ARREARS,
    INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND, KMS_UNAUTHORIZED,
    OPERATION_ERRORS, OperationError,
};
pub use self::refusal::Refusal;

use super::Dialect;

/// A failure that is common to all operations. Its words, [`Failure::words`], are those of the
/// feature files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// Action, Version, AccessKeyId or Signature is missing.
    CommonParameterMissing,
    /// Timestamp is missing.
    TimestampMissing,
    /// SignatureMethod is missing.
    SignatureMethodMissing,
    /// SignatureMethod is another one.
    SignatureMethodWrong,
    /// SignatureVersion is missing.
    SignatureVersionMissing,
    /// SignatureVersion is another one.
    SignatureVersionWrong,
    /// SignatureNonce is missing.
    NonceMissing,
    /// SignatureNonce was used before.
    NonceUsed,
    /// Timestamp is not of the documented form.
    TimestampMalformed,
    /// Timestamp lies too far from now.
    TimestampExpired,
    /// AccessKeyId is unknown.
    AccessKeyUnknown,
    /// The access key is disabled.
    AccessKeyDisabled,
    /// The signature is wrong.
    SignatureWrong,
    /// Action does not exist.
    ActionUnknown,
    /// Version is another one.
    VersionWrong,
    /// The HTTP method is not served.
    MethodNotSupported,
    /// A required parameter of the operation is missing.
    ParameterMissing,
    /// A parameter of the operation has a value it cannot have.
    ParameterInvalid,
    /// A parameter is not one of the operation's.
    ParameterUnsupported,
    /// Too many calls.
    Throttled,
    /// The endpoint failed inside.
    ServerFault,
}

/// One answer that a failure may be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The dialect that documents it.
    pub dialect: Dialect,
    /// HTTP status code.
    pub status: u16,
    /// Error code.
    pub code: Code,
    /// Documented message, the parameter's name filled in; `None` where the text is free.
    pub message: Option<String>,
}

/// An error code, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// This code.
    Exact(String),
    /// This code, or one that goes on with a dot after it.
    Family(&'static str),
}

impl Code {
    /// Whether an answered code is this one.
    #[must_use]
    pub fn matches(&self, answered: &str) -> bool {
        match self {
            Self::Exact(code) => code == answered,
            Self::Family(code) => answered
                .strip_prefix(code)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        }
    }

    /// The code, or the head of its family.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Exact(code) => code,
            Self::Family(code) => code,
        }
    }
}

/// A row of the table below: codes and messages may hold `{P}`, the parameter's name.
struct Row(Dialect, u16, &'static str, Option<&'static str>);

use Dialect::{Documented, Gateway};

const MANDATORY: &str =
    "The input parameter \"{P}\" that is mandatory for processing this request is not supplied.";
const MANDATORY_GATEWAY: &str = "{P} is mandatory for this action.";
/// What the documentation itself calls the wrong value of a signature parameter.
const MISSPELLED: &str = "InvalidParamater";
const UNKNOWN_ERROR: &str =
    "The request processing has failed due to some unknown error, exception or failure.";

impl Failure {
    /// Every common failure.
    pub const ALL: [Self; 21] = [
        Self::CommonParameterMissing,
        Self::TimestampMissing,
        Self::SignatureMethodMissing,
        Self::SignatureMethodWrong,
        Self::SignatureVersionMissing,
        Self::SignatureVersionWrong,
        Self::NonceMissing,
        Self::NonceUsed,
        Self::TimestampMalformed,
        Self::TimestampExpired,
        Self::AccessKeyUnknown,
        Self::AccessKeyDisabled,
        Self::SignatureWrong,
        Self::ActionUnknown,
        Self::VersionWrong,
        Self::MethodNotSupported,
        Self::ParameterMissing,
        Self::ParameterInvalid,
        Self::ParameterUnsupported,
        Self::Throttled,
        Self::ServerFault,
    ];

    /// How the feature files name it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CommonParameterMissing => "common parameter missing",
            Self::TimestampMissing => "Timestamp missing",
            Self::SignatureMethodMissing => "SignatureMethod missing",
            Self::SignatureMethodWrong => "SignatureMethod wrong",
            Self::SignatureVersionMissing => "SignatureVersion missing",
            Self::SignatureVersionWrong => "SignatureVersion wrong",
            Self::NonceMissing => "SignatureNonce missing",
            Self::NonceUsed => "SignatureNonce used before",
            Self::TimestampMalformed => "Timestamp malformed",
            Self::TimestampExpired => "Timestamp expired",
            Self::AccessKeyUnknown => "AccessKeyId unknown",
            Self::AccessKeyDisabled => "access key disabled",
            Self::SignatureWrong => "signature wrong",
            Self::ActionUnknown => "Action unknown",
            Self::VersionWrong => "Version wrong",
            Self::MethodNotSupported => "HTTP method not supported",
            Self::ParameterMissing => "operation parameter missing",
            Self::ParameterInvalid => "operation parameter invalid",
            Self::ParameterUnsupported => "parameter not supported",
            Self::Throttled => "throttled",
            Self::ServerFault => "server fault",
        }
    }

    /// Finds a failure by its words.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.words() == words)
    }

    /// Every answer that documents this failure, `parameter` being the name of the parameter
    /// concerned (empty where none is). The first of each dialect is its usual one.
    #[must_use]
    pub fn accepted(self, parameter: &str) -> Vec<Accepted> {
        let fill = |text: &str| text.replace("{P}", parameter);
        self.rows()
            .iter()
            .map(|Row(dialect, status, code, message)| Accepted {
                dialect: *dialect,
                status: *status,
                code: match code.strip_suffix(".*") {
                    Some(family) => Code::Family(family),
                    None => Code::Exact(fill(code)),
                },
                message: message.map(fill),
            })
            .collect()
    }

    #[rustfmt::skip] // a table
    const fn rows(self) -> &'static [Row] {
        match self {
            Self::CommonParameterMissing => &[
                Row(Documented, 400, "MissingParameter", Some(MANDATORY)),
                Row(Gateway, 400, "Missing{P}", Some(MANDATORY_GATEWAY)),
            ],
            Self::TimestampMissing => &[
                Row(Documented, 400, "MissingParameter", Some("The input parameter \"TimeStamp\" that is mandatory for processing this request is not supplied.")),
                Row(Documented, 400, "IllegalTimestamp", None),
                Row(Gateway, 400, "MissingTimestamp", Some("Timestamp is mandatory for this action.")),
            ],
            Self::SignatureMethodMissing => &[
                Row(Documented, 400, "MissingParameter", Some(MANDATORY)),
                Row(Documented, 400, MISSPELLED, None),
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 400, "MissingSignatureMethod", Some(MANDATORY_GATEWAY)),
                Row(Gateway, 400, "InvalidSignatureMethod", None),
                Row(Gateway, 400, "SignatureMethodNotSupported", None),
            ],
            Self::SignatureMethodWrong => &[
                Row(Documented, 400, MISSPELLED, None),
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 400, "InvalidSignatureMethod", None),
                Row(Gateway, 400, "SignatureMethodNotSupported", None),
            ],
            Self::SignatureVersionMissing => &[
                Row(Documented, 400, "MissingParameter", Some(MANDATORY)),
                Row(Documented, 400, MISSPELLED, None),
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 400, "MissingSignatureVersion", Some(MANDATORY_GATEWAY)),
                Row(Gateway, 400, "InvalidSignatureVersion", None),
            ],
            Self::SignatureVersionWrong => &[
                Row(Documented, 400, MISSPELLED, None),
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 400, "InvalidSignatureVersion", None),
            ],
            Self::NonceMissing => &[
                Row(Documented, 400, "MissingParameter", Some(MANDATORY)),
                Row(Gateway, 400, "MissingSignatureNonce", Some(MANDATORY_GATEWAY)),
            ],
            Self::NonceUsed => &[
                Row(Documented, 400, "SignatureNonceUsed", Some("The request signature nonce has been used.")),
                Row(Gateway, 400, "SignatureNonceUsed", Some("Specified signature nonce was used already.")),
            ],
            Self::TimestampMalformed => &[
                Row(Documented, 400, "IllegalTimestamp", None),
                Row(Gateway, 400, "InvalidTimeStamp.Format", Some("Specified time stamp or date value is not well formatted.")),
            ],
            Self::TimestampExpired => &[
                Row(Documented, 400, "IllegalTimestamp", None),
                Row(Gateway, 400, "InvalidTimeStamp.Expired", Some("Specified time stamp or date value is expired.")),
            ],
            Self::AccessKeyUnknown => &[
                Row(Documented, 400, "InvalidAccessKeyId.NotFound", Some("The specified Access Key ID does not exist.")),
                Row(Gateway, 404, "InvalidAccessKeyId.NotFound", Some("Specified access key is not found.")),
                Row(Gateway, 400, "InvalidAccessKeyId.NotFound", Some("Specified access key is not found.")),
            ],
            Self::AccessKeyDisabled => &[
                Row(Documented, 403, "Forbidden.AccessKeyDisabled", None),
                Row(Gateway, 403, "InvalidAccessKeyId.Inactive", None),
                Row(Gateway, 400, "InvalidAccessKeyId.Inactive", None),
            ],
            Self::SignatureWrong => &[
                Row(Documented, 400, "IncompleteSignature", Some("The request signature does not conform to Aliyun standards.")),
                Row(Gateway, 400, "SignatureDoesNotMatch", None),
                Row(Gateway, 403, "SignatureDoesNotMatch", None),
            ],
            Self::ActionUnknown => &[
                Row(Documented, 403, "InvalidAction", None),
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 404, "InvalidAction.NotFound", Some("Specified api is not found, please check your url and method.")),
            ],
            Self::VersionWrong => &[
                Row(Documented, 400, "InvalidParameter", None),
                Row(Gateway, 400, "InvalidVersion", None),
                Row(Gateway, 404, "InvalidVersion", None),
                Row(Gateway, 400, "InvalidAction.NotFound", None),
                Row(Gateway, 404, "InvalidAction.NotFound", None),
            ],
            Self::MethodNotSupported => &[
                Row(Documented, 403, "UnsupportedHTTPMethod", None),
                Row(Gateway, 403, "UnsupportedHTTPMethod", None),
                Row(Gateway, 405, "UnsupportedHTTPMethod", None),
            ],
            Self::ParameterMissing => &[
                Row(Documented, 400, "MissingParameter", Some(MANDATORY)),
                Row(Documented, 400, "MissingParameter.{P}", None),
                Row(Documented, 400, "InvalidParameter.IsNull", None),
                Row(Gateway, 400, "Missing{P}", Some(MANDATORY_GATEWAY)),
            ],
            Self::ParameterInvalid => &[
                Row(Documented, 400, "InvalidParameter.*", None),
                Row(Gateway, 400, "InvalidParameter.*", None),
                Row(Gateway, 400, "Invalid{P}.Malformed", None),
                Row(Gateway, 404, "Invalid{P}.Malformed", None),
                Row(Gateway, 400, "Invalid{P}.NotFound", None),
                Row(Gateway, 404, "Invalid{P}.NotFound", None),
            ],
            Self::ParameterUnsupported => &[
                Row(Documented, 400, "UnsupportedParameter", None),
            ],
            Self::Throttled => &[
                Row(Documented, 400, "Throttling", None),
                Row(Gateway, 400, "Throttling.*", None),
            ],
            Self::ServerFault => &[
                Row(Documented, 500, "InternalError", Some(UNKNOWN_ERROR)),
                Row(Documented, 503, "ServiceUnavailable", None),
                Row(Documented, 503, "ServiceUnavailable.RegionMaintaining", None),
                Row(Gateway, 500, "InternalError", Some(UNKNOWN_ERROR)),
                Row(Gateway, 503, "ServiceUnavailable", None),
                Row(Gateway, 503, "ServiceUnavailable.RegionMaintaining", None),
            ],
        }
    }
}

/// The rest of the documented common table: codes that no scenario provokes, but that an endpoint may
/// answer. Source: Response results, "Common error codes".
#[rustfmt::skip] // a table
pub const OTHER_COMMON: &[(&str, u16)] = &[
    ("IdempotentParameterMismatch", 400),
    ("InsufficientBalance", 400),
    ("InvalidOwner", 400),
    ("InvalidOwnerAccount", 400),
    ("InvalidOwnerId", 400),
    ("UnknownError", 400),
    ("ChargeTypeViolation", 403),
    ("Forbidden.NotSupportRAM", 403),
    ("Forbidden.RAM", 403),
    ("Forbidden.RiskControl", 403),
    ("Forbidden.SubUser", 403),
    ("Forbidden.Unauthorized", 403),
    ("InvalidAccount.NotFound", 403),
    ("InvalidIdempotenceParameter.Mismatch", 403),
    ("InvalidParameter.OwnerAccount", 403),
    ("InvalidParameter.ResourceOwnerAccount", 403),
    ("LastTokenProcessing", 403),
    ("MissingParameter", 403),
    ("RealNameAuthenticationError", 403),
    ("InvalidDiskId.NotFound", 404),
    ("InvalidImageId.NotFound", 404),
    ("InvalidRegionId.NotFound", 404),
    ("InvalidSecurityGroupId.NotFound", 404),
    ("InvalidSnapshotId.NotFound", 404),
    ("OperationConflict", 409),
];

/// Whether the documentation knows this code with this HTTP status, in either dialect, `parameters`
/// being the names that the call carried or lacked.
#[must_use]
pub fn is_documented(status: u16, code: &str, parameters: &[&str]) -> bool {
    OPERATION_ERRORS.iter().any(|error| error.status == status && error.code == code)
        || OTHER_COMMON.contains(&(code, status))
        || Failure::ALL.into_iter().any(|failure| {
            let known = |parameter: &str| {
                failure
                    .accepted(parameter)
                    .iter()
                    .any(|accepted| accepted.status == status && accepted.code.matches(code))
            };
            known("") || parameters.iter().any(|parameter| known(parameter))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_one_failure_each() {
        for failure in Failure::ALL {
            assert_eq!(Failure::from_words(failure.words()), Some(failure));
        }
        assert_eq!(Failure::from_words("no such failure"), None);
    }

    #[test]
    fn every_failure_has_a_documented_answer() {
        for failure in Failure::ALL {
            assert!(
                failure.accepted("X").iter().any(|a| a.dialect == Documented),
                "{} has none",
                failure.words()
            );
        }
    }

    #[test]
    fn a_family_ends_at_a_dot() {
        let family = Code::Family("InvalidParameter");
        assert!(family.matches("InvalidParameter"));
        assert!(family.matches("InvalidParameter.IsNull"));
        assert!(!family.matches("InvalidParameters"));
        assert!(!family.matches("MissingParameter"));
    }

    #[test]
    fn the_parameter_is_filled_in() {
        let accepted = Failure::ParameterMissing.accepted("InstanceId");
        assert!(accepted.iter().any(|a| a.code.matches("MissingInstanceId")));
        assert!(accepted.iter().any(|a| a.code.matches("MissingParameter.InstanceId")));
        assert!(is_documented(400, "MissingInstanceId", &["InstanceId"]));
        assert!(!is_documented(400, "MissingNonsense", &["InstanceId"]));
        assert!(!is_documented(500, "MissingInstanceId", &["InstanceId"]));
    }
}
