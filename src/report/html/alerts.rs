//! What has to be known before anything else is believed: a control call that was not served, a fault
//! of the suite, an interruption, a baseline that does not hold, states that were not given back.

use maud::{Markup, html};

use super::View;
use super::calls;
use super::text::{clipped, counted, shown};
use crate::outcome::{ControlCall, RunResult};

pub(super) fn alerts(view: View<'_>) -> Markup {
    let record = view.record;
    let text = view.detail.text;
    html! {
        @if let Some(fault) = &record.suite_fault {
            section.alert.error aria-labelledby="suite-fault" {
                h2 #suite-fault { "The suite broke" }
                p.lines { (clipped(fault, text)) }
                p { "This is a fault of rebootspec and not of the endpoint. Please report it with this file." }
            }
        }
        (control(view))
        @if record.interrupted { (interruption(record)) }
        @if let Some(other) = record.other_dialect() {
            section.alert.undecided aria-labelledby="other-dialect" {
                h2 #other-dialect { "The dialect “" (other.spoken.word()) "”" }
                p { "One cause: " (other.sentence()) "." }
            }
        }
        @if !record.baseline_faults.is_empty() {
            section.alert.failed aria-labelledby="baseline-faults" {
                h2 #baseline-faults { "The baseline does not hold" }
                ul { @for fault in &record.baseline_faults { li { (clipped(fault, text)) } } }
            }
        }
        @if !record.not_given_back.is_empty() {
            section.alert.undecided aria-labelledby="not-given-back" {
                h2 #not-given-back { "Not given back" }
                p { "The run could not undo this. Set it back by hand:" }
                ul { @for left in &record.not_given_back { li { (clipped(left, text)) } } }
            }
        }
        (accepted(view))
    }
}

fn control(view: View<'_>) -> Markup {
    let failed = |attempt: Option<&ControlCall>| attempt.and_then(|call| call.failure.clone());
    let first = &view.record.control.first;
    let last = view.record.control.last.as_ref();
    html! {
        @if let Some(failure) = failed(Some(first)) {
            (not_served(view, "first", "Before anything is judged, one plain correct call has to be \
                served. It was not, so no scenario was run.", &failure, first))
        } @else if let (Some(failure), Some(last)) = (failed(last), last) {
            (not_served(view, "last", "After the last scenario one plain correct call has to be served \
                still. It was not, so what is shown below is evidence, and no verdict.", &failure, last))
        }
    }
}

fn not_served(view: View<'_>, which: &str, why: &str, failure: &str, call: &ControlCall) -> Markup {
    html! {
        section.alert.error aria-labelledby="control-call" {
            h2 #control-call { "The " (which) " control call was not served" }
            p { (why) }
            pre.diagnosis { (clipped(failure, view.detail.judged)) }
            (calls::whole(view, &call.exchanges))
        }
    }
}

fn interruption(record: &RunResult) -> Markup {
    // A scenario that was not run to its end took no time.
    let scenarios = record.rules.iter().flat_map(|rule| &rule.scenarios);
    let ran = scenarios.filter(|scenario| scenario.took_ms > 0.0).count();
    html! {
        section.alert.undecided aria-labelledby="interrupted" {
            h2 #interrupted { "Stopped before its end" }
            p { "Why: " (record.interruption()) "." }
            p { (ran) " of " (record.selection.scenarios) " selected scenarios were run." }
        }
    }
}

/// What the user has decided to live with.
fn accepted(view: View<'_>) -> Markup {
    let record = view.record;
    html! {
        @if !record.accepted.is_empty() {
            section aria-labelledby="accepted" {
                h2 #accepted { "Accepted deviations" }
                p { (counted(record.accepted.len(), "failing rule")) " accepted by the user’s baseline, each until a day:" }
                div.wide tabindex="0" role="region" aria-labelledby="accepted" {
                    table {
                        thead { tr { th scope="col" { "Rule" } th scope="col" { "Why" } th scope="col" { "Until" } } }
                        tbody {
                            @for accepted in &record.accepted {
                                tr {
                                    th scope="row" { (super::link::link(&accepted.rule)) }
                                    td { (clipped(&accepted.reason, view.detail.text)) }
                                    td.nowrap { (shown(&accepted.until)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
