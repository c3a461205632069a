//! What the scenarios of a record add up to, by the very rules by which a run is summed up: a stored
//! report is judged as if it had just ended.

use std::time::Duration;

use super::record::{AllCounts, Attempt, Cause, Count, DialectsSpoken, Record, Rule, Scenario};
use crate::api::{Dialect, Level};
use crate::outcome::{
    AcceptedDeviation, ControlCall, Counts, ErrorCause, RuleResult, RunResult, ScenarioResult,
    Selection, Shard, TargetSummary,
};

/// The run that a record tells of, without its texts and exchanges: enough to sum it up.
#[must_use]
pub fn outline(record: &Record) -> RunResult {
    let selection = Selection {
        operation: record.selection.operation.clone(),
        edition: record.edition,
        dialect: record.dialect.held_to,
        filters: record.selection.filters.clone(),
        scenarios: record.selection.scenarios,
        of: record.selection.of,
        shard: record.selection.shard.map(|shard| Shard { part: shard.part, of: shard.of }),
    };
    RunResult {
        first_control: control(&record.control.first),
        last_control: record.control.last.as_ref().map(control),
        interrupted: record.interrupted,
        stopped_at_limit: record.stopped_at_limit_ms.map(Duration::from_millis),
        not_given_back: record.not_given_back.clone(),
        suite_fault: record.suite_fault.clone(),
        accepted: record
            .accepted
            .iter()
            .map(|accepted| AcceptedDeviation {
                rule: accepted.rule.clone(),
                reason: accepted.reason.clone(),
                until: accepted.until.clone(),
            })
            .collect(),
        baseline_faults: record.baseline_faults.clone(),
        rules: record.rules.iter().map(rule).collect(),
        ..RunResult::new(TargetSummary::default(), selection)
    }
}

fn control(attempt: &Attempt) -> ControlCall {
    ControlCall { failure: attempt.failure.clone(), ..ControlCall::default() }
}

/// A rule of [`outline`].
pub(super) fn rule(rule: &Rule) -> RuleResult {
    RuleResult {
        id: rule.id.clone(),
        level: rule.level,
        edition: rule.edition,
        title: String::new(),
        fact: String::new(),
        source: String::new(),
        file: String::new(),
        scenarios: rule.scenarios.iter().map(scenario).collect(),
    }
}

fn scenario(scenario: &Scenario) -> ScenarioResult {
    ScenarioResult {
        cause: scenario.cause.map(|cause| match cause {
            Cause::Target => ErrorCause::Target,
            Cause::SetUp => ErrorCause::SetUp,
            Cause::Suite => ErrorCause::Suite,
        }),
        reason: scenario.reason.clone(),
        dialects: scenario.dialects.clone(),
        other_dialect: scenario.other_dialect,
        took_ms: scenario.took_ms,
        level: scenario.level,
        ..ScenarioResult::new(scenario.name.as_str(), scenario.verdict)
    }
}

/// Rules and scenarios by verdict.
#[must_use]
pub fn counts(result: &RunResult) -> AllCounts {
    AllCounts {
        must: count(result.counts(Level::Must)),
        should: count(result.counts(Level::Should)),
        may: count(result.counts(Level::May)),
        scenarios: count(result.scenario_counts()),
    }
}

/// Which dialect was spoken how often.
#[must_use]
pub fn dialect(result: &RunResult) -> DialectsSpoken {
    DialectsSpoken {
        held_to: result.selection.dialect,
        documented: result.answers_in(Dialect::Documented),
        gateway: result.answers_in(Dialect::Gateway),
    }
}

const fn count(counts: Counts) -> Count {
    Count {
        pass: counts.pass,
        fail: counts.fail,
        inconclusive: counts.inconclusive,
        error: counts.error,
        total: counts.total(),
    }
}
