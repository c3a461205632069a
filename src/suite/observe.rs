//! Seeing an instance from outside: its status by DescribeInstanceStatus, its locks by
//! DescribeInstances. An endpoint that serves neither has nothing to observe with, and what depends on
//! it is inconclusive, never passed.

use std::time::{Duration, Instant};

use super::answer::Received;
use super::call::Call;
use super::session::{Log, Session};
use super::stop::Stop;
use super::target::AccessKey;
use crate::outcome::Purpose;
use crate::spec::names::{action, parameter};
use crate::wire::document::Document;

/// The first pause between two looks; each pause is twice the one before, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(2);
/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The call that shows the status of one instance, by its id. Source: DescribeInstanceStatus.
#[must_use]
pub fn status_call(session: &Session, id: &str) -> Call {
    Call::new(action::DESCRIBE_INSTANCE_STATUS)
        .format(session.observing_format())
        .with(parameter::REGION_ID, &*session.target.region)
        .with("InstanceId.1", id)
}

/// The status of an instance, as the endpoint words it.
///
/// # Errors
/// Inconclusive when it cannot be observed; unreachable when the endpoint cannot be reached.
pub async fn status(session: &Session, log: &mut Log, id: &str) -> Result<String, Stop> {
    status_as(session, log, id, None).await
}

/// The status of an instance, as seen with another key than the target's.
///
/// # Errors
/// As [`status`].
pub async fn status_as(
    session: &Session,
    log: &mut Log,
    id: &str,
    key: Option<&AccessKey>,
) -> Result<String, Stop> {
    let mut call = status_call(session, id);
    if let Some(key) = key {
        call = call.signed_by(key.clone());
    }
    let received = session.call(log, Purpose::Observe, &call).await;
    readable(&received, action::DESCRIBE_INSTANCE_STATUS)?;
    let found = received.document().and_then(|document| status_in(document, id));
    match found {
        Some(status) => {
            session.note_status(log, &status);
            Ok(status)
        }
        None => Err(Stop::Inconclusive(format!(
            "nothing to observe with: DescribeInstanceStatus does not show the instance {id}"
        ))),
    }
}

/// The status of an instance in an answer of DescribeInstanceStatus.
#[must_use]
pub fn status_in(document: &Document, id: &str) -> Option<String> {
    document
        .value
        .get("InstanceStatuses")?
        .all("InstanceStatus")
        .into_iter()
        .find(|entry| entry.text_of(parameter::INSTANCE_ID) == Some(id))?
        .text_of("Status")
        .map(str::to_owned)
}

/// The call that shows one instance with its locks, by its id. Source: DescribeInstances.
#[must_use]
pub fn instance_call(session: &Session, id: &str) -> Call {
    let ids = serde_json::Value::from(vec![id]).to_string();
    Call::new(action::DESCRIBE_INSTANCES)
        .format(session.observing_format())
        .with(parameter::REGION_ID, &*session.target.region)
        .with(parameter::INSTANCE_IDS, ids)
}

/// The lock reasons of an instance in an answer of DescribeInstances; `None` where the instance is
/// not in it.
#[must_use]
pub fn lock_reasons_in(document: &Document, id: &str) -> Option<Vec<String>> {
    let instances = document.value.get("Instances")?.all("Instance");
    let instance =
        instances.into_iter().find(|entry| entry.text_of(parameter::INSTANCE_ID) == Some(id))?;
    let locks =
        instance.get("OperationLocks").map_or_else(Vec::new, |locks| locks.all("LockReason"));
    Some(locks.iter().filter_map(|lock| lock.text_of("LockReason")).map(str::to_owned).collect())
}

/// Whether an answer is the documented one to DescribeInstanceStatus or DescribeInstances: a success of
/// another shape shows nothing, and says that the operation is not served. Source: DescribeInstanceStatus
/// and DescribeInstances, "Examples".
#[must_use]
pub fn is_shown_by(received: &Received, action: &str) -> bool {
    let member = match action {
        action::DESCRIBE_INSTANCES => "Instances",
        _ => "InstanceStatuses",
    };
    received.is_success()
        && received.document().is_some_and(|document| match &document.root {
            Some(root) => root.strip_suffix("Response") == Some(action),
            None => document.value.get(member).is_some(),
        })
}

fn readable(received: &Received, action: &str) -> Result<(), Stop> {
    if is_shown_by(received, action) {
        return Ok(());
    }
    reached(received)?;
    Err(Stop::Inconclusive(format!(
        "nothing to observe with: {action} gave {}",
        received.describe()
    )))
}

/// An endpoint that was not reached is an error, whatever else would follow from the answer.
///
/// # Errors
/// Unreachable, where it was not reached.
pub fn reached(received: &Received) -> Result<(), Stop> {
    match &received.content {
        super::answer::Content::None(failure) if failure.is_unreachable() => {
            Err(Stop::Unreachable(format!("{failure}; {}", failure.advice())))
        }
        _ => Ok(()),
    }
}

/// Looks at an instance until `done` says so or the deadline has passed; the first look is at once.
/// Gives every status seen, in order, without repetitions, and whether `done` was reached. The last
/// look begins after the deadline, so that a machine that stands still decides nothing.
///
/// # Errors
/// As [`status`].
pub async fn watch(
    session: &Session,
    log: &mut Log,
    id: &str,
    deadline: Duration,
    done: impl Fn(&[String]) -> bool,
) -> Result<(Vec<String>, bool), Stop> {
    let began = Instant::now();
    let mut seen: Vec<String> = Vec::new();
    let mut pause = FIRST_PAUSE;
    loop {
        let left = deadline.saturating_sub(began.elapsed());
        let status = status(session, log, id).await?;
        if seen.last() != Some(&status) {
            seen.push(status);
        }
        if done(&seen) {
            return Ok((seen, true));
        }
        if left.is_zero() {
            return Ok((seen, false));
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
