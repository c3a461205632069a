//! Calls with a nonce that was used before, or that is nearly one that was.

use super::{SHOT, Shot, fire, fire_as, others};
use crate::endpoint::testing::Bench;

/// Calls with a nonce, on an instance of its own.
fn with(bench: &mut Bench, nonce: &str, further: &[(&str, Option<&str>)]) -> String {
    let set = [&[("SignatureNonce", Some(nonce))], further].concat();
    fire(bench, &Shot { set: &set, ..SHOT })
}

/// The same nonce elsewhere.
pub(super) fn again(bench: &mut Bench) -> Vec<String> {
    let on = |id| [("InstanceId", Some(id)), ("Format", None)];
    let first = on("i-nosuch1");
    let mut seen = vec![
        with(bench, "once", &first),
        with(bench, "once", &on("i-nosuch2")),
        with(bench, "once", &[("InstanceId", Some("i-nosuch1")), ("Format", Some("JSON"))]),
    ];
    bench.core.comes_over(1);
    seen.push(with(bench, "once", &first));
    let set = &[("SignatureNonce", Some("once")), ("InstanceId", Some("i-nosuch1"))];
    seen.push(fire(bench, &Shot { method: "POST", set, ..SHOT }));
    for _ in 0..500 {
        fire_as(bench, &[("Action", "RebootInstance"), ("InstanceId", "i-nosuch1")]);
    }
    seen.push(with(bench, "once", &first));
    // The nonce of a call that is signed in headers.
    seen.extend(others::headers(bench));
    seen.push(with(bench, "acs3-0", &[]));
    seen
}

/// Nonces that are nearly the same, and a long one.
pub(super) fn near(bench: &mut Bench) -> Vec<String> {
    let same = "0123456789abcdef".repeat(2);
    let long = "a".repeat(300);
    [&same, &format!("{same}0"), &same.to_uppercase(), &long]
        .map(|nonce| with(bench, nonce, &[]))
        .to_vec()
}
