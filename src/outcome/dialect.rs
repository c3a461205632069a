//! What fails in a run that is held to one dialect, and would be right in the other one: a single cause,
//! however many scenarios show it.

use super::{RunResult, ScenarioResult, Verdict};
use crate::api::{Dialect, Level};

/// An endpoint that answers in another dialect than the one it is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherDialect {
    /// The dialect it answers in.
    pub spoken: Dialect,
    /// The one it is held to.
    pub held_to: Dialect,
    /// Scenarios that fail for that.
    pub scenarios: usize,
    /// MUST rules that fail for that and nothing else.
    pub must: usize,
    /// SHOULD and MAY rules that fail for that and nothing else.
    pub warnings: usize,
}

impl OtherDialect {
    /// In a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (spoken, held_to) = (self.spoken.word(), self.held_to.word());
        let rules = |count: usize, level: &str| match count {
            1 => format!("1 {level} rule"),
            count => format!("{count} {level} rules"),
        };
        let must = rules(self.must, "MUST");
        let all = match self.warnings {
            0 => must,
            count if self.must == 0 => rules(count, "SHOULD"),
            count => format!("{must} and {}", rules(count, "SHOULD")),
        };
        let fail = if self.must + self.warnings == 1 { "fails" } else { "fail" };
        let scenarios = match self.scenarios {
            1 => "1 scenario".to_owned(),
            count => format!("{count} scenarios"),
        };
        format!(
            "the endpoint speaks the dialect {spoken:?}, and this run accepts {held_to:?} alone: {all} {fail} \
             for that and nothing else ({scenarios}); without --dialect either is accepted"
        )
    }
}

impl ScenarioResult {
    /// Whether it fails for the dialect of the answer alone.
    #[must_use]
    pub fn fails_by_dialect(&self) -> bool {
        self.verdict == Verdict::Fail && self.other_dialect.is_some()
    }
}

impl RunResult {
    /// What fails because the endpoint answers in another dialect than the one it is held to; `None` where
    /// nothing does.
    #[must_use]
    pub fn other_dialect(&self) -> Option<OtherDialect> {
        let scenarios = || self.rules.iter().flat_map(|rule| &rule.scenarios);
        let spoken = scenarios().find_map(|one| one.other_dialect)?;
        let alone = |level: Level| {
            let of_level = |rule: &Level| (level == Level::Must) == (*rule == Level::Must);
            let rules = self.rules.iter().filter(|rule| of_level(&rule.level));
            rules.filter(|rule| rule.fails_by_dialect()).count()
        };
        Some(OtherDialect {
            spoken,
            held_to: self.dialect.held_to?,
            scenarios: scenarios().filter(|one| one.fails_by_dialect()).count(),
            must: alone(Level::Must),
            warnings: alone(Level::Should),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Edition;
    use crate::outcome::{RuleResult, Selection, TargetSummary};

    fn rule(id: &str, level: Level, others: &[Option<Dialect>]) -> RuleResult {
        let scenarios = others.iter().enumerate().map(|(number, other)| ScenarioResult {
            other_dialect: *other,
            ..ScenarioResult::new(number.to_string(), Verdict::Fail)
        });
        RuleResult { scenarios: scenarios.collect(), ..RuleResult::new(id, level, Edition::Core) }
    }

    #[test]
    fn only_what_fails_for_nothing_else_is_counted_as_a_rule() {
        let gateway = Some(Dialect::Gateway);
        let dialect = Some(Dialect::Documented);
        let mut result = RunResult::new(TargetSummary::default(), Selection::default());
        result.dialect.held_to = dialect;
        assert_eq!(result.other_dialect(), None);
        result.rules = vec![
            rule("CP-01", Level::Must, &[gateway, gateway]),
            rule("CP-02", Level::Must, &[gateway, None]),
            rule("CP-22", Level::Should, &[gateway]),
            rule("RI-01", Level::Must, &[None]),
        ];
        let other = result.other_dialect().unwrap();
        assert_eq!((other.scenarios, other.must, other.warnings), (4, 1, 1));
        assert_eq!(
            other.sentence(),
            "the endpoint speaks the dialect \"gateway\", and this run accepts \"documented\" alone: 1 MUST rule \
             and 1 SHOULD rule fail for that and nothing else (4 scenarios); without --dialect either is accepted"
        );
    }
}
