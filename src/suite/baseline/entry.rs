//! What a baseline accepts.

use jiff::civil::Date;

/// The accepted failures of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The path.
    pub name: String,
    /// The entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// One accepted failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Id of the rule, as the file writes it.
    pub rule: String,
    /// Why its failure is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub until: Date,
    /// The line it begins on, from 1.
    pub line: usize,
}
