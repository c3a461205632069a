//! What a run was asked: which endpoint to judge, and by which scenarios.

use super::Shard;
use crate::api::{Dialect, Edition};

/// What was judged, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetSummary {
    /// `embedded`, or the path of the target file.
    pub name: String,
    /// Address of the endpoint, without user information.
    pub url: String,
    /// AccessKeyId in use.
    pub access_key_id: String,
}

/// What was asked to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The operation under test.
    pub operation: String,
    /// The edition.
    pub edition: Edition,
    /// The dialect that the endpoint was held to, if it was.
    pub dialect: Option<Dialect>,
    /// Rule ids and tags asked for; empty means the whole edition.
    pub filters: Vec<String>,
    /// Scenarios selected.
    pub scenarios: usize,
    /// Scenarios of the whole edition.
    pub of: usize,
    /// The part of it that is run, where it was divided.
    pub shard: Option<Shard>,
}
