//! How many of something came to which verdict, and in which dialect.

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::api::Dialect;

/// How many came to which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Could not be decided.
    pub inconclusive: usize,
    /// Could not be run.
    pub error: usize,
    /// All of them together.
    pub total: usize,
}

impl Counts {
    /// Counts verdicts.
    #[must_use]
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            counts.total += 1;
            *match verdict {
                Verdict::Pass => &mut counts.pass,
                Verdict::Fail => &mut counts.fail,
                Verdict::Inconclusive => &mut counts.inconclusive,
                Verdict::Error => &mut counts.error,
            } += 1;
        }
        counts
    }
}

/// Rules by level, and scenarios, by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllCounts {
    /// MUST rules.
    #[serde(rename = "MUST")]
    pub must: Counts,
    /// SHOULD rules.
    #[serde(rename = "SHOULD")]
    pub should: Counts,
    /// MAY rules.
    #[serde(rename = "MAY")]
    pub may: Counts,
    /// Scenarios of all rules.
    pub scenarios: Counts,
}

/// Which dialect of error codes the endpoint spoke.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectsSpoken {
    /// The dialect that the run accepts alone.
    pub held_to: Option<Dialect>,
    /// Answers that only the Response results page documents.
    pub documented: usize,
    /// Answers that only the API gateway documents.
    pub gateway: usize,
}

/// `2 of 3 MUST rules`, and of one alone `the one MUST rule`.
pub(super) fn of_must(count: usize, total: usize) -> String {
    match (count, total) {
        (1, 1) => "the one MUST rule".to_owned(),
        _ => format!("{count} of {total} MUST rules"),
    }
}
