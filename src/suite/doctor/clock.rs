//! The difference between the endpoint's clock and this machine's, from the header `Date`.

use super::super::clock::{Clock, now};
use super::{Asked, Examination};
use crate::api::errors::Failure;
use crate::outcome::diagnosis::{Consequence, Owner};

const CLOCK: &str = "clock";
/// From here on a difference is worth a warning, in seconds: clocks that are kept right are far nearer.
const WARNING_SECONDS: u64 = 60;
/// From here on calls are refused, in seconds. Source: rule CP-21; the gateway's error page on
/// InvalidTimeStamp.Expired.
const WINDOW_SECONDS: u64 = 15 * 60;

impl Examination<'_> {
    /// To be called as soon as an answer is there.
    pub(super) fn clock(&mut self, asked: &Asked) {
        let refused = asked.received.answers(Failure::TimestampExpired);
        let date = asked.answer().and_then(|answer| answer.header("date"));
        let clock = date.map(|date| Clock::of(date, now().unix_seconds()));
        let seen = match (clock, date.unwrap_or_default()) {
            (None, _) => "the answer has no Date header to compare clocks by".to_owned(),
            (Some(Clock::Ahead(seconds @ -1..=1)), _) => {
                format!("the endpoint's clock is this machine's ({seconds} s)")
            }
            (Some(Clock::Ahead(seconds)), _) => {
                format!(
                    "the endpoint's clock is {} this machine's, by its Date header",
                    away(seconds)
                )
            }
            (Some(Clock::Unbelievable(seconds)), date) => format!(
                "the Date header {date:?} is {} this machine's clock, and is not gone by",
                away(seconds)
            ),
            (Some(Clock::Unreadable), date) => format!("the Date header {date:?} is not a date"),
        };
        let ahead = match clock {
            Some(Clock::Ahead(seconds)) => Some(seconds),
            _ => None,
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
        } else if matches!(clock, Some(Clock::Unbelievable(_))) {
            let next = "set the clock that is wrong, this machine's or the endpoint's: rules about \
                        Timestamp are judged by this machine's";
            self.warn(CLOCK, seen, Owner::Setup, next);
        } else if ahead.is_none() {
            self.skip(CLOCK, seen);
        } else {
            self.ok(CLOCK, seen);
        }
    }
}

/// A difference in words.
fn away(seconds: i64) -> String {
    let way = if seconds > 0 { "ahead of" } else { "behind" };
    format!("{} s {way}", seconds.unsigned_abs())
}
