//! A run without its secrets, as all reports show it: texts of others redacted and cut, with the lines by which a
//! failure is seen again, summed up and sealed.
//!
//! What the suite itself wrote, the texts of the feature files above all, stays as it is: a secret may be a word of
//! them.

use super::digest;
use super::redact::Redactor;
use super::reproduce::reproduction;
use crate::api::facts::{self, Citation};
use crate::api::rules;
use crate::outcome::{Cited, Exchange, RuleResult, RunResult, ScenarioResult};

/// How much of one text or body stays, in bytes.
const TEXT_LIMIT: usize = 64 * 1024;

/// What every report tells of a run.
#[must_use]
pub fn redacted(mut result: RunResult, redactor: &Redactor) -> RunResult {
    let pass = Pass { redactor };
    let name = redactor.clipped(&result.target.name, TEXT_LIMIT);
    // Of the requests as they were sent: what is covered there cannot be sent again.
    let lines: Vec<_> = result
        .rules
        .iter()
        .flat_map(|rule| rule.scenarios.iter().map(move |scenario| (rule, scenario)))
        .map(|(rule, scenario)| reproduction(&result, rule, scenario, &name, redactor))
        .collect();
    let scenarios = result.rules.iter_mut().flat_map(|rule| &mut rule.scenarios);
    scenarios.zip(lines).for_each(|(scenario, line)| scenario.reproduce = line);

    result.target.name = name;
    result.target.url = redactor.url(&result.target.url);
    pass.text(&mut result.target.access_key_id);
    result.rules.iter_mut().for_each(|rule| pass.rule(rule));
    result.took_ms = rounded(result.took_ms);
    let pace = &mut result.pace;
    pace.throttled_ms = rounded(pace.throttled_ms);
    pace.failures_ms = rounded(pace.failures_ms);
    pace.rate = pace.rate.map(rounded);
    let control = &mut result.control;
    for call in [Some(&mut control.first), control.last.as_mut()].into_iter().flatten() {
        pass.texts(&mut call.failure);
        pass.calls(&mut call.exchanges);
    }
    pass.calls(&mut control.aside);
    pass.texts(&mut result.suite_fault);
    pass.texts(&mut result.not_given_back);
    for wanted in &mut result.wanted {
        pass.text(&mut wanted.operation);
        pass.texts(&mut wanted.decides);
        pass.texts(&mut wanted.open);
    }
    pass.texts(result.accepted.iter_mut().map(|accepted| &mut accepted.reason));
    pass.texts(&mut result.baseline_faults);
    digest::sealed(result.summed_up())
}

/// Goes over all text of others.
struct Pass<'a> {
    redactor: &'a Redactor,
}

impl Pass<'_> {
    fn text(&self, text: &mut String) {
        *text = self.redactor.clipped(text, TEXT_LIMIT);
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut String>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn rule(&self, rule: &mut RuleResult) {
        let sections = rules::rule(&rule.id).map(facts::cited).unwrap_or_default();
        rule.sources = sections.into_iter().map(cited).collect();
        rule.scenarios.iter_mut().for_each(|scenario| self.scenario(scenario));
    }

    fn scenario(&self, scenario: &mut ScenarioResult) {
        let ScenarioResult { reason, expected, actual, likeness, .. } = scenario;
        for text in [reason, expected, actual, likeness] {
            self.texts(text);
        }
        self.texts(&mut scenario.notes);
        scenario.resend = None;
        scenario.took_ms = rounded(scenario.took_ms);
        self.calls(&mut scenario.exchanges);
    }

    fn calls(&self, calls: &mut [Exchange]) {
        for call in calls {
            call.at_ms = rounded(call.at_ms);
            call.took_ms = rounded(call.took_ms);
            self.texts([&mut call.operation, &mut call.instance].into_iter().flatten());
            let request = &mut call.request;
            request.url = self.redactor.url(&request.url);
            request.headers = self.redactor.headers(&request.headers);
            request.body = self.redactor.body(&request.body, TEXT_LIMIT).into_bytes();
            if let Some(answer) = &mut call.answer {
                let left_out = answer.left_out.unwrap_or_default().body_bytes;
                let body = self.redactor.part_of_body(&answer.body, left_out, TEXT_LIMIT);
                self.texts(&mut answer.code);
                for shown in &mut answer.statuses {
                    self.texts([&mut shown.instance, &mut shown.status]);
                }
                answer.headers = self.redactor.headers(&answer.headers);
                answer.body = body.into_bytes();
            }
            self.texts(&mut call.failure);
        }
    }
}

fn cited(citation: Citation) -> Cited {
    Cited {
        page: citation.source.name().to_owned(),
        edition: citation.source.edition().to_owned(),
        section: citation.section.to_owned(),
    }
}

/// To a microsecond: what lies beyond is noise that would fill the report.
pub(super) fn rounded(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Edition, Level};
    use crate::outcome::{ErrorCause, Selection, TargetSummary, Verdict};

    /// A secret may stand in it, or be a word of it: then a report says something else there than the run did.
    #[test]
    fn a_reason_quotes_what_is_redacted() {
        let theirs = "THEIRS".to_owned();
        let with = |change: &dyn Fn(&mut RunResult)| {
            let mut result = RunResult::new(TargetSummary::default(), Selection::default());
            let scenarios = vec![ScenarioResult::new("1", Verdict::Pass)];
            let rule = RuleResult::new("RI-01", Level::Must, Edition::Core);
            result.rules = vec![RuleResult { scenarios, ..rule }];
            change(&mut result);
            assert!(result.reason().contains(&theirs), "{}", result.reason());
            let shown = redacted(result, &Redactor::new([theirs.clone()]));
            assert!(!shown.reason.contains(&theirs), "{}", shown.reason);
            assert!(shown.reason.contains("[secret]"), "{}", shown.reason);
        };
        with(&|result| result.suite_fault = Some(theirs.clone()));
        with(&|result| result.control.first.failure = Some(theirs.clone()));
        with(&|result| result.baseline_faults = vec![theirs.clone()]);
        with(&|result| {
            result.rules[0].scenarios[0] = ScenarioResult {
                cause: Some(ErrorCause::SetUp),
                reason: Some(theirs.clone()),
                ..ScenarioResult::new("1", Verdict::Error)
            };
        });
    }
}
