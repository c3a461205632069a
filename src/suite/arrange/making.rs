//! What is just being made, and has no id yet.

use std::sync::Mutex;

use crate::suite::locked::locked;
use crate::suite::need::Need;

/// What is just being made.
#[derive(Debug, Default)]
pub(super) struct Making(pub(super) Mutex<Vec<String>>);

/// One of them, until it is there; dropped before that, it stays for ever.
pub(super) struct Made<'a>(&'a Making, String);

impl Making {
    pub(super) fn begin(&self, need: &Need) -> Made<'_> {
        let what = need.to_string();
        locked(&self.0).push(what.clone());
        Made(self, what)
    }
}

impl Made<'_> {
    pub(super) fn done(self) {
        let mut making = locked(&self.0.0);
        if let Some(at) = making.iter().position(|what| *what == self.1) {
            making.swap_remove(at);
        }
    }
}
