//! The checks that every call goes through.

use crate::api::Dialect;
use crate::api::errors::Failure;
use crate::endpoint::testing::{Bench, pairs};
use crate::endpoint::{Settings, clock::Moment};
use crate::wire::query;

const OWN: [(&str, &str); 2] = [("Action", "RebootInstance"), ("InstanceId", "i-running0001")];

/// Changes one parameter of a correct call, or drops it; signs; sends.
fn changed(bench: &mut Bench, name: &str, value: Option<&str>) -> (u16, String, String) {
    let mut parameters = bench.parameters(&OWN);
    parameters.retain(|(key, _)| key != name);
    parameters.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    if name != "Signature" {
        bench.sign("GET", &mut parameters);
    }
    let answer = bench.send(&parameters);
    (answer.status, answer.text("Code").to_owned(), answer.text("Message").to_owned())
}

fn in_both_dialects(check: impl Fn(&mut Bench, Dialect)) {
    for dialect in [Dialect::Documented, Dialect::Gateway] {
        check(&mut Bench::new(Settings { dialect, ..Settings::demo() }), dialect);
    }
}

fn assert_is(answer: (u16, String, String), failure: Failure, parameter: &str, dialect: Dialect) {
    let accepted = failure.accepted(parameter);
    let usual = accepted.iter().find(|row| row.dialect == dialect).unwrap();
    assert_eq!((answer.0, &*answer.1), (usual.status.usual(), usual.code.text()), "{failure:?}");
    if let Some(message) = &usual.message {
        assert_eq!(&answer.2, message);
    }
}

#[test]
fn each_common_parameter_is_required() {
    in_both_dialects(|bench, dialect| {
        for (name, failure) in [
            ("Action", Failure::CommonParameterMissing),
            ("Version", Failure::CommonParameterMissing),
            ("AccessKeyId", Failure::CommonParameterMissing),
            ("Signature", Failure::CommonParameterMissing),
            ("SignatureMethod", Failure::SignatureMethodMissing),
            ("SignatureVersion", Failure::SignatureVersionMissing),
            ("SignatureNonce", Failure::NonceMissing),
            ("Timestamp", Failure::TimestampMissing),
        ] {
            assert_is(changed(bench, name, None), failure, name, dialect);
        }
        assert_eq!(bench.core.restarts("i-running0001"), Some(0));
    });
}

#[test]
fn each_common_parameter_has_to_be_right() {
    in_both_dialects(|bench, dialect| {
        for (name, value, failure) in [
            ("Action", "NoSuchOperation", Failure::ActionUnknown),
            ("Action", "rebootinstance", Failure::ActionUnknown),
            ("Version", "2014-05-27", Failure::VersionWrong),
            ("SignatureMethod", "HMAC-SHA256", Failure::SignatureMethodWrong),
            ("SignatureVersion", "2.0", Failure::SignatureVersionWrong),
            ("Timestamp", "2026-01-01 00:00:00Z", Failure::TimestampMalformed),
            ("Timestamp", "2026-01-01T00:15:01Z", Failure::TimestampExpired),
            ("Timestamp", "2025-12-31T23:44:59Z", Failure::TimestampExpired),
            ("AccessKeyId", "nosuchid", Failure::AccessKeyUnknown),
        ] {
            assert_is(changed(bench, name, Some(value)), failure, name, dialect);
        }
        let wrong = changed(bench, "Signature", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert!(!wrong.2.contains("testsecret"));
        assert_eq!(wrong.2.contains("GET&%2F&AccessKeyId%3Dtestid"), dialect == Dialect::Gateway);
        assert_is(wrong, Failure::SignatureWrong, "", dialect);
        assert_eq!(bench.core.restarts("i-running0001"), Some(0));
    });
}

#[test]
fn the_window_is_fifteen_minutes_each_way() {
    for value in ["2026-01-01T00:15:00Z", "2025-12-31T23:45:00Z"] {
        assert_eq!(changed(&mut Bench::demo(), "Timestamp", Some(value)).0, 200, "{value}");
    }
}

#[test]
fn a_nonce_is_used_up_by_a_rightly_signed_call() {
    in_both_dialects(|bench, dialect| {
        let refused = changed(bench, "Signature", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert_eq!(refused.0, 400);
        let mut parameters = bench.parameters(&[("Action", "RebootInstance"), ("InstanceId", "")]);
        bench.sign("GET", &mut parameters);
        assert_eq!(bench.send(&parameters).error(), (400, "InvalidParameter"));
        let replay = bench.send(&parameters);
        let replay = (replay.status, replay.text("Code").into(), replay.text("Message").into());
        assert_is(replay, Failure::NonceUsed, "SignatureNonce", dialect);
        // A wrongly signed call has not used its nonce up.
        assert_eq!(changed(bench, "SignatureNonce", Some("nonce-1")).0, 200);
        assert_eq!(changed(bench, "SignatureNonce", Some("nonce-1")).1, "SignatureNonceUsed");
    });
}

#[test]
fn a_replay_is_refused_for_as_long_as_its_timestamp_lives() {
    let mut bench = Bench::demo();
    let ahead = bench.now.after_ms(15 * 60 * 1000);
    let begin = std::mem::replace(&mut bench.now, ahead);
    let mut parameters = bench.parameters(&OWN);
    bench.sign("GET", &mut parameters);
    bench.now = begin;
    assert_eq!(bench.send(&parameters).status, 200);
    bench.wait_ms(30 * 60 * 1000);
    assert_eq!(bench.send(&parameters).error(), (400, "SignatureNonceUsed"));
    bench.wait_ms(1000);
    assert_eq!(bench.send(&parameters).error(), (400, "IllegalTimestamp"));
}

#[test]
fn a_disabled_key_is_refused() {
    in_both_dialects(|bench, dialect| {
        let (_, key) = bench.control("POST", "/access-keys", r#"{"status":"disabled"}"#);
        let text = |name| key.text_of(name).unwrap().to_owned();
        bench.key = (text("AccessKeyId"), text("AccessKeySecret"));
        let answer = changed(bench, "AccessKeyId", Some(&bench.key.0.clone()));
        assert_is(answer, Failure::AccessKeyDisabled, "AccessKeyId", dialect);
    });
}

#[test]
fn what_cannot_be_read_is_refused_in_its_own_format() {
    let mut bench = Bench::demo();
    for (method, target, body) in [
        ("GET", "/?Format=JSON&a=%", ""),
        ("GET", "/?Format=JSON&&", ""),
        ("GET", "/?Format=JSON&a=1&a=2", ""),
        ("GET", "/?%FF=1&Format=JSON", ""),
        ("POST", "/?Format=JSON", "not a form"),
    ] {
        let answer = bench.raw(method, target, &[("Host", "h:1")], body.as_bytes());
        assert_eq!(answer.error(), (400, "InvalidParameter"), "{target}");
        assert_eq!(answer.document.root, None, "JSON");
        assert_eq!(answer.text("HostId"), "h:1");
    }
    for method in ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get", ""] {
        let answer = bench.raw(method, "/?Format=XML", &[], b"");
        assert_eq!(answer.error(), (403, "UnsupportedHTTPMethod"));
    }
    for target in ["", "*", "/\u{e9}", "?a=b"] {
        assert_eq!(bench.raw("GET", target, &[], b"").error(), (400, "InvalidParameter"));
    }
    assert_eq!(bench.raw("GET", "/api", &[], b"").error(), (403, "InvalidAction"));
}

#[test]
fn a_form_body_is_served_as_a_query_is() {
    for in_body in 0..=3 {
        let mut bench = Bench::demo();
        let mut parameters = bench.parameters(&OWN);
        bench.sign("POST", &mut parameters);
        let (body, head) = match in_body {
            0 => (&[][..], &parameters[..]),
            1 => (&parameters[..], &[][..]),
            _ => parameters.split_at(in_body + 2),
        };
        let target = format!("/?{}", query::print(pairs(head)));
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = bench.raw("POST", &target, &form, query::print(pairs(body)).as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[test]
fn any_moment_is_survived() {
    let mut bench = Bench::demo();
    let mut parameters = bench.parameters(&OWN);
    bench.sign("GET", &mut parameters);
    for milliseconds in [0, 1, u64::MAX / 2, u64::MAX] {
        bench.now = Moment::from_unix_ms(milliseconds);
        assert_eq!(bench.send(&parameters).error(), (400, "IllegalTimestamp"));
    }
}
