//! What was observed without being judged, rule by rule, each observation once.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::View;
use super::link::link;
use super::text::{clipped, counted};
use crate::outcome::{RuleResult, RunResult};

/// Observations of one rule that are shown.
const SHOWN: usize = 20;

pub(super) fn notes(view: View<'_>) -> Markup {
    let noted = noted(view.record);
    html! {
        @if !noted.is_empty() {
            section aria-labelledby="notes" {
                h2 #notes { "Recorded without being judged" }
                dl.reasons {
                    @for (rule, notes) in &noted {
                        dt { (link(&rule.id)) " " (super::text::shown(&rule.title)) }
                        @for note in notes.iter().take(SHOWN) { dd { (clipped(note, view.detail.text)) } }
                        @if notes.len() > SHOWN {
                            dd.faint { "… " (counted(notes.len() - SHOWN, "more observation")) ", in report.json" }
                        }
                    }
                }
            }
        }
    }
}

fn noted(record: &RunResult) -> Vec<(&RuleResult, Vec<&str>)> {
    let mut noted = Vec::new();
    for rule in &record.rules {
        let mut seen = BTreeSet::new();
        let all = rule.scenarios.iter().flat_map(|scenario| &scenario.notes).map(String::as_str);
        let notes: Vec<&str> = all.filter(|note| seen.insert(*note)).collect();
        if !notes.is_empty() {
            noted.push((rule, notes));
        }
    }
    noted
}
