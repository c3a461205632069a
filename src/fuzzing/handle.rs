//! Target `handle`: any bytes through the whole endpoint, as a raw HTTP request or, behind a first byte
//! of zero, as a [`Plan`] of a signed call that is then bent.
//!
//! Holds for every request: the answer is what [`answer`](super::answer) demands, and never a 5xx; the
//! same requests are answered the same by another endpoint of the same seed; nothing is served that a
//! slow second reader refuses; nothing restarts but by an answer that says so. For a signed call besides: it means the same in another order, with other
//! escapes, and in a form instead of a query; it is good once; and with any parameter, signed header or
//! the method changed after signing it is refused, and nothing restarts.

pub mod plan;

use arbitrary::{Arbitrary, Unstructured};

use self::plan::Plan;
use super::answer::{Checked, RequestIds};
use super::caller::{Scheme, Signed, Wire};
use super::naive::{self, Pairs};
use super::stage::{self, FLEET, KEYS, START};
use crate::api::operations;
use crate::endpoint::{CONTROL_PATH, Endpoint, Faults, Response};
use crate::wire::http::RawRequest;
use crate::wire::query::MAX_PARAMETERS;

/// The settings at which a raw request is tried, as bits: those of 2018, and today's gateway with every
/// freedom that an answer leaves.
const RAW_SETTINGS: [u8; 2] = [0, 0b1_1111];

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    body_with(data, Faults::NONE);
}

/// The same at an endpoint with faults, which the body should find.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body_with(data: &[u8], faults: Faults) {
    if let Some((0, rest)) = data.split_first() {
        if let Ok(plan) = Plan::arbitrary_take_rest(Unstructured::new(rest)) {
            planned(&plan, faults);
        }
    } else if let Ok(raw) = RawRequest::split(data) {
        for bits in RAW_SETTINGS {
            Stage::new(bits, faults).send(&raw);
        }
    }
}

/// An endpoint, and one of the same seed beside it.
struct Stage {
    core: Endpoint,
    twin: Endpoint,
    ids: RequestIds,
    /// How many restarts the answers so far account for.
    restarts: u64,
}

impl Stage {
    fn new(bits: u8, faults: Faults) -> Self {
        Self {
            core: stage::endpoint(bits, faults),
            twin: stage::endpoint(bits, faults),
            ids: RequestIds::default(),
            restarts: 0,
        }
    }

    /// Sends a request. `None` where it was one of the control protocol.
    fn send(&mut self, raw: &RawRequest<'_>) -> Option<Checked> {
        let response = self.core.answer(raw, START);
        assert_eq!(response, self.twin.answer(raw, START), "another answer to the same request");
        if is_control(raw) {
            arranged(&response);
            return None;
        }
        let answer = self.ids.check(raw, &response, self.core.settings(), false);
        let restarts = self.total_restarts();
        assert!(!answer.is_served() || can_be_read(raw), "{raw:?} is served");
        if answer.is_served() && restarts > self.restarts {
            let root = answer.document.root.as_deref();
            assert!(root.is_none_or(|root| root == "RebootInstanceResponse"), "{root:?}");
            let members = answer.document.value.members();
            assert!(members.len() == 1, "a success holds RequestId alone: {members:?}");
            self.restarts += 1;
        }
        assert_eq!(restarts, self.restarts, "restarts: there are, and are accounted for");
        Some(answer)
    }

    fn total_restarts(&self) -> u64 {
        FLEET.iter().filter_map(|(id, ..)| self.core.restarts(id)).sum()
    }
}

/// Whether a slow reader takes the parameters too, each of them standing once.
fn can_be_read(raw: &RawRequest<'_>) -> bool {
    let query = raw.target.splitn(2, |byte| *byte == b'?').nth(1).unwrap_or_default();
    let form = if raw.method == "POST" { raw.body } else { &[] };
    let mut pairs = Pairs::new();
    ["GET", "POST"].contains(&raw.method)
        && [query, form]
            .iter()
            .all(|part| naive::read_query(&mut pairs, part, MAX_PARAMETERS).is_ok())
}

fn is_control(raw: &RawRequest<'_>) -> bool {
    let rest = raw.target.strip_prefix(CONTROL_PATH.as_bytes());
    rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/' || rest[0] == b'?')
}

/// What every answer of the control protocol is. Source: the control protocol, version 1.
fn arranged(response: &Response) {
    let shown = String::from_utf8_lossy(&response.body);
    assert!([200, 201, 204, 404, 405, 422].contains(&response.status), "{shown}");
    if response.status == 204 {
        assert!(response.body.is_empty(), "{shown}");
        return;
    }
    let value: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let reason = value.get("reason").and_then(|reason| reason.as_str());
    assert!(value.is_object(), "{shown}");
    assert_eq!(reason.is_some_and(|reason| !reason.is_empty()), response.status >= 400, "{shown}");
}

fn planned(plan: &Plan<'_>, faults: Faults) {
    let stage = || Stage::new(plan.bits, faults);
    let signed = plan.call().sign(plan.key());
    let mut first = stage();
    let written = signed.write();
    let right = api(&mut first, &written);
    if plan.is_correct() {
        assert!(right.is_served(), "{plan:?}: {right:?}");
        let restarts = u64::from(plan.operation().name == operations::REBOOT_INSTANCE.name);
        assert_eq!(first.restarts, restarts, "{plan:?}");
    }
    if right.is_served() {
        let again = api(&mut first, &written);
        assert_eq!(again.code.as_deref(), Some("SignatureNonceUsed"), "{plan:?}");
    }

    let mut random = fastrand::Rng::with_seed(plan.seed());
    let otherwise = api(&mut stage(), &signed.write_otherwise(&mut random));
    assert_eq!(otherwise, right, "{plan:?}, written otherwise");

    if let Some(forged) = plan.forged(&signed) {
        is_refused(&forged, stage(), plan);
    }
    stage().send(&plan.spliced(written).raw());
}

fn api(stage: &mut Stage, wire: &Wire) -> Checked {
    let raw = wire.raw();
    let answer = stage.send(&raw);
    answer.unwrap_or_else(|| panic!("a call was taken for one of the control protocol: {raw:?}"))
}

fn is_refused(forged: &Signed, mut stage: Stage, plan: &Plan<'_>) {
    let answer = api(&mut stage, &forged.write());
    assert!(!answer.is_served(), "{plan:?}, forged to {forged:?}");
    assert_eq!(stage.restarts, 0);
}

#[cfg(test)]
mod tests;
