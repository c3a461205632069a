//! What the header `Date` of an answer tells of the endpoint's clock. Anybody can write anything there, so it
//! counts only where it can be true.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::wire::timestamp::Timestamp;

/// How far from this machine's clock an endpoint's can be, in seconds: a day, which is more than the zones of
/// local time differ by from UTC. What is further off is a mistake, and nobody's clock.
const MOST_APART: u64 = 24 * 3600;

/// 9999-01-01T00:00:00Z, in Unix seconds. A Timestamp has four digits for the year, and some are sent that lie
/// weeks ahead.
const YEAR_9999: i64 = 253_370_764_800;

/// What a `Date` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// The endpoint's clock is so many seconds ahead of this machine's.
    Ahead(i64),
    /// It is a date, and cannot be that of a clock: so many seconds ahead.
    Unbelievable(i64),
    /// It is no date.
    Unreadable,
}

impl Clock {
    /// Reads a `Date` that came at a moment of this machine's clock, in Unix seconds.
    ///
    /// Source of the forms: RFC 9110, section 5.6.7, "Date/Time Formats", which has every recipient read the
    /// two obsolete ones as well.
    pub(crate) fn of(date: &str, now: i64) -> Self {
        let parser = jiff::fmt::rfc2822::DateTimeParser::new();
        let date = date.trim();
        let preferred = parser.parse_timestamp(date).ok().map(jiff::Timestamp::as_second);
        let Some(date) = preferred.or_else(|| obsolete(date)) else { return Self::Unreadable };
        let ahead = date.saturating_sub(now);
        if (0..YEAR_9999).contains(&date) && ahead.unsigned_abs() <= MOST_APART {
            Self::Ahead(ahead)
        } else {
            Self::Unbelievable(ahead)
        }
    }
}

/// A date in one of the two obsolete forms, in Unix seconds. A year of two digits is one of 1969 to 2068.
fn obsolete(date: &str) -> Option<i64> {
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    forms.into_iter().find_map(|form| {
        let read = jiff::civil::DateTime::strptime(form, date).ok()?;
        Some(jiff::tz::TimeZone::UTC.to_timestamp(read).ok()?.as_second())
    })
}

/// This machine's clock, in whole seconds.
pub(super) fn now() -> Timestamp {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read() {
        assert_eq!(Clock::of("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), Clock::Ahead(0));
        assert_eq!(Clock::of("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_700), Clock::Ahead(77));
        assert_eq!(Clock::of(" Sun, 06 Nov 1994 08:49:37 GMT ", 784_111_800), Clock::Ahead(-23));
        for text in ["", "yesterday", "Sun, 06 Nov 1994", "1994-11-06T08:49:37Z", "\u{ff10}"] {
            assert_eq!(Clock::of(text, 0), Clock::Unreadable, "{text:?}");
        }
    }

    #[test]
    fn the_obsolete_forms_are_read_as_well() {
        for (date, now) in [
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Friday, 27-Nov-26 16:29:23 GMT", 1_795_796_963),
            ("Fri Nov 27 16:29:23 2026", 1_795_796_963),
            ("Thursday, 01-Jan-70 00:00:00 GMT", 0),
        ] {
            assert_eq!(Clock::of(date, now - 3), Clock::Ahead(3), "{date}");
        }
        for text in [
            "Sunday, 06-Nov-94 08:49:37",
            "Sunday, 06-Nov-94 08:49:37 CET",
            "Sun Nov 6 08:49 1994",
            "Sun Nov 31 08:49:37 1994",
            "6 Nov 08:49:37 1994",
        ] {
            assert_eq!(Clock::of(text, 0), Clock::Unreadable, "{text:?}");
        }
    }

    #[test]
    fn a_date_that_cannot_be_true_is_told_from_one_that_can() {
        let day = 24 * 3600;
        for (date, now, can_be) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 + day, true),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 - day, true),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 + day + 1, false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777 - day - 1, false),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0, true),
            ("Thu, 01 Jan 1970 00:00:00 +0001", 0, false),
            ("Thu, 31 Dec 9998 23:59:59 GMT", YEAR_9999, true),
            ("Fri, 01 Jan 9999 00:00:00 GMT", YEAR_9999, false),
            ("Sat, 01 Jan 0000 00:00:00 +2359", 784_111_777, false),
            ("Fri, 31 Dec 9999 23:59:59 -2359", 784_111_777, false),
        ] {
            let clock = Clock::of(date, now);
            assert_eq!(matches!(clock, Clock::Ahead(_)), can_be, "{date}: {clock:?}");
        }
    }
}
