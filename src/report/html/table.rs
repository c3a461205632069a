//! The table of rules, with a filter and a search that the script brings to life. Without a script it is
//! a table, and every rule is in it.

use maud::{Markup, html};

use super::filter;
use super::link::link;
use super::rule::passed;
use super::state::State;
use super::text::{attribute, shown};
use crate::outcome::{RuleResult, RunResult};

pub(super) fn table(record: &RunResult) -> Markup {
    html! {
        section aria-labelledby="rules" {
            h2 #rules tabindex="-1" { "All rules" }
            (filter(record))
            table.rules {
                caption { "Every rule that was selected; its id leads to what the documentation says and to its calls" }
                thead { tr {
                    th scope="col" { "Verdict" }
                    th scope="col" { "Rule" }
                    th scope="col" { "Level" }
                    th.what scope="col" { "What it demands" }
                    th.count scope="col" { "Passed" }
                } }
                tbody { @for rule in &record.rules { (row(record, rule)) } }
            }
        }
    }
}

fn row(record: &RunResult, rule: &RuleResult) -> Markup {
    let state = State::of_rule(record, rule);
    html! {
        tr data-rule=(attribute(&rule.id)) data-state=(state.class()) data-level=(rule.level.word()) {
            td { (state.badge()) }
            th scope="row" { (link(&rule.id)) }
            td.level { (rule.level.word()) }
            td.what { (shown(&rule.title)) }
            td.count { (passed(rule)) "/" (rule.scenarios.len()) }
        }
    }
}

fn filter(record: &RunResult) -> Markup {
    let states: Vec<(State, usize)> = State::ALL
        .into_iter()
        .map(|state| {
            let of_state = record.rules.iter().filter(|rule| State::of_rule(record, rule) == state);
            (state, of_state.count())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let choices = html! {
        @for (state, count) in states {
            label class={ "choice " (state.class()) } {
                input type="checkbox" name="state" value=(state.class()) checked;
                (state.mark()) (state.word()) " " span.faint { (count) }
            }
        }
    };
    let buttons = html! {
        button type="button" name="unfold" { "Unfold what is shown" }
        button type="button" name="fold" { "Fold all" }
    };
    filter::form("id, title, fact, scenario, reason", "Verdict", &choices, &buttons)
}
