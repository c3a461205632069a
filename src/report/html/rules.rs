//! The rules one by one, grouped as the documentation is, and in brief those that did not do as it says.

use maud::{Markup, html};

use super::View;
use super::link::link;
use super::rule;
use super::state::State;
use super::text::{clipped, counted, shown};
use crate::outcome::{RuleResult, ScenarioResult};

/// How many deviations are named in brief; the table has them all.
const IN_BRIEF: usize = 40;

/// What failed, warned or could not be run, in brief: violations first.
pub(super) fn not_as_documented(view: View<'_>) -> Markup {
    let mut bad: Vec<(State, &RuleResult)> = view
        .record
        .rules
        .iter()
        .map(|rule| (State::of_rule(view.record, rule), rule))
        .filter(|(state, _)| state.is_bad())
        .collect();
    let order = |state: State| match state {
        State::Failed => 0,
        State::Error => 1,
        _ => 2,
    };
    bad.sort_by_key(|(state, _)| order(*state));
    html! {
        @if !bad.is_empty() {
            section aria-labelledby="deviations" {
                h2 #deviations { "What went wrong" }
                ul.deviations {
                    @for (state, rule) in bad.iter().take(IN_BRIEF) { li { (brief(*state, rule)) } }
                }
                @if bad.len() > IN_BRIEF {
                    p { "… and " (counted(bad.len() - IN_BRIEF, "more rule")) ", in the table below." }
                }
            }
        }
    }
}

fn brief(state: State, rule: &RuleResult) -> Markup {
    let scenario = rule.scenarios.iter().find(|scenario| scenario.verdict == rule.verdict);
    html! {
        p { (state.badge()) " " (link(&rule.id)) " " b { (shown(&rule.title)) } }
        @if let Some(scenario) = scenario { (difference(scenario)) }
    }
}

fn difference(scenario: &ScenarioResult) -> Markup {
    let one_line = |text: &str| {
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" · ")
    };
    html! {
        @match (&scenario.expected, &scenario.actual) {
            (Some(expected), Some(actual)) => {
                dl.brief {
                    div { dt { "expected" } dd { (clipped(&one_line(expected), 240)) } }
                    div { dt { "came" } dd { (clipped(&one_line(actual), 240)) } }
                }
            }
            _ => {
                @if let Some(reason) = &scenario.reason { p.faint { (clipped(&one_line(reason), 240)) } }
            }
        }
    }
}

/// Every rule with what the documentation says, its scenarios and their calls.
pub(super) fn one_by_one(view: View<'_>) -> Markup {
    let mut files: Vec<&str> = Vec::new();
    for rule in &view.record.rules {
        if !files.contains(&&*rule.file) {
            files.push(&rule.file);
        }
    }
    html! {
        section aria-labelledby="one-by-one" {
            h2 #one-by-one { "Rule by rule" }
            p.only-print {
                "On paper, rules that passed are in the table above alone; the file itself holds their calls."
            }
            @for file in files {
                section.group {
                    h3 { (shown(&heading(file))) }
                    @for rule in view.record.rules.iter().filter(|rule| rule.file == file) {
                        (rule::rule(view, rule))
                    }
                }
            }
        }
    }
}

/// `03_locked_instances.feature` as `Locked instances`.
fn heading(file: &str) -> String {
    let name = file.strip_suffix(".feature").unwrap_or(file);
    let words = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_reads_as_a_heading() {
        assert_eq!(heading("03_locked_instances.feature"), "Locked instances");
        assert_eq!(heading(""), "");
    }

    #[test]
    fn a_link_cannot_leave_its_attribute() {
        let link = link("\"><script>javascript:alert(1)\u{202e}").into_string();
        assert!(!link.contains("<script") && !link.contains('\u{202e}'), "{link}");
        assert!(link.starts_with("<a class=\"id\" href=\"#&quot;&gt;&lt;script&gt;"), "{link}");
    }
}
