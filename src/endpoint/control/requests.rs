//! The bodies of control calls. A member or value that is not known is refused, because an
//! arrangement that is half understood would make a rule pass or fail for the wrong reason.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::denied::Denied;
use crate::endpoint::fleet::ArrangedFailure;
use crate::endpoint::instance::Account;
use crate::wire::http::RawRequest;

/// How long a body may be, in bytes; the longest that makes sense has about 150.
const MAX_BODY: usize = 16 * 1024;

/// Body of `POST /access-keys`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessKeyRequest {
    pub(super) status: Option<KeyStatus>,
    pub(super) account: Option<Account>,
}

/// Whether a key may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KeyStatus {
    #[default]
    Active,
    Disabled,
}

/// Body of `POST /faults`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailureRequest {
    pub(super) fault: ArrangedFailure,
    pub(super) instance: String,
}

/// Reads a body.
pub(super) fn body<T: DeserializeOwned>(raw: &RawRequest<'_>) -> Result<T, Denied> {
    if raw.body.len() > MAX_BODY {
        return Err(Denied::CannotArrange(format!("the body is longer than {MAX_BODY} bytes")));
    }
    serde_json::from_slice(raw.body).map_err(|error| Denied::CannotArrange(error.to_string()))
}
