//! Timestamps that are old, early, or not of the documented form. All name an instant near now where
//! they can, so that nothing but the form is wrong with them.

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::client::Draft;
use crate::fuzzing::recipe::effect::{Advice, Effect};
use crate::wire::timestamp::Timestamp;

/// A Timestamp that is not the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Time {
    /// It lies so many seconds from now; negative in the past.
    Off(i64),
    /// It is written otherwise.
    Form(Form),
}

/// Another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Form {
    /// Without Z: a SHOULD.
    NoZone,
    /// With an offset for Z.
    Offset,
    /// With a blank for T.
    Blank,
    /// Of the month 13.
    Month13,
    /// Of the hour 25.
    Hour25,
    /// Of the minute 60.
    Minute60,
    /// Unix seconds.
    Unix,
    /// The date alone.
    Date,
    /// As HTTP writes dates.
    Http,
    /// With digits of another script.
    Digits,
    /// With one digit for the month.
    OneDigit,
    /// Not at all.
    Junk,
    /// With a fraction of a second: MAY.
    Fraction,
    /// With t and z: not documented.
    LowerCase,
    /// With a blank behind it.
    Trailing,
}

impl Form {
    const ALL: [Self; 15] = [
        Self::NoZone,
        Self::Offset,
        Self::Blank,
        Self::Month13,
        Self::Hour25,
        Self::Minute60,
        Self::Unix,
        Self::Date,
        Self::Http,
        Self::Digits,
        Self::OneDigit,
        Self::Junk,
        Self::Fraction,
        Self::LowerCase,
        Self::Trailing,
    ];

    /// What findings call it.
    const fn told(self) -> &'static str {
        match self {
            Self::NoZone => "without Z",
            Self::Offset => "with an offset for Z",
            Self::Blank => "with a blank for T",
            Self::Month13 => "of the month 13",
            Self::Hour25 => "of the hour 25",
            Self::Minute60 => "of the minute 60",
            Self::Unix => "in Unix seconds",
            Self::Date => "that is a date alone",
            Self::Http => "as HTTP writes dates",
            Self::Digits => "in digits of another script",
            Self::OneDigit => "with one digit for the month",
            Self::Junk => "that is a word",
            Self::Fraction => "with a fraction of a second",
            Self::LowerCase => "with t and z",
            Self::Trailing => "with a blank behind it",
        }
    }

    /// The same, where the scenarios of CP-20 call it so too.
    pub(in crate::fuzzing) const fn words(self) -> Option<&'static str> {
        match self {
            Self::NoZone
            | Self::Offset
            | Self::Blank
            | Self::Month13
            | Self::Hour25
            | Self::Unix
            | Self::Trailing
            | Self::Fraction => Some(self.told()),
            _ => None,
        }
    }

    fn written(self, now: i64) -> String {
        let now = Timestamp::from_unix_seconds(now);
        let text = now.to_string();
        let [year, month, day, hour, minute, second] = now.civil();
        let date = format!("{year:04}-{month:02}-{day:02}");
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        match self {
            Self::NoZone => format!("{date}T{time}"),
            Self::Offset => format!("{date}T{time}+00:00"),
            Self::Blank => format!("{date} {time}Z"),
            Self::Month13 => format!("{year:04}-13-{day:02}T{time}Z"),
            Self::Hour25 => format!("{date}T25:{minute:02}:{second:02}Z"),
            Self::Minute60 => format!("{date}T{hour:02}:60:{second:02}Z"),
            Self::Unix => now.unix_seconds().to_string(),
            Self::Date => date,
            Self::Http => format!("Thu, {day:02} Jan {year:04} {time} GMT"),
            Self::Digits => text.replace('2', "\u{ff12}"),
            Self::OneDigit => format!("{year:04}-1-{day:02}T{time}Z"),
            Self::Junk => "now".to_owned(),
            Self::Fraction => format!("{date}T{time}.000Z"),
            Self::LowerCase => text.to_lowercase(),
            Self::Trailing => format!("{text} "),
        }
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Up to here a Timestamp in the past is accepted, and from here on refused, in s. Source: rule CP-21.
const ACCEPTED: i64 = 10 * MINUTE;
const REFUSED: i64 = 65 * MINUTE;

impl Time {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? {
            return Ok(Self::Form(*u.choose(&Form::ALL)?));
        }
        Ok(Self::Off(match u.int_in_range(0..=9)? {
            0..=1 => -u.int_in_range(0..=13 * MINUTE)?,
            2..=3 => -u.int_in_range(HOUR..=40 * 24 * HOUR)?,
            // What a clock of local time is off by, labelled as UTC.
            4..=5 => -HOUR * u.int_in_range(1..=12)?,
            6 => -u.int_in_range(24 * HOUR..=40 * 365 * 24 * HOUR)?,
            7 => -u.int_in_range(13 * MINUTE..=HOUR)?,
            _ => u.int_in_range(1..=40 * 24 * HOUR)?,
        }))
    }

    pub(super) fn class(self) -> String {
        match self {
            Self::Off(off) if off > 0 => "Timestamp in the future".to_owned(),
            Self::Off(_) => "Timestamp in the past".to_owned(),
            Self::Form(form) => format!("Timestamp {}", form.told()),
        }
    }

    pub(super) fn effect(self) -> Effect {
        match self {
            // CP-21: 10 minutes are accepted, 65 refused. The moment is that of the header Date, which a
            // proxy may have written.
            Self::Off(off) if (-ACCEPTED..=0).contains(&off) => Effect::Harmless,
            Self::Off(off) if off <= -REFUSED => {
                let rule = if off % HOUR == 0 && off >= -12 * HOUR { "CP-23" } else { "CP-21" };
                Effect::Refused(rule, vec![(Failure::TimestampExpired, parameter::TIMESTAMP)])
            }
            Self::Off(off) if off >= REFUSED => {
                Effect::Advised(Advice { rule: "CP-22", served: false })
            }
            // Between them nothing is documented, and what clients send is left open.
            Self::Off(_) | Self::Form(Form::Fraction | Form::LowerCase) => Effect::Free,
            Self::Form(Form::NoZone) => Effect::Advised(Advice { rule: "CP-20", served: false }),
            Self::Form(_) => {
                Effect::Refused("CP-20", vec![(Failure::TimestampMalformed, parameter::TIMESTAMP)])
            }
        }
    }

    pub(super) fn apply(self, draft: &mut Draft, context: Context<'_>) {
        let now = context.stamp.now;
        let text = match self {
            Self::Off(off) => Timestamp::from_unix_seconds(now + off).to_string(),
            Self::Form(form) => form.written(now),
        };
        draft.set(parameter::TIMESTAMP, text);
    }

    pub(super) const fn slot(self) -> &'static str {
        parameter::TIMESTAMP
    }

    pub(super) const fn fits_version_3(self) -> bool {
        // Headers hold visible ASCII, and lose blanks at their ends.
        !matches!(self, Self::Form(Form::Digits | Form::Trailing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_that_must_be_refused_reads_as_a_timestamp() {
        for form in Form::ALL {
            if Time::Form(form).effect() != Effect::Free {
                let text = form.written(1_500_000_000);
                assert!(Timestamp::parse(&text).is_err(), "{text:?}");
            }
        }
    }

    #[test]
    fn every_form_is_written_at_any_time() {
        for now in [i64::MIN, -62_167_219_201, 0, 253_402_300_800, i64::MAX] {
            for form in Form::ALL {
                assert!(!form.written(now).is_empty(), "{form:?} at {now}");
            }
        }
        assert_eq!(Form::Month13.written(1_456_231_584), "2016-13-23T12:46:24Z");
        assert_eq!(Form::Hour25.written(1_456_231_584), "2016-02-23T25:46:24Z");
        assert_eq!(Form::Minute60.written(1_456_231_584), "2016-02-23T12:60:24Z");
        assert_eq!(Form::OneDigit.written(1_456_231_584), "2016-1-23T12:46:24Z");
    }

    #[test]
    fn the_window_is_that_of_the_rules() {
        assert_eq!(Time::Off(-600).effect(), Effect::Harmless);
        for between in [-601, -1200, -HOUR, HOUR] {
            assert_eq!(Time::Off(between).effect(), Effect::Free, "{between}");
        }
        assert!(matches!(Time::Off(7200).effect(), Effect::Advised(Advice { served: false, .. })));
        assert!(matches!(Time::Off(-4000).effect(), Effect::Refused("CP-21", _)));
        assert!(matches!(Time::Off(-5 * HOUR).effect(), Effect::Refused("CP-23", _)));
    }
}
