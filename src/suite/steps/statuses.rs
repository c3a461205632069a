//! Then: the status of instances, seen from outside.

use std::cell::Cell;
use std::time::{Duration, Instant};

use cucumber::{given, then, when};
use serde_json::json;

use crate::api::Format;
use crate::api::errors::{Failure, INCORRECT_INSTANCE_STATUS};
use crate::api::instance::InstanceStatus::Running;
use crate::api::names::parameter;
use crate::outcome::{Exchange, Mismatch, Purpose};
use crate::suite::arrange::Lease;
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::judge::{self, Refusal};
use crate::suite::observe::{self, Watched};
use crate::suite::session::{Log, Session};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::{Bench, World};

/// How long a restart is told to take where its end is waited for, in ms: at least, and at most. When
/// the whole of it passes between two looks, a longer one is tried; only a machine that stands still
/// for the longest is undecided.
const SHORTEST_BOOT_MS: u64 = 10;
const LONGEST_BOOT_MS: u64 = 5000;

/// How many looks are to fit into the first restart that is tried, at the pace of the last answer: a
/// status that lasts for a part of it is then seen too.
const LOOKS: f64 = 10.0;

/// What a restart is told to take, one try after another: longer, where calls have to wait for their turn, or
/// where it is shown late and looks have become rare by then.
fn boots_ms(log: &Log, session: &Session, late: Duration) -> [u64; 3] {
    let pace_ms = log.last().map_or(0.0, |exchange| exchange.took_ms);
    let late_ms = u64::try_from(late.as_millis()).unwrap_or(u64::MAX);
    // Truncating is meant.
    let first = ((pace_ms * LOOKS) as u64).clamp(SHORTEST_BOOT_MS, LONGEST_BOOT_MS / 10);
    let waited = (session.call_ms() * LOOKS) as u64;
    let first = first.max(waited.min(LONGEST_BOOT_MS / 10)).max(late_ms / 2);
    let longest = LONGEST_BOOT_MS.max(first);
    [first, (first * 10).min(longest), longest]
        .map(|boot| if waited > LONGEST_BOOT_MS { boot.max(waited) } else { boot })
}

/// How long it may take after a successful call until the restart begins, where it is told to take so
/// many ms.
pub(super) fn beginning(boot_ms: u64) -> Duration {
    Duration::from_millis((boot_ms * 10).min(1000))
}

/// The longest pause between two looks at a restart that is told to take so many ms. Where it is shown late, it
/// begins when looks have long become rare, and must not slip through between two.
pub(super) fn pause(boot_ms: u64, late: Duration) -> Duration {
    let longest = observe::LONGEST_PAUSE;
    if late.is_zero() { longest } else { Duration::from_millis((boot_ms / 4).max(1)).min(longest) }
}

async fn status(world: &mut World, id: &str) -> String {
    let session = world.bench().or_stop().session;
    observe::status(&session, &mut world.log, id).await.or_stop()
}

/// How many looks are made at an instance while what was done to it may still be shown late.
const LOOKS_WHILE_LATE: u32 = 16;

/// The status is this one, and stays so for as long as changes are shown late.
pub(super) async fn still(world: &mut World, lease: &Lease, expected: &str) {
    let session = world.bench().or_stop().session;
    let late = session.lateness.allowance();
    let actual = if late.is_zero() {
        status(world, &lease.id).await
    } else if lease.boot_was_told() {
        // A restart would be seen for long.
        session.lateness.wait().await;
        status(world, &lease.id).await
    } else {
        let (id, log, pause) = (&lease.id, &mut world.log, late / LOOKS_WHILE_LATE);
        let other = |seen: &[String]| seen.last().is_some_and(|last| last != expected);
        let Watched { mut seen, .. } =
            observe::watch_closely(&session, log, id, late, pause, other).await.or_stop();
        seen.pop().unwrap_or_default()
    };
    if actual != expected {
        stop(Stop::mismatch(
            format!("{} still in status {expected}", lease.id),
            format!("status {actual}"),
        ));
    }
}

#[then(regex = r"^the status of the instance is still ([A-Za-z0-9_]+)$")]
async fn unchanged(world: &mut World, expected: String) {
    let lease = world.lease().or_stop();
    still(world, &lease, &expected).await;
}

#[then(regex = r"^the (?:instance is not restarted|operation has no effect)$")]
async fn without_effect(world: &mut World) {
    let lease = world.lease().or_stop();
    let expected = lease.need.status.word();
    still(world, &lease, expected).await;
}

#[then(regex = r"^the other instance is (?:still Running|as it was)$")]
async fn neighbour(world: &mut World) {
    let [_, other] = &world.leases[..] else {
        stop(Stop::Broken("there is no other instance".into()))
    };
    let other = other.clone();
    still(world, &other, other.need.status.word()).await;
}

#[then("its owner sees that it is not restarted")]
async fn not_restarted_for_its_owner(world: &mut World) {
    let lease = world.lease().or_stop();
    let bench = world.bench().or_stop();
    let key =
        bench.arranger.make_key(&bench.session, &mut world.log, "active", "other").await.or_stop();
    bench.session.lateness.wait().await;
    let actual =
        observe::status_as(&bench.session, &mut world.log, &lease.id, Some(&key)).await.or_stop();
    if actual != Running.word() {
        stop(Stop::mismatch("status Running", format!("status {actual}")));
    }
}

/// Watches until what the operation does is seen: of a restart, status Starting. Statuses on the way are not
/// judged here: rules of their own do that.
pub(super) async fn see_effect(world: &mut World, lease: &Lease) {
    let effect = world.effect().or_stop();
    let shown = effect.shown();
    let session = world.bench().or_stop().session;
    let deadline = session.target.restart_deadline + session.lateness.allowance();
    let began = Instant::now();
    let called_ms = session.elapsed_ms();
    let left = Cell::new(None);
    let (id, log, pause) = (&lease.id, &mut world.log, observe::LONGEST_PAUSE);
    let watched = observe::watch_closely(&session, log, id, deadline, pause, |seen| {
        let last = seen.last().map(String::as_str);
        if let [first, _] = seen
            && first == effect.from.word()
            && left.get().is_none()
        {
            left.set(Some(began.elapsed()));
        }
        last.is_some_and(|last| effect.is_shown_by(last))
            || (seen.len() > 1 && last == Some(effect.from.word()))
    })
    .await
    .or_stop();
    let Watched { seen, is_done: reached, looks } = watched;
    if let Some(late) = left.get() {
        session.lateness.learn(late);
    }
    if seen.len() > 1 || reached {
        session.lateness.note_restart_watched();
    }
    if reached && seen.last().is_some_and(|last| effect.is_shown_by(last)) {
        return;
    }
    let saw = seen.join(", then ");
    if let Some(unseen) = session.lateness.unseen() {
        stop(Stop::Inconclusive(format!("{shown} was not seen in time ({saw}): {unseen}")));
    }
    if lease.boot_was_told() && !none_slipped_through(called_ms, &looks, lease.need.boot_ms) {
        stop(Stop::Inconclusive(format!(
            "{shown} was not seen ({saw}): it may have been over before a look was answered"
        )));
    }
    stop(if lease.boot_was_told() || !seen.iter().all(|status| effect.may_show(status)) {
        Stop::mismatch(format!("status {shown} after the call"), format!("status {saw}"))
    } else {
        Stop::Inconclusive(format!(
            "{shown} was not seen ({saw}): it may be too short on this endpoint, which cannot be told how long a restart takes"
        ))
    })
}

#[then(regex = r"^the (?:instance is seen in status Starting|operation is seen to take effect)$")]
async fn effect_seen(world: &mut World) {
    let lease = world.lease().or_stop();
    see_effect(world, &lease).await;
}

/// Calls the operation under test and watches to the end of what it does; tries longer ones until one is
/// seen from its beginning. Keeps every status seen after the call. An instance that is in another status then
/// is brought back to where the operation is served.
///
/// The first of a scenario is tried anew with a fresh instance where there can be one: whether
/// it can be done twice to an instance is not its question.
async fn carry_out(world: &mut World, call: impl Fn(Call) -> Call) {
    let operation = world.under_test().or_stop();
    let Some(effect) = operation.effect else {
        stop(Stop::Broken(format!("{} does nothing that could be watched", operation.name)))
    };
    let Bench { session, arranger, .. } = world.bench().or_stop();
    let is_first = world.seen.is_empty();
    let late = session.lateness.allowance();
    for (attempt, boot_ms) in boots_ms(&world.log, &session, late).into_iter().enumerate() {
        let mut lease = world.lease().or_stop();
        let is_fresh = attempt == 0 || (is_first && lease.can_be_changed());
        if attempt > 0 && is_fresh {
            lease = another(world, &lease).await;
        }
        if lease.can_be_changed() {
            let change = json!({ "boot_ms": boot_ms });
            arranger.change(&session, &mut world.log, &lease, &change).await.or_stop();
        }
        let calls_from = world.log.len();
        let call = call(world.called(Called::UnderTest).or_stop());
        world.judge(call).await.or_stop();
        // A restart that did not show in time may show now: then it stands in the way of another.
        let begun_late =
            !is_fresh && judge::refused(world.last().or_stop(), &in_progress(world)).is_ok();
        if !begun_late {
            judge::success(world.last().or_stop()).or_stop();
        }

        let begun = |seen: &[String]| seen.last().is_some_and(|last| last != effect.from.word());
        let can_be_told = lease.can_be_changed();
        let limit = late + beginning(if can_be_told { boot_ms } else { u64::from(u16::MAX) });
        let pause = pause(if can_be_told { boot_ms } else { u64::MAX }, late);
        let (id, log) = (&lease.id, &mut world.log);
        let Watched { mut seen, is_done: has_begun, looks } =
            observe::watch_closely(&session, log, id, limit, pause, begun).await.or_stop();
        if !has_begun {
            let called_ms = called_ms(&world.log[calls_from..]);
            if !is_first
                && lease.can_be_changed()
                && none_slipped_through(called_ms, &looks, boot_ms)
            {
                judge::success(world.last().or_stop()).or_stop();
                stop(Stop::mismatch(
                    format!(
                        "a second {} that shows within {} ms, as the first did",
                        effect.what,
                        limit.as_millis()
                    ),
                    format!("status {} at every look", effect.from),
                ));
            }
            continue;
        }
        let limit = session.target.restart_deadline + late + Duration::from_millis(boot_ms);
        let over = |seen: &[String]| seen.last().is_some_and(|last| last == effect.to.word());
        let (id, log) = (&lease.id, &mut world.log);
        let Watched { seen: rest, is_done: is_over, .. } =
            observe::watch_closely(&session, log, id, limit, pause, over).await.or_stop();
        seen.extend(rest);
        seen.dedup();
        if !is_over {
            let end = effect.end_in_words();
            stop(Stop::mismatch(
                format!("status {end} within {} ms", limit.as_millis()),
                format!("status {}", seen.join(", then ")),
            ));
        }
        world.notes.push(format!("status after the call: {}", seen.join(", then ")));
        world.seen = seen;
        if effect.to != effect.from {
            arranger.make_ready(&session, &mut world.log, &lease).await.or_stop();
        }
        return;
    }
    let what = effect.what;
    stop(Stop::Inconclusive(format!(
        "no {what} was seen: it was over before the first look, or did not begin"
    )))
}

/// Gives an instance back and borrows another in the same state.
pub(super) async fn another(world: &mut World, lease: &Lease) -> Lease {
    let Bench { session, arranger, .. } = world.bench().or_stop();
    arranger.give_back(&session, &mut world.log, lease).await;
    world.leases.retain(|lent| lent.id != lease.id);
    world.lend(std::slice::from_ref(&lease.need)).await.or_stop();
    world.lease().or_stop()
}

/// When the call under judgement was sent that was answered, in ms of the run.
fn called_ms(log: &[Exchange]) -> f64 {
    let judged = log.iter().rfind(|one| one.purpose == Purpose::Judge && !one.asked_again);
    judged.map_or(0.0, |call| call.at_ms)
}

/// Whether no restart that took so many ms can have been over between the call, sent at this moment, and the
/// first look, or between two looks: their beginnings and ends, whatever had to be waited for in them.
fn none_slipped_through(called_ms: f64, looks: &[(f64, f64)], boot_ms: u64) -> bool {
    let begun = std::iter::once(called_ms).chain(looks.iter().map(|(begun, _)| *begun));
    begun.zip(looks).all(|(begun, (_, ended))| ended - begun < boot_ms as f64)
}

#[when(regex = r"^the instance is restarted in (XML|JSON) and watched until it is Running again$")]
async fn restarted(world: &mut World, format: Format) {
    carry_out(world, |call| call.format(format)).await;
}

#[when(regex = r"^the operation is carried out in (XML|JSON) and watched to its end$")]
async fn carried_out(world: &mut World, format: Format) {
    carry_out(world, |call| call.format(format)).await;
}

#[when(
    regex = r#"^the instance is restarted with ForceStop "([A-Za-z0-9_]+)" in (XML|JSON) and watched until it is Running again$"#
)]
async fn restarted_by_force(world: &mut World, value: String, format: Format) {
    carry_out(world, |call| call.format(format).with(parameter::FORCE_STOP, &*value)).await;
}

#[then("the instance is Running again")]
async fn running_again(world: &mut World) {
    let lease = world.lease().or_stop();
    still(world, &lease, Running.word()).await;
}

#[then(
    regex = r"^no status but ([A-Za-z0-9_]+(?:, [A-Za-z0-9_]+)* and [A-Za-z0-9_]+) was seen on the way$"
)]
async fn only_documented_on_the_way(world: &mut World, documented: String) {
    if world.seen.is_empty() {
        stop(Stop::Broken("no step has watched anything".into()));
    }
    let words: Vec<&str> = documented.split([',', ' ']).collect();
    if !world.seen.iter().all(|status| words.contains(&status.as_str())) {
        stop(Stop::mismatch(
            format!("no status but {documented}"),
            format!("status {}", world.seen.join(", then ")),
        ));
    }
}

/// How a call is refused while a restart is in progress: the instance is not Running, or an earlier request to
/// it is still under way.
pub(super) fn in_progress(world: &World) -> Vec<Refusal> {
    let (error, terms) = (INCORRECT_INSTANCE_STATUS, world.terms().or_stop());
    let mut refusals = Refusal::of_the_page(error.status, error.code, terms);
    let conflict = Failure::Conflict.accepted_under("", terms);
    refusals.extend(conflict.into_iter().map(Refusal::from));
    refusals
}

#[given("a restart of it in progress")]
async fn restart_in_progress(world: &mut World) {
    let lease = world.lease().or_stop();
    let bench = world.bench().or_stop();
    let call = world.called(Called::UnderTest).or_stop();
    world.restart_asked_ms = Some(bench.session.elapsed_ms());
    let received = world.ask(Purpose::Arrange, &call).await.or_stop();
    if !received.is_success() && !received.was_carried_out_before() {
        stop(Stop::mismatch("success of the first call", received.describe()));
    }
    bench.arranger.restarted(&lease.id);
    world.is_restarting = true;
    see_effect(world, &lease).await;
}

#[then("the call is refused as long as the restart is in progress")]
async fn refused_in_progress(world: &mut World) {
    let judgement = judge::refused(world.last().or_stop(), &in_progress(world));
    let lease = world.lease().or_stop();
    let now_ms = world.bench().or_stop().session.elapsed_ms();
    let is_long_ago =
        world.restart_asked_ms.is_some_and(|asked| now_ms - asked >= lease.need.boot_ms as f64);
    if judgement.is_ok() || (lease.boot_was_told() && !is_long_ago) {
        judgement.or_stop();
        return;
    }
    // Whether the restart was still in progress when the second call came cannot be known.
    let mismatch = judgement.err().map(|mismatch| mismatch.actual).unwrap_or_default();
    stop(Stop::Inconclusive(format!(
        "the second call gave {mismatch}, but the first restart may have been over by then"
    )));
}

#[then("on which of the two instances it was carried out is recorded")]
async fn which_is_recorded(world: &mut World) {
    if !world.last().or_stop().is_success() {
        return;
    }
    let session = world.bench().or_stop().session;
    session.lateness.wait().await;
    let mut seen = Vec::new();
    for (which, lease) in ["the first", "the second"].into_iter().zip(world.leases.clone()) {
        match observe::status(&session, &mut world.log, &lease.id).await {
            Ok(status) => seen.push(format!("{which} is {status}")),
            Err(_) => seen.push(format!("{which} is not seen")),
        }
    }
    world.notes.push(format!("after the call {}", seen.join(", ")));
}

#[then(
    "the call is refused with a documented 4xx code, or it is carried out on the instance that was signed for alone"
)]
async fn read_one_way(world: &mut World) {
    if judge::documented_refusal(world.last().or_stop(), 400..500).is_ok() {
        let came = world.last().or_stop().describe();
        world.notes.push(format!("refused: {came}"));
        return;
    }
    if let Err(mismatch) = judge::success(world.last().or_stop()) {
        let expected = format!("{}, or a documented 4xx", mismatch.expected);
        stop(Mismatch { expected, ..mismatch });
    }
    let [signed_for, other] = &world.leases[..] else {
        stop(Stop::Broken("there is no other instance".into()))
    };
    let (signed_for, other) = (signed_for.clone(), other.clone());
    still(world, &other, other.need.status.word()).await;
    see_effect(world, &signed_for).await;
    world.notes.push("the value that was signed for is used".to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_slips_through_where_nobody_looks_for_as_long_as_it_takes() {
        let looks = [(10.0, 20.0), (60.0, 70.0), (80.0, 120.0)];
        assert!(none_slipped_through(0.0, &looks, 61));
        assert!(!none_slipped_through(0.0, &looks, 60), "from one beginning to the next end");
        assert!(!none_slipped_through(-50.0, &looks, 61), "from the call on");
        // A look that had to wait for its turn.
        assert!(!none_slipped_through(0.0, &[(10.0, 20.0), (30.0, 2000.0)], 1000));
    }
}
