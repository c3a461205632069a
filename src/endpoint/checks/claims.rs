//! What a call says of itself: what it asks for, who asks, when, and how that is signed. Under
//! signature 1.0 parameters say so, under ACS3-HMAC-SHA256 headers do. Nothing of it is believed
//! here; the checks that follow do not care where it stood.

use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::parameters::{self, required_of_all};
use crate::endpoint::refusal::Refusal;
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::signature::authorization::{Authorization, AuthorizationError, Part};
use crate::wire::signature::v3::{self, header};

/// What a call says of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claims<'a> {
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    pub(super) access_key_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) timestamp: &'a str,
    pub(super) scheme: Scheme<'a>,
}

/// How a call is signed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scheme<'a> {
    /// Signature 1.0. Source: Signature.
    Parameters {
        /// `SignatureMethod`.
        method: &'a str,
        /// `SignatureVersion`.
        version: &'a str,
        /// `Signature`.
        signature: &'a str,
    },
    /// ACS3-HMAC-SHA256. Source: Request syntax and signature method V3.
    Headers,
}

/// The headers that stand in for common parameters; each has to be signed, or anybody could change
/// what a signed call asks for.
pub(super) const RELIED_ON: [&str; 5] =
    [header::ACTION, header::VERSION, header::DATE, header::NONCE, header::CONTENT_SHA256];

/// Whether a call is signed in headers: its `Authorization` names the algorithm.
pub(in crate::endpoint) fn is_in_headers(raw: &RawRequest<'_>) -> bool {
    raw.header(header::AUTHORIZATION)
        .is_some_and(|value| value.split(' ').next() == Some(v3::ALGORITHM))
}

impl<'a> Claims<'a> {
    /// From parameters: each of the eight common ones is there. Source: Common parameters,
    /// "Required".
    pub(super) fn of_parameters(parameters: &'a Parameters<'_>) -> Result<Self, Refusal> {
        if let Some(missing) = required_of_all().find(|one| parameters.get(one.name).is_none()) {
            return Err(without(missing.name));
        }
        let value = |name| parameters.get(name).unwrap_or_default();
        Ok(Self {
            action: value(parameter::ACTION),
            version: value(parameter::VERSION),
            access_key_id: value(parameter::ACCESS_KEY_ID),
            nonce: value(parameter::SIGNATURE_NONCE),
            timestamp: value(parameter::TIMESTAMP),
            scheme: Scheme::Parameters {
                method: value(parameter::SIGNATURE_METHOD),
                version: value(parameter::SIGNATURE_VERSION),
                signature: value(parameter::SIGNATURE),
            },
        })
    }

    /// From headers. What is missing is named as the parameter that it stands for.
    pub(super) fn of_headers(raw: &RawRequest<'a>) -> Result<Self, Refusal> {
        let authorization = Authorization::parse(once(raw, header::AUTHORIZATION, "")?).map_err(
            |error| match error {
                AuthorizationError::Missing(Part::Credential) => without(parameter::ACCESS_KEY_ID),
                AuthorizationError::Missing(Part::Signature) => without(parameter::SIGNATURE),
                other => Refusal::signature(&format!("In the header Authorization, {other}.")),
            },
        )?;
        Ok(Self {
            action: once(raw, header::ACTION, parameter::ACTION)?,
            version: once(raw, header::VERSION, parameter::VERSION)?,
            access_key_id: authorization.credential,
            nonce: once(raw, header::NONCE, parameter::SIGNATURE_NONCE)?,
            timestamp: once(raw, header::DATE, parameter::TIMESTAMP)?,
            scheme: Scheme::Headers,
        })
    }
}

/// The value of a header that has to be there once.
fn once<'a>(raw: &RawRequest<'a>, name: &str, parameter: &'static str) -> Result<&'a str, Refusal> {
    let mut found = raw.headers.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
    let field = found.next().ok_or_else(|| without(parameter))?;
    if found.next().is_some() {
        return Err(Refusal::unclear(&format!("the header {name} is given twice")));
    }
    std::str::from_utf8(field.value)
        .map(str::trim)
        .map_err(|_| Refusal::malformed(&format!("the header {name} is not UTF-8")))
}

/// The refusal of a call that lacks a common parameter.
pub(super) fn without(name: &'static str) -> Refusal {
    let documented = parameters::common(name).and_then(|parameter| parameter.missing);
    Refusal::common(
        documented.map_or(Failure::CommonParameterMissing, |(failure, _)| failure),
        name,
    )
}
