//! Whether calls are served: formats, access key, signature, and the two Describe operations that a
//! run observes with.

use super::{Asked, Examination};
use crate::api::Format;
use crate::api::errors::{Failure, INVALID_INSTANCE_ID_NOT_FOUND, Passing};
use crate::api::names::parameter;
use crate::api::operations;
use crate::outcome::diagnosis::{Consequence, Owner, State};
use crate::suite::answer::Content;
use crate::suite::call::Call;
use crate::suite::control_call;
use crate::suite::session::Log;
use crate::suite::setup::{self, Obstacle};
use crate::suite::sight::{self, Describe};

const FORMAT: &str = "format";
const CREDENTIALS: &str = "credentials";
const CONTROL_CALL: &str = "control call";

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
        // What names no call may be a page that anything is answered with.
        let is_served = received.is_success() && received.names_its_call();
        if is_served || asked.code() == Some(INVALID_INSTANCE_ID_NOT_FOUND.code) {
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
        let Some(statuses) = self.formats(first).await else { return };
        let locks = self.ask(&self.describe(operations::DESCRIBE_INSTANCES.name)).await;
        // It restarts nothing: no instance has this id.
        let id = self.session.unused_instance_id();
        let call = Call::new(self.session.operation.name)
            .format(self.session.observing_format())
            .with(parameter::INSTANCE_ID, id);
        let under_test = self.ask(&call).await;
        let all = [&statuses, &locks, &under_test];
        let is_accepted = |asked: &&&Asked| Meaning::of(asked) == Meaning::Accepted;
        let telling = all.iter().find(is_accepted).map_or(&statuses, |asked| asked);
        let meaning = Meaning::of(telling);
        self.credentials(telling, meaning);
        self.signature(telling, meaning).await;
        if meaning == Meaning::Accepted || meaning == Meaning::Refused {
            self.described(Describe::Status, &statuses);
            self.described(Describe::Instances, &locks);
        }
        self.under_test(&under_test);
        self.control_call().await;
        if self.known.accepted {
            self.orders().await;
            self.further().await;
        }
    }

    /// Whether the operation under test is served.
    fn under_test(&mut self, asked: &Asked) {
        let came = asked.received.describe();
        if Meaning::of(asked) == Meaning::Accepted {
            let seen = format!("served (asked with an id that no instance has): {came}");
            self.ok(self.session.operation.name, seen);
        } else {
            let seen = format!("asked with an id that no instance has it answers {came}");
            self.skip(self.session.operation.name, seen);
        }
    }

    /// The calls that a run begins with, as a run makes them, but that no instance is restarted.
    async fn control_call(&mut self) {
        match control_call::make_harmlessly(&self.session, &mut Log::new()).await {
            Ok(()) => {
                self.known.accepted = true;
                self.ok(CONTROL_CALL, "served: a run comes to its first scenario");
            }
            // What keeps it from being served may be told already, with more words.
            Err(_) if self.is_told() => {}
            Err(obstacle) => {
                let consequence = Consequence::NotServed;
                let Obstacle { owner, seen, next, .. } = obstacle;
                self.problem(CONTROL_CALL, consequence, seen, owner, next);
            }
        }
    }

    fn is_told(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| matches!(finding.state, State::Problem(Consequence::NotServed, _)))
    }

    /// Whether StartInstance and StopInstance are served, asked with an id that no instance has.
    async fn orders(&mut self) {
        for action in [operations::START_INSTANCE.name, operations::STOP_INSTANCE.name] {
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
        let call = self.describe(operations::DESCRIBE_INSTANCE_STATUS.name);
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
        let is_throttled =
            all.iter().any(|(.., asked)| asked.received.passing == Some(Passing::Throttled));
        if all_bad && is_throttled {
            let seen = format!("every call was throttled\n{}", bad.join("\n"));
            let next = control_call::WAIT_FOR_LIMIT;
            self.problem(FORMAT, Consequence::NotServed, seen, Owner::Open, next);
        } else if all_bad {
            let next = control_call::CHECK_ADDRESS;
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
                "correct access_key_id in the target file, or make the key known to the endpoint"
                    .to_owned(),
            ),
            Meaning::KeyDisabled => (
                format!("the access key {key:?} is disabled: {came}"),
                "activate the key, or name another one in the target file".to_owned(),
            ),
            Meaning::KeyForbidden => (
                format!("the access key {key:?} may not make this call: {came}"),
                setup::wanted_rights(&self.session),
            ),
        };
        self.problem(CREDENTIALS, Consequence::NotServed, seen, Owner::Setup, next);
    }

    /// Whether an operation shows instances, and what follows where it does not.
    fn described(&mut self, describe: Describe, asked: &Asked) {
        let received = &asked.received;
        let (action, came) = (describe.action(), received.describe());
        if describe.is_answered_by(received) {
            self.known.statuses = true;
            let instances =
                received.document().and_then(|document| describe.instances(document).ok());
            let instances = instances.unwrap_or_default();
            let with_locks = instances.iter().any(|one| sight::locks(one).is_some());
            self.known.locks |= describe == Describe::Instances;
            match describe {
                Describe::Status => self.ok(action, "served: statuses can be observed"),
                Describe::Instances if with_locks => {
                    self.ok(action, "served: statuses and locks can be observed");
                }
                Describe::Instances if instances.is_empty() => {
                    let seen = "served: statuses can be observed; it shows no instance yet, so \
                                nothing is known of locks";
                    self.ok(action, seen);
                }
                Describe::Instances => {
                    let seen = "served: statuses can be observed; no instance in its answer has \
                                OperationLocks, so no lock can be observed yet";
                    self.ok(action, seen);
                }
            }
            return;
        }
        self.known.unserved.push(action);
        let lost = match describe {
            Describe::Status => "statuses cannot be observed by it",
            Describe::Instances => "neither statuses nor locks can be observed by it",
        };
        let (seen, owner, next) = if received.is_unknown_action() {
            (
                format!("not served: {lost}"),
                Owner::Endpoint,
                "make the endpoint serve it, or do without those rules (see rules, below)",
            )
        } else if received.is_success() {
            (
                format!("not served as documented: {}; {lost}", describe.unshown_by(received)),
                Owner::Endpoint,
                "make the endpoint answer it as documented, or do without those rules (see rules, \
                 below)",
            )
        } else {
            (
                format!("refused: {came}; {lost}"),
                Owner::Open,
                "allow the key's user this call, and make the endpoint serve it",
            )
        };
        self.warn(action, seen, owner, next);
    }
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
