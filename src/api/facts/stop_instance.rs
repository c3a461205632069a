//! The StopInstance page of 2021 to 2025-12, as far as its rules are here.

use super::fact::{Fact, Page, by};
use crate::api::rules::Source;

/// The page.
pub(super) const PAGE: Page = Page { source: Source::StopInstance, facts: FACTS };

const DESCRIPTION: &str = "Description";
const RESPONSE: &str = "Response parameters";
const ERRORS: &str = "Error codes";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(DESCRIPTION, "The operation stops an instance that is Running.", &["STOP-01"]),
    by(DESCRIPTION, "Its status is Stopping then, and Stopped in the end.", &["STOP-03"]),
    by(RESPONSE, "All response parameters are the common ones.", &["STOP-01"]),
    by(ERRORS, "InvalidInstanceId.NotFound, 404, \"The specified InstanceId does not exist.\"", &["STOP-06"]),
];
