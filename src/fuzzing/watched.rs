//! An endpoint whose every answer is watched over, and one of the same seed beside it.
//!
//! Holds for every request of the API: the answer is what [`answer`](super::answer) demands, and never a 5xx; the
//! twin answers the same to what means the same; nothing is served that a slow second reader and signer refuse, and nothing is refused for
//! its signature that they find right; what is served is good once; nothing restarts but by an answer that says so.

use super::answer::{Checked, RequestIds, header, parts};
use super::naive::{self, Pairs};
use super::stage::{self, FLEET, KEYS, START};
use crate::api::names::parameter;
use crate::endpoint::{Endpoint, Faults, Response};
use crate::wire::http::RawRequest;
use crate::wire::query::MAX_PARAMETERS;

/// An endpoint, and one of the same seed beside it.
pub(super) struct Watched {
    core: Endpoint,
    twin: Endpoint,
    ids: RequestIds,
    /// How many restarts the answers so far account for.
    restarts: u64,
}

impl Watched {
    /// The endpoint of [`stage`], by the same bits.
    pub(super) fn new(bits: u8, faults: Faults) -> Self {
        Self {
            core: stage::endpoint(bits, faults),
            twin: stage::endpoint(bits, faults),
            ids: RequestIds::default(),
            restarts: 0,
        }
    }

    /// The endpoint, to look at.
    pub(super) const fn core(&self) -> &Endpoint {
        &self.core
    }

    /// Sends a request of the API, and what was served once more. The twin is sent what means the same.
    ///
    /// # Panics
    /// When what is watched over does not hold.
    pub(super) fn send(&mut self, raw: &RawRequest<'_>, same: &RawRequest<'_>) -> Response {
        let (response, checked) = self.checked(raw, same);
        if checked.is_served() {
            let (_, again) = self.checked(raw, same);
            assert_eq!(again.code.as_deref(), Some("SignatureNonceUsed"), "{raw:?}, sent again");
        }
        response
    }

    /// The answer to any request, which is that of the twin to what means the same.
    ///
    /// # Panics
    /// When it is not.
    pub(super) fn answer(&mut self, raw: &RawRequest<'_>, same: &RawRequest<'_>) -> Response {
        let response = self.core.answer(raw, START);
        let other = self.twin.answer(same, START);
        assert_eq!(response, other, "to {raw:?}, and to {same:?}, which means the same");
        response
    }

    fn checked(&mut self, raw: &RawRequest<'_>, same: &RawRequest<'_>) -> (Response, Checked) {
        let response = self.answer(raw, same);
        let answer = self.ids.check(raw, &response, self.core.settings(), false);
        match answer.code.as_deref() {
            None => assert!(is_rightly_signed(raw), "{raw:?} is served"),
            Some("IncompleteSignature" | "SignatureDoesNotMatch") => {
                // What version 3 has to sign is not asked here.
                let is_right = version_3(raw).is_none() && is_rightly_signed(raw);
                assert!(!is_right, "{raw:?} is refused for its signature");
            }
            Some(_) => {}
        }
        let restarts: u64 = FLEET.iter().filter_map(|(id, ..)| self.core.restarts(id)).sum();
        if answer.is_served() && restarts > self.restarts {
            let root = answer.document.root.as_deref();
            assert!(root.is_none_or(|root| root == "RebootInstanceResponse"), "{root:?}");
            let members = answer.document.value.members();
            assert!(members.len() == 1, "a success holds RequestId alone: {members:?}");
            self.restarts += 1;
        }
        assert_eq!(restarts, self.restarts, "restarts: there are, and are accounted for");
        (response, answer)
    }
}

/// Whether a slow reader takes the parameters, each of them standing once, and a slow signer gives the signature that
/// the request carries.
pub(super) fn is_rightly_signed(raw: &RawRequest<'_>) -> bool {
    let mut pairs = Pairs::new();
    let counts = parts(raw).map(|part| {
        let is_read = naive::read_query(&mut pairs, part, MAX_PARAMETERS).is_ok();
        is_read.then_some(pairs.len())
    });
    let ([Some(in_query), Some(_)], "GET" | "POST") = (counts, raw.method) else { return false };
    let is_right = match version_3(raw) {
        Some(authorization) => is_signed_3(raw, authorization, &pairs[..in_query]),
        None => is_signed_1(raw, &pairs),
    };
    is_right.unwrap_or(false)
}

fn is_signed_1(raw: &RawRequest<'_>, pairs: &[(String, String)]) -> Option<bool> {
    let value = |name| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| &**value);
    let right = naive::sign_v1(secret(value(parameter::ACCESS_KEY_ID)?)?, raw.method, pairs);
    Some(value(parameter::SIGNATURE)? == right)
}

/// What follows the algorithm in the header that version 3 is signed in. Source: Request syntax and signature method
/// V3, "Signature process".
fn version_3<'a>(raw: &RawRequest<'a>) -> Option<&'a str> {
    let value = header(raw, "authorization")?;
    let (algorithm, rest) = value.split_once(' ').unwrap_or((value, ""));
    (algorithm == "ACS3-HMAC-SHA256").then_some(rest)
}

fn is_signed_3(
    raw: &RawRequest<'_>,
    authorization: &str,
    query: &[(String, String)],
) -> Option<bool> {
    let part = |name| authorization.split(',').find_map(|part| part.strip_prefix(name));
    let headers = part("SignedHeaders=")?.split(';').map(|name| {
        let value = header(raw, name)?;
        Some((name.to_owned(), value.to_owned()))
    });
    let headers = headers.collect::<Option<Pairs>>()?;
    let secret = secret(part("Credential=")?)?;
    let right = naive::sign_v3(secret, raw.method, "/", query, &headers, raw.body);
    Some(part("Signature=")? == right)
}

fn secret(id: &str) -> Option<&'static str> {
    KEYS.iter().find(|key| key.id == id).map(|key| key.secret)
}
