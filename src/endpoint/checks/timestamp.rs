//! Whether a call was signed lately.

use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::endpoint::clock::Moment;
use crate::endpoint::refusal::Refusal;
use crate::wire::timestamp::{Timestamp, TimestampError};

/// How far a Timestamp may lie from now, before or after it. Source: the gateway's error page on
/// InvalidTimeStamp.Expired.
pub(super) const WINDOW_SECONDS: u64 = 15 * 60;

/// How a Timestamp is read: with a fraction of a second or without.
pub(super) type Form = fn(&str) -> Result<Timestamp, TimestampError>;

/// Of the form, and within the window.
pub(super) fn check(text: &str, form: Form, now: Moment) -> Result<(), Refusal> {
    let fails = |failure| Err(Refusal::common(failure, parameter::TIMESTAMP));
    let Ok(timestamp) = form(text) else { return fails(Failure::TimestampMalformed) };
    if now.seconds_from(timestamp) > WINDOW_SECONDS {
        return fails(Failure::TimestampExpired);
    }
    Ok(())
}
