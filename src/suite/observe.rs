//! Seeing an instance from outside: its status by DescribeInstanceStatus or DescribeInstances, its locks by
//! the latter. An endpoint that serves neither has nothing to observe with, and what depends on it is
//! inconclusive, never passed.

use std::time::{Duration, Instant};

use super::answer::Received;
use super::call::Call;
use super::kept;
use super::search::{Next, Search};
use super::session::{Log, Session};
use super::sight::{Describe, Found};
use super::stop::Stop;
use super::target::AccessKey;
use crate::api::errors::Passing;
use crate::outcome::Purpose;
use crate::wire::document::Document;

/// The first pause between two looks; each pause is twice the one before, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(2);
/// The longest pause between two looks.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The call that shows the status of one instance, by its id. Source: DescribeInstanceStatus.
#[must_use]
pub fn status_call(session: &Session, id: &str) -> Call {
    Describe::Status.call(&session.target.region, session.observing_format(), id)
}

/// What is seen of the status of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Its status, as the endpoint words it.
    Status(String),
    /// An operation that is served does not show the instance.
    Absent(Describe),
    /// Nothing shows any status, for this reason.
    Nothing(String),
}

/// Looks at an instance, with the target's key or another: by DescribeInstanceStatus and, where that shows
/// nothing, by DescribeInstances.
///
/// # Errors
/// Unreachable when the endpoint cannot be reached.
pub async fn look(
    session: &Session,
    log: &mut Log,
    id: &str,
    key: Option<&AccessKey>,
) -> Result<Seen, Stop> {
    let mut reasons = Vec::new();
    for describe in Describe::ALL {
        if let Some(reason) = session.sight.nothing(describe) {
            reasons.push(reason);
            continue;
        }
        match find(session, log, describe, id, key).await? {
            Found::Shown(instance) => match instance.text_of("Status") {
                Some(status) => {
                    session.note_status(log, status);
                    return Ok(Seen::Status(status.to_owned()));
                }
                None => reasons.push(format!("{} shows no Status", describe.action())),
            },
            Found::Absent => return Ok(Seen::Absent(describe)),
            Found::Nothing(reason) => reasons.push(reason),
        }
    }
    Ok(Seen::Nothing(reasons.join("; ")))
}

/// Looks for an instance by one operation.
///
/// # Errors
/// Unreachable when the endpoint cannot be reached.
pub async fn find(
    session: &Session,
    log: &mut Log,
    describe: Describe,
    id: &str,
    key: Option<&AccessKey>,
) -> Result<Found, Stop> {
    let (mut search, mut call) = Search::begin(session, describe, id, session.observing_format());
    loop {
        if let Some(key) = key {
            call = call.signed_by(key.clone());
        }
        let received = session.call(log, Purpose::Observe, &call).await;
        reached(&received)?;
        match search.take(session, &received) {
            Next::Ask(next) => call = *next,
            Next::Found(found) => return Ok(found),
        }
    }
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
    // What depends on the same thing has the same reason, so no id stands in it.
    let reason = match look(session, log, id, key).await? {
        Seen::Status(status) => return Ok(status),
        Seen::Absent(describe) => match session.lateness.unseen() {
            Some(unseen) => {
                return Err(Stop::Inconclusive(format!("not seen in time: {unseen}")));
            }
            None => format!("{} does not show the instance", describe.action()),
        },
        Seen::Nothing(reason) => reason,
    };
    Err(Stop::Inconclusive(format!("nothing to observe with: {reason}")))
}

/// The status of an instance in an answer of DescribeInstanceStatus.
#[must_use]
pub fn status_in(document: &Document, id: &str) -> Option<String> {
    let status = Describe::Status.instance(document, id)?.text_of("Status");
    status.map(|status| kept::id(status).into_owned())
}

/// The lock reasons of an instance in an answer of DescribeInstances, in the documented shape; `None` where
/// the instance is not in it.
#[must_use]
pub fn lock_reasons_in(document: &Document, id: &str) -> Option<Vec<String>> {
    let instance = Describe::Instances.instance(document, id)?;
    let locks =
        instance.get("OperationLocks").map_or_else(Vec::new, |locks| locks.all("LockReason"));
    let reasons = locks.iter().filter_map(|lock| lock.text_of("LockReason"));
    Some(reasons.map(|reason| kept::id(reason).into_owned()).collect())
}

/// An endpoint that was not reached is an error, and one that only ever answers what may come to every call
/// leaves open what was asked, whatever else would follow from the answer.
///
/// # Errors
/// Unreachable, where it was not reached; inconclusive, where there is no other answer.
pub fn reached(received: &Received) -> Result<(), Stop> {
    if let Some(why) = received.passing {
        return Err(Stop::Inconclusive(without_end(why, received)));
    }
    match &received.content {
        super::answer::Content::None(failure) if failure.is_unreachable() => {
            Err(Stop::Unreachable(format!("{failure}; {}", failure.advice())))
        }
        _ => Ok(()),
    }
}

/// What is said of a call that has no answer but one that may come to every call.
#[must_use]
pub fn without_end(why: Passing, received: &Received) -> String {
    let came = received.describe();
    match why {
        Passing::Throttled => format!("throttled: however long was waited, there came {came}"),
        Passing::ServerFault => {
            format!(
                "the endpoint fails whatever is asked: there came {came}, and no more to plain calls"
            )
        }
        Passing::Front => {
            format!("what stands in front of the endpoint answers in its place: there came {came}")
        }
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
    let Watched { seen, is_done, .. } =
        watch_closely(session, log, id, deadline, LONGEST_PAUSE, done).await?;
    Ok((seen, is_done))
}

/// What came of watching an instance.
#[derive(Debug)]
pub struct Watched {
    /// Every status seen, in order, without repetitions.
    pub seen: Vec<String>,
    /// Whether what was waited for was reached.
    pub is_done: bool,
    /// When each look began and ended, in ms of the run. One that was throttled took long.
    pub looks: Vec<(f64, f64)>,
}

/// As [`watch`], with no longer pause between two looks than this, and tells when each look was.
///
/// # Errors
/// As [`status`].
pub async fn watch_closely(
    session: &Session,
    log: &mut Log,
    id: &str,
    deadline: Duration,
    longest_pause: Duration,
    done: impl Fn(&[String]) -> bool,
) -> Result<Watched, Stop> {
    let began = Instant::now();
    let mut watched = Watched { seen: Vec::new(), is_done: false, looks: Vec::new() };
    let mut pause = FIRST_PAUSE;
    loop {
        let left = deadline.saturating_sub(began.elapsed());
        let look_began = session.elapsed_ms();
        let status = status(session, log, id).await?;
        watched.looks.push((look_began, session.elapsed_ms()));
        if watched.seen.last() != Some(&status) {
            watched.seen.push(status);
        }
        watched.is_done = done(&watched.seen);
        if watched.is_done || left.is_zero() {
            return Ok(watched);
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(longest_pause);
    }
}

/// Whether, and when, something was shown that was waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// At the first look: in this status.
    AtOnce(String),
    /// At a later look.
    Late(String),
    /// Not before the deadline; the status that was shown last, if one was.
    Never(Option<String>),
    /// Nothing shows any status.
    Blind,
}

/// Looks at an instance until it is shown in a status that is `wanted`, or the deadline has passed. What is not
/// shown may be shown later. The longer it takes, the longer are the pauses, so that what is learnt of it is right
/// to an eighth.
///
/// # Errors
/// Unreachable when the endpoint cannot be reached.
pub async fn until_shown(
    session: &Session,
    log: &mut Log,
    id: &str,
    deadline: Duration,
    wanted: impl Fn(&str) -> bool,
) -> Result<Shown, Stop> {
    let began = Instant::now();
    let mut last = None;
    for number in 0.. {
        let left = deadline.saturating_sub(began.elapsed());
        match look(session, log, id, None).await? {
            Seen::Nothing(_) => return Ok(Shown::Blind),
            Seen::Absent(_) => {}
            Seen::Status(status) if wanted(&status) => {
                return Ok(if number == 0 { Shown::AtOnce(status) } else { Shown::Late(status) });
            }
            Seen::Status(status) => last = Some(status),
        }
        if left.is_zero() {
            break;
        }
        let pause = (began.elapsed() / 8).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        tokio::time::sleep(pause.min(left)).await;
    }
    Ok(Shown::Never(last))
}
