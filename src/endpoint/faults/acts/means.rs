//! What the acts of several faults need, beside what all layers do: what they answer, and how they restart what a
//! right endpoint would not.

use crate::api::Edition;
use crate::api::errors::Failure;
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::operations;
pub(super) use crate::endpoint::front::means::{boolean, has_lock, id, is};
use crate::endpoint::front::{Asked, Front, Told};
use crate::endpoint::instance::{Disk, Kms};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// Whether `ForceStop` is true.
pub(super) fn is_forced(asked: &Asked) -> bool {
    boolean(asked.get(parameter::FORCE_STOP)) == Some(true)
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

impl Front<'_> {
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

    /// Takes a rightly signed call for one without a parameter.
    pub(super) fn as_if_without(&mut self, mut asked: Asked, name: &str) -> Response {
        if self.is_signed_right(&asked) {
            asked.drop(name);
            return self.sign_and_forward(asked);
        }
        self.forward(&asked)
    }

    /// Says that it was served where it holds, though nothing happens; sends on otherwise.
    pub(super) fn lost_if(&mut self, holds: bool, asked: Asked) -> Response {
        if holds { self.served(&asked) } else { self.forward(&asked) }
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
        self.while_lifted(id, LIFT_ALL, |front| front.restart(id));
    }
}
