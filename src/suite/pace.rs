//! How fast a run calls. The calls of all scenarios take their turn here: at most as many a second as the
//! user asks for and, once the endpoint has throttled one, as it turned out to take. Waiting is counted, so
//! that the run can say what it cost.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::locked::locked;
use crate::outcome;

/// What of the calls that were served in the last second is made in the next one, after a throttled one.
const A_LITTLE_LESS: f64 = 0.95;
/// How much faster each served call makes the next ones, up to where it was throttled.
const FASTER: f64 = 1.001;
/// The same while far fewer are made than were served before: the endpoint may be free again.
const MUCH_FASTER: f64 = 1.05;
/// Never slower than this many calls a second.
const SLOWEST: f64 = 1.0;
/// How much one call counts in how long calls take of late.
const LATELY: f64 = 0.2;
/// The time by which a rate is measured.
const SECOND: Duration = Duration::from_secs(1);

/// Answers of a server fault in a row, with plain calls served in between, that make it the answer to this
/// call: where no failure passed so far, and at most.
const LEAST_STRIKES: u32 = 4;
const MOST_STRIKES: u32 = 12;
/// How seldom as many strikes may be chance, for one call.
const CHANCE: f64 = 1e-8;

/// The pace of a run.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
    /// Held by whoever is next: turns are taken in the order in which they were asked for.
    gate: tokio::sync::Mutex<()>,
    /// Somebody may go earlier than was thought, or nobody is to wait any longer.
    changed: Notify,
    hurried: AtomicBool,
}

#[derive(Debug)]
struct State {
    /// Calls a second that the user allows.
    allowed: Option<f64>,
    /// Calls a second that the endpoint takes, since it throttled.
    taken: Option<f64>,
    /// The least that it took before it throttled, which its own seconds hold at least.
    least: Option<f64>,
    /// The most that were served in a second.
    best: f64,
    slowed: Option<Instant>,
    last: Option<Instant>,
    /// Nothing is sent before: the endpoint said so.
    hold: Option<Instant>,
    /// When calls were served, within the last second.
    served: VecDeque<Instant>,
    /// When one was served last, or the run began.
    last_served: Instant,
    ever_served: bool,
    count_served: u64,
    /// How long calls take of late, waiting for their turn included, in ms.
    call_ms: f64,
    /// Server faults that passed.
    passed: BTreeMap<u16, usize>,
    throttled: usize,
    given_up: usize,
    lost: usize,
    /// Calls given up one after the other, none of the throttled being served in between.
    given_up_in_row: u32,
    /// When the operation under test was last answered by what serves it, if it ever was.
    last_answered: Option<Instant>,
    /// Calls that a failure was the answer to, one after the other, none passing in between.
    judged_in_row: u32,
    waits: [Stopwatch; 2],
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    Throttled,
    Failing,
}

/// How long at least one waits.
#[derive(Debug, Default)]
struct Stopwatch {
    now: usize,
    since: Option<Instant>,
    before: Duration,
}

impl Stopwatch {
    fn total(&self) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Somebody waits, for as long as this lives.
struct Waiting<'a>(&'a Pace, Wait);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = locked(&self.0.state);
        let watch = &mut state.waits[self.1 as usize];
        watch.now -= 1;
        if watch.now == 0 {
            watch.before = watch.total();
            watch.since = None;
        }
    }
}

impl State {
    /// When the next call may be sent; `None` for at once.
    fn ready(&self) -> Option<Instant> {
        let rate = [self.allowed, self.taken].into_iter().flatten().reduce(f64::min);
        let gap = rate.map(|rate| Duration::from_secs_f64(1.0 / rate));
        let by_rate = self.last.zip(gap).map(|(last, gap)| last + gap);
        [by_rate, self.hold].into_iter().flatten().max()
    }

    /// Forgets what was served more than a second ago; how many were since.
    fn lately(&mut self, now: Instant) -> f64 {
        while self.served.front().is_some_and(|at| now.duration_since(*at) > SECOND) {
            self.served.pop_front();
        }
        self.served.len() as f64
    }

    fn serve(&mut self, now: Instant) {
        self.served.push_back(now);
        let lately = self.lately(now);
        self.best = self.best.max(lately);
        self.last_served = now;
        self.ever_served = true;
        self.count_served += 1;
        if let Some(rate) = &mut self.taken {
            *rate *= if *rate < self.best / 2.0 { MUCH_FASTER } else { FASTER };
        }
    }

    fn throttle(&mut self, now: Instant, hold: Option<Duration>) {
        if let Some(hold) = hold {
            self.hold = Some(self.hold.map_or(now + hold, |held| held.max(now + hold)));
        }
        // Those that were on their way already tell nothing new.
        if self.slowed.is_some_and(|slowed| now.duration_since(slowed) < SECOND) {
            return;
        }
        let lately = self.lately(now);
        // Where nothing was served lately, nothing can be learnt from it: each call waits by itself.
        if lately > 0.0 {
            self.best = lately.max(self.best * 0.7);
            let taken = (lately * A_LITTLE_LESS).max(SLOWEST);
            self.least = Some(self.least.map_or(taken, |least| least.min(taken)));
            self.taken = Some(taken);
            self.slowed = Some(now);
        }
    }

    fn strikes(&self) -> u32 {
        let passed: usize = self.passed.values().sum();
        if passed == 0 {
            return LEAST_STRIKES;
        }
        let share = passed as f64 / (passed as f64 + self.count_served as f64);
        let needed = (CHANCE.ln() / share.min(0.99).ln()).ceil();
        (needed as u32).clamp(LEAST_STRIKES, MOST_STRIKES) // holds at the ends of the range
    }
}

impl Pace {
    /// At most so many calls a second.
    pub(super) fn new(allowed: Option<f64>) -> Self {
        Self {
            state: Mutex::new(State {
                allowed,
                taken: None,
                least: None,
                best: 0.0,
                slowed: None,
                last: None,
                hold: None,
                served: VecDeque::new(),
                last_served: Instant::now(),
                ever_served: false,
                count_served: 0,
                call_ms: 0.0,
                passed: BTreeMap::new(),
                throttled: 0,
                given_up: 0,
                lost: 0,
                given_up_in_row: 0,
                last_answered: None,
                judged_in_row: 0,
                waits: Default::default(),
            }),
            gate: tokio::sync::Mutex::default(),
            changed: Notify::new(),
            hurried: AtomicBool::new(false),
        }
    }

    /// Waits until it is this call's turn. Whether the endpoint's throttling made it wait.
    pub(super) async fn turn(&self) -> bool {
        let is_slowed = {
            let mut state = locked(&self.state);
            if state.ready().is_none() {
                state.last = Some(Instant::now());
                return false;
            }
            state.taken.is_some() || state.hold.is_some()
        };
        let _waiting = is_slowed.then(|| self.waiting(Wait::Throttled));
        let _gate = self.gate.lock().await;
        let mut has_waited = false;
        loop {
            let now = Instant::now();
            let changed = self.changed.notified();
            let until = {
                let mut state = locked(&self.state);
                match state.ready() {
                    Some(until) if until > now && !self.is_hurried() => until,
                    _ => {
                        state.last = Some(now);
                        return has_waited && is_slowed;
                    }
                }
            };
            has_waited = true;
            tokio::select! {
                () = tokio::time::sleep_until(until.into()) => {}
                () = changed => {}
            }
        }
    }

    /// Waits for so long; whether it was not cut short since the run was stopped meanwhile.
    pub(super) async fn pause(&self, pause: Duration, why: Wait) -> bool {
        let _waiting = self.waiting(why);
        let was_hurried = self.is_hurried();
        let until = Instant::now() + pause;
        while Instant::now() < until {
            let changed = self.changed.notified();
            if self.is_hurried() && !was_hurried {
                return false;
            }
            tokio::select! {
                () = tokio::time::sleep_until(until.into()) => {}
                () = changed => {}
            }
        }
        true
    }

    fn waiting(&self, why: Wait) -> Waiting<'_> {
        let watch = &mut locked(&self.state).waits[why as usize];
        watch.now += 1;
        watch.since.get_or_insert_with(Instant::now);
        Waiting(self, why)
    }

    /// A call was answered with what is its answer, so long after it was to be made.
    pub(super) fn served(&self, after: Duration) {
        let mut state = locked(&self.state);
        state.serve(Instant::now());
        state.call_ms += (after.as_secs_f64() * 1e3 - state.call_ms) * LATELY;
    }

    /// A call was throttled; the endpoint may have said for how long.
    pub(super) fn throttled(&self, hold: Option<Duration>) {
        locked(&self.state).throttle(Instant::now(), hold);
    }

    /// A call that waited since it was throttled, counted once.
    pub(super) fn count_throttled(&self) {
        locked(&self.state).throttled += 1;
    }

    /// A throttled call was served in the end.
    pub(super) fn recovered(&self) {
        locked(&self.state).given_up_in_row = 0;
    }

    /// These failures passed, by status.
    pub(super) fn passed(&self, statuses: &[u16]) {
        let mut state = locked(&self.state);
        for status in statuses {
            *state.passed.entry(*status).or_default() += 1;
            state.judged_in_row = 0;
        }
    }

    /// A failure that did not pass is the answer to a call.
    pub(super) fn judged(&self) {
        locked(&self.state).judged_in_row += 1;
    }

    /// How many such calls there were in a row.
    pub(super) fn judged_in_row(&self) -> u32 {
        locked(&self.state).judged_in_row
    }

    /// The operation under test was answered by what serves it.
    pub(super) fn answered(&self) {
        locked(&self.state).last_answered = Some(Instant::now());
    }

    /// Whether it ever was.
    pub(super) fn was_ever_answered(&self) -> bool {
        locked(&self.state).last_answered.is_some()
    }

    /// Whether it was after a moment.
    pub(super) fn was_answered_since(&self, since: Instant) -> bool {
        locked(&self.state).last_answered.is_some_and(|last| last > since)
    }

    /// A call's answer stayed one that says nothing about it. Gives how many were given up in a row.
    pub(super) fn give_up(&self) {
        let mut state = locked(&self.state);
        state.given_up += 1;
        state.given_up_in_row += 1;
    }

    /// How many calls were given up in a row.
    pub(super) fn given_up_in_row(&self) -> u32 {
        locked(&self.state).given_up_in_row
    }

    /// After how many server faults in a row, with plain calls served in between, the next is about the call.
    pub(super) fn strikes(&self) -> u32 {
        locked(&self.state).strikes()
    }

    /// How long nothing was served, and whether anything ever was.
    pub(super) fn nothing_served_for(&self) -> (Duration, bool) {
        let state = locked(&self.state);
        (state.last_served.elapsed(), state.ever_served)
    }

    /// How long was waited so far.
    pub(super) fn waited(&self, why: Wait) -> Duration {
        locked(&self.state).waits[why as usize].total()
    }

    /// How long calls take of late, waiting for their turn included, in ms.
    pub(super) fn call_ms(&self) -> f64 {
        locked(&self.state).call_ms
    }

    /// Nobody is to wait any longer: the run is stopped.
    pub(super) fn hurry(&self) {
        self.hurried.store(true, Ordering::Relaxed);
        self.changed.notify_waiters();
    }

    pub(super) fn is_hurried(&self) -> bool {
        self.hurried.load(Ordering::Relaxed)
    }

    /// An answer was lost, though its request was carried out.
    pub(super) fn lost(&self) {
        locked(&self.state).lost += 1;
    }

    /// What held the run up so far.
    pub(super) fn told(&self) -> outcome::Pace {
        let state = locked(&self.state);
        let ms = |wait: Wait| state.waits[wait as usize].total().as_secs_f64() * 1e3;
        outcome::Pace {
            throttled: state.throttled,
            throttled_ms: ms(Wait::Throttled),
            rate: state.least,
            failures: failures(&state.passed),
            failures_ms: ms(Wait::Failing),
            connections: None,
            given_up: state.given_up,
            surplus: 0,
            lost: state.lost,
        }
    }
}

fn failures(passed: &BTreeMap<u16, usize>) -> Vec<outcome::Failures> {
    let failures = passed.iter();
    failures.map(|(status, count)| outcome::Failures { status: *status, count: *count }).collect()
}

#[cfg(test)]
mod tests;
