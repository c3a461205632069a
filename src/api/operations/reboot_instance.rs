//! RebootInstance. Source: its page of 2018-08, and what the later editions add.

use super::operation::{Effect, INSTANCE_ID, LeftOpen, Operation, optional};
use crate::api::Edition;
use crate::api::errors::Failure;
use crate::api::errors::OPERATION_ERRORS;
use crate::api::instance::InstanceStatus::{Running, Starting, Stopping};
use crate::api::names::parameter;
use crate::api::parameters::{Answered, Kind, Parameter};

/// Restarts an instance.
pub const REBOOT_INSTANCE: Operation = Operation {
    name: "RebootInstance",
    // LK, ST and OB are of what shows that it may be restarted, and was.
    rules: &["RI", "LK", "ST", "OB"],
    parameters: &[
        Parameter {
            missing: Some((Failure::ParameterMissing, Some("RI-11"))),
            empty: Answered::Somehow("RI-12"),
            wrong: Answered::Somehow("RI-31"),
            ..INSTANCE_ID
        },
        Parameter {
            empty: Answered::Advised("RI-18"),
            wrong: Answered::Advised("RI-18"),
            switched: Some(["RI-15", "RI-14", "RI-19"]),
            ..optional(parameter::FORCE_STOP, Kind::Boolean, Edition::Core)
        },
        optional(parameter::DRY_RUN, Kind::Boolean, Edition::Current),
    ],
    effect: Some(Effect {
        from: Running,
        through: &[Stopping, Starting],
        to: Running,
        what: "restart",
    }),
    errors: &OPERATION_ERRORS,
    open: LeftOpen::NOTHING,
};
