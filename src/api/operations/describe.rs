//! DescribeInstanceStatus and DescribeInstances, which show instances. Source: their pages of 2018 to 2025-12.

use super::operation::{LeftOpen, Operation, optional};
use crate::api::Edition;
use crate::api::names::parameter;
use crate::api::parameters::{Kind, Parameter};

/// Shows ids and statuses.
pub const DESCRIBE_INSTANCE_STATUS: Operation =
    Operation { parameters: STATUS_PARAMETERS, ..showing("DescribeInstanceStatus") };

/// Shows instances with their OperationLocks.
pub const DESCRIBE_INSTANCES: Operation =
    Operation { parameters: INSTANCES_PARAMETERS, ..showing("DescribeInstances") };

const fn showing(name: &'static str) -> Operation {
    Operation {
        name,
        rules: &[],
        parameters: &[],
        effect: None,
        errors: &[],
        open: LeftOpen::NOTHING,
    }
}

const fn text(name: &'static str) -> Parameter {
    optional(name, Kind::Text, Edition::Core)
}

const STATUS_PARAMETERS: &[Parameter] = &[text(parameter::PAGE_NUMBER), text(parameter::PAGE_SIZE)];

const INSTANCES_PARAMETERS: &[Parameter] = &[
    text(parameter::INSTANCE_IDS),
    text("Status"),
    text(parameter::PAGE_NUMBER),
    text(parameter::PAGE_SIZE),
];
