//! When and Then: calls on one instance that overlap in time, and a call that says that it is one made before.

use std::sync::Arc;
use std::time::Duration;

use cucumber::{then, when};
use serde_json::json;
use tokio::task::JoinSet;

use super::statuses::{another, beginning, in_progress, pause, see_effect};
use crate::api::Format;
use crate::api::instance::InstanceStatus::Running;
use crate::outcome::{Exchange, Purpose};
use crate::suite::answer::Received;
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::client::Way;
use crate::suite::judge;
use crate::suite::observe::{self, Watched};
use crate::suite::session::{Log, Session};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::{Bench, Pauses, World, is_not_running};

/// How many calls are sent at the same moment: more than two, so that some overlap, and fewer than the
/// connections that a small endpoint allows.
const CALLS: usize = 4;

/// How often it is tried where the calls came one after the other all the same: other scenarios have
/// connections of the same endpoint in use.
const TRIES: usize = 4;

/// How long a restart is told to take whose end is waited for, in ms. Where all of it passes before the first look, a
/// longer one is tried; only a machine that stands still for the longest is undecided.
const SHORT_BOOTS_MS: [u64; 3] = [200, 1000, 5000];

/// How long after a restart another one that was put off would have begun.
const AFTERWARDS: Duration = Duration::from_secs(1);

async fn called_at_once(world: &mut World, called: Called, format: Format, boot_ms: Option<u64>) {
    for attempt in 0..TRIES {
        let mut lease = world.lease().or_stop();
        if attempt > 0 {
            if !lease.can_be_changed() {
                return;
            }
            world.received.clear();
            lease = another(world, &lease).await;
        }
        if let Some(boot_ms) = boot_ms.filter(|_| lease.can_be_changed()) {
            let Bench { session, arranger, .. } = world.bench().or_stop();
            let change = json!({ "boot_ms": boot_ms });
            arranger.change(&session, &mut world.log, &lease, &change).await.or_stop();
        }
        send_at_once(world, called, format).await;
        if did_overlap(world) {
            return;
        }
    }
}

/// Sends the calls; again where an earlier restart of the instance, whose end nothing shows, is the answer to
/// them all.
async fn send_at_once(world: &mut World, called: Called, format: Format) {
    let session = world.bench().or_stop().session;
    let call = world.called(called).or_stop().format(format);
    let mut pauses = Pauses::begin(&session.waits);
    loop {
        let before = world.log.len();
        send(world, &session, &call).await;
        let mut answered = world.received.iter().filter(|received| received.status().is_some());
        if answered.clone().next().is_none() || !answered.all(is_not_running) {
            return;
        }
        let sent = world.log.len() - before;
        if !world.waits_for_a_restart(&mut pauses, sent).await.or_stop() {
            return;
        }
        world.received.clear();
    }
}

async fn send(world: &mut World, session: &Arc<Session>, call: &Call) {
    // A task each: several threads carry them, so that one that is held up holds up no other.
    let mut tasks = JoinSet::new();
    for _ in 0..CALLS {
        let (session, call) = (Arc::clone(session), call.clone());
        tasks.spawn(async move {
            let (purpose, way) = (Purpose::Judge, Way::Apart);
            let mut log = Log::new();
            let asked = session.call_signed(&mut log, purpose, &call, way, None).await;
            (log, asked)
        });
    }
    let sent = tasks.join_all().await;
    let mut logs = Vec::new();
    for (log, (received, signed)) in sent {
        logs.push(log);
        world.sent = Some((call.clone(), signed));
        world.keep(received).or_stop();
    }
    world.log.extend(logs.into_iter().flatten());
}

/// Whether any two of the calls that were sent last were under way at the same moment.
fn did_overlap(world: &World) -> bool {
    let judged = world.log.iter().rev().filter(|exchange| exchange.purpose == Purpose::Judge);
    overlapping(judged.take(CALLS))
}

/// What was judged of calls that came one after the other says nothing of calls that overlap.
fn unless_apart(world: &World) {
    if !did_overlap(world) {
        stop(Stop::Inconclusive("no two of the calls overlapped in time".into()));
    }
}

/// Whether any two of these were under way at the same moment.
fn overlapping<'a>(exchanges: impl Iterator<Item = &'a Exchange>) -> bool {
    let mut spans: Vec<(f64, f64)> =
        exchanges.map(|one| (one.at_ms, one.at_ms + one.took_ms)).collect();
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    spans.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called 4 times at the same moment, each over its own connection, in (XML|JSON)$"
)]
async fn overlapping_calls(world: &mut World, called: Called, format: Format) {
    called_at_once(world, called, format, None).await;
}

#[when("an instance whose restart is short is called 4 times at the same moment in XML")]
async fn overlapping_calls_and_a_short_restart(world: &mut World) {
    for (attempt, boot_ms) in SHORT_BOOTS_MS.into_iter().enumerate() {
        let lease = world.lease().or_stop();
        if attempt > 0 {
            world.received.clear();
            another(world, &lease).await;
        }
        called_at_once(world, Called::UnderTest, Format::Xml, Some(boot_ms)).await;
        if !lease.can_be_changed() || has_begun(world, boot_ms).await {
            return;
        }
    }
}

/// Whether the restart is seen that the calls brought about, if they did. Keeps what is seen of it.
async fn has_begun(world: &mut World, boot_ms: u64) -> bool {
    if !world.received.iter().any(Received::is_success) {
        return true;
    }
    let session = world.bench().or_stop().session;
    let id = world.lease().or_stop().id;
    let late = session.lateness.allowance();
    let (limit, pause) = (late + beginning(boot_ms), pause(boot_ms, late));
    let Watched { seen, is_done: has_begun, .. } =
        observe::watch_closely(&session, &mut world.log, &id, limit, pause, is_away)
            .await
            .or_stop();
    world.seen = if has_begun { seen } else { Vec::new() };
    has_begun
}

/// Whether what was seen last is a restart under way.
fn is_away(seen: &[String]) -> bool {
    seen.last().is_some_and(|last| last != Running.word())
}

/// The answers that came. A connection above a limit of the endpoint's is no answer to the call.
fn answered(world: &World) -> Vec<&Received> {
    let answered: Vec<_> =
        world.received.iter().filter(|received| received.status().is_some()).collect();
    if answered.len() < 2 {
        stop(Stop::Inconclusive(format!("{} of {CALLS} calls had an answer", answered.len())));
    }
    answered
}

#[then("one call succeeds, and the others are refused as long as the restart is in progress")]
async fn one_is_served(world: &mut World) {
    let accepted = in_progress(world);
    let answered = answered(world);
    let served = answered.iter().filter(|received| received.is_success()).count();
    if served != 1 {
        let all: Vec<String> = answered.iter().map(|received| received.describe()).collect();
        stop(Stop::mismatch(
            "one success among the answers to calls that overlap",
            format!("{served} successes: {}", all.join("; ")),
        ));
    }
    for refused in answered.into_iter().filter(|received| !received.is_success()) {
        judge::refused(refused, &accepted).or_stop();
    }
    unless_apart(world);
}

#[then("the instance is restarted once")]
async fn restarted_once(world: &mut World) {
    if !answered(world).iter().any(|received| received.is_success()) {
        stop(Stop::mismatch("one success among the answers", "none"));
    }
    let lease = world.lease().or_stop();
    let session = world.bench().or_stop().session;
    let deadline = session.target.restart_deadline;
    let has_begun = is_away(&world.seen);
    let is_over = |seen: &[String]| (has_begun || seen.len() > 1) && !is_away(seen);
    let (seen, over) =
        observe::watch(&session, &mut world.log, &lease.id, deadline, is_over).await.or_stop();
    if !over {
        let seen = seen.join(", then ");
        stop(Stop::Inconclusive(format!("the end of a restart was not seen ({seen})")));
    }
    let (seen, again) =
        observe::watch(&session, &mut world.log, &lease.id, AFTERWARDS, is_away).await.or_stop();
    if again {
        stop(Stop::mismatch(
            "status Running, and no second restart",
            format!("status {} after the restart", seen.join(", then ")),
        ));
    }
    unless_apart(world);
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called twice with the same ClientToken in XML$"
)]
async fn called_with_a_token(world: &mut World, called: Called) {
    let token = world.bench().or_stop().session.nonce();
    let call = world.called(called).or_stop().format(Format::Xml).with("ClientToken", token);
    world.judge(call.clone()).await.or_stop();
    if world.last().or_stop().is_success() {
        let lease = world.lease().or_stop();
        world.is_restarting = true;
        see_effect(world, &lease).await;
    }
    world.judge(call).await.or_stop();
}

#[then("the second call is refused as any other, as long as the restart is in progress")]
async fn token_makes_no_difference(world: &mut World) {
    let accepted = in_progress(world);
    let [first, second] = super::answers::two(world);
    if first.is_success() {
        judge::refused(second, &accepted).or_stop();
    } else {
        judge::documented_refusal(first, 400..500).or_stop();
        let came = first.describe();
        world.notes.push(format!("ClientToken is refused: {came}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::SentRequest;

    #[test]
    fn two_spans_overlap_where_one_begins_before_the_other_ends() {
        let request = || SentRequest {
            method: "GET".into(),
            url: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let exchange = |at_ms, took_ms| Exchange {
            took_ms,
            ..Exchange::under_way(Purpose::Judge, request(), at_ms)
        };
        let overlap = |spans: &[(f64, f64)]| {
            let all: Vec<_> = spans.iter().map(|(at, took)| exchange(*at, *took)).collect();
            overlapping(all.iter())
        };
        assert!(overlap(&[(5.0, 2.0), (0.0, 6.0)]));
        assert!(!overlap(&[(0.0, 5.0), (5.0, 5.0), (10.0, 1.0)]));
        assert!(!overlap(&[(0.0, 5.0)]));
    }
}
