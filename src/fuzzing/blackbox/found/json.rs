//! `findings.json`, format `rebootspec-fuzz/1`: described in `docs/fuzz.md`.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Finding;
use crate::fuzzing::blackbox::options::Outcome;
use crate::report::Redactor;

/// The format of `findings.json`.
pub const FORMAT: &str = "rebootspec-fuzz/1";

/// How much of a text is kept, in bytes.
const CLIPPED: usize = 4096;

/// The run and its findings.
#[must_use]
pub fn to_json(outcome: &Outcome, target: &str, redactor: &Redactor) -> Value {
    let findings: Vec<Value> = outcome
        .findings
        .iter()
        .enumerate()
        .map(|(index, finding)| self::finding(index, finding, outcome, redactor))
        .collect();
    json!({
        "format": FORMAT,
        "target": redactor.text(target),
        "seed": outcome.seed,
        "run": format!("{:016x}", outcome.run),
        "edition": outcome.edition.word(),
        "jobs": outcome.jobs,
        "corpus": outcome.corpus,
        "took_ms": u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
        "sent": outcome.sent,
        "judged": outcome.judged,
        "throttled": outcome.throttled,
        "busy": outcome.busy,
        "unsteady": outcome.unsteady,
        "surplus": outcome.surplus,
        "observed": outcome.observed,
        "interrupted": outcome.interrupted,
        "untested": outcome.untested.iter().map(|text| redactor.text(text)).collect::<Vec<_>>(),
        "not_given_back":
            outcome.not_given_back.iter().map(|text| redactor.text(text)).collect::<Vec<_>>(),
        "suite_fault": outcome.suite_fault.as_ref().map(|fault| redactor.text(fault)),
        "further": outcome.further,
        "dialect": outcome.dialect.map(crate::api::Dialect::word),
        "baseline_faults":
            outcome.baseline_faults.iter().map(|text| redactor.text(text)).collect::<Vec<_>>(),
        "suite": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "findings": findings,
        "remarks": outcome.remarks.iter().map(|remark| json!({
            "rule": remark.rule,
            "bends": remark.bends,
            "served": remark.served,
            "times": remark.times,
        })).collect::<Vec<_>>(),
    })
}

fn finding(index: usize, finding: &Finding, outcome: &Outcome, redactor: &Redactor) -> Value {
    let violation = &finding.violation;
    let name = super::name::of(index);
    let scenario = super::gherkin::scenario(finding, outcome.edition, &format!("{name}.http"));
    let text = |text: &str| redactor.clipped(text, CLIPPED);
    json!({
        "name": name,
        "cause": text(&finding.cause()),
        "oracle": finding.oracle(),
        "rule": finding.rule,
        "bends": finding.classes.iter().map(|class| text(class)).collect::<Vec<_>>(),
        "expected": text(&violation.expected),
        "actual": text(&violation.actual),
        "sent": finding.sent().iter().map(|sent| text(sent)).collect::<Vec<_>>(),
        "accepted": outcome.acceptance(finding).is_some(),
        "answer": text(&violation.token),
        "instance": text(&finding.instance),
        "times": finding.times,
        "reproduced": finding.reproduced,
        "tries": finding.tries,
        "at_ms": finding.at_ms,
        "at_request": finding.at_request,
        "secret_taken_out": matches!(redactor.bytes_without_secrets(&finding.request), Cow::Owned(_)),
        "request": if finding.request.is_empty() { Value::Null } else { json!(format!("{name}.http")) },
        "scenario": format!("{name}.feature"),
        "scenario_runs": scenario.is_runnable,
        "in_flight": finding.in_flight.len(),
    })
}
