//! Ways from one place of a page to another.

use maud::{Markup, html};

use super::text::{attribute, shown};

/// A rule's id, leading to it.
pub(super) fn link(id: &str) -> Markup {
    html! { a.id href={ "#" (attribute(id)) } { (shown(id)) } }
}
