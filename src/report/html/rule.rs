//! One rule, folded under a line that says how it stands: what the documentation says, where, and its
//! scenarios. Rules that failed are open, unless nearly all of them did.

use maud::{Markup, html};

use super::View;
use super::scenario;
use super::state::State;
use super::text::{attribute, clipped, shown};
use crate::outcome::{RuleResult, Verdict};

/// More failing rules than these are not all unfolded: nobody reads on then.
const MANY: usize = 25;

pub(super) fn rule(view: View<'_>, rule: &RuleResult) -> Markup {
    let record = view.record;
    let state = State::of_rule(record, rule);
    let bad = record.rules.iter().filter(|rule| State::of_rule(record, rule).is_bad()).count();
    let id = attribute(&rule.id);
    html! {
        details class={ "rule " (state.class()) } data-rule=(id) open[state.is_bad() && bad <= MANY] {
            summary {
                (state.badge()) " " b.id { (shown(&rule.id)) } " "
                span.level { (rule.level.word()) } " "
                span.title { (shown(&rule.title)) } " "
                span.took { (passed(rule)) " of " (rule.scenarios.len()) }
            }
            // The anchor is inside: a browser that goes there unfolds what is around it.
            div.inside id=(id) {
                blockquote {
                    // Broken in the feature file where its lines ended; here it flows.
                    p { (shown(&rule.fact.split_whitespace().collect::<Vec<_>>().join(" "))) }
                    footer { "Source: " cite { (shown(&rule.cited())) } }
                }
                @if rule.scenarios.is_empty() {
                    @if let Some(reason) = &rule.reason { p { (clipped(reason, view.detail.text)) } }
                }
                @if let Some(accepted) = record.acceptance(rule) {
                    p { b { "Accepted by the baseline until " (shown(&accepted.until)) ": " }
                        (clipped(&accepted.reason, view.detail.text)) }
                }
                @for scenario in &rule.scenarios { (scenario::scenario(view, rule, state, scenario)) }
            }
        }
    }
}

/// How many scenarios of a rule passed.
pub(super) fn passed(rule: &RuleResult) -> usize {
    rule.scenarios.iter().filter(|scenario| scenario.verdict == Verdict::Pass).count()
}
