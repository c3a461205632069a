//! Texts of a request, as they are shown.

use crate::report::escape;

/// A text on one line. A line end is shown by one sign, so that places stay where they are.
pub(super) fn shown(text: &str) -> String {
    escape::for_terminal(&text.replace('\n', "↵"))
}
