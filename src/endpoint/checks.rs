//! The checks that every call goes through, in one order; those of an operation follow in its own
//! file under `operations`. The first that fails decides the answer.
//!
//! The documentation fixes no order. This one reads the request before it trusts it, and learns who
//! asks before it tells anything about instances.

pub(super) mod claims;
mod signature;
mod timestamp;

use std::collections::BTreeMap;

use self::claims::{Claims, Scheme};
use super::clock::Moment;
use super::instance::Account;
use super::nonces::Nonces;
use super::operations::Served;
use super::refusal::Refusal;
use super::settings::AccessKey;
use crate::api::errors::Failure;
use crate::api::names::{
    API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, is_access_key_id, parameter,
};
use crate::wire::http::RawRequest;
use crate::wire::query::QueryError;
use crate::wire::request::{self, Request, RequestError};
use crate::wire::timestamp::Timestamp;

/// A nonce is remembered until the request that carried it has expired, even if its clock was ahead.
pub(super) const NONCE_LIFETIME_MS: u64 = 2 * timestamp::WINDOW_SECONDS * 1000;

/// What the checks know and change.
pub(super) struct Guard<'a> {
    pub(super) keys: &'a BTreeMap<String, AccessKey>,
    pub(super) nonces: &'a mut Nonces,
    pub(super) now: Moment,
    /// Whether all keys share their nonces, and a wrong signature uses one up.
    pub(super) nonces_common: bool,
}

/// Reads the request: method, size, encoding, no parameter twice.
pub(super) fn read<'a>(raw: &RawRequest<'a>) -> Result<Request<'a>, Refusal> {
    request::parse(raw).map_err(|error| match &error {
        RequestError::Method => Refusal::common(Failure::MethodNotSupported, ""),
        RequestError::Query(cause) | RequestError::Form(cause) if is_undecodable(cause) => {
            Refusal::malformed(&error.to_string())
        }
        _ => Refusal::unclear(&error.to_string()),
    })
}

/// A broken or cut escape, bytes that are not UTF-8, a name without end: the gateway has a code of its own.
const fn is_undecodable(cause: &QueryError) -> bool {
    matches!(cause, QueryError::Encoding { .. } | QueryError::NoEqualsSign { .. })
}

/// Everything that is common to all operations. Returns what is asked for, and by whom.
pub(super) fn common(
    raw: &RawRequest<'_>,
    request: &Request<'_>,
    guard: &mut Guard<'_>,
) -> Result<(Served, Account), Refusal> {
    path(request)?;
    let claims = if claims::is_in_headers(raw) {
        Claims::of_headers(raw)?
    } else {
        Claims::of_parameters(&request.parameters)?
    };
    let operation = Served::named(claims.action)
        .ok_or_else(|| Refusal::common(Failure::ActionUnknown, parameter::ACTION))?;
    is(claims.version, API_VERSION, Failure::VersionWrong, parameter::VERSION)?;
    scheme(&claims)?;
    let form: timestamp::Form = match claims.scheme {
        Scheme::Parameters { .. } => Timestamp::parse_with_fraction,
        Scheme::Headers => Timestamp::parse,
    };
    timestamp::check(claims.timestamp, form, guard.now)?;
    let key = access_key(&claims, guard)?;
    if guard.nonces_common {
        nonce(&claims, "", guard)?;
        signature::check(raw, request, &claims, &key.secret)?;
    } else {
        signature::check(raw, request, &claims, &key.secret)?;
        nonce(&claims, &key.id, guard)?;
    }
    Ok((operation, key.account))
}

/// There is one address; nothing is served beside it.
fn path(request: &Request<'_>) -> Result<(), Refusal> {
    match request.path {
        "/" => Ok(()),
        _ => Err(Refusal::common(Failure::ActionUnknown, "")),
    }
}

/// SignatureMethod and SignatureVersion; a signature in headers has no such parameters.
fn scheme(claims: &Claims<'_>) -> Result<(), Refusal> {
    let Scheme::Parameters { method, version, .. } = claims.scheme else { return Ok(()) };
    let (name, failure) = (parameter::SIGNATURE_METHOD, Failure::SignatureMethodWrong);
    is(method, SIGNATURE_METHOD, failure, name)?;
    let (name, failure) = (parameter::SIGNATURE_VERSION, Failure::SignatureVersionWrong);
    is(version, SIGNATURE_VERSION, failure, name)
}

fn is(value: &str, only: &str, failure: Failure, name: &'static str) -> Result<(), Refusal> {
    if value == only { Ok(()) } else { Err(Refusal::common(failure, name)) }
}

/// Known, and not disabled.
fn access_key<'a>(claims: &Claims<'_>, guard: &Guard<'a>) -> Result<&'a AccessKey, Refusal> {
    let id = claims.access_key_id;
    let failure = match guard.keys.get(id) {
        Some(key) if key.active => return Ok(key),
        Some(_) => Failure::AccessKeyDisabled,
        None if is_access_key_id(id) => Failure::AccessKeyUnknown,
        None => Failure::AccessKeyMalformed,
    };
    Err(Refusal::common(failure, parameter::ACCESS_KEY_ID))
}

/// Unused until now. Last, so that only rightly signed calls use up a nonce of their key. Source: Common parameters,
/// "SignatureNonce".
fn nonce(claims: &Claims<'_>, owner: &str, guard: &mut Guard<'_>) -> Result<(), Refusal> {
    if guard.nonces.claim(owner, claims.nonce, guard.now) {
        Ok(())
    } else {
        Err(Refusal::common(Failure::NonceUsed, parameter::SIGNATURE_NONCE))
    }
}

#[cfg(test)]
mod headers_tests;
#[cfg(test)]
mod tests;
