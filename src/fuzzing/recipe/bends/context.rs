//! What a bend may look at.

use crate::fuzzing::recipe::site::{Site, Stamp};

/// What a bend may look at.
#[derive(Clone, Copy, Debug)]
pub(in crate::fuzzing) struct Context<'a> {
    pub(in crate::fuzzing) site: &'a Site,
    pub(in crate::fuzzing) stamp: &'a Stamp,
}
