//! The checks that every call goes through, in one order; those of an operation follow in its own
//! file under `operations`. The first that fails decides the answer.
//!
//! The documentation fixes no order. This one reads the request before it trusts it, and learns who
//! asks before it tells anything about instances.

pub(super) mod claims;
pub(super) mod misread;
mod missigned;
mod missing;
mod nonces;
pub(super) mod signature;
mod timestamp;

use std::collections::BTreeMap;

use self::claims::{Claims, Scheme};
use super::choices::Choices;
use super::clock::Moment;
use super::faults::{Fault, Faults};
use super::instance::Account;
use super::nonces::Nonces;
use super::operations::Operation;
use super::refusal::Refusal;
use super::settings::AccessKey;
use crate::spec::errors::Failure;
use crate::spec::names::{
    API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, is_access_key_id, parameter,
};
use crate::wire::http::RawRequest;
use crate::wire::query::QueryError;
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
    /// Every instance there is. Only faults ask.
    pub(super) instances: &'a [String],
    pub(super) choices: Choices,
    pub(super) faults: Faults,
}

/// Reads the request: method, size, encoding, no parameter twice.
pub(super) fn read<'a>(raw: &RawRequest<'a>, faults: Faults) -> Result<Request<'a>, Refusal> {
    misread::refused(raw, faults)?;
    let request = request::parse(raw).map_err(|error| {
        misread::told(&error, faults).unwrap_or_else(|| match &error {
            RequestError::Method => Refusal::common(Failure::MethodNotSupported, ""),
            RequestError::Query(cause) | RequestError::Form(cause) if is_undecodable(cause) => {
                Refusal::malformed(&error.to_string())
            }
            _ => Refusal::unclear(&error.to_string()),
        })
    })?;
    misread::parameters_refused(request.parameters.iter(), faults)?;
    Ok(request)
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
) -> Result<(Operation, Account), Refusal> {
    path(request)?;
    let faults = guard.faults;
    let claims = if claims::is_in_headers(raw) && !faults.has(Fault::HeadersUnknown) {
        Claims::of_headers(raw)?
    } else {
        Claims::of_parameters(&request.parameters, faults)?
    };
    let operation = action(&claims, faults)?;
    version(&claims, faults)?;
    scheme(&claims, faults)?;
    guard.choices.nonce(claims.nonce)?;
    let with_fraction = matches!(claims.scheme, Scheme::Parameters { .. });
    let form: timestamp::Form = match with_fraction && !guard.choices.fractions_refused {
        true => Timestamp::parse_with_fraction,
        false => Timestamp::parse,
    };
    timestamp::check(claims.timestamp, form, guard.now, faults)?;
    let key = access_key(&claims, guard)?;
    if guard.choices.nonces_common {
        nonce(&claims, request, "", guard)?;
        signature::check(raw, request, &claims, key, guard)?;
    } else {
        signature::check(raw, request, &claims, key, guard)?;
        nonce(&claims, request, &key.id, guard)?;
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

fn action(claims: &Claims<'_>, faults: Faults) -> Result<Operation, Refusal> {
    Operation::named(claims.action).ok_or_else(|| {
        if faults.has(Fault::UnknownActionInternalError) {
            Refusal::common(Failure::ServerFault, "")
        } else {
            Refusal::common(Failure::ActionUnknown, parameter::ACTION)
        }
    })
}

fn version(claims: &Claims<'_>, faults: Faults) -> Result<(), Refusal> {
    let is_date = || Timestamp::parse(&format!("{}T00:00:00Z", claims.version)).is_ok();
    if faults.has(Fault::VersionUnchecked) || (faults.has(Fault::VersionAnyDate) && is_date()) {
        return Ok(());
    }
    is(claims.version, API_VERSION, Failure::VersionWrong, parameter::VERSION)
}

/// SignatureMethod and SignatureVersion; a signature in headers has no such parameters.
fn scheme(claims: &Claims<'_>, faults: Faults) -> Result<(), Refusal> {
    let Scheme::Parameters { method, version, .. } = claims.scheme else { return Ok(()) };
    let any_method = faults.has(Fault::SignatureMethodUnchecked)
        || (faults.has(Fault::SignatureMethodAnyHmac) && method.starts_with("HMAC"));
    if !any_method {
        let (name, failure) = (parameter::SIGNATURE_METHOD, Failure::SignatureMethodWrong);
        is(method, SIGNATURE_METHOD, failure, name)?;
    }
    let is_later = || version.parse::<f32>().is_ok_and(|version| version > 1.0);
    let any_version = faults.has(Fault::SignatureVersionUnchecked)
        || (faults.has(Fault::SignatureVersionLater) && is_later());
    if any_version {
        return Ok(());
    }
    let (name, failure) = (parameter::SIGNATURE_VERSION, Failure::SignatureVersionWrong);
    is(version, SIGNATURE_VERSION, failure, name)
}

fn is(value: &str, only: &str, failure: Failure, name: &'static str) -> Result<(), Refusal> {
    if value == only { Ok(()) } else { Err(Refusal::common(failure, name)) }
}

/// Known, and not disabled.
fn access_key<'a>(claims: &Claims<'_>, guard: &Guard<'a>) -> Result<&'a AccessKey, Refusal> {
    let (keys, faults) = (guard.keys, guard.faults);
    let fails = |failure| Err(Refusal::common(failure, parameter::ACCESS_KEY_ID));
    let Some(key) = keys.get(claims.access_key_id) else {
        let any_key = faults.has(Fault::UnknownKeyServed)
            || (faults.has(Fault::MissingKeyServed) && claims.access_key_id.is_empty());
        let own = |key: &&AccessKey| key.account == Account::Own && key.active;
        return match keys.values().find(own) {
            Some(first) if any_key => Ok(first),
            _ if faults.has(Fault::UnknownKeySignatureWrong) => fails(Failure::SignatureWrong),
            _ if is_access_key_id(claims.access_key_id) => fails(Failure::AccessKeyUnknown),
            _ => fails(Failure::AccessKeyMalformed),
        };
    };
    if key.active || faults.has(Fault::DisabledKeyServed) {
        Ok(key)
    } else if faults.has(Fault::DisabledKeyUnknown) {
        fails(Failure::AccessKeyUnknown)
    } else {
        fails(Failure::AccessKeyDisabled)
    }
}

/// Unused until now. Last, so that only rightly signed calls use up a nonce of their key. Source: Common parameters,
/// "SignatureNonce".
fn nonce(
    claims: &Claims<'_>,
    request: &Request<'_>,
    owner: &str,
    guard: &mut Guard<'_>,
) -> Result<(), Refusal> {
    let Some(marks) = nonces::marks(claims, request, guard) else { return Ok(()) };
    if marks.iter().all(|mark| guard.nonces.claim(owner, mark, guard.now)) {
        Ok(())
    } else {
        Err(Refusal::common(Failure::NonceUsed, parameter::SIGNATURE_NONCE))
    }
}

#[cfg(test)]
mod headers_tests;
#[cfg(test)]
mod tests;
