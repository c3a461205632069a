//! An instance that is lent, and how it was come by.

use std::time::Instant;

use crate::suite::need::Need;
use crate::suite::target::List;

/// How a lent instance was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Listed(List),
    Control,
    Command,
    /// Listed as Running, and stopped for the scenario.
    Stopped,
}

/// An instance lent to one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: String,
    /// The state it was lent in.
    pub need: Need,
    pub(super) origin: Origin,
}

impl Lease {
    /// Whether it was made for the scenario, and may therefore be changed.
    #[must_use]
    pub fn can_be_changed(&self) -> bool {
        self.origin == Origin::Control
    }

    /// Whether the endpoint was told how long a restart of it takes.
    #[must_use]
    pub fn boot_was_told(&self) -> bool {
        matches!(self.origin, Origin::Control | Origin::Command)
    }
}

/// A lease, and what became of the instance meanwhile.
#[derive(Debug)]
pub(super) struct Lent {
    pub(super) lease: Lease,
    /// When it was restarted, if it was.
    pub(super) restarted: Option<Instant>,
    /// Its removal was asked for, and there was no answer.
    pub(super) removal_unanswered: bool,
}
