//! Runs selected scenarios against a session's endpoint and adds up what they came to.
//!
//! The runner is cucumber's own; its events are folded here rather than in one of its writers, because
//! only the events tell a skipped step from a passed one. What ran is compared with what was selected,
//! so that a scenario that vanished breaks the run instead of turning it green.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use cucumber::{Runner as _, World as _, runner, step};
use futures::{FutureExt as _, StreamExt as _, stream};

use super::arrange::{Arranger, ControlError, Doubts, unless_cancelled};
use super::call::resend;
use super::control_call;
use super::coverage::{self, Means};
use super::evidence::{Evidence, EvidenceStore};
use super::features::{Index, IndexedScenario, rule_id};
use super::free;
use super::kept::{self, Kept};
use super::limit;
use super::locked::locked;
use super::panics;
use super::provenance;
use super::recorder::Recorder;
use super::select::{ScenarioKey, Selected};
use super::session::{Log, Session};
use super::setup::Obstacle;
use super::target::Target;
use super::world::{Bench, World};
use crate::outcome::{
    ControlCall, DialectsSpoken, Resend, RuleResult, RunResult, ScenarioResult, TargetSummary,
    Verdict, Wanted,
};
use crate::wire::timestamp::Timestamp;

/// How to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Scenarios run at once.
    pub jobs: usize,
    /// Named in the report, so that a run can be told to be repeated.
    pub seed: u64,
    /// How long the run may take; `None` for what the target's time-outs allow.
    pub time_limit: Option<Duration>,
}

/// How far a run is.
#[derive(Clone, Debug)]
pub enum Progress<'a> {
    /// One scenario ended.
    Ended {
        /// Its rule and name.
        scenario: &'a ScenarioKey,
        /// Its verdict.
        verdict: Verdict,
    },
    /// Time passes. What is waited for, the longest first, and for how long it was.
    Waiting(Vec<(String, Duration)>),
}

/// How often it is told that time passes, and how long something takes to be worth telling.
const TICK: Duration = Duration::from_secs(1);

/// Does the work, and tells from time to time what it waits for.
async fn telling<T>(
    work: impl Future<Output = T>,
    session: &Session,
    progress: &mut impl FnMut(Progress<'_>),
) -> T {
    // On the heap: a run is a future of many, and debug builds copy them on the stack.
    let mut work = Box::pin(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(TICK) => {
                progress(Progress::Waiting(session.waits.longer_than(TICK)));
            }
        }
    }
}

/// Runs everything selected at a target: control call, scenarios, those that look back, control call. Ends
/// early when `cancelled` is done; what was decided by then is kept, and what was lent is given back.
pub async fn run(
    target: Target,
    index: &Index,
    selected: &Selected,
    options: Options,
    mut progress: impl FnMut(Progress<'_>),
    cancelled: impl Future<Output = ()>,
) -> RunResult {
    let mut session = Session::new(target);
    let began = Instant::now();
    let panics_before = panics::count();
    session.kept = Kept::at_most(kept::RUN);
    session.operation = index.operation;
    session.edition = selected.edition;
    session.dialect = selected.dialect;
    let mut result = blank(&session, selected, options);
    let session = Arc::new(session);
    let mut log = Log::new();
    let scenarios = selected.summary.scenarios;
    let limit = options.time_limit;
    let limit = limit.unwrap_or_else(|| limit::of(&session.target, scenarios, options.jobs));
    let is_time_up = Cell::new(false);
    let stopping = Arc::clone(&session);
    let mut cancelled = pin!(async {
        tokio::select! {
            () = cancelled => {}
            () = tokio::time::sleep(limit) => is_time_up.set(true),
        }
        stopping.stop_waiting();
    });
    let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
    let stopped_at = || is_time_up.get().then_some(limit_ms);
    let arranger = tokio::select! {
        arranger = telling(Arranger::new(&session, &mut log), &session, &mut progress) => {
            Some(arranger)
        }
        () = &mut cancelled => None,
    };
    let arranger = match arranger {
        Some(Ok(arranger)) => Arc::new(arranger),
        Some(Err(error)) => {
            result.control.first = greeting_failed(&error, log);
            return without_scenarios(result, selected, began);
        }
        None => {
            result.interrupted = true;
            result.stopped_at_limit_ms = stopped_at();
            result.control.aside = log.into();
            return without_scenarios(result, selected, began);
        }
    };
    let mut control_log = Log::new();
    let call = control_call::make(&session, &arranger, &mut control_log);
    let call = telling(call, &session, &mut progress);
    let made = unless_cancelled(call, cancelled.as_mut(), &arranger).await;
    result.interrupted = made.is_none();
    result.control.first = control(made.and_then(Result::err), control_log);
    if result.interrupted || result.control.first.failure.is_some() {
        arranger.give_all_back_soon(&session, &mut log).await;
        result.not_given_back = arranger.not_given_back();
        result.stopped_at_limit_ms = stopped_at();
        result.control.aside = log.into();
        result.pace = session.pace();
        return without_scenarios(result, selected, began);
    }

    let evidence = EvidenceStore::default();
    let mut recorder = Recorder::new(Arc::clone(&evidence));
    let bench = Bench {
        session: Arc::clone(&session),
        arranger: Arc::clone(&arranger),
        evidence: Arc::clone(&evidence),
    };
    let stages: [fn(&IndexedScenario) -> bool; 2] =
        [|scenario| !scenario.is_closing(), IndexedScenario::is_closing];
    let scenarios = async {
        for stage in stages {
            let features = selected.features(index, stage);
            if features.is_empty() {
                continue;
            }
            let mut events = events(features, options.jobs, bench.clone(), Arc::clone(&evidence));
            while let Some(event) = telling(events.next(), &session, &mut progress).await {
                if let Some((scenario, verdict)) = recorder.take(event) {
                    if let Some(actual) = recorder.actual(&scenario)
                        && selected.binds(&scenario)
                    {
                        session.note_failure(&scenario, actual);
                    }
                    progress(Progress::Ended { scenario: &scenario, verdict });
                }
            }
        }
    };
    let hook = QuietPanics::begin();
    // What breaks there must not keep what is lent from being given back.
    let scenarios = AssertUnwindSafe(Box::pin(scenarios)).catch_unwind();
    let ended = unless_cancelled(scenarios, cancelled.as_mut(), &arranger).await;
    drop(hook);
    result.interrupted = ended.is_none();

    if result.interrupted {
        arranger.give_all_back_soon(&session, &mut log).await;
    } else {
        let back = arranger.give_all_back(&session, &mut log);
        let back = telling(back, &session, &mut progress);
        result.interrupted = unless_cancelled(back, cancelled.as_mut(), &arranger).await.is_none();
    }
    if !result.interrupted {
        let mut control_log = Log::new();
        let call = control_call::make(&session, &arranger, &mut control_log);
        let call = telling(call, &session, &mut progress);
        match unless_cancelled(call, cancelled.as_mut(), &arranger).await {
            Some(made) => {
                result.control.last = Some(control(made.err(), control_log));
            }
            None => {
                result.interrupted = true;
                log.extend(control_log);
            }
        }
        arranger.give_all_back_soon(&session, &mut log).await;
    }
    result.stopped_at_limit_ms = stopped_at();
    result.control.aside = log.into();
    result.not_given_back = arranger.not_given_back();
    let mut defects = std::mem::take(&mut recorder.defects);
    if let Some(Err(_)) = ended {
        defects.push("the scenarios ended by a panic".to_owned());
    }
    defects.extend(panics::since(panics_before));
    let results = recorder.into_results();
    let left = std::mem::take(&mut *locked(&evidence));
    result.suite_fault = defect(selected, &results, defects, result.interrupted);
    result.rules = rules_with(selected, results, left, STOPPED);
    if !result.interrupted {
        result.wanted = wanted(index, selected, &result, &session, &arranger);
    }
    tell_how_to_resend(&mut result, &session);
    result.clock_ahead_s = session.clock_ahead_s();
    result.pace = session.pace();
    result.took_ms = began.elapsed().as_secs_f64() * 1e3;
    result.summed_up()
}

/// Why a scenario has no result after an interruption.
const STOPPED: &str = "the run was stopped before this scenario ended";

/// The result of a run that came to its end before its first scenario.
fn without_scenarios(mut result: RunResult, selected: &Selected, began: Instant) -> RunResult {
    let reason = if result.interrupted { STOPPED } else { "the control call was not served" };
    result.rules = rules_with(selected, BTreeMap::new(), BTreeMap::new(), reason);
    result.took_ms = began.elapsed().as_secs_f64() * 1e3;
    result.summed_up()
}

fn blank(session: &Session, selected: &Selected, options: Options) -> RunResult {
    let target = TargetSummary {
        name: session.target.name.clone(),
        url: session.target.shown_url(),
        access_key_id: session.target.access_key.id.clone(),
    };
    RunResult {
        edition: selected.edition,
        dialect: DialectsSpoken { held_to: selected.dialect, ..DialectsSpoken::default() },
        suite: provenance::suite(),
        started: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        jobs: options.jobs,
        seed: options.seed,
        ..RunResult::new(target, selected.summary.clone())
    }
}

fn greeting_failed(error: &ControlError, log: Log) -> ControlCall {
    let (failure, whose) = (Some(kept::text(error.to_string())), Some(error.owner()));
    ControlCall { failure, whose, exchanges: log.into() }
}

fn control(obstacle: Option<Obstacle>, log: Log) -> ControlCall {
    ControlCall {
        failure: obstacle.as_ref().map(|obstacle| kept::text(obstacle.to_string())),
        whose: obstacle.map(|obstacle| obstacle.owner),
        exchanges: log.into(),
    }
}

/// The events of running these features.
fn events(
    features: Vec<gherkin::Feature>,
    jobs: usize,
    bench: Bench,
    evidence: EvidenceStore,
) -> impl futures::Stream<
    Item = cucumber::parser::Result<cucumber::Event<cucumber::event::Cucumber<World>>>,
> {
    let began: Began = Began::default();
    let ended = Began::clone(&began);
    runner::Basic::default()
        .max_concurrent_scenarios(Some(jobs))
        .steps(steps())
        .before(move |_, rule, scenario, world| {
            QuietPanics::silence_this_thread_alone();
            world.enter(bench.clone(), key(rule, scenario));
            locked(&began).insert(key(rule, scenario), Instant::now());
            futures::future::ready(()).boxed_local()
        })
        .after(move |_, rule, scenario, _, world| {
            let key = key(rule, scenario);
            let began = locked(&ended).remove(&key);
            leave(key, began, Arc::clone(&evidence), world).boxed_local()
        })
        .run(stream::iter(features.into_iter().map(Ok)), runner::basic::Cli::default())
}

/// The step definitions. Making them compiles their patterns, so it is done once.
fn steps() -> step::Collection<World> {
    static STEPS: OnceLock<step::Collection<World>> = OnceLock::new();
    STEPS.get_or_init(World::collection).clone()
}

/// When scenarios that are under way began.
type Began = Arc<Mutex<BTreeMap<ScenarioKey, Instant>>>;

fn key(rule: Option<&gherkin::Rule>, scenario: &gherkin::Scenario) -> ScenarioKey {
    (rule.and_then(rule_id).unwrap_or_default().to_owned(), scenario.name.clone())
}

/// Takes the evidence out of a scenario's world, once what it borrowed is given back.
async fn leave(
    key: ScenarioKey,
    began: Option<Instant>,
    evidence: EvidenceStore,
    world: Option<&mut World>,
) {
    let Some(world) = world else { return };
    let left = world.leave().await;
    let took_ms = began.map_or(0.0, |began| began.elapsed().as_secs_f64() * 1e3);
    locked(&evidence).insert(key, Evidence { took_ms, ..left });
}

/// What makes the results unbelievable: a scenario that was selected and did not run, or the reverse.
fn defect(
    selected: &Selected,
    results: &BTreeMap<ScenarioKey, ScenarioResult>,
    mut defects: Vec<String>,
    interrupted: bool,
) -> Option<String> {
    let wanted: BTreeSet<ScenarioKey> = selected.keys().collect();
    let ran: BTreeSet<ScenarioKey> = results.keys().cloned().collect();
    let name = |(rule, name): &ScenarioKey| format!("{rule} {name:?}");
    if !interrupted {
        let missing: Vec<String> = wanted.difference(&ran).map(name).collect();
        if !missing.is_empty() {
            defects.push(format!("selected scenarios did not run: {}", missing.join(", ")));
        }
    }
    let strange: Vec<String> = ran.difference(&wanted).map(name).collect();
    if !strange.is_empty() {
        defects.push(format!("scenarios ran that were not selected: {}", strange.join(", ")));
    }
    (!defects.is_empty()).then(|| defects.join("; "))
}

/// The rules with their results; a scenario without one is inconclusive for this reason, with what it sent
/// until it was stopped.
fn rules_with(
    selected: &Selected,
    mut results: BTreeMap<ScenarioKey, ScenarioResult>,
    mut left: BTreeMap<ScenarioKey, Evidence>,
    reason: &str,
) -> Vec<RuleResult> {
    selected
        .rules
        .iter()
        .map(|rule| RuleResult {
            title: rule.title.clone(),
            fact: rule.fact.clone(),
            source: rule.source.clone(),
            file: rule.file.to_owned(),
            scenarios: rule
                .scenarios
                .iter()
                .map(|scenario| {
                    let key = (rule.rule.id.to_owned(), scenario.name.clone());
                    let result = results.remove(&key);
                    let sent = left.remove(&key);
                    ScenarioResult {
                        line: Some(scenario.line),
                        level: scenario.level(),
                        steps: scenario.steps.clone(),
                        ..result.unwrap_or_else(|| not_run(&scenario.name, reason, sent))
                    }
                })
                .collect(),
            ..RuleResult::new(rule.rule.id, rule.rule.level, rule.rule.edition)
        })
        .collect()
}

/// What serving an operation that is not served would decide of the rules that stayed open.
fn wanted(
    index: &Index,
    selected: &Selected,
    result: &RunResult,
    session: &Session,
    arranger: &Arranger,
) -> Vec<Wanted> {
    let ids = selected.rules.iter().map(|rule| rule.rule.id);
    let open: Vec<&'static str> = ids
        .zip(&result.rules)
        .filter(|(_, rule)| rule.verdict() == Verdict::Inconclusive)
        .map(|(id, _)| id)
        .collect();
    let means = Means {
        edition: session.edition,
        session,
        arranger,
        doubts: &Doubts::default(),
        unserved: session.unserved(),
        refused: free::Refused::default(),
    };
    coverage::wanted(index, &open, &means)
}

/// Says of each fail and error whether its judged request can be signed anew.
fn tell_how_to_resend(result: &mut RunResult, session: &Session) {
    let Ok(began) = Timestamp::parse(&result.started) else { return };
    let key = &session.target.access_key;
    let again = |scenario: &ScenarioResult| match scenario.meant.first() {
        _ if !matches!(scenario.verdict, Verdict::Fail | Verdict::Error) => None,
        None => resend::of(&scenario.exchanges, key, began),
        Some(meant) => {
            let exchanges = &result.scenario_of(meant)?.exchanges;
            resend::at(exchanges, meant.exchange, key, began)
        }
    };
    let lines: Vec<Option<Resend>> =
        result.rules.iter().flat_map(|rule| &rule.scenarios).map(again).collect();
    let scenarios = result.rules.iter_mut().flat_map(|rule| &mut rule.scenarios);
    scenarios.zip(lines).for_each(|(scenario, line)| scenario.resend = line);
}

fn not_run(name: &str, reason: &str, sent: Option<Evidence>) -> ScenarioResult {
    let sent = sent.unwrap_or_default();
    ScenarioResult {
        reason: Some(reason.to_owned()),
        notes: sent.notes,
        exchanges: sent.log.into(),
        ..ScenarioResult::new(name, Verdict::Inconclusive)
    }
}

/// Keeps steps that end by a panic from printing: on this thread alone, where the steps of this run
/// are, so that nobody else's panic is silent.
///
/// cucumber silences the whole process while it runs, and where two run at once it never puts the hook
/// back. So ours is put in its place again with each scenario, and at the end.
struct QuietPanics {
    /// Counts on the thread where it was made, so it must not leave it.
    _stays: PhantomData<*const ()>,
}

thread_local! {
    /// How many runs are under way on this thread.
    static QUIET: Cell<usize> = const { Cell::new(0) };
}

impl QuietPanics {
    fn begin() -> Self {
        QUIET.set(QUIET.get() + 1);
        Self::silence_this_thread_alone();
        Self { _stays: PhantomData }
    }

    fn silence_this_thread_alone() {
        type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;
        /// The hook that was there before the first run.
        static BEFORE: OnceLock<Hook> = OnceLock::new();
        // Setting a hook while panicking would itself panic.
        if !std::thread::panicking() {
            let before = BEFORE.get_or_init(std::panic::take_hook);
            std::panic::set_hook(Box::new(move |info| {
                if QUIET.get() == 0 {
                    before(info);
                } else {
                    panics::note(info);
                }
            }));
        }
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        QUIET.set(QUIET.get().saturating_sub(1));
        Self::silence_this_thread_alone();
    }
}
