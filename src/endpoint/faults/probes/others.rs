//! Probes of calls signed in headers, of the other operations, and of arranged failures.

use super::told;
use crate::endpoint::testing::{Bench, pairs};
use crate::wire::query;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3;

/// Calls signed in headers.
pub(super) fn headers(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    let further = ("x-acs-further", "1");
    for (number, (body, sent, query, header)) in [
        ("", "", "", ("accept", "application/json")),
        ("", "", "&ForceStop=true", ("accept", "*/*")),
        ("X=1", "X=2", "", ("accept", "*/*")),
        ("", "", "", further),
        ("", "", "", ("accept", "text/xml")),
        ("", "", "", ("content-type", "application/json")),
    ]
    .into_iter()
    .enumerate()
    {
        let id = bench.arrange("{}");
        let (hash, nonce) = (v3::sha256(body.as_bytes()), format!("acs3-{number}"));
        let now = bench.parameters(&[]).pop().map(|(_, value)| value).unwrap_or_default();
        let mut signed = vec![
            ("host", "h:1"),
            ("x-acs-action", "RebootInstance"),
            ("x-acs-content-sha256", &*hash),
            ("x-acs-date", &*now),
            ("x-acs-signature-nonce", &*nonce),
            ("x-acs-version", "2014-05-26"),
            header,
        ];
        signed.sort_unstable();
        let canonical_query = format!("InstanceId={id}");
        let canonical = v3::canonical_request("POST", &canonical_query, &signed, &hash);
        let signature = v3::sign(&Secret::new("testsecret"), &v3::string_to_sign(&canonical));
        let authorization = Authorization {
            credential: "testid",
            signed_headers: signed.iter().map(|(name, _)| *name).collect(),
            signature: &signature,
        }
        .to_string();
        signed.push(("authorization", &*authorization));
        if header.0 != "content-type" {
            signed.push(("content-type", FORM));
        }
        let target = format!("/?{canonical_query}{query}");
        let response = bench.raw_bytes("POST", &target, &signed, sent.as_bytes());
        seen.push(told(bench, &response));
    }
    seen
}

/// The other operations, and failures that are arranged.
pub(super) fn others(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    let locked = bench.arrange(r#"{"locks":["security"]}"#);
    let stopped = bench.arrange(r#"{"status":"Stopped","locks":["security"]}"#);
    let pending = bench.arrange(r#"{"status":"Pending"}"#);
    let plain = bench.arrange(r#"{"status":"Stopped"}"#);
    let running = bench.arrange("{}");
    let both = bench.arrange(r#"{"locks":["security","financial"]}"#);
    let financial = bench.arrange(r#"{"locks":["financial"]}"#);
    let kms = bench.arrange(r#"{"kms":"unauthorized"}"#);
    let throttled = bench.arrange("{}");
    let failing = bench.arrange("{}");
    for (id, fault) in [(&throttled, "throttling"), (&failing, "internal-error")] {
        bench.control("POST", "/faults", &format!(r#"{{"fault":"{fault}","instance":"{id}"}}"#));
    }
    let reboots = [&plain, &running, &both, &financial, &kms, &throttled, &failing];
    for (action, name, id) in [
        ("DescribeInstanceStatus", "InstanceId.1", &locked),
        ("DescribeInstanceStatus", "InstanceId.1", &pending),
        ("DescribeInstances", "InstanceIds", &format!("[\"{locked}\"]")),
        ("StopInstance", "InstanceId", &locked),
        ("StartInstance", "InstanceId", &stopped),
    ]
    .into_iter()
    .chain(reboots.map(|id| ("RebootInstance", "InstanceId", id)))
    .chain([
        ("RebootInstance", "InstanceId", &stopped),
        ("DescribeInstanceStatus", "InstanceId.1", &running),
    ]) {
        for format in ["XML", "JSON"] {
            let mut all = bench.parameters(&[
                ("Action", action),
                (name, id),
                ("RegionId", "cn-hangzhou"),
                ("Format", format),
                ("DryRun", "true"),
            ]);
            if action == "RebootInstance" {
                all.retain(|(name, _)| name != "RegionId");
                all.retain(|(name, _)| name != "DryRun" || [&stopped, &plain].contains(&id));
            }
            bench.sign("GET", &mut all);
            let target = format!("/?{}", query::print(pairs(&all)));
            let response = bench.raw_bytes("GET", &target, &[("Host", "h:1")], b"");
            seen.push(told(bench, &response));
        }
        let now = bench.now;
        seen.push(format!("{:?}", [&locked, &stopped].map(|id| bench.core.status(id, now))));
    }
    seen
}
