//! Runs set side by side: which rules got better, which got worse, and which are only in some of them.
//!
//! The first run is what the others are held against. What is compared are verdicts of rules; how an
//! endpoint came to them stands in the reports themselves. Says nothing of why two runs differ.

use serde::Serialize;

use crate::api::{Edition, Level};
use crate::outcome::{AllCounts, RuleResult, RunResult, RunVerdict, Verdict};

/// Names the format and its generation, as in `compare.json`.
pub const FORMAT: &str = "rebootspec-compare/1";

/// Runs side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The runs, in the order they were given.
    pub runs: Vec<ComparedRun>,
    /// Every rule of any of the runs, in the order of the feature files.
    pub rules: Vec<ComparedRule>,
    /// Rules that are worse in a later run than in the first.
    pub regressions: usize,
    /// Rules that are better in a later run than in the first, and worse in none.
    pub improvements: usize,
}

/// One run of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedRun {
    /// What tells it from the others: the name of its file.
    pub name: String,
    /// Address of the endpoint.
    pub target_url: String,
    /// What it came to.
    pub verdict: RunVerdict,
    /// The edition it judged by.
    pub edition: Edition,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// Rules and scenarios by verdict.
    pub counts: AllCounts,
}

/// One rule in all of the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedRule {
    /// Permanent id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The rule in one line.
    pub title: String,
    /// Its verdict in each run; `None` where it was not selected.
    pub verdicts: Vec<Option<Verdict>>,
    /// What became of it.
    pub change: Change,
}

/// What became of a rule, from the first run to the later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The same verdict in all of them.
    Same,
    /// Better in a later run, and worse in none.
    Better,
    /// Worse in a later run, and better in none.
    Worse,
    /// Not in the first run.
    Added,
    /// In the first run, and missing in a later one; where it is there, it is the same.
    Removed,
    /// Worse in one of the later runs and better in another.
    Mixed,
}

impl Change {
    /// Every change.
    pub const ALL: [Self; 6] =
        [Self::Same, Self::Better, Self::Worse, Self::Added, Self::Removed, Self::Mixed];

    /// The word as it stands in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Mixed => "mixed",
        }
    }

    /// Whether it fails a comparison: the rule is worse in a later run than in the first.
    #[must_use]
    pub const fn is_regression(self) -> bool {
        matches!(self, Self::Worse | Self::Mixed)
    }

    /// What verdicts tell. An order of verdicts is that of [`Verdict`]: from `pass` to `error`.
    #[must_use]
    pub fn of(verdicts: &[Option<Verdict>]) -> Self {
        let Some((first, later)) = verdicts.split_first() else { return Self::Same };
        let Some(first) = first else { return Self::Added };
        let worse = later.iter().flatten().any(|verdict| verdict > first);
        let better = later.iter().flatten().any(|verdict| verdict < first);
        match (worse, better) {
            (true, true) => Self::Mixed,
            (true, false) => Self::Worse,
            (false, true) => Self::Better,
            (false, false) if later.contains(&None) => Self::Removed,
            (false, false) => Self::Same,
        }
    }
}

/// Sets runs side by side, each with its name.
#[must_use]
pub fn compare(runs: &[(String, RunResult)]) -> Comparison {
    let rules: Vec<ComparedRule> = union(runs)
        .into_iter()
        .map(|rule| {
            let verdicts: Vec<Option<Verdict>> =
                runs.iter().map(|(_, run)| find(run, &rule.id).map(|rule| rule.verdict)).collect();
            ComparedRule {
                id: rule.id.clone(),
                level: rule.level,
                title: rule.title.clone(),
                change: Change::of(&verdicts),
                verdicts,
            }
        })
        .collect();
    let count = |wanted: fn(Change) -> bool| rules.iter().filter(|r| wanted(r.change)).count();
    Comparison {
        runs: runs.iter().map(|(name, run)| compared(name, run)).collect(),
        regressions: count(Change::is_regression),
        improvements: count(|change| change == Change::Better),
        rules,
    }
}

fn compared(name: &str, run: &RunResult) -> ComparedRun {
    ComparedRun {
        name: name.to_owned(),
        target_url: run.target.url.clone(),
        verdict: run.verdict,
        edition: run.edition,
        started: run.started.clone(),
        counts: run.counts,
    }
}

fn find<'a>(run: &'a RunResult, id: &str) -> Option<&'a RuleResult> {
    run.rules.iter().find(|rule| rule.id == id)
}

/// Every rule once, as the first run that has it tells it. Ordered by file, then by its place in it.
fn union(runs: &[(String, RunResult)]) -> Vec<&RuleResult> {
    let mut all: Vec<&RuleResult> = Vec::new();
    for (_, run) in runs {
        // A rule that the runs before lack goes behind the one that it follows here.
        let mut at = 0;
        for rule in &run.rules {
            match all.iter().position(|known| known.id == rule.id) {
                Some(known) => at = known + 1,
                None => {
                    all.insert(at, rule);
                    at += 1;
                }
            }
        }
    }
    all
}

/// The comparison as `compare.json`, ending with a newline.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_json(comparison: &Comparison) -> Result<String, super::ReportError> {
    #[derive(Serialize)]
    struct Document<'a> {
        format: &'a str,
        #[serde(flatten)]
        comparison: &'a Comparison,
    }
    super::json::pretty(&Document { format: FORMAT, comparison })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_against_the_first_run() {
        let (pass, fail) = (Some(Verdict::Pass), Some(Verdict::Fail));
        let open = Some(Verdict::Inconclusive);
        for (verdicts, change) in [
            (vec![pass, pass], Change::Same),
            (vec![fail, pass, fail], Change::Better),
            (vec![pass, pass, open], Change::Worse),
            (vec![open, fail, pass], Change::Mixed),
            (vec![None, fail], Change::Added),
            (vec![pass, None], Change::Removed),
            (vec![pass, None, fail], Change::Worse),
        ] {
            assert_eq!(Change::of(&verdicts), change, "{verdicts:?}");
        }
    }

    #[test]
    fn an_error_is_worse_than_a_failure() {
        assert!(Change::of(&[Some(Verdict::Fail), Some(Verdict::Error)]).is_regression());
    }
}
