//! When something was.

use maud::{Markup, html};

use super::text::{attribute, shown};

/// A time as people read it: `2026-01-01 12:00:00 UTC`.
pub(super) fn time(started: &str) -> Markup {
    let readable = started.strip_suffix('Z').and_then(|time| time.split_once('T'));
    html! {
        @match readable {
            Some((day, time)) => { time datetime=(attribute(started)) { (shown(day)) " " (shown(time)) " UTC" } }
            None => { (shown(started)) }
        }
    }
}
