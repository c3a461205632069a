//! Whether the plans reach what they should, and the body finds what it should.

use super::plan::{Forgery, Oddity, Splice};
use super::*;
use crate::endpoint::Fault;

fn random_plans(seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..count).map(move |_| {
        let mut bytes: Vec<u8> = (0..random.usize(..90)).map(|_| random.u8(..)).collect();
        bytes.insert(0, 0);
        bytes
    })
}

#[test]
fn random_plans_pass() {
    random_plans(1, 1_000).for_each(|bytes| body(&bytes));
}

#[test]
fn plans_are_served_refused_and_forged() {
    let (mut served, mut refused, mut forged) = (0, 0, 0);
    for bytes in random_plans(2, 1_000) {
        let Ok(plan) = Plan::arbitrary_take_rest(Unstructured::new(&bytes[1..])) else { continue };
        let signed = plan.call().sign(plan.key());
        let mut stage = Stage::new(plan.bits, Faults::NONE);
        if api(&mut stage, &signed.write()).is_served() {
            served += 1
        } else {
            refused += 1
        }
        forged += usize::from(plan.forged(&signed).is_some());
    }
    assert!(served > 20 && refused > 200 && forged > 50, "{served} {refused} {forged}");
}

#[test]
fn raw_requests_of_either_protocol_are_answered() {
    for raw in [
        "GET /?Format=JSON HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /_control HTTP/1.1\r\n\r\n",
        "POST /_control/instances HTTP/1.1\r\n\r\n{}",
        "PATCH /_control/instances/i-running0001 HTTP/1.1\r\n\r\n{\"kms\":\"lost\"}",
        "BREW /pot HTTP/1.1\r\n\r\n",
    ] {
        body(raw.as_bytes());
    }
}

/// RebootInstance on an instance that is Running, under signature 1.0, with GET.
const CORRECT: Plan<'_> = Plan {
    bits: 0,
    action: 0,
    instance: 0,
    how: 0,
    off: 0,
    spelling: 1,
    forgery: None,
    splices: [Splice { what: 0, at: 0, byte: b'/' }; 2],
    oddities: Vec::new(),
};

#[test]
fn faults_are_found() {
    let forged = |forgery| Plan { forgery: Some(forgery), ..CORRECT };
    let with = |name, value| Plan { oddities: vec![Oddity::Further(name, value)], ..CORRECT };
    let v3 = Plan { how: 1, spelling: 0, ..CORRECT };
    for (fault, plan) in [
        (Fault::SignatureUnchecked, forged(Forgery::Value(8, 0))),
        (Fault::AddedParameterUnseen, forged(Forgery::Add("x", "1"))),
        (Fault::OtherMethodAccepted, forged(Forgery::Method)),
        (Fault::NonceUnchecked, CORRECT),
        (Fault::RequestIdFixed, CORRECT),
        (Fault::GetIgnored, CORRECT),
        (Fault::RestartHitsAll, CORRECT),
        (Fault::BlankAsPlus, with("x", "a b")),
        (Fault::EscapesAsSent, with("x", "a b*")),
        (Fault::MethodAlwaysGet, Plan { how: 2, ..CORRECT }),
        (Fault::FormUnread, Plan { how: 6, ..CORRECT }),
        (Fault::HeadersUnchecked, Plan { forgery: Some(Forgery::Whole(0, "h")), ..v3 }),
        (Fault::XmlErrorUnclosed, Plan { instance: 6, ..CORRECT }),
        (Fault::EmptyIdInternalError, Plan { oddities: vec![Oddity::Value(9, "")], ..CORRECT }),
    ] {
        planned(&plan, Faults::NONE);
        let found = std::panic::catch_unwind(|| planned(&plan, fault.into()));
        assert!(found.is_err(), "{fault} is not found by {plan:?}");
    }
}
