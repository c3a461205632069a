//! Places for connections. There are so many; where none is free, the connection that has said nothing for the
//! longest gives its place away, so that nobody keeps others out by saying nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// All places.
#[derive(Clone, Debug)]
pub(super) struct Places(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    began: Instant,
    taken: Mutex<BTreeMap<u64, Arc<Seat>>>,
    next: AtomicU64,
}

/// What is known of one connection.
#[derive(Debug, Default)]
struct Seat {
    /// When something was last said over it, in ms since the places are there.
    heard_at: AtomicU64,
    wanted: Notify,
}

/// A place, free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    number: u64,
    seat: Arc<Seat>,
}

/// Notes that something is said over a connection.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    places: Places,
    seat: Arc<Seat>,
}

impl Places {
    /// So many of them.
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Inner {
            most,
            began: Instant::now(),
            taken: Mutex::default(),
            next: AtomicU64::new(0),
        }))
    }

    /// A place for a new connection. Where all are taken, the idlest connection is told to go.
    pub(super) fn take(&self) -> Place {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let seat = Arc::new(Seat::default());
        seat.heard_at.store(self.now(), Ordering::Relaxed);
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= self.0.most {
            let idlest = taken
                .iter()
                .min_by_key(|(number, seat)| (seat.heard_at.load(Ordering::Relaxed), **number))
                .map(|(number, _)| *number);
            if let Some(seat) = idlest.and_then(|number| taken.remove(&number)) {
                seat.wanted.notify_one();
            }
        }
        taken.insert(number, Arc::clone(&seat));
        Place { places: self.clone(), number, seat }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Place {
    /// Done when the place is wanted for somebody else.
    pub(super) async fn wanted(&self) {
        self.seat.wanted.notified().await;
    }

    /// What notes that something is said.
    pub(super) fn pulse(&self) -> Pulse {
        Pulse { places: self.places.clone(), seat: Arc::clone(&self.seat) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let taken = &self.places.0.taken;
        taken.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}

impl Pulse {
    /// Something is said just now.
    pub(super) fn beat(&self) {
        self.seat.heard_at.store(self.places.now(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn is_wanted(place: &Place) -> bool {
        tokio::time::timeout(Duration::from_millis(5), place.wanted()).await.is_ok()
    }

    #[tokio::test]
    async fn the_idlest_goes() {
        let places = Places::new(2);
        let (first, second) = (places.take(), places.take());
        assert!(!is_wanted(&first).await && !is_wanted(&second).await);
        tokio::time::sleep(Duration::from_millis(5)).await;
        first.pulse().beat();
        let third = places.take();
        assert!(is_wanted(&second).await && !is_wanted(&first).await);
        // Its place is the third one's already.
        drop(second);
        drop(third);
        let _fourth = places.take();
        assert!(!is_wanted(&first).await);
    }

    #[tokio::test]
    async fn of_several_as_idle_the_first_goes() {
        let places = Places::new(3);
        let all: Vec<Place> = (0..6).map(|_| places.take()).collect();
        for (number, place) in all.iter().enumerate() {
            assert_eq!(is_wanted(place).await, number < 3, "{number}");
        }
    }
}
