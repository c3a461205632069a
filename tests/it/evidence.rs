//! What `--out` writes besides the text for people: that each format keeps to its schema, for runs of
//! every kind, and says the same as the others. `snapshots/` holds what each looks like.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::support::results::{
    HOSTILE, all_verdicts, redacted, snapshot, unreachable_target, with_a_baseline,
};
use rebootspec::outcome::{RunResult, RunVerdict, Verdict};
use rebootspec::report::{files, github, har, json, junit, messages};
use serde_json::Value;

/// Runs of every kind.
fn kinds() -> Vec<(&'static str, RunResult)> {
    let mut stopped = all_verdicts();
    stopped.interrupted = true;
    stopped.control.last = None;
    let mut broken = all_verdicts();
    broken.suite_fault = Some(format!("a scenario vanished {HOSTILE}"));
    let mut passed = all_verdicts();
    for scenario in passed.rules.iter_mut().flat_map(|rule| &mut rule.scenarios) {
        scenario.verdict = Verdict::Pass;
        scenario.cause = None;
        (scenario.expected, scenario.actual) = (None, None);
        scenario.reason = None;
    }
    vec![
        ("all verdicts", all_verdicts()),
        ("unreachable", unreachable_target()),
        ("with a baseline", with_a_baseline()),
        ("stopped", stopped),
        ("broken", broken),
        ("passed", passed),
    ]
}

fn record(result: &RunResult) -> RunResult {
    redacted(result)
}

fn records() -> Vec<(&'static str, RunResult)> {
    kinds().iter().map(|(kind, result)| (*kind, record(result))).collect()
}

fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
fn check(validator: &jsonschema::Validator, kind: &str, value: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{kind}: {} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

const REPORT_SCHEMA: &str = include_str!("../../schemas/report.schema.json");
const HAR_SCHEMA: &str = include_str!("../../schemas/har.schema.json");

// report.json

#[test]
fn a_report_of_any_kind_keeps_to_the_schema() {
    let validator = validator(REPORT_SCHEMA);
    for (kind, record) in records() {
        let value = serde_json::from_str(&json::to_string(&record).unwrap()).unwrap();
        check(&validator, kind, &value);
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let validator = validator(REPORT_SCHEMA);
    let good = serde_json::to_value(record(&all_verdicts())).unwrap();
    assert!(validator.is_valid(&good));
    for (pointer, wrong) in [
        ("/format", Value::from("rebootspec-report/2")),
        ("/verdict", "pass".into()),
        ("/rules/0/level", "must".into()),
        ("/rules/0/scenarios/0/verdict", "conforms".into()),
        ("/sha256", "abc".into()),
        ("/counts/MUST/pass", (-1).into()),
        ("/control/first/exchanges/0/failure", "both an answer and a failure".into()),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&bad), "{pointer}");
    }
    for field in good.as_object().unwrap().keys() {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(field);
        assert!(!validator.is_valid(&bad), "without {field}");
    }
}

/// Names of all properties that a schema knows.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (key, member) in members {
                if let ("properties", Some(properties)) = (key.as_str(), member.as_object()) {
                    found.extend(properties.keys().cloned());
                }
                properties(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, found)),
        _ => {}
    }
}

#[test]
fn schema_and_document_know_the_same_fields() {
    let mut in_schema = BTreeSet::new();
    properties(&serde_json::from_str(REPORT_SCHEMA).unwrap(), &mut in_schema);
    let document = include_str!("../../docs/report-json.md");
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let documented: BTreeSet<String> = rows.map(str::to_owned).collect();
    assert_eq!(in_schema, documented);
}

// junit.xml

/// Test cases of a JUnit file by class and name, each with what became of it.
fn cases(xml: &str) -> BTreeMap<(String, String), &'static str> {
    let report = quick_junit::Report::deserialize_from_str(xml).unwrap();
    let mut cases = BTreeMap::new();
    for suite in &report.test_suites {
        assert_eq!(suite.tests, suite.test_cases.len(), "{:?}", suite.name);
        for case in &suite.test_cases {
            let classname = case.classname.as_ref().unwrap();
            assert_eq!(*classname, suite.name);
            let became = match &case.status {
                quick_junit::TestCaseStatus::Success { .. } => "passed",
                quick_junit::TestCaseStatus::Skipped { .. } => "skipped",
                quick_junit::TestCaseStatus::NonSuccess {
                    kind: quick_junit::NonSuccessKind::Failure,
                    ..
                } => "failure",
                quick_junit::TestCaseStatus::NonSuccess { .. } => "error",
            };
            let known = cases
                .insert((classname.as_str().to_owned(), case.name.as_str().to_owned()), became);
            assert_eq!(known, None, "{:?} is there twice", case.name);
        }
    }
    cases
}

#[test]
fn junit_is_red_where_the_verdict_is_and_nowhere_else() {
    for (kind, record) in records() {
        let cases = cases(&junit::to_string(&record).unwrap());
        let red = cases.values().any(|became| ["failure", "error"].contains(became));
        let verdict = record.verdict;
        let wanted = matches!(verdict, RunVerdict::Violates | RunVerdict::Error);
        assert_eq!(red, wanted || record.interrupted, "{kind}: {verdict:?}");
    }
}

#[test]
fn junit_tells_failure_error_and_skipped_apart() {
    let mut seen = BTreeSet::new();
    for record in [record(&all_verdicts()), record(&with_a_baseline())] {
        let cases = cases(&junit::to_string(&record).unwrap());
        for rule in &record.rules {
            for scenario in &rule.scenarios {
                let must = rule.level == rebootspec::api::Level::Must;
                let wanted = match scenario.verdict {
                    Verdict::Fail if must && record.acceptance(rule).is_none() => "failure",
                    Verdict::Pass | Verdict::Fail => "passed",
                    Verdict::Inconclusive => "skipped",
                    Verdict::Error => "error",
                };
                let name = (rule.id.clone(), scenario.name.clone());
                assert_eq!(cases.get(&name), Some(&wanted), "{name:?}");
                seen.insert(wanted);
            }
        }
    }
    assert!(seen.len() == 4, "{seen:?}");
}

#[test]
fn junit_holds_no_character_that_xml_forbids_and_no_markup_of_the_endpoint() {
    for (kind, record) in records() {
        let xml = junit::to_string(&record).unwrap();
        let bad = xml.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(bad, None, "{kind}");
        assert!(!xml.contains("<script"), "{kind}");
        if kind == "all verdicts" {
            assert!(xml.contains(r"\u{1b}[31m"), "what the endpoint sent is not shown");
        }
    }
}

#[test]
fn junit_names_hold_no_line_of_a_file() {
    let mut moved = all_verdicts();
    for scenario in moved.rules.iter_mut().flat_map(|rule| &mut rule.scenarios) {
        scenario.line = Some(1_234);
    }
    let xml = junit::to_string(&record(&moved)).unwrap();
    assert_eq!(cases(&xml), cases(&junit::to_string(&record(&all_verdicts())).unwrap()));
    assert!(!xml.contains("1234"));
}

#[test]
fn junit_keeps_to_the_schema_by_xmllint() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        // The structure is checked above by another reader all the same.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/junit.xsd");
    let file = folder.path().join("junit.xml");
    let validates = |xml: &str| {
        std::fs::write(&file, xml).unwrap();
        let ended = Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema", schema])
            .arg(&file)
            .output()
            .unwrap();
        (ended.status.success(), String::from_utf8_lossy(&ended.stderr).into_owned())
    };
    for (kind, record) in records() {
        let xml = junit::to_string(&record).unwrap();
        let (valid, said) = validates(&xml);
        assert!(valid, "{kind}: {said}");
        assert!(!validates(&xml.replace("classname", "class")).0);
    }
}

// exchanges.har

#[test]
fn an_archive_of_any_kind_keeps_to_the_schema() {
    let validator = validator(HAR_SCHEMA);
    for (kind, record) in records() {
        let value: Value = serde_json::from_str(&har::to_string(&record).unwrap()).unwrap();
        check(&validator, kind, &value);
        let scenarios = record.rules.iter().flat_map(|rule| &rule.scenarios);
        let calls = scenarios.map(|scenario| scenario.exchanges.len()).sum::<usize>()
            + record.control.first.exchanges.len()
            + record.control.last.as_ref().map_or(0, |last| last.exchanges.len());
        let entries = value["log"]["entries"].as_array().unwrap();
        assert_eq!(entries.len(), calls, "{kind}");
        let moments: Vec<&str> =
            entries.iter().map(|entry| entry["startedDateTime"].as_str().unwrap()).collect();
        assert!(moments.is_sorted(), "{kind}");
    }
}

// messages.ndjson

#[test]
fn messages_speak_of_what_was_told_before() {
    for (kind, record) in records() {
        let text = messages::to_string(&record).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines[0].get("meta").is_some());
        let mut told = BTreeSet::new();
        for line in &lines {
            let message = line.as_object().unwrap();
            assert_eq!(message.len(), 1, "one message a line");
            ids(line, &mut told, kind);
        }
        let of = |name: &str| lines.iter().filter(|line| line.get(name).is_some()).count();
        let scenarios = record.counts.scenarios.total;
        for name in ["pickle", "testCase", "testCaseStarted", "testCaseFinished"] {
            assert_eq!(of(name), scenarios, "{kind}: {name}");
        }
        let failed = |line: &&Value| {
            line.pointer("/testStepFinished/testStepResult/status") == Some(&"FAILED".into())
        };
        let bad = record.counts.scenarios.fail + record.counts.scenarios.error;
        assert_eq!(lines.iter().filter(failed).count(), bad, "{kind}");
        let end = lines.last().unwrap().get("testRunFinished").unwrap();
        assert_eq!(end["success"], record.verdict == RunVerdict::Conforms, "{kind}");
    }
}

/// Collects the ids that a message gives, each once, and looks up those that it names.
fn ids(value: &Value, told: &mut BTreeSet<String>, kind: &str) {
    match value {
        Value::Object(members) => {
            if let Some(id) = members.get("id").and_then(Value::as_str) {
                assert!(told.insert(id.to_owned()), "{kind}: {id} is given twice");
            }
            for (key, member) in members {
                if let (
                    "pickleId" | "pickleStepId" | "testCaseId" | "testCaseStartedId" | "testStepId",
                    Some(id),
                ) = (key.as_str(), member.as_str())
                {
                    assert!(told.contains(id), "{kind}: {key} {id} was not told");
                }
                ids(member, told, kind);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| ids(item, told, kind)),
        _ => {}
    }
}

// all of them

#[test]
fn every_format_looks_as_wanted() {
    let folder = tempfile::tempdir().unwrap();
    files::write_all(folder.path(), &record(&all_verdicts())).unwrap();
    for name in files::names().filter(|name| !["report.json", "report.html"].contains(name)) {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        snapshot(&format!("report_{}", name.replace(['.', '-'], "_")), &text);
    }
}

#[test]
fn nothing_in_any_file_is_invisible_or_acts_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, record) in records() {
        files::write_all(folder.path(), &record).unwrap();
        for name in files::names() {
            let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
            let bad = text.chars().find(|&c| c != '\n' && c != '\t' && c.is_control());
            assert_eq!(bad, None, "{kind}: {name}");
            assert!(!text.contains('\u{202e}'), "{kind}: a bidi override in {name}");
        }
    }
}

// GitHub

#[test]
fn a_job_gets_annotations_and_a_summary() {
    let record = record(&all_verdicts());
    let annotations = github::annotations(&record);
    snapshot("report_github_annotations", &annotations);
    snapshot("report_github_summary", &github::summary(&record));
    let of = |kind: &str| annotations.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!(of("::"), annotations.lines().count());
    assert!(of("::error ") > 0 && of("::notice ") > 0, "{annotations}");
}

#[test]
fn no_more_annotations_are_raised_than_are_shown() {
    let mut result = all_verdicts();
    let rule = result.rules.iter().find(|rule| rule.id == "RI-30").unwrap().clone();
    result.rules = vec![rule; 40];
    let annotations = github::annotations(&record(&result));
    let errors: Vec<&str> =
        annotations.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10);
    assert!(errors[9].contains("title=111 more"), "{}", errors[9]);
}
