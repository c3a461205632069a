//! What is shown is what failed: the call that a rule means, one line for one cause, and nothing that was
//! judged before.

use std::io::Write as _;

use crate::support::{Folder, Forwarder, Serve, http, report, run, xml};

/// Judges an endpoint of the control protocol behind a forwarder; gives what was printed and the report.
fn judged(forwarder: &Forwarder, more: &[&str]) -> (String, serde_json::Value) {
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    let out = folder.path("out");
    let arguments = ["run", "--target", &target, "--out", out.to_str().unwrap()];
    let ended = run(&[&arguments, more].concat());
    ended.check_manners();
    (ended.stdout, report(&out))
}

fn scenario<'a>(report: &'a serde_json::Value, id: &str, part: &str) -> &'a serde_json::Value {
    let rules = report["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == id).unwrap();
    let scenarios = rule["scenarios"].as_array().unwrap();
    scenarios.iter().find(|one| one["name"].as_str().unwrap().contains(part)).unwrap()
}

/// An endpoint that refuses StartInstance with this code and always the same RequestId.
fn refuses_to_start(serve: &Serve, code: &'static str) -> Forwarder {
    Forwarder::start(serve.address(), move |request, client| {
        let odd = request.line().contains("Action=StartInstance");
        if odd {
            let answer = refusal(code, "m", request.line().contains("Format=JSON"));
            client.write_all(answer.as_bytes()).unwrap();
        }
        odd
    })
}

fn refusal(code: &str, message: &str, as_json: bool) -> String {
    let id = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A";
    if as_json {
        let body =
            serde_json::json!({ "RequestId": id, "HostId": "h", "Code": code, "Message": message });
        return http("403 Forbidden", "application/json", &body.to_string());
    }
    let members = format!(
        "<RequestId>{id}</RequestId><HostId>h</HostId><Code>{code}</Code><Message>{}</Message>",
        message.replace('&', "&amp;")
    );
    xml("403 Forbidden", &format!("<Error>{members}</Error>"))
}

#[test]
fn a_rule_that_looks_back_shows_the_call_it_means() {
    let serve = Serve::start();
    // LK-03 takes any error, so that nothing but RS-13 is about its code.
    let forwarder = refuses_to_start(&serve, "NotToday");
    let (text, report) = judged(&forwarder, &["--rule", "LK-03", "--rule", "RS-13"]);
    let closing = scenario(&report, "RS-13", "every error of the run");
    assert_eq!(closing["verdict"], "fail", "{text}");
    let actual = closing["actual"].as_str().unwrap();
    assert!(actual.starts_with("403 NotToday, in LK-03 \"StartInstance, "), "{text}");
    let meant = &closing["meant"][0];
    let there = scenario(&report, "LK-03", meant["scenario"].as_str().unwrap());
    let call = &there["exchanges"][meant["exchange"].as_u64().unwrap() as usize];
    assert!(call["answer"]["body"].as_str().unwrap().contains("NotToday"), "{text}");
    // Of this scenario that call alone is shown in full, and both lines are about it.
    let block = text.split("FAIL  RS-13").nth(1).expect("a block");
    assert_eq!(block.matches("    < HTTP ").count(), 1, "{block}");
    assert!(block.contains("the call that is meant, of LK-03"), "{block}");
    assert!(block.contains("&Action=StartInstance"), "{block}");
    assert!(block.contains("run --rule RS-13 --rule LK-03 "), "{block}");
    let resend = closing["reproduce"]["curl"].as_str().unwrap();
    assert!(resend.contains("Action=StartInstance"), "{resend}");
}

#[test]
fn what_a_rule_has_failed_on_is_not_judged_again() {
    // RS-14 fails on 200 InternalError, which no table has; RS-13 has nothing to add.
    let serve = Serve::with(&["--fault", "internal-failure-ok"]);
    let forwarder = Forwarder::start(serve.address(), |_, _| false);
    let (text, report) = judged(&forwarder, &["--rule", "RS-13", "--rule", "RS-14"]);
    let verdict = |id: &str| {
        let rules = report["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == id).unwrap()["verdict"].as_str().unwrap()
    };
    assert_eq!((verdict("RS-14"), verdict("RS-13")), ("fail", "pass"), "{text}");
    let notes = scenario(&report, "RS-13", "every error of the run")["notes"].to_string();
    assert!(notes.contains("200 InternalError is judged where it came"), "{notes}");
}

#[test]
fn a_repeated_request_id_is_shown_in_both_its_answers() {
    let serve = Serve::start();
    let forwarder = refuses_to_start(&serve, "IncorrectInstanceStatus");
    let (text, report) = judged(&forwarder, &["--rule", "LK-03", "--rule", "CP-51"]);
    let closing = scenario(&report, "CP-51", "every answer");
    let actual = closing["actual"].as_str().unwrap_or_else(|| panic!("{text}"));
    let wanted = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A 2 times, first in LK-03 \"StartInstance, ";
    assert!(actual.starts_with(wanted) && actual.contains(", then in LK-03 "), "{actual}");
    assert_eq!(closing["meant"].as_array().unwrap().len(), 2, "{text}");
}

#[test]
fn another_dialect_is_one_cause_and_told_once() {
    let serve = Serve::with(&["--dialect", "gateway"]);
    let forwarder = Forwarder::start(serve.address(), |_, _| false);
    let (text, report) = judged(&forwarder, &["--dialect", "documented"]);
    let head = text.split("\n\n").next().unwrap();
    let words = head.split_whitespace().collect::<Vec<_>>().join(" ");
    let told =
        "the endpoint speaks the dialect \"gateway\", and this run accepts \"documented\" alone: ";
    assert!(words.contains(told) && words.contains(" MUST rules and "), "{head}");
    // Nothing else fails, so no failure has a block of its own.
    assert_eq!(text.matches("\nFAIL  ").count() + text.matches("\nWARNING  ").count(), 0, "{text}");
    assert!(
        text.contains("\n  CP-01       400 MissingAction; expected 400 MissingParameter"),
        "{text}"
    );
    assert!(text.lines().count() < 300, "{} lines", text.lines().count());
    let missing = scenario(&report, "CP-01", "XML");
    assert_eq!(
        (&missing["verdict"], &missing["other_dialect"]),
        (&"fail".into(), &"gateway".into())
    );
}

#[test]
fn what_a_message_repeats_of_its_own_call_is_no_difference() {
    let serve = Serve::start();
    let forwarder = Forwarder::start(serve.address(), |request, client| {
        let line = request.line();
        let odd = line.contains("Action=RebootInstance") && !line.contains("InstanceId=");
        if odd {
            // As a gateway that quotes what it signed, with the nonce of the call.
            let nonce = line.split("SignatureNonce=").nth(1).unwrap().split('&').next().unwrap();
            let quoted = format!(
                "no match. server string to sign is:GET&%2F&AccessKeyId%3Dtestid%26SignatureNonce%3D{nonce}"
            );
            let answer = refusal("IncompleteSignature", &quoted, line.contains("Format=JSON"));
            client.write_all(answer.as_bytes()).unwrap();
        }
        odd
    });
    let (text, report) = judged(&forwarder, &["--rule", "RI-11", "--rule", "RQ-07"]);
    let [xml, json] = ["absent, XML", "absent, JSON"].map(|name| scenario(&report, "RI-11", name));
    assert_ne!(xml["actual"], json["actual"], "{text}");
    assert_eq!(xml["likeness"], json["likeness"], "{text}");
    assert!(text.contains("\n    absent, JSON\n"), "{text}");
}
