//! Calls whose common parameters are nearly right: their names, how they are signed, and the key.

use super::{Pairs, SHOT, Shot, fire, fire_as, text_to_sign, told};
use crate::endpoint::testing::{Bench, pairs};
use crate::wire::query;
use crate::wire::secret::Secret;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v1;

/// A parameter has its name in other letter case.
pub(super) fn names(bench: &mut Bench) -> Vec<String> {
    let own = &[("Version", None), ("version", Some("2014-05-26"))];
    let tamper: fn(String) -> String = |target| target.replace("Signature=", "signature=");
    vec![fire(bench, &Shot { set: own, ..SHOT }), fire(bench, &Shot { tamper, ..SHOT })]
}

/// It is signed by another method, and says so.
pub(super) fn methods(bench: &mut Bench) -> Vec<String> {
    let set = &[("SignatureMethod", Some("HMAC-SHA256"))];
    let sign: fn(&str, &Pairs) -> _ = |method, all| {
        let key = v1::key(&Secret::new("testsecret"));
        Some(sha256(&key, &text_to_sign(method, all)))
    };
    vec![fire(bench, &Shot { set, sign, ..SHOT })]
}

/// The key was removed.
pub(super) fn keys(bench: &mut Bench) -> Vec<String> {
    let (_, key) = bench.control("POST", "/access-keys", "{}");
    let text = |name| key.text_of(name).unwrap_or_default().to_owned();
    let removed = (text("AccessKeyId"), text("AccessKeySecret"));
    let path = format!("/access-keys/{}", removed.0);
    let own = std::mem::replace(&mut bench.key, removed);
    let call = [("Action", "RebootInstance"), ("InstanceId", "i-nosuch")];
    let before = fire_as(bench, &call);
    bench.control("DELETE", &path, "");
    let seen = vec![before, fire_as(bench, &call)];
    bench.key = own;
    seen
}

/// The header Accept names another format than the parameter does, or one where that names none.
pub(super) fn accepts(bench: &mut Bench) -> Vec<String> {
    let call = |own: &[(&str, &str)]| {
        let mut all = bench.parameters(&[own, &[("Action", "RebootInstance")]].concat());
        bench.sign("GET", &mut all);
        let target = format!("/?{}", query::print(pairs(&all)));
        let headers = [("Host", "h:1"), ("Accept", "application/json")];
        let response = bench.raw_bytes("GET", &target, &headers, b"");
        told(bench, &response)
    };
    [&[][..], &[("Format", "XML")]].map(call).to_vec()
}
