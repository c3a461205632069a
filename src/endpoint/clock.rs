//! Time as the core sees it: a number that is passed in. Reading the system clock is the socket
//! shell's.

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

    /// How many seconds lie between this instant and a timestamp, whichever comes first.
    #[must_use]
    pub fn seconds_from(self, timestamp: Timestamp) -> u64 {
        let seconds = i64::try_from(self.0 / 1000).unwrap_or(i64::MAX);
        timestamp.unix_seconds().abs_diff(seconds)
    }
}
