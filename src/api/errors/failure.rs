//! The failures that are common to all operations, by name.

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
    /// AccessKeyId has the form of a key (`LTAI` and 20 letters and digits) and is unknown.
    AccessKeyUnknown,
    /// AccessKeyId has not the form of a key.
    AccessKeyMalformed,
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
    /// The request cannot be decoded: a broken or cut escape, bytes that are not UTF-8, a name without end.
    RequestMalformed,
    /// An earlier request to the same instance is still under way.
    Conflict,
    /// A required parameter of the operation is missing.
    ParameterMissing,
    /// A parameter of the operation has a value it cannot have.
    ParameterInvalid,
    /// The answer is asked for in a format that is not served.
    FormatNotServed,
    /// A session key comes without its token.
    SecurityTokenMissing,
    /// The token of a session key has expired.
    SecurityTokenExpired,
    /// The token is none, or is another session key's.
    SecurityTokenMalformed,
    /// The endpoint wants https and was called by http: the target's set-up, and never of a rule.
    HttpsWanted,
    /// The hash or the length that a request states is not its body's.
    BodyHashWrong,
    /// A parameter is not one of the operation's.
    ParameterUnsupported,
    /// Too many calls.
    Throttled,
    /// The endpoint failed inside.
    ServerFault,
}

impl Failure {
    /// Every common failure.
    pub const ALL: [Self; 30] = [
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
        Self::AccessKeyMalformed,
        Self::AccessKeyDisabled,
        Self::SignatureWrong,
        Self::ActionUnknown,
        Self::VersionWrong,
        Self::MethodNotSupported,
        Self::RequestMalformed,
        Self::Conflict,
        Self::ParameterMissing,
        Self::ParameterInvalid,
        Self::FormatNotServed,
        Self::SecurityTokenMissing,
        Self::SecurityTokenExpired,
        Self::SecurityTokenMalformed,
        Self::HttpsWanted,
        Self::BodyHashWrong,
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
            Self::AccessKeyMalformed => "AccessKeyId that has not the form of a key",
            Self::AccessKeyDisabled => "access key disabled",
            Self::SignatureWrong => "signature wrong",
            Self::ActionUnknown => "Action unknown",
            Self::VersionWrong => "Version wrong",
            Self::MethodNotSupported => "HTTP method not supported",
            Self::RequestMalformed => "request that cannot be decoded",
            Self::Conflict => "instance in conflict with an earlier request",
            Self::ParameterMissing => "operation parameter missing",
            Self::ParameterInvalid => "operation parameter invalid",
            Self::FormatNotServed => "Format or Accept not served",
            Self::SecurityTokenMissing => "session key without its token",
            Self::SecurityTokenExpired => "session token expired",
            Self::SecurityTokenMalformed => "session token malformed",
            Self::HttpsWanted => "http where the service wants https",
            Self::BodyHashWrong => "body hash or length that does not fit",
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

    /// Another failure, all of whose answers this one may be given too.
    #[must_use]
    pub(super) const fn answered_also_as(self) -> Option<Self> {
        match self {
            Self::AccessKeyMalformed => Some(Self::AccessKeyUnknown),
            Self::BodyHashWrong => Some(Self::SignatureWrong),
            _ => None,
        }
    }
}
