//! StopInstance. Source: its page of 2025-12.

use super::operation::{Effect, INSTANCE_ID, LeftOpen, Operation, optional};
use crate::api::Edition;
use crate::api::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND, OperationError,
};
use crate::api::instance::InstanceStatus::{Running, Stopped, Stopping};
use crate::api::instance::LockReason;
use crate::api::names::parameter;
use crate::api::parameters::{Kind, Parameter};

/// Stops an instance.
pub const STOP_INSTANCE: Operation = Operation {
    name: "StopInstance",
    rules: &["STOP"],
    parameters: PARAMETERS,
    effect: Some(Effect { from: Running, through: &[Stopping], to: Stopped, what: "stop" }),
    errors: ERRORS,
    // One that is Stopped is served without effect by some editions; the lock page lets it through since 2025-04.
    open: LeftOpen { statuses: &[Stopped], locks: &[LockReason::Security] },
};

const PARAMETERS: &[Parameter] = &[
    INSTANCE_ID,
    optional(parameter::FORCE_STOP, Kind::Boolean, Edition::Core),
    optional("StoppedMode", Kind::Text, Edition::Core),
    optional("ConfirmStop", Kind::Boolean, Edition::Core),
    optional("Hibernate", Kind::Boolean, Edition::Core),
    optional(parameter::DRY_RUN, Kind::Boolean, Edition::Current),
];

const ERRORS: &[OperationError] = &[
    INCORRECT_INSTANCE_STATUS,
    INSTANCE_LOCKED_FOR_SECURITY,
    DISK_ERROR,
    INVALID_INSTANCE_ID_NOT_FOUND,
];
