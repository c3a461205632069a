//! Endpoints that others wrote from the documents alone, and changes of them: each comes to what it is.
//!
//! `tests/data/endpoints` holds them as they came. A change is a piece of the text with another in its place.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{Ended, Script, report, run, start};

pub(crate) const WHOLE: &str = include_str!("../data/endpoints/ep.py");
const LONE: &str = include_str!("../data/endpoints/ep1.py");
const SHAPE: &str = include_str!("../data/endpoints/mut_shape.py");

/// An endpoint with pieces of its text replaced.
pub(crate) fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the endpoint");
        text.replace(from, to)
    })
}

/// The target file of an endpoint with the control protocol.
pub(crate) fn with_control(endpoint: &Script) -> String {
    endpoint.target(&format!("[arrange]\ncontrol = \"{}_control\"\n", endpoint.url))
}

/// A run, and its report.
pub(crate) fn judged(endpoint: &Script, target: &str, more: &[&str]) -> (Ended, serde_json::Value) {
    let out = endpoint.path("report");
    let ended = run(&[&["run", "--target", target, "--out", &out], more].concat());
    (ended, report(Path::new(&out)))
}

/// The ids of the rules of a level that came to a verdict.
pub(crate) fn rules<'a>(report: &'a serde_json::Value, level: &str, verdict: &str) -> Vec<&'a str> {
    let rules = report["rules"].as_array().unwrap().iter();
    rules
        .filter(|rule| rule["level"] == level && rule["verdict"] == verdict)
        .map(|rule| rule["id"].as_str().unwrap())
        .collect()
}

#[test]
fn the_whole_conforms() {
    let Some(endpoint) = Script::start(WHOLE) else { return };
    let (ended, report) = judged(&endpoint, &with_control(&endpoint), &[]);
    ended.expect(0);
    assert_eq!(rules(&report, "SHOULD", "fail"), ["RI-38"]);
}

/// Judges the whole with some changes, and checks which MUST rules fail and which stay open.
#[track_caller]
fn comes_to(changes: &[(&str, &str)], failed: &[&str], open: &[&str]) {
    let Some(endpoint) = Script::start(&changed(WHOLE, changes)) else { return };
    let (ended, report) = judged(&endpoint, &with_control(&endpoint), &[]);
    assert_eq!(rules(&report, "MUST", "fail"), failed, "{}", ended.all());
    assert_eq!(rules(&report, "MUST", "inconclusive"), open, "{}", ended.all());
}

#[test]
fn describe_instances_alone_shows_statuses() {
    let unserved = (r#""DescribeInstanceStatus": statuses, "#, "");
    comes_to(&[unserved], &[], &["LK-01", "OB-01"]);
}

#[test]
fn describe_instance_status_alone_shows_statuses() {
    let unserved = (r#", "DescribeInstances": instances"#, "");
    comes_to(&[unserved], &[], &["LK-01", "LK-02"]);
}

#[test]
fn pages_are_read_where_ids_are_ignored() {
    comes_to(IN_PAGES, &[], &[]);
}

#[test]
fn pages_are_read_where_a_list_of_ids_is_refused() {
    let refusing = |name: &str, line: &str| {
        let raise = format!("raise ApiError(400, \"UnsupportedParameter\", \"{name}\")");
        format!("    if \"{name}\" in p: {raise}\n{line}")
    };
    let (status, instances) = ("    ids = [v for", "    ids = json.loads");
    comes_to(
        &[
            (status, &refusing("InstanceId.1", status)),
            (instances, &refusing("InstanceIds", instances)),
        ],
        &[],
        &[],
    );
}

#[test]
fn locks_are_seen_in_another_form_and_judged_by_the_documented_one() {
    let texts = (r#"[{"LockReason": r} for r in INST[i]["locks"]]"#, r#"INST[i]["locks"]"#);
    comes_to(&[texts], &["LK-02"], &[]);
}

/// Ids are ignored, and all instances are shown, ten on a page.
const IN_PAGES: &[(&str, &str)] = &[
    (
        r#"ids = [v for k, v in p.items() if k.startswith("InstanceId.")] or list(INST)"#,
        "ids = list(INST)",
    ),
    (
        r#"ids = json.loads(p["InstanceIds"]) if "InstanceIds" in p else list(INST)"#,
        "ids = list(INST)",
    ),
    (
        r#"{"TotalCount": len(l), "PageNumber": 1, "PageSize": 50,"#,
        r#"n = int(p.get("PageNumber", 1)); t = len(l); l = l[10 * n - 10:10 * n]
    return {"TotalCount": t, "PageNumber": n, "PageSize": 10,"#,
    ),
    ("    return n = ", "    n = "),
];

#[test]
fn another_shape_is_named_beside_the_documented_one() {
    let came = "InstanceStatuses {InstanceId, Status}";
    let documented = "InstanceStatuses {InstanceStatus [{InstanceId, Status}]}";
    let Some(endpoint) = Script::start(SHAPE) else { return };
    // DescribeInstances shows the status all the same.
    let (ended, report) = judged(&endpoint, &with_control(&endpoint), &[]);
    ended.expect(1).tells(&[came, documented]);
    assert_eq!(rules(&report, "MUST", "fail"), ["LK-01", "OB-01"]);
    assert_eq!(rules(&report, "MUST", "inconclusive"), [""; 0]);

    let alone = changed(SHAPE, &[(r#", "DescribeInstances": instances"#, "")]);
    let Some(endpoint) = Script::start(&alone) else { return };
    let (ended, _) = judged(&endpoint, &with_control(&endpoint), &[]);
    ended.expect(1).tells(&[&format!(
        "nothing to observe with: DescribeInstanceStatus answers {came}, and {documented} is documented"
    )]);
}

// RebootInstance alone

/// What the lone endpoint does not check, checked.
const CHECKED: (&str, &str) = (
    r#"    if p["AccessKeyId"] not in KEYS"#,
    r#"    if p["Version"] != "2014-05-26": raise ApiError(400, "InvalidVersion", "v")
    if p["SignatureMethod"] != "HMAC-SHA1": raise ApiError(400, "InvalidSignatureMethod", "m")
    if p["SignatureVersion"] != "1.0": raise ApiError(400, "InvalidSignatureVersion", "v")
    if p["AccessKeyId"] not in KEYS"#,
);

/// A shorter restart, so that a test takes a part of the time.
const SHORT: (&str, &str) = ("NONCES, BOOT = set(), 0.5", "NONCES, BOOT = set(), 0.1");

const LISTED: &str = "[instances]\nrunning = [\"i-1\", \"i-2\"]\n";

#[test]
fn where_nothing_shows_a_status_nobody_waits_for_one() {
    let Some(endpoint) = Script::start(&changed(LONE, &[SHORT])) else { return };
    let target = endpoint.target(LISTED);
    let began = Instant::now();
    let (ended, report) = judged(&endpoint, &target, &[]);
    assert!(began.elapsed() < Duration::from_secs(150), "{:?}", began.elapsed());
    // What it does not check, and what only http.server answers to other methods.
    let failed: BTreeSet<&str> = rules(&report, "MUST", "fail").into_iter().collect();
    for rule in ["CP-10", "CP-12", "CP-13"] {
        assert!(failed.contains(rule), "{rule} {failed:?}");
    }
    // A restart that is still under way is nobody's failure.
    // Nor what would be asked of i-3, an instance that the target file does not name.
    let right = ["RI-01", "RI-05", "RI-10", "RI-30", "RI-31", "RQ-01", "RQ-02", "RQ-05", "SG-04"];
    for rule in right.into_iter().chain(["SG-06", "SG-11"]) {
        assert!(!failed.contains(rule), "{rule}: {}", ended.all());
    }
    let passed = rules(&report, "MUST", "pass");
    for rule in ["RI-01", "RI-10", "SG-01", "SG-04", "SG-11"] {
        assert!(passed.contains(&rule), "{rule}: {}", ended.all());
    }
    let wanted = &report["wanted"][0];
    assert_eq!(wanted["operation"], "DescribeInstanceStatus");
    let decides = wanted["decides"].as_array().unwrap().len();
    assert!(decides > 20, "{wanted}");
    ended.tells(&[&format!("serve DescribeInstanceStatus: decides {decides} more")]);
    let page = std::fs::read_to_string(endpoint.path("report") + "/report.html").unwrap();
    assert!(page.contains(&format!("serve DescribeInstanceStatus: decides {decides} more")));
}

#[test]
fn a_lone_endpoint_that_checks_everything_leaves_open_what_cannot_be_seen() {
    let Some(endpoint) = Script::start(&changed(LONE, &[SHORT, CHECKED])) else { return };
    let rules = ["RI-01", "RI-03", "RI-30", "CP-10", "CP-12", "CP-13"];
    let rules = rules.map(|rule| ["--rule", rule]).concat();
    let (ended, _) = judged(&endpoint, &endpoint.target(LISTED), &rules);
    ended.expect(5);
    // The file that `init` writes lists none.
    let (ended, _) = judged(&endpoint, &endpoint.target(""), &rules);
    ended.expect(5).tells(&["lists none under running"]);
}

#[test]
fn an_earlier_restart_is_not_held_against_calls_that_overlap() {
    for boot in ["2", "60"] {
        let slow = ("NONCES, BOOT = set(), 0.5", &*format!("NONCES, BOOT = set(), {boot}"));
        let Some(endpoint) = Script::start(&changed(LONE, &[slow])) else { return };
        let target = endpoint.target("[instances]\nrunning = [\"i-1\"]\n");
        let asked = ["--rule", "RI-01", "--rule", "RI-09", "--jobs", "1"];
        let (ended, report) = judged(&endpoint, &target, &asked);
        assert_eq!(rules(&report, "SHOULD", "fail"), [""; 0], "{boot}: {}", ended.all());
    }
}

#[test]
fn a_run_tells_on_a_pipe_how_far_it_is_and_what_it_waits_for() {
    let slow = ("NONCES, BOOT = set(), 0.5", "NONCES, BOOT = set(), 6");
    let Some(endpoint) = Script::start(&changed(LONE, &[slow])) else { return };
    let (ended, _) =
        judged(&endpoint, &endpoint.target(LISTED), &["--rule", "RI-01", "--rule", "SG-01"]);
    let told: Vec<&str> = ended.stderr.lines().collect();
    assert!(!told.is_empty(), "{}", ended.all());
    for line in told {
        assert!(line.starts_with("rebootspec: ") && line.contains(" scenarios after "), "{line}");
    }
    assert!(ended.stderr.contains("waits for an earlier restart of i-"), "{}", ended.all());
}

#[test]
fn a_stopped_run_ends_soon_and_reports_every_request() {
    const CALLS_BEFORE: usize = 60;
    let slow = ("NONCES, BOOT = set(), 0.5", "NONCES, BOOT = set(), 30");
    let counting = (
        "    def do_GET(self):\n",
        "    def do_GET(self):\n        sys.stderr.write(\"R\\n\"); open(\"FILE\", \"a\").write(\"R\\n\")\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen").to_str().unwrap().to_owned();
    let counting = counting.1.replace("FILE", &seen);
    let text = changed(LONE, &[slow, ("    def do_GET(self):\n", &counting)]);
    let Some(endpoint) = Script::start(&text) else { return };
    let out = endpoint.path("report");
    let running = start(&["run", "--target", &endpoint.target(LISTED), "--out", &out]);
    // Some calls have come, and the run waits for a restart that takes long.
    let until = Instant::now() + Duration::from_secs(60);
    while std::fs::read(&seen).map_or(0, |lines| lines.len() / 2) < CALLS_BEFORE {
        assert!(Instant::now() < until, "the run is not under way");
        std::thread::sleep(Duration::from_millis(20));
    }
    running.interrupt();
    let began = Instant::now();
    running.end().expect(5).tells(&["stopped before its end"]);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let report = report(Path::new(&out));
    let control = [&report["control"]["first"]["exchanges"], &report["control"]["aside"]];
    let scenarios = report["rules"].as_array().unwrap().iter();
    let scenarios = scenarios.flat_map(|rule| rule["scenarios"].as_array().unwrap());
    let told: usize = control
        .into_iter()
        .chain(scenarios.map(|scenario| &scenario["exchanges"]))
        .map(|exchanges| exchanges.as_array().unwrap().len())
        .sum();
    let came = std::fs::read_to_string(&seen).unwrap().lines().count();
    assert!(came > 20, "{came} requests came");
    assert_eq!(told, came);
}
