//! How much of the calls a page shows. A run of a usual size is shown in full; where an endpoint sends
//! very much, bodies are cut, then the calls of passed scenarios become one line each, then none.

/// How the calls of passed scenarios are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// Like all others, request and answer folded.
    Whole,
    /// One line for each.
    Lines,
    /// Their number.
    Number,
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detail {
    /// Of the body of a call under judgement that did not pass, in bytes.
    pub(super) judged: usize,
    /// Of any other body or address, in bytes.
    pub(super) other: usize,
    /// Of any other text, such as expected and actual, in bytes.
    pub(super) text: usize,
    /// The calls of passed scenarios.
    pub(super) passed: Passed,
    /// Calls of one scenario that are shown.
    pub(super) calls: usize,
}

impl Detail {
    /// From everything to the least.
    pub(super) const LEVELS: [Self; 5] = [
        Self { judged: 16_384, other: 4_096, text: 8_192, passed: Passed::Whole, calls: 200 },
        Self { judged: 4_096, other: 1_024, text: 4_096, passed: Passed::Whole, calls: 100 },
        Self { judged: 2_048, other: 512, text: 1_024, passed: Passed::Lines, calls: 50 },
        Self { judged: 512, other: 256, text: 512, passed: Passed::Number, calls: 10 },
        Self { judged: 128, other: 64, text: 128, passed: Passed::Number, calls: 2 },
    ];

    /// Whether this is less than a run of a usual size gets.
    pub(super) fn is_reduced(self) -> bool {
        self != Self::LEVELS[0]
    }
}
