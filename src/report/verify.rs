//! Whether a stored report holds together: its fields, its digests, its sums, and its rules against the
//! catalogue. And what it may be taken for, which is never more than it decides.
//!
//! It finds damage and contradictions. It does not find a forger, who can make a report that holds
//! together: no key is involved.

use std::collections::BTreeSet;

use serde_json::Value;

use super::digest;
use super::escape::{for_terminal, log_lines};
use super::stored::Stored;
use crate::api::{Edition, Level, operations, rules};
use crate::outcome::{FeatureDigest, RuleResult, RunResult, RunVerdict, ScenarioResult, Verdict};

/// How many faults are told: a file that is wrong throughout has one in every field.
const FAULTS_TOLD: usize = 50;

/// What this build would judge by, to compare a report with.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The feature files that are embedded.
    pub features: Vec<FeatureDigest>,
    /// Every scenario: the edition of its rule, the rule, its name.
    pub scenarios: Vec<(Edition, String, String)>,
}

/// What a report was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What contradicts itself or the catalogue; a sound report has none.
    pub faults: Vec<String>,
    /// What a reader should know, sound or not.
    pub remarks: Vec<String>,
    /// What it may be taken for, in one sentence.
    pub claim: String,
}

impl Verification {
    /// Whether it holds together.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks a report.
#[must_use]
pub fn verify(stored: &Stored, own: &Own) -> Verification {
    let record = &stored.record;
    let mut faults = Vec::new();
    fields(stored, &mut faults);
    digests(&stored.value, &mut faults);
    totals(record, &mut faults);
    catalogue(record, &mut faults);
    let same_features = record.suite.features == own.features;
    if same_features {
        completeness(record, own, &mut faults);
    }
    if faults.len() > FAULTS_TOLD {
        let more = faults.len() - FAULTS_TOLD;
        faults.truncate(FAULTS_TOLD);
        faults.push(format!("{more} more"));
    }
    let claim = if faults.is_empty() { claim(record) } else { NO_CLAIM.to_owned() };
    Verification { faults, remarks: remarks(record, own, same_features), claim }
}

const NO_CLAIM: &str = "This report contradicts itself: it shows nothing.";

/// Every field of the format is there.
fn fields(stored: &Stored, faults: &mut Vec<String>) {
    // Fields that came later have a default when they are read, and stand in what is written again.
    match serde_json::to_value(&stored.record) {
        Ok(whole) => missing(&whole, &stored.value, "", faults),
        Err(error) => faults.push(format!("it cannot be written again: {error}")),
    }
}

fn missing(whole: &Value, there: &Value, path: &str, faults: &mut Vec<String>) {
    match (whole, there) {
        (Value::Object(whole), Value::Object(there)) => {
            for (key, member) in whole {
                let path = format!("{path}/{key}");
                match there.get(key) {
                    Some(other) => missing(member, other, &path, faults),
                    None => faults.push(format!("the field {path} is missing")),
                }
            }
        }
        (Value::Array(whole), Value::Array(there)) => {
            for (index, (member, other)) in whole.iter().zip(there).enumerate() {
                missing(member, other, &format!("{path}/{index}"), faults);
            }
        }
        _ => {}
    }
}

/// The digest of the whole, and of each exchange.
fn digests(value: &Value, faults: &mut Vec<String>) {
    let wrong = |value: &Value| value[digest::FIELD] != digest::of(value).as_str();
    if wrong(value) {
        faults.push("the digest of the report is not that of what it holds".to_owned());
    }
    let mut check = |exchanges: &Value, whose: &str| {
        for (index, exchange) in exchanges.as_array().into_iter().flatten().enumerate() {
            if wrong(exchange) {
                let number = index + 1;
                faults.push(format!(
                    "the digest of exchange {number} of {whose} is not that of what it holds"
                ));
            }
        }
    };
    check(&value["control"]["first"]["exchanges"], "the first control call");
    check(&value["control"]["last"]["exchanges"], "the last control call");
    check(&value["control"]["aside"], "a call of no scenario");
    for rule in value["rules"].as_array().into_iter().flatten() {
        for scenario in rule["scenarios"].as_array().into_iter().flatten() {
            let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let whose = format!("{} {:?}", name(&rule["id"]), name(&scenario["name"]));
            check(&scenario["exchanges"], &whose);
        }
    }
}

/// Verdicts and counts are those of the scenarios.
fn totals(record: &RunResult, faults: &mut Vec<String>) {
    for told in &record.rules {
        let (is, says) = (told.verdict(), told.verdict);
        if is != says {
            faults.push(format!(
                "{} is {} by its scenarios, and the report says {}",
                told.id,
                is.word(),
                says.word()
            ));
        }
        for scenario in &told.scenarios {
            contradiction(told, scenario, faults);
        }
    }
    if record.all_counts() != record.counts {
        faults.push("the counts are not those of the rules and scenarios".to_owned());
    }
    if record.dialects() != record.dialect {
        faults.push("the answers by dialect are not those of the scenarios".to_owned());
    }
    let (is, says) = (record.verdict(), record.verdict);
    if is != says {
        faults.push(format!(
            "the verdict is {} by the rules, and the report says {}",
            is.word(),
            says.word()
        ));
    } else if record.reason() != record.reason {
        faults.push("the reason is not that of its verdict".to_owned());
    }
    let scenarios: usize = record.rules.iter().map(|rule| rule.scenarios.len()).sum();
    let selection = &record.selection;
    // Where a run broke, scenarios may be missing, and the verdict says so.
    if record.suite_fault.is_none() && scenarios != selection.scenarios {
        faults.push(format!(
            "the run selected {}, and tells of {scenarios}",
            super::words::scenarios(selection.scenarios)
        ));
    }
    if selection.scenarios > selection.of {
        faults.push("more scenarios were selected than there are".to_owned());
    }
    if let Some(shard) = selection.shard.filter(|shard| !(1..=shard.of).contains(&shard.part)) {
        faults.push(format!("there is no part {} of {}", shard.part, shard.of));
    }
    for accepted in &record.accepted {
        let failed = |rule: &&RuleResult| rule.id == accepted.rule && rule.verdict == Verdict::Fail;
        if !record.rules.iter().any(|rule| failed(&rule)) {
            faults.push(format!("{} is accepted, and did not fail", accepted.rule));
        }
    }
}

/// A scenario says why it did not pass, and nothing where it did.
fn contradiction(rule: &RuleResult, scenario: &ScenarioResult, faults: &mut Vec<String>) {
    let place = format!("{} {:?}", rule.id, scenario.name);
    match scenario.verdict {
        Verdict::Pass if scenario.actual.is_some() || scenario.reason.is_some() => {
            faults.push(format!("{place} passed, and says why it did not"));
        }
        Verdict::Fail if scenario.reason.is_none() => {
            faults.push(format!("{place} failed, and does not say why"));
        }
        _ if scenario.cause.is_some() != (scenario.verdict == Verdict::Error) => {
            faults.push(format!("{place} has a cause without an error, or the reverse"));
        }
        _ => {}
    }
}

/// The rules are those of the catalogue, each once.
fn catalogue(record: &RunResult, faults: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for rule in &record.rules {
        if !ids.insert(&rule.id) {
            faults.push(format!("{} is there twice", rule.id));
        }
        match rules::rule(&rule.id) {
            None => faults.push(format!("there is no rule {:?}", rule.id)),
            Some(known) if known.level != rule.level || known.edition != rule.edition => {
                faults.push(format!(
                    "{} is {} of edition {}, and the report says {} of {}",
                    rule.id,
                    known.level.word(),
                    known.edition.word(),
                    rule.level.word(),
                    rule.edition.word()
                ));
            }
            Some(known) if !record.edition.covers(known.edition) => {
                faults.push(format!("{} is not in edition {}", rule.id, record.edition.word()));
            }
            Some(_) => {}
        }
        let mut names = BTreeSet::new();
        for scenario in &rule.scenarios {
            if !names.insert(&scenario.name) {
                faults.push(format!("{} {:?} is there twice", rule.id, scenario.name));
            }
        }
    }
}

/// Nothing of the edition is missing that was not left out by the selection.
fn completeness(record: &RunResult, own: &Own, faults: &mut Vec<String>) {
    let of_edition: BTreeSet<(&str, &str)> = own
        .scenarios
        .iter()
        .filter(|(edition, ..)| record.edition.covers(*edition))
        .filter(|(_, rule, _)| {
            operations::of_rule(rule)
                .is_none_or(|operation| operation.name == record.selection.operation)
        })
        .map(|(_, rule, name)| (rule.as_str(), name.as_str()))
        .collect();
    let told: BTreeSet<(&str, &str)> = record
        .rules
        .iter()
        .flat_map(|rule| rule.scenarios.iter().map(|one| (rule.id.as_str(), one.name.as_str())))
        .collect();
    if record.selection.of != of_edition.len() {
        faults.push(format!(
            "edition {} has {} scenarios, and the report says {}",
            record.edition.word(),
            of_edition.len(),
            record.selection.of
        ));
    }
    for (rule, name) in told.difference(&of_edition) {
        faults.push(format!("{rule} {name:?} is in no feature file"));
    }
    if record.selection.filters.is_empty() && record.selection.shard.is_none() {
        for (rule, name) in of_edition.difference(&told) {
            faults.push(format!("{rule} {name:?} is missing"));
        }
    }
}

fn remarks(record: &RunResult, own: &Own, same_features: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    if !same_features {
        let other: Vec<&str> = record
            .suite
            .features
            .iter()
            .filter(|feature| !own.features.contains(feature))
            .map(|feature| feature.file.as_str())
            .collect();
        let gone = own.features.iter().filter(|feature| {
            !record.suite.features.iter().any(|other| other.file == feature.file)
        });
        let files: Vec<&str> = other.into_iter().chain(gone.map(|f| f.file.as_str())).collect();
        remarks.push(format!(
            "It was judged by other feature files than those of this version, so nothing tells whether scenarios are missing: {}.",
            files.join(", ")
        ));
    }
    match record.suite.commit.as_deref() {
        None => remarks.push("The suite that judged does not know its commit.".to_owned()),
        Some(commit) => {
            if let Some(commit) = commit.strip_suffix("-changed") {
                remarks
                    .push(format!("The suite that judged was changed after its commit {commit}."));
            }
        }
    }
    if !record.accepted.is_empty() {
        let ids: Vec<&str> = record.accepted.iter().map(|entry| entry.rule.as_str()).collect();
        remarks.push(format!("A baseline accepts that these fail: {}.", ids.join(", ")));
    }
    if !record.joined_from.is_empty() {
        let count = record.joined_from.len();
        remarks.push(match count {
            1 => "It was joined from the report of one part.".to_owned(),
            count => format!("It was joined from {count} reports of parts."),
        });
    }
    remarks
}

/// What a sound report may be taken for.
fn claim(record: &RunResult) -> String {
    let reason = record.reason.lines().next().unwrap_or_default();
    let edition = record.edition.word();
    let must = || record.rules.iter().filter(|rule| rule.level == Level::Must);
    match record.verdict {
        RunVerdict::Error => format!("No verdict: the endpoint could not be judged ({reason})."),
        RunVerdict::Violates => format!("The endpoint violates edition {edition}: {reason}."),
        RunVerdict::Incomplete => {
            format!("No verdict on edition {edition}: {reason}.")
        }
        RunVerdict::Conforms => {
            let selection = &record.selection;
            if let Some(shard) = selection.shard {
                format!(
                    "Part {} of {} passed; it says nothing of the others. `rebootspec merge` joins them.",
                    shard.part, shard.of
                )
            } else if !selection.filters.is_empty() || selection.scenarios < selection.of {
                format!(
                    "The endpoint conforms for the selected rules only: {} of {} scenarios of edition {edition}.",
                    selection.scenarios, selection.of
                )
            } else if must().next().is_none() {
                "No MUST rule was judged.".to_owned()
            } else if record.accepted.is_empty() {
                format!("The endpoint conforms to edition {edition}: {reason}.")
            } else {
                format!(
                    "The endpoint conforms to edition {edition} but for what its baseline accepts: {reason}."
                )
            }
        }
    }
}

/// What was found, for people.
#[must_use]
pub fn text(record: &RunResult, found: &Verification) -> String {
    let mut lines = vec![
        format!(
            "report     {} of {}, edition {}",
            for_terminal(&record.started),
            for_terminal(&record.target.url),
            record.edition.word()
        ),
        format!(
            "suite      {} {}, commit {}",
            for_terminal(&record.suite.name),
            for_terminal(&record.suite.version),
            for_terminal(record.suite.commit.as_deref().unwrap_or("unknown"))
        ),
    ];
    lines.extend(found.faults.iter().map(|fault| format!("fault      {}", for_terminal(fault))));
    lines.extend(found.remarks.iter().map(|told| format!("remark     {}", for_terminal(told))));
    let sound = if found.is_sound() { "sound" } else { "not sound" };
    lines.push(format!("report is  {sound}"));
    lines.push(format!("it shows   {}", for_terminal(&found.claim)));
    log_lines(lines)
}
