//! A whole run: what a report tells, field by field as `docs/report-json.md` promises, and what it adds up to.
//!
//! The runner fills it in as it was; `report` takes the secrets out and writes it, and reads it back. The fields that
//! hold a sum (`verdict`, `reason`, `counts`) are those that the run was summed up to; the methods add up anew.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::counts::of_must;
use super::diagnosis::Owner;
use super::{
    AcceptedDeviation, AllCounts, Counts, DialectsSpoken, ErrorCause, Exchange, Joined, Pace,
    RuleResult, RunVerdict, ScenarioResult, Selection, Sighting, SuiteSummary, TargetSummary,
    Wanted,
};
use crate::api::{Dialect, Edition, Level};

/// Names the format of a report and its generation; another generation may rename or drop fields.
pub const FORMAT: &str = "rebootspec-report/1";

/// What became of a plain correct call, before the first scenario or after the last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlCall {
    /// `None` when it was served; otherwise what was wrong, whose it is, and what to try.
    pub failure: Option<String>,
    /// Whose it is.
    #[serde(default)]
    pub whose: Option<Owner>,
    /// Requests and answers.
    pub exchanges: Vec<Exchange>,
}

/// What was called beside the scenarios.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// The call before the first scenario.
    pub first: ControlCall,
    /// The call after the last; `None` when nothing ran.
    pub last: Option<ControlCall>,
    /// Requests of no scenario and of neither control call: what the control protocol was asked before the
    /// first scenario, and what was given back after the last.
    #[serde(default)]
    pub aside: Vec<Exchange>,
}

impl Control {
    /// The control calls that were made.
    pub fn calls(&self) -> impl Iterator<Item = &ControlCall> {
        [Some(&self.first), self.last.as_ref()].into_iter().flatten()
    }
}

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// Name and generation of the format: [`FORMAT`].
    pub format: String,
    /// What the run came to.
    pub verdict: RunVerdict,
    /// Why, in one sentence; a diagnosis may follow on further lines.
    pub reason: String,
    /// The edition that was asked for.
    pub edition: Edition,
    /// What was judged.
    pub target: TargetSummary,
    /// Rules and scenarios by verdict.
    pub counts: AllCounts,
    /// Which dialect the endpoint spoke.
    pub dialect: DialectsSpoken,
    /// The rules that were selected, in the order of the feature files.
    pub rules: Vec<RuleResult>,
    /// What judged.
    pub suite: SuiteSummary,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// Scenarios run at once.
    pub jobs: usize,
    /// The seed of nonces and ids.
    pub seed: u64,
    /// How far the endpoint's clock is ahead of this machine's, in s; `None` where no answer told.
    #[serde(default)]
    pub clock_ahead_s: Option<i64>,
    /// What held it up.
    #[serde(default)]
    pub pace: Pace,
    /// What was asked to run.
    pub selection: Selection,
    /// What was called beside the scenarios.
    pub control: Control,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The time limit in ms, where that is what stopped it.
    #[serde(default)]
    pub stopped_at_limit_ms: Option<u64>,
    /// A fault of the suite that makes the rest unbelievable, such as a scenario that vanished.
    pub suite_fault: Option<String>,
    /// States that could not be given back after the run.
    pub not_given_back: Vec<String>,
    /// Operations that are not served, and what serving them would decide; what decides most first.
    #[serde(default)]
    pub wanted: Vec<Wanted>,
    /// Failing rules that the user's baseline accepts.
    pub accepted: Vec<AcceptedDeviation>,
    /// Entries of the baseline that do not hold, one sentence each: the rule passes, the entry has
    /// expired, the rule was given up or has no scenario. Any of them makes the run violate.
    pub baseline_faults: Vec<String>,
    /// The reports that this one was joined from; empty where one run gave it.
    #[serde(default)]
    pub joined_from: Vec<Joined>,
    /// Digest of the rest, once a report is sealed.
    #[serde(default)]
    pub sha256: String,
}

impl RunResult {
    /// How many requests were sent again, because the endpoint had closed a connection that was kept.
    #[must_use]
    pub fn sent_again(&self) -> usize {
        let scenarios = self.rules.iter().flat_map(|rule| &rule.scenarios);
        let exchanges = scenarios
            .flat_map(|scenario| &scenario.exchanges)
            .chain(self.control.calls().flat_map(|control| &control.exchanges));
        exchanges.filter(|exchange| exchange.was_sent_again()).count()
    }

    /// A run of which nothing has come yet.
    #[must_use]
    pub fn new(target: TargetSummary, selection: Selection) -> Self {
        Self {
            format: FORMAT.to_owned(),
            verdict: RunVerdict::Incomplete,
            reason: String::new(),
            edition: Edition::default(),
            target,
            counts: AllCounts::default(),
            dialect: DialectsSpoken::default(),
            rules: Vec::new(),
            suite: SuiteSummary::default(),
            started: String::new(),
            took_ms: 0.0,
            jobs: 1,
            seed: 0,
            clock_ahead_s: None,
            pace: Pace::default(),
            selection,
            control: Control::default(),
            interrupted: false,
            stopped_at_limit_ms: None,
            suite_fault: None,
            not_given_back: Vec::new(),
            wanted: Vec::new(),
            accepted: Vec::new(),
            baseline_faults: Vec::new(),
            joined_from: Vec::new(),
            sha256: String::new(),
        }
    }

    /// With what its scenarios add up to filled in: verdicts, reasons, counts. Whoever changes one of them afterwards
    /// sums up again.
    #[must_use]
    pub fn summed_up(mut self) -> Self {
        self.rules.iter_mut().for_each(RuleResult::sum_up);
        self.counts = self.all_counts();
        self.dialect = self.dialects();
        self.verdict = self.verdict();
        self.reason = self.reason();
        self
    }

    /// Rules of all levels, and scenarios, counted by verdict.
    #[must_use]
    pub fn all_counts(&self) -> AllCounts {
        AllCounts {
            must: self.counts(Level::Must),
            should: self.counts(Level::Should),
            may: self.counts(Level::May),
            scenarios: self.scenario_counts(),
        }
    }

    /// Which dialect was spoken how often.
    #[must_use]
    pub fn dialects(&self) -> DialectsSpoken {
        DialectsSpoken {
            held_to: self.dialect.held_to,
            documented: self.answers_in(Dialect::Documented),
            gateway: self.answers_in(Dialect::Gateway),
        }
    }

    /// The scenario in which something was sighted.
    #[must_use]
    pub fn scenario_of(&self, sighting: &Sighting) -> Option<&ScenarioResult> {
        let rule = self.rules.iter().find(|rule| rule.id == sighting.rule)?;
        rule.scenarios.iter().find(|one| one.name == sighting.scenario)
    }

    /// The exchange that a sighting names.
    #[must_use]
    pub fn sighted(&self, sighting: &Sighting) -> Option<&Exchange> {
        self.scenario_of(sighting)?.exchanges.get(sighting.exchange)
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
        self.control.calls().find_map(|call| call.failure.as_deref())
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

    /// One sentence on why the verdict is what it is; a diagnosis may follow on further lines.
    #[must_use]
    pub fn reason(&self) -> String {
        if let Some(fault) = &self.suite_fault {
            return format!("the suite broke: {fault}");
        }
        if let Some(failure) = self.control_failure() {
            return format!("the control call was not served: {failure}");
        }
        match self.verdict() {
            RunVerdict::Error => {
                let scenarios = match self.scenario_counts().error {
                    1 => "1 scenario".to_owned(),
                    count => format!("{count} scenarios"),
                };
                let why = self.set_up_fault().map(|why| format!(": {why}"));
                format!("{scenarios} could not be run{}", why.unwrap_or_default())
            }
            RunVerdict::Violates => self.violation(),
            RunVerdict::Incomplete if self.interrupted => self.interruption(),
            RunVerdict::Incomplete if self.undecided() > 0 => {
                let total = self.counts(Level::Must).total;
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
        match self.stopped_at_limit_ms.map(Duration::from_millis) {
            Some(limit) => {
                let limit = time_in_words(limit);
                format!("the time limit of {limit} was reached before the end of the run")
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
}
