//! Time as the core sees it: a number that is passed in. Reading the system clock is the socket
//! shell's.

use std::fmt;

use crate::wire::timestamp::Timestamp;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    /// The end of time: what lasts until then does not pass by itself.
    pub const NEVER: Self = Self(u64::MAX);

    /// From milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_ms(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.0
    }

    /// The instant so many milliseconds later, [`Moment::NEVER`] at most.
    #[must_use]
    pub const fn after_ms(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The instant so many milliseconds earlier, the beginning of the count at least.
    #[must_use]
    pub const fn before_ms(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_sub(milliseconds))
    }

    /// As a timestamp, in whole seconds.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_unix_seconds(i64::try_from(self.0 / 1000).unwrap_or(i64::MAX))
    }

    /// How many seconds lie between this instant and a timestamp, whichever comes first.
    #[must_use]
    pub fn seconds_from(self, timestamp: Timestamp) -> u64 {
        timestamp.unix_seconds().abs_diff(self.timestamp().unix_seconds())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.timestamp().to_string();
        write!(f, "{}.{:03}Z", seconds.trim_end_matches('Z'), self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_to_the_millisecond() {
        let moment = Moment::from_unix_ms(1_767_225_600_042);
        assert_eq!(moment.to_string(), "2026-01-01T00:00:00.042Z");
        assert_eq!(moment.before_ms(43).after_ms(1).unix_ms(), 1_767_225_600_000);
    }
}
