//! RequestIds that came before: rule CP-51 says that none comes twice.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 16;

/// How many are remembered at most: more than a minute's. What comes after that is held against the
/// latest ones alone.
const MOST: usize = 2_000_000;

/// The RequestIds of a run. Kept as hashes: an id may be as long as the endpoint likes. That two ids
/// have one hash by chance is refuted when the finding is looked into.
#[derive(Debug, Default)]
pub(in crate::fuzzing) struct RequestIds {
    shards: [Mutex<HashSet<u64>>; SHARDS],
    hasher: RandomState,
}

impl RequestIds {
    /// Notes an id; whether it is new.
    pub(in crate::fuzzing) fn note(&self, id: &str) -> bool {
        let hash = self.hasher.hash_one(id);
        let shard = &self.shards[(hash % SHARDS as u64) as usize];
        let mut seen = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST / SHARDS {
            seen.clear();
        }
        seen.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once() {
        let ids = RequestIds::default();
        assert!(ids.note("a") && ids.note("b") && !ids.note("a"));
    }
}
