//! StartInstance and StopInstance on listed instances, where the target file allows it, and waiting
//! until a listed instance is back in its status.

use crate::outcome::Purpose;
use crate::spec::instance::InstanceStatus;
use crate::spec::names::{action, parameter};
use crate::suite::call::Call;
use crate::suite::observe;
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;

/// Stops a Running instance and waits until it is Stopped.
pub(super) async fn stop(session: &Session, log: &mut Log, id: &str) -> Result<(), String> {
    order(session, log, id, action::STOP_INSTANCE).await?;
    wait_for(session, log, id, InstanceStatus::Stopped).await
}

/// Starts a Stopped instance and, if asked to, waits until it is Running.
pub(super) async fn start(
    session: &Session,
    log: &mut Log,
    id: &str,
    is_waited_for: bool,
) -> Result<(), String> {
    order(session, log, id, action::START_INSTANCE).await?;
    if !is_waited_for {
        return Ok(());
    }
    wait_for(session, log, id, InstanceStatus::Running).await
}

/// Waits until an instance that was restarted, or was said to be, is in the status it was lent in. Gives
/// whether that was seen: nobody waits for what nothing shows.
pub(super) async fn wait_until_back(
    session: &Session,
    log: &mut Log,
    id: &str,
    status: InstanceStatus,
) -> Result<bool, String> {
    let settled = |seen: &[String]| {
        [InstanceStatus::Running, InstanceStatus::Stopped]
            .iter()
            .any(|end| seen.last().is_some_and(|last| last == end.word()))
    };
    let _waiting = session.waits.begin(format!("{id} to be {status} again"));
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

async fn order(session: &Session, log: &mut Log, id: &str, action: &str) -> Result<(), String> {
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
