//! How many workers may have a connection at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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
    pub(super) fn give_up(&self, place: Place) -> bool {
        let before = self.given_up.fetch_add(1, Ordering::Relaxed);
        if before + 1 >= self.all {
            self.given_up.fetch_sub(1, Ordering::Relaxed);
            return false;
        }
        place.forget();
        true
    }

    /// It was not for the connections: the place comes back.
    pub(super) fn give_back(&self) {
        self.given_up.fetch_sub(1, Ordering::Relaxed);
        self.free.add_permits(1);
    }
}
