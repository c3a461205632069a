//! How many workers have a connection at once. An endpoint may take fewer connections than there are workers,
//! and closes the others as soon as they are made: then fewer work at a time, and take turns.

use std::time::Duration;

use super::worker::Worker;

/// How often a request is made again whose connection may have been one too many.
const MOST_TRIES: u32 = 7;

/// How long is waited before the second try; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

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
