//! Each choice does what it says.

use super::{reading, traffic};
use crate::endpoint::clock::Moment;
use crate::endpoint::front::{Act, Below};
use crate::endpoint::styles::STYLES;
use crate::endpoint::testing::{Bench, START};
use crate::endpoint::whole::Endpoint;
use crate::endpoint::{Response, Settings};
use crate::wire::http::{Field, RawRequest};
use crate::wire::request::FORM;

/// An endpoint that answers with what it was asked: the target, a space and the body.
struct Echo;

impl Below for Echo {
    fn answer(&mut self, raw: &RawRequest<'_>, _: Moment) -> Response {
        let body = [raw.target, b" ", raw.body].concat();
        Response { status: 200, content_type: "text/plain".into(), headers: Vec::new(), body }
    }
}

fn raw<'a>(method: &'a str, target: &'a str, body: &'a str) -> RawRequest<'a> {
    let headers = vec![Field { name: "Content-Type", value: FORM.as_bytes() }];
    RawRequest { method, target: target.as_bytes(), headers, body: body.as_bytes() }
}

/// What a layer sends on.
fn sent_on(act: Act, method: &str, target: &str, body: &str) -> String {
    let endpoint = Endpoint::in_front_of(Box::new(Echo), Settings::default());
    let mut endpoint = endpoint.with_layers([act]);
    String::from_utf8(endpoint.answer(&raw(method, target, body), START).body).unwrap()
}

#[test]
fn the_last_of_two_is_kept_and_a_form_stands_behind_the_query() {
    let read = |method, target, body| sent_on(reading::last_of_two, method, target, body);
    assert_eq!(read("GET", "/?a=1&b=2&a=3", ""), "/?b=2&a=3 ");
    assert_eq!(read("POST", "/?a=1&b=2", "a=4&%61=5"), "/?b=2 %61=5");
    assert_eq!(read("GET", "/?a=1", "a=2"), "/?a=1 a=2");
    assert_eq!(read("GET", "/", ""), "/ ");
}

#[test]
fn what_cannot_be_decoded_is_left_out() {
    let read = |target| sent_on(reading::undecodable_ignored, "GET", target, "");
    assert_eq!(read("/?a=1&%&=x&b=%ff&&c"), "/?a=1&c ");
}

/// An endpoint of a style.
fn of_style(name: &str) -> Bench {
    let style = STYLES.iter().find(|style| style.name == name).unwrap();
    Bench::of(style.endpoint(Settings::demo()))
}

#[test]
fn each_choice_is_seen_and_nothing_else_changes() {
    let mut bench = of_style("accepted");
    assert_eq!(bench.reboot("i-running0001").status, 202);
    assert_eq!(bench.status("i-running0001"), "Starting");

    let mut bench = of_style("locks-last");
    let id = bench.arrange(r#"{"status":"Stopped","locks":["security"]}"#);
    assert_eq!(bench.reboot(&id).error(), (403, "IncorrectInstanceStatus"));
    assert_eq!(bench.reboot("i-locked0001").error(), (403, "InstanceLockedForSecurity"));

    let mut bench = of_style("foreign-forbidden");
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
    assert_eq!(twice(&mut Bench::demo(), false).status, 400);
    let mut bench = of_style("first-of-two-signed");
    assert_eq!(twice(&mut bench, true).error(), (400, "IncompleteSignature"));
    assert_eq!(twice(&mut bench, false).status, 200);
    assert_eq!(bench.status("i-running0001"), "Starting");
    assert_eq!(bench.status("i-running0002"), "Running");

    let mut bench = of_style("fractions-refused");
    let own = [("Action", "RebootInstance"), ("InstanceId", "i-running0001")];
    let mut parameters = bench.parameters(&own);
    for (_, value) in parameters.iter_mut().filter(|(name, _)| name == "Timestamp") {
        *value = value.replace('Z', ".000Z");
    }
    bench.sign("GET", &mut parameters);
    assert_eq!(bench.send(&parameters).error(), (400, "IllegalTimestamp"));

    let mut bench = of_style("booleans-exact");
    let refused = bench.reboot_with("i-running0001", &[("ForceStop", "True")]);
    assert_eq!(refused.status, 400);
    assert_eq!(refused.text("Message"), "The value \"True\" of ForceStop is not valid.");
    assert_eq!(bench.reboot_with("i-running0001", &[("ForceStop", "true")]).status, 200);

    let mut bench = of_style("format-refused");
    assert_eq!(bench.reboot_with("i-running0001", &[("Format", "YAML")]).status, 400);
    assert_eq!(bench.reboot_with("i-running0001", &[("Format", "json")]).status, 200);

    let mut bench = of_style("method-bare");
    let bare = bench.raw_bytes("PUT", "/", &[], b"");
    assert_eq!((bare.status, bare.body.len()), (405, 0));
    assert_eq!(bench.raw("GET", "/", &[], b"").status, 400);
}

#[test]
fn a_restart_in_progress_is_a_conflict_until_it_is_over_or_arranged_away() {
    let mut bench = of_style("busy-conflict");
    let id = bench.arrange("{}");
    assert_eq!(bench.reboot(&id).status, 200);
    assert_eq!(bench.reboot(&id).status, 409);
    bench.wait_ms(200);
    assert_eq!(bench.reboot(&id).status, 200);
    bench.control("PATCH", &format!("/instances/{id}"), r#"{"status":"Stopped"}"#);
    assert_eq!(bench.reboot(&id).error(), (403, "IncorrectInstanceStatus"));
    let stop = [("Action", "StopInstance"), ("InstanceId", "i-running0001")];
    assert_eq!((bench.reboot("i-running0001").status, bench.call(&stop).status), (200, 403));
    bench.wait_ms(200);
    assert_eq!(bench.call(&stop).status, 200);
    assert_eq!(bench.reboot("i-running0001").error(), (403, "IncorrectInstanceStatus"));
}

#[test]
fn a_locked_instance_is_stopped_and_stays_locked() {
    let mut bench = of_style("locked-stops");
    let stop = [("Action", "StopInstance"), ("InstanceId", "i-locked0001")];
    assert_eq!(bench.call(&stop).status, 200);
    bench.wait_ms(1000);
    assert_eq!(bench.status("i-locked0001"), "Stopped");
    assert_eq!(bench.reboot("i-locked0001").error(), (403, "InstanceLockedForSecurity"));
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
    assert_eq!(spent(of_style("nonces-common")), 400);
}

/// What an endpoint answers to a call at each of these moments, in ms.
fn statuses(mut endpoint: Endpoint, at_ms: &[u64]) -> Vec<u16> {
    let call = raw("GET", "/?a=b", "");
    let mut status = |at: &u64| endpoint.answer(&call, Moment::from_unix_ms(*at)).status;
    at_ms.iter().map(&mut status).collect()
}

#[test]
fn so_many_are_served_in_each_second() {
    let settings = Settings { throttle: Some(2), ..Settings::default() };
    let endpoint = Endpoint::in_front_of(Box::new(Echo), settings);
    assert_eq!(
        statuses(endpoint, &[1, 2, 3, 999, 1000, 1500, 1999]),
        [200, 200, 400, 400, 200, 200, 400]
    );
}

#[test]
fn the_last_of_fifty_fails() {
    for (act, status) in [(traffic::unavailable as Act, 503), (traffic::bad_gateway, 502)] {
        let endpoint = Endpoint::in_front_of(Box::new(Echo), Settings::default());
        let told = statuses(endpoint.with_layers([act]), &[1; 101]);
        let failed: Vec<usize> =
            (1..).zip(&told).filter(|(_, it)| **it == status).map(|(at, _)| at).collect();
        assert_eq!(failed, [50, 100]);
    }
}
