//! The control call: one plain correct call before the first scenario and after the last. While it is
//! not served, nothing an endpoint does can be held against it or for it.
//!
//! It is DescribeInstanceStatus, which restarts nothing; an endpoint that does not serve that gets a
//! RebootInstance on a Running instance. A success that is not the documented answer is as good as none.

use std::time::Duration;

use super::answer::{Content, Received};
use super::arrange::{Arranger, Need};
use super::call::Call;
use super::client::NoAnswer;
use super::kept;
use super::session::{Log, Session};
use super::sight::Describe;
use super::stop::Stop;
use crate::outcome::{ControlCall, Purpose};
use crate::spec::Format;
use crate::spec::errors::Failure;
use crate::spec::instance::InstanceStatus;
use crate::spec::names::{action, parameter};

/// How long a restart may take to begin after the answer.
const BEGINNING: Duration = Duration::from_millis(500);

/// Makes the control call. Decides in which format statuses are observed.
pub async fn make(session: &Session, arranger: &Arranger) -> ControlCall {
    let mut log = Log::new();
    let failure = attempt(session, arranger, &mut log).await.err();
    ControlCall { failure: failure.map(kept::text), exchanges: log.into() }
}

async fn attempt(session: &Session, arranger: &Arranger, log: &mut Log) -> Result<(), String> {
    let mut first_failure = None;
    let mut is_other_answer = false;
    for format in Format::ALL {
        let call = Call::new(action::DESCRIBE_INSTANCE_STATUS)
            .format(format)
            .with(parameter::REGION_ID, &*session.target.region);
        let (received, text) = send(session, log, &call).await;
        if let Content::Read(answer, _) | Content::Unreadable(answer, _) = &received.content {
            session.learn_clock(answer);
        }
        if Describe::Status.is_answered_by(&received) {
            session.observe_in(format);
            return Ok(());
        }
        if received.is_success() {
            is_other_answer = true;
            continue;
        }
        if matches!(received.content, Content::None(_)) {
            return Err(diagnosis(session, &received, &text));
        }
        if received.is_unknown_action() {
            return reboot(session, arranger, log).await;
        }
        // An endpoint whose XML cannot be read may still be judged in JSON.
        let diagnosis = diagnosis(session, &received, &text);
        let unreadable = matches!(received.content, Content::Unreadable(..));
        first_failure.get_or_insert(diagnosis);
        if !unreadable {
            break;
        }
    }
    if is_other_answer {
        return reboot(session, arranger, log).await;
    }
    Err(first_failure.unwrap_or_default())
}

async fn reboot(session: &Session, arranger: &Arranger, log: &mut Log) -> Result<(), String> {
    let running = [Need::status(InstanceStatus::Running)];
    let lease = match arranger.lend(session, log, &running).await {
        Ok(leases) => leases.into_iter().next(),
        Err(Stop::Inconclusive(reason)) => {
            return Err(format!(
                "the endpoint serves no DescribeInstanceStatus, and {reason}\n  list a running instance under [instances], or name a control protocol"
            ));
        }
        Err(stop) => return Err(format!("{stop:?}")),
    };
    let Some(lease) = lease else { return Err("no instance was lent".into()) };
    let call = Call::new(action::REBOOT_INSTANCE).with(parameter::INSTANCE_ID, &lease.id);
    let (received, text) = send(session, log, &call).await;
    if received.is_success() {
        arranger.restarted(&lease.id);
        follow(session, log, &call).await;
    }
    arranger.give_back(session, log, &lease).await;
    if received.is_success() { Ok(()) } else { Err(diagnosis(session, &received, &text)) }
}

/// Nothing shows when a restart is over. Where others are served in the middle of it, at once and when it has
/// had time to begin, that need not be known.
async fn follow(session: &Session, log: &mut Log, call: &Call) {
    for pause in [Duration::ZERO, BEGINNING] {
        tokio::time::sleep(pause).await;
        if !send(session, log, call).await.0.is_success() {
            return;
        }
    }
    session.note_restarts_at_once();
}

/// Signs, sends and reads a call that is not judged; gives what was signed too.
pub(super) async fn send(session: &Session, log: &mut Log, call: &Call) -> (Received, String) {
    let signed = session.sign(call);
    let received =
        session.send(log, Purpose::Observe, call.expected_format(), signed.prepared).await;
    (received, signed.string_to_sign)
}

/// What was wrong, and what to try. Never names the secret.
fn diagnosis(session: &Session, received: &Received, string_to_sign: &str) -> String {
    let url = session.target.shown_url();
    let came = received.describe();
    match &received.content {
        Content::None(failure) => {
            let advice = match failure {
                NoAnswer::Connect(_) if session.target.url.scheme() == "https" => {
                    "check that the address can be reached from this machine and speaks TLS"
                }
                failure => failure.advice(),
            };
            format!("{url}: {failure}\n  {advice}")
        }
        Content::Unreadable(answer, _) => format!(
            "{url} answered {came} (Content-Type {:?})\n  check that the address is that of an ECS endpoint, and not of a web page or a gateway in front of it",
            answer.header("content-type").unwrap_or("none"),
        ),
        Content::Read(..) => {
            let advice = if received.answers(Failure::AccessKeyMalformed) {
                format!(
                    "the endpoint does not know the access key {:?}: correct access_key_id in the target file",
                    session.target.access_key.id
                )
            } else if received.answers(Failure::SignatureWrong) {
                "check access_key_secret; if it is right, compare the string to sign with the endpoint's".to_owned()
            } else if received.answers(Failure::TimestampExpired) {
                "compare this machine's clock with the endpoint's".to_owned()
            } else {
                "make the endpoint serve DescribeInstanceStatus or RebootInstance with these credentials".to_owned()
            };
            format!(
                "{url} answered {came}\n  {advice}\n  the string to sign that the suite used: {string_to_sign}"
            )
        }
    }
}
