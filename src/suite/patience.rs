//! How long answers that say nothing about their call are put up with, and how long each pause is. Every
//! wait is bounded, ends where the run is stopped, and grows shorter once waiting has shown to be in vain.

use std::time::{Duration, Instant};

use super::clock::Clock;
use super::pace::{Pace, Wait};
use super::session::{Log, Session};
use crate::outcome::Answer;
use crate::wire::timestamp::Timestamp;

/// The first pause of a throttled call; each is twice the one before.
const FIRST_THROTTLED: Duration = Duration::from_millis(50);
/// The longest pause of one.
const LONGEST_THROTTLED: Duration = Duration::from_secs(10);
/// What a call waits in pauses, at least, before it is given up: limits are counted by the minute.
/// Source: ECS API, "Throttling".
const A_MINUTE_AND_MORE: Duration = Duration::from_secs(75);
/// How long an endpoint may throttle all calls from the first one on before they are given up.
const EVER_THROTTLED: Duration = Duration::from_secs(65);
/// How long at most one call is throttled while others are served.
const LONGEST_OF_ONE: Duration = Duration::from_secs(600);
/// How long all calls of a run wait together, at most.
const LONGEST_OF_ALL: Duration = Duration::from_secs(3600);
/// How many calls are given up, or judged by a failure, none being served in between, before waiting counts as
/// vain.
const IN_VAIN: u32 = 3;
/// How long a call waits where it is in vain.
const BRIEFLY: Duration = Duration::from_secs(1);

/// The first pause after a failure: short, since one that is about the call is known only after a few.
const FIRST_FAILING: Duration = Duration::from_millis(10);
/// The longest pause after one.
const LONGEST_FAILING: Duration = Duration::from_secs(2);
/// How long an endpoint may serve nothing at all, and have only failures, before its calls are given up;
/// the same where it never served anything.
const ALL_FAILING: Duration = Duration::from_secs(30);
const EVER_FAILING: Duration = Duration::from_secs(5);

/// How long a call meets failures that say themselves to be passing, at least, before they count as its answer.
const PASSING_FAULT: Duration = Duration::from_secs(3);

/// How much of what an endpoint asks for in Retry-After is waited at most.
const LONGEST_TOLD: Duration = Duration::from_secs(60);

/// How long an endpoint asks to wait. Source: RFC 9110, section 10.2.3, "Retry-After".
pub(crate) fn told(answer: &Answer, now: Timestamp) -> Option<Duration> {
    let value = answer.header("retry-after")?.trim();
    let seconds = value.parse::<u64>().ok().or_else(|| {
        let Clock::Ahead(ahead) = Clock::of(value, now.unix_seconds()) else { return None };
        u64::try_from(ahead).ok()
    })?;
    Some(Duration::from_secs(seconds).min(LONGEST_TOLD))
}

/// A pause that differs from call to call, so that those throttled together do not come back together.
fn scattered(pause: Duration) -> Duration {
    pause.mul_f64(fastrand::f64().mul_add(0.5, 0.75))
}

/// One call that is throttled.
#[derive(Debug, Default)]
pub(super) struct Throttling {
    counted: bool,
    was_throttled: bool,
    tries: u32,
    paused: Duration,
    /// Its last try: plain calls are served, and it is not.
    is_last: bool,
}

impl Throttling {
    /// It waited since others were throttled.
    pub(super) fn has_waited(&mut self, pace: &Pace) {
        if !std::mem::replace(&mut self.counted, true) {
            pace.count_throttled();
        }
    }

    /// It was answered.
    pub(super) fn is_over(&self, pace: &Pace) {
        if self.was_throttled {
            pace.recovered();
        }
    }

    /// Waits; whether it is worth asking again.
    pub(super) async fn goes_on(
        &mut self,
        session: &Session,
        log: &mut Log,
        told: Option<Duration>,
    ) -> bool {
        let pace = &session.pace;
        self.has_waited(pace);
        self.was_throttled = true;
        if self.is_last || self.paused >= LONGEST_OF_ONE {
            return false;
        }
        let (nothing_for, ever) = pace.nothing_served_for();
        if !ever && nothing_for >= EVER_THROTTLED {
            return false;
        }
        let in_vain = pace.is_hurried()
            || pace.given_up_in_row() >= IN_VAIN
            || pace.waited(Wait::Throttled) >= LONGEST_OF_ALL;
        if in_vain && self.paused >= BRIEFLY {
            return false;
        }
        if self.paused >= A_MINUTE_AND_MORE {
            // Others may have had what there was of a minute. Where a plain call is served, so would be
            // this one.
            let (nothing_for, _) = pace.nothing_served_for();
            if nothing_for >= A_MINUTE_AND_MORE {
                return false;
            }
            if session.is_served(log).await {
                self.is_last = true;
                return true;
            }
        }
        let growing = FIRST_THROTTLED * 2_u32.pow(self.tries.min(8));
        let mut pause = scattered(growing.min(LONGEST_THROTTLED));
        if let Some(told) = told.filter(|_| !in_vain) {
            pause = pause.max(told);
        }
        if !ever {
            // A little more, for the clock that is looked at then.
            let left = EVER_THROTTLED.saturating_sub(nothing_for) + FIRST_THROTTLED;
            pause = pause.min(left);
        }
        self.tries += 1;
        self.paused += pause;
        pace.pause(pause, Wait::Throttled).await
    }
}

/// What becomes of a call that met a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It is made again.
    Again,
    /// The failure is the answer to it.
    Judge,
    /// The endpoint fails whatever is asked.
    GiveUp,
}

/// What plain calls come to while one meets failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alive {
    /// Those of the same operation are served.
    Operation,
    /// Others are, and those of the same operation are not.
    Others,
    /// None is.
    Nothing,
}

/// One call that meets failures.
#[derive(Debug, Default)]
pub(super) struct Failing {
    since: Option<Instant>,
    statuses: Vec<u16>,
    /// Failures in a row with plain calls served in between.
    strikes: u32,
    tries: u32,
    /// Whether it waited as long as the endpoint asked for.
    waited_as_told: bool,
}

impl Failing {
    /// It was answered. Whether it may have been carried out before.
    pub(super) fn is_over(&self, pace: &Pace) -> bool {
        pace.passed(&self.statuses);
        !self.statuses.is_empty()
    }

    /// Whether an attempt before the last may have been carried out.
    pub(super) const fn was_judged(&self) -> bool {
        self.statuses.len() > 1
    }

    /// Waits; whether it is worth asking again, or is the answer.
    pub(super) async fn goes_on(
        &mut self,
        session: &Session,
        log: &mut Log,
        status: u16,
        told: Option<Duration>,
        is_under_test: bool,
    ) -> Next {
        let pace = &session.pace;
        let since = *self.since.get_or_insert_with(Instant::now);
        self.statuses.push(status);
        self.strikes += 1;
        // Nobody waits for long where that has shown not to help.
        let in_vain = pace.is_hurried() || pace.judged_in_row() >= IN_VAIN;
        let least = if in_vain || status == 500 { Duration::ZERO } else { PASSING_FAULT };
        if self.strikes >= pace.strikes() && since.elapsed() >= least {
            pace.judged();
            return Next::Judge;
        }
        let growing = FIRST_FAILING * 2_u32.pow(self.tries.min(8));
        let mut pause = scattered(growing.min(LONGEST_FAILING));
        if let Some(told) = told.filter(|_| !in_vain && !self.waited_as_told) {
            self.waited_as_told = true;
            pause = pause.max(told);
        }
        self.tries += 1;
        if !pace.pause(pause, Wait::Failing).await {
            return Next::GiveUp;
        }
        // Behind a load balancer, calls that come by turns go to different servers by turns: so one more
        // each time.
        for _ in 0..self.strikes.min(pace.strikes()) {
            match session.alive(log, is_under_test).await {
                Alive::Operation => continue,
                Alive::Others if pace.was_answered_since(since) => continue,
                Alive::Others => {
                    self.strikes = 0;
                    let ever = pace.was_ever_answered();
                    let limit = match ever {
                        _ if in_vain => BRIEFLY,
                        true => ALL_FAILING,
                        false => EVER_FAILING,
                    };
                    if since.elapsed() < limit {
                        return Next::Again;
                    }
                    // One that was in order and refuses nothing any more is out of order.
                    if ever && !session.refuses(log).await {
                        return Next::GiveUp;
                    }
                    pace.judged();
                    return Next::Judge;
                }
                Alive::Nothing => {}
            }
            self.strikes = 0;
            let (nothing_for, ever) = pace.nothing_served_for();
            let limit = if ever { ALL_FAILING } else { EVER_FAILING };
            if nothing_for >= limit || (pace.is_hurried() && nothing_for >= BRIEFLY) {
                return Next::GiveUp;
            }
            let pause = told.unwrap_or_default().min(limit);
            return match pace.pause(pause, Wait::Failing).await {
                true => Next::Again,
                false => Next::GiveUp,
            };
        }
        Next::Again
    }
}

/// A request beside the API, answered by what stands in front.
#[derive(Debug, Default)]
pub(super) struct Aside(u32);

impl Aside {
    /// How often one is sent again.
    const MOST: u32 = 8;

    /// Waits; whether it is worth sending again.
    pub(super) async fn goes_on(&mut self, pace: &Pace, answer: &Answer) -> bool {
        if self.0 >= Self::MOST {
            return false;
        }
        let pause = scattered(FIRST_THROTTLED * 2_u32.pow(self.0));
        self.0 += 1;
        let why = if answer.status == 429 { Wait::Throttled } else { Wait::Failing };
        pace.pause(pause, why).await
    }
}
