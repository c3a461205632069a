//! Ids and secrets, all from one seed, so that a run can be repeated to the letter.

use fastrand::Rng;

use super::faults::{Fault, Faults};

/// The source of everything that has to be unique.
#[derive(Debug)]
pub(super) struct Ids {
    random: Rng,
    /// The bits of the last RequestId. Only faults ask.
    last: u128,
}

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Digits beyond the first ones of an id: as many as the service's own ids have.
const LENGTH: usize = 20;

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: Rng::with_seed(seed), last: 0 }
    }

    /// A RequestId: 8-4-4-4-12 upper-case hexadecimal digits. Source: RebootInstance, "Examples".
    pub(super) fn request(&mut self, served: bool, faults: Faults) -> String {
        let repeated = faults.has(Fault::RequestIdFixed)
            || (faults.has(Fault::RefusalRepeatsRequestId) && !served);
        if !repeated {
            self.last = self.random.u128(..);
        }
        let group = |low: u32, digits: u32| self.last >> low & ((1 << (4 * digits)) - 1);
        let id = format!(
            "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
            group(96, 8),
            group(80, 4),
            group(64, 4),
            group(48, 4),
            group(0, 12),
        );
        if faults.has(Fault::RequestIdLowerCase) {
            id.to_ascii_lowercase()
        } else if faults.has(Fault::RequestIdWithoutHyphens) {
            id.replace('-', "")
        } else {
            id
        }
    }

    /// A name with this beginning that is not taken.
    pub(super) fn unused(&mut self, beginning: &str, taken: impl Fn(&str) -> bool) -> String {
        loop {
            let id = format!("{beginning}{}", self.text(LENGTH));
            if !taken(&id) {
                return id;
            }
        }
    }

    /// So many letters and digits.
    pub(super) fn text(&mut self, length: usize) -> String {
        (0..length)
            .filter_map(|_| self.random.choice(LETTERS))
            .map(|&byte| char::from(byte))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::reply::is_request_id;

    #[test]
    fn a_seed_repeats_and_a_source_does_not() {
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        let first = one.request(true, Faults::NONE);
        assert!(is_request_id(&first), "{first}");
        assert_eq!(two.request(true, Faults::NONE), first);
        assert_ne!(one.request(true, Faults::NONE), first);
    }

    #[test]
    fn a_taken_name_is_not_given() {
        let first = Ids::new(7).unused("i-", |_| false);
        assert_ne!(Ids::new(7).unused("i-", |id| id == first), first);
    }
}
