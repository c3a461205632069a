//! StartInstance, as far as the suite arranges with it. Source: its page of 2025-12.

use super::operation::{Effect, INSTANCE_ID, LeftOpen, Operation, optional};
use crate::api::Edition;
use crate::api::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND, OperationError,
};
use crate::api::instance::InstanceStatus::{Running, Starting, Stopped};
use crate::api::names::parameter;
use crate::api::parameters::{Kind, Parameter};

/// Starts an instance.
pub const START_INSTANCE: Operation = Operation {
    name: "StartInstance",
    rules: &[],
    parameters: PARAMETERS,
    effect: Some(Effect { from: Stopped, through: &[Starting], to: Running, what: "start" }),
    errors: ERRORS,
    open: LeftOpen::NOTHING,
};

const PARAMETERS: &[Parameter] = &[
    INSTANCE_ID,
    optional("InitLocalDisk", Kind::Boolean, Edition::Core),
    optional(parameter::DRY_RUN, Kind::Boolean, Edition::Current),
];

const ERRORS: &[OperationError] = &[
    INCORRECT_INSTANCE_STATUS,
    INSTANCE_LOCKED_FOR_SECURITY,
    DISK_ERROR,
    INVALID_INSTANCE_ID_NOT_FOUND,
];
