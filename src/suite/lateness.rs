//! How late the Describe operations show what was made or changed. No document promises that they show it at
//! once, and the service itself does not. What is known here is learnt in the run: from an instance that is made and
//! changed for it (`arrange::late`), and from whatever is waited for later on.
//!
//! What is shown before that much time has passed says nothing about what was done just now.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// What is left for a look that is later than all before, in ms, beside half of the latest.
const ROOM_MS: u64 = 50;

/// What is known.
#[derive(Debug, Default)]
pub struct Lateness {
    /// How late something was shown, in ms, at the latest; 0 while all was shown at the first look.
    learnt_ms: AtomicU64,
    /// What was not shown at all.
    unseen: OnceLock<String>,
    /// Whether the beginning of a restart was waited for.
    restart_was_watched: AtomicBool,
}

impl Lateness {
    /// Notes that something was not shown at once, and how late it was shown.
    pub fn learn(&self, late: Duration) {
        let ms = u64::try_from(late.as_millis()).unwrap_or(u64::MAX).max(1);
        self.learnt_ms.fetch_max(ms, Ordering::Relaxed);
    }

    /// Notes what was never shown, for as long as was waited.
    pub fn note_unseen(&self, what: String) {
        // The first stays, so that what depends on it has one reason.
        self.unseen.get_or_init(|| what);
    }

    /// What was changed and never shown, if anything was: then a status that does not change says nothing.
    #[must_use]
    pub fn unseen(&self) -> Option<&str> {
        self.unseen.get().map(String::as_str)
    }

    /// How long to wait after a change until a look shows it. Nothing, where all is shown at once.
    #[must_use]
    pub fn allowance(&self) -> Duration {
        match self.learnt_ms.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            ms => Duration::from_millis(ms.saturating_add(ms / 2).saturating_add(ROOM_MS)),
        }
    }

    /// Waits until what was done just now is shown.
    pub async fn wait(&self) {
        let allowance = self.allowance();
        if !allowance.is_zero() {
            tokio::time::sleep(allowance).await;
        }
    }

    /// Notes that the beginning of a restart was waited for, so that nobody has to do so again.
    pub fn note_restart_watched(&self) {
        self.restart_was_watched.store(true, Ordering::Relaxed);
    }

    /// Whether the beginning of a restart was waited for.
    #[must_use]
    pub fn restart_was_watched(&self) -> bool {
        self.restart_was_watched.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_waited_for_where_all_is_shown_at_once() {
        let lateness = Lateness::default();
        assert_eq!(lateness.allowance(), Duration::ZERO);
        lateness.learn(Duration::ZERO);
        assert!(lateness.allowance() > Duration::ZERO, "it was not the first look");
    }

    #[test]
    fn the_latest_counts_with_room_for_a_later_one() {
        let lateness = Lateness::default();
        for ms in [300, 1500, 200] {
            lateness.learn(Duration::from_millis(ms));
        }
        assert_eq!(lateness.allowance(), Duration::from_millis(2300));
        assert_eq!(lateness.unseen(), None);
        lateness.note_unseen("one".to_owned());
        lateness.note_unseen("two".to_owned());
        assert_eq!(lateness.unseen(), Some("one"));
    }
}
