//! Each choice does what it says.

use super::*;
use crate::endpoint::Settings;
use crate::endpoint::testing::Bench;

fn kept(choices: Choices, method: &'static str, target: &str, body: &str) -> (String, String) {
    let raw = RawRequest {
        method,
        target: target.as_bytes(),
        headers: Vec::new(),
        body: body.as_bytes(),
    };
    let kept = choices.kept(&raw);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(kept.target), text(kept.body))
}

#[test]
fn the_last_of_two_is_kept_and_a_form_stands_behind_the_query() {
    let choices = Choices { last_of_two: true, ..Choices::default() };
    let read = |method, target, body| kept(choices, method, target, body);
    assert_eq!(read("GET", "/?a=1&b=2&a=3", "").0, "/?b=2&a=3");
    assert_eq!(read("POST", "/?a=1&b=2", "a=4&a=5"), ("/?b=2".into(), "a=5".into()));
    assert_eq!(read("GET", "/?a=1", "a=2"), ("/?a=1".into(), "a=2".into()));
    assert_eq!(read("GET", "/", "").0, "/");
}

#[test]
fn what_cannot_be_decoded_is_left_out() {
    let choices = Choices { undecodable_ignored: true, ..Choices::default() };
    let read = |target| kept(choices, "GET", target, "").0;
    assert_eq!(read("/?a=1&%&=x&b=%ff&&c"), "/?a=1&c");
}

fn endpoint(choose: fn(&mut Choices)) -> Bench {
    let mut settings = Settings::demo();
    choose(&mut settings.choices);
    Bench::new(settings)
}

#[test]
fn each_choice_is_seen_and_nothing_else_changes() {
    let mut bench = endpoint(|choices| choices.accepted = true);
    assert_eq!(bench.reboot("i-running0001").status, 202);
    assert_eq!(bench.status("i-running0001"), "Starting");

    let mut bench = endpoint(|choices| choices.locks_last = true);
    let id = bench.arrange(r#"{"status":"Stopped","locks":["security"]}"#);
    assert_eq!(bench.reboot(&id).error(), (403, "IncorrectInstanceStatus"));
    assert_eq!(bench.reboot("i-locked0001").error(), (403, "InstanceLockedForSecurity"));

    let mut bench = endpoint(|choices| choices.foreign_forbidden = true);
    assert_eq!(bench.reboot("i-other0001").error(), (403, "Forbidden.RAM"));
    assert_eq!(bench.reboot("i-unknown0001").error(), (404, "InvalidInstanceId.NotFound"));

    let twice = |bench: &mut Bench, after_signing: bool| {
        let own = [("Action", "RebootInstance"), ("InstanceId", "i-running0001")];
        let mut parameters = bench.parameters(&own);
        let second = ("InstanceId".to_owned(), "i-running0002".to_owned());
        if after_signing {
            bench.sign("GET", &mut parameters);
            parameters.push(second);
        } else {
            parameters.push(second);
            bench.sign("GET", &mut parameters);
        }
        bench.send(&parameters)
    };
    let mut bench = endpoint(|_| {});
    assert_eq!(twice(&mut bench, false).status, 400);
    let mut bench = endpoint(|choices| choices.first_of_two_signed = true);
    assert_eq!(twice(&mut bench, true).error(), (400, "IncompleteSignature"));
    assert_eq!(twice(&mut bench, false).status, 200);
    assert_eq!(bench.status("i-running0001"), "Starting");
    assert_eq!(bench.status("i-running0002"), "Running");

    let mut bench = endpoint(|choices| choices.fractions_refused = true);
    let own = [("Action", "RebootInstance"), ("InstanceId", "i-running0001")];
    let mut parameters = bench.parameters(&own);
    for (_, value) in parameters.iter_mut().filter(|(name, _)| name == "Timestamp") {
        *value = value.replace('Z', ".000Z");
    }
    bench.sign("GET", &mut parameters);
    assert_eq!(bench.send(&parameters).error(), (400, "IllegalTimestamp"));

    let mut bench = endpoint(|choices| choices.booleans_exact = true);
    assert_eq!(bench.reboot_with("i-running0001", &[("ForceStop", "True")]).status, 400);
    assert_eq!(bench.reboot_with("i-running0001", &[("ForceStop", "true")]).status, 200);

    let mut bench = endpoint(|choices| choices.format_refused = true);
    assert_eq!(bench.reboot_with("i-running0001", &[("Format", "YAML")]).status, 400);
    assert_eq!(bench.reboot_with("i-running0001", &[("Format", "json")]).status, 200);

    let mut bench = endpoint(|choices| choices.method_bare = true);
    let bare = bench.raw_bytes("PUT", "/", &[], b"");
    assert_eq!((bare.status, bare.body.len()), (405, 0));
    assert_eq!(bench.raw("GET", "/", &[], b"").status, 400);
}

#[test]
fn a_wrong_signature_uses_up_a_common_nonce() {
    let spent = |mut bench: Bench| {
        let own = [("Action", "RebootInstance"), ("InstanceId", "i-running0001")];
        let mut parameters = bench.parameters(&own);
        let mut wrong = parameters.clone();
        wrong.push(("Signature".to_owned(), "AAAA".to_owned()));
        assert_eq!(bench.send(&wrong).error(), (400, "IncompleteSignature"));
        bench.sign("GET", &mut parameters);
        bench.send(&parameters).status
    };
    assert_eq!(spent(Bench::demo()), 200);
    assert_eq!(spent(endpoint(|choices| choices.nonces_common = true)), 400);
}
