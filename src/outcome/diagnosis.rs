//! What `rebootspec doctor` found out about a target: findings in the order of the checks, and which
//! rules the target can decide. Plain data, like the rest of [`outcome`](super).

use serde::{Deserialize, Serialize};

use super::TargetSummary;
use crate::api::{Edition, Level};

/// Whose a finding is. A report holds the words of [`Owner::words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// The user's: the target file, this machine, the network between.
    #[serde(rename = "your setup")]
    Setup,
    /// The endpoint's.
    #[serde(rename = "the endpoint")]
    Endpoint,
    /// The suite's; please report it.
    #[serde(rename = "the suite")]
    Suite,
    /// Nothing tells.
    #[serde(rename = "not known: your setup, or the endpoint")]
    Open,
}

impl Owner {
    /// How reports name it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Setup => "your setup",
            Self::Endpoint => "the endpoint",
            Self::Suite => "the suite",
            Self::Open => "not known: your setup, or the endpoint",
        }
    }
}

/// Whose a finding is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Whose it is.
    pub owner: Owner,
    /// The next step.
    pub next: String,
}

/// What a problem makes of a run, gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consequence {
    /// Some rules cannot be decided.
    Undecided,
    /// The suite is at fault.
    SuiteBroken,
    /// The calls of a run are not served.
    NotServed,
    /// The target file cannot be used.
    TargetFile,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing is wrong.
    Ok,
    /// It was not checked; what was seen says why.
    Skipped,
    /// Something is odd, and a run is possible all the same.
    Warning(Advice),
    /// Something stands in the way of a run, or of some of its rules.
    Problem(Consequence, Advice),
}

impl State {
    /// The word as it stands in reports.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Skipped => "skipped",
            Self::Warning(_) => "warning",
            Self::Problem(..) => "problem",
        }
    }

    /// Whose it is and what to do, where there is something to do.
    #[must_use]
    pub const fn advice(&self) -> Option<&Advice> {
        match self {
            Self::Ok | Self::Skipped => None,
            Self::Warning(advice) | Self::Problem(_, advice) => Some(advice),
        }
    }
}

/// A text that belongs to a finding and is shown as it is, such as a string to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub label: &'static str,
    /// The text; its spaces and lines matter.
    pub text: String,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub check: &'static str,
    /// What it came to.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// Texts that belong to it.
    pub details: Vec<Detail>,
}

/// A rule that a target cannot decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecidedRule {
    /// Permanent id.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// Why, each reason once.
    pub reasons: Vec<String>,
}

/// How much of an edition a target can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The edition.
    pub edition: Edition,
    /// Level of every rule of the edition.
    pub levels: Vec<Level>,
    /// The rules that cannot be decided.
    pub undecided: Vec<UndecidedRule>,
}

impl Coverage {
    /// How many rules of a level can be decided, and how many there are.
    #[must_use]
    pub fn of(&self, level: Level) -> (usize, usize) {
        let total = self.levels.iter().filter(|other| **other == level).count();
        let undecided = self.undecided.iter().filter(|rule| rule.level == level).count();
        (total - undecided.min(total), total)
    }

    /// The reasons, each with the rules that have it.
    #[must_use]
    pub fn by_reason(&self) -> Vec<(&str, Vec<&'static str>)> {
        let mut groups: Vec<(&str, Vec<&'static str>)> = Vec::new();
        for rule in &self.undecided {
            for reason in &rule.reasons {
                match groups.iter_mut().find(|(other, _)| other == reason) {
                    Some((_, rules)) => rules.push(rule.id),
                    None => groups.push((reason, vec![rule.id])),
                }
            }
        }
        groups
    }
}

/// Everything that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What was examined; its address and key are empty where the target file could not be read.
    pub target: TargetSummary,
    /// What was found, in the order of the checks.
    pub findings: Vec<Finding>,
    /// Which rules can be decided; `None` where a run would not come that far.
    pub coverage: Option<Coverage>,
    /// What the examination made and could not remove.
    pub not_given_back: Vec<String>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

impl Diagnosis {
    /// The gravest consequence of all problems.
    #[must_use]
    pub fn worst(&self) -> Option<Consequence> {
        self.findings
            .iter()
            .filter_map(|finding| match finding.state {
                State::Problem(consequence, _) => Some(consequence),
                _ => None,
            })
            .max()
    }

    /// How many findings have a state, by its word.
    #[must_use]
    pub fn count(&self, word: &str) -> usize {
        self.findings.iter().filter(|finding| finding.state.word() == word).count()
    }
}
