//! One scenario: its steps, what was expected beside what came, how to see it again, and its calls.

use maud::{Markup, html};

use super::View;
use super::calls;
use super::link::link;
use super::state::State;
use super::text::{attribute, clipped, shown};
use super::timeline::Course;
use crate::outcome::{ErrorCause, RuleResult, ScenarioResult, Sighting, Verdict};
use crate::report::exchange::duration;

pub(super) fn scenario(
    view: View<'_>,
    rule: &RuleResult,
    of_rule: State,
    scenario: &ScenarioResult,
) -> Markup {
    let state = match State::of(rule.level_of(scenario), scenario.verdict) {
        State::Failed | State::Warning if of_rule == State::Accepted => State::Accepted,
        other => other,
    };
    let passed = scenario.verdict == Verdict::Pass;
    html! {
        details class={ "scenario " (state.class()) } open[state.is_bad()] {
            summary {
                (state.badge()) " "
                span.name { (shown(&scenario.name)) } " "
                span.took { (duration(scenario.took_ms)) }
            }
            div.inside {
                @if !passed { (why(view, scenario)) }
                (steps(scenario))
                @for note in scenario.notes.iter().take(50) {
                    p.note { b { "Observed: " } (clipped(note, view.detail.text)) }
                }
                @if !scenario.dialects.is_empty() { (dialects(scenario)) }
                (course(scenario, passed))
                @for sighting in &scenario.meant { (meant(view, sighting)) }
                @if passed { (calls::of_passed(view, &scenario.exchanges)) }
                @else { (calls::whole(view, &scenario.exchanges)) }
                @if let Some(again) = &scenario.reproduce {
                    (command("Run it again", "that runs", rule, scenario, &again.run))
                    @if let Some(curl) = &again.curl {
                        (command("Send the judged request again", "that sends the request of", rule, scenario, curl))
                    }
                }
            }
        }
    }
}

fn steps(scenario: &ScenarioResult) -> Markup {
    let decided = |step: &String| scenario.step.as_ref() == Some(step);
    let unlisted = scenario.step.as_ref().filter(|step| !scenario.steps.contains(step));
    html! {
        @if !scenario.steps.is_empty() || unlisted.is_some() {
            ul.steps {
                @for step in &scenario.steps {
                    li class=[decided(step).then_some("decided")] {
                        (shown(step)) @if decided(step) { " " b { "← decided it" } }
                    }
                }
                @if let Some(step) = unlisted { li.decided { (shown(step)) " " b { "← decided it" } } }
            }
        }
    }
}

fn why(view: View<'_>, scenario: &ScenarioResult) -> Markup {
    let text = view.detail.text;
    html! {
        @if let Some(reason) = &scenario.reason { p.lines.why { (clipped(reason, text)) } }
        @match scenario.cause {
            Some(ErrorCause::Target) => { p { b { "Whose it is: " } "the endpoint’s, or of the way to it." } }
            Some(ErrorCause::SetUp) => { p { b { "Whose it is: " } "the target’s set-up." } }
            Some(ErrorCause::Suite) => {
                p { b { "Whose it is: " } "rebootspec’s own. Please report it with this file." }
            }
            None => {}
        }
        @if let (Some(expected), Some(actual)) = (&scenario.expected, &scenario.actual) {
            div.versus {
                div.expected { p.h { "Expected" } pre { (clipped(expected, text)) } }
                div.actual { p.h { "Actual" } pre { (clipped(actual, text)) } }
            }
        }
    }
}

fn dialects(scenario: &ScenarioResult) -> Markup {
    let words: Vec<&str> = scenario.dialects.iter().map(|dialect| dialect.word()).collect();
    html! { p.note { b { "Dialect of the answers: " } (words.join(", ")) } }
}

/// A picture where something changed or went wrong; otherwise nothing, since the calls show it.
fn course(scenario: &ScenarioResult, passed: bool) -> Markup {
    let course = Course::of(scenario).filter(|course| course.changes() > 0);
    html! {
        @match course {
            Some(course) if !passed => { p.h { "Statuses as observed: " (course.sequence()) } (course.figure()) }
            Some(course) => { p.note { b { "Statuses as observed: " } (course.sequence()) } }
            None => {}
        }
    }
}

/// A call of another scenario, for the sake of which this one failed.
fn meant(view: View<'_>, sighting: &Sighting) -> Markup {
    html! {
        @if let Some(call) = view.record.sighted(sighting) {
            p.h {
                "The call that is meant, of " (link(&sighting.rule)) " "
                (clipped(&sighting.scenario, view.detail.text))
            }
            (calls::whole(view, std::slice::from_ref(call)))
        }
    }
}

fn command(
    title: &str,
    what: &str,
    rule: &RuleResult,
    scenario: &ScenarioResult,
    line: &str,
) -> Markup {
    let label = format!("Copy the command {what} {}, {}", rule.id, scenario.name);
    html! {
        div.again {
            p.h { (title) }
            pre { code { (shown(line)) } }
            // Shown by the script, without which it would do nothing.
            button.copy type="button" hidden aria-label=(attribute(&label)) { "Copy" }
        }
    }
}
