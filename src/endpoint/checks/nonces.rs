//! What has to be unused for a call to be new: its nonce. A few faults think otherwise.

use std::borrow::Cow;

use super::Guard;
use super::claims::{Claims, Scheme};
use crate::endpoint::faults::{Fault, Faults};
use crate::spec::names::parameter;
use crate::wire::query;
use crate::wire::request::Request;

/// What has to be unused; `None` where nothing has to be.
pub(super) fn marks<'a>(
    claims: &Claims<'a>,
    request: &Request<'_>,
    guard: &Guard<'_>,
) -> Option<Vec<Cow<'a, str>>> {
    let faults = guard.faults;
    let nonce = Cow::Borrowed(claims.nonce);
    if faults == Faults::NONE {
        return Some(vec![nonce]);
    }
    let is_missing = request.parameters.get(parameter::SIGNATURE_NONCE).is_none();
    let is_one = matches!(claims.scheme, Scheme::Parameters { .. });
    if faults.has(Fault::NonceUnchecked)
        || (faults.has(Fault::MissingNonceServed) && is_missing && is_one)
    {
        return None;
    }
    if faults.has(Fault::NonceWithSignature)
        && let Scheme::Parameters { signature, .. } = claims.scheme
    {
        return Some(vec![format!("{nonce} {signature}").into()]);
    }
    let mut marks = vec![nonce];
    // A call for an instance that is not there is not remembered: ids that are no ids stand in several
    // scenarios, and what falls with a fault would depend on their order.
    let id = request.parameters.get(parameter::INSTANCE_ID);
    let Some(id) = id.filter(|id| guard.instances.iter().any(|known| known == id)) else {
        return Some(marks);
    };
    if faults.has(Fault::SimilarCallRefused) {
        let mut rest: Vec<_> = request
            .parameters
            .iter()
            .filter(|(name, _)| ![parameter::SIGNATURE_NONCE, parameter::SIGNATURE].contains(name))
            .collect();
        rest.sort_unstable();
        marks.push(format!("\u{0} {} {}", claims.timestamp, query::print(rest)).into());
    }
    if faults.has(Fault::SecondCallInSecondRefused) {
        marks.push(format!("\u{0} {} {id}", claims.timestamp).into());
    }
    Some(marks)
}
