//! What several scenarios share, one at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Waits for its turn. A value behind a lock stays usable after a panic elsewhere: each change is one step.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
