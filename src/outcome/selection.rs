//! What a run was asked: which endpoint to judge, and by which scenarios.

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::api::operations::REBOOT_INSTANCE;

/// What was judged, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetSummary {
    /// `embedded`, or the path of the target file.
    pub name: String,
    /// Address of the endpoint, without user information.
    pub url: String,
    /// AccessKeyId in use.
    pub access_key_id: String,
}

/// The operation that reports of before there were others are about.
fn reboot_instance() -> String {
    REBOOT_INSTANCE.name.to_owned()
}

/// What was asked to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The operation under test; RebootInstance in reports that do not say.
    #[serde(default = "reboot_instance")]
    pub operation: String,
    /// Rule ids and tags asked for; empty means the whole edition.
    pub filters: Vec<String>,
    /// Scenarios selected.
    pub scenarios: usize,
    /// Scenarios of the whole edition.
    pub of: usize,
    /// The part of it that is run, where it was divided.
    #[serde(default)]
    pub shard: Option<Shard>,
}
