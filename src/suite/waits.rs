//! What a run waits for at this moment, so that it can be told while it waits.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::locked::locked;

/// What is waited for, in the order in which the waiting began.
#[derive(Debug, Default)]
pub struct Waits(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    open: BTreeMap<u64, Wait>,
}

#[derive(Debug)]
struct Wait {
    since: Instant,
    what: String,
    /// Whether it is a wait for somebody who waits.
    is_queue: bool,
}

/// Something is waited for as long as this lives.
#[derive(Debug)]
pub struct Waiting<'a> {
    waits: &'a Waits,
    number: u64,
}

impl Waits {
    /// Waits for something, as a reader would name it.
    pub fn begin(&self, what: impl Into<String>) -> Waiting<'_> {
        self.add(what.into(), false)
    }

    /// Waits for what somebody else has, and may wait for something else with.
    pub fn queue(&self, what: impl Into<String>) -> Waiting<'_> {
        self.add(what.into(), true)
    }

    fn add(&self, what: String, is_queue: bool) -> Waiting<'_> {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.open.insert(number, Wait { since: Instant::now(), what, is_queue });
        drop(open);
        Waiting { waits: self, number }
    }

    /// What has been waited for longer than this, each with how long: the oldest first, those that wait for
    /// others last.
    #[must_use]
    pub fn longer_than(&self, limit: Duration) -> Vec<(String, Duration)> {
        let open = self.open();
        let mut all: Vec<&Wait> =
            open.open.values().filter(|wait| wait.since.elapsed() > limit).collect();
        all.sort_by_key(|wait| wait.is_queue);
        all.into_iter().map(|wait| (wait.what.clone(), wait.since.elapsed())).collect()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        locked(&self.0)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.waits.open().open.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_is_told_until_it_is_there() {
        let waits = Waits::default();
        let queue = waits.queue("c");
        let first = waits.begin("a");
        let second = waits.begin("b");
        let told = || -> Vec<String> {
            waits.longer_than(Duration::ZERO).into_iter().map(|(what, _)| what).collect()
        };
        std::thread::sleep(Duration::from_millis(1));
        assert_eq!(told(), ["a", "b", "c"]);
        drop(queue);
        drop(first);
        assert_eq!(told(), ["b"]);
        assert_eq!(waits.longer_than(Duration::from_secs(60)), []);
        drop(second);
        assert_eq!(told(), [""; 0]);
    }
}
