//! The nonces that were used: a call signed with one of them again is a replay.
//!
//! An entry is forgotten when no request that carries it can still be accepted, because its
//! timestamp would have expired. Requests that are not rightly signed leave no entry, so that
//! nobody else can use up a caller's nonces or this memory.

use std::collections::{HashSet, VecDeque};

use sha1::{Digest, Sha1};

use super::clock::Moment;

/// How many nonces are remembered at most; the oldest go first. Reached only by more than 500 calls
/// a second for half an hour.
const MAX_REMEMBERED: usize = 1_000_000;

/// Of a key id and a nonce: a nonce may be a megabyte long, its digest is not.
type Mark = [u8; 20];

/// The nonces that were used lately.
#[derive(Debug)]
pub(super) struct Nonces {
    lifetime_ms: u64,
    used: HashSet<Mark>,
    in_order: VecDeque<(Moment, Mark)>,
}

impl Nonces {
    /// Entries live so long after they were received.
    pub(super) fn new(lifetime_ms: u64) -> Self {
        Self { lifetime_ms, used: HashSet::new(), in_order: VecDeque::new() }
    }

    /// Marks a nonce of a key as used. Returns whether it was unused until now.
    pub(super) fn claim(&mut self, key_id: &str, nonce: &str, now: Moment) -> bool {
        self.forget(now);
        let mark = mark(key_id, nonce);
        let unused = self.used.insert(mark);
        if unused {
            self.in_order.push_back((now.after_ms(self.lifetime_ms), mark));
        }
        unused
    }

    fn forget(&mut self, now: Moment) {
        while let Some(&(until, mark)) = self.in_order.front() {
            if now <= until && self.in_order.len() < MAX_REMEMBERED {
                break;
            }
            self.used.remove(&mark);
            self.in_order.pop_front();
        }
    }
}

fn mark(key_id: &str, nonce: &str) -> Mark {
    Sha1::new()
        .chain_update(key_id.len().to_be_bytes())
        .chain_update(key_id)
        .chain_update(nonce)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_used_once_per_key_until_it_is_forgotten() {
        let at = Moment::from_unix_ms;
        let mut nonces = Nonces::new(100);
        assert!(nonces.claim("k", "n", at(0)));
        assert!(!nonces.claim("k", "n", at(100)));
        assert!(nonces.claim("l", "n", at(100)));
        assert!(nonces.claim("k", "m", at(100)));
        assert!(nonces.claim("k", "n", at(101)));
        assert_eq!(nonces.in_order.len(), nonces.used.len());
    }

    #[test]
    fn where_the_key_ends_counts() {
        let mut nonces = Nonces::new(100);
        assert!(nonces.claim("ab", "c", Moment::from_unix_ms(0)));
        assert!(nonces.claim("a", "bc", Moment::from_unix_ms(0)));
    }
}
