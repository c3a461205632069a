//! Rules by level, each level as a bar and in words.

use maud::{Markup, html};

use super::state::State;
use super::text::counted;
use crate::api::Level;
use crate::outcome::RunResult;

pub(super) fn levels(record: &RunResult) -> Markup {
    html! {
        section aria-labelledby="levels" {
            h2 #levels { "Rules by level" }
            dl.levels {
                @for level in [Level::Must, Level::Should, Level::May] { (one(record, level)) }
            }
        }
    }
}

fn one(record: &RunResult, level: Level) -> Markup {
    let states: Vec<State> = record
        .rules
        .iter()
        .filter(|rule| rule.level == level)
        .map(|rule| State::of_rule(record, rule))
        .collect();
    let parts: Vec<(State, usize)> = State::ALL
        .into_iter()
        .map(|state| (state, states.iter().filter(|s| **s == state).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    html! {
        @if !states.is_empty() {
            div {
                dt { (level.word()) " " span.faint { (counted(states.len(), "rule")) } }
                dd {
                    (bar(&parts, states.len()))
                    ul.legend {
                        @for (state, count) in &parts {
                            li class=(state.class()) { (state.mark()) b { (count) } " " (state.words()) }
                        }
                    }
                }
            }
        }
    }
}

/// The parts side by side. It says nothing that the words below it do not.
fn bar(parts: &[(State, usize)], total: usize) -> Markup {
    let percent = |count: usize| format!("{:.3}%", 100.0 * share(count, total));
    let placed = parts.iter().scan(0, |left, (state, count)| {
        let from = *left;
        *left += count;
        Some((state, from, *count))
    });
    html! {
        svg.bar aria-hidden="true" width="100%" height="18" {
            @for (state, from, count) in placed {
                rect class={ "fill-" (state.class()) } x=(percent(from)) y="0" width=(percent(count)) height="18" {}
            }
        }
    }
}

/// A part of a whole, from 0 to 1.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "numbers of rules and calls are small")]
    let share = part as f64 / whole.max(1) as f64;
    share
}
