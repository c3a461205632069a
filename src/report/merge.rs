//! Reports of the parts of one run, joined into the report that an undivided run would have given.
//!
//! Every part carries the scenarios that look back over a run, each over its own calls; here the worst
//! of them stands. Times are moved, so that all count from the beginning of the part that began first.
//! Parts that do not belong together are refused, one missing as well: what is not there is not passed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::digest;
use super::escape::{for_terminal, log_lines};
use super::redacted::rounded;
use crate::outcome::{
    Control, ControlCall, Exchange, Joined, Pace, RuleResult, RunResult, ScenarioResult, Selection,
    Verdict, Wanted,
};

/// Why reports cannot be joined: the caller's, who should name the reports of one divided run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// None was given.
    #[error("there is no report to join")]
    Nothing,
    /// A report is not one of a part.
    #[error("{name} is not the report of a part: run with --shard, such as --shard 1/3")]
    NotAPart {
        /// Its file.
        name: String,
    },
    /// Two reports are of different runs.
    #[error(
        "{name} differs from {first} in {what} ({here}, and {there}): join the parts of one run"
    )]
    Differs {
        /// The file of the one that differs.
        name: String,
        /// The file it differs from.
        first: String,
        /// In what.
        what: &'static str,
        /// What this one says.
        here: String,
        /// What the first one says.
        there: String,
    },
    /// Two reports are of the same part.
    #[error("{first} and {second} are both part {part}: leave one out")]
    Twice {
        /// The file of the first.
        first: String,
        /// The file of the second.
        second: String,
        /// The part.
        part: usize,
    },
    /// A part is not there.
    #[error("part {parts} of {of} is missing: run it with --shard, or name its report")]
    Missing {
        /// The parts that are missing.
        parts: String,
        /// How many there have to be.
        of: usize,
    },
}

/// Joins the reports of all parts of a run, each with the name of its file.
///
/// # Errors
///
/// When they are not all parts of one run, each once.
pub fn merge(parts: &[(String, RunResult)]) -> Result<RunResult, MergeError> {
    let mut parts: Vec<(usize, &(String, RunResult))> = parts
        .iter()
        .map(|part| match part.1.selection.shard {
            Some(shard) => Ok((shard.part, part)),
            None => Err(MergeError::NotAPart { name: part.0.clone() }),
        })
        .collect::<Result<_, _>>()?;
    parts.sort_by_key(|(number, _)| *number);
    let Some((_, first)) = parts.first() else { return Err(MergeError::Nothing) };
    for (_, part) in &parts {
        same_run(first, part)?;
    }
    for pair in parts.windows(2) {
        if let [(one, (first, _)), (two, (second, _))] = pair
            && one == two
        {
            let (first, second) = (first.clone(), second.clone());
            return Err(MergeError::Twice { first, second, part: *one });
        }
    }
    let of = first.1.selection.shard.map_or(1, |shard| shard.of);
    // Bounded by what was given: a report may claim to be one of any number of parts.
    let there: Vec<usize> = parts.iter().map(|(number, _)| *number).collect();
    let missing: Vec<String> = (1..=of)
        .filter(|number| !there.contains(number))
        .map(|number| number.to_string())
        .take(there.len() + 10)
        .collect();
    if !missing.is_empty() {
        return Err(MergeError::Missing { parts: missing.join(", "), of });
    }
    let records: Vec<&RunResult> = parts.iter().map(|(_, (_, record))| record).collect();
    Ok(joined(&records))
}

/// Whether two reports are of parts of the same run.
fn same_run(first: &(String, RunResult), other: &(String, RunResult)) -> Result<(), MergeError> {
    let (one, two) = (&first.1, &other.1);
    let features = |record: &RunResult| {
        let all: Vec<String> =
            record.suite.features.iter().map(|f| format!("{} {}", f.file, f.sha256)).collect();
        digest::sha256(all.join("\n").as_bytes())
    };
    let commit = |record: &RunResult| record.suite.commit.clone().unwrap_or_default();
    // The reference endpoint gets another port each time.
    let url = |record: &RunResult| match record.target.name.as_str() {
        "embedded" => "embedded".to_owned(),
        _ => record.target.url.clone(),
    };
    let held_to = |record: &RunResult| {
        record.dialect.held_to.map_or("either dialect", |dialect| dialect.word()).to_owned()
    };
    let of = |record: &RunResult| record.selection.shard.map_or(0, |shard| shard.of).to_string();
    let aspects: [(&'static str, [String; 2]); 11] = [
        ("the version of the suite", [one, two].map(|r| r.suite.version.clone())),
        ("the commit of the suite", [one, two].map(commit)),
        ("the feature files", [one, two].map(features)),
        ("the edition", [one, two].map(|r| r.edition.word().to_owned())),
        ("the dialect it is held to", [one, two].map(held_to)),
        ("the target", [one, two].map(url)),
        ("the AccessKeyId", [one, two].map(|r| r.target.access_key_id.clone())),
        ("the seed", [one, two].map(|r| r.seed.to_string())),
        ("the operation", [one, two].map(|r| r.selection.operation.clone())),
        ("the selection", [one, two].map(|r| r.selection.filters.join(" "))),
        ("the number of parts", [one, two].map(of)),
    ];
    match aspects.into_iter().find(|(_, [one, two])| one != two) {
        None => Ok(()),
        Some((what, [there, here])) => Err(MergeError::Differs {
            name: other.0.clone(),
            first: first.0.clone(),
            what,
            here,
            there,
        }),
    }
}

fn joined(parts: &[&RunResult]) -> RunResult {
    let starts: Vec<f64> = starts(parts);
    let first = parts[0];
    let last_control = parts.iter().all(|part| part.control.last.is_some());
    let mut record = RunResult {
        // The beginning of the part that began first.
        started: parts.iter().map(|part| &part.started).min().cloned().unwrap_or_default(),
        took_ms: parts
            .iter()
            .zip(&starts)
            .map(|(part, start)| start + part.took_ms)
            .fold(0.0, f64::max),
        jobs: parts.iter().map(|part| part.jobs).max().unwrap_or(1),
        clock_ahead_s: parts
            .iter()
            .filter_map(|part| part.clock_ahead_s)
            .max_by_key(|ahead| ahead.unsigned_abs()),
        pace: parts.iter().fold(Pace::default(), |all, part| all.joined(&part.pace)),
        control: Control {
            first: attempt(parts.iter().map(|part| &part.control.first), &starts),
            last: last_control
                .then(|| attempt(parts.iter().filter_map(|p| p.control.last.as_ref()), &starts)),
            aside: parts
                .iter()
                .zip(&starts)
                .flat_map(|(part, start)| moved(&part.control.aside, *start))
                .collect(),
        },
        interrupted: parts.iter().any(|part| part.interrupted),
        stopped_at_limit_ms: parts.iter().filter_map(|part| part.stopped_at_limit_ms).max(),
        suite_fault: texts(parts.iter().filter_map(|part| part.suite_fault.as_ref()))
            .into_iter()
            .reduce(|all, fault| format!("{all}; {fault}")),
        not_given_back: texts(parts.iter().flat_map(|part| &part.not_given_back)),
        wanted: wanted(parts),
        accepted: Vec::new(),
        baseline_faults: texts(parts.iter().flat_map(|part| &part.baseline_faults)),
        rules: rules(parts, &starts),
        joined_from: parts.iter().filter_map(|part| source(part)).collect(),
        ..first.clone()
    };
    for accepted in parts.iter().flat_map(|part| &part.accepted) {
        if !record.accepted.contains(accepted) {
            record.accepted.push(accepted.clone());
        }
    }
    let scenarios = record.rules.iter().map(|rule| rule.scenarios.len()).sum();
    record.selection = Selection { scenarios, shard: None, ..first.selection.clone() };
    digest::sealed(record.summed_up())
}

/// How long after the first part each one began, in ms.
fn starts(parts: &[&RunResult]) -> Vec<f64> {
    let moments: Vec<Option<i64>> = parts
        .iter()
        .map(|part| part.started.parse().ok().map(|began: jiff::Timestamp| began.as_second()))
        .collect();
    let first = moments.iter().flatten().min().copied().unwrap_or_default();
    moments
        .into_iter()
        .map(|moment| moment.map_or(0.0, |moment| moment.saturating_sub(first) as f64 * 1e3))
        .collect()
}

fn source(part: &RunResult) -> Option<Joined> {
    Some(Joined {
        shard: part.selection.shard?,
        sha256: part.sha256.clone(),
        started: part.started.clone(),
        // As a cast, it holds at the ends of the range.
        took_ms: part.took_ms as u64,
    })
}

/// What serving an operation would decide in all parts together.
fn wanted(parts: &[&RunResult]) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    for one in parts.iter().flat_map(|part| &part.wanted) {
        match all.iter_mut().find(|known| known.operation == one.operation) {
            Some(known) => {
                known.decides = texts(known.decides.iter().chain(&one.decides));
                known.open = texts(known.open.iter().chain(&one.open));
            }
            None => all.push(one.clone()),
        }
    }
    all.sort_by_key(|wanted| std::cmp::Reverse((wanted.decides.len(), wanted.open.len())));
    all
}

/// The control calls of all parts: one that was not served outweighs the others.
fn attempt<'a>(attempts: impl Iterator<Item = &'a ControlCall>, starts: &[f64]) -> ControlCall {
    let mut all = ControlCall::default();
    for (attempt, start) in attempts.zip(starts) {
        if all.failure.is_none() {
            all.failure.clone_from(&attempt.failure);
            all.whose = attempt.whose;
        }
        all.exchanges.extend(moved(&attempt.exchanges, *start));
    }
    all
}

fn moved(calls: &[Exchange], by_ms: f64) -> impl Iterator<Item = Exchange> {
    calls.iter().map(move |call| Exchange { at_ms: rounded(call.at_ms + by_ms), ..call.clone() })
}

/// Each text once, in the order in which they come.
fn texts<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    all.filter(|text| seen.insert(*text)).cloned().collect()
}

/// The rules of all parts, in the order of the feature files.
fn rules(parts: &[&RunResult], starts: &[f64]) -> Vec<RuleResult> {
    let mut all: Vec<RuleResult> = Vec::new();
    for (part, start) in parts.iter().zip(starts) {
        for rule in &part.rules {
            let mut rule = rule.clone();
            for scenario in &mut rule.scenarios {
                scenario.exchanges = moved(&scenario.exchanges, *start).collect();
            }
            match all.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => add(known, rule),
                None => all.push(rule),
            }
        }
    }
    for rule in &mut all {
        rule.scenarios.sort_by_key(|scenario| scenario.line);
    }
    all.sort_by(|one, two| place(one).cmp(&place(two)));
    all
}

/// Where a rule stands: its file, and its first line there.
fn place(rule: &RuleResult) -> (&str, Option<usize>) {
    (&rule.file, rule.scenarios.iter().filter_map(|scenario| scenario.line).min())
}

/// Adds what another part says of a rule.
fn add(known: &mut RuleResult, other: RuleResult) {
    for scenario in other.scenarios {
        match known.scenarios.iter_mut().find(|one| one.name == scenario.name) {
            Some(one) => *one = worse(one, &scenario),
            None => known.scenarios.push(scenario),
        }
    }
}

/// A scenario that several parts ran: the worse one, with the notes of both.
fn worse(one: &ScenarioResult, two: &ScenarioResult) -> ScenarioResult {
    let mut both = [one, two];
    both.sort_by_key(|scenario| Reverse(scenario.verdict));
    let [worse, better] = both;
    let mut scenario = worse.clone();
    // What was not run says nothing, and neither do its notes.
    if better.verdict != Verdict::Inconclusive {
        scenario.notes.extend(better.notes.iter().cloned());
        scenario.dialects.extend(&better.dialects);
        scenario.took_ms += better.took_ms;
    }
    scenario
}

/// What a joined report came to, in a few lines.
#[must_use]
pub fn text(record: &RunResult) -> String {
    let parts = record.joined_from.len();
    let must = record.counts.must;
    let lines = [
        format!(
            "joined {parts} part{}, edition {}",
            if parts == 1 { "" } else { "s" },
            record.edition.word()
        ),
        format!(
            "MUST: {} passed, {} failed, {} inconclusive, {} could not be run",
            must.pass, must.fail, must.inconclusive, must.error
        ),
        format!("verdict: {}", record.verdict.word()),
        // Indented, so that no text of an endpoint can pose as the verdict.
        format!("  {}", for_terminal(record.reason.lines().next().unwrap_or_default())),
    ];
    log_lines(lines)
}
