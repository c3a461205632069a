//! The parameter `Timestamp`: `YYYY-MM-DDThh:mm:ssZ`, UTC. Source: Common parameters, "Timestamp".

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// An instant, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not a timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// It is not of the form `YYYY-MM-DDThh:mm:ssZ`.
    #[error("it is not of the form YYYY-MM-DDThh:mm:ssZ")]
    Form,
    /// It is of that form, but there is no such date or time of day.
    #[error("there is no such date or time of day")]
    NoSuchTime,
}

/// Instants are counted from here on the civil calendar: that of `jiff::Timestamp` ends 26 hours before
/// the year 9999 does.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

const FORM: &[u8; 20] = b"dddd-dd-ddTdd:dd:ddZ";

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// Year, month, day, hour, minute and second: of an instant beyond the calendar, those of its end.
    #[must_use]
    pub fn civil(self) -> [i16; 6] {
        let at = EPOCH.saturating_add(SignedDuration::from_secs(self.0));
        let [month, day] = [at.month(), at.day()].map(i16::from);
        let [hour, minute, second] = [at.hour(), at.minute(), at.second()].map(i16::from);
        [at.year(), month, day, hour, minute, second]
    }

    /// Reads the documented form, and nothing else: no offset, no fraction, no lower-case letters, no
    /// leap second.
    ///
    /// # Errors
    /// When the text is not of that form, or names a date or time of day that does not exist.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let bytes: &[u8; 20] = text.as_bytes().try_into().map_err(|_| TimestampError::Form)?;
        for (byte, form) in bytes.iter().zip(FORM) {
            let fits = if *form == b'd' { byte.is_ascii_digit() } else { byte == form };
            if !fits {
                return Err(TimestampError::Form);
            }
        }
        // Two digits are at most 99, so neither conversion can lose anything.
        let two = |at: usize| ((bytes[at] - b'0') * 10 + (bytes[at + 1] - b'0')).cast_signed();
        let year = i16::from(two(0)) * 100 + i16::from(two(2));
        DateTime::new(year, two(5), two(8), two(11), two(14), two(17), 0)
            .map(|civil| Self(civil.duration_since(EPOCH).as_secs()))
            .map_err(|_| TimestampError::NoSuchTime)
    }

    /// As [`Timestamp::parse`], with a fraction of a second before the Z or without one: some clients write it,
    /// and today's service takes it. The fraction is dropped.
    ///
    /// # Errors
    /// As [`Timestamp::parse`].
    pub fn parse_with_fraction(text: &str) -> Result<Self, TimestampError> {
        let Some((whole, fraction)) = text.strip_suffix('Z').and_then(|text| text.split_once('.'))
        else {
            return Self::parse(text);
        };
        let is_fraction =
            (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
        if is_fraction { Self::parse(&format!("{whole}Z")) } else { Err(TimestampError::Form) }
    }
}

impl fmt::Display for Timestamp {
    /// Writes the documented form. An instant outside the years 0 to 9999, which no request can
    /// carry, is written as its seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(SignedDuration::from_secs(self.0)) {
            Ok(civil) if civil.year() >= 0 => {
                write!(f, "{}", civil.strftime("%Y-%m-%dT%H:%M:%SZ"))
            }
            _ => write!(f, "{} s", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_form_is_read_and_written() {
        let text = "2016-02-23T12:46:24Z";
        let timestamp = Timestamp::parse(text).unwrap();
        assert_eq!(timestamp.unix_seconds(), 1_456_231_584);
        assert_eq!(timestamp.to_string(), text);
        assert_eq!(Timestamp::parse("1970-01-01T00:00:00Z").unwrap().unix_seconds(), 0);
        assert_eq!(Timestamp::parse("1969-12-31T23:59:59Z").unwrap().unix_seconds(), -1);
        assert!(Timestamp::parse("2024-02-29T00:00:00Z").is_ok());
        assert_eq!(
            Timestamp::parse("0001-01-01T00:00:00Z").unwrap().to_string(),
            "0001-01-01T00:00:00Z"
        );
    }

    /// Found by the fuzz target `timestamp`.
    #[test]
    fn the_years_0_to_9999_are_read_and_written_to_their_ends() {
        for (text, seconds) in
            [("0000-01-01T00:00:00Z", -62_167_219_200), ("9999-12-31T23:59:59Z", 253_402_300_799)]
        {
            assert_eq!(Timestamp::parse(text), Ok(Timestamp(seconds)));
            assert_eq!(Timestamp(seconds).to_string(), text);
        }
        for seconds in [-62_167_219_201, 253_402_300_800, i64::MIN, i64::MAX] {
            assert_eq!(Timestamp(seconds).to_string(), format!("{seconds} s"));
        }
    }

    #[test]
    fn the_parts_of_an_instant_are_told_at_any_end() {
        assert_eq!(Timestamp(1_456_231_584).civil(), [2016, 2, 23, 12, 46, 24]);
        assert_eq!(Timestamp(-62_167_219_201).civil(), [-1, 12, 31, 23, 59, 59]);
        assert_eq!(Timestamp(i64::MAX).civil(), [9999, 12, 31, 23, 59, 59]);
        assert_eq!(Timestamp(i64::MIN).civil(), [-9999, 1, 1, 0, 0, 0]);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2016-02-23T12:46:24",
            "2016-02-23T12:46:24z",
            "2016-02-23t12:46:24Z",
            "2016-02-23 12:46:24Z",
            "2016-02-23T12:46:24+00:00",
            "2016-02-23T12:46:24.000Z",
            "2016-2-23T12:46:24Z",
            "+016-02-23T12:46:24Z",
            "2016-02-23T12:46:2 Z",
            "1456231584",
            "２016-02-23T12:46Z",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimestampError::Form), "{text:?}");
        }
    }

    #[test]
    fn a_fraction_is_read_where_it_may_stand() {
        let whole = Timestamp(1_456_231_584);
        for text in
            ["2016-02-23T12:46:24Z", "2016-02-23T12:46:24.000Z", "2016-02-23T12:46:24.999999999Z"]
        {
            assert_eq!(Timestamp::parse_with_fraction(text), Ok(whole), "{text:?}");
        }
        for text in [
            "2016-02-23T12:46:24.Z",
            "2016-02-23T12:46:24.0",
            "2016-02-23T12:46:24.0z",
            "2016-02-23T12:46:24,0Z",
            "2016-02-23T12:46:24.0.0Z",
            "2016-02-23T12:46:24.0123456789Z",
            "2016-02-23T12:46.0Z",
            ".0Z",
        ] {
            assert_eq!(Timestamp::parse_with_fraction(text), Err(TimestampError::Form), "{text:?}");
        }
    }

    #[test]
    fn times_that_do_not_exist_are_refused() {
        for text in [
            "2016-13-23T12:46:24Z",
            "2016-00-23T12:46:24Z",
            "2023-02-29T00:00:00Z",
            "2016-02-23T24:00:00Z",
            "2016-02-23T12:60:24Z",
            "2016-02-23T12:46:60Z",
        ] {
            assert_eq!(Timestamp::parse(text), Err(TimestampError::NoSuchTime), "{text:?}");
        }
    }
}
