//! The difference between the endpoint's clock and this machine's, from the header `Date`.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Asked, Examination};
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::spec::errors::Failure;
use crate::suite::control_call::answered_as;

const CLOCK: &str = "clock";
/// From here on a difference is worth a warning, in seconds: clocks that are kept right are far nearer.
const WARNING_SECONDS: u64 = 60;
/// From here on calls are refused, in seconds. Source: rule CP-21; the gateway's error page on
/// InvalidTimeStamp.Expired.
const WINDOW_SECONDS: u64 = 15 * 60;

/// Seconds by which the clock of whoever wrote this header is ahead of `now`, in Unix seconds.
fn ahead(date: &str, now: i64) -> Option<i64> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    parser.parse_timestamp(date.trim()).ok().map(|date| date.as_second() - now)
}

impl Examination<'_> {
    /// To be called as soon as an answer is there.
    pub(super) fn clock(&mut self, asked: &Asked) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let refused = answered_as(&asked.received, Failure::TimestampExpired);
        let date = asked.answer().and_then(|answer| answer.header("date"));
        let ahead = date.and_then(|date| ahead(date, now));
        let seen = match (ahead, date) {
            (Some(seconds @ -1..=1), _) => {
                format!("the endpoint's clock is this machine's ({seconds} s)")
            }
            (Some(seconds), _) => format!(
                "the endpoint's clock is {} s {} this machine's, by its Date header",
                seconds.unsigned_abs(),
                if seconds > 0 { "ahead of" } else { "behind" }
            ),
            (None, Some(date)) => format!("the Date header {date:?} is not a date"),
            (None, None) => "the answer has no Date header to compare clocks by".to_owned(),
        };
        let off = ahead.map_or(0, i64::unsigned_abs);
        if refused {
            let seen = format!("{seen}; the call was refused: {}", asked.received.describe());
            let (owner, next) = if off > WARNING_SECONDS || ahead.is_none() {
                (Owner::Setup, "set the clock that is wrong, this machine's or the endpoint's")
            } else {
                (
                    Owner::Endpoint,
                    "look at how the endpoint reads Timestamp: UTC, YYYY-MM-DDThh:mm:ssZ",
                )
            };
            self.problem(CLOCK, Consequence::NotServed, seen, owner, next);
        } else if off > WINDOW_SECONDS {
            let next = "set the clock that is wrong, this machine's or the endpoint's: beyond 15 \
                        minutes every rule about Timestamp is judged by the wrong time";
            self.problem(CLOCK, Consequence::Undecided, seen, Owner::Setup, next);
        } else if off > WARNING_SECONDS {
            let next = "set the clock that is wrong: beyond 15 minutes calls are refused";
            self.warn(CLOCK, seen, Owner::Setup, next);
        } else if ahead.is_none() {
            self.skip(CLOCK, seen);
        } else {
            self.ok(CLOCK, seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_header_is_read() {
        assert_eq!(ahead("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), Some(0));
        assert_eq!(ahead("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_700), Some(77));
        assert_eq!(ahead(" Sun, 06 Nov 1994 08:49:37 GMT ", 784_111_800), Some(-23));
        assert_eq!(ahead("yesterday", 0), None);
    }
}
