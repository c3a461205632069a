//! What was seen of the endpoint at work: one restart as a picture, and how long answers took.

use maud::{Markup, html};

use super::View;
use super::latency::latency;
use super::link::link;
use super::text::{clipped, shown};
use super::timeline::Course;
use crate::outcome::{RuleResult, RunResult, ScenarioResult};

pub(super) fn observed(view: View<'_>) -> Markup {
    let course = telling(view.record);
    let latency = latency(view.record);
    html! {
        @if course.is_some() || !latency.0.is_empty() {
            section aria-labelledby="observed" {
                h2 #observed { "What was observed" }
                div.side-by-side {
                    @if let Some((rule, scenario, course)) = &course {
                        figure {
                            h3 { "The status of an instance over time" }
                            figcaption {
                                (course.sequence()) ", in “" (clipped(&scenario.name, 200)) "” of " (link(&rule.id))
                                ": " (shown(&rule.title))
                            }
                            (course.figure())
                        }
                    }
                    (latency)
                }
            }
        }
    }
}

/// The scenario that shows a restart best: a whole one before a part of one, then the shorter picture.
fn telling(record: &RunResult) -> Option<(&RuleResult, &ScenarioResult, Course<'_>)> {
    let scenarios = record
        .rules
        .iter()
        .flat_map(|rule| rule.scenarios.iter().map(move |scenario| (rule, scenario)));
    let courses = scenarios.filter_map(|(rule, scenario)| {
        let course = Course::of(scenario)?;
        (course.changes() > 0).then_some((rule, scenario, course))
    });
    courses.min_by_key(|(_, _, course)| (!course.is_restart(), course.changes()))
}
