//! Whether a call was signed lately.

use super::WINDOW_SECONDS;
use crate::endpoint::clock::Moment;
use crate::endpoint::faults::{Fault, Faults};
use crate::endpoint::refusal::Refusal;
use crate::spec::errors::Failure;
use crate::spec::names::parameter;
use crate::wire::timestamp::{Timestamp, TimestampError};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// How a Timestamp is read: with a fraction of a second or without.
pub(super) type Form = fn(&str) -> Result<Timestamp, TimestampError>;

/// Of the form, and within the window.
pub(super) fn check(text: &str, form: Form, now: Moment, faults: Faults) -> Result<(), Refusal> {
    let fails = |failure| Err(Refusal::common(failure, parameter::TIMESTAMP));
    let Ok(timestamp) = read(text, form, faults) else {
        let overlooked = faults.has(Fault::TimestampMalformedServed)
            || (faults.has(Fault::MissingTimestampServed) && text.is_empty());
        return if overlooked {
            Ok(())
        } else if faults.has(Fault::TimestampMalformedInternalError) {
            fails(Failure::ServerFault)
        } else {
            fails(Failure::TimestampMalformed)
        };
    };
    let far = now.seconds_from(timestamp) > WINDOW_SECONDS;
    if deviation(timestamp, now, faults).unwrap_or(far) {
        return fails(Failure::TimestampExpired);
    }
    Ok(())
}

fn read(text: &str, form: Form, faults: Faults) -> Result<Timestamp, ()> {
    match form(text) {
        Err(_) if faults.has(Fault::TimestampWithoutZone) => Timestamp::parse(&format!("{text}Z")),
        read => read,
    }
    .map_err(|_| ())
}

/// What a fault thinks of a timestamp: whether it lies too far from now.
fn deviation(timestamp: Timestamp, now: Moment, faults: Faults) -> Option<bool> {
    let now = i64::try_from(now.unix_ms() / 1000).unwrap_or(i64::MAX);
    let age = now.saturating_sub(timestamp.unix_seconds());
    let window = WINDOW_SECONDS.cast_signed();
    let near = |age: i64| age.abs() <= window;
    // How far it lies from a whole hour.
    let beside_hour = (age + HOUR / 2).rem_euclid(HOUR) - HOUR / 2;
    if faults.has(Fault::TimestampPastUnchecked) && age > 0
        || faults.has(Fault::TimestampFutureUnchecked) && age < 0
        || faults.has(Fault::TimestampWindowDay) && (0..=DAY).contains(&age)
        || faults.has(Fault::LocalTimeAccepted)
            && (2 * HOUR - window..=14 * HOUR).contains(&age)
            && near(beside_hour)
        || faults.has(Fault::TimestampHourUnseen) && age.abs() <= DAY && near(beside_hour)
    {
        return Some(false);
    }
    (faults.has(Fault::TimestampWindowFiveMinutes) && age > 5 * 60).then_some(true)
}
