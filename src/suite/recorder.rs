//! Folds cucumber's events into results, one per scenario. Whatever ends a scenario other than its
//! last step passing has a verdict of its own; silence is never a pass.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use cucumber::event::{self, Cucumber, Feature, Hook, Rule, Scenario, Step, StepError};

use super::evidence::{Evidence, EvidenceStore};
use super::features::rule_id;
use super::kept;
use super::likeness;
use super::locked::locked;
use super::select::ScenarioKey;
use super::stop::Stop;
use super::world::World;
use crate::outcome::{ErrorCause, Mismatch, ScenarioResult, Verdict};

/// What ended a scenario early.
#[derive(Debug)]
struct Ending {
    step: Option<String>,
    stop: Stop,
}

#[derive(Debug)]
pub(super) struct Recorder {
    evidence: EvidenceStore,
    endings: BTreeMap<ScenarioKey, Ending>,
    passed_steps: BTreeMap<ScenarioKey, usize>,
    results: BTreeMap<ScenarioKey, ScenarioResult>,
    /// What is wrong with the run itself.
    pub(super) defects: Vec<String>,
}

impl Recorder {
    pub(super) fn new(evidence: EvidenceStore) -> Self {
        Self {
            evidence,
            endings: BTreeMap::new(),
            passed_steps: BTreeMap::new(),
            results: BTreeMap::new(),
            defects: Vec::new(),
        }
    }

    /// Takes in one event; gives the scenario that it ended, if it did.
    pub(super) fn take(
        &mut self,
        event: cucumber::parser::Result<cucumber::Event<Cucumber<World>>>,
    ) -> Option<(ScenarioKey, Verdict)> {
        let event = match event {
            Ok(event) => event.into_inner(),
            Err(error) => {
                self.defects.push(error.to_string());
                return None;
            }
        };
        let Cucumber::Feature(_, Feature::Rule(rule, Rule::Scenario(scenario, event))) = event
        else {
            return None;
        };
        let id = rule_id(&rule).unwrap_or_default().to_owned();
        let key = (id, scenario.name.clone());
        match event.event {
            Scenario::Background(step, outcome) | Scenario::Step(step, outcome) => {
                self.step(&key, &step, outcome);
                None
            }
            Scenario::Hook(_, Hook::Failed(_, info)) => {
                self.end(&key, None, stop_of(&info));
                None
            }
            Scenario::Finished => Some(self.finish(key, scenario.steps.len())),
            _ => None,
        }
    }

    fn step(&mut self, key: &ScenarioKey, step: &gherkin::Step, outcome: event::Step<World>) {
        let text = || Some(format!("{} {}", step.keyword.trim(), step.value));
        match outcome {
            Step::Started => {}
            Step::Passed(..) => *self.passed_steps.entry(key.clone()).or_default() += 1,
            Step::Skipped => {
                let stop = Stop::Broken("no step definition fits this step".into());
                self.end(key, text(), stop);
            }
            Step::Failed(.., StepError::Panic(info)) => self.end(key, text(), stop_of(&info)),
            Step::Failed(.., error) => self.end(key, text(), Stop::Broken(error.to_string())),
        }
    }

    fn end(&mut self, key: &ScenarioKey, step: Option<String>, stop: Stop) {
        // What came first decides; what follows from it does not.
        self.endings.entry(key.clone()).or_insert_with(|| Ending { step, stop: in_short(stop) });
    }

    fn finish(&mut self, key: ScenarioKey, steps: usize) -> (ScenarioKey, Verdict) {
        let evidence = locked(&self.evidence).remove(&key).unwrap_or_default();
        let passed = self.passed_steps.remove(&key).unwrap_or_default();
        let ending = self.endings.remove(&key).or_else(|| {
            (passed != steps).then(|| Ending {
                step: None,
                stop: Stop::Broken(format!("{passed} of {steps} steps ran, and nothing says why")),
            })
        });
        let result = result(key.1.clone(), ending, evidence);
        let verdict = result.verdict;
        if self.results.insert(key.clone(), result).is_some() {
            self.defects.push(format!("the scenario {} {:?} ran twice", key.0, key.1));
        }
        (key, verdict)
    }

    /// What came in a scenario that failed.
    pub(super) fn actual(&self, key: &ScenarioKey) -> Option<&str> {
        self.results.get(key)?.actual.as_deref()
    }

    /// The results so far.
    pub(super) fn into_results(self) -> BTreeMap<ScenarioKey, ScenarioResult> {
        self.results
    }
}

fn result(name: String, ending: Option<Ending>, evidence: Evidence) -> ScenarioResult {
    let step = ending.as_ref().and_then(|ending| ending.step.clone());
    let (verdict, cause, reason, mismatch) = match ending.map(|ending| ending.stop) {
        None => (Verdict::Pass, None, None, None),
        Some(Stop::Mismatch(mismatch)) => {
            (Verdict::Fail, None, Some(in_one_line(&mismatch)), Some(mismatch))
        }
        Some(Stop::Inconclusive(reason)) => (Verdict::Inconclusive, None, Some(reason), None),
        Some(Stop::SetUp(reason)) => (Verdict::Error, Some(ErrorCause::SetUp), Some(reason), None),
        Some(Stop::Unreachable(reason)) => {
            (Verdict::Error, Some(ErrorCause::Target), Some(reason), None)
        }
        Some(Stop::Broken(reason)) => (Verdict::Error, Some(ErrorCause::Suite), Some(reason), None),
    };
    let (expected, actual) = mismatch.map(|missed| (missed.expected, missed.actual)).unzip();
    let what = actual.as_ref().or(reason.as_ref());
    ScenarioResult {
        likeness: what.map(|what| likeness::of(what, &evidence.log)),
        cause,
        reason,
        step,
        expected,
        actual,
        notes: evidence.notes.iter().map(|note| likeness::of(note, &evidence.log)).collect(),
        other_dialect: evidence.other_dialect.filter(|_| verdict == Verdict::Fail),
        dialects: evidence.dialects,
        exchanges: evidence.log.into(),
        meant: evidence.meant,
        took_ms: evidence.took_ms,
        ..ScenarioResult::new(name, verdict)
    }
}

/// A stop with as much of its texts as is kept: they quote answers, and are kept for a whole run.
fn in_short(stop: Stop) -> Stop {
    match stop {
        Stop::Mismatch(mismatch) => Stop::Mismatch(Mismatch {
            expected: kept::text(mismatch.expected),
            actual: kept::text(mismatch.actual),
        }),
        Stop::Inconclusive(reason) => Stop::Inconclusive(kept::text(reason)),
        Stop::SetUp(reason) => Stop::SetUp(kept::text(reason)),
        Stop::Unreachable(reason) => Stop::Unreachable(kept::text(reason)),
        Stop::Broken(reason) => Stop::Broken(kept::text(reason)),
    }
}

fn in_one_line(mismatch: &Mismatch) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    kept::text(format!("expected {}; got {}", line(&mismatch.expected), line(&mismatch.actual)))
}

/// What a panic in a step meant: our own payload, or a defect of ours.
fn stop_of(info: &Arc<dyn Any + Send>) -> Stop {
    let payload: &(dyn Any + Send) = &**info;
    if let Some(stop) = payload.downcast_ref::<Stop>() {
        return stop.clone();
    }
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic that says nothing");
    Stop::Broken(text.to_owned())
}
