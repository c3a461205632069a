//! What a page shows, and how much of it.

use super::calls::usual::Usual;
use super::detail::Detail;
use crate::outcome::RunResult;

/// What is shown, and how much of it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) record: &'a RunResult,
    pub(super) usual: &'a Usual<'a>,
    pub(super) detail: Detail,
}
