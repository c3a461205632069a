//! What several layers need, right ones and wrong ones: what they read of a call, when they refuse one, and how they
//! lift and put back what stands in its way.

use super::{Asked, Front, Told};
use crate::api::errors::OperationError;
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::operations::{self, Operation};
use crate::endpoint::instance::{Account, Arrangement};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// A parameter that is true or false in any letter case.
pub(in crate::endpoint) fn boolean(text: Option<&str>) -> Option<bool> {
    let text = text?;
    [true, false].into_iter().find(|value| text.eq_ignore_ascii_case(&value.to_string()))
}

/// The `InstanceId` of a call; empty where it has none.
pub(in crate::endpoint) fn id(asked: &Asked) -> String {
    asked.get(parameter::INSTANCE_ID).unwrap_or_default().to_owned()
}

/// Whether an answer is this error of the operation.
pub(in crate::endpoint) fn is(response: &Response, error: &OperationError) -> bool {
    Told::read(response).is_error(error.code)
}

/// Whether an arrangement has a lock of this reason.
pub(in crate::endpoint) fn has_lock(arrangement: &Arrangement, reason: LockReason) -> bool {
    arrangement.locks.as_deref().unwrap_or_default().contains(&reason)
}

impl Front<'_> {
    /// Whether it is a rightly signed call of an operation.
    pub(in crate::endpoint) fn is_call_of(&self, asked: &Asked, operation: &Operation) -> bool {
        asked.action() == Some(operation.name) && self.is_signed_right(asked)
    }

    /// Whether it is a rightly signed call of RebootInstance.
    pub(in crate::endpoint) fn is_plain(&self, asked: &Asked) -> bool {
        self.is_call_of(asked, &operations::REBOOT_INSTANCE)
    }

    /// How the instance that is called was arranged.
    pub(in crate::endpoint) fn arranged(&self, asked: &Asked) -> Arrangement {
        self.ledger.instance(&id(asked)).cloned().unwrap_or_default()
    }

    /// Whose key the call is signed with.
    pub(in crate::endpoint) fn caller(&self, asked: &Asked) -> Account {
        self.key(asked).map_or(Account::Own, |key| key.account)
    }

    /// Whether the instance is one of the caller's.
    pub(in crate::endpoint) fn is_own(&self, asked: &Asked) -> bool {
        self.ledger
            .instance(&id(asked))
            .is_some_and(|known| known.account.unwrap_or_default() == self.caller(asked))
    }

    /// Takes a rightly signed call for one in which a parameter has this value.
    pub(in crate::endpoint) fn as_if(
        &mut self,
        mut asked: Asked,
        name: &str,
        value: &str,
    ) -> Response {
        if self.is_signed_right(&asked) {
            asked.set(name, value);
            return self.sign_and_forward(asked);
        }
        self.forward(&asked)
    }

    /// Refuses where it holds, and sends on otherwise.
    pub(in crate::endpoint) fn refuse_if(
        &mut self,
        holds: bool,
        asked: Asked,
        refusal: Refusal,
    ) -> Response {
        if holds { self.refused(&asked, refusal) } else { self.forward(&asked) }
    }

    /// Sends on while the instance is arranged otherwise, and puts it back as it was.
    pub(in crate::endpoint) fn lifted(&mut self, asked: &Asked, lift: &str) -> Response {
        self.while_lifted(&id(asked), lift, |front| front.forward(asked))
    }

    /// Does something while an instance is arranged otherwise, and puts it back as it was.
    pub(in crate::endpoint) fn while_lifted<T>(
        &mut self,
        id: &str,
        lift: &str,
        then: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let back = self.ledger.instance(id).map(back);
        self.arrange(id, lift);
        let done = then(self);
        if let Some(back) = back {
            self.arrange(id, &back);
        }
        done
    }

    /// Sends on, and answers an error of this code with another one.
    pub(in crate::endpoint) fn instead_of(
        &mut self,
        asked: &Asked,
        error: &OperationError,
        other: Refusal,
    ) -> Response {
        let response = self.forward(asked);
        if is(&response, error) { self.refused(asked, other) } else { response }
    }
}

/// The change that puts back whatever was lifted.
fn back(known: &Arrangement) -> String {
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
