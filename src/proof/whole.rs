//! The proof as a whole: what was seen, and what stands against it. Plain data.

use super::matrix::{FaultHead, Mark, Matrix, because};
use super::seen::Seen;
use super::subject::Subject;
use crate::api::{Dialect, Edition, Level};
use crate::endpoint::styles::Style;
use crate::outcome::Verdict;

/// One time through everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// The seed of its order; `None` for the order of the files.
    pub shuffle: Option<u64>,
}

/// A style, and what was seen with it.
#[derive(Clone, Debug)]
pub struct StyleRow {
    /// The style.
    pub style: &'static Style,
    /// The dialect that it was held to, if any.
    pub dialect: Option<Dialect>,
    /// What was seen.
    pub seen: Seen,
}

impl StyleRow {
    /// What is wrong with it, in one sentence each; nothing, as it should be.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let style = self.name();
        if let Some(reason) = &self.seen.unjudged {
            return vec![format!("style {style}: the control call was not served: {reason}")];
        }
        let (fails, open) = (self.fails(), self.style.open);
        let binding = self.seen.rules.iter().filter(|rule| rule.level == Level::Must);
        binding
            .filter_map(|rule| match (rule.verdict, fails.contains(&rule.id.as_str())) {
                (Verdict::Pass, false) | (Verdict::Fail, true) => None,
                (Verdict::Inconclusive, false) if open.contains(&rule.id.as_str()) => None,
                (Verdict::Pass, true) => {
                    Some(format!("style {style}: {} passes, and was to fail", rule.id))
                }
                (verdict, _) => {
                    let (word, why) = (verdict.word(), because(rule));
                    Some(format!("style {style}: {} is {word}: {why}", rule.id))
                }
            })
            .collect()
    }

    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> String {
        Subject::Style(self.style, self.dialect).name()
    }

    /// The MUST rules that are to fail, for it is held to a dialect that it does not speak.
    #[must_use]
    pub fn fails(&self) -> &'static [&'static str] {
        let mut held_to = self.style.held_to.iter();
        let held = held_to.find(|(dialect, _)| Some(*dialect) == self.dialect);
        held.map_or(&[], |(_, fails)| fails)
    }

    /// What it comes to, in a word or two.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match (self.problems().is_empty(), self.fails().is_empty() && self.style.open.is_empty()) {
            (true, true) => "conforms",
            (true, false) => "as expected",
            (false, _) => "RED",
        }
    }
}

/// A scenario that had different verdicts in different rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsteady {
    /// The fault or style, or `no fault`.
    pub subject: String,
    /// The rule.
    pub rule: String,
    /// The scenario.
    pub scenario: String,
    /// Its verdict in each round.
    pub verdicts: Vec<Verdict>,
}

/// A fault that shows nothing at a target: the rule that it violates does not pass there without it, or nothing that
/// it changes ever comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The fault.
    pub fault: FaultHead,
    /// Why.
    pub reason: String,
}

/// What was seen of everything.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The endpoint that the faults stand in front of, as reports call it; none for the reference endpoint.
    pub target: Option<String>,
    /// The faults that show nothing there.
    pub passed_over: Vec<PassedOver>,
    /// The edition.
    pub edition: Edition,
    /// Whether every fault of the edition was asked for.
    pub is_whole: bool,
    /// Scenarios in one run.
    pub scenarios: usize,
    /// Runs altogether.
    pub runs: usize,
    /// Runs at once.
    pub workers: usize,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// The endpoint without a fault, in the first round.
    pub faultless: Seen,
    /// Rules by faults, in the first round.
    pub matrix: Matrix,
    /// The styles, in the first round; empty where they were not asked for.
    pub styles: Vec<StyleRow>,
    /// The rounds.
    pub rounds: Vec<Round>,
    /// What differed between them.
    pub unsteady: Vec<Unsteady>,
    /// Faults of the suite that showed in any run, in one sentence each.
    pub suite_faults: Vec<String>,
    /// What was made or changed at the target and could not be given back, in one sentence each.
    pub not_given_back: Vec<String>,
}

impl Proof {
    /// What it comes to, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let faults = self.matrix.rows.len();
        let caught = self.matrix.rows.iter().filter(|row| row.is_caught()).count();
        let strangers: usize =
            self.matrix.rows.iter().map(|row| row.with(Mark::Stranger).count()).sum();
        let mut summary = format!(
            "{caught} of {faults} faults caught by the rule they violate, {strangers} unlisted rules failed"
        );
        if !self.passed_over.is_empty() {
            let count = self.passed_over.len();
            summary.push_str(&format!(", {count} passed over, which cannot show there"));
        }
        if !self.styles.is_empty() {
            let good = self.styles.iter().filter(|row| row.problems().is_empty()).count();
            summary
                .push_str(&format!(", {good} of {} styles as they are to be", self.styles.len()));
        }
        if self.rounds.len() > 1 {
            let unsteady = self.unsteady.len();
            summary.push_str(&format!(
                ", {unsteady} verdicts differ between {} rounds",
                self.rounds.len()
            ));
        }
        summary
    }

    /// Everything that stands against the proof, in one sentence each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        [self.mistakes(), self.open()].concat()
    }

    /// What of it is a mistake of a rule or of the suite.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        let mut problems = self.suite_faults.clone();
        problems.extend(self.matrix.problems());
        problems.extend(self.styles.iter().flat_map(StyleRow::problems));
        problems.extend(self.unsteady.iter().map(|unsteady| {
            let words: Vec<_> = unsteady.verdicts.iter().map(|verdict| verdict.word()).collect();
            format!(
                "{}: the verdicts of {} {:?} differ: {}",
                unsteady.subject,
                unsteady.rule,
                unsteady.scenario,
                words.join(", ")
            )
        }));
        problems
    }

    /// What of it is none: nothing was left to prove, or something is still to be given back.
    #[must_use]
    pub fn open(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.matrix.rows.is_empty() && !self.passed_over.is_empty() {
            problems.push("every fault is passed over, so nothing is proven there".to_owned());
        }
        problems.extend(self.not_given_back.iter().map(|left| format!("not given back: {left}")));
        problems
    }
}
