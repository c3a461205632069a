//! What a bend may look at.

use crate::fuzzing::recipe::site::{Cast, Site, Stamp};

/// What a bend may look at.
#[derive(Clone, Copy, Debug)]
pub(in crate::fuzzing) struct Context<'a> {
    pub(in crate::fuzzing) site: &'a Site,
    pub(in crate::fuzzing) stamp: &'a Stamp,
    pub(in crate::fuzzing) cast: &'a Cast,
}
