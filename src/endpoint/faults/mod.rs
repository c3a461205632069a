//! Faults: named, deliberate deviations of the reference endpoint, each a mistake that an implementer
//! could ship. Each is a layer in front of the endpoint (`front`), whose own code does nothing wrong: `list`
//! has the names and what each breaks, `acts` what each does.

mod acts;
mod list;

use std::fmt;
use std::str::FromStr;

pub use list::Fault;

use crate::api::Edition;
use crate::api::operations::{self, Operation};
use crate::api::rules::rule;

/// Rules that no fault breaks, each with the reason.
pub const WITHOUT_FAULTS: &[(&str, &str)] = &[
    ("RQ-02", "the reference endpoint serves plain HTTP, so it has no certificate to get wrong"),
    ("RS-11", "either way of writing conforms, and which one it was is only recorded"),
    ("SG-02", "the published vector tests the suite's own signer; no endpoint takes part"),
];

const NO_FORM: &str = "the pages of 2018 have no form body";

/// Faults that violate nothing in an edition that has their rule, since its pages leave that open.
pub const OPEN: &[(Fault, Edition, &str)] = &[
    (
        Fault::LockedStopped,
        Edition::Current,
        "the latest editions of the lock page let StopInstance through",
    ),
    (Fault::LockLiftedByHalf, Edition::Core, "a lock for financial reasons is of later pages"),
    (Fault::NoncePerMethod, Edition::Core, "POST is of later pages"),
    (Fault::NoncePerVersion, Edition::Core, "signature version 3 is of later pages"),
    (Fault::NonceLongRefused, Edition::Core, "the pages of 2018 tell no length of a nonce"),
    (Fault::DiskAndKeyInternalError, Edition::Core, "keys of disks are of later pages"),
    (Fault::FormForceStopUnsigned, Edition::Core, NO_FORM),
    (Fault::FormEmptyAddedUnseen, Edition::Core, NO_FORM),
    (Fault::FormEmptyDroppedUnseen, Edition::Core, NO_FORM),
];

impl Fault {
    /// Whether it violates its rule as this edition has it.
    #[must_use]
    pub fn violates_in(self, edition: Edition) -> bool {
        let is_open = OPEN.iter().any(|(open, within, _)| *open == self && *within == edition);
        rule(self.rule()).is_some_and(|rule| edition.covers(rule.edition)) && !is_open
    }

    /// The operation whose rule it violates; `None` where that is common to all.
    #[must_use]
    pub fn operation(self) -> Option<&'static Operation> {
        operations::of_rule(self.rule())
    }

    /// Whether it reaches instances that the call does not name, those of other scenarios among them.
    /// Scenarios then run one after another, or others fail by chance.
    #[must_use]
    pub const fn reaches_others(self) -> bool {
        matches!(
            self,
            Self::RestartHitsAll | Self::RestartHitsNeighbours | Self::EmptyIdFirstInstance
        )
    }

    /// Whether it shows or not as the clock has it: by whether two calls fall into one second. What
    /// falls with it is then not the same every time; the rule that it violates always does.
    #[must_use]
    pub const fn depends_on_the_clock(self) -> bool {
        matches!(
            self,
            Self::SimilarCallRefused | Self::SecondCallInSecondRefused | Self::RestartPassesStopped
        )
    }

    /// Whether it shows or not as other scenarios have it, which run beside one: by whether two calls go over one
    /// connection, or how many others come between. Which scenarios of its rule fall with it is then not the same
    /// every time; that one does is.
    #[must_use]
    pub const fn depends_on_other_calls(self) -> bool {
        matches!(self, Self::NoncePerConnection | Self::NonceLast500)
    }
}

/// Bits in one word of [`Faults`].
const WORD: usize = 64;

/// Words in one [`Faults`].
const WORDS: usize = 6;

const _: () = assert!(Fault::ALL.len() <= WORD * WORDS, "more faults than bits");

/// A set of faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults([u64; WORDS]);

impl Faults {
    /// No fault: the endpoint is faithful.
    pub const NONE: Self = Self([0; WORDS]);

    /// Whether a fault is switched on.
    #[must_use]
    pub const fn has(self, fault: Fault) -> bool {
        let at = fault as usize;
        self.0[at / WORD] >> (at % WORD) & 1 == 1
    }

    /// The same set with one fault more.
    #[must_use]
    pub const fn with(mut self, fault: Fault) -> Self {
        let at = fault as usize;
        self.0[at / WORD] |= 1 << (at % WORD);
        self
    }

    /// The faults in it.
    pub fn iter(self) -> impl Iterator<Item = Fault> {
        Fault::ALL.iter().copied().filter(move |&fault| self.has(fault))
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self::NONE.with(fault)
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        faults.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {0:?}")]
pub struct UnknownFault(pub String);

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        Self::ALL
            .iter()
            .copied()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

impl FromStr for Faults {
    type Err = UnknownFault;

    /// Names with commas between them; an empty text is no fault.
    fn from_str(names: &str) -> Result<Self, UnknownFault> {
        names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(Fault::from_str)
            .collect()
    }
}

#[cfg(test)]
mod probes;
#[cfg(test)]
mod tests;
