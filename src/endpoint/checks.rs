//! The checks that every call goes through, in one order; those of an operation follow in its own
//! file under `operations`. The first that fails decides the answer.
//!
//! The documentation fixes no order. This one reads the request before it trusts it, and learns who
//! asks before it tells anything about instances.

pub(super) mod claims;
mod signature;

use std::collections::BTreeMap;

use self::claims::{Claims, Scheme};
use super::clock::Moment;
use super::instance::Account;
use super::nonces::Nonces;
use super::operations::Operation;
use super::refusal::Refusal;
use super::settings::AccessKey;
use crate::spec::errors::Failure;
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::wire::http::RawRequest;
use crate::wire::request::{self, Request, RequestError};
use crate::wire::timestamp::Timestamp;

/// How far a Timestamp may lie from now, before or after it. Source: the gateway's error page on
/// InvalidTimeStamp.Expired.
const WINDOW_SECONDS: u64 = 15 * 60;

/// A nonce is remembered until the request that carried it has expired, even if its clock was ahead.
pub(super) const NONCE_LIFETIME_MS: u64 = 2 * WINDOW_SECONDS * 1000;

/// What the checks know and change.
pub(super) struct Guard<'a> {
    pub(super) keys: &'a BTreeMap<String, AccessKey>,
    pub(super) nonces: &'a mut Nonces,
    pub(super) now: Moment,
}

/// Reads the request: method, size, encoding, no parameter twice.
pub(super) fn read<'a>(raw: &RawRequest<'a>) -> Result<Request<'a>, Refusal> {
    request::parse(raw).map_err(|error| match error {
        RequestError::Method => Refusal::common(Failure::MethodNotSupported, ""),
        other => Refusal::malformed(&other.to_string()),
    })
}

/// Everything that is common to all operations. Returns what is asked for, and by whom.
pub(super) fn common(
    raw: &RawRequest<'_>,
    request: &Request<'_>,
    guard: &mut Guard<'_>,
) -> Result<(Operation, Account), Refusal> {
    path(request)?;
    let claims = if claims::is_in_headers(raw) {
        Claims::of_headers(raw)?
    } else {
        Claims::of_parameters(&request.parameters)?
    };
    let operation = action(&claims)?;
    version(&claims)?;
    scheme(&claims)?;
    timestamp(&claims, guard.now)?;
    let key = access_key(&claims, guard.keys)?;
    signature::check(raw, request, &claims, &key.secret)?;
    nonce(&claims, key, guard)?;
    Ok((operation, key.account))
}

/// There is one address; nothing is served beside it.
fn path(request: &Request<'_>) -> Result<(), Refusal> {
    match request.path {
        "/" => Ok(()),
        _ => Err(Refusal::common(Failure::ActionUnknown, "")),
    }
}

fn action(claims: &Claims<'_>) -> Result<Operation, Refusal> {
    Operation::named(claims.action)
        .ok_or_else(|| Refusal::common(Failure::ActionUnknown, parameter::ACTION))
}

fn version(claims: &Claims<'_>) -> Result<(), Refusal> {
    is(claims.version, API_VERSION, Failure::VersionWrong, parameter::VERSION)
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

/// Of the documented form, and within the window.
fn timestamp(claims: &Claims<'_>, now: Moment) -> Result<(), Refusal> {
    let fails = |failure| Refusal::common(failure, parameter::TIMESTAMP);
    let timestamp =
        Timestamp::parse(claims.timestamp).map_err(|_| fails(Failure::TimestampMalformed))?;
    if now.seconds_from(timestamp) > WINDOW_SECONDS {
        return Err(fails(Failure::TimestampExpired));
    }
    Ok(())
}

/// Known, and not disabled.
fn access_key<'a>(
    claims: &Claims<'_>,
    keys: &'a BTreeMap<String, AccessKey>,
) -> Result<&'a AccessKey, Refusal> {
    let fails = |failure| Refusal::common(failure, parameter::ACCESS_KEY_ID);
    let key = keys.get(claims.access_key_id).ok_or_else(|| fails(Failure::AccessKeyUnknown))?;
    if key.active { Ok(key) } else { Err(fails(Failure::AccessKeyDisabled)) }
}

/// Last, so that only rightly signed calls use up a nonce. Source: Common parameters,
/// "SignatureNonce".
fn nonce(claims: &Claims<'_>, key: &AccessKey, guard: &mut Guard<'_>) -> Result<(), Refusal> {
    if guard.nonces.claim(&key.id, claims.nonce, guard.now) {
        Ok(())
    } else {
        Err(Refusal::common(Failure::NonceUsed, parameter::SIGNATURE_NONCE))
    }
}

#[cfg(test)]
mod headers_tests;
#[cfg(test)]
mod tests;
