//! The RebootInstance page of 2019-04 to 2025-12: what it adds to that of 2018.

use super::fact::{Fact, Page, aside, by};
use crate::api::rules::Source;

/// The page.
pub(super) const PAGE: Page = Page { source: Source::RebootInstanceCurrent, facts: FACTS };

const DESCRIPTION: &str = "Description";
const REQUEST: &str = "Request parameters";
const RESPONSE: &str = "Response parameters";
const ERRORS: &str = "Error codes";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(DESCRIPTION, "What the page of 2018 describes stands there still.",
        &["RI-01", "RI-02", "RI-03", "RI-15", "RI-20"]),
    by(REQUEST, "ForceStop is a Boolean.", &["RI-45"]),
    by(REQUEST, "DryRun, Boolean, not required: whether the request is only checked.", &["RI-40", "RI-42", "RI-45"]),
    by(REQUEST, "DryRun true: required parameters, form, limits and stock are checked, and nothing is restarted.",
        &["RI-40", "RI-41"]),
    by(REQUEST, "DryRun true, and the check fails: the error of what failed.", &["RI-41"]),
    by(REQUEST, "DryRun true, and the check passes: the error code DryRunOperation.", &["RI-40"]),
    by(REQUEST, "DryRun false: the instance is restarted once the check has passed.", &["RI-42"]),
    by(REQUEST, "The default of DryRun is false.", &["RI-42"]),
    by(REQUEST, "Of OwnerId, OwnerAccount, ResourceOwnerId, ResourceOwnerAccount and ClientToken the page says nothing.",
        &["RI-47"]),
    by(RESPONSE, "RequestId is the one response parameter.", &["RS-02", "RS-03"]),
    by(ERRORS, "The four errors of 2018.", &["RI-02", "RI-20", "RI-30", "RI-32", "RI-36", "RI-38"]),
    by(ERRORS, "IncorrectInstanceStatus, 403, with free text.", &["RI-02", "RI-38"]),
    by(ERRORS, "InstanceExpiredOrInArrears, 403: locked for overdue payments.", &["RI-43"]),
    by(ERRORS, "InvalidParameter.KMSKeyId.KMSUnauthorized, 403: the key of a disk may not be used.", &["RI-44"]),
    by(ERRORS, "InvalidParameter.KMSKeyId.CMKUnauthorized, 403 (2025-12).", &["RI-44"]),
    by(ERRORS, "InvalidParameter.KMSKeyId.CMKNotEnabled, 403 (2025-12): the key of a disk is disabled.", &["RI-46"]),
    by(ERRORS, "InvalidParameter.KMSKeyId.NotFound, 404 (2025-12): the key of a disk is gone.", &["RI-46"]),
    by(ERRORS, "InternalError, 500, with either of two messages.", &["RS-14"]),
    by(ERRORS, "LimitedOperation.ServiceUnavailable, 503 (2025-12).", &["RS-14"]),
    aside(ERRORS, "More errors stand in the API Error Center.", super::fact::POINTER),
];
