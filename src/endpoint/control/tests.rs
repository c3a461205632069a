//! The control protocol, call by call.

use crate::endpoint::testing::Bench;
use crate::wire::document::{Document, Value};

#[test]
fn abilities_are_listed() {
    for path in ["", "/", "?a=b"] {
        let (status, value) = Bench::demo().control("GET", path, "");
        assert_eq!(status, 200);
        assert_eq!(value.text_of("protocol"), Some("rebootspec-control/1"));
        assert_eq!(value.all("status").len(), 5);
    }
}

#[test]
fn an_instance_lives_and_goes() {
    let mut bench = Bench::demo();
    let id = bench.arrange("{}");
    assert_eq!(bench.status(&id), "Running");
    let path = format!("/instances/{id}");
    for status in ["Stopped", "Starting", "Stopping", "Pending", "Running"] {
        let body = format!(r#"{{"status":"{status}"}}"#);
        assert_eq!(bench.control("PATCH", &path, &body), (204, Value::Null));
        bench.wait_ms(1_000_000);
        assert_eq!(bench.status(&id), status, "it holds");
        assert_eq!(bench.core.status(&id, bench.now).unwrap().word(), status);
    }
    assert_eq!(bench.control("PATCH", &path, r#"{"boot_ms":5000}"#).0, 204);
    assert_eq!(bench.reboot(&id).status, 200);
    bench.wait_ms(4999);
    assert_eq!(bench.status(&id), "Starting");
    bench.wait_ms(1);
    assert_eq!(bench.status(&id), "Running");
    assert_eq!(bench.control("DELETE", &path, "").0, 204);
    assert_eq!(bench.control("DELETE", &path, "").0, 404);
    assert_eq!(bench.control("PATCH", &path, "{}").0, 404);
    assert_eq!(bench.reboot(&id).error(), (404, "InvalidInstanceId.NotFound"));
}

#[test]
fn a_key_of_another_account_sees_its_own_instances() {
    let mut bench = Bench::demo();
    let (status, key) = bench.control("POST", "/access-keys", r#"{"account":"other"}"#);
    assert_eq!(status, 201);
    let text = |name| key.text_of(name).unwrap().to_owned();
    bench.key = (text("AccessKeyId"), text("AccessKeySecret"));
    assert_eq!(bench.status("i-other0001"), "Running");
    assert_eq!(bench.status("i-running0001"), "");
    assert_eq!(bench.reboot("i-running0001").error(), (404, "InvalidInstanceId.NotFound"));
    assert_eq!(bench.reboot("i-other0001").status, 200);
    let path = format!("/access-keys/{}", bench.key.0);
    assert_eq!(bench.control("DELETE", &path, "").0, 204);
    assert_eq!(bench.control("DELETE", &path, "").0, 404);
    assert_eq!(bench.reboot("i-other0001").error(), (400, "InvalidAccessKeyId.NotFound"));
}

#[test]
fn a_failure_holds_until_it_is_removed() {
    let mut bench = Bench::demo();
    for (fault, status, code) in [
        ("internal-error", 500, "InternalError"),
        ("service-unavailable", 503, "ServiceUnavailable"),
        ("throttling", 400, "Throttling"),
    ] {
        let body = format!(r#"{{"fault":"{fault}","instance":"i-running0001"}}"#);
        let (created, value) = bench.control("POST", "/faults", &body);
        assert_eq!(created, 201);
        let path = format!("/faults/{}", value.text_of("id").unwrap());
        assert_eq!(bench.reboot("i-running0001").error(), (status, code));
        assert_eq!(bench.reboot("i-running0001").error(), (status, code));
        assert_eq!(bench.reboot("i-stopped0001").error(), (403, "IncorrectInstanceStatus"));
        assert_eq!(bench.control("DELETE", &path, "").0, 204);
        assert_eq!(bench.control("DELETE", &path, "").0, 404);
    }
    assert_eq!(bench.core.restarts("i-running0001"), Some(0));
    assert_eq!(bench.reboot("i-running0001").status, 200);
    let nowhere = r#"{"fault":"throttling","instance":"i-nosuch"}"#;
    assert_eq!(bench.control("POST", "/faults", nowhere).0, 404);
}

#[test]
fn what_cannot_be_arranged_is_said() {
    let mut bench = Bench::demo();
    for (path, body) in [
        ("/instances", ""),
        ("/instances", "[1]"),
        ("/instances", "{"),
        ("/instances", r#"{"state":"Running"}"#),
        ("/instances", r#"{"status":"running"}"#),
        ("/instances", r#"{"locks":["recycling"]}"#),
        ("/instances", r#"{"locks":"security"}"#),
        ("/instances", r#"{"disk":"broken"}"#),
        ("/instances", r#"{"boot_ms":-1}"#),
        ("/instances", r#"{"status":"Running","status":"Stopped"}"#),
        ("/access-keys", r#"{"status":"lost"}"#),
        ("/faults", r#"{"fault":"explosion","instance":"i-running0001"}"#),
        ("/faults", r#"{"fault":"throttling"}"#),
        ("/instances", &format!("{{\"{}\":1}}", "a".repeat(20_000))),
    ] {
        let (status, value) = bench.control("POST", path, body);
        assert_eq!(status, 422, "{path} {body:.50}");
        assert!(value.text_of("reason").is_some_and(|reason| !reason.is_empty()));
    }
    let path = "/instances/i-running0001";
    let (status, _) = bench.control("PATCH", path, r#"{"status":"Stopped","x":1}"#);
    assert_eq!((status, &*bench.status("i-running0001")), (422, "Running"), "all or nothing");
}

#[test]
fn a_state_that_is_not_known_is_refused() {
    let mut bench = Bench::demo();
    let path = "/instances/i-running0001";
    for (member, value) in [
        ("kms", "lost"),
        ("kms", ""),
        ("kms", "Unauthorized"),
        ("disk", "gone"),
        ("account", "nobody"),
    ] {
        let body = format!(r#"{{"status":"Stopped","{member}":"{value}"}}"#);
        let (status, answer) = bench.control("PATCH", path, &body);
        let reason = answer.text_of("reason").unwrap();
        assert_eq!(status, 422, "{body}");
        assert!(reason.contains(&format!("`{value}`")) && reason.contains("expected"), "{reason}");
        assert_eq!(bench.status("i-running0001"), "Running", "{body}");
    }
}

#[test]
fn other_addresses_and_methods_are_refused() {
    let mut bench = Bench::demo();
    for (method, path, expected) in [
        ("PUT", "/instances", 405),
        ("GET", "/instances/i-running0001", 405),
        ("POST", "", 405),
        ("GET", "/nothing", 404),
        ("DELETE", "/instances/a/b", 404),
    ] {
        let (status, value) = bench.control(method, path, "");
        assert_eq!(status, expected, "{method} {path}");
        assert!(value.text_of("reason").is_some());
    }
    // A path that only begins alike is the API's.
    let answer = bench.raw_bytes("GET", "/_controls?Format=JSON", &[], b"");
    assert!(Document::decode(crate::api::Format::Json, &answer.body).is_ok());
    assert_eq!(answer.status, 403);
}
