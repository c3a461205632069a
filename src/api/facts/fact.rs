//! What a page says, a sentence or a row at a time, and what holds an endpoint to it.

use crate::api::rules::Source;

/// A page of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which page.
    pub source: Source,
    /// What it says.
    pub facts: &'static [Fact],
}

/// One sentence of a page, or one row of one of its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The section it stands in.
    pub section: &'static str,
    /// What it says, in our words.
    pub says: &'static str,
    /// What holds an endpoint to it.
    pub held: Held,
}

/// What holds an endpoint to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// These rules.
    By(&'static [&'static str]),
    /// Nothing that could be seen from outside, for this reason.
    NotObservable(&'static str),
}

impl Fact {
    /// Whether a rule holds an endpoint to it.
    #[must_use]
    pub fn is_held_by(&self, rule: &str) -> bool {
        matches!(self.held, Held::By(rules) if rules.contains(&rule))
    }
}

/// A fact, or a row of a table, and the rules that hold an endpoint to it.
pub(super) const fn by(
    section: &'static str,
    says: &'static str,
    rules: &'static [&'static str],
) -> Fact {
    Fact { section, says, held: Held::By(rules) }
}

/// A fact that no call can show, and why.
pub(super) const fn aside(section: &'static str, says: &'static str, reason: &'static str) -> Fact {
    Fact { section, says, held: Held::NotObservable(reason) }
}

/// Why a pointer to another page is no fact of its own.
pub(super) const POINTER: &str = "it points to another page, whose facts stand there";

/// Why advice to callers is nothing that an endpoint could be held to.
pub(super) const ADVICE: &str = "it is advice to callers";
