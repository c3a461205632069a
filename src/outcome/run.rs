//! Results of scenarios and rules, and the run they add up to.

use std::time::Duration;

use super::counts::of_must;
use super::diagnosis::Owner;
use super::{
    AcceptedDeviation, Counts, Exchange, Mismatch, Pace, Resend, RunVerdict, Selection, Sighting,
    SuiteSummary, TargetSummary, Verdict, Wanted,
};
use crate::api::{Dialect, Edition, Level};

/// Whose an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCause {
    /// The endpoint could not be reached.
    Target,
    /// The target's set-up is wrong, such as a key without the right to restart.
    SetUp,
    /// The suite broke; please report it.
    Suite,
}

/// What one scenario came to.
#[derive(Clone, Debug)]
pub struct ScenarioResult {
    /// Scenario name, unique within its rule and stable across edits of the file.
    pub name: String,
    /// Line of the feature file on which it begins: of an outline, on which its row stands.
    pub line: Option<usize>,
    /// Its own level, where that is less binding than its rule's.
    pub level: Option<Level>,
    /// Its verdict.
    pub verdict: Verdict,
    /// Whose the error is, where the verdict is [`Verdict::Error`].
    pub cause: Option<ErrorCause>,
    /// Why, for every verdict but a pass; one sentence.
    pub reason: Option<String>,
    /// Its steps with their keywords, in order.
    pub steps: Vec<String>,
    /// The step that decided it, for a fail or an error.
    pub step: Option<String>,
    /// Expected and actual, for a fail.
    pub mismatch: Option<Mismatch>,
    /// What came of a fail, or the reason of what is no pass, without what it repeats of its own call:
    /// the same for scenarios that went alike.
    pub likeness: Option<String>,
    /// Observations that are recorded without being judged.
    pub notes: Vec<String>,
    /// The dialect of each answer that only one of the two documents.
    pub dialects: Vec<Dialect>,
    /// Of a fail in a run that is held to one dialect: the other one, where what came is right there.
    pub other_dialect: Option<Dialect>,
    /// Requests and answers, in order.
    pub exchanges: Vec<Exchange>,
    /// Exchanges of other scenarios that the mismatch means, where it looks back over them.
    pub meant: Vec<Sighting>,
    /// How the judged request of a fail or an error is sent again; `None` where none was sent.
    pub resend: Option<Resend>,
    /// How long it took, in ms.
    pub took_ms: f64,
}

impl ScenarioResult {
    /// A verdict, and nothing yet to say about it.
    #[must_use]
    pub fn new(name: impl Into<String>, verdict: Verdict) -> Self {
        Self {
            name: name.into(),
            line: None,
            level: None,
            verdict,
            cause: None,
            reason: None,
            steps: Vec::new(),
            step: None,
            mismatch: None,
            likeness: None,
            notes: Vec::new(),
            dialects: Vec::new(),
            other_dialect: None,
            exchanges: Vec::new(),
            meant: Vec::new(),
            resend: None,
            took_ms: 0.0,
        }
    }
}

/// What one rule came to: its scenarios, and the worst of their verdicts.
#[derive(Clone, Debug)]
pub struct RuleResult {
    /// Permanent id, such as `RI-20`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The edition it came with.
    pub edition: Edition,
    /// Name of the `Rule:` block.
    pub title: String,
    /// The documented fact: the description of the `Rule:` block.
    pub fact: String,
    /// The pages it comes from.
    pub source: String,
    /// Name of the feature file it stands in.
    pub file: String,
    /// Its scenarios, in the order of the feature file.
    pub scenarios: Vec<ScenarioResult>,
}

impl RuleResult {
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

/// What became of a plain correct call, before the first scenario or after the last.
#[derive(Clone, Debug, Default)]
pub struct ControlCall {
    /// `None` when it was served; otherwise what was wrong, whose it is, and what to try.
    pub failure: Option<String>,
    /// Whose it is.
    pub whose: Option<Owner>,
    /// Requests and answers.
    pub exchanges: Vec<Exchange>,
}

/// A whole run.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// What judged.
    pub suite: SuiteSummary,
    /// What was judged.
    pub target: TargetSummary,
    /// What was asked to run.
    pub selection: Selection,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// Scenarios run at once.
    pub jobs: usize,
    /// The seed of nonces and ids.
    pub seed: u64,
    /// How far the endpoint's clock is ahead of this machine's, in s; `None` where no answer told.
    pub clock_ahead_s: Option<i64>,
    /// What held it up.
    pub pace: Pace,
    /// The call before the first scenario.
    pub first_control: ControlCall,
    /// The call after the last; `None` when nothing ran.
    pub last_control: Option<ControlCall>,
    /// Requests of no scenario and of neither control call: what the control protocol was asked before the
    /// first scenario, and what was given back after the last.
    pub aside: Vec<Exchange>,
    /// Operations that are not served, and what serving them would decide; what decides most first.
    pub wanted: Vec<Wanted>,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The time limit, where that is what stopped it.
    pub stopped_at_limit: Option<Duration>,
    /// A fault of the suite that makes the rest unbelievable, such as a scenario that vanished.
    pub suite_fault: Option<String>,
    /// States that could not be given back after the run.
    pub not_given_back: Vec<String>,
    /// Failing rules that the user's baseline accepts.
    pub accepted: Vec<AcceptedDeviation>,
    /// Entries of the baseline that do not hold, one sentence each: the rule passes, the entry has
    /// expired, the rule was given up or has no scenario. Any of them makes the run violate.
    pub baseline_faults: Vec<String>,
    /// The rules, in the order of the feature files.
    pub rules: Vec<RuleResult>,
}

impl RunResult {
    /// How many requests were sent again, because the endpoint had closed a connection that was kept.
    #[must_use]
    pub fn sent_again(&self) -> usize {
        let scenarios = self.rules.iter().flat_map(|rule| &rule.scenarios);
        let controls = [Some(&self.first_control), self.last_control.as_ref()];
        let exchanges = scenarios
            .flat_map(|scenario| &scenario.exchanges)
            .chain(controls.into_iter().flatten().flat_map(|control| &control.exchanges));
        exchanges.filter(|exchange| exchange.was_sent_again()).count()
    }

    /// A run of which nothing has come yet.
    #[must_use]
    pub fn new(target: TargetSummary, selection: Selection) -> Self {
        Self {
            suite: SuiteSummary::default(),
            target,
            selection,
            started: String::new(),
            took_ms: 0.0,
            jobs: 1,
            seed: 0,
            clock_ahead_s: None,
            pace: Pace::default(),
            first_control: ControlCall::default(),
            last_control: None,
            aside: Vec::new(),
            wanted: Vec::new(),
            interrupted: false,
            stopped_at_limit: None,
            suite_fault: None,
            not_given_back: Vec::new(),
            accepted: Vec::new(),
            baseline_faults: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// The exchanges of the scenario in which something was sighted, and which of them it was.
    #[must_use]
    pub fn sighted(&self, sighting: &Sighting) -> Option<(&[Exchange], usize)> {
        let rule = self.rules.iter().find(|rule| rule.id == sighting.rule)?;
        let scenario = rule.scenarios.iter().find(|one| one.name == sighting.scenario)?;
        let known = sighting.exchange < scenario.exchanges.len();
        known.then_some((scenario.exchanges.as_slice(), sighting.exchange))
    }

    /// Rules of one level, counted by verdict.
    #[must_use]
    pub fn counts(&self, level: Level) -> Counts {
        Counts::of(self.rules.iter().filter(|rule| rule.level == level).map(RuleResult::verdict))
    }

    /// How many answers were recognised by a dialect.
    #[must_use]
    pub fn answers_in(&self, dialect: Dialect) -> usize {
        self.rules.iter().map(|rule| rule.answers_in(dialect)).sum()
    }

    /// Scenarios, counted by verdict.
    #[must_use]
    pub fn scenario_counts(&self) -> Counts {
        Counts::of(
            self.rules.iter().flat_map(|rule| &rule.scenarios).map(|scenario| scenario.verdict),
        )
    }

    /// How many scenarios were run to their end. Those that were not took no time.
    #[must_use]
    pub fn scenarios_ended(&self) -> usize {
        self.rules
            .iter()
            .flat_map(|rule| &rule.scenarios)
            .filter(|scenario| scenario.took_ms > 0.0)
            .count()
    }

    /// Whether the control call failed, before or after.
    #[must_use]
    pub fn control_failure(&self) -> Option<&str> {
        self.first_control
            .failure
            .as_deref()
            .or_else(|| self.last_control.as_ref().and_then(|call| call.failure.as_deref()))
    }

    /// The verdict of the run. An error outweighs a violation: what an endpoint did that could not
    /// be judged to the end is evidence, but no verdict. So does an interruption, since nothing is
    /// established without the last control call. What could not be undone leaves the endpoint other than it
    /// was, which is never a good end.
    #[must_use]
    pub fn verdict(&self) -> RunVerdict {
        let scenarios = self.scenario_counts();
        let decided = scenarios.pass > 0 || !self.accepted.is_empty();
        if self.suite_fault.is_some() || self.control_failure().is_some() || scenarios.error > 0 {
            RunVerdict::Error
        } else if self.interrupted {
            RunVerdict::Incomplete
        } else if self.violations() > 0 || !self.baseline_faults.is_empty() {
            RunVerdict::Violates
        } else if self.undecided() > 0 || !decided || !self.not_given_back.is_empty() {
            RunVerdict::Incomplete
        } else {
            RunVerdict::Conforms
        }
    }

    /// Whether an incomplete run may count as a good one where that is asked for: it came to its end, and
    /// something passed. What was stopped, or tested nothing, never does.
    #[must_use]
    pub fn may_be_allowed(&self) -> bool {
        !self.interrupted && self.scenario_counts().pass > 0
    }

    /// What is wrong with the target's set-up, where that shows in a scenario.
    #[must_use]
    pub fn set_up_fault(&self) -> Option<&str> {
        let scenarios = self.rules.iter().flat_map(|rule| &rule.scenarios);
        scenarios
            .filter(|scenario| scenario.cause == Some(ErrorCause::SetUp))
            .find_map(|scenario| scenario.reason.as_deref())
    }

    /// One sentence on why the verdict is what it is.
    #[must_use]
    pub fn reason(&self) -> String {
        self.reason_quoting(str::to_owned)
    }

    /// As [`RunResult::reason`], with what it quotes of others written in a way of the caller's.
    #[must_use]
    pub fn reason_quoting(&self, quote: impl Fn(&str) -> String) -> String {
        if let Some(fault) = &self.suite_fault {
            return format!("the suite broke: {}", quote(fault));
        }
        if let Some(failure) = self.control_failure() {
            return format!("the control call was not served: {}", quote(failure));
        }
        match self.verdict() {
            RunVerdict::Error => {
                let scenarios = match self.scenario_counts().error {
                    1 => "1 scenario".to_owned(),
                    count => format!("{count} scenarios"),
                };
                let why = self.set_up_fault().map(|why| format!(": {}", quote(why)));
                format!("{scenarios} could not be run{}", why.unwrap_or_default())
            }
            RunVerdict::Violates => self.violation(quote),
            RunVerdict::Incomplete if self.interrupted => self.interruption(),
            RunVerdict::Incomplete if self.undecided() > 0 => {
                let total = self.counts(Level::Must).total();
                format!("{} could not be decided", of_must(self.undecided(), total))
            }
            RunVerdict::Incomplete if self.not_given_back.len() == 1 => {
                "1 thing that the run made or changed could not be given back".to_owned()
            }
            RunVerdict::Incomplete if self.not_given_back.len() > 1 => format!(
                "{} things that the run made or changed could not be given back",
                self.not_given_back.len()
            ),
            RunVerdict::Incomplete => "nothing that was selected passed".to_owned(),
            RunVerdict::Conforms => self.conformity(),
        }
    }

    /// Why a run that was stopped was.
    #[must_use]
    pub fn interruption(&self) -> String {
        match self.stopped_at_limit {
            Some(limit) => {
                format!(
                    "the time limit of {} was reached before the end of the run",
                    time_in_words(limit)
                )
            }
            None => "the run was stopped before its end".to_owned(),
        }
    }
}

/// A length of time in words, such as `1 h 13 min` or `3 s`.
#[must_use]
pub fn time_in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if time < Duration::from_secs(1) {
        return format!("{} ms", time.as_millis());
    }
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_told_in_words() {
        for (ms, told) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (3000, "3 s"),
            (4_380_000, "1 h 13 min"),
            (3_601_500, "1 h 1 s"),
        ] {
            assert_eq!(time_in_words(Duration::from_millis(ms)), told);
        }
    }

    fn rule(scenarios: &[(Option<Level>, Verdict)]) -> RuleResult {
        let scenario = |&(level, verdict): &(Option<Level>, Verdict)| ScenarioResult {
            level,
            reason: (verdict != Verdict::Pass).then(|| verdict.word().to_owned()),
            ..ScenarioResult::new("one", verdict)
        };
        RuleResult {
            id: "CP-20".to_owned(),
            level: Level::Must,
            edition: Edition::Core,
            title: String::new(),
            fact: String::new(),
            source: String::new(),
            file: String::new(),
            scenarios: scenarios.iter().map(scenario).collect(),
        }
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
