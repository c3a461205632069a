//! Faults of the Timestamp: what is read as one, and how far it may lie from now.

use super::common;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::spec::errors::Failure;
use crate::spec::names::parameter;
use crate::wire::timestamp::Timestamp;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// How far a Timestamp may lie from now, in s. Source: the gateway's error page on InvalidTimeStamp.Expired.
const WINDOW: i64 = 15 * 60;

/// Takes a call for one of now, where its Timestamp is so old, in s.
fn young_if(front: &mut Front<'_>, asked: Asked, is_taken: fn(i64) -> bool) -> Response {
    let age = age(front, &asked);
    if asked.is_under_test() && age.is_some_and(is_taken) {
        let now = front.now.timestamp().to_string();
        return front.as_if(asked, parameter::TIMESTAMP, &now);
    }
    front.forward(&asked)
}

/// How old the Timestamp is, in s, where it can be read.
fn age(front: &Front<'_>, asked: &Asked) -> Option<i64> {
    let timestamp = Timestamp::parse(asked.get(parameter::TIMESTAMP)?).ok()?;
    Some(front.now.timestamp().unix_seconds() - timestamp.unix_seconds())
}

/// Whether it is near a whole number of hours.
fn is_near_hour(age: i64) -> bool {
    ((age + HOUR / 2).rem_euclid(HOUR) - HOUR / 2).abs() <= WINDOW
}

/// Whether a Timestamp is there and cannot be read.
fn is_malformed(asked: &Asked) -> bool {
    asked.is_under_test()
        && asked.get(parameter::TIMESTAMP).is_some_and(|text| Timestamp::parse(text).is_err())
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::TimestampPastUnchecked => |front, asked| young_if(front, asked, |age| age > 0),
        Fault::TimestampFutureUnchecked => |front, asked| young_if(front, asked, |age| age < 0),
        Fault::TimestampWindowDay => {
            |front, asked| young_if(front, asked, |age| (0..=DAY).contains(&age))
        }
        Fault::LocalTimeAccepted => |front, asked| {
            young_if(front, asked, |age| {
                (2 * HOUR - WINDOW..=14 * HOUR).contains(&age) && is_near_hour(age)
            })
        },
        Fault::TimestampHourUnseen => {
            |front, asked| young_if(front, asked, |age| age.abs() <= DAY && is_near_hour(age))
        }
        Fault::TimestampWindowFiveMinutes => |front, asked| {
            let old = asked.is_under_test() && age(front, &asked).is_some_and(|age| age > 5 * 60);
            let told = Refusal::common(Failure::TimestampExpired, parameter::TIMESTAMP);
            front.refuse_if(old, asked, told)
        },
        Fault::TimestampMalformedServed => |front, asked| {
            if is_malformed(&asked) {
                let now = front.now.timestamp().to_string();
                return front.as_if(asked, parameter::TIMESTAMP, &now);
            }
            front.forward(&asked)
        },
        Fault::TimestampWithoutZone => |front, asked| {
            let read = asked.get(parameter::TIMESTAMP).map(|text| format!("{text}Z"));
            match read.filter(|text| Timestamp::parse(text).is_ok() && is_malformed(&asked)) {
                Some(zoned) => front.as_if(asked, parameter::TIMESTAMP, &zoned),
                None => front.forward(&asked),
            }
        },
        Fault::TimestampMalformedInternalError => |front, asked| {
            let malformed = is_malformed(&asked);
            front.refuse_if(malformed, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}
