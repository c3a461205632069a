//! How many of something came to which verdict.

use super::Verdict;

/// How many rules of one level came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Could not be decided.
    pub inconclusive: usize,
    /// Could not be run.
    pub error: usize,
}

impl Counts {
    /// Counts verdicts.
    #[must_use]
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            *match verdict {
                Verdict::Pass => &mut counts.pass,
                Verdict::Fail => &mut counts.fail,
                Verdict::Inconclusive => &mut counts.inconclusive,
                Verdict::Error => &mut counts.error,
            } += 1;
        }
        counts
    }

    /// All of them together.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.pass + self.fail + self.inconclusive + self.error
    }
}

/// `2 of 3 MUST rules`, and of one alone `the one MUST rule`.
pub(super) fn of_must(count: usize, total: usize) -> String {
    match (count, total) {
        (1, 1) => "the one MUST rule".to_owned(),
        _ => format!("{count} of {total} MUST rules"),
    }
}
