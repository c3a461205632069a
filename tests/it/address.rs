//! What stands in the address of a target beside host and port. A path is where calls are sent, and not what
//! version 3 signs. User and password are for a gateway in front: they travel in the header Authorization, where
//! a call of version 3 has its signature, so that such a call cannot be made there, which is nobody's failure.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use serde_json::Value;

use crate::support::{Ended, Folder, Forwarder, Serve, report, run, start_with, text_of};

const SECRET: [(&str, &str); 1] = [("ECS_ACCESS_KEY_SECRET", "testsecret")];

const REASON: &str =
    "the user and password in url of the target file travel in the header Authorization";

/// The rules of a report with this verdict, each with its reason.
fn with_verdict(report: &Value, verdict: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rules = report["rules"].as_array().unwrap().iter();
    let chosen = rules.filter(|rule| rule["verdict"] == verdict);
    chosen.map(|rule| (text(&rule["id"]), text(&rule["reason"]))).collect()
}

#[test]
fn under_a_path_version_3_is_judged_and_its_canonical_uri_stays_the_same() {
    let serve = Serve::with(&["--style", "under-path", "--edition", "current"]);
    let target = serve.target_file();
    assert!(fs::read_to_string(&target).unwrap().contains("/gateway/ecs/\""));
    let rules = ["SG-20", "SG-21", "SG-01", "RI-01", "RQ-11", "RQ-12", "CP-30", "RI-30"];
    let selected: Vec<&str> = rules.iter().flat_map(|rule| ["--rule", rule]).collect();
    let arguments = ["run", "--edition", "current", "--target", &target];
    run(&[&arguments[..], &selected].concat()).expect(0).tells(&["verdict: conforms"]);
    // Elsewhere there is nothing.
    let folder = Folder::new();
    let text = fs::read_to_string(&target).unwrap().replace("/gateway/ecs/\"", "/elsewhere/\"");
    run(&["doctor", "--target", &folder.write("elsewhere.toml", &text)]).expect(3);
}

#[test]
fn under_a_path_the_fuzzer_finds_nothing() {
    let serve = Serve::with(&["--style", "under-path", "--edition", "current"]);
    let target = serve.target_file();
    let arguments = ["fuzz", "--edition", "current", "--target", &target, "--time", "50s"];
    run(&[&arguments[..], &["--requests", "1500", "--seed", "1"]].concat())
        .expect(0)
        .tells(&["fuzz: no finding"]);
}

/// Signs a call with `rebootspec sign`.
fn signed(more: &[&str]) -> Ended {
    let arguments = ["sign", "--access-key-id", "testid", "--v3", "Action=RebootInstance"];
    start_with(&[&arguments[..], more].concat(), &SECRET).end()
}

#[test]
fn sign_and_inspect_note_a_path_that_version_3_does_not_sign() {
    let note = "version 3 signs \"/\" whatever it is";
    let ended = signed(&["--url", "http://127.0.0.1:8080/gateway/ecs/", "InstanceId=i-1"]);
    ended.expect(0).tells(&[
        "canonical request GET / InstanceId=i-1",
        "http://127.0.0.1:8080/gateway/ecs/?InstanceId=i-1",
        note,
    ]);
    assert!(!signed(&["InstanceId=i-1"]).stdout.contains(note));

    let headers = ended.stdout.split("headers\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let folder = Folder::new();
    let inspect = |path: &str| {
        let request = format!("GET {path}?InstanceId=i-1 HTTP/1.1\n{headers}\n\n");
        let file = folder.write("request", &request.replace('\n', "\r\n"));
        start_with(&["inspect", &file], &SECRET).end()
    };
    inspect("/gateway/ecs/").expect(0).tells(&["verdict: signed right", note]);
    let plain = inspect("/");
    plain.expect(0);
    assert!(!plain.stdout.contains(note), "{}", plain.stdout);
}

/// A gateway that lets nobody by who does not say user and password.
fn gateway(serve: &Serve) -> Forwarder {
    Forwarder::start(serve.address(), |request, client| {
        let is_let_by = request.header("authorization") == Some("Basic bWU6cEBzc3cwcmQ=");
        if !is_let_by {
            let _ = client.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm=\"x\"\r\ncontent-length: 0\r\n\r\n",
            );
        }
        !is_let_by
    })
}

/// The target file for it, with the control protocol past the gateway.
fn behind(gateway: &Forwarder, serve: &Serve, folder: &Folder) -> String {
    let url = gateway.url().replace("http://", "http://me:p%40ssw0rd@");
    let control = format!("[arrange]\ncontrol = \"http://{}/_control\"\n", serve.address());
    folder.target(&url, "10s", &control)
}

#[test]
fn with_user_and_password_a_call_of_version_3_is_inconclusive_and_doctor_says_so() {
    let serve = Serve::with(&["--edition", "current"]);
    let gateway = gateway(&serve);
    let folder = Folder::new();
    let target = behind(&gateway, &serve, &folder);
    let ended = run(&["doctor", "--json", "--edition", "current", "--target", &target]);
    let told: Value = serde_json::from_str(&ended.expect(5).stdout).unwrap();
    assert!(!ended.stdout.contains("ssw0rd"), "{}", ended.stdout);
    let foretold: BTreeSet<String> = told["rules"]["undecided"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| {
            assert!(rule["reasons"][0].as_str().unwrap().starts_with(REASON), "{rule}");
            rule["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(foretold.contains("SG-20") && foretold.contains("SG-21"), "{foretold:?}");

    let out = folder.path("out");
    let arguments = ["run", "--edition", "current", "--target", &target, "--out", &text_of(&out)];
    let ended = run(&arguments);
    ended.expect(5);
    let report = report(&out);
    assert_eq!(with_verdict(&report, "fail"), []);
    let open = with_verdict(&report, "inconclusive");
    for (id, reason) in &open {
        assert!(reason.starts_with(REASON), "{id}: {reason}");
    }
    // What is a MUST and what is not: doctor names both.
    assert_eq!(open.into_iter().map(|(id, _)| id).collect::<BTreeSet<_>>(), foretold);
}

#[test]
fn with_user_and_password_the_fuzzer_says_them_and_makes_no_call_of_version_3() {
    let serve = Serve::with(&["--edition", "current"]);
    let gateway = gateway(&serve);
    let folder = Folder::new();
    let target = behind(&gateway, &serve, &folder);
    let arguments = ["fuzz", "--edition", "current", "--target", &target, "--time", "50s"];
    let ended = run(&[&arguments[..], &["--requests", "600", "--seed", "1"]].concat());
    ended.expect(0).tells(&["fuzz: no finding"]);
}
