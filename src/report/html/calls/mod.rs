//! Calls as they were sent and answered, each folded under one line that says what it came to.

pub(super) mod usual;

use maud::{Markup, Render, html};

use super::View;
use super::detail::Passed;
use super::text::{clipped, counted, shown};
use crate::outcome::{Answer, Exchange, Purpose, SentRequest};
use crate::report::exchange::duration;

/// The calls of a scenario that passed.
pub(super) fn of_passed(view: View<'_>, calls: &[Exchange]) -> Markup {
    match view.detail.passed {
        Passed::Whole => folded(view, calls, view.detail.other),
        Passed::Lines => html! {
            ul.lines-of-calls { @for call in calls.iter().take(view.detail.calls) { li { (line(call)) } } }
            (rest(calls.len().saturating_sub(view.detail.calls)))
        },
        Passed::Number => html! { p.faint { (counted(calls.len(), "call")) ", in report.json" } },
    }
}

/// The calls of a scenario that did not pass, or a control call.
pub(super) fn whole(view: View<'_>, calls: &[Exchange]) -> Markup {
    folded(view, calls, view.detail.judged)
}

fn folded(view: View<'_>, calls: &[Exchange], judged: usize) -> Markup {
    // Where a scenario looked very often, what was judged is shown before what was only looked at.
    let of_judge = |call: &Exchange| call.purpose == Purpose::Judge;
    let room = view.detail.calls;
    let mut others = room.saturating_sub(calls.iter().filter(|call| of_judge(call)).count());
    let chosen: Vec<&Exchange> = calls
        .iter()
        .filter(|call| {
            let chosen = of_judge(call) || others > 0;
            others = others.saturating_sub(usize::from(!of_judge(call)));
            chosen
        })
        .take(room)
        .collect();
    html! {
        @for call in &chosen {
            @let limit = if of_judge(call) { judged } else { view.detail.other };
            (one(view, call, limit))
        }
        (rest(calls.len() - chosen.len()))
    }
}

fn rest(count: usize) -> Markup {
    html! { @if count > 0 { p.faint { "… " (counted(count, "more call")) ", in report.json" } } }
}

/// Few elements: a page has thousands of calls.
fn one(view: View<'_>, call: &Exchange, limit: usize) -> Markup {
    html! {
        details class={ "call " (word(call.purpose)) } {
            summary { (line(call)) }
            div.io {
                p { "Request, sent " (duration(call.at_ms)) " into the run" }
                pre { (sent(view, &call.request, limit)) }
                @match &call.answer {
                    Some(answer) => {
                        p { "Answer, after " (duration(call.took_ms)) }
                        pre { (came(view, answer, limit)) }
                    }
                    None => {
                        p { "No answer, given up after " (duration(call.took_ms)) }
                        pre { (clipped(call.failure.as_deref().unwrap_or_default(), limit)) }
                    }
                }
            }
            @if call.answer.as_ref().is_some_and(|answer| answer.truncated) {
                p.faint { "The body went on; reading stopped at " (Answer::MAX_BODY_BYTES / 1024) " KiB." }
            }
            @if let Some(left_out) = call.answer.as_ref().and_then(|answer| answer.left_out) {
                p.faint { (left_out.body_bytes) " bytes of the body and " (left_out.header_bytes) " of the headers were judged and not kept." }
            }
        }
    }
}

/// Why, what, what came, how long it took.
fn line(call: &Exchange) -> Markup {
    html! {
        span.purpose { (word(call.purpose)) } " "
        b { (clipped(call.called(), 80)) } " "
        (came_to(call)) " "
        span.took { (duration(call.took_ms)) }
    }
}

/// Status and error code of what came.
pub(super) fn came_to(call: &Exchange) -> Markup {
    html! {
        @match &call.answer {
            Some(answer) => {
                (answer.status)
                @if let Some(code) = &answer.code { " " (clipped(code, 80)) }
            }
            None => { "no answer" }
        }
    }
}

const fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Judge => "judged",
        Purpose::Observe => "observe",
        Purpose::Arrange => "arrange",
    }
}

/// A request as it stood on the wire, each parameter of its query on a line of its own.
fn sent(view: View<'_>, request: &SentRequest, limit: usize) -> Markup {
    let url = view.usual.address(&request.url);
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut query: String = query.split_inclusive('&').collect::<Vec<_>>().join("\n  ");
    if url.contains('?') {
        query.insert(0, '?');
    }
    html! {
        (shown(&request.method)) " " (clipped(address, limit)) (clipped(&query, limit.max(1_024)))
        (headers(&request.headers, &view.usual.requests))
        @if !request.body.is_empty() { "\n\n" (clipped(&request.text(), limit)) }
    }
}

fn came(view: View<'_>, answer: &Answer, limit: usize) -> Markup {
    html! {
        (answer.status) (headers(&answer.headers, &view.usual.answers)) "\n\n"
        @if answer.body.is_empty() { span.faint { "(no body)" } } @else { (clipped(&answer.text(), limit)) }
    }
}

/// Headers that are not usual, and which usual ones are missing.
fn headers(headers: &[(String, String)], usual: &[(&str, &str)]) -> Markup {
    let is_usual = |name: &str, value: &str| usual.contains(&(name, value));
    let has = |name: &str, value: &str| headers.iter().any(|(n, v)| n == name && v == value);
    let line = |name: &str, value: &str| html! { "\n" (shown(name)) ": " (clipped(value, 512)) };
    html! {
        @for (name, value) in headers.iter().filter(|(name, value)| !is_usual(name, value)).take(50) {
            (line(name, value).render())
        }
        @for (name, value) in usual.iter().filter(|(name, value)| !has(name, value)) {
            @if !headers.iter().any(|(other, _)| other == name) {
                span.faint { "\n(without " (shown(name)) ": " (shown(value)) ")" }
            }
        }
    }
}
