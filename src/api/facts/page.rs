//! The RebootInstance page of 2018-08.

use super::fact::{Fact, POINTER, Page, aside, by};
use crate::api::rules::Source;

/// The page.
pub(super) const PAGE: Page = Page { source: Source::RebootInstance, facts: FACTS };

const LEAD: &str = Source::RebootInstance.name();
const DESCRIPTION: &str = "Description";
const REQUEST: &str = "Request parameters";
const RESPONSE: &str = "Response parameters";
const EXAMPLES: &str = "Examples";
const ERRORS: &str = "Error codes";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(LEAD, "The operation restarts an ECS instance.", &["RI-01", "RI-06"]),
    by(DESCRIPTION, "Only an instance in status Running can be restarted.",
        &["RI-01", "RI-02", "RI-05", "RI-09", "RI-16"]),
    by(DESCRIPTION, "After the restart the intermediate status of the instance is Starting.",
        &["RI-03", "RI-04", "RI-05", "RI-06", "RI-09", "RI-15"]),
    by(DESCRIPTION, "An instance can be stopped by force.", &["RI-15"]),
    aside(DESCRIPTION, "Stopping by force is like a power failure.",
        "what becomes of the machine inside is not shown by the API"),
    aside(DESCRIPTION, "Temporary data and files in the instance may be lost.",
        "what becomes of the data inside is not shown by the API"),
    by(DESCRIPTION, "An instance whose OperationLocks hold LockReason security cannot be restarted.",
        &["RI-07", "RI-17", "RI-20", "RI-21", "RI-22", "RI-35", "LK-02"]),
    by(REQUEST, "Action, String, required: the name of the operation, RebootInstance.", &["RI-10", "CP-01", "CP-11"]),
    by(REQUEST, "InstanceId, String, required: the instance.",
        &["RI-08", "RI-11", "RI-12", "RI-30", "RI-31", "RI-37"]),
    by(REQUEST, "ForceStop, String, not required: whether the instance is shut down by force before the restart.",
        &["RI-13", "RI-15", "RI-16", "RI-17", "RI-18", "RI-19"]),
    by(REQUEST, "ForceStop true: it is.", &["RI-15", "RI-18", "RI-19"]),
    by(REQUEST, "ForceStop false: it is shut down normally.", &["RI-14", "RI-18", "RI-19"]),
    by(REQUEST, "The default of ForceStop is false.", &["RI-13", "RI-14"]),
    by(RESPONSE, "All response parameters are the common ones.", &["RS-02", "RS-03"]),
    aside(RESPONSE, "More on them stands under Common parameters.", POINTER),
    by(EXAMPLES, "The request is an https address with Action, InstanceId and the common parameters in its query.",
        &["RQ-01", "RQ-02"]),
    by(EXAMPLES, "In XML the answer is RebootInstanceResponse with a RequestId.", &["RI-10", "RS-02", "CP-52"]),
    by(EXAMPLES, "In JSON the answer is an object with a RequestId.", &["RS-03", "CP-52"]),
    by(ERRORS, "The operation has four errors of its own.", &["RI-07", "RI-35", "RI-36", "RI-38", "RS-13"]),
    aside(ERRORS, "More errors stand in the API Error Center.", POINTER),
    by(ERRORS, "DiskError, 403, \"IncorrectDiskStatus.\": a disk in an abnormal status.", &["RI-32", "RI-36", "RI-38"]),
    by(ERRORS, "IncorrectInstanceStatus, 403, \"The current status of the resource does not support this operation.\": \
         only a Running instance can be restarted.", &["RI-02", "RI-05", "RI-16", "RI-36", "RI-38"]),
    by(ERRORS, "InstanceLockedForSecurity, 403, \"The specified operation is denied as your instance is locked for \
         security reasons.\"", &["RI-17", "RI-20", "RI-36", "RI-38"]),
    by(ERRORS, "InvalidInstanceId.NotFound, 404, \"The specified InstanceId does not exist.\"",
        &["RI-30", "RI-36", "RI-37", "RI-38"]),
];
