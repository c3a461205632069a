//! How many workers have a connection at once. An endpoint may take fewer connections than there are workers,
//! and closes the others as soon as they are made: then fewer work at a time, and take turns.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::worker::Worker;

/// How often a request is made again whose connection may have been one too many.
const MOST_TRIES: u32 = 7;

/// How long is waited before the second try; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// The right to have a connection.
pub(super) type Place = OwnedSemaphorePermit;

/// Places for workers.
#[derive(Debug)]
pub(super) struct Places {
    all: usize,
    free: Arc<Semaphore>,
    given_up: AtomicUsize,
}

impl Places {
    /// One for each worker.
    pub(super) fn new(all: usize) -> Self {
        Self { all, free: Arc::new(Semaphore::new(all)), given_up: AtomicUsize::new(0) }
    }

    /// Waits for a place. There is always one: the semaphore is never closed.
    pub(super) async fn take(&self) -> Option<Place> {
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Whether there are fewer places than workers, so that they take turns.
    pub(super) fn is_narrow(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) > 0
    }

    /// Gives a place up for good, where others are left.
    fn give_up(&self, place: Place) -> bool {
        let before = self.given_up.fetch_add(1, Ordering::Relaxed);
        if before + 1 >= self.all {
            self.given_up.fetch_sub(1, Ordering::Relaxed);
            return false;
        }
        place.forget();
        true
    }

    /// It was not for the connections: the place comes back.
    fn give_back(&self) {
        self.given_up.fetch_sub(1, Ordering::Relaxed);
        self.free.add_permits(1);
    }
}

impl Worker {
    /// A request had no answer on a connection of its own. Whether it is to be made again, since that may
    /// have been one too many: with fewer open, after a while.
    pub(super) async fn gives_way(&mut self, tries: u32) -> bool {
        self.connection = None;
        if tries == 0 {
            // Those that wait for the next look take room as well.
            self.shared.session.keep_no_connections();
            let Some(place) = self.place.take() else { return false };
            return self.shared.places.give_up(place);
        }
        if tries > MOST_TRIES {
            self.shared.places.give_back();
            return false;
        }
        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(tries - 1)).await;
        true
    }

    /// Before a look, which has a connection of its own: with one at a time there are as many as places.
    pub(super) fn makes_room(&mut self) {
        if self.shared.places.is_narrow() {
            self.connection = None;
        }
    }

    /// Lets another worker have a turn, where there are not enough places.
    pub(super) fn takes_turns(&mut self) {
        if self.shared.places.is_narrow() {
            self.connection = None;
            self.place = None;
        }
    }
}
