//! The connection of a worker: made when it is needed, kept as long as the endpoint keeps it, and known with
//! what is on its way over it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::http::{self, RawAnswer};
use super::shared::count;
use super::socket::{Connection, Ending};
use super::worker::{Came, Worker};
use crate::suite::locked::locked;

/// How often, and how far apart, a connection is tried before an endpoint counts as gone.
const KNOCKS: u32 = 20;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(100);

impl Worker {
    /// Makes sure that there is a connection.
    pub(super) async fn connect(&mut self) -> Result<(), Came> {
        if self.connection.is_some() {
            return Ok(());
        }
        let mut why = String::new();
        for _ in 0..KNOCKS {
            match Connection::open(&self.shared.to, self.shared.patience).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    return Ok(());
                }
                Err(ending) => why = ending.to_string(),
            }
            if self.shared.stop.load(Ordering::Relaxed) {
                return Err(Came::Gone);
            }
            tokio::time::sleep(BETWEEN_KNOCKS).await;
        }
        self.shared.gone(&why);
        Err(Came::Gone)
    }

    /// Sends a request and reads its answer.
    pub(super) async fn exchange(
        &mut self,
        bytes: &[u8],
        is_head: bool,
    ) -> Result<RawAnswer, Ending> {
        if self.connect().await.is_err() {
            return Err(Ending::Unreachable("no connection any more".to_owned()));
        }
        self.note_in_flight(bytes);
        let patience = self.shared.patience;
        let Some(connection) = &mut self.connection else {
            return Err(Ending::Unreachable("no connection".to_owned()));
        };
        let attempt = async {
            connection.write(bytes).await;
            http::read(connection, is_head).await
        };
        let result = tokio::time::timeout(patience, attempt).await.unwrap_or(Err(Ending::TimedOut));
        if result.is_ok() && !connection.buffer.is_empty() {
            count(&self.shared.counts.surplus);
        }
        match &result {
            // What came unasked belongs to no request.
            Ok(answer) if !answer.closes && connection.buffer.is_empty() => {}
            _ => self.connection = None,
        }
        if result.is_ok() {
            self.note_answered();
        }
        result
    }

    pub(super) fn note_in_flight(&self, bytes: &[u8]) {
        let mut slot = locked(&self.shared.in_flight[self.number]);
        slot.bytes.clear();
        // A megabyte tells no more than its beginning.
        slot.bytes.extend_from_slice(&bytes[..bytes.len().min(64 * 1024)]);
        slot.answered = false;
    }

    pub(super) fn note_answered(&self) {
        locked(&self.shared.in_flight[self.number]).answered = true;
    }
}
