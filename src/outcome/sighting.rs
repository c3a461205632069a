//! Where in a run an exchange stands, for a scenario that looks back over others.

use serde::{Deserialize, Serialize};

/// An exchange of another scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Id of its rule.
    pub rule: String,
    /// Name of its scenario.
    pub scenario: String,
    /// Its number among the exchanges of that scenario, from 0.
    pub exchange: usize,
}
