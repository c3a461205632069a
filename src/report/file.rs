//! Why a report could not be made.

use crate::files::write::WriteError;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be written: the user's, who should choose another place.
    #[error(transparent)]
    File(#[from] WriteError),
    /// The result could not be put into JSON: the suite's own fault, please report it.
    #[error(
        "the result cannot be put into JSON ({0}); this is a fault of rebootspec, please report it"
    )]
    Json(#[from] serde_json::Error),
    /// The result could not be put into XML: the suite's own fault, please report it.
    #[error(
        "the result cannot be put into XML ({0}); this is a fault of rebootspec, please report it"
    )]
    Xml(String),
}
