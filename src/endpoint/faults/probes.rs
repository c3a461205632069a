//! Calls that show the faults of everything but the operation itself: each probe is one exchange or a
//! few, and what comes of it differs under some fault.

use crate::api::names::parameter;
use crate::api::parameters::required_of_all;
use crate::endpoint::Response;
use crate::endpoint::testing::{Bench, pairs};
use crate::wire::query;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::v1;

mod claims;
mod named;
mod nonces;
mod others;

type Pairs = Vec<(String, String)>;

/// A call of RebootInstance, correct but for what is said.
struct Shot<'a> {
    /// HTTP method.
    method: &'a str,
    /// Parameters set, or left out, before it is signed.
    set: &'a [(&'a str, Option<&'a str>)],
    /// Makes the signature.
    sign: fn(&str, &Pairs) -> Option<String>,
    /// Changes what is sent after it is signed.
    tamper: fn(String) -> String,
    /// How many of the last parameters travel in a form body.
    in_form: usize,
    /// What it says that the body is.
    content_type: &'a str,
}

const SHOT: Shot<'_> = Shot {
    method: "GET",
    set: &[],
    sign: |method, all| Some(sign(method, all)),
    tamper: |t| t,
    in_form: 0,
    content_type: FORM,
};

fn text_to_sign(method: &str, all: &Pairs) -> String {
    v1::string_to_sign(method, &v1::canonical_query(pairs(all)))
}

fn sign(method: &str, all: &Pairs) -> String {
    v1::sign(&Secret::new("testsecret"), &text_to_sign(method, all))
}

impl Shot<'_> {
    fn fire(&self, bench: &mut Bench) -> Response {
        bench.wait_ms(2_000);
        let id = bench.arrange("{}");
        let mut all = bench.parameters(&[("Action", "RebootInstance"), ("InstanceId", &id)]);
        for (name, value) in self.set {
            all.retain(|(other, _)| other != name);
            all.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
        }
        if let Some(signature) = (self.sign)(self.method, &all) {
            all.push((parameter::SIGNATURE.to_owned(), signature));
        }
        let form = all.split_off(all.len() - self.in_form);
        let target = (self.tamper)(format!("/?{}", query::print(pairs(&all))));
        let body = query::print(pairs(&form));
        let headers = [("Host", "h:1"), ("Content-Type", self.content_type)];
        bench.raw_bytes(self.method, &target, &headers, body.as_bytes())
    }
}

/// What came of a call, and whether any instance restarted.
fn told(bench: &Bench, response: &Response) -> String {
    let restarts: u64 = bench.core.total_restarts();
    let statuses = bench.core.statuses(bench.now);
    let body = String::from_utf8_lossy(&response.body);
    format!("{} {} {body} {restarts} {statuses:?}", response.status, response.content_type)
}

/// What sees the faults, each with an endpoint of its own.
pub(super) const PROBES: &[fn(&mut Bench) -> Vec<String>] = &[
    nonces,
    nonces::again,
    nonces::near,
    signs,
    tampers,
    missing,
    methods,
    others::headers,
    others::others,
    values,
    claims::names,
    claims::methods,
    claims::keys,
    claims::accepts,
    named::ids,
    named::states,
    named::further,
];

/// Calls with these parameters, and tells what came of it.
fn fire_as(bench: &mut Bench, own: &[(&str, &str)]) -> String {
    let mut all = bench.parameters(own);
    bench.sign("GET", &mut all);
    let target = format!("/?{}", query::print(pairs(&all)));
    let response = bench.raw_bytes("GET", &target, &[("Host", "h:1")], b"");
    told(bench, &response)
}

fn fire(bench: &mut Bench, shot: &Shot<'_>) -> String {
    let response = shot.fire(bench);
    told(bench, &response)
}

fn missing(bench: &mut Bench) -> Vec<String> {
    let mut probe = |name| {
        let unsigned: fn(&str, &Pairs) -> Option<String> = |_, _| None;
        let sign = if name == parameter::SIGNATURE { unsigned } else { SHOT.sign };
        fire(bench, &Shot { set: &[(name, None)], sign, ..SHOT })
    };
    required_of_all().map(|one| probe(one.name)).collect()
}

fn values(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    for (name, value) in SETS {
        let set = [(*name, Some(*value)), ("Format", Some("JSON"))];
        seen.push(fire(bench, &Shot { set: &set[..1], ..SHOT }));
        seen.push(fire(bench, &Shot { set: &set, ..SHOT }));
    }
    seen
}

fn methods(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    for method in ["PUT", "POST"] {
        for in_form in [0, 3, 9] {
            seen.push(fire(bench, &Shot { method, in_form, ..SHOT }));
        }
    }
    let sign: fn(&str, &Pairs) -> _ = |_, all| Some(sign("GET", all));
    seen.push(fire(bench, &Shot { method: "POST", sign, ..SHOT }));
    seen.push(fire(bench, &Shot { method: "HEAD", ..SHOT }));
    seen.push(fire(bench, &Shot { method: "HEAD", sign, ..SHOT }));
    seen.extend(signed_otherwise(bench));
    seen
}

/// Calls that were signed with something else in them, in the query and in a form.
fn signed_otherwise(bench: &mut Bench) -> Vec<String> {
    const CHANGES: [fn(&mut Pairs); 3] = [
        |all| all.push(("SignatureType".to_owned(), String::new())),
        |all| all.retain(|(_, value)| !value.is_empty()),
        |all| all.push(("ForceStop".to_owned(), "false".to_owned())),
    ];
    const SIGNS: [fn(&str, &Pairs) -> Option<String>; 3] = [
        |method, all| Some(sign(method, &changed(all, CHANGES[0]))),
        |method, all| Some(sign(method, &changed(all, CHANGES[1]))),
        |method, all| Some(sign(method, &changed(all, CHANGES[2]))),
    ];
    const SETS: [&[(&str, Option<&str>)]; 3] =
        [&[], &[("Empty", Some(""))], &[("ForceStop", Some("true"))]];
    let mut seen = Vec::new();
    seen.push(fire(bench, &Shot { content_type: "application/json", ..SHOT }));
    let sign: fn(&str, &Pairs) -> _ = |method, all| {
        let twice =
            |all: &mut Pairs| all.push(("InstanceId".to_owned(), "i-running0001".to_owned()));
        Some(sign(method, &changed(all, twice)))
    };
    let tamper: fn(String) -> String = |target| target + "&InstanceId=i-running0001";
    seen.push(fire(bench, &Shot { sign, tamper, ..SHOT }));
    for (sign, set) in SIGNS.into_iter().zip(SETS) {
        seen.push(fire(bench, &Shot { sign, set, ..SHOT }));
        // Every parameter in the form, the signature too.
        let in_form = 9 + set.len();
        seen.push(fire(bench, &Shot { method: "POST", in_form, sign, set, ..SHOT }));
    }
    seen
}

fn changed(all: &Pairs, change: fn(&mut Pairs)) -> Pairs {
    let mut changed = all.clone();
    changed.retain(|(name, _)| name != "ForceStop");
    change(&mut changed);
    changed
}

fn tampers(bench: &mut Bench) -> Vec<String> {
    let set = &[("ForceStop", Some("false"))];
    TAMPERS.iter().map(|&tamper| fire(bench, &Shot { tamper, set, ..SHOT })).collect()
}

fn signs(bench: &mut Bench) -> Vec<String> {
    SIGNS.iter().map(|&sign| fire(bench, &Shot { sign, ..SHOT })).collect()
}

/// Values, one at a time, signed.
const SETS: &[(&str, &str)] = &[
    ("Version", "2014-05-27"),
    ("Version", "x"),
    ("Action", "NoSuch"),
    ("SignatureMethod", "HMAC-SHA256"),
    ("SignatureMethod", "x"),
    ("SignatureVersion", "2.0"),
    ("SignatureVersion", "x"),
    ("Version", "2014-05-26 "),
    ("Version", "2014-05-261"),
    ("Version", "2014"),
    ("Version", "2013-01-10"),
    ("Action", " RebootInstance"),
    ("Action", "RebootInstance1"),
    ("Action", "Reboot"),
    ("Action", "RestartInstance"),
    ("SignatureMethod", "HMAC-SHA1 "),
    ("SignatureMethod", "HMAC-SHA1-96"),
    ("SignatureMethod", "HMAC-SHA"),
    ("SignatureVersion", " 1.0"),
    ("SignatureVersion", "1.00"),
    ("SignatureVersion", "1.0.1"),
    ("AccessKeyId", "LTAI4NoSuchKeyOfAnybody0"),
    ("AccessKeyId", "testi"),
    ("AccessKeyId", "testid0"),
    ("AccessKeyId", "TestId"),
    ("AccessKeyId", "nobody"),
    ("Timestamp", "x"),
    ("Timestamp", "2026-01-01T00:00:00"),
    ("Timestamp", "2026-01-01T00:00:00+00:00"),
    ("Timestamp", "2026-01-01T00:00:00Z "),
    ("Timestamp", " 2026-01-01T00:00:00Z"),
    ("Timestamp", "2025-12-32T00:00:00Z"),
    ("Timestamp", "20260101T000000Z"),
    ("Timestamp", "2026-01-01T00:00Z"),
    ("Timestamp", "2025-12-31T22:55:00Z"),
    ("Timestamp", "2026-01-01T08:02:00Z"),
    ("Timestamp", "2025-12-31T23:55:00Z"),
    ("Timestamp", "2025-12-31T23:48:00Z"),
    ("Timestamp", "2025-12-31T23:02:00Z"),
    ("Timestamp", "2025-12-31T16:02:00Z"),
    ("Timestamp", "2025-12-31T16:30:00Z"),
    ("Timestamp", "2025-12-01T00:00:00Z"),
    ("Timestamp", "2026-01-01T01:30:00Z"),
    ("Format", "json"),
    ("Format", "YAML"),
    ("InstanceId", "<a>&\"'"),
    ("RegionId", "cn-hangzhou"),
    ("RegionId", "cn-beijing"),
    ("NoSuchName", "x"),
    ("Empty", ""),
    ("X", "é"),
    ("X", "a b"),
    ("X", "*"),
    ("X", "~"),
    ("X", "!'()"),
    ("X", "/"),
    ("a", ""),
    ("Act", "x"),
    ("DryRun", "true"),
    ("DryRun", "false"),
    ("DryRun", "x"),
];

/// Changes after signing.
const TAMPERS: &[fn(String) -> String] = &[
    |target| target.replace("ForceStop=false", "ForceStop=true"),
    |target| target.replace("&InstanceId=i-", "&InstanceId=i-running0001&X=i-"),
    |target| target.replace("&InstanceId=i-", "&instanceId=i-"),
    |target| target + "&RegionId=x",
    |target| target + "&SignatureType=",
    |target| target.replace("ForceStop=false", "ForceStop=false%FF"),
    |target| target + "&InstanceId=i-running0001",
    |target| target.replace("/?", "/?InstanceId=i-running0001&"),
    |target| target + "&x=%",
    |target| target + "&x=%zz",
    |target| target.replace("%3A", "%3a"),
    |target| {
        let (before, signature) = target.split_once("&Signature=").unwrap_or((&target, ""));
        format!("/?Signature={signature}&{}", &before[2..])
    },
    |target| {
        let at = target.find("InstanceId=").map_or(0, |at| at + "InstanceId=".len());
        let end = target[at..].find('&').map_or(target.len(), |end| at + end);
        target.replace(&target[at..end], "i-running0001")
    },
];

/// Other signatures than the right one.
const SIGNS: &[fn(&str, &Pairs) -> Option<String>] = &[
    |_, _| Some(String::new()),
    |_, _| Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
    |_, _| Some("not base64".to_owned()),
    |method, all| Some(sign(method, all)[..20].to_owned()),
    |method, all| Some(sign(method, all)[..24].to_owned()),
    |method, all| Some(sign(method, all) + "x"),
    |method, all| Some(sign(method, all).to_lowercase()),
    |method, all| Some(sign(method, all).replace('=', "A")),
    |method, all| Some(format!("-{}", &sign(method, all)[1..])),
    |method, all| Some(format!("{}-=", &sign(method, all)[..26])),
    |method, all| Some(v1::digest(b"testsecret", &text_to_sign(method, all))),
    |method, all| {
        let text = text_to_sign(method, all).replace("%26", "%2526");
        Some(v1::sign(&Secret::new("testsecret"), &text))
    },
];

/// Calls that repeat a nonce, a signature, or everything else.
fn nonces(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    let mut send = |bench: &mut Bench, all: &Pairs| {
        let target = format!("/?{}", query::print(pairs(all)));
        let response = bench.raw_bytes("GET", &target, &[], b"");
        seen.push(told(bench, &response));
    };
    for id in ["i-running0001", "i-stopped0001"] {
        let mut all = bench.parameters(&[("Action", "RebootInstance"), ("InstanceId", id)]);
        bench.sign("GET", &mut all);
        send(bench, &all);
        send(bench, &all);
        let (mut other, mut later) = (all.clone(), all.clone());
        all.pop();
        // The same nonce, rightly signed with something else; another nonce; the same signature.
        all.push(("X".to_owned(), "1".to_owned()));
        bench.sign("GET", &mut all);
        send(bench, &all);
        for (name, value) in &mut other {
            if name == parameter::SIGNATURE_NONCE {
                value.push('x');
            }
        }
        send(bench, &other);
        later.pop();
        later.retain(|(name, _)| name != parameter::SIGNATURE_NONCE);
        later.push((parameter::SIGNATURE_NONCE.to_owned(), format!("later {id}")));
        bench.sign("GET", &mut later);
        send(bench, &later);
    }
    let (_, key) = bench.control("POST", "/access-keys", r#"{"status":"disabled"}"#);
    let text = |name| key.text_of(name).unwrap_or_default().to_owned();
    let own = std::mem::replace(&mut bench.key, (text("AccessKeyId"), text("AccessKeySecret")));
    let mut all = bench.parameters(&[("Action", "RebootInstance"), ("InstanceId", "i-nosuch")]);
    bench.sign("GET", &mut all);
    send(bench, &all);
    // The id of the one key, and the secret of another.
    let (_, key) = bench.control("POST", "/access-keys", r#"{"status":"active"}"#);
    bench.key = (own.0.clone(), key.text_of("AccessKeySecret").unwrap_or_default().to_owned());
    let mut all = bench.parameters(&[("Action", "RebootInstance"), ("InstanceId", "i-nosuch")]);
    bench.sign("GET", &mut all);
    send(bench, &all);
    bench.key = own;
    seen
}
