//! The proof for other tools: `prove.json`, described field by field in `docs/prove-json.md`. The
//! names and meanings of the fields are a promise.

use serde_json::{Value, json};

use super::matrix::{Mark, Row};
use super::seen::{RuleSeen, Seen};
use super::whole::{Proof, StyleRow};
use crate::api::Dialect;
use crate::outcome::Verdict;

/// Names the format and its generation; another generation may rename or drop fields.
pub const FORMAT: &str = "rebootspec-prove/1";

/// The proof as a JSON value.
#[must_use]
pub fn to_json(proof: &Proof) -> Value {
    let problems = proof.problems();
    let matrix = &proof.matrix;
    json!({
        "format": FORMAT,
        "verdict": if problems.is_empty() { "proven" } else { "not proven" },
        "summary": proof.summary(),
        "problems": problems,
        "target": proof.target,
        "edition": proof.edition.word(),
        "whole": proof.is_whole,
        "scenarios": proof.scenarios,
        "runs": proof.runs,
        "jobs": proof.workers,
        "took_ms": rounded(proof.took_ms),
        "suite": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "faults": matrix.rows.iter().map(fault).collect::<Vec<_>>(),
        "passed_over": proof.passed_over.iter().map(|over| json!({
            "name": over.fault.name,
            "rule": over.fault.rule,
            "reason": over.reason,
        })).collect::<Vec<_>>(),
        "rules": matrix.rules.iter().map(|rule| json!({
            "id": rule.id,
            "level": rule.level.word(),
            "title": rule.title,
            "killed_by": names(matrix.killers(&rule.id)),
            "killed_by_own": names(matrix.own_killers(&rule.id)),
        })).collect::<Vec<_>>(),
        "styles": proof.styles.iter().map(style).collect::<Vec<_>>(),
        "rounds": proof.rounds.iter().map(|round| json!({ "shuffle": round.shuffle })).collect::<Vec<_>>(),
        "unsteady": proof.unsteady.iter().map(|unsteady| json!({
            "subject": unsteady.subject,
            "rule": unsteady.rule,
            "scenario": unsteady.scenario,
            "verdicts": unsteady.verdicts.iter().map(|verdict| verdict.word()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "suite_faults": proof.suite_faults,
        "not_given_back": proof.not_given_back,
    })
}

fn names<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<&'a str> {
    rows.map(|row| row.fault.name.as_str()).collect()
}

fn fault(row: &Row) -> Value {
    let ids = |mark| row.with(mark).map(|rule| rule.id.as_str()).collect::<Vec<_>>();
    json!({
        "name": row.fault.name,
        "sentence": row.fault.sentence,
        "rule": row.fault.rule,
        "also": row.fault.also,
        "caught": row.is_caught(),
        "listed": ids(Mark::Listed),
        "spared": ids(Mark::Spared),
        "strangers": ids(Mark::Stranger),
        "undecided": ids(Mark::Undecided),
        "control_failure": row.seen.unjudged,
        "not_passed": not_passed(&row.seen),
        "took_ms": rounded(row.seen.took_ms),
    })
}

fn style(row: &StyleRow) -> Value {
    json!({
        "name": row.style.name,
        "sentence": row.style.sentence,
        "dialect": row.dialect.map(Dialect::word),
        "to_fail": row.fails(),
        "conforms": row.problems().is_empty(),
        "control_failure": row.seen.unjudged,
        "not_passed": not_passed(&row.seen),
        "took_ms": rounded(row.seen.took_ms),
    })
}

fn not_passed(seen: &Seen) -> Vec<Value> {
    let rules = seen.rules.iter().filter(|rule| rule.verdict != Verdict::Pass);
    rules.map(|rule: &RuleSeen| {
        json!({ "rule": rule.id, "verdict": rule.verdict.word(), "because": rule.because })
    })
    .collect()
}

/// To a microsecond.
fn rounded(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}
