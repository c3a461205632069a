//! The client of the control protocol, version 1: a small HTTP side door that a mock, simulator or
//! test cloud adds so that states can be arranged. `docs/control.md` documents it.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::json;

use super::answers;
pub use super::answers::Capabilities;
pub(super) use super::answers::NotMade;
use crate::outcome::Answer;
use crate::outcome::diagnosis::Owner;
use crate::suite::client::{NoAnswer, Prepared};
use crate::suite::locked::locked;
use crate::suite::need::Need;
use crate::suite::session::{Log, Session};
use crate::suite::target::AccessKey;
use crate::wire::percent;

/// Why the control protocol cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// It was not reached, or did not answer.
    #[error("the control protocol at {address} gave no answer: {cause}\n  {}, or leave control out of the target file", cause.advice())]
    Silent {
        /// Its address.
        address: String,
        /// What happened.
        cause: NoAnswer,
    },
    /// What it answered is not the documented list of capabilities.
    #[error(
        "the control protocol at {address} did not answer with its capabilities: {what}\n  correct control in the target file, or leave it out"
    )]
    NotUnderstood {
        /// Its address.
        address: String,
        /// What came.
        what: String,
    },
}

impl ControlError {
    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        match self {
            Self::Silent { .. } => Owner::Setup,
            Self::NotUnderstood { .. } => Owner::Open,
        }
    }
}

/// Why something was not removed, or not given back in another way.
#[derive(Debug)]
pub(super) enum NotRemoved {
    /// There was no answer: it is worth asking again.
    Unanswered(String),
    /// The answer was not the documented one.
    Refused(String),
}

impl NotRemoved {
    /// The reason.
    pub(super) fn reason(self) -> String {
        let (Self::Unanswered(reason) | Self::Refused(reason)) = self;
        reason
    }
}

#[derive(Debug)]
pub(super) struct Control {
    address: String,
    capabilities: Capabilities,
    /// Requests that were answered with 200 where 204 is documented.
    loosely_answered: Mutex<BTreeSet<String>>,
}

impl Control {
    /// Asks what can be arranged.
    pub(super) async fn greet(
        address: &str,
        session: &Session,
        log: &mut Log,
    ) -> Result<Self, ControlError> {
        // An address without a path is written with a slash on the wire.
        let written = url::Url::parse(address).map_or(address.to_owned(), String::from);
        let request = prepared("GET", written, None);
        let answer = session
            .send_aside(log, request)
            .await
            .map_err(|cause| ControlError::Silent { address: address.to_owned(), cause })?;
        let not_understood =
            |what: String| ControlError::NotUnderstood { address: address.to_owned(), what };
        let capabilities = answers::capabilities(&answer).map_err(not_understood)?;
        Ok(Self { address: address.to_owned(), capabilities, loosely_answered: Mutex::default() })
    }

    /// What can be arranged.
    pub(super) const fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Makes an instance and gives its id.
    pub(super) async fn make(
        &self,
        session: &Session,
        log: &mut Log,
        need: &Need,
    ) -> Result<String, NotMade> {
        self.check(need)?;
        let answer = self.send(session, log, "POST", "instances", Some(&body(need))).await?;
        answers::instance(&answer)
    }

    /// Whether an instance in this state is among what can be arranged.
    pub(super) fn check(&self, need: &Need) -> Result<(), String> {
        let can = |list: &[String], what: &str| list.iter().any(|word| word == what);
        let capabilities = &self.capabilities;
        let missing = if !can(&capabilities.status, need.status.word()) {
            format!("status {}", need.status)
        } else if let Some(lock) =
            need.locks.iter().find(|lock| !can(&capabilities.locks, lock.word()))
        {
            format!("lock {:?}", lock.word())
        } else if need.disk_abnormal && !can(&capabilities.disk, "abnormal") {
            "an abnormal disk".into()
        } else if let Some(key) = need.key.filter(|key| !can(&capabilities.kms, key.word())) {
            format!("kms {:?}", key.word())
        } else if need.other_account && !can(&capabilities.account, "other") {
            "another account".into()
        } else {
            return Ok(());
        };
        Err(format!("the control protocol does not offer {missing}"))
    }

    /// Changes an instance.
    pub(super) async fn change(
        &self,
        session: &Session,
        log: &mut Log,
        id: &str,
        change: &serde_json::Value,
    ) -> Result<(), String> {
        let path = format!("instances/{}", percent::encode(id));
        let answer = self.send(session, log, "PATCH", &path, Some(change)).await?;
        self.done("PATCH …/instances/{id}", &answer)
    }

    /// Removes an instance. `again` says that this was asked for before and was not answered; then it
    /// may be gone already.
    pub(super) async fn remove(
        &self,
        session: &Session,
        log: &mut Log,
        id: &str,
        again: bool,
    ) -> Result<(), NotRemoved> {
        self.delete(session, log, "instances", id, again).await
    }

    async fn delete(
        &self,
        session: &Session,
        log: &mut Log,
        kind: &str,
        id: &str,
        again: bool,
    ) -> Result<(), NotRemoved> {
        let path = format!("{kind}/{}", percent::encode(id));
        let before = log.len();
        let answer =
            self.send(session, log, "DELETE", &path, None).await.map_err(NotRemoved::Unanswered)?;
        // So it may, too, where an answer was lost on the way and the request was sent once more.
        let was_asked_before = again || log.len() > before + 1;
        if was_asked_before && answer.status == 404 {
            return Ok(());
        }
        self.done(&format!("DELETE …/{kind}/{{id}}"), &answer).map_err(NotRemoved::Refused)
    }

    /// Makes an access key.
    pub(super) async fn make_key(
        &self,
        session: &Session,
        log: &mut Log,
        status: &str,
        account: &str,
    ) -> Result<AccessKey, NotMade> {
        if !self.capabilities.access_keys.iter().any(|word| word == status) {
            let reason = format!("the control protocol does not offer {status} access keys");
            return Err(NotMade::Refused(reason));
        }
        let body = json!({ "status": status, "account": account });
        let answer = self.send(session, log, "POST", "access-keys", Some(&body)).await?;
        let key = answers::key(&answer)?;
        // None is used that is not looked for in what is written down.
        let learnt = session.target.secrets.learn(key.secret.reveal());
        learnt.map_err(|error| format!("the control protocol gave {error}"))?;
        Ok(key)
    }

    /// Removes an access key, as [`Self::remove`] does an instance.
    pub(super) async fn remove_key(
        &self,
        session: &Session,
        log: &mut Log,
        id: &str,
        again: bool,
    ) -> Result<(), NotRemoved> {
        self.delete(session, log, "access-keys", id, again).await
    }

    /// Makes calls on an instance fail, and gives the id by which that is switched off.
    pub(super) async fn switch_on(
        &self,
        session: &Session,
        log: &mut Log,
        failure: &str,
        instance: &str,
    ) -> Result<String, NotMade> {
        if !self.capabilities.failures.iter().any(|word| word == failure) {
            let reason = format!("the control protocol does not offer the failure {failure:?}");
            return Err(NotMade::Refused(reason));
        }
        let body = json!({ "fault": failure, "instance": instance });
        let answer = self.send(session, log, "POST", "faults", Some(&body)).await?;
        answers::failure(&answer)
    }

    /// Switches a failure off, likewise.
    pub(super) async fn switch_off(
        &self,
        session: &Session,
        log: &mut Log,
        id: &str,
        again: bool,
    ) -> Result<(), NotRemoved> {
        self.delete(session, log, "faults", id, again).await
    }

    /// Whether a request that changes or removes was done. 200 says so too, though 204 is documented: nobody is
    /// judged by it, and `doctor` tells.
    fn done(&self, request: &str, answer: &Answer) -> Result<(), String> {
        if answer.status != 200 {
            return answers::expect(answer, 204);
        }
        locked(&self.loosely_answered).insert(request.to_owned());
        Ok(())
    }

    /// The requests that were answered with 200 where 204 is documented.
    pub(super) fn loosely_answered(&self) -> Vec<String> {
        let noted = locked(&self.loosely_answered);
        noted.iter().cloned().collect()
    }

    async fn send(
        &self,
        session: &Session,
        log: &mut Log,
        method: &'static str,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<Answer, String> {
        let request = prepared(method, format!("{}/{path}", self.address), body);
        let answer = session
            .send_aside(log, request)
            .await
            .map_err(|failure| format!("the control protocol gave no answer: {failure}"))?;
        // However long it is, and whether it is understood or not.
        let learnt = session.target.secrets.learn_from(&answer.body);
        learnt.map_err(|error| format!("the control protocol gave {error}"))?;
        Ok(answer)
    }
}

/// The body of `POST /instances`, and what a command gets on its standard input.
pub(super) fn body(need: &Need) -> serde_json::Value {
    let mut body = json!({ "status": need.status.word(), "boot_ms": need.boot_ms });
    if !need.locks.is_empty() {
        body["locks"] = need.locks.iter().map(|lock| lock.word()).collect();
    }
    if need.disk_abnormal {
        body["disk"] = json!("abnormal");
    }
    if let Some(key) = need.key {
        body["kms"] = json!(key.word());
    }
    if need.other_account {
        body["account"] = json!("other");
    }
    body
}

fn prepared(method: &'static str, url: String, body: Option<&serde_json::Value>) -> Prepared {
    let (headers, body) = match body {
        Some(body) => (
            vec![("content-type".to_owned(), "application/json".to_owned())],
            body.to_string().into_bytes(),
        ),
        None => (Vec::new(), Vec::new()),
    };
    Prepared { method, url, headers, body, ..Prepared::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::instance::{InstanceStatus, LockReason};

    #[test]
    fn the_body_says_what_is_wanted() {
        let need = Need {
            locks: vec![LockReason::Security],
            disk_abnormal: true,
            other_account: true,
            boot_ms: 5,
            ..Need::status(InstanceStatus::Stopped)
        };
        assert_eq!(
            body(&need),
            json!({"status":"Stopped","boot_ms":5,"locks":["security"],"disk":"abnormal","account":"other"})
        );
    }

    #[test]
    fn what_is_not_offered_is_not_asked_for() {
        let control = |capabilities| Control {
            address: String::new(),
            capabilities,
            loosely_answered: Mutex::default(),
        };
        let bare =
            control(Capabilities { status: vec!["Running".into()], ..Capabilities::default() });
        assert!(bare.check(&Need::status(InstanceStatus::Running)).is_ok());
        let pending = Need::status(InstanceStatus::Pending);
        assert_eq!(
            bare.check(&pending).unwrap_err(),
            "the control protocol does not offer status Pending"
        );
        let locked =
            Need { locks: vec![LockReason::Security], ..Need::status(InstanceStatus::Running) };
        assert!(bare.check(&locked).is_err());
    }
}
