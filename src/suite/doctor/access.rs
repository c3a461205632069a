//! Whether calls are served: formats, access key, signature, and the two Describe operations that a
//! run observes with.

use super::{Asked, Examination};
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::spec::Format;
use crate::spec::errors::{Failure, INVALID_INSTANCE_ID_NOT_FOUND};
use crate::spec::names::{action, parameter};
use crate::suite::answer::Content;
use crate::suite::call::Call;
use crate::suite::sight::Describe;

const FORMAT: &str = "format";
const CREDENTIALS: &str = "credentials";

/// What an answer says of the call's key and signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Both are good.
    Accepted,
    KeyUnknown,
    KeyDisabled,
    KeyForbidden,
    SignatureWrong,
    TimestampRefused,
    /// It was refused for another reason, and nothing is known of either.
    Refused,
}

impl Meaning {
    fn of(asked: &Asked) -> Self {
        let received = &asked.received;
        if received.is_success() || asked.code() == Some(INVALID_INSTANCE_ID_NOT_FOUND.code) {
            Self::Accepted
        } else if received.answers(Failure::AccessKeyMalformed) {
            Self::KeyUnknown
        } else if received.answers(Failure::AccessKeyDisabled) {
            Self::KeyDisabled
        } else if received.answers(Failure::SignatureWrong) {
            Self::SignatureWrong
        } else if received.answers(Failure::TimestampExpired) {
            Self::TimestampRefused
        } else if asked.code().is_some_and(|code| code.starts_with("Forbidden")) {
            Self::KeyForbidden
        } else {
            Self::Refused
        }
    }
}

impl Examination<'_> {
    /// Goes on from the first answer, which was asked for without Format.
    pub(super) async fn access(&mut self, first: Asked) {
        let Some(readable) = self.formats(first).await else { return };
        let statuses = readable;
        let locks = self.ask(&self.describe(action::DESCRIBE_INSTANCES)).await;
        let neither = is_unserved(&statuses, action::DESCRIBE_INSTANCE_STATUS)
            && is_unserved(&locks, action::DESCRIBE_INSTANCES);
        let telling = if neither {
            // It restarts nothing: no instance has this id.
            let id = self.session.unused_instance_id();
            let call = Call::new(action::REBOOT_INSTANCE)
                .format(self.session.observing_format())
                .with(parameter::INSTANCE_ID, id);
            &self.ask(&call).await
        } else if is_unserved(&statuses, action::DESCRIBE_INSTANCE_STATUS) {
            &locks
        } else {
            &statuses
        };
        let meaning = Meaning::of(telling);
        self.credentials(telling, meaning);
        self.signature(telling, meaning).await;
        self.known.accepted = meaning == Meaning::Accepted;
        if self.known.accepted || meaning == Meaning::Refused {
            self.known.statuses = self.described(action::DESCRIBE_INSTANCE_STATUS, &statuses);
            self.known.locks = self.described(action::DESCRIBE_INSTANCES, &locks);
        }
        if self.known.accepted {
            self.orders().await;
        }
    }

    /// Whether StartInstance and StopInstance are served, asked with an id that no instance has.
    async fn orders(&mut self) {
        for action in [action::START_INSTANCE, action::STOP_INSTANCE] {
            let id = self.session.unused_instance_id();
            let call = Call::new(action)
                .format(self.session.observing_format())
                .with(parameter::INSTANCE_ID, id);
            let asked = self.ask(&call).await;
            if asked.received.is_unknown_action() {
                self.known.unserved.push(action);
                let seen = "not served: what is said of it is not decided";
                let next =
                    "make the endpoint serve it, or do without those rules (see rules, below)";
                self.warn(action, seen, Owner::Endpoint, next);
            } else {
                self.ok(action, "served (asked with an id that no instance has)");
            }
        }
    }

    fn describe(&self, action: &str) -> Call {
        Call::new(action)
            .format(self.session.observing_format())
            .with(parameter::REGION_ID, &*self.session.target.region)
    }

    /// Whether XML, which is the default, and JSON can be read. Gives the first answer that can.
    async fn formats(&mut self, first: Asked) -> Option<Asked> {
        let call = self.describe(action::DESCRIBE_INSTANCE_STATUS);
        let json = self.ask(&call.clone().format(Format::Json)).await;
        let mut all = vec![("without Format", Format::Xml, first)];
        if all[0].2.received.document().is_none() {
            let xml = self.ask(&call.format(Format::Xml)).await;
            all.push(("with Format=XML", Format::Xml, xml));
        }
        all.push(("with Format=JSON", Format::Json, json));
        let bad: Vec<String> = all
            .iter()
            .filter(|(.., asked)| asked.received.document().is_none())
            .map(|(how, _, asked)| format!("{how}: {}", describe(asked)))
            .collect();
        let all_bad = bad.len() == all.len();
        if all_bad {
            let next = "check that the address is that of an ECS endpoint, and not of a web page \
                        or a gateway in front of it";
            self.problem(FORMAT, Consequence::NotServed, bad.join("\n"), Owner::Setup, next);
        } else if bad.is_empty() {
            self.ok(FORMAT, "XML without Format, JSON with Format=JSON");
        } else {
            let next = "make the endpoint answer in the format that is asked for, XML by default; \
                        a run judges it";
            self.warn(FORMAT, bad.join("\n"), Owner::Endpoint, next);
        }
        let (_, format, asked) =
            all.into_iter().find(|(.., asked)| asked.received.document().is_some())?;
        self.session.observe_in(format);
        Some(asked)
    }

    fn credentials(&mut self, asked: &Asked, meaning: Meaning) {
        let key = &self.session.target.access_key.id;
        let came = asked.received.describe();
        let (seen, next) = match meaning {
            Meaning::Accepted => {
                return self
                    .ok(CREDENTIALS, format!("the access key {key:?} is known and may call"));
            }
            Meaning::SignatureWrong => {
                let seen = format!("the access key {key:?} itself was not refused");
                return self.ok(CREDENTIALS, seen);
            }
            Meaning::TimestampRefused | Meaning::Refused => {
                let seen = format!("not told: the call was refused for another reason: {came}");
                return self.skip(CREDENTIALS, seen);
            }
            Meaning::KeyUnknown => (
                format!("the endpoint does not know the access key {key:?}: {came}"),
                "correct access_key_id in the target file, or make the key known to the endpoint",
            ),
            Meaning::KeyDisabled => (
                format!("the access key {key:?} is disabled: {came}"),
                "activate the key, or name another one in the target file",
            ),
            Meaning::KeyForbidden => (
                format!("the access key {key:?} may not make this call: {came}"),
                "allow the key's user RebootInstance, DescribeInstanceStatus and DescribeInstances",
            ),
        };
        self.problem(CREDENTIALS, Consequence::NotServed, seen, Owner::Setup, next);
    }

    /// Whether an operation is served, and what follows where it is not.
    fn described(&mut self, action: &'static str, asked: &Asked) -> bool {
        let came = asked.received.describe();
        let observed = match action {
            action::DESCRIBE_INSTANCES => "locks",
            _ => "statuses",
        };
        if is_served(asked, action) {
            self.ok(action, format!("served: {observed} can be observed"));
            return true;
        }
        self.known.unserved.push(action);
        let lost =
            format!("{observed} cannot be observed, and what depends on them is not decided");
        if asked.code().is_some_and(|code| code.starts_with("InvalidRegionId")) {
            let region = &self.session.target.region;
            let seen = format!("the endpoint does not know the region {region:?}: {came}");
            let next = "correct region under [endpoint] of the target file";
            self.problem(action, Consequence::NotServed, seen, Owner::Setup, next);
        } else if asked.received.is_unknown_action() {
            let next = "make the endpoint serve it, or do without those rules (see rules, below)";
            self.warn(action, format!("not served: {lost}"), Owner::Endpoint, next);
        } else if asked.received.is_success() {
            let seen = format!("not served: {came} is not its documented answer; {lost}");
            let next = "make the endpoint answer it as documented, or do without those rules (see \
                        rules, below)";
            self.warn(action, seen, Owner::Endpoint, next);
        } else if action == action::DESCRIBE_INSTANCE_STATUS {
            // A run begins with this call and is not made where it fails.
            let seen = format!("refused: {came}");
            let next = "make the endpoint serve this plain call; a run begins and ends with it";
            self.problem(action, Consequence::NotServed, seen, Owner::Endpoint, next);
        } else {
            let next = "make the endpoint serve this plain call";
            self.warn(action, format!("refused: {came}; {lost}"), Owner::Endpoint, next);
        }
        false
    }
}

/// Whether an operation does not exist, or its call is answered as if it were another one.
fn is_unserved(asked: &Asked, action: &str) -> bool {
    asked.received.is_unknown_action() || (asked.received.is_success() && !is_served(asked, action))
}

/// Whether the answer to a Describe operation is the documented one.
fn is_served(asked: &Asked, action: &str) -> bool {
    Describe::of(action).is_some_and(|describe| describe.is_answered_by(&asked.received))
}

/// What came, with the content type where the body cannot be read.
fn describe(asked: &Asked) -> String {
    let came = asked.received.describe();
    match &asked.received.content {
        Content::Unreadable(answer, _) => {
            format!("{came} (Content-Type {:?})", answer.header("content-type").unwrap_or("none"))
        }
        _ => came,
    }
}
