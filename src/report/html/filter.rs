//! The form that filters a table of rules: a search, the levels, and what the page adds. The script shows
//! it, since without a script it would do nothing.

use maud::{Markup, html};

use crate::api::Level;

/// The form; `searched` says in words what is searched, `choices` stands in a group named `legend`, and
/// `buttons` behind the one that shows everything again.
pub(super) fn form(searched: &str, legend: &str, choices: &Markup, buttons: &Markup) -> Markup {
    html! {
        form.filter role="search" aria-label="Rules" hidden {
            label.search {
                span { "Search" }
                input type="search" name="search" autocomplete="off" spellcheck="false" placeholder=(searched);
            }
            label {
                span { "Level" }
                select name="level" {
                    option value="" { "all levels" }
                    @for level in [Level::Must, Level::Should, Level::May] {
                        option value=(level.word()) { (level.word()) }
                    }
                }
            }
            fieldset {
                legend { (legend) }
                (choices)
            }
            div.actions {
                button type="reset" { "Show all" }
                (buttons)
                output.tally aria-live="polite" {}
            }
        }
    }
}
