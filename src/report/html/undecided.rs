//! What could not be decided, by reason, and what would decide it.

use maud::{Markup, html};

use super::View;
use super::link::link;
use super::text::{clipped, counted};
use crate::outcome::{RunResult, Verdict};
use crate::report::undecided::{REMEDY, serve};

/// One reason, and the rules of the scenarios that have it, each with their number.
struct Group<'a> {
    reason: &'a str,
    rules: Vec<(&'a str, usize)>,
}

pub(super) fn undecided(view: View<'_>) -> Markup {
    let groups = groups(view.record);
    // After an interruption another run decides them.
    let decidable = !view.record.interrupted
        && groups.iter().any(|group| group.rules.iter().any(|(_, scenarios)| *scenarios > 0));
    html! {
        @if !groups.is_empty() {
            section aria-labelledby="undecided" {
                h2 #undecided { "What could not be decided" }
                dl.reasons {
                    @for group in &groups {
                        dt.lines { (clipped(group.reason, view.detail.text)) }
                        dd { (rules(group)) }
                    }
                }
                @if decidable { p.remedy { b { "What would decide it. " } (REMEDY) } }
                @if !view.record.wanted.is_empty() {
                    dl.reasons {
                        @for wanted in &view.record.wanted {
                            dt { (serve(&wanted.operation, wanted.decides.len(), wanted.open.len())) }
                            dd {
                                @for (index, rule) in wanted.decides.iter().enumerate() {
                                    @if index > 0 { ", " }
                                    (link(rule))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rules(group: &Group<'_>) -> Markup {
    let scenarios: usize = group.rules.iter().map(|(_, scenarios)| scenarios).sum();
    html! {
        @if scenarios > 0 { (counted(scenarios, "scenario")) ": " }
        @for (index, (rule, scenarios)) in group.rules.iter().enumerate() {
            @if index > 0 { ", " }
            (link(rule))
            @if *scenarios > 1 { "×" (scenarios) }
        }
    }
}

fn groups(record: &RunResult) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for rule in &record.rules {
        if rule.scenarios.is_empty() {
            add(&mut groups, rule.reason.as_deref().unwrap_or_default(), &rule.id, 0);
        }
        for scenario in rule.scenarios.iter().filter(|s| s.verdict == Verdict::Inconclusive) {
            let reason = scenario.reason.as_deref().unwrap_or("no reason was given");
            add(&mut groups, reason, &rule.id, 1);
        }
    }
    groups
}

fn add<'a>(groups: &mut Vec<Group<'a>>, reason: &'a str, rule: &'a str, scenarios: usize) {
    let Some(group) = groups.iter_mut().find(|group| group.reason == reason) else {
        groups.push(Group { reason, rules: vec![(rule, scenarios)] });
        return;
    };
    match group.rules.last_mut().filter(|(last, _)| *last == rule) {
        Some((_, count)) => *count += scenarios,
        None => group.rules.push((rule, scenarios)),
    }
}
