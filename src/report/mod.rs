//! Results as text: for a terminal or a log ([`terminal`]), and as JSON for other tools ([`json`]).
//!
//! Reads [`outcome`](crate::outcome) and decides nothing: verdicts and reasons are those of the
//! result. Prints nothing either; it returns text, and [`files`] puts it into a folder.
//!
//! Whatever an endpoint sent is hostile, and whatever a user configured may be secret. Both are dealt
//! with here, at the edge: [`redacted()`] first, since an escape could break up a secret, then
//! [`escape`] in the way of the format. Every format is made of a run that went through the one, and does the other.

mod alike;
mod automaton;
pub mod compare;
mod cut;
pub mod digest;
pub mod doctor;
pub mod escape;
mod exchange;
mod failure;
mod file;
pub mod files;
pub mod github;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
mod mask;
pub mod merge;
pub mod messages;
mod page;
mod plain;
pub mod redact;
mod redacted;
mod reproduce;
mod shell;
pub mod side_by_side;
pub mod stored;
mod table;
pub mod terminal;
mod undecided;
mod unescape;
pub mod verify;
mod words;
mod writings;

pub use file::ReportError;
pub use page::wrap;
pub use redact::Redactor;
pub use redacted::redacted;
pub use shell::shell_quoted;
pub use terminal::{Style, render};
