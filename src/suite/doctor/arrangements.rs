//! Whether the ways to come by instances work: the control protocol, the command, StartInstance and
//! StopInstance.

use std::sync::Arc;

use super::Examination;
use crate::api::instance::InstanceStatus::{Running, Stopped};
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::suite::arrange::{Arranger, Capabilities, ControlError};
use crate::suite::need::Need;
use crate::suite::observe;
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;
use crate::suite::target::{Arrange, Instances, Target};

const CONTROL: &str = "control protocol";
const COMMAND: &str = "command";
const START_STOP: &str = "start_stop";

impl Examination<'_> {
    /// A session for the same endpoint that has one way to come by instances, so that no other is
    /// taken instead.
    fn session_with(&self, arrange: Arrange) -> Session {
        let target =
            Target { arrange, instances: Instances::default(), ..self.session.target.clone() };
        let session = self.session.beside(target);
        session.observe_in(self.session.observing_format());
        session
    }

    pub(super) async fn control(&mut self) {
        let Some(address) = self.session.target.arrange.control.clone() else {
            return self.skip(CONTROL, "the target file names none");
        };
        let arrange = Arrange { control: Some(address.clone()), ..Arrange::default() };
        let session = self.session_with(arrange);
        let arranger = match Arranger::new(&session, &mut Log::new()).await {
            Ok(arranger) => arranger.knowing(&self.session.target.instances),
            Err(error) => return self.control_failed(&error),
        };
        self.known.control = true;
        let offer = arranger.capabilities().map(offer).unwrap_or_default();
        self.ok(CONTROL, format!("{address} answers: {offer}"));
        if !self.known.accepted {
            return self.skip(CONTROL, "nothing was made: no call was served so far");
        }
        // There is one target, so this is the first and only time.
        let _ = self.workshop.set((session, arranger));
        self.make_and_remove().await;
    }

    fn control_failed(&mut self, error: &ControlError) {
        let text = error.to_string();
        let (seen, next) = text.split_once("\n  ").unwrap_or((&text, "correct control"));
        self.problem(CONTROL, Consequence::NotServed, seen, error.owner(), next);
    }

    /// Makes one Running instance, looks at it, and removes it again.
    async fn make_and_remove(&mut self) {
        let workshop = Arc::clone(&self.workshop);
        let Some((session, arranger)) = workshop.get() else { return };
        let log = &mut Log::new();
        if !arranger.capabilities().is_some_and(|capabilities| {
            capabilities.status.iter().any(|word| word == Running.word())
        }) {
            return self.skip(CONTROL, "nothing was made: status Running is not offered");
        }
        let lease = match arranger.lend(session, log, &[Need::status(Running)]).await {
            Ok(leases) => leases.into_iter().next(),
            Err(stop) => {
                let reason = reason(stop);
                self.known.doubts.control = Some(reason.clone());
                let next = "compare POST …/instances with docs/control.md: 201 and an InstanceId";
                return self.problem(
                    CONTROL,
                    Consequence::Undecided,
                    reason,
                    Owner::Endpoint,
                    next,
                );
            }
        };
        let Some(lease) = lease else { return };
        let shown = match self.known.statuses {
            true => Some(observe::status(session, log, &lease.id).await),
            false => None,
        };
        let can_stop = arranger.capabilities().is_some_and(|capabilities| {
            capabilities.status.iter().any(|word| word == Stopped.word())
        });
        let is_running = matches!(&shown, Some(Ok(status)) if status == Running.word());
        let changed = match is_running && can_stop {
            true => {
                let change = serde_json::json!({ "status": Stopped.word() });
                Some(arranger.change(session, log, &lease, &change).await)
            }
            false => None,
        };
        arranger.give_back(session, log, &lease).await;
        let left = arranger.not_given_back();
        session.lateness.wait().await;
        let gone = match (self.known.statuses, left.is_empty()) {
            (true, true) => observe::status(session, log, &lease.id).await.is_err(),
            (_, removed) => removed,
        };
        self.made(&lease.id, shown);
        let and_done = match (&changed, gone) {
            (Some(Ok(())), true) => ", and was done",
            _ => "",
        };
        if let Some(Err(stop)) = changed {
            let seen = format!("{} could not be changed to Stopped: {}", lease.id, reason(stop));
            let next =
                "compare PATCH …/instances/{id} with docs/control.md; rules that need it stay open";
            self.warn(CONTROL, seen, Owner::Endpoint, next);
        }
        if !gone {
            let seen = format!("{} is still there after its removal", lease.id);
            let next = "compare DELETE …/instances/{id} with docs/control.md; remove it by hand";
            self.warn(CONTROL, seen, Owner::Endpoint, next);
        }
        for request in arranger.loosely_answered() {
            let seen = format!("{request} was answered with 200 instead of 204{and_done}");
            let next = "answer 204 without a body (docs/control.md); a run takes 200 for the same";
            self.warn(CONTROL, seen, Owner::Endpoint, next);
        }
    }

    fn made(&mut self, id: &str, shown: Option<Result<String, Stop>>) {
        let seen = match shown {
            None => {
                return self
                    .ok(CONTROL, format!("{id} was made and removed; it could not be looked at"));
            }
            Some(Ok(status)) if status == Running.word() => {
                let seen = format!("{id} was made, is shown as Running, and was removed");
                return self.ok(CONTROL, seen);
            }
            Some(Ok(status)) => format!("{id} was made as Running, but its status is {status}"),
            Some(Err(stop)) => format!("{id} was made as Running, but {}", reason(stop)),
        };
        self.known.doubts.control = Some(format!("the control protocol does not do: {seen}"));
        let next = "let what is made by POST …/instances be served by the API at once, for the \
                    account of the target's key, in the state that was asked for";
        self.problem(CONTROL, Consequence::Undecided, seen, Owner::Endpoint, next);
    }

    /// Runs the user's command once, and looks whether the id it prints exists.
    pub(super) async fn command(&mut self) {
        let Some(command) = self.session.target.arrange.command.clone() else {
            return self.skip(COMMAND, "the target file names none");
        };
        if !self.known.accepted {
            return self.skip(COMMAND, "not run: no call was served so far");
        }
        let arrange = Arrange { command: Some(command), ..Arrange::default() };
        let session = self.session_with(arrange);
        let log = &mut Log::new();
        // Without a control protocol there is nobody to greet, so this cannot fail.
        let Ok(arranger) = Arranger::new(&session, log).await else { return };
        let arranger = arranger.knowing(&self.session.target.instances);
        let seen = match arranger.lend(&session, log, &[Need::status(Running)]).await {
            Ok(leases) => {
                let id = leases.into_iter().next().map(|lease| lease.id).unwrap_or_default();
                match observe::status(&session, log, &id).await {
                    Ok(status) if status == Running.word() => {
                        let seen = format!(
                            "asked for a Running instance it printed {id}, which is Running; that \
                             instance is the command's to remove"
                        );
                        return self.ok(COMMAND, seen);
                    }
                    Ok(status) => {
                        format!("asked for a Running instance it printed {id}, which is {status}")
                    }
                    Err(_) if !self.known.statuses => {
                        return self
                            .ok(COMMAND, format!("it printed {id}, which could not be looked at"));
                    }
                    Err(stop) => format!("it printed {id}, but {}", reason(stop)),
                }
            }
            Err(stop) => reason(stop),
        };
        self.known.doubts.command = Some(format!("the command does not do: {seen}"));
        let next = "run the command by hand with {\"status\":\"Running\"} on its standard input: it \
                    has to print the id of such an instance, and nothing else";
        self.problem(COMMAND, Consequence::Undecided, seen, Owner::Setup, next);
    }

    pub(super) fn start_stop(&mut self) {
        if self.session.target.arrange.start_stop {
            let seen = "allowed, and not tried here: a run stops and starts instances listed as \
                        running to come by Stopped ones";
            self.skip(START_STOP, seen);
        } else {
            self.skip(START_STOP, "the target file does not allow it");
        }
    }
}

/// What a control protocol says it can arrange.
fn offer(capabilities: &Capabilities) -> String {
    [
        ("status", &capabilities.status),
        ("locks", &capabilities.locks),
        ("disk", &capabilities.disk),
        ("kms", &capabilities.kms),
        ("account", &capabilities.account),
        ("access_keys", &capabilities.access_keys),
        ("failures", &capabilities.failures),
    ]
    .into_iter()
    .map(|(name, words)| match words.is_empty() {
        true => format!("no {name}"),
        false => format!("{name} {}", words.join(", ")),
    })
    .collect::<Vec<_>>()
    .join("; ")
}

fn reason(stop: Stop) -> String {
    match stop {
        Stop::Mismatch(mismatch) => mismatch.actual,
        Stop::Inconclusive(text)
        | Stop::SetUp(text)
        | Stop::Unreachable(text)
        | Stop::Broken(text) => text,
    }
}
