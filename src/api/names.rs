//! Names on the wire: parameters, fixed values. Those of operations stand with them in [`super::operations`].

/// The API version this suite is about. Source: Common parameters, `Version`.
pub const API_VERSION: &str = "2014-05-26";

/// The signature method of version 1.0. Source: Common parameters, `SignatureMethod`.
pub const SIGNATURE_METHOD: &str = "HMAC-SHA1";

/// The signature version. Source: Common parameters, `SignatureVersion`.
pub const SIGNATURE_VERSION: &str = "1.0";

/// Whether a text has the form of an access key id: `LTAI`, then 20 letters and digits.
#[must_use]
pub fn is_access_key_id(text: &str) -> bool {
    let rest = text.strip_prefix("LTAI").unwrap_or_default();
    rest.len() == 20 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Parameter names.
pub mod parameter {
    /// Name of the operation.
    pub const ACTION: &str = "Action";
    /// API version.
    pub const VERSION: &str = "Version";
    /// Identity of the caller.
    pub const ACCESS_KEY_ID: &str = "AccessKeyId";
    /// The signature; itself never signed.
    pub const SIGNATURE: &str = "Signature";
    /// How the request is signed.
    pub const SIGNATURE_METHOD: &str = "SignatureMethod";
    /// Version of the signing algorithm.
    pub const SIGNATURE_VERSION: &str = "SignatureVersion";
    /// A value used once.
    pub const SIGNATURE_NONCE: &str = "SignatureNonce";
    /// When the request was signed, UTC.
    pub const TIMESTAMP: &str = "Timestamp";
    /// Format of the answer.
    pub const FORMAT: &str = "Format";
    /// The instance to act on.
    pub const INSTANCE_ID: &str = "InstanceId";
    /// Whether to force the shutdown.
    pub const FORCE_STOP: &str = "ForceStop";
    /// Validate only (edition current).
    pub const DRY_RUN: &str = "DryRun";
    /// The region, which SDKs send to every operation.
    pub const REGION_ID: &str = "RegionId";
    /// A list of ids as a JSON array, of DescribeInstances.
    pub const INSTANCE_IDS: &str = "InstanceIds";

    /// Sent empty by some clients; means nothing to the operations. Source: the gateway's error pages.
    pub const SIGNATURE_TYPE: &str = "SignatureType";
    /// Which page of a list.
    pub const PAGE_NUMBER: &str = "PageNumber";
    /// How many instances a page holds.
    pub const PAGE_SIZE: &str = "PageSize";
}
