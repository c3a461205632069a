//! Endpoints that throttle, fail now and then, or take few connections conform, and the run says once what that
//! cost; what is about one call is judged all the same. And requests without an answer: one is sent again where
//! its connection had carried an answer before, and nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rebootspec::api::Edition;
use rebootspec::suite::features::Index;
use rebootspec::suite::volume;
use serde_json::Value;

use crate::endpoints::{WHOLE, changed, judged, rules, with_control};
use crate::support::{Folder, Script, Serve, Stub, http, report, run, start, text_of, xml};

const CRASH: &str = include_str!("../data/endpoints/mut_crash.py");
const FLAKY: &str = include_str!("../data/endpoints/mut_flaky2.py");

/// What a run at the reference endpoint with these flags comes to, and its report.
fn served(flags: &[&str], more: &[&str]) -> (crate::support::Ended, Value) {
    let serve = Serve::with(flags);
    let folder = Folder::new();
    let (target, out) = (serve.target_file(), folder.path("out"));
    let ended = run(&[&["run", "--target", &target, "--out", &text_of(&out)], more].concat());
    (ended, report(&out))
}

/// Every exchange of a report.
fn exchanges(report: &Value) -> impl Iterator<Item = &Value> {
    let rules = report["rules"].as_array().unwrap().iter();
    let scenarios = rules.flat_map(|rule| rule["scenarios"].as_array().unwrap());
    scenarios.flat_map(|scenario| scenario["exchanges"].as_array().unwrap())
}

/// How many exchanges of a report were asked again.
fn asked_again(report: &Value) -> usize {
    exchanges(report).filter(|exchange| exchange["asked_again"] == true).count()
}

/// Rules of many kinds: a restart that is watched, refusals, times, nonces, replays, signatures, faults that
/// are arranged.
const SOME: [&str; 20] = [
    "--rule", "RI-04", "--rule", "RI-11", "--rule", "RI-30", "--rule", "RS-14", "--rule", "RS-15",
    "--rule", "CP-21", "--rule", "CP-30", "--rule", "SG-05", "--rule", "SG-10", "--rule", "CP-51",
];

#[test]
fn an_endpoint_that_throttles_conforms_and_is_told_once() {
    let (ended, report) = served(&["--throttle", "10"], &SOME);
    ended.expect(0).tells(&["verdict: conforms"]);
    assert_eq!(ended.stdout.matches("the endpoint throttles:").count(), 1, "{}", ended.all());
    let pace = &report["pace"];
    assert!(pace["throttled"].as_u64().unwrap() > 10, "{pace}");
    assert!(pace["throttled_ms"].as_f64().unwrap() > 2000.0, "{pace}");
    assert!(pace["rate"].as_f64().is_some_and(|rate| (4.0..21.0).contains(&rate)), "{pace}");
    assert!(asked_again(&report) > 0);
}

#[test]
fn at_an_allowed_pace_nothing_is_throttled() {
    let serve = Serve::with(&["--throttle", "30"]);
    let text = std::fs::read_to_string(serve.target_file()).unwrap();
    let folder = Folder::new();
    let target =
        folder.write("target.toml", &text.replace("[endpoint]\n", "[endpoint]\nrate = 12\n"));
    let rules = ["--rule", "RI-11", "--rule", "RI-30"];
    for arguments in
        [&["--rate", "12", "--target", &serve.target_file()], &["--jobs", "4", "--target", &target]]
    {
        let (out, began) = (folder.path("out"), Instant::now());
        let ended = run(&[&["run", "--out", &text_of(&out)], &arguments[..], &rules].concat());
        ended.expect(0);
        let took = began.elapsed();
        let report = report(&out);
        // The control calls are beside these.
        let calls =
            exchanges(&report).filter(|one| one["request"]["url"].as_str().unwrap().contains('?'));
        let calls = u32::try_from(calls.count()).unwrap();
        assert!(took > Duration::from_secs(1) * (calls - 1) / 12, "{calls} calls in {took:?}");
        assert_eq!(report["pace"]["throttled"], 0, "{}", ended.all());
    }
}

#[test]
fn failures_that_pass_spoil_no_verdict() {
    for (style, status) in [("sometimes-unavailable", "503"), ("sometimes-bad-gateway", "502")] {
        let (ended, report) = served(&["--style", style], &[]);
        ended.expect(0).tells(&["verdict: conforms", "failures that passed ("]);
        assert_eq!(report["pace"]["failures"][0]["status"].to_string(), status);
        assert!(asked_again(&report) > 5);
    }
}

#[test]
fn no_more_connections_are_opened_than_the_endpoint_takes() {
    let (ended, report) = served(&["--connections", "8"], &[]);
    ended.expect(0).tells(&["the endpoint refuses more where "]);
    // One that was closed may still count at the endpoint, so it may be fewer.
    let connections = report["pace"]["connections"].as_u64().unwrap();
    assert!((2..=8).contains(&connections), "{connections}");
}

/// A whole endpoint before which something stands that answers itself, but does what it was asked.
const CARRIED_OUT: (&str, &str) = (
    "            self.answer(200, p[\"Action\"] + \"Response\", {\"RequestId\": rid, **(op(p) or {})}, fmt)",
    "            out = op(p) or {}
            COUNT[0] += 1
            if COUNT[0] % 7 == 0: self.answer(502, \"html\", \"Bad Gateway\", \"XML\")
            else: self.answer(200, p[\"Action\"] + \"Response\", {\"RequestId\": rid, **out}, fmt)",
);

#[test]
fn what_was_carried_out_and_not_answered_is_brought_back_and_made_again() {
    let text = changed(
        WHOLE,
        &[CARRIED_OUT, ("NONCES, BOOT = set(), 0.5", "NONCES, BOOT, COUNT = set(), 0.5, [0]")],
    );
    let Some(endpoint) = Script::start(&text) else { return };
    let (ended, report) = judged(&endpoint, &with_control(&endpoint), &["--jobs", "4"]);
    assert_eq!(rules(&report, "MUST", "fail"), [""; 0], "{}", ended.all());
    ended.expect(0).tells(&["failures that passed"]);
}

#[test]
fn a_load_balancer_before_the_control_protocol_as_well() {
    // Every third answer, whatever was asked.
    let change = (
        "    def side(self):\n",
        "    def side(self):\n        COUNT[0] += 1\n        if COUNT[0] % 3 == 0:\n            self.rfile.read(int(self.headers.get(\"Content-Length\") or 0))\n            return self.answer(503, \"html\", \"busy\", \"XML\")\n",
    );
    let text = changed(
        WHOLE,
        &[change, ("NONCES, BOOT = set(), 0.5", "NONCES, BOOT, COUNT = set(), 0.5, [0]")],
    );
    let Some(endpoint) = Script::start(&text) else { return };
    let (ended, _) =
        judged(&endpoint, &with_control(&endpoint), &["--rule", "RI-01", "--rule", "RI-20"]);
    ended.expect(0);
}

/// An answer of DescribeInstanceStatus without an instance.
const NONE_SHOWN: &str = "<DescribeInstanceStatusResponse><RequestId>R</RequestId><InstanceStatuses/></DescribeInstanceStatusResponse>";

/// Runs a rule at an endpoint that answers every RebootInstance in this way, however often it is asked.
#[track_caller]
fn always(answer: fn() -> String, verdict: &str, reason: &str) {
    let stub = Stub::start(move |head| match head.contains("Action=RebootInstance") {
        true => answer(),
        false => xml("200 OK", NONE_SHOWN),
    });
    let folder = Folder::new();
    let out = folder.path("out");
    let target = stub.target("");
    let began = Instant::now();
    let ended = run(&["run", "--target", &target, "--rule", "RI-30", "--out", &text_of(&out)]);
    assert!(began.elapsed() < Duration::from_secs(50), "{}", ended.all());
    let rule = &report(&out)["rules"][0];
    assert_eq!(rule["verdict"], verdict, "{}", ended.all());
    assert!(rule["reason"].as_str().unwrap().contains(reason), "{rule:#}");
}

#[test]
fn a_failure_that_comes_to_one_call_alone_is_its_answer() {
    always(|| http("502 Bad Gateway", "text/html", "<html>bad</html>"), "fail", "502");
    always(
        || xml("500 Internal Server Error", "<Error><Code>InternalError</Code></Error>"),
        "fail",
        "500 InternalError",
    );
}

#[test]
fn an_endpoint_that_only_fails_is_not_waited_for_long() {
    for (status, body) in [
        ("503 Service Unavailable", "<html>maintenance</html>"),
        ("500 Internal Server Error", "<Error><Code>InternalError</Code></Error>"),
    ] {
        let stub = Stub::start(move |_| xml(status, body));
        for command in ["run", "doctor", "fuzz"] {
            let began = Instant::now();
            let ended = run(&[command, "--target", &stub.target("")]);
            assert_eq!(ended.code, Some(3), "{}", ended.all());
            assert!(began.elapsed() < Duration::from_secs(30), "{command}: {:?}", began.elapsed());
        }
    }
}

#[test]
fn what_an_endpoint_asks_for_in_retry_after_is_waited() {
    let count = AtomicUsize::new(0);
    let stub = Stub::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => "HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\ncontent-length: 0\r\n\r\n"
            .to_owned(),
        _ => xml("200 OK", NONE_SHOWN),
    });
    let began = Instant::now();
    let ended = run(&["run", "--target", &stub.target(""), "--rule", "CP-51"]);
    assert!(began.elapsed() >= Duration::from_secs(2), "{}", ended.all());
    let heads = stub.heads();
    let nonce = |head: &String| head.split("SignatureNonce=").nth(1).unwrap()[..32].to_owned();
    assert_ne!(nonce(&heads[0]), nonce(&heads[1]), "signed anew");
}

#[test]
fn a_run_that_waits_ends_soon_after_an_interrupt() {
    for answer in [
        || {
            "HTTP/1.1 429 Too Many Requests\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n"
                .to_owned()
        },
        || xml("400 Bad Request", "<Error><Code>Throttling.User</Code></Error>"),
    ] {
        let stub = Stub::start(move |_| answer());
        let target = stub.target("");
        for command in ["run", "doctor", "fuzz"] {
            let running = start(&[command, "--target", &target]);
            std::thread::sleep(Duration::from_secs(2));
            let began = Instant::now();
            running.interrupt();
            let ended = running.end();
            assert!(began.elapsed() < Duration::from_secs(20), "{command}: {}", ended.all());
        }
    }
}

// Requests without an answer

/// Runs RI-11 alone, and checks that it fails as without an answer.
#[track_caller]
fn has_no_answer(text: &str, reason: &str) {
    let is_lost = reason == LOST;
    let Some(endpoint) = Script::start(text) else { return };
    let (ended, report) =
        judged(&endpoint, &with_control(&endpoint), &["--rule", "RI-11", "--rule", "RI-12"]);
    ended.expect(1);
    assert_eq!(rules(&report, "MUST", "fail"), ["RI-11"], "{}", ended.all());
    let rule = &report["rules"].as_array().unwrap()[0];
    for scenario in rule["scenarios"].as_array().unwrap() {
        let said = scenario["actual"].as_str().unwrap_or_default();
        assert!(said.contains(reason), "{scenario:#}");
    }
    assert_eq!(report["pace"]["lost"].as_u64().unwrap() > 0, is_lost, "{:#}", report["pace"]);
    assert_eq!(ended.all().contains("lost: the endpoint closed"), is_lost, "{}", ended.all());
}

const LOST: &str = "an answer was lost";

#[test]
fn a_crash_is_no_answer_and_no_used_nonce() {
    has_no_answer(CRASH, "no answer: the connection was closed");
}

#[test]
fn a_request_is_not_sent_again_where_no_connection_was_kept() {
    has_no_answer(FLAKY, "no answer: the connection was closed");
}

#[test]
fn a_crash_on_a_kept_connection_is_told_as_a_lost_answer() {
    let kept = (
        "    def log_message(self",
        "    protocol_version = \"HTTP/1.1\"\n    def log_message(self",
    );
    // It is carried out before it crashes, so the same bytes are refused for their nonce.
    has_no_answer(&changed(CRASH, &[kept]), LOST);
}

/// What a run makes whatever the machine, and what it is said to make.
#[test]
fn a_run_makes_about_as_many_calls_as_is_said() {
    let (ended, report) = served(&[], &[]);
    ended.expect(0);
    let is_call = |one: &&Value| !one["request"]["url"].as_str().unwrap().contains("_control");
    let made = exchanges(&report).filter(is_call).count();
    let said = volume::of_everything(Index::embedded().unwrap(), Edition::Core, None);
    assert!(made > said * 3 / 4 && made < said * 3 / 2, "{made} made, {said} said");
}

#[test]
fn doctor_finds_a_limit_and_says_how_long_a_run_will_take() {
    let serve = Serve::with(&["--throttle", "20"]);
    let ended = run(&["doctor", "--target", &serve.target_file()]);
    ended.expect(0).tells(&["the endpoint throttles from about", "and will take"]);
    // A run of everything that was throttled to 20 a second made 1371 calls and took 76 s on an idle machine.
    let said = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = |before: &str| {
        let (_, rest) = said.split_once(before).unwrap();
        rest.split(' ').next().unwrap().trim_end_matches(',').parse::<f64>().unwrap()
    };
    let (calls, rate) =
        (number("a run of everything makes about "), number("throttles from about "));
    assert!((1300.0..1600.0).contains(&calls), "{calls}");
    assert!((number("and will take ") - calls / rate).abs() < 10.0, "{said}");
    let serve = Serve::start();
    let ended = run(&["doctor", "--target", &serve.target_file()]);
    ended.expect(0).tells(&["a burst of calls met no limit"]);
}
