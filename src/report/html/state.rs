//! Verdicts as a page shows them: a word and a sign, with colour on top of them and never alone.

use maud::{Markup, html};

use crate::api::Level;
use crate::outcome::{RuleResult, RunResult, RunVerdict, Verdict};

/// How a rule or a scenario stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Passed,
    Failed,
    /// Of a rule that is no MUST.
    Warning,
    /// Failed, and the baseline accepts it.
    Accepted,
    Undecided,
    Error,
}

impl State {
    /// All of them, in the order of legends.
    pub(super) const ALL: [Self; 6] =
        [Self::Passed, Self::Failed, Self::Warning, Self::Accepted, Self::Undecided, Self::Error];

    /// Of a verdict at a level.
    pub(super) const fn of(level: Level, verdict: Verdict) -> Self {
        match (verdict, level) {
            (Verdict::Pass, _) => Self::Passed,
            (Verdict::Fail, Level::Must) => Self::Failed,
            (Verdict::Fail, Level::Should | Level::May) => Self::Warning,
            (Verdict::Inconclusive, _) => Self::Undecided,
            (Verdict::Error, _) => Self::Error,
        }
    }

    /// Of a rule, which the baseline may accept.
    pub(super) fn of_rule(record: &RunResult, rule: &RuleResult) -> Self {
        match record.acceptance(rule) {
            Some(_) => Self::Accepted,
            None if rule.warns() => Self::Warning,
            None => Self::of(rule.level, rule.verdict),
        }
    }

    /// The name in the style sheet and for the filter.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warning => "warning",
            Self::Accepted => "accepted",
            Self::Undecided => "undecided",
            Self::Error => "error",
        }
    }

    /// The word beside a rule.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Undecided => "inconclusive",
            other => other.class(),
        }
    }

    /// The words behind a number of rules.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Warning => "with a warning",
            Self::Accepted => "accepted by the baseline",
            Self::Undecided => "inconclusive",
            Self::Error => "could not be run",
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Failed => "✕",
            Self::Warning => "!",
            Self::Accepted => "≈",
            Self::Undecided => "?",
            Self::Error => "⊘",
        }
    }

    /// Whether it did not do what is documented, or could not be asked.
    pub(super) const fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Warning | Self::Error)
    }

    /// Sign and word.
    pub(super) fn badge(self) -> Markup {
        html! { span class={ "badge " (self.class()) } { (self.mark()) (self.word()) } }
    }

    /// The sign, which readers that speak leave out.
    pub(super) fn mark(self) -> Markup {
        html! { span.sign aria-hidden="true" { (self.sign()) } }
    }
}

/// Class, sign and word of the verdict of a run.
pub(super) const fn of_run(verdict: RunVerdict) -> (State, &'static str) {
    match verdict {
        RunVerdict::Conforms => (State::Passed, "Conforms"),
        RunVerdict::Violates => (State::Failed, "Violates"),
        RunVerdict::Incomplete => (State::Undecided, "Incomplete"),
        RunVerdict::Error => (State::Error, "Could not be judged"),
    }
}
