//! What would decide rules that stayed open.

use serde::{Deserialize, Serialize};

/// An operation that an endpoint does not serve, or not as documented, and what serving it would decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Its Action.
    pub operation: String,
    /// The rules that serving it alone would let be decided.
    pub decides: Vec<String>,
    /// The rules that need it and are open: those, and others that need more beside it.
    pub open: Vec<String>,
}
