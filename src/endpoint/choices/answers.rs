//! Choices of what is answered to a call that the core has looked at: another status, or another refusal.

use crate::api::errors::{
    CMK_UNAUTHORIZED, FORBIDDEN_INSTANCE_NOT_FOUND, Failure, INCORRECT_INSTANCE_STATUS,
    INCORRECT_INSTANCE_STATUS_INITIALIZING, INVALID_INSTANCE_ID_NOT_FOUND, KMS_UNAUTHORIZED,
    OperationError,
};
use crate::api::instance::{InstanceStatus, LockReason};
use crate::api::operations::{self, REBOOT_INSTANCE, START_INSTANCE, STOP_INSTANCE};
use crate::endpoint::front::means::{has_lock, id, is};
use crate::endpoint::front::{Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;

/// A success of an operation that changes an instance is 202 instead of 200. Rule RS-01.
pub(in crate::endpoint) fn accepted(front: &mut Front<'_>, asked: Asked) -> Response {
    let response = front.forward(&asked);
    let operation = asked.action().and_then(operations::named);
    let is_meant = operation.is_some_and(|operation| operation.effect.is_some());
    let status = if is_meant && response.status == 200 { 202 } else { response.status };
    Response { status, ..response }
}

/// Sends on, and answers an error of RebootInstance with another one where that holds.
fn instead(
    front: &mut Front<'_>,
    asked: &Asked,
    error: &OperationError,
    other: Refusal,
    holds: impl FnOnce(&Front<'_>) -> bool,
) -> Response {
    let response = front.forward(asked);
    let is_meant = asked.action() == Some(REBOOT_INSTANCE.name) && is(&response, error);
    if is_meant && holds(front) { front.refused(asked, other) } else { response }
}

/// Another account's instance is refused as `Forbidden.RAM` instead of not being found. Rule RI-37.
pub(in crate::endpoint) fn foreign_forbidden(front: &mut Front<'_>, asked: Asked) -> Response {
    let message = "The account may not operate on the instance.";
    let other = Refusal::other("Forbidden.RAM", 403, message);
    instead(front, &asked, &INVALID_INSTANCE_ID_NOT_FOUND, other, |front| {
        front.ledger.instance(&id(&asked)).is_some() && !front.is_own(&asked)
    })
}

/// An instance that is not the caller's, or not there, is `Forbidden.InstanceNotFound`: what today's gateway tells a
/// user of limited rights. Rules RI-30 and RI-37.
pub(in crate::endpoint) fn not_found_forbidden(front: &mut Front<'_>, asked: Asked) -> Response {
    let other = Refusal::Operation(FORBIDDEN_INSTANCE_NOT_FOUND);
    instead(front, &asked, &INVALID_INSTANCE_ID_NOT_FOUND, other, |_| true)
}

/// A Pending instance is refused as `IncorrectInstanceStatus.Initializing`, as today's service does. Rule RI-02.
pub(in crate::endpoint) fn pending_initializing(front: &mut Front<'_>, asked: Asked) -> Response {
    let other = Refusal::Operation(INCORRECT_INSTANCE_STATUS_INITIALIZING);
    instead(front, &asked, &INCORRECT_INSTANCE_STATUS, other, |front| {
        front.arranged(&asked).status == Some(InstanceStatus::Pending)
    })
}

/// A key that may not be used is `CMKUnauthorized` (edition current). Rule RI-44.
pub(in crate::endpoint) fn key_as_cmk(front: &mut Front<'_>, asked: Asked) -> Response {
    let other = Refusal::Operation(CMK_UNAUTHORIZED);
    instead(front, &asked, &KMS_UNAUTHORIZED, other, |_| true)
}

/// While a restart or a start is in progress, a restart is a conflict (409). Rule RI-05.
pub(in crate::endpoint) fn busy_conflict(front: &mut Front<'_>, asked: Asked) -> Response {
    let id = id(&asked);
    let since = front.ledger.changes(&id);
    let conflict = Refusal::common(Failure::Conflict, "");
    let response = instead(front, &asked, &INCORRECT_INSTANCE_STATUS, conflict, |front| {
        // Not Running, and nobody has arranged it so.
        front.memory.counts.get(&id) == Some(&since)
    });
    let action = asked.action().filter(|_| Told::read(&response).is_success());
    if action == Some(REBOOT_INSTANCE.name) || action == Some(START_INSTANCE.name) {
        front.memory.counts.insert(id, since);
    } else if action == Some(STOP_INSTANCE.name) {
        front.memory.counts.remove(&id);
    }
    response
}

/// StopInstance stops a locked instance, as the latest editions of the lock page have it. Rule LK-04.
pub(in crate::endpoint) fn locked_stops(front: &mut Front<'_>, asked: Asked) -> Response {
    let is_locked = has_lock(&front.arranged(&asked), LockReason::Security);
    if is_locked && front.is_call_of(&asked, &STOP_INSTANCE) {
        return front.lifted(&asked, r#"{"locks":[]}"#);
    }
    front.forward(&asked)
}
