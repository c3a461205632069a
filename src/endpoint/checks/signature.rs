//! Whether a call is signed by whoever knows the secret of its key.

use super::claims::{Claims, RELIED_ON, Scheme};
use crate::endpoint::refusal::Refusal;
use crate::wire::http::RawRequest;
use crate::wire::request::Request;
use crate::wire::secret::Secret;
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::v1;

/// Holds a call against its signature.
pub(super) fn check(
    raw: &RawRequest<'_>,
    request: &Request<'_>,
    claims: &Claims<'_>,
    secret: &Secret,
) -> Result<(), Refusal> {
    match claims.scheme {
        Scheme::Headers => headers(raw, secret),
        Scheme::Parameters { signature, .. } => parameters(request, signature, secret),
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

/// ACS3-HMAC-SHA256, over method, query, headers and the hash of the body.
fn headers(raw: &RawRequest<'_>, secret: &Secret) -> Result<(), Refusal> {
    let wrong = |why: &str| Err(Refusal::signature(why));
    let signed = match SignedRequest::read(raw) {
        Err(error) => return wrong(&format!("{error}.")),
        Ok(signed) => signed,
    };
    let names = &signed.authorization.signed_headers;
    if let Some(name) = RELIED_ON.into_iter().find(|name| !names.contains(name)) {
        return wrong(&format!("The header {name} is not signed."));
    }
    if signed.verify(secret) {
        return Ok(());
    }
    Err(Refusal::SignatureWrong {
        string_to_sign: signed.string_to_sign,
        canonical_request: Some(signed.canonical_request),
    })
}
