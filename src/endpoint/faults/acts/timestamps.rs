//! Faults of the Timestamp: what is read as one, and how far it may lie from now.

use super::means::common;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
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
    let is_none = |text| Timestamp::parse_with_fraction(text).is_err();
    asked.is_under_test() && asked.get(parameter::TIMESTAMP).is_some_and(is_none)
}

/// Reads a Timestamp that cannot be read in another way.
fn read_as(
    front: &mut Front<'_>,
    asked: Asked,
    read: impl FnOnce(&str) -> Option<String>,
) -> Response {
    let read = asked.get(parameter::TIMESTAMP).filter(|_| is_malformed(&asked)).and_then(read);
    match read.filter(|text| Timestamp::parse(text).is_ok()) {
        Some(text) => front.as_if(asked, parameter::TIMESTAMP, &text),
        None => front.forward(&asked),
    }
}

/// Reads the parts of a Timestamp and carries over what is too much of one, as lenient readers do.
fn carried_over(text: &str) -> Option<String> {
    let parts: Vec<i64> = text
        .strip_suffix('Z')?
        .split(['-', 'T', ':'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let &[year, month, day, hour, minute, second] = parts.as_slice() else { return None };
    let first = Timestamp::parse(&format!("{year:04}-{month:02}-01T00:00:00Z")).ok()?;
    let seconds = first.unix_seconds() + (day - 1) * DAY + hour * HOUR + minute * 60 + second;
    Some(Timestamp::from_unix_seconds(seconds).to_string())
}

/// Reads the basic form of ISO 8601.
fn basic(text: &str) -> Option<String> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let is_basic = date.len() == 8 && time.len() == 6 && (date.to_owned() + time).is_ascii();
    is_basic.then(|| {
        let [date_at, time_at] = [[4, 6], [2, 4]];
        let three = |text: &str, [one, two]: [usize; 2], mark: &str| {
            [&text[..one], &text[one..two], &text[two..]].join(mark)
        };
        format!("{}T{}Z", three(date, date_at, "-"), three(time, time_at, ":"))
    })
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::TimestampPastUnchecked => |front, asked| young_if(front, asked, |age| age > 0),
        Fault::TimestampFutureUnchecked => |front, asked| young_if(front, asked, |age| age < 0),
        Fault::TimestampWindowTwoHours => {
            |front, asked| young_if(front, asked, |age| (0..=2 * HOUR).contains(&age))
        }
        Fault::TimestampFutureTwoHours => {
            |front, asked| young_if(front, asked, |age| (-2 * HOUR..=0).contains(&age))
        }
        Fault::LocalTimeAheadAccepted => |front, asked| {
            young_if(front, asked, |age| {
                (-14 * HOUR..=WINDOW - 2 * HOUR).contains(&age) && is_near_hour(age)
            })
        },
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
        Fault::TimestampWithoutZone => {
            |front, asked| read_as(front, asked, |text| Some(format!("{text}Z")))
        }
        Fault::TimestampOffsetRead => |front, asked| {
            read_as(front, asked, |text| Some(format!("{}Z", text.strip_suffix("+00:00")?)))
        },
        Fault::TimestampTrimmed => {
            |front, asked| read_as(front, asked, |text| Some(text.trim().to_owned()))
        }
        Fault::TimestampRestUnread => {
            |front, asked| read_as(front, asked, |text| text.get(..20).map(str::to_owned))
        }
        Fault::TimestampCarriedOver => |front, asked| read_as(front, asked, carried_over),
        Fault::TimestampBasicForm => |front, asked| read_as(front, asked, basic),
        Fault::TimestampWithoutSeconds => |front, asked| {
            read_as(front, asked, |text| Some(format!("{}:00Z", text.strip_suffix('Z')?)))
        },
        Fault::TimestampMalformedInternalError => |front, asked| {
            let malformed = is_malformed(&asked);
            front.refuse_if(malformed, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}
