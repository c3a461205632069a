//! The checks that every call goes through, in one order; those of an operation follow in its own
//! file under `operations`. The first that fails decides the answer.
//!
//! The documentation fixes no order. This one reads the request before it trusts it, and learns who
//! asks before it tells anything about instances.

use std::collections::BTreeMap;

use super::clock::Moment;
use super::instance::Account;
use super::nonces::Nonces;
use super::operations::Operation;
use super::refusal::Refusal;
use super::settings::AccessKey;
use crate::spec::errors::Failure;
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::request::{self, Request, RequestError};
use crate::wire::signature::v1;
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
    request: &Request<'_>,
    guard: &mut Guard<'_>,
) -> Result<(Operation, Account), Refusal> {
    let parameters = &request.parameters;
    path(request)?;
    required(parameters)?;
    let operation = action(parameters)?;
    version(parameters)?;
    signature_method(parameters)?;
    signature_version(parameters)?;
    timestamp(parameters, guard.now)?;
    let key = access_key(parameters, guard.keys)?;
    signature(request, key)?;
    nonce(parameters, key, guard)?;
    Ok((operation, key.account))
}

/// The value of a parameter that `required` has seen.
fn value<'a>(parameters: &'a Parameters<'_>, name: &str) -> &'a str {
    parameters.get(name).unwrap_or_default()
}

/// There is one address; nothing is served beside it.
fn path(request: &Request<'_>) -> Result<(), Refusal> {
    match request.path {
        "/" => Ok(()),
        _ => Err(Refusal::common(Failure::ActionUnknown, "")),
    }
}

/// Each of the eight common parameters is there. Source: Common parameters, "Required".
fn required(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    let missing = |name| parameters.get(name).is_none();
    parameter::REQUIRED.into_iter().find(|name| missing(name)).map_or(Ok(()), |name| {
        let failure = match name {
            parameter::TIMESTAMP => Failure::TimestampMissing,
            parameter::SIGNATURE_METHOD => Failure::SignatureMethodMissing,
            parameter::SIGNATURE_VERSION => Failure::SignatureVersionMissing,
            parameter::SIGNATURE_NONCE => Failure::NonceMissing,
            _ => Failure::CommonParameterMissing,
        };
        Err(Refusal::common(failure, name))
    })
}

fn action(parameters: &Parameters<'_>) -> Result<Operation, Refusal> {
    Operation::named(value(parameters, parameter::ACTION))
        .ok_or_else(|| Refusal::common(Failure::ActionUnknown, parameter::ACTION))
}

fn version(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    is(parameters, parameter::VERSION, API_VERSION, Failure::VersionWrong)
}

fn signature_method(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    is(parameters, parameter::SIGNATURE_METHOD, SIGNATURE_METHOD, Failure::SignatureMethodWrong)
}

fn signature_version(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    is(parameters, parameter::SIGNATURE_VERSION, SIGNATURE_VERSION, Failure::SignatureVersionWrong)
}

fn is(
    parameters: &Parameters<'_>,
    name: &'static str,
    only: &str,
    failure: Failure,
) -> Result<(), Refusal> {
    if value(parameters, name) == only { Ok(()) } else { Err(Refusal::common(failure, name)) }
}

/// Of the documented form, and within the window.
fn timestamp(parameters: &Parameters<'_>, now: Moment) -> Result<(), Refusal> {
    let fails = |failure| Refusal::common(failure, parameter::TIMESTAMP);
    let timestamp = Timestamp::parse(value(parameters, parameter::TIMESTAMP))
        .map_err(|_| fails(Failure::TimestampMalformed))?;
    if now.seconds_from(timestamp) > WINDOW_SECONDS {
        return Err(fails(Failure::TimestampExpired));
    }
    Ok(())
}

/// Known, and not disabled.
fn access_key<'a>(
    parameters: &Parameters<'_>,
    keys: &'a BTreeMap<String, AccessKey>,
) -> Result<&'a AccessKey, Refusal> {
    let fails = |failure| Refusal::common(failure, parameter::ACCESS_KEY_ID);
    let key = keys
        .get(value(parameters, parameter::ACCESS_KEY_ID))
        .ok_or_else(|| fails(Failure::AccessKeyUnknown))?;
    if key.active { Ok(key) } else { Err(fails(Failure::AccessKeyDisabled)) }
}

fn signature(request: &Request<'_>, key: &AccessKey) -> Result<(), Refusal> {
    let canonical = v1::canonical_query(request.parameters.iter());
    let string_to_sign = v1::string_to_sign(request.method.word(), &canonical);
    let presented = value(&request.parameters, parameter::SIGNATURE);
    if v1::verify(&key.secret, &string_to_sign, presented) {
        Ok(())
    } else {
        Err(Refusal::SignatureWrong { string_to_sign })
    }
}

/// Last, so that only rightly signed calls use up a nonce. Source: Common parameters,
/// "SignatureNonce".
fn nonce(
    parameters: &Parameters<'_>,
    key: &AccessKey,
    guard: &mut Guard<'_>,
) -> Result<(), Refusal> {
    let nonce = value(parameters, parameter::SIGNATURE_NONCE);
    if guard.nonces.claim(&key.id, nonce, guard.now) {
        Ok(())
    } else {
        Err(Refusal::common(Failure::NonceUsed, parameter::SIGNATURE_NONCE))
    }
}

#[cfg(test)]
mod tests;
