//! What four bytes of an input say.

use arbitrary::Arbitrary;

/// A step; what its bytes choose from is read in `calls` and `controls`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Arbitrary)]
pub struct Step {
    /// What is done: a call, a replay, waiting, an arrangement.
    pub what: u8,
    /// To which instance, or with which earlier call.
    pub whom: u8,
    /// How: parameters, scheme, how long.
    pub how: u8,
    /// With which mistake, or what is arranged.
    pub with: u8,
}
