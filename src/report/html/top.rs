//! The first screen: the verdict in words and what it means, what was judged, by what and when. Written
//! for somebody who never heard of this suite.

use maud::{Markup, html};

use super::View;
use super::moment::time;
use super::state::of_run;
use super::text::{clipped, counted, shown};
use crate::outcome::{Counts, RunResult, RunVerdict};
use crate::report::exchange::duration;

pub(super) fn top(view: View<'_>) -> Markup {
    let record = view.record;
    let (state, word) = of_run(record.verdict);
    // A diagnosis has many lines, and stands below.
    let reason = record.reason.lines().next().unwrap_or_default();
    html! {
        header.top {
            p.brand {
                b { (shown(&record.suite.name)) } " conformance report: RebootInstance"
                @if !record.target.url.is_empty() { " at " code { (shown(&record.target.url)) } }
            }
            div class={ "verdict " (state.class()) } {
                span.seal aria-hidden="true" { (state.mark()) }
                div {
                    h1 { (word) }
                    p.reason { (clipped(reason, view.detail.text)) }
                    p { (meaning(record)) }
                    @if let Some(part) = part_only(record) { p { (part) } }
                }
            }
            (numbers(record))
            (facts(record))
            p.about {
                b { (shown(&record.suite.name)) }
                " calls an endpoint over HTTP as any client would, and compares its answers with the \
                 published documentation of RebootInstance, the operation of Alibaba Cloud’s ECS API \
                 (version 2014-05-26) that restarts an instance. Each requirement of the documentation is a "
                b { "rule" }
                ": a MUST is demanded, a SHOULD is implied or stated by an example, and where the \
                 documentation is silent a MAY records what was seen. Each rule is tried in one or more "
                b { "scenarios" }
                ". A scenario passes on the documented answer alone."
            }
        }
    }
}

fn meaning(record: &RunResult) -> &'static str {
    match record.verdict {
        RunVerdict::Conforms if !record.accepted.is_empty() => {
            "Every MUST rule that was selected was tried, and holds or fails in a way that the user’s \
             baseline accepts. What is accepted, why and until when, is named below."
        }
        RunVerdict::Conforms => {
            "Every MUST rule that was selected was tried, and each of its scenarios got the documented \
             answer. SHOULD and MAY rules are reported below, and do not change the verdict."
        }
        RunVerdict::Violates => {
            "The endpoint was reached and served a plain correct call, so it could be judged; something \
             that is demanded does not hold. Each deviation is shown below: the documented sentence, what \
             was expected, what came, and the command that shows it again."
        }
        RunVerdict::Incomplete if record.interrupted => {
            "The run was stopped before its end, so nothing is established: neither that the endpoint \
             conforms nor that it does not. What was seen until then is shown below."
        }
        RunVerdict::Incomplete
            if !record.not_given_back.is_empty() && record.counts.must.inconclusive == 0 =>
        {
            "Every MUST rule that was selected got the documented answer, but the run could not undo all \
             that it made or changed: that is named below, and has to be set back by hand."
        }
        RunVerdict::Incomplete => {
            "What could be decided does not violate a MUST rule, but not everything could be decided. \
             That is no proof of conformity. What is missing, and what would decide it, is named below."
        }
        RunVerdict::Error => {
            "The endpoint could not be judged to the end, so this run says nothing about whether it \
             conforms. What went wrong, and whose it is, is shown below."
        }
    }
}

/// A verdict over a part must not read as one over the whole.
fn part_only(record: &RunResult) -> Option<Markup> {
    let selection = &record.selection;
    (selection.scenarios < selection.of).then(|| {
        html! {
            b { "A part of the suite only: " }
            (selection.scenarios) " of " (selection.of) " scenarios were selected"
            @if let Some(shard) = selection.shard { ", as part " (shard.part) " of " (shard.of) }
            @if !selection.filters.is_empty() { " by " code { (shown(&selection.filters.join(" "))) } }
            ". The verdict speaks of these alone."
        }
    })
}

fn numbers(record: &RunResult) -> Markup {
    let counts = &record.counts;
    html! {
        ul.numbers {
            (number(counts.must, "MUST rules passed"))
            (number(counts.should, "SHOULD rules passed"))
            (number(counts.may, "MAY rules passed"))
            (number(counts.scenarios, "scenarios passed"))
        }
    }
}

fn number(count: Counts, what: &str) -> Markup {
    html! {
        @if count.total > 0 {
            li { b { (count.pass) } span.of { " of " (count.total) } " " span.what { (what) } }
        }
    }
}

fn facts(record: &RunResult) -> Markup {
    let calls: usize =
        record.rules.iter().flat_map(|rule| &rule.scenarios).map(|s| s.exchanges.len()).sum();
    let embedded = record.target.name == "embedded";
    html! {
        dl.facts {
            div { dt { "Judged" } dd {
                @if !record.target.url.is_empty() { code { (shown(&record.target.url)) } br; }
                @if embedded { "the reference endpoint embedded in the suite" }
                @else { "as described in " (shown(&record.target.name)) }
            } }
            div { dt { "By" } dd {
                (shown(&record.suite.name)) " " (shown(&record.suite.version))
                ", edition “" (record.edition.word()) "” of the rules"
                @if let Some(commit) = &record.suite.commit {
                    br; "commit " code { (shown(commit)) }
                }
            } }
            div { dt { "When" } dd { (time(&record.started)) br; "took " (duration(record.took_ms)) } }
            div { dt { "How much" } dd {
                (counted(record.rules.len(), "rule")) ", "
                (counted(record.selection.scenarios, "scenario")) ", "
                (counted(calls, "call"))
            } }
            @for (what, sentence) in record.pace.sentences() {
                div { dt { (capital(what)) } dd { (sentence) } }
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default()
        + letters.as_str()
}
