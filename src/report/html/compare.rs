//! Several runs side by side: what got worse and what got better, then every rule in every run.

use maud::{Markup, html};

use super::filter;
use super::moment::time;
use super::state::{State, of_run};
use super::text::{attribute, counted, shown};
use crate::api::Level;
use crate::outcome::{RunVerdict, Verdict};
use crate::report::compare::{Change, ComparedRule, ComparedRun, Comparison};

pub(super) fn body(comparison: &Comparison) -> Markup {
    let of = |changes: &'static [Change]| {
        comparison.rules.iter().filter(|rule| changes.contains(&rule.change)).collect::<Vec<_>>()
    };
    let runs = &comparison.runs;
    html! {
        (top(comparison))
        main {
            (changed(runs, "worse", "What got worse", &of(&[Change::Worse, Change::Mixed])))
            (changed(runs, "better", "What got better", &of(&[Change::Better])))
            (changed(runs, "partly", "What is in some runs only", &of(&[Change::Added, Change::Removed])))
            section aria-labelledby="rules" {
                h2 #rules tabindex="-1" { "All rules" }
                (filter(comparison))
                (matrix(comparison))
            }
        }
    }
}

fn top(comparison: &Comparison) -> Markup {
    let conform = comparison.runs.iter().all(|run| run.verdict == RunVerdict::Conforms);
    // A run that did not get worse may be bad all the same: it is not shown like one that conforms.
    let (state, word) = match comparison.regressions {
        0 if conform => (State::Passed, "No regression".to_owned()),
        0 => (State::Accepted, "No regression".to_owned()),
        count => (State::Failed, counted(count, "regression")),
    };
    html! {
        header.top {
            p.brand { b { "rebootspec" } " runs side by side" }
            div class={ "verdict " (state.class()) } {
                span.seal aria-hidden="true" { (state.mark()) }
                div {
                    h1 { (word) }
                    p.reason {
                        (counted(comparison.rules.len(), "rule")) " in " (counted(comparison.runs.len(), "run")) ": "
                        (comparison.regressions) " got worse, " (comparison.improvements) " got better"
                    }
                    p {
                        "The first run is what the others are held against. A rule got worse where a later run \
                         has a worse verdict; from best to worst they are passed, inconclusive, failed, and could \
                         not be run."
                        @if !conform { " Not every run conforms: the verdict of each stands below." }
                    }
                }
            }
            ol.runs { @for run in &comparison.runs { li { (card(run)) } } }
            p.about {
                b { "rebootspec" }
                " tells whether an endpoint serves RebootInstance, an operation of Alibaba Cloud’s ECS API \
                 (version 2014-05-26), as documented. Each rule is a requirement of the documentation: MUST is \
                 demanded, SHOULD is implied, MAY is recorded."
            }
        }
    }
}

fn card(run: &ComparedRun) -> Markup {
    let (state, word) = of_run(run.verdict);
    let must = run.counts.must;
    html! {
        h2 { (shown(&run.name)) }
        p { span class={ "badge " (state.class()) } { (state.mark()) (word) } }
        p { (must.pass) " of " (counted(must.total, "MUST rule")) " passed" }
        p.faint {
            code { (shown(&run.target_url)) } br;
            "edition “" (run.edition.word()) "”, " (time(&run.started))
        }
    }
}

fn changed(runs: &[ComparedRun], id: &str, title: &str, rules: &[&ComparedRule]) -> Markup {
    html! {
        @if !rules.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (title) " " span.faint { "(" (rules.len()) ")" } }
                ul.deviations {
                    @for rule in rules {
                        li {
                            p { b.id { (shown(&rule.id)) } " " span.level { (rule.level.word()) } " " b { (shown(&rule.title)) } }
                            ul.legend {
                                @for (run, verdict) in runs.iter().zip(&rule.verdicts) {
                                    li { (shown(&run.name)) ": " (cell(rule.level, *verdict)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(level: Level, verdict: Option<Verdict>) -> Markup {
    html! {
        @match verdict {
            Some(verdict) => { (State::of(level, verdict).badge()) }
            None => { span.badge.absent { span.sign aria-hidden="true" { "–" } "not in it" } }
        }
    }
}

fn matrix(comparison: &Comparison) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Rules by runs" {
            table.matrix {
                caption { "Every rule of any of the runs, and what it came to in each" }
                thead { tr {
                    th scope="col" { "Rule" }
                    @for run in &comparison.runs { th scope="col" { (shown(&run.name)) } }
                    th scope="col" { "Change" }
                    th.what scope="col" { "What it demands" }
                } }
                tbody { @for rule in &comparison.rules { (row(rule)) } }
            }
        }
    }
}

fn row(rule: &ComparedRule) -> Markup {
    html! {
        tr data-rule=(attribute(&rule.id)) data-state=(rule.change.word()) data-level=(rule.level.word()) {
            th scope="row" { b.id { (shown(&rule.id)) } " " span.level { (rule.level.word()) } }
            @for verdict in &rule.verdicts { td { (cell(rule.level, *verdict)) } }
            td.change { (change(rule.change)) }
            td.what { (shown(&rule.title)) }
        }
    }
}

fn change(change: Change) -> Markup {
    let sign = match change {
        Change::Same => "",
        Change::Better => "▲",
        Change::Worse => "▼",
        Change::Added => "+",
        Change::Removed => "−",
        Change::Mixed => "◆",
    };
    html! { span class={ "change " (change.word()) } {
        @if !sign.is_empty() { span.sign aria-hidden="true" { (sign) } }
        (change.word())
    } }
}

fn filter(comparison: &Comparison) -> Markup {
    let changes: Vec<(Change, usize)> = Change::ALL
        .into_iter()
        .map(|change| (change, comparison.rules.iter().filter(|r| r.change == change).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    let choices = html! {
        @for (kind, count) in changes {
            label.choice {
                input type="checkbox" name="state" value=(kind.word()) checked;
                (change(kind)) " " span.faint { (count) }
            }
        }
    };
    let buttons = html! {
        button type="button" name="differences" { "Differences only" }
    };
    filter::form("id, title, verdict", "Change", &choices, &buttons)
}
