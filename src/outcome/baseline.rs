//! Failures that the user has accepted for now, and what they leave of a run's verdict.
//!
//! Which ones they are is decided by `suite`, from the user's baseline; what follows from it, here.

use super::counts::of_must;
use super::{AcceptedDeviation, RuleResult, RunResult, ScenarioResult, Verdict};
use crate::api::Level;

impl RunResult {
    /// The acceptance of a rule's failure. Nothing but a failure can be accepted: what could not be
    /// decided or run is still open.
    #[must_use]
    pub fn acceptance(&self, rule: &RuleResult) -> Option<&AcceptedDeviation> {
        if rule.verdict() != Verdict::Fail {
            return None;
        }
        self.accepted.iter().find(|accepted| accepted.rule == rule.id)
    }

    /// How many rules of a level failed with the baseline's acceptance.
    #[must_use]
    pub fn accepted_count(&self, level: Level) -> usize {
        self.of_level(level).filter(|rule| self.acceptance(rule).is_some()).count()
    }

    /// How many MUST rules failed without it.
    pub(super) fn violations(&self) -> usize {
        self.counts(Level::Must).fail - self.accepted_count(Level::Must)
    }

    /// How many MUST rules could not be decided, or not as a whole. The failure of a scenario says
    /// nothing of the scenarios beside it, so its acceptance settles none of them.
    pub(super) fn undecided(&self) -> usize {
        let open = |rule: &RuleResult| {
            let is_open =
                |one: &ScenarioResult| rule.decides(one) && one.verdict == Verdict::Inconclusive;
            rule.scenarios.iter().any(is_open)
        };
        self.of_level(Level::Must)
            .filter(|rule| match rule.verdict() {
                Verdict::Inconclusive => true,
                Verdict::Fail => self.acceptance(rule).is_some() && open(rule),
                Verdict::Pass | Verdict::Error => false,
            })
            .count()
    }

    fn of_level(&self, level: Level) -> impl Iterator<Item = &RuleResult> {
        self.rules.iter().filter(move |rule| rule.level == level)
    }

    /// Why the run violates: failures that are not accepted, a baseline that does not hold, or both.
    pub(super) fn violation(&self) -> String {
        let mut reasons = Vec::new();
        if self.violations() > 0 {
            let total = self.counts(Level::Must).total;
            reasons.push(format!("{} failed", of_must(self.violations(), total)));
            match self.accepted_count(Level::Must) {
                0 => {}
                more => reasons.push(format!("the baseline accepts {more} more")),
            }
        }
        if let [first, more @ ..] = &self.baseline_faults[..] {
            let more =
                if more.is_empty() { String::new() } else { format!(" (and {} more)", more.len()) };
            reasons.push(format!("the baseline does not hold: {}{more}", first));
        }
        reasons.join("; ")
    }

    /// Why the run conforms.
    pub(super) fn conformity(&self) -> String {
        let must = self.counts(Level::Must);
        // A part decides nothing of the others, and must not be mistaken for the whole.
        let (part, rest) = match self.selection.shard {
            Some(shard) => {
                (format!(" in part {} of {}", shard.part, shard.of), "; the other parts are open")
            }
            None => (String::new(), ""),
        };
        match self.accepted_count(Level::Must) {
            0 => match must.total {
                0 => format!("no MUST rule was selected{part}{rest}"),
                1 => format!("the one selected MUST rule{part} passed{rest}"),
                total => format!("all {total} selected MUST rules{part} passed{rest}"),
            },
            1 if must.total == 1 => {
                format!("the baseline accepts that the one selected MUST rule{part} failed{rest}")
            }
            accepted => format!(
                "{} of {} selected MUST rules{part} passed, the baseline accepts that {accepted} failed{rest}",
                must.pass, must.total
            ),
        }
    }
}

#[cfg(test)]
mod tests;
