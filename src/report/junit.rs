//! The report for CI services: JUnit XML, a test suite a rule and a test case a scenario.
//!
//! Names are the rule's id and the scenario's name and nothing else, so that a service that follows a
//! test from run to run does not lose it when a feature file is edited. What turns a build red here is
//! what gives a run the verdict `violates` or `error`: a warning (SHOULD, MAY) and a failure that the
//! baseline accepts are passed test cases that say in their output what happened. They are not
//! skipped ones, since they were decided; skipped is what was not.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::ReportError;
use super::escape::{for_build_log, for_terminal, lines_for_terminal};
use crate::api::Level;
use crate::outcome::{ControlCall, ErrorCause, RuleResult, RunResult, ScenarioResult, Verdict};

/// Name of the test suite that tells of the run itself. No rule has such an id.
const RUN: &str = "run";

/// The report as XML text.
///
/// # Errors
///
/// When it cannot be put into XML, which is a fault of the suite.
pub fn to_string(record: &RunResult) -> Result<String, ReportError> {
    let mut report = Report::new("rebootspec");
    report.timestamp = record.started.parse().ok();
    report.set_time(duration(record.took_ms));
    report.add_test_suite(run(record));
    report.add_test_suites(record.rules.iter().map(|rule| of_rule(record, rule)));
    report.to_string().map_err(|error| ReportError::Xml(error.to_string()))
}

/// What keeps a run from its verdict beside its rules, each under a name that is always there: a run
/// that could not begin is never a green one.
fn run(record: &RunResult) -> TestSuite {
    let mut suite = TestSuite::new(RUN);
    for (name, value) in [
        ("verdict", record.verdict.word()),
        ("reason", &record.reason),
        ("target", &record.target.url),
        ("edition", record.edition.word()),
        ("rebootspec", &record.suite.version),
        ("commit", record.suite.commit.as_deref().unwrap_or("unknown")),
        ("seed", &record.seed.to_string()),
    ] {
        suite.add_property((line(name).as_str(), line(value).as_str()));
    }
    let control = |attempt: &ControlCall| match &attempt.failure {
        Some(failure) => error("control call", failure),
        None => TestCaseStatus::success(),
    };
    let stopped = record.interrupted.then(|| record.interruption());
    let baseline = record.baseline_faults.join("\n");
    for (name, status) in [
        (
            "a plain correct call is served before the first scenario",
            control(&record.control.first),
        ),
        (
            "a plain correct call is served after the last scenario",
            match &record.control.last {
                Some(attempt) => control(attempt),
                None => skipped("nothing ran, or the run was stopped before"),
            },
        ),
        ("the run comes to its end", or_error("stopped", stopped.as_deref())),
        ("the suite is sound", or_error("suite", record.suite_fault.as_deref())),
        (
            "the baseline holds",
            if baseline.is_empty() {
                TestCaseStatus::success()
            } else {
                told(NonSuccessKind::Failure, "baseline", &baseline, &baseline)
            },
        ),
    ] {
        let mut case = TestCase::new(name, status);
        case.set_classname(RUN);
        suite.add_test_case(case);
    }
    suite
}

fn of_rule(record: &RunResult, rule: &RuleResult) -> TestSuite {
    let mut suite = TestSuite::new(line(&rule.id));
    for (name, value) in [
        ("level", rule.level.word()),
        ("title", &rule.title),
        ("fact", &rule.fact),
        ("source", &rule.source),
        ("verdict", rule.verdict.word()),
    ] {
        suite.add_property((name, line(value).as_str()));
    }
    let acceptance = accepted(record, rule);
    if let Some(why) = &acceptance {
        suite.add_property(("accepted", line(why).as_str()));
    }
    let took: f64 = rule.scenarios.iter().map(|scenario| scenario.took_ms).sum();
    suite.set_time(duration(took));
    suite.add_test_cases(
        rule.scenarios.iter().map(|scenario| of_scenario(rule, scenario, acceptance.as_deref())),
    );
    suite
}

/// Why the baseline accepts a rule's failure.
fn accepted(record: &RunResult, rule: &RuleResult) -> Option<String> {
    let accepted = record.acceptance(rule)?;
    Some(format!("accepted by the baseline until {}: {}", accepted.until, accepted.reason))
}

fn of_scenario(rule: &RuleResult, scenario: &ScenarioResult, acceptance: Option<&str>) -> TestCase {
    let reason = scenario.reason.as_deref().unwrap_or("no reason was given");
    let why_not_red = match (acceptance, rule.level_of(scenario)) {
        (Some(why), _) => Some(why.to_owned()),
        (None, Level::Must) => None,
        (None, level) => Some(format!("a warning: {} is no MUST", level.word())),
    };
    let status = match (scenario.verdict, &why_not_red) {
        (Verdict::Pass, _) | (Verdict::Fail, Some(_)) => TestCaseStatus::success(),
        (Verdict::Inconclusive, _) => skipped(reason),
        (Verdict::Fail, None) => {
            told(NonSuccessKind::Failure, rule.level.word(), reason, &described(rule, scenario))
        }
        (Verdict::Error, _) => {
            let whose = match scenario.cause {
                Some(ErrorCause::Suite) => "suite",
                Some(ErrorCause::SetUp) => "set-up",
                Some(ErrorCause::Target) | None => "target",
            };
            told(NonSuccessKind::Error, whose, reason, &described(rule, scenario))
        }
    };
    let mut case = TestCase::new(line(&scenario.name), status);
    case.set_classname(line(&rule.id));
    case.set_time(duration(scenario.took_ms));
    let mut said: Vec<String> = Vec::new();
    if let (Verdict::Fail, Some(why)) = (scenario.verdict, why_not_red) {
        said.push(format!("did not pass, and is {why}"));
        said.push(described(rule, scenario));
    }
    said.extend(scenario.notes.iter().map(|note| format!("observed: {note}")));
    if !said.is_empty() {
        case.set_system_out(lines(&said.join("\n")));
    }
    case
}

/// What a reader needs who has nothing but this test case.
fn described(rule: &RuleResult, scenario: &ScenarioResult) -> String {
    let cited = rule.cited();
    let mut fields = vec![("documented", rule.fact.as_str()), ("source", &cited)];
    for (name, value) in [
        ("step", &scenario.step),
        ("expected", &scenario.expected),
        ("actual", &scenario.actual),
        ("reason", &scenario.reason),
    ] {
        if let Some(value) = value {
            fields.push((name, value));
        }
    }
    if let Some(reproduce) = &scenario.reproduce {
        fields.push(("reproduce", &reproduce.run));
        if let Some(curl) = &reproduce.curl {
            fields.push(("the request", curl));
        }
    }
    fields.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

fn or_error(kind: &str, fault: Option<&str>) -> TestCaseStatus {
    fault.map_or_else(TestCaseStatus::success, |fault| error(kind, fault))
}

fn error(kind: &str, what: &str) -> TestCaseStatus {
    told(NonSuccessKind::Error, kind, what, what)
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(line(reason));
    status
}

fn told(kind: NonSuccessKind, word: &str, message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(word).set_message(line(message)).set_description(lines(description));
    status
}

/// One line, and nothing in it that XML forbids, or that a terminal or a build service obeys.
fn line(text: &str) -> String {
    for_build_log(&for_terminal(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn lines(text: &str) -> String {
    let text = lines_for_terminal(text);
    text.split('\n').map(for_build_log).collect::<Vec<_>>().join("\n")
}

/// A stored report may hold any number.
fn duration(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1_000.0).unwrap_or_default()
}
