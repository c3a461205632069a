//! Target `timestamp`: text through the reader of `Timestamp`, and numbers through its writer.
//!
//! Holds: on the documented form we and the crate time agree, on what exists and on the second it is;
//! all else is refused; and an instant of the years 0 to 9999 is written as the crate time writes it,
//! and reads back.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::wire::timestamp::{Timestamp, TimestampError};

const FORM: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        reads(text);
        if let Ok(seconds) = text.trim().parse() {
            writes(seconds);
        }
    }
    if let Ok(bytes) = data.try_into() {
        writes(i64::from_le_bytes(bytes));
    }
}

fn reads(text: &str) {
    let read = Timestamp::parse(text);
    if !is_of_the_form(text.as_bytes()) {
        assert_eq!(read, Err(TimestampError::Form), "{text:?}");
        return;
    }
    let peer = PrimitiveDateTime::parse(text, FORM).map(|date| date.assume_utc().unix_timestamp());
    match (read, peer) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours.unix_seconds(), theirs, "{text:?}");
            assert_eq!(ours.to_string(), text);
        }
        (Err(TimestampError::NoSuchTime), Err(_)) => {}
        (ours, theirs) => panic!("{text:?}: {ours:?} here, {theirs:?} from time"),
    }
}

/// Digits where digits belong, and the fixed marks between them.
fn is_of_the_form(text: &[u8]) -> bool {
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    text.len() == 20
        && text.iter().enumerate().all(|(at, byte)| {
            match marks.iter().find(|(place, _)| *place == at) {
                Some((_, mark)) => byte == mark,
                None => byte.is_ascii_digit(),
            }
        })
}

fn writes(seconds: i64) {
    let written = Timestamp::from_unix_seconds(seconds).to_string();
    let peer = OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .filter(|date| (0..=9999).contains(&date.year()))
        .and_then(|date| date.format(FORM).ok());
    match peer {
        Some(theirs) => {
            assert_eq!(written, theirs, "{seconds}");
            assert_eq!(Timestamp::parse(&written).map(Timestamp::unix_seconds), Ok(seconds));
        }
        None => assert_eq!(written, format!("{seconds} s"), "outside the years 0 to 9999"),
    }
}
