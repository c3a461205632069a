//! Endpoints that others wrote from the documents alone, and changes of them: each comes to what it is.
//!
//! `tests/data/endpoints` holds them as they came. A change is a piece of the text with another in its place.

use std::path::Path;

use crate::support::{Ended, Script, report, run};

const WHOLE: &str = include_str!("../data/endpoints/ep.py");
const SHAPE: &str = include_str!("../data/endpoints/mut_shape.py");

/// An endpoint with pieces of its text replaced.
fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the endpoint");
        text.replace(from, to)
    })
}

/// The target file of an endpoint with the control protocol.
fn with_control(endpoint: &Script) -> String {
    endpoint.target(&format!("[arrange]\ncontrol = \"{}_control\"\n", endpoint.url))
}

/// A run, and its report.
fn judged(endpoint: &Script, target: &str, more: &[&str]) -> (Ended, serde_json::Value) {
    let out = endpoint.path("report");
    let ended = run(&[&["run", "--target", target, "--out", &out], more].concat());
    (ended, report(Path::new(&out)))
}

/// The ids of the rules of a level that came to a verdict.
fn rules<'a>(report: &'a serde_json::Value, level: &str, verdict: &str) -> Vec<&'a str> {
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

/// Ids are ignored, and all instances are shown, three on a page.
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
        r#"n = int(p.get("PageNumber", 1)); t = len(l); l = l[3 * n - 3:3 * n]
    return {"TotalCount": t, "PageNumber": n, "PageSize": 3,"#,
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
