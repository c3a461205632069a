//! What scenarios leave behind, on its way from the world of each to the recorder.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::select::ScenarioKey;
use super::session::Log;
use crate::api::Dialect;
use crate::outcome::Sighting;

/// What a scenario leaves behind: requests and answers, those of others that it means, notes, the dialects that answers were
/// recognised by, the one in which alone an answer is right, and how long it took in ms.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) log: Log,
    pub(super) meant: Vec<Sighting>,
    pub(super) notes: Vec<String>,
    pub(super) dialects: Vec<Dialect>,
    pub(super) other_dialect: Option<Dialect>,
    pub(super) took_ms: f64,
}

/// Evidence of scenarios that have ended, put there by the hook that ends them.
pub(super) type EvidenceStore = Arc<Mutex<BTreeMap<ScenarioKey, Evidence>>>;
