//! Whether a call is signed by whoever knows the secret of its key.

use super::Guard;
use super::claims::{Claims, RELIED_ON, Scheme};
use super::missigned::Case;
use crate::endpoint::faults::{Fault, Faults};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::settings::AccessKey;
use crate::spec::errors::Failure;
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::request::{Request, split_target};
use crate::wire::secret::Secret;
use crate::wire::signature::signed::{Signed, SignedError};
use crate::wire::signature::v3::{self, header};
use crate::wire::signature::{authorization::Authorization, v1};

/// Holds a call against its signature.
pub(super) fn check(
    raw: &RawRequest<'_>,
    request: &Request<'_>,
    claims: &Claims<'_>,
    key: &AccessKey,
    guard: &mut Guard<'_>,
) -> Result<(), Refusal> {
    let is_stranger = key.id != claims.access_key_id;
    if is_stranger && guard.faults.has(Fault::UnknownKeyServed) {
        return Ok(());
    }
    match claims.scheme {
        Scheme::Headers => headers(raw, &key.secret, guard.faults),
        Scheme::Parameters { signature, .. } if guard.faults == Faults::NONE => {
            parameters(request, signature, &key.secret)
        }
        Scheme::Parameters { signature, .. } => {
            deviating(raw, request, signature, &key.secret, guard)
        }
    }
}

/// Signature 1.0, over the parameters of query and form together.
fn parameters(request: &Request<'_>, presented: &str, secret: &Secret) -> Result<(), Refusal> {
    let canonical = v1::canonical_query(request.parameters.iter());
    let string_to_sign = v1::string_to_sign(request.method.word(), &canonical);
    if v1::verify(secret, &string_to_sign, presented) {
        Ok(())
    } else {
        Err(Refusal::SignatureWrong { string_to_sign, canonical_request: None })
    }
}

/// Signature 1.0, as a deviating endpoint checks it.
fn deviating(
    raw: &RawRequest<'_>,
    request: &Request<'_>,
    presented: &str,
    secret: &Secret,
    guard: &mut Guard<'_>,
) -> Result<(), Refusal> {
    let faults = guard.faults;
    let case = Case {
        raw,
        pairs: request.parameters.iter().collect(),
        presented,
        secret,
        instances: guard.instances,
        faults,
    };
    if case.is_right() {
        if faults.has(Fault::SignatureCached) {
            guard.nonces.claim(SEEN, presented, guard.now);
        }
        return Ok(());
    }
    if faults.has(Fault::SignatureCached) && guard.nonces.has(SEEN, presented) {
        return Ok(());
    }
    let right = |text: &str| format!("The right signature is {}.", v1::sign(secret, text));
    if faults.has(Fault::NotBase64InternalError) && !is_base64(presented) {
        return Err(Refusal::common(Failure::ServerFault, ""));
    }
    if faults.has(Fault::WrongSignatureForbidden) {
        return Err(Refusal::other("Forbidden.Unauthorized", 403, "The caller is not authorized."));
    }
    let refusal = parameters(request, "", secret);
    match &refusal {
        Err(Refusal::SignatureWrong { string_to_sign, .. })
            if faults.has(Fault::SignatureDisclosed) =>
        {
            Err(Refusal::SignatureTold(right(string_to_sign)))
        }
        Err(_) if faults.has(Fault::SecretDisclosed) => {
            Err(Refusal::SignatureTold(format!("The secret is {}.", secret.reveal())))
        }
        _ => refusal,
    }
}

/// Under which the signatures that were right are remembered, for a fault; no key has this id.
const SEEN: &str = "\u{0}signature";

/// Whether a text has only the letters of Base64, and as many as it should.
fn is_base64(text: &str) -> bool {
    text.len().is_multiple_of(4)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

/// ACS3-HMAC-SHA256, over method, path, query, headers and the hash of the body.
fn headers(raw: &RawRequest<'_>, secret: &Secret, faults: Faults) -> Result<(), Refusal> {
    let unchecked = faults.has(Fault::HeadersUnchecked)
        || (faults.has(Fault::HeadersUncheckedWithoutBody) && raw.body.is_empty());
    if unchecked {
        return Ok(());
    }
    let wrong = |why: &str| Err(Refusal::signature(why));
    let signed = match Signed::read(raw) {
        Err(SignedError::ContentHash) if faults.has(Fault::BodyHashUnchecked) => {
            return if as_claimed(raw, secret, |_| true) { Ok(()) } else { wrong("") };
        }
        Err(error) => return wrong(&format!("{error}.")),
        Ok(signed) => signed,
    };
    let names = &signed.authorization.signed_headers;
    if let Some(name) = RELIED_ON.into_iter().find(|name| !names.contains(name)) {
        return wrong(&format!("The header {name} is not signed."));
    }
    if names.iter().any(|name| !is_documented(name)) {
        if faults.has(Fault::FurtherHeadersRefused) {
            return wrong("SignedHeaders names an unknown header.");
        }
        if faults.has(Fault::FurtherHeadersUnsigned) && !as_claimed(raw, secret, is_documented) {
            return Err(differs(signed));
        }
    }
    if signed.verify(secret) { Ok(()) } else { Err(differs(signed)) }
}

/// The signature is not that of what was signed.
fn differs(signed: Signed<'_>) -> Refusal {
    Refusal::SignatureWrong {
        string_to_sign: signed.string_to_sign,
        canonical_request: Some(signed.canonical_request),
    }
}

/// Whether a header is no `x-acs-*` beside the documented ones.
fn is_documented(name: &str) -> bool {
    RELIED_ON.contains(&name) || !name.starts_with(header::PREFIX)
}

/// Whether a signature in headers is right for the hash that the request claims for its body, and
/// for some of its headers. Only faults ask.
fn as_claimed(raw: &RawRequest<'_>, secret: &Secret, counts: fn(&str) -> bool) -> bool {
    let value = |name: &str| raw.header(name).unwrap_or_default();
    let Ok(authorization) = Authorization::parse(value(header::AUTHORIZATION)) else {
        return false;
    };
    let headers: Vec<(&str, &str)> = authorization
        .signed_headers
        .iter()
        .filter(|name| counts(name))
        .map(|name| (*name, value(name)))
        .collect();
    let (path, query) = split_target(raw.target);
    let mut parameters = Parameters::new();
    if parameters.read(query).is_err() {
        return false;
    }
    let canonical = v3::canonical_request(
        raw.method,
        &String::from_utf8_lossy(path),
        &v3::canonical_query(parameters.iter()),
        &headers,
        value(header::CONTENT_SHA256),
    );
    v3::verify(secret, &v3::string_to_sign(&canonical), authorization.signature)
}

/// Marks that a wrong signature is behind a refusal: a fault restarts all the same.
pub(in crate::endpoint) const fn is_behind(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::SignatureWrong { .. } | Refusal::Common { failure: Failure::SignatureWrong, .. }
    )
}
