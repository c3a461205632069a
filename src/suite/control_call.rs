//! The control call: before the first scenario and after the last, plain correct calls have to be served. While
//! they are not, nothing an endpoint does can be held against it or for it.
//!
//! Two things are asked: what shows instances, and the operation under test itself. It names an id that no
//! instance has, so nothing happens to any; only where its answer leaves open whether the key may call it on anything
//! at all is an own Running instance called for.

use super::answer::{Content, Received};
use super::arrange::Arranger;
use super::call::Call;
use super::client::Way;
use super::session::{Log, Session};
use super::setup::{self, Obstacle};
use super::sight::Describe;
use super::stop::Stop;
use crate::api::Format;
use crate::api::errors::{INVALID_INSTANCE_ID_NOT_FOUND, Passing};
use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::outcome::Purpose;
use crate::outcome::diagnosis::Owner;
use crate::suite::need::Need;

/// What to do where a web page answers, or a gateway.
pub(super) const CHECK_ADDRESS: &str = "check that the address is that of an ECS endpoint, and not of a web page or a \
                                        gateway in front of it";

/// What to do where every call is throttled.
pub(super) const WAIT_FOR_LIMIT: &str =
    "wait until its limit takes calls again, or have it take more of this key's calls";

/// Makes the control call. Decides in which format statuses are observed, and learns what shows them.
///
/// # Errors
/// What stands in the way.
pub async fn make(session: &Session, arranger: &Arranger, log: &mut Log) -> Result<(), Obstacle> {
    attempt(session, Some(arranger), log).await
}

/// The same, but nothing is restarted whatever comes.
///
/// # Errors
/// What stands in the way.
pub async fn make_harmlessly(session: &Session, log: &mut Log) -> Result<(), Obstacle> {
    attempt(session, None, log).await
}

async fn attempt(
    session: &Session,
    arranger: Option<&Arranger>,
    log: &mut Log,
) -> Result<(), Obstacle> {
    let mut formats = Format::ALL.to_vec();
    let mut unshown = None;
    for describe in Describe::ALL {
        match look(session, log, describe, &mut formats).await? {
            None => {
                unshown = None;
                break;
            }
            Some(obstacle) => {
                unshown.get_or_insert(obstacle);
            }
        }
    }
    under_test(session, arranger, log, &formats, unshown).await
}

/// Whether an operation shows instances; why not, where that does not end everything. Of the formats those
/// stay in which an answer could be read, if there are any.
async fn look(
    session: &Session,
    log: &mut Log,
    describe: Describe,
    formats: &mut Vec<Format>,
) -> Result<Option<Obstacle>, Obstacle> {
    let mut unshown = None;
    for format in formats.clone() {
        let call = describe.plain(&session.target.region, format);
        let (received, signed) = send(session, log, &call).await;
        if let Content::Read(answer, _) | Content::Unreadable(answer, _) = &received.content {
            session.learn_clock(answer);
        }
        if let Content::None(failure) = &received.content {
            return Err(setup::unanswered_looked_into(session, failure).await);
        }
        // A key may have the right to restart, and none to look.
        if let Some(obstacle) = setup::told_by(session, &received, false)
            && !setup::lacks_right(&received, true)
        {
            return Err(Obstacle { signed: Some(signed), ..obstacle });
        }
        let readable = received.document().is_some();
        if readable {
            session.observe_in(format);
            *formats = vec![format];
        }
        if describe.is_answered_by(&received) {
            return Ok(None);
        }
        if readable && (received.is_unknown_action() || received.is_success()) {
            session.sight.nothing_by(describe, describe.unshown_by(&received));
        }
        unshown.get_or_insert_with(|| refused(session, describe.action(), &received));
        // An endpoint whose XML cannot be read may still be judged in JSON.
        if readable {
            break;
        }
    }
    Ok(unshown)
}

/// Whether the operation under test is served.
async fn under_test(
    session: &Session,
    arranger: Option<&Arranger>,
    log: &mut Log,
    formats: &[Format],
    unshown: Option<Obstacle>,
) -> Result<(), Obstacle> {
    let mut last = None;
    for &format in formats {
        let call = Call::new(session.operation.name)
            .format(format)
            .with(parameter::INSTANCE_ID, session.unused_instance_id());
        let (received, signed) = send(session, log, &call).await;
        if received.document().is_some() {
            session.observe_in(format);
        }
        // Where others of its calls are served, what it refuses of this one is what rules judge.
        let obstacle = match &unshown {
            None => setup::surely_told_by(session, &received, false),
            Some(_) => setup::told_by(session, &received, false),
        };
        if let Some(obstacle) = obstacle {
            return Err(Obstacle { signed: Some(signed), ..obstacle });
        }
        let code = received.reading().and_then(|reading| reading.code).unwrap_or_default();
        if NO_SUCH_INSTANCE.contains(&code) {
            return Ok(());
        }
        if received.is_success() {
            // A page that anything is answered with is a success of everything.
            return match unshown {
                Some(_) if !received.names_its_call() => Err(no_endpoint(session, &received)),
                _ => Ok(()),
            };
        }
        let is_readable = received.document().is_some();
        last = Some(received);
        if is_readable {
            break;
        }
    }
    let Some(received) = last else { return Ok(()) };
    if received.is_unknown_action() {
        let operation = session.operation.name;
        return Err(Obstacle::new(
            Owner::Open,
            format!(
                "{} does not serve {operation}: {}",
                session.target.shown_url(),
                received.describe()
            ),
            format!(
                "correct url in the target file, if it is not that of the endpoint to be judged; else \
                 make the endpoint serve {operation}"
            ),
        ));
    }
    let obstacle = match (setup::surely_told_by(session, &received, true), unshown) {
        (Some(rights), _) => rights,
        // What it answers to an id that no instance has is what rules judge.
        (None, None) => return Ok(()),
        (None, Some(unshown)) => match &received.content {
            Content::Read(..) => refused(session, session.operation.name, &received),
            _ => unshown,
        },
    };
    match arranger.filter(|_| received.passing.is_none()) {
        Some(arranger) => own(session, arranger, log, obstacle).await,
        None => Err(obstacle),
    }
}

/// What an endpoint may answer for an id that no instance has.
const NO_SUCH_INSTANCE: [&str; 2] =
    [INVALID_INSTANCE_ID_NOT_FOUND.code, "Forbidden.InstanceNotFound"];

/// Restarts an own instance, since nothing less shows whether calls are served. Where there is none, what was
/// in doubt stands in the way.
async fn own(
    session: &Session,
    arranger: &Arranger,
    log: &mut Log,
    doubt: Obstacle,
) -> Result<(), Obstacle> {
    let running = [Need::status(InstanceStatus::Running)];
    let lease = match arranger.lend(session, log, &running).await {
        Ok(leases) => leases.into_iter().next(),
        Err(Stop::Inconclusive(reason)) => {
            let seen = format!("{}; and {reason}", doubt.seen);
            return Err(Obstacle { seen, ..doubt });
        }
        Err(_) => return Err(doubt),
    };
    let Some(lease) = lease else { return Err(doubt) };
    let call = Call::new(session.operation.name)
        .format(session.observing_format())
        .with(parameter::INSTANCE_ID, &lease.id);
    let (received, signed) = send(session, log, &call).await;
    if received.is_success() {
        arranger.restarted(&lease.id);
    }
    arranger.give_back(session, log, &lease).await;
    if received.is_success() {
        return Ok(());
    }
    let obstacle = setup::told_by(session, &received, true)
        .unwrap_or_else(|| refused(session, session.operation.name, &received));
    Err(Obstacle { signed: Some(signed), ..obstacle })
}

/// Signs, sends and reads a call that is not judged; gives what was signed too.
pub(super) async fn send(session: &Session, log: &mut Log, call: &Call) -> (Received, String) {
    let (received, signed) = session.call_signed(log, Purpose::Observe, call, Way::Any, None).await;
    (received, signed.string_to_sign)
}

/// What stands in the way where what comes names no call: no operation of the API answers so.
fn no_endpoint(session: &Session, received: &Received) -> Obstacle {
    Obstacle::new(
        Owner::Setup,
        format!(
            "{} answers calls with {}, and with no RequestId: so answers no endpoint of the API",
            session.target.shown_url(),
            received.describe()
        ),
        CHECK_ADDRESS,
    )
}

/// What stands in the way where a plain call of an operation is refused, or cannot be read.
fn refused(session: &Session, action: &str, received: &Received) -> Obstacle {
    let url = session.target.shown_url();
    let came = received.describe();
    match received.passing {
        Some(Passing::Throttled) => {
            return Obstacle::new(
                Owner::Open,
                format!("{url}: every call of {action} was throttled: it answered {came}"),
                WAIT_FOR_LIMIT,
            );
        }
        Some(_) => {
            return Obstacle::new(
                Owner::Open,
                format!("{url}: every call of {action} was answered with {came}"),
                "look at the endpoint, and at what stands in front of it: a plain call is served by neither",
            );
        }
        None => {}
    }
    match &received.content {
        Content::Unreadable(answer, _) => Obstacle::new(
            Owner::Setup,
            format!(
                "{url} answered {came} (Content-Type {:?})",
                answer.header("content-type").unwrap_or("none")
            ),
            CHECK_ADDRESS,
        ),
        Content::None(failure) => setup::unanswered(session, failure),
        Content::Read(..) => Obstacle::new(
            Owner::Open,
            format!("{url} does not serve {action}: it answered {came}"),
            format!(
                "make the endpoint serve a plain {} with these credentials",
                session.operation.name
            ),
        ),
    }
}
