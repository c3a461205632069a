//! What the files of a finding are called.

/// What the files of a finding begin with.
pub(super) const PREFIX: &str = "finding-";

/// What the files of this finding begin with.
pub(super) fn of(index: usize) -> String {
    format!("{PREFIX}{:02}", index + 1)
}
