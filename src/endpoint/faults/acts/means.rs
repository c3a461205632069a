//! What the acts of several faults need: what they read of a call, what they answer, and how they lift and put
//! back what stands in its way.

use crate::api::Edition;
use crate::api::errors::{Failure, OperationError};
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::operations::{self, Operation};
use crate::endpoint::front::{Asked, Front, Told};
use crate::endpoint::instance::{Account, Arrangement, Disk, Kms};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// A parameter that is true or false in any letter case.
pub(super) fn boolean(text: Option<&str>) -> Option<bool> {
    let text = text?;
    [true, false].into_iter().find(|value| text.eq_ignore_ascii_case(&value.to_string()))
}

/// The `InstanceId` of a call; empty where it has none.
pub(super) fn id(asked: &Asked) -> String {
    asked.get(parameter::INSTANCE_ID).unwrap_or_default().to_owned()
}

/// Whether `ForceStop` is true.
pub(super) fn is_forced(asked: &Asked) -> bool {
    boolean(asked.get(parameter::FORCE_STOP)) == Some(true)
}

/// Whether an answer is this error of the operation.
pub(super) fn is(response: &Response, error: &OperationError) -> bool {
    Told::read(response).is_error(error.code)
}

/// Whether a call asked for a restart, and this answer says that it was served.
pub(super) fn has_restarted(asked: &Asked, response: &Response) -> bool {
    asked.action() == Some(operations::REBOOT_INSTANCE.name) && Told::read(response).is_success()
}

/// A refusal as a common failure.
pub(super) fn common(failure: Failure) -> Refusal {
    Refusal::common(failure, "")
}

/// What some faults answer; a code of the common table, so that only its place is wrong.
pub(super) fn conflict() -> Refusal {
    Refusal::other("OperationConflict", 409, "The operation conflicts with another one.")
}

/// What lifts everything for which a Running instance is refused.
pub(super) const LIFT_ALL: &str = r#"{"locks":[],"disk":"normal","kms":"authorized"}"#;

/// Whether an arrangement has a lock of this reason.
pub(super) fn has_lock(arrangement: &Arrangement, reason: LockReason) -> bool {
    arrangement.locks.as_deref().unwrap_or_default().contains(&reason)
}

impl Front<'_> {
    /// Whether it is a rightly signed call of an operation.
    pub(super) fn is_call_of(&self, asked: &Asked, operation: &Operation) -> bool {
        asked.action() == Some(operation.name) && self.is_signed_right(asked)
    }

    /// Whether it is a rightly signed call of RebootInstance.
    pub(super) fn is_plain(&self, asked: &Asked) -> bool {
        self.is_call_of(asked, &operations::REBOOT_INSTANCE)
    }

    /// How the instance that is called was arranged.
    pub(super) fn arranged(&self, asked: &Asked) -> Arrangement {
        self.ledger.instance(&id(asked)).cloned().unwrap_or_default()
    }

    /// Whose key the call is signed with.
    pub(super) fn caller(&self, asked: &Asked) -> Account {
        self.key(asked).map_or(Account::Own, |key| key.account)
    }

    /// Whether the instance is one of the caller's.
    pub(super) fn is_own(&self, asked: &Asked) -> bool {
        self.ledger
            .instance(&id(asked))
            .is_some_and(|known| known.account.unwrap_or_default() == self.caller(asked))
    }

    /// Whether the call is one that a right endpoint serves: signed right, on a Running instance of the
    /// caller's for which nothing stands in the way. Whether its nonce is new is not asked.
    pub(super) fn is_ready(&mut self, asked: &Asked) -> bool {
        let known = self.arranged(asked);
        let force_stop = asked.get(parameter::FORCE_STOP);
        self.is_plain(asked)
            && self.is_own(asked)
            && !has_lock(&known, LockReason::Security)
            && known.disk.unwrap_or_default() == Disk::Normal
            && (self.settings.edition == Edition::Core
                || (!has_lock(&known, LockReason::Financial)
                    && known.kms.unwrap_or_default() == Kms::Authorized))
            && (force_stop.is_none() || boolean(force_stop).is_some())
            && boolean(asked.get(parameter::DRY_RUN)) != Some(true)
            && self.status_of(asked) == "Running"
    }

    /// The status of the instance that is called; empty where it is not shown.
    pub(super) fn status_of(&mut self, asked: &Asked) -> String {
        self.status(&id(asked)).unwrap_or_default()
    }

    /// Takes a rightly signed call for one in which a parameter has this value.
    pub(super) fn as_if(&mut self, mut asked: Asked, name: &str, value: &str) -> Response {
        if self.is_signed_right(&asked) {
            asked.set(name, value);
            return self.sign_and_forward(asked);
        }
        self.forward(&asked)
    }

    /// Takes a rightly signed call for one without a parameter.
    pub(super) fn as_if_without(&mut self, mut asked: Asked, name: &str) -> Response {
        if self.is_signed_right(&asked) {
            asked.drop(name);
            return self.sign_and_forward(asked);
        }
        self.forward(&asked)
    }

    /// Refuses where it holds, and sends on otherwise.
    pub(super) fn refuse_if(&mut self, holds: bool, asked: Asked, refusal: Refusal) -> Response {
        if holds { self.refused(&asked, refusal) } else { self.forward(&asked) }
    }

    /// Says that it was served where it holds, though nothing happens; sends on otherwise.
    pub(super) fn lost_if(&mut self, holds: bool, asked: Asked) -> Response {
        if holds { self.served(&asked) } else { self.forward(&asked) }
    }

    /// Sends on while the instance is arranged otherwise, and puts it back as it was.
    pub(super) fn lifted(&mut self, asked: &Asked, lift: &str) -> Response {
        let id = id(asked);
        let back = self.ledger.instance(&id).map(back);
        self.arrange(&id, lift);
        let response = self.forward(asked);
        if let Some(back) = back {
            self.arrange(&id, &back);
        }
        response
    }

    /// Sends on as if the instance were Running; where that is refused all the same, it is put back.
    pub(super) fn as_if_running(&mut self, asked: &Asked) -> Response {
        let id = id(asked);
        let was = self.status_of(asked);
        self.arrange(&id, r#"{"status":"Running"}"#);
        let response = self.forward(asked);
        if !Told::read(&response).is_success() {
            self.arrange(&id, &format!(r#"{{"status":"{was}"}}"#));
        }
        response
    }

    /// Restarts an instance, whatever stands in the way.
    pub(super) fn restart_regardless(&mut self, id: &str) {
        let back = self.ledger.instance(id).map(back);
        self.arrange(id, LIFT_ALL);
        self.restart(id);
        if let Some(back) = back {
            self.arrange(id, &back);
        }
    }

    /// Sends on, and answers an error of this code with another one.
    pub(super) fn instead_of(
        &mut self,
        asked: &Asked,
        error: &OperationError,
        other: Refusal,
    ) -> Response {
        let response = self.forward(asked);
        if is(&response, error) { self.refused(asked, other) } else { response }
    }
}

/// The change that puts back what [`LIFT_ALL`] and the like lift.
pub(super) fn back(known: &Arrangement) -> String {
    let locks: Vec<&str> =
        known.locks.as_deref().unwrap_or_default().iter().map(|lock| lock.word()).collect();
    serde_json::json!({
        "locks": locks,
        "disk": known.disk.unwrap_or_default(),
        "kms": known.kms.unwrap_or_default(),
        "account": known.account.unwrap_or_default(),
    })
    .to_string()
}
