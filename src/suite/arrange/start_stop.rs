//! StartInstance and StopInstance on listed instances, where the target file allows it, and waiting
//! until a listed instance is back in its status.

use std::time::{Duration, Instant};

use super::lease::Lease;
use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::api::operations::{self, Effect};
use crate::outcome::Purpose;
use crate::suite::call::Call;
use crate::suite::need::Need;
use crate::suite::observe::{self, Shown};
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;

/// Starts or stops an instance, so that it comes to a lasting status, and waits until it is in it.
pub(super) async fn bring_to(
    session: &Session,
    log: &mut Log,
    id: &str,
    status: InstanceStatus,
) -> Result<(), String> {
    order(session, log, id, status).await?;
    wait_for(session, log, id, status).await
}

/// The operation that brings an instance to a lasting status.
pub(super) fn order_to(status: InstanceStatus) -> &'static str {
    match status {
        InstanceStatus::Stopped => operations::STOP_INSTANCE.name,
        _ => operations::START_INSTANCE.name,
    }
}

/// Waits until a listed instance is back in the status it was lent in, after a call of the operation under test.
/// Where that leaves it in another one, it is brought back. Gives whether that was seen.
pub(super) async fn put_back(
    session: &Session,
    log: &mut Log,
    lease: &Lease,
    called: Option<Instant>,
) -> Result<bool, String> {
    let Some(effect) = leaving(session, lease) else {
        return wait_until_back(session, log, lease, called).await;
    };
    // A call that was refused, or whose answer was a gateway's, may have done nothing.
    let called = called.unwrap_or_else(Instant::now);
    let deadline = (BEGINNING + session.lateness.allowance()).saturating_sub(called.elapsed());
    let left = |status: &str| status != effect.from.word();
    let waiting = session.waits.begin(format!("{} to be {}", lease.id, effect.to));
    let shown =
        observe::until_shown(session, log, &lease.id, deadline, left).await.map_err(text)?;
    drop(waiting);
    let lent_in = lease.need.status;
    match shown {
        Shown::Never(Some(_)) => return Ok(true),
        Shown::Blind => {
            return order(session, log, &lease.id, lent_in).await.map(|()| false);
        }
        Shown::AtOnce(_) | Shown::Late(_) | Shown::Never(None) => {}
    }
    wait_for(session, log, &lease.id, effect.to).await?;
    bring_to(session, log, &lease.id, lent_in).await.map(|()| true)
}

/// As [`put_back`], once the run was stopped. What comes back by itself is let alone; what does not is ordered back as
/// soon as it can be: who calls this bounds how long that may take.
pub(super) async fn put_back_soon(
    session: &Session,
    log: &mut Log,
    lease: &Lease,
) -> Result<(), String> {
    let Some(effect) = leaving(session, lease) else { return Ok(()) };
    let lent_in = lease.need.status;
    let deadline = session.target.restart_deadline;
    let is_on_the_way = |status: &str| effect.through.iter().any(|way| way.word() == status);
    let rests = |status: &str| !is_on_the_way(status);
    match observe::until_shown(session, log, &lease.id, deadline, rests).await.map_err(text)? {
        Shown::AtOnce(status) | Shown::Late(status) if status == lent_in.word() => Ok(()),
        _ => order(session, log, &lease.id, lent_in).await,
    }
}

/// What the operation under test makes of a lent instance, where it leaves it in another status than it was lent in.
pub(super) fn leaving(session: &Session, lease: &Lease) -> Option<Effect> {
    let leaves = session.operation.effect.filter(|effect| effect.to != effect.from);
    leaves.filter(|effect| effect.from == lease.need.status)
}

/// How long the beginning of the first restart of a run may take to be shown.
const BEGINNING: Duration = Duration::from_secs(3);

/// Waits until an instance that was restarted at a moment, or was said to be, is in the status it was lent in:
/// a status of before the restart, which is shown for as long as changes are shown late, is none.
/// Gives whether that was seen: nobody waits for what nothing shows.
pub(super) async fn wait_until_back(
    session: &Session,
    log: &mut Log,
    lease: &Lease,
    restarted: Option<Instant>,
) -> Result<bool, String> {
    let Lease { id, need: Need { status, .. }, .. } = lease;
    let _waiting = session.waits.begin(format!("{id} to be {status} again"));
    let restarted = restarted.unwrap_or_else(Instant::now);
    if !session.lateness.restart_was_watched() {
        begun(session, log, id, restarted).await.map_err(text)?;
    }
    let late = session.lateness.allowance();
    tokio::time::sleep(late.saturating_sub(restarted.elapsed())).await;
    let settled = |seen: &[String]| {
        [InstanceStatus::Running, InstanceStatus::Stopped]
            .iter()
            .any(|end| seen.last().is_some_and(|last| last == end.word()))
    };
    match observe::watch(session, log, id, session.target.restart_deadline, settled).await {
        Err(Stop::Inconclusive(_)) => Ok(false),
        Err(stop) => Err(text(stop)),
        Ok((seen, _)) => match seen.last() {
            Some(last) if last == status.word() => Ok(true),
            last => Err(format!(
                "it was lent as {status} and is {}",
                last.map_or("unknown", String::as_str)
            )),
        },
    }
}

/// Waits until a restart is shown, and learns how late that is. Where it never is, it may have been too short,
/// and is not waited for again.
async fn begun(session: &Session, log: &mut Log, id: &str, restarted: Instant) -> Result<(), Stop> {
    let deadline = BEGINNING.min(session.target.restart_deadline);
    let left = |status: &str| status != InstanceStatus::Running.word();
    match observe::until_shown(session, log, id, deadline, left).await? {
        Shown::Late(_) => session.lateness.learn(restarted.elapsed()),
        Shown::AtOnce(_) | Shown::Never(_) | Shown::Blind => {}
    }
    session.lateness.note_restart_watched();
    Ok(())
}

/// Starts or stops an instance, so that it comes to a lasting status.
pub(super) async fn order(
    session: &Session,
    log: &mut Log,
    id: &str,
    status: InstanceStatus,
) -> Result<(), String> {
    let action = order_to(status);
    let call =
        Call::new(action).format(session.observing_format()).with(parameter::INSTANCE_ID, id);
    let received = session.call(log, Purpose::Arrange, &call).await;
    if received.is_success() || received.was_carried_out_before() {
        Ok(())
    } else {
        Err(format!("{action} on {id} gave {}", received.describe()))
    }
}

async fn wait_for(
    session: &Session,
    log: &mut Log,
    id: &str,
    status: InstanceStatus,
) -> Result<(), String> {
    let deadline = session.target.restart_deadline;
    let reached = |seen: &[String]| seen.last().is_some_and(|last| last == status.word());
    let _waiting = session.waits.begin(format!("{id} to be {status}"));
    match observe::watch(session, log, id, deadline, reached).await {
        Ok((_, true)) => Ok(()),
        Ok((seen, false)) => Err(format!(
            "it was not {status} after {} ms but {}",
            deadline.as_millis(),
            seen.last().map_or("unknown", String::as_str)
        )),
        Err(stop) => Err(text(stop)),
    }
}

fn text(stop: Stop) -> String {
    match stop {
        Stop::Mismatch(mismatch) => mismatch.actual,
        Stop::Inconclusive(text)
        | Stop::SetUp(text)
        | Stop::Unreachable(text)
        | Stop::Broken(text) => text,
    }
}
