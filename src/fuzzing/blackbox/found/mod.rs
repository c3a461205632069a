//! Findings: told apart by cause, and written down so that they can be done again.

mod curl;
mod finding;
mod gherkin;
mod json;
mod name;
mod sent;
mod text;
mod write;

pub use self::finding::Finding;
pub(super) use self::finding::Findings;
pub use self::json::{FORMAT, to_json};
pub use self::text::to_text;
pub use self::write::{check, write};
