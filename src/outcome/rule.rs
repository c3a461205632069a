//! What one rule came to.

use serde::{Deserialize, Serialize};

use super::{ScenarioResult, Verdict};
use crate::api::{Dialect, Edition, Level};

/// What one rule came to: its scenarios, and the worst of their verdicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleResult {
    /// Permanent id, such as `RI-20`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The edition it came with.
    pub edition: Edition,
    /// Name of the `Rule:` block: the rule in one line.
    pub title: String,
    /// The documented fact: the description of the `Rule:` block.
    pub fact: String,
    /// The pages it comes from.
    pub source: String,
    /// Where it stands there: filled in with the reproductions.
    #[serde(default)]
    pub sources: Vec<Cited>,
    /// Name of the feature file it stands in, such as `03_locked_instances.feature`.
    #[serde(default)]
    pub file: String,
    /// What [`RuleResult::verdict`] came to when the run was summed up.
    pub verdict: Verdict,
    /// [`RuleResult::reason`], likewise.
    pub reason: Option<String>,
    /// Its scenarios, in the order of the feature file.
    pub scenarios: Vec<ScenarioResult>,
}

/// A section of a page that a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Title of the page.
    pub page: String,
    /// When the copies of it were published that the rules were turned from.
    pub edition: String,
    /// The section.
    pub section: String,
}

impl RuleResult {
    /// A rule of which no scenario has run, without its texts.
    #[must_use]
    pub fn new(id: impl Into<String>, level: Level, edition: Edition) -> Self {
        Self {
            id: id.into(),
            level,
            edition,
            title: String::new(),
            fact: String::new(),
            source: String::new(),
            sources: Vec::new(),
            file: String::new(),
            verdict: Verdict::Inconclusive,
            reason: None,
            scenarios: Vec::new(),
        }
    }

    /// Where it comes from, as precisely as is known.
    #[must_use]
    pub fn cited(&self) -> String {
        let pages =
            self.sources.chunk_by(|one, two| one.page == two.page && one.edition == two.edition);
        let words = pages.filter_map(|sections| {
            let Cited { page, edition, .. } = sections.first()?;
            let named = sections.iter().filter(|one| one.section != *page);
            let sections: String = named.map(|one| format!(", {:?}", one.section)).collect();
            Some(format!("{page} ({edition}){sections}"))
        });
        match self.sources.is_empty() {
            true => self.source.clone(),
            false => words.collect::<Vec<_>>().join("; "),
        }
    }

    /// Fills in what its scenarios add up to.
    pub fn sum_up(&mut self) {
        self.verdict = self.verdict();
        self.reason = self.reason().map(str::to_owned);
    }

    /// The worst verdict of the scenarios. A rule without a scenario is never a pass. What is less
    /// binding than the rule decides nothing of it: only that it could not be run counts.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.scenarios.iter().map(Self::counted).max().unwrap_or(Verdict::Inconclusive)
    }

    /// What a scenario's verdict comes to for its rule.
    const fn counted(scenario: &ScenarioResult) -> Verdict {
        match (scenario.level, scenario.verdict) {
            (Some(_), Verdict::Fail | Verdict::Inconclusive) => Verdict::Pass,
            (_, verdict) => verdict,
        }
    }

    /// Whether a scenario's verdict is one for its rule too.
    #[must_use]
    pub fn decides(&self, scenario: &ScenarioResult) -> bool {
        Self::counted(scenario) == scenario.verdict
    }

    /// How binding one of its scenarios is.
    #[must_use]
    pub fn level_of(&self, scenario: &ScenarioResult) -> Level {
        scenario.level.unwrap_or(self.level)
    }

    /// Whether it passed, and something that is less binding than it did not.
    #[must_use]
    pub fn warns(&self) -> bool {
        let warns = |one: &ScenarioResult| one.level.is_some() && one.verdict == Verdict::Fail;
        self.verdict() == Verdict::Pass && self.scenarios.iter().any(warns)
    }

    /// Whether all that fails of it fails for the dialect of the answers.
    #[must_use]
    pub fn fails_by_dialect(&self) -> bool {
        let failed = |one: &&ScenarioResult| one.verdict == Verdict::Fail;
        self.verdict() == Verdict::Fail
            && self.scenarios.iter().filter(failed).all(ScenarioResult::fails_by_dialect)
    }

    /// How many answers to this rule's calls were recognised by a dialect.
    #[must_use]
    pub fn answers_in(&self, dialect: Dialect) -> usize {
        self.scenarios
            .iter()
            .flat_map(|scenario| &scenario.dialects)
            .filter(|spoken| **spoken == dialect)
            .count()
    }

    /// Why the verdict is not a pass: the reason of the first scenario that has it.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        let verdict = self.verdict();
        if self.scenarios.is_empty() {
            return Some("no scenario of this rule ran");
        }
        self.scenarios
            .iter()
            .filter(|scenario| self.decides(scenario) && scenario.verdict == verdict)
            .find_map(|scenario| scenario.reason.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(scenarios: &[(Option<Level>, Verdict)]) -> RuleResult {
        let scenario = |&(level, verdict): &(Option<Level>, Verdict)| ScenarioResult {
            level,
            reason: (verdict != Verdict::Pass).then(|| verdict.word().to_owned()),
            ..ScenarioResult::new("one", verdict)
        };
        let scenarios = scenarios.iter().map(scenario).collect();
        RuleResult { scenarios, ..RuleResult::new("CP-20", Level::Must, Edition::Core) }
    }

    #[test]
    fn what_is_less_binding_than_its_rule_decides_nothing_of_it() {
        use Verdict::{Error, Fail, Inconclusive, Pass};
        let should = Some(Level::Should);
        for (scenarios, verdict, reason, warns) in [
            (vec![(None, Pass), (should, Fail)], Pass, None, true),
            (vec![(None, Pass), (should, Inconclusive)], Pass, None, false),
            (vec![(should, Inconclusive), (None, Inconclusive)], Inconclusive, Some(1), false),
            (vec![(should, Fail), (None, Fail)], Fail, Some(1), false),
            (vec![(None, Pass), (should, Error)], Error, Some(1), false),
            (vec![], Inconclusive, Some(0), false),
        ] {
            let rule = rule(&scenarios);
            assert_eq!((rule.verdict(), rule.warns()), (verdict, warns), "{scenarios:?}");
            assert_eq!(rule.reason().is_some(), reason.is_some(), "{scenarios:?}");
        }
    }
}
