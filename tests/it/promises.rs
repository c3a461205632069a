//! What `rebootspec doctor` promises is what `run` does: the rules that it says cannot be decided are those that stay
//! open, at endpoints of every style and at those that others wrote. The styles are examined inside this process,
//! several at once; that a run leaves open what a style says, and nothing more, is what `tests/it/prove.rs` and
//! `prove --styles` hold.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt as _;
use rebootspec::api::Level;
use rebootspec::endpoint::Settings;
use rebootspec::endpoint::styles::{STYLES, Style};
use rebootspec::outcome::diagnosis::{Diagnosis, State};
use rebootspec::proof::embedded::Embedded;
use rebootspec::suite::doctor;
use rebootspec::suite::features::Index;
use serde_json::Value;

use crate::endpoints::{WHOLE, changed, judged, rules, with_control};
use crate::support::{Folder, Forwarder, Script, Serve, report, run, text_of};

async fn examined(style: &'static Style, index: &Index) -> (&'static Style, Diagnosis) {
    let endpoint = style.endpoint(Settings::demo());
    let edition = endpoint.settings().edition;
    let embedded = Embedded::serving(endpoint).await.unwrap();
    let never = std::future::pending();
    (style, doctor::examine(embedded.target.clone(), index, edition, never).await)
}

/// The problems of a diagnosis, each by its check.
fn problems(diagnosis: &Diagnosis) -> Vec<String> {
    let is_problem = |state: &State| matches!(state, State::Problem(..));
    let found = diagnosis.findings.iter().filter(|finding| is_problem(&finding.state));
    found.map(|finding| format!("{}: {}", finding.check, finding.seen)).collect()
}

#[test]
fn of_every_style_doctor_foretells_what_stays_open() {
    let index = Index::embedded().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let all: Vec<_> = runtime.block_on(
        futures::stream::iter(STYLES)
            .map(|style| examined(style, index))
            .buffer_unordered(6)
            .collect(),
    );
    assert_eq!(all.len(), STYLES.len());
    for (style, diagnosis) in all {
        let undecided = &diagnosis.coverage.as_ref().unwrap_or_else(|| {
            panic!("{}: no rules are counted: {:?}", style.name, problems(&diagnosis))
        });
        let open: BTreeSet<&str> = undecided
            .undecided
            .iter()
            .filter(|rule| rule.level == Level::Must)
            .map(|rule| rule.id)
            .collect();
        assert_eq!(open, style.open.iter().copied().collect(), "{}", style.name);
        let grave = problems(&diagnosis);
        assert_eq!(grave.is_empty(), style.open.is_empty(), "{}: {grave:?}", style.name);
        assert!(diagnosis.not_given_back.is_empty(), "{}", style.name);
    }
}

/// The rules that doctor says cannot be decided.
fn foretold(target: &str, code: i32) -> BTreeSet<String> {
    let ended = run(&["doctor", "--json", "--target", target]);
    let told: Value = serde_json::from_str(&ended.expect(code).stdout).unwrap();
    let undecided = told["rules"]["undecided"].as_array().unwrap().iter();
    undecided.map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_run_leaves_open_what_doctor_says_of_parameters_and_nonces() {
    for style in ["parameters-unsupported", "parameters-and-nonces-plain"] {
        let serve = Serve::with(&["--style", style]);
        let target = serve.target_file();
        let foretold = foretold(&target, 5);
        assert!(foretold.contains("SG-03"), "{style}: {foretold:?}");
        let folder = Folder::new();
        let out = folder.path("out");
        let asked = ["RI-01", "RQ-03", "RQ-13", "SG-01", "SG-03", "SG-04", "SG-05", "SG-13"];
        let selected: Vec<&str> = asked.iter().flat_map(|rule| ["--rule", rule]).collect();
        let arguments = ["run", "--target", &target, "--out", &text_of(&out)];
        run(&[&arguments[..], &selected].concat()).expect(5);
        let report = report(&out);
        let open: BTreeSet<String> = report["rules"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["verdict"] == "inconclusive")
            .map(|rule| rule["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(open, foretold, "{style}");
    }
}

#[test]
fn few_connections_keep_doctor_from_nothing() {
    for connections in ["2", "8"] {
        let serve = Serve::with(&["--connections", connections]);
        run(&["doctor", "--target", &serve.target_file()]).expect(0).tells(&[
            "the endpoint refuses more connections where",
            "was made, is shown as Running, and was removed",
        ]);
    }
}

/// DELETE and PATCH of the control protocol are answered with 200, and done.
const PATCH: &str = include_str!("../data/endpoints/mut_patch.py");

#[test]
fn a_control_protocol_that_answers_200_is_named_and_keeps_a_run_from_nothing() {
    let Some(endpoint) = Script::start(PATCH) else { return };
    let target = with_control(&endpoint);
    run(&["doctor", "--target", &target]).expect(0).tells(&[
        "PATCH …/instances/{id} was answered with 200 instead of 204, and was done",
        "DELETE …/instances/{id} was answered with 200 instead of 204, and was done",
    ]);
    let asked = ["--rule", "RI-01", "--rule", "RI-02", "--rule", "RI-22", "--rule", "RS-14"];
    let (ended, report) = judged(&endpoint, &target, &asked);
    ended.expect(0);
    assert_eq!(rules(&report, "MUST", "inconclusive"), [""; 0]);
}

#[test]
fn a_change_that_is_refused_is_told_and_nothing_is_lent_that_it_may_have_changed() {
    // Done, and answered as if it were not.
    let refusing = ("    return 204, None", "    return 500, {}");
    let Some(endpoint) = Script::start(&changed(WHOLE, &[refusing])) else { return };
    let target = with_control(&endpoint);
    let ended = run(&["doctor", "--target", &target]);
    assert!(ended.stdout.contains("was made, is shown as Running"), "{}", ended.all());
    assert!(ended.stdout.contains("could not be changed to Stopped"), "{}", ended.all());
    let (_, report) = judged(&endpoint, &target, &["--rule", "RI-01"]);
    assert_eq!(rules(&report, "MUST", "pass"), ["RI-01"]);
}

#[test]
fn where_no_status_is_seen_doctor_says_what_an_earlier_restart_may_leave_open() {
    let lone = include_str!("../data/endpoints/ep1.py");
    let Some(endpoint) = Script::start(lone) else { return };
    let target = endpoint.target("[instances]\nrunning = [\"i-1\", \"i-2\"]\n");
    let told = "nothing shows whether an earlier restart of it is over";
    let ended = run(&["doctor", "--target", &target]);
    ended.expect(5).tells(&["SG-04", told]);
    let serve = Serve::start();
    assert!(!run(&["doctor", "--target", &serve.target_file()]).stdout.contains(told));
}

#[test]
fn a_passing_failure_lets_no_restart_begin_again_that_is_to_be_in_progress() {
    // The second call with the token meets a front's page; asked again, it is refused for the restart of the first.
    let serve = Serve::with(&["--edition", "current"]);
    let calls = AtomicUsize::new(0);
    let front = Forwarder::start(serve.address(), move |request, client| {
        let has_token = request.line().contains("ClientToken=");
        let is_second = has_token && calls.fetch_add(1, Ordering::SeqCst) == 1;
        if is_second {
            let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
        }
        is_second
    });
    let folder = Folder::new();
    let target = folder.target(&front.url(), "10s", &front.arrange());
    let out = folder.path("out");
    let arguments = ["run", "--edition", "current", "--rule", "RI-47", "--target", &target];
    run(&[&arguments[..], &["--out", &text_of(&out)]].concat()).expect(0);
    let report: Value = report(&out);
    assert_eq!(report["rules"][0]["verdict"], "pass", "{}", report["rules"][0]["reason"]);
}
