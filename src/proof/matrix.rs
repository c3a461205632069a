//! The kill matrix: rules by faults. Plain data and what follows from it; where it comes from does not
//! matter here.

use super::recorded;
use super::seen::{RuleSeen, Seen};
use crate::api::{Edition, Level};
use crate::endpoint::Fault;
use crate::outcome::Verdict;

/// What is said of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultHead {
    /// Its name.
    pub name: String,
    /// What it does.
    pub sentence: String,
    /// The rule it violates.
    pub rule: String,
    /// The other rules that are recorded to fall with it.
    pub also: Vec<String>,
}

impl FaultHead {
    /// What is said of a fault in a proof of an edition.
    #[must_use]
    pub fn of(fault: Fault, edition: Edition) -> Self {
        Self {
            name: fault.name().to_owned(),
            sentence: fault.sentence().to_owned(),
            rule: fault.rule().to_owned(),
            also: recorded::fallen(fault, edition).iter().map(|&rule| rule.to_owned()).collect(),
        }
    }
}

/// What is said of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleHead {
    /// Its id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Its title.
    pub title: String,
}

/// One cell: what a rule made of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The rule that the fault violates failed, as it must, or warned of what is less binding than it.
    Caught,
    /// The rule that the fault violates did not fail.
    Survived,
    /// Another rule failed that is listed with the fault.
    Listed,
    /// A rule that is listed with the fault did not fail.
    Spared,
    /// A rule failed that the fault does not list.
    Stranger,
    /// A rule that the fault does not list could not be decided.
    Undecided,
    /// The rule passed, and had no reason not to.
    Passed,
}

/// A fault, and what was seen with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The fault.
    pub fault: FaultHead,
    /// What was seen.
    pub seen: Seen,
}

impl Row {
    /// Whether the rule that the fault violates failed in a run that counts.
    #[must_use]
    pub fn is_caught(&self) -> bool {
        self.mark(&self.fault.rule) == Some(Mark::Caught)
    }

    /// What a rule made of the fault; `None` where the rule was not run.
    #[must_use]
    pub fn mark(&self, rule: &str) -> Option<Mark> {
        let seen = self.seen.rule(rule)?;
        let failed = match seen.verdict {
            _ if self.seen.unjudged.is_some() => None,
            Verdict::Fail => Some(true),
            Verdict::Pass if seen.warns && self.fault.rule == rule => Some(true),
            Verdict::Pass => Some(false),
            Verdict::Inconclusive | Verdict::Error => None,
        };
        let is_listed = self.fault.also.iter().any(|listed| listed == rule);
        Some(match failed {
            Some(true) if self.fault.rule == rule => Mark::Caught,
            _ if self.fault.rule == rule => Mark::Survived,
            Some(true) if is_listed => Mark::Listed,
            _ if is_listed => Mark::Spared,
            Some(true) => Mark::Stranger,
            Some(false) => Mark::Passed,
            None => Mark::Undecided,
        })
    }

    /// The rules beside its own that failed.
    pub fn fallen(&self) -> impl Iterator<Item = &str> {
        let failed = self.seen.rules.iter().filter(|rule| rule.verdict == Verdict::Fail);
        failed.map(|rule| rule.id.as_str()).filter(|id| *id != self.fault.rule)
    }

    /// The rules with a mark.
    pub fn with(&self, mark: Mark) -> impl Iterator<Item = &RuleSeen> {
        self.seen.rules.iter().filter(move |rule| self.mark(&rule.id) == Some(mark))
    }

    /// Whether the fault violates less than a MUST: a rule of another level, or a scenario that warns alone.
    #[must_use]
    pub fn is_advisory(&self) -> bool {
        self.seen.rule(&self.fault.rule).is_some_and(|own| {
            own.level != Level::Must || (own.verdict == Verdict::Pass && own.warns)
        })
    }

    /// The MUST rules that failed although the fault violates none: a SHOULD or MAY never decides a MUST.
    fn overruled(&self) -> impl Iterator<Item = &RuleSeen> {
        let is_advisory = self.is_advisory();
        self.seen.rules.iter().filter(move |rule| {
            is_advisory && rule.level == Level::Must && rule.verdict == Verdict::Fail
        })
    }

    /// What is wrong with it, in one sentence each; nothing, as it should be.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let fault = &self.fault.name;
        let mut problems = Vec::new();
        if let Some(reason) = &self.seen.unjudged {
            return vec![format!("{fault} survived: the control call was not served: {reason}")];
        }
        if !self.is_caught() {
            let what = match self.seen.rule(&self.fault.rule) {
                None => "was not run".to_owned(),
                Some(rule) => match rule.verdict {
                    Verdict::Pass => "passed".to_owned(),
                    verdict => {
                        format!("is {}: {}", verdict.word(), because(rule))
                    }
                },
            };
            problems.push(format!("{fault} survived: {} {what}", self.fault.rule));
        }
        problems.extend(self.with(Mark::Stranger).map(|rule| {
            format!("{fault} does not list {}, which failed: {}", rule.id, because(rule))
        }));
        problems.extend(self.overruled().map(|rule| {
            format!(
                "{fault} violates no MUST, and {} failed, which is one: {}",
                rule.id,
                because(rule)
            )
        }));
        problems
    }
}

/// Why a rule did not pass.
pub(super) fn because(rule: &RuleSeen) -> &str {
    rule.because.as_deref().unwrap_or("no reason was given")
}

/// Rules by faults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The rules, in the order of the features.
    pub rules: Vec<RuleHead>,
    /// The faults, in their order.
    pub rows: Vec<Row>,
}

impl Matrix {
    /// The faults under which a rule failed.
    pub fn killers(&self, rule: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| {
            matches!(row.mark(rule), Some(Mark::Caught | Mark::Listed | Mark::Stranger))
        })
    }

    /// The faults of a rule's own under which it failed.
    pub fn own_killers(&self, rule: &str) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.mark(rule) == Some(Mark::Caught))
    }

    /// Every survivor and every stranger, in one sentence each; nothing, as it should be.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.rows.iter().flat_map(Row::problems).collect()
    }
}
