//! What throttled and served calls make of the pace. Time is passed in.

use super::*;

const MS: Duration = Duration::from_millis(1);

fn pace() -> Pace {
    Pace::new(None)
}

/// Calls that an endpoint which takes so many in each second of the clock throttles, when they are made at
/// the pace that it is told, in so many seconds; and how many it serves.
fn calls(pace: &Pace, limit: u32, seconds: u32) -> (u32, u32) {
    let began = Instant::now();
    let (mut throttled, mut served) = (0, 0);
    let (mut second, mut count) = (0, 0);
    let mut now = began;
    while now < began + SECOND * seconds {
        let mut state = locked(&pace.state);
        let this = now.duration_since(began).as_secs();
        if this != second {
            (second, count) = (this, 0);
        }
        state.last = Some(now);
        if count < limit {
            count += 1;
            served += 1;
            state.serve(now);
        } else {
            throttled += 1;
            state.throttle(now, None);
            // Sixteen scenarios, each of which waits by itself.
            now += 5 * MS;
        }
        now = state.ready().unwrap_or(now).max(now + MS);
    }
    (throttled, served)
}

#[test]
fn the_pace_comes_down_to_what_the_endpoint_takes() {
    for limit in [5, 20, 200] {
        let pace = pace();
        let (throttled, served) = calls(&pace, limit, 60);
        assert!(served > limit * 60 * 7 / 10, "{served} of {} were served", limit * 60);
        assert!(throttled < served / 5, "{throttled} were throttled, {served} served");
        let rate = pace.told().rate.unwrap();
        assert!(rate > f64::from(limit) * 0.8 && rate < f64::from(limit) * 1.3, "{rate}");
    }
}

#[test]
fn without_throttling_nothing_waits() {
    let pace = pace();
    let mut state = locked(&pace.state);
    let now = Instant::now();
    state.last = Some(now);
    for at in 0..500 {
        state.serve(now + at * MS);
    }
    assert_eq!(state.ready(), None);
}

#[test]
fn never_faster_than_allowed() {
    let pace = Pace::new(Some(4.0));
    let mut state = locked(&pace.state);
    let now = Instant::now();
    state.last = Some(now);
    assert_eq!(state.ready(), Some(now + 250 * MS));
    state.taken = Some(100.0);
    assert_eq!(state.ready(), Some(now + 250 * MS));
}

#[test]
fn what_the_endpoint_says_holds_for_all() {
    let pace = pace();
    let mut state = locked(&pace.state);
    let now = Instant::now();
    state.throttle(now, Some(7 * SECOND));
    state.throttle(now, Some(2 * SECOND));
    assert_eq!(state.ready(), Some(now + 7 * SECOND));
}

#[test]
fn a_minute_in_which_nothing_is_served_teaches_nothing() {
    let pace = pace();
    let mut state = locked(&pace.state);
    let now = Instant::now();
    for at in 0..600 {
        state.serve(now + at * MS);
    }
    for at in 1..60 {
        state.throttle(now + at * SECOND, None);
    }
    assert!(state.taken.is_some_and(|rate| rate > 500.0), "{:?}", state.taken);
}

#[test]
fn the_more_failures_pass_the_longer_one_is_doubted() {
    let pace = pace();
    assert_eq!(pace.strikes(), LEAST_STRIKES);
    for (failures, served, strikes) in [(1, 1000, 4), (20, 1000, 5), (250, 1000, 12)] {
        let mut state = locked(&pace.state);
        state.passed = BTreeMap::from([(502, failures)]);
        state.count_served = served;
        assert_eq!(state.strikes(), strikes, "{failures} of {served}");
    }
}

#[tokio::test]
async fn those_who_wait_at_the_same_time_are_counted_once() {
    let pace = pace();
    let began = Instant::now();
    let pauses = [60, 80].map(|ms| pace.pause(ms * MS, Wait::Throttled));
    futures::future::join_all(pauses).await;
    let waited = pace.waited(Wait::Throttled);
    assert!(waited >= 80 * MS && waited <= began.elapsed(), "{waited:?}");
    assert_eq!(pace.waited(Wait::Failing), Duration::ZERO);
}

#[tokio::test]
async fn nobody_waits_once_the_run_is_stopped() {
    let pace = Pace::new(Some(0.001));
    let began = Instant::now();
    pace.turn().await;
    let all = async {
        let pause = pace.pause(100 * SECOND, Wait::Failing);
        let (_, _, went_on) = tokio::join!(pace.turn(), pace.turn(), pause);
        assert!(!went_on);
    };
    let stop = async {
        tokio::time::sleep(20 * MS).await;
        pace.hurry();
    };
    tokio::join!(all, stop);
    assert!(began.elapsed() < 10 * SECOND);
}
