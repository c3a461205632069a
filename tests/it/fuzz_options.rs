//! `rebootspec fuzz --baseline` and `--dialect`, as `run` has them, and the value that a finding names.

use crate::support::{Ended, Folder, Serve, run};
use serde_json::Value;

/// Fuzzes an endpoint for a few hundred requests; gives what was said and the findings.
fn fuzzed(serve: &Serve, more: &[&str]) -> (Ended, Vec<Value>) {
    let folder = Folder::new();
    let target = serve.target_file();
    let out = folder.path("out");
    let out = out.to_str().unwrap();
    let arguments = [
        "fuzz",
        "--target",
        &target,
        "--requests",
        "600",
        "--time",
        "40s",
        "--seed",
        "7",
        "--jobs",
        "4",
        "--out",
        out,
    ];
    let ended = run(&[&arguments, more].concat());
    ended.check_manners();
    let text =
        std::fs::read_to_string(format!("{out}/findings.json")).unwrap_or_else(|_| "{}".into());
    let json: Value = serde_json::from_str(&text).unwrap();
    (ended, json["findings"].as_array().cloned().unwrap_or_default())
}

fn entry(rule: &str, until: &str) -> String {
    format!("[[accepted]]\nrule = \"{rule}\"\nreason = \"ticket 4711\"\nuntil = \"{until}\"\n\n")
}

#[test]
fn a_finding_whose_rule_is_accepted_is_told_and_does_not_fail() {
    let serve = Serve::with(&["--fault", "invalid-bad-request"]);
    let (ended, findings) = fuzzed(&serve, &[]);
    assert_eq!(ended.code, Some(1), "{}", ended.all());
    let rules: std::collections::BTreeSet<&str> =
        findings.iter().filter_map(|finding| finding["rule"].as_str()).collect();
    assert!(!rules.is_empty() && findings.iter().all(|one| one["accepted"] == false));
    let folder = Folder::new();
    let accepted: String = rules.iter().map(|rule| entry(rule, "2999-01-01")).collect();
    let accepted = folder.write("accepted.toml", &accepted);
    let (ended, findings) = fuzzed(&serve, &["--baseline", &accepted]);
    let open = findings.iter().filter(|one| one["accepted"] == false).count();
    assert_eq!(ended.code == Some(1), open > 0, "{}", ended.all());
    assert!(findings.iter().any(|one| one["accepted"] == true), "{}", ended.all());
    ended.tells(&["accepted until 2999-01-01: ticket 4711", "accepted by the baseline"]);
}

#[test]
fn an_entry_that_does_not_hold_fails_as_in_a_run() {
    let serve = Serve::start();
    let folder = Folder::new();
    let old = folder.write("old.toml", &entry("RI-20", "2020-01-01"));
    let (ended, _) = fuzzed(&serve, &["--baseline", &old]);
    ended
        .expect(1)
        .tells(&["the baseline does not hold", "RI-20 fails until 2020-01-01, which is over"]);
    let wrong = folder.write("wrong.toml", &entry("RI-99", "2999-01-01"));
    let (ended, _) = fuzzed(&serve, &["--baseline", &wrong]);
    ended.is_usage_error(&["RI-99"]);
}

#[test]
fn a_dialect_is_held_to_and_the_value_is_named() {
    let serve = Serve::with(&["--dialect", "gateway"]);
    let (ended, findings) = fuzzed(&serve, &[]);
    assert!(findings.is_empty(), "{}", ended.all());
    let (ended, findings) = fuzzed(&serve, &["--dialect", "documented"]);
    assert_eq!(ended.code, Some(1), "{}", ended.all());
    assert!(findings.iter().all(|one| one["oracle"] == "reason"), "{}", ended.all());
    let about = |name: &str| {
        findings
            .iter()
            .find(|one| one["bends"].to_string().contains(name))
            .map(|one| one["sent"].to_string())
    };
    let sent = about("Timestamp").or_else(|| about("SignatureMethod")).or_else(|| about("Action"));
    assert!(sent.is_some_and(|sent| sent.len() > 4), "{}", ended.all());
}
