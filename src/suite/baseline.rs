//! The baseline: failures that the user accepts for now, each with a reason and a last day. It is held
//! against a run's results, and never the other way round: an entry that has had its day, whose rule
//! passes or can no longer fail, makes the run violate, so that no entry outlives what it excuses.
//!
//! A baseline accepts failures alone. What could not be decided stays undecided.

mod entry;
mod file;

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;

pub use entry::{Baseline, Entry};
pub use file::{BaselineError, parse, read};

use super::features::Index;
use super::select;
use crate::outcome::{AcceptedDeviation, RuleResult, RunResult, Verdict};

/// How long an entry holds that is written by this program.
const DAYS: i32 = 90;

const HEAD: &str = "\
# Failures that are accepted for now; `rebootspec run --baseline` reads them. Each needs a reason, and is
# accepted to the end of the day it names (UTC). An entry whose rule passes again has to be taken out.
";

/// What an entry comes to in a run.
enum Standing {
    /// The rule failed, and that is accepted.
    Accepted(String),
    /// The entry does not hold.
    Mistaken(String),
    /// The rule was not selected, or there is no result to hold the entry against.
    Open,
}

/// A baseline for a run's failures, to be completed by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text of the file.
    pub text: String,
    /// How many entries lack a reason.
    pub without_reason: usize,
}

/// Today in UTC.
#[must_use]
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

impl Baseline {
    /// What it accepts of what is found without running scenarios, and which entries have had their day:
    /// nothing passes there, so nothing else of an entry can be told.
    #[must_use]
    pub fn standing_on(&self, today: Date) -> (Vec<AcceptedDeviation>, Vec<String>) {
        let (mut accepted, mut mistakes) = (Vec::new(), Vec::new());
        for entry in &self.entries {
            let rule = entry.rule.to_ascii_uppercase();
            if entry.until < today {
                mistakes.push(format!(
                    "{}:{} accepts that {rule} fails until {}, which is over: have {rule} mended, or decide anew",
                    self.name, entry.line, entry.until
                ));
            } else {
                let (reason, until) = (entry.reason.clone(), entry.until.to_string());
                accepted.push(AcceptedDeviation { rule, reason, until });
            }
        }
        (accepted, mistakes)
    }

    /// A run's result with what this baseline accepts, and where it does not hold.
    #[must_use]
    pub fn judge(&self, mut result: RunResult, index: &Index, today: Date) -> RunResult {
        for entry in &self.entries {
            match self.standing(entry, &result, index, today) {
                Standing::Accepted(rule) => result.accepted.push(AcceptedDeviation {
                    rule,
                    reason: entry.reason.clone(),
                    until: entry.until.to_string(),
                }),
                Standing::Mistaken(sentence) => result.baseline_faults.push(sentence),
                Standing::Open => {}
            }
        }
        result.summed_up()
    }

    fn standing(&self, entry: &Entry, result: &RunResult, index: &Index, today: Date) -> Standing {
        let place = format!("{}:{}", self.name, entry.line);
        let rule = match select::find(index, &entry.rule) {
            Ok(rule) => rule,
            Err(error) => {
                let sentence = format!("{place} names no rule that can fail: {error}");
                return Standing::Mistaken(sentence);
            }
        };
        let id = rule.rule.id;
        let Some(judged) = result.rules.iter().find(|judged| judged.id == id) else {
            return Standing::Open;
        };
        // Of a rule that was selected in part, the scenario that fails may have been left out.
        let whole = judged.scenarios.len() == rule.scenarios.len();
        match judged.verdict() {
            Verdict::Pass if whole => Standing::Mistaken(format!(
                "{place} accepts that {id} fails, and {id} passes: take the entry out"
            )),
            _ if entry.until < today => Standing::Mistaken(format!(
                "{place} accepts that {id} fails until {}, which is over: have {id} mended, or decide anew",
                entry.until
            )),
            Verdict::Fail => Standing::Accepted(id.to_owned()),
            Verdict::Pass | Verdict::Inconclusive | Verdict::Error => Standing::Open,
        }
    }
}

/// Writes a baseline for the rules that failed in a run. Of the baseline that the run was held
/// against, the entries that still hold are kept. `None` when there is nothing to accept.
#[must_use]
pub fn draft(
    result: &RunResult,
    kept: Option<&Baseline>,
    index: &Index,
    today: Date,
) -> Option<Draft> {
    let kept: Vec<&Entry> = kept
        .map(|baseline| {
            let holds = |entry: &&Entry| {
                !matches!(baseline.standing(entry, result, index, today), Standing::Mistaken(_))
            };
            baseline.entries.iter().filter(holds).collect()
        })
        .unwrap_or_default();
    let is_kept =
        |rule: &RuleResult| kept.iter().any(|entry| entry.rule.eq_ignore_ascii_case(&rule.id));
    let failed: Vec<&RuleResult> = result
        .rules
        .iter()
        .filter(|rule| rule.verdict() == Verdict::Fail && !is_kept(rule))
        .collect();
    if kept.is_empty() && failed.is_empty() {
        return None;
    }
    let mut text = HEAD.to_owned();
    for entry in kept {
        text.push_str(&written(&entry.rule, &entry.reason, entry.until));
    }
    for rule in &failed {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n# {} ({}): {}", rule.id, rule.level.word(), rule.title);
        text.push_str(&written(&rule.id, "", today.saturating_add(DAYS.days())));
    }
    Some(Draft { text, without_reason: failed.len() })
}

fn written(rule: &str, reason: &str, until: Date) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    format!(
        "\n[[accepted]]\nrule = {}\nreason = {}\nuntil = \"{until}\"\n",
        quoted(rule),
        quoted(reason)
    )
}

#[cfg(test)]
mod tests;
