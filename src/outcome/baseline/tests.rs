//! What an accepted failure leaves of a verdict.

use super::*;
use crate::api::Edition;
use crate::outcome::{RunVerdict, ScenarioResult, Selection, TargetSummary};

fn rule(id: &str, level: Level, verdicts: &[Verdict]) -> RuleResult {
    let scenario =
        |(number, verdict): (usize, &Verdict)| ScenarioResult::new(number.to_string(), *verdict);
    RuleResult {
        scenarios: verdicts.iter().enumerate().map(scenario).collect(),
        ..RuleResult::new(id, level, Edition::Core)
    }
}

/// A run of these rules, with these accepted.
fn run(rules: Vec<RuleResult>, accepted: &[&str]) -> RunResult {
    RunResult {
        accepted: accepted
            .iter()
            .map(|id| AcceptedDeviation {
                rule: (*id).to_owned(),
                reason: "known".to_owned(),
                until: "2027-01-31".to_owned(),
            })
            .collect(),
        rules,
        ..RunResult::new(TargetSummary::default(), Selection::default())
    }
}

const PASS: &[Verdict] = &[Verdict::Pass];
const FAIL: &[Verdict] = &[Verdict::Fail, Verdict::Pass];
const OPEN: &[Verdict] = &[Verdict::Inconclusive, Verdict::Pass];

fn told(result: &RunResult) -> (RunVerdict, String) {
    (result.verdict(), result.reason())
}

#[test]
fn an_accepted_failure_is_no_violation() {
    let rules = vec![rule("RI-01", Level::Must, PASS), rule("RI-02", Level::Must, FAIL)];
    assert_eq!(
        told(&run(rules.clone(), &[])),
        (RunVerdict::Violates, "1 of 2 MUST rules failed".to_owned())
    );
    assert_eq!(
        told(&run(rules, &["RI-02"])),
        (
            RunVerdict::Conforms,
            "1 of 2 selected MUST rules passed, the baseline accepts that 1 failed".to_owned()
        )
    );
}

#[test]
fn another_failure_still_violates() {
    let rules = vec![rule("RI-01", Level::Must, FAIL), rule("RI-02", Level::Must, FAIL)];
    assert_eq!(
        told(&run(rules, &["RI-02"])),
        (RunVerdict::Violates, "1 of 2 MUST rules failed; the baseline accepts 1 more".to_owned())
    );
}

#[test]
fn what_is_undecided_is_never_accepted() {
    let rules = vec![rule("RI-01", Level::Must, PASS), rule("RI-02", Level::Must, OPEN)];
    let undecided = "1 of 2 MUST rules could not be decided".to_owned();
    let told_of = told(&run(rules, &["RI-02"]));
    assert_eq!(told_of, (RunVerdict::Incomplete, undecided.clone()));
    // Nor is it where another scenario of the same rule failed.
    let half = [Verdict::Fail, Verdict::Inconclusive];
    let rules = vec![rule("RI-01", Level::Must, PASS), rule("RI-02", Level::Must, &half)];
    let told_of = told(&run(rules, &["RI-02"]));
    assert_eq!(told_of, (RunVerdict::Incomplete, undecided));
}

#[test]
fn an_error_is_never_accepted() {
    let rules = vec![rule("RI-01", Level::Must, &[Verdict::Error, Verdict::Fail])];
    let result = run(rules, &["RI-01"]);
    assert_eq!(result.verdict(), RunVerdict::Error);
    assert_eq!(result.acceptance(&result.rules[0]), None);
}

#[test]
fn a_baseline_that_does_not_hold_violates() {
    let mut result = run(vec![rule("RI-01", Level::Must, PASS)], &[]);
    result.baseline_faults = vec!["a.toml:1 is stale".to_owned()];
    let stale = "the baseline does not hold: a.toml:1 is stale".to_owned();
    assert_eq!(told(&result), (RunVerdict::Violates, stale.clone()));
    result.baseline_faults.push("a.toml:5 is stale too".to_owned());
    assert_eq!(told(&result).1, format!("{stale} (and 1 more)"));
    result.rules.push(rule("RI-02", Level::Must, FAIL));
    assert_eq!(told(&result).1, format!("1 of 2 MUST rules failed; {stale} (and 1 more)"));
}

#[test]
fn an_accepted_failure_alone_is_a_decided_run() {
    let rules = vec![rule("RI-38", Level::Should, &[Verdict::Fail])];
    assert_eq!(run(rules.clone(), &[]).verdict(), RunVerdict::Incomplete, "nothing passed");
    assert_eq!(run(rules, &["RI-38"]).verdict(), RunVerdict::Conforms);
}
