//! How the run was made, so that it can be made again: versions, seed, selection, clock, the control
//! calls, and what this page leaves out.

use maud::{Markup, html};

use super::View;
use super::calls;
use super::provenance::provenance;
use super::text::{clipped, shown};
use crate::outcome::{ControlCall, RunResult};

pub(super) fn evidence(view: View<'_>) -> Markup {
    let record = view.record;
    html! {
        section aria-labelledby="evidence" {
            h2 #evidence { "How this was judged" }
            dl.pairs {
                (pair("Suite", html! { (shown(&record.suite.name)) " " (shown(&record.suite.version)) }))
                (pair("Edition", html! { (record.edition.word()) }))
                (pair("Selection", selection(record)))
                (pair("Target", html! { (shown(&record.target.name)) }))
                (pair("AccessKeyId", html! { code { (shown(&record.target.access_key_id)) } }))
                (pair("Seed", html! { code { (record.seed) } }))
                (pair("At once", html! { (super::text::counted(record.jobs, "scenario")) }))
                (pair("Clock", html! { (clock(record)) }))
            }
            (provenance(record))
            h3 { "Control calls" }
            p { "Before the first scenario and after the last, one plain correct call has to be served." }
            dl.pairs {
                (pair("First", attempt(view, Some(&record.control.first))))
                (pair("Last", attempt(view, record.control.last.as_ref())))
            }
            (left_out(view))
        }
    }
}

fn pair(name: &str, value: Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

fn selection(record: &RunResult) -> Markup {
    let selection = &record.selection;
    html! {
        (selection.scenarios) " of " (selection.of) " scenarios"
        @if let Some(shard) = selection.shard { ", part " (shard.part) " of " (shard.of) }
        @if selection.filters.is_empty() && selection.shard.is_none() { ", the whole edition" }
        @else if selection.filters.is_empty() { " of the whole edition" }
        @else { ": " code { (shown(&selection.filters.join(" "))) } }
    }
}

fn clock(record: &RunResult) -> String {
    match record.clock_ahead_s {
        None => "no answer told the endpoint’s time".to_owned(),
        Some(0) => "the endpoint’s agrees with this machine’s".to_owned(),
        Some(ahead) if ahead > 0 => format!("the endpoint’s is {ahead} s ahead"),
        Some(behind) => format!("the endpoint’s is {} s behind", behind.unsigned_abs()),
    }
}

fn attempt(view: View<'_>, attempt: Option<&ControlCall>) -> Markup {
    html! {
        @match attempt {
            None => { "not made" }
            Some(attempt) => {
                @match &attempt.failure {
                    None => { "served" }
                    Some(failure) => {
                        "not served: " (clipped(failure.lines().next().unwrap_or_default(), view.detail.text))
                    }
                }
                (calls::whole(view, &attempt.exchanges))
            }
        }
    }
}

/// What a reader has to know about the calls as they are shown.
fn left_out(view: View<'_>) -> Markup {
    let usual = view.usual;
    html! {
        h3 { "About the calls in this page" }
        ul {
            li { "Secrets are taken out, and of a Signature the first four characters are shown." }
            li { "What cannot be seen or would change the order of text is shown like " span.x { "\\u{1b}" } "." }
            @if let Some(origin) = usual.origin {
                li { "A request line that begins with / was sent to " code { (shown(origin)) } "." }
            }
            @for (name, value) in usual.headers() {
                li { "Most messages carry " code { (shown(name)) ": " (shown(value)) } ", which is not repeated." }
            }
            @if view.detail.is_reduced() {
                li { b { "This run has more than a page can hold: long texts are cut, and calls of passed scenarios \
                     are shortened." } }
            }
            li { code { "report.json" } ", beside this page, holds every call of every scenario." }
        }
    }
}
