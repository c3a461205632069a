//! Faults of reading: what a deviating endpoint makes of a request before it is parsed, and what it
//! says of one that cannot be.

use crate::endpoint::faults::{Fault, Faults};
use crate::endpoint::refusal::Refusal;
use crate::spec::errors::Failure;
use crate::spec::names::parameter;
use crate::wire::http::RawRequest;
use crate::wire::percent::{self, PercentError};
use crate::wire::query::QueryError;
use crate::wire::request::{RequestError, split_target};

/// Who reads: a few faults let the two read differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::endpoint) enum Reader {
    Signature,
    Operation,
}

/// A request as a deviating endpoint sees it.
pub(in crate::endpoint) struct Seen {
    method: &'static str,
    target: Vec<u8>,
    body: Vec<u8>,
}

impl Seen {
    /// As a request again.
    pub(in crate::endpoint) fn request<'a>(&'a self, raw: &RawRequest<'a>) -> RawRequest<'a> {
        let method = if self.method.is_empty() { raw.method } else { self.method };
        RawRequest { method, target: &self.target, headers: raw.headers.clone(), body: &self.body }
    }
}

/// Whether the operation reads something else than the signature.
pub(in crate::endpoint) fn differs(faults: Faults) -> bool {
    faults.has(Fault::DuplicateFirstObeyed)
        || faults.has(Fault::DuplicateLastObeyed)
        || faults.has(Fault::FormUnsignedBesideQuery)
}

/// What is seen of a request.
pub(in crate::endpoint) fn see(raw: &RawRequest<'_>, faults: Faults, reader: Reader) -> Seen {
    let has = |fault| faults.has(fault);
    let (path, query) = split_target(raw.target);
    let (mut query, mut body) = (query.to_vec(), raw.body.to_vec());
    let is_post = raw.method == "POST";
    let mixed = is_post && !body.is_empty() && !query.is_empty();
    if is_post && has(Fault::FormUnread)
        || mixed && has(Fault::FormUnsignedBesideQuery) && reader == Reader::Signature
    {
        body.clear();
    }
    if is_post && has(Fault::PostQueryUnread) || mixed && has(Fault::QueryUnreadBesideForm) {
        query.clear();
    }
    if has(Fault::AfterSignatureUnread) {
        query = until_signature(&query);
    }
    if has(Fault::NamesInAnyCase) {
        query = named_as_documented(&query);
    }
    let keeps = match reader {
        _ if has(Fault::DuplicateBothSigned) => Some(true),
        _ if has(Fault::DuplicateFirstObeyed) => Some(reader == Reader::Operation),
        _ if has(Fault::DuplicateLastObeyed) => Some(reader == Reader::Signature),
        _ => None,
    };
    if let Some(first) = keeps {
        query = once_each(&query, first);
    }
    let other_method = matches!(raw.method, "PUT" | "DELETE" | "PATCH");
    let method = match body.is_empty() {
        _ if !(other_method && has(Fault::OtherMethodsServed)) => "",
        true => "GET",
        false => "POST",
    };
    let mut target = path.to_vec();
    if !query.is_empty() {
        target.push(b'?');
        target.extend(query);
    }
    Seen { method, target, body }
}

fn pairs(query: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    query.split(|&byte| byte == b'&')
}

fn name(pair: &[u8]) -> &[u8] {
    pair.split(|&byte| byte == b'=').next().unwrap_or_default()
}

fn until_signature(query: &[u8]) -> Vec<u8> {
    let is_signature = |pair: &[u8]| name(pair) == parameter::SIGNATURE.as_bytes();
    let count = pairs(query).position(is_signature).map_or(usize::MAX, |at| at + 1);
    pairs(query).take(count).collect::<Vec<_>>().join(&b'&')
}

/// Names that differ from a known one in letter case alone, as they are documented.
fn named_as_documented(query: &[u8]) -> Vec<u8> {
    let documented = |pair: &[u8]| {
        let name = name(pair);
        let known = KNOWN.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name));
        let known = known.map_or(name, |known| known.as_bytes());
        [known, &pair[name.len()..]].concat()
    };
    pairs(query).map(documented).collect::<Vec<_>>().join(&b'&')
}

/// Each name once: the first or the last of those that stand twice.
fn once_each(query: &[u8], first: bool) -> Vec<u8> {
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut keep = |pair| {
        let is_new = kept.iter().all(|other| name(other) != name(pair));
        kept.extend(is_new.then_some(pair));
    };
    if first {
        pairs(query).for_each(&mut keep);
    } else {
        pairs(query).rev().for_each(&mut keep);
    }
    kept.join(&b'&')
}

/// The parameters that RebootInstance defines, the common ones included.
pub(super) const KNOWN: [&str; 12] = {
    let [a, b, c, d, e, f, g, h] = parameter::REQUIRED;
    let (i, j, k, l) =
        (parameter::FORMAT, parameter::INSTANCE_ID, parameter::FORCE_STOP, parameter::DRY_RUN);
    [a, b, c, d, e, f, g, h, i, j, k, l]
};

/// What a deviating endpoint refuses before it parses anything.
pub(super) fn refused(raw: &RawRequest<'_>, faults: Faults) -> Result<(), Refusal> {
    if faults == Faults::NONE {
        return Ok(());
    }
    let invalid = || Refusal::common(Failure::ParameterInvalid, "");
    let method = || Refusal::common(Failure::MethodNotSupported, "");
    let (_, query) = split_target(raw.target);
    let is_signature = |pair: &[u8]| name(pair) == parameter::SIGNATURE.as_bytes();
    let signature_last =
        pairs(query).next_back().is_some_and(is_signature) || !pairs(query).any(is_signature);
    let is_post = raw.method == "POST";
    let refusals = [
        (Fault::GetRefused, raw.method == "GET", method as fn() -> Refusal),
        (Fault::FormRefused, is_post && !raw.body.is_empty(), method),
        (Fault::PostWithoutBodyRefused, is_post && raw.body.is_empty(), invalid),
        (Fault::OtherMethodsBadRequest, matches!(raw.method, "PUT" | "DELETE" | "PATCH"), invalid),
        (Fault::SignatureLast, !signature_last, invalid),
    ];
    match refusals.into_iter().find(|(fault, holds, _)| *holds && faults.has(*fault)) {
        Some((_, _, refusal)) => Err(refusal()),
        None => Ok(()),
    }
}

/// What a deviating endpoint says of parameters that it has read.
pub(super) fn parameters_refused<'a>(
    mut parameters: impl Iterator<Item = (&'a str, &'a str)>,
    faults: Faults,
) -> Result<(), Refusal> {
    if faults == Faults::NONE {
        return Ok(());
    }
    parameters.try_for_each(|(name, value)| {
        let is_ascii = name.is_ascii() && value.is_ascii();
        let is_new = !KNOWN.contains(&name);
        if faults.has(Fault::NonAsciiInternalError) && !is_ascii {
            return Err(Refusal::common(Failure::ServerFault, ""));
        }
        let refused = (faults.has(Fault::UnknownParameterRefused) && is_new)
            || (faults.has(Fault::RegionIdRefused) && name == parameter::REGION_ID)
            || (faults.has(Fault::EmptyValueRefused) && value.is_empty() && is_new);
        if refused { Err(Refusal::common(Failure::ParameterInvalid, "")) } else { Ok(()) }
    })
}

/// What a deviating endpoint says of a request that cannot be parsed.
pub(super) fn told(error: &RequestError, faults: Faults) -> Option<Refusal> {
    let (RequestError::Query(cause) | RequestError::Form(cause)) = error else { return None };
    let is_truncated =
        matches!(cause, QueryError::Encoding { cause: PercentError::Truncated { .. }, .. });
    let fails = faults.has(Fault::MalformedInternalError)
        || (faults.has(Fault::TruncatedEscapeInternalError) && is_truncated);
    fails.then(|| Refusal::common(Failure::ServerFault, ""))
}

/// The value of `Format`, where the request has one that can be decoded.
pub(in crate::endpoint) fn unknown_format(raw: &RawRequest<'_>) -> bool {
    let (_, query) = split_target(raw.target);
    pairs(query).filter(|pair| name(pair) == parameter::FORMAT.as_bytes()).any(|pair| {
        let value = percent::decode(pair.get(parameter::FORMAT.len() + 1..).unwrap_or_default());
        value.is_ok_and(|value| crate::spec::Format::from_value(&value).is_none())
    })
}
