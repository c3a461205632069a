//! The report for other tools: `report.json`, described field by field in `docs/report-json.md`.
//!
//! The names and meanings of the fields are a promise. They are decided here and in `super::record` alone:
//! outcome may change without a word of the report changing. Text is redacted as everywhere; of what
//! is invisible, or acts on a terminal or a build service, [`to_string`] writes escapes, which a JSON reader
//! undoes.

use serde::Serialize;

use crate::api::facts::{self, Citation};
use crate::api::rules;
use crate::outcome::{self, AcceptedDeviation, ControlCall, ErrorCause, Exchange, Pace, Verdict};
use crate::outcome::{
    FeatureDigest, RuleResult, RunResult, ScenarioResult, Shard, Sighting, Wanted,
};

use super::curl;
use super::digest;
use super::escape::{is_hidden, json_for_build_log};
use super::failure::reproduction;
use super::file::ReportError;
use super::record::{self, Record};
use super::redact::Redactor;
use super::sums;

/// Names the format and its generation; another generation may rename or drop fields.
pub const FORMAT: &str = "rebootspec-report/1";
/// How much of one text or body is written, in bytes.
const TEXT_LIMIT: usize = 64 * 1024;

/// What every report tells of a result: redacted, and with the fields of this format.
#[must_use]
pub fn record(result: &RunResult, redactor: &Redactor) -> Record {
    digest::sealed(Writer { redactor }.report(result))
}

/// The report as text, its fields in the documented order, ending with a newline.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_string(record: &Record) -> Result<String, ReportError> {
    pretty(record)
}

/// Any document as JSON text: readable, ending with a newline, and of what is invisible, or acts on a
/// terminal or a build service, with escapes.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn pretty(document: &impl Serialize) -> Result<String, ReportError> {
    let mut escaped = escaped(&serde_json::to_string_pretty(document)?);
    escaped.push('\n');
    Ok(escaped)
}

/// JSON text with escapes for what is invisible, or acts on a terminal or a build service.
pub(super) fn escaped(text: &str) -> String {
    // Only inside strings can there be such a character (JSON's own newlines apart), so an escape is
    // right wherever one stands.
    let mut escaped = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if character == '\n' || !is_hidden(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    json_for_build_log(&escaped)
}

/// Fills the fields; all text of others passes through it. What the suite itself wrote, the texts of the
/// feature files above all, stays as it is: a secret may be a word of them.
struct Writer<'a> {
    redactor: &'a Redactor,
}

impl Writer<'_> {
    fn text(&self, text: &str) -> String {
        self.redactor.clipped(text, TEXT_LIMIT)
    }

    fn texts(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn optional(&self, text: Option<&str>) -> Option<String> {
        text.map(|text| self.text(text))
    }

    fn report(&self, result: &RunResult) -> Record {
        Record {
            format: FORMAT.to_owned(),
            verdict: result.verdict(),
            // Of the texts as they stand here, so that both say the same.
            reason: result.reason_quoting(|text| self.text(text)),
            edition: result.selection.edition,
            target: record::Target {
                name: self.text(&result.target.name),
                url: self.redactor.url(&result.target.url),
                access_key_id: self.text(&result.target.access_key_id),
            },
            counts: sums::counts(result),
            dialect: sums::dialect(result),
            rules: result.rules.iter().map(|rule| self.rule(result, rule)).collect(),
            suite: record::Suite {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                commit: result.suite.commit.clone(),
                features: result.suite.features.iter().map(feature).collect(),
            },
            started: result.started.clone(),
            took_ms: rounded(result.took_ms),
            jobs: result.jobs,
            seed: result.seed,
            clock_ahead_s: result.clock_ahead_s,
            pace: Pace {
                throttled_ms: rounded(result.pace.throttled_ms),
                failures_ms: rounded(result.pace.failures_ms),
                rate: result.pace.rate.map(rounded),
                ..result.pace.clone()
            },
            selection: record::Selection {
                operation: result.selection.operation.clone(),
                filters: result.selection.filters.clone(),
                scenarios: result.selection.scenarios,
                of: result.selection.of,
                shard: result.selection.shard.map(shard),
            },
            control: record::Control {
                first: self.attempt(&result.first_control),
                last: result.last_control.as_ref().map(|call| self.attempt(call)),
                aside: self.calls(&result.aside),
            },
            interrupted: result.interrupted,
            stopped_at_limit_ms: result
                .stopped_at_limit
                .map(|limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)),
            suite_fault: self.optional(result.suite_fault.as_deref()),
            not_given_back: self.texts(&result.not_given_back),
            wanted: result.wanted.iter().map(|wanted| self.wanted(wanted)).collect(),
            accepted: result.accepted.iter().map(|accepted| self.accepted(accepted)).collect(),
            baseline_faults: self.texts(&result.baseline_faults),
            joined_from: Vec::new(),
            sha256: String::new(),
        }
    }

    fn wanted(&self, wanted: &Wanted) -> record::Wanted {
        record::Wanted {
            operation: self.text(&wanted.operation),
            decides: self.texts(&wanted.decides),
            open: self.texts(&wanted.open),
        }
    }

    fn accepted(&self, accepted: &AcceptedDeviation) -> record::Accepted {
        record::Accepted {
            rule: accepted.rule.clone(),
            reason: self.text(&accepted.reason),
            until: accepted.until.clone(),
        }
    }

    fn rule(&self, result: &RunResult, rule: &RuleResult) -> record::Rule {
        record::Rule {
            id: rule.id.clone(),
            level: rule.level,
            edition: rule.edition,
            title: rule.title.clone(),
            fact: rule.fact.clone(),
            source: rule.source.clone(),
            sources: rules::rule(&rule.id)
                .map(|rule| facts::cited(rule).into_iter().map(source).collect())
                .unwrap_or_default(),
            file: rule.file.clone(),
            verdict: rule.verdict(),
            reason: self.optional(rule.reason()),
            scenarios: rule
                .scenarios
                .iter()
                .map(|scenario| self.scenario(result, rule, scenario))
                .collect(),
        }
    }

    fn scenario(
        &self,
        result: &RunResult,
        rule: &RuleResult,
        scenario: &ScenarioResult,
    ) -> record::Scenario {
        let mismatch = scenario.mismatch.as_ref();
        record::Scenario {
            name: scenario.name.clone(),
            line: scenario.line,
            level: scenario.level,
            verdict: scenario.verdict,
            reason: self.optional(scenario.reason.as_deref()),
            cause: scenario.cause.map(|cause| match cause {
                ErrorCause::Target => record::Cause::Target,
                ErrorCause::SetUp => record::Cause::SetUp,
                ErrorCause::Suite => record::Cause::Suite,
            }),
            step: scenario.step.clone(),
            steps: scenario.steps.clone(),
            expected: self.optional(mismatch.map(|mismatch| mismatch.expected.as_str())),
            actual: self.optional(mismatch.map(|mismatch| mismatch.actual.as_str())),
            likeness: self.optional(scenario.likeness.as_deref()),
            notes: self.texts(&scenario.notes),
            dialects: scenario.dialects.clone(),
            other_dialect: scenario.other_dialect,
            reproduce: matches!(scenario.verdict, Verdict::Fail | Verdict::Error).then(|| {
                record::Reproduction {
                    run: reproduction(result, rule, scenario, &self.text(&result.target.name)),
                    curl: curl::line(result, scenario, self.redactor),
                }
            }),
            took_ms: rounded(scenario.took_ms),
            exchanges: self.calls(&scenario.exchanges),
            meant: scenario.meant.iter().map(|sighting| self.sighting(sighting)).collect(),
        }
    }

    fn sighting(&self, sighting: &Sighting) -> record::Sighting {
        record::Sighting {
            rule: sighting.rule.clone(),
            scenario: sighting.scenario.clone(),
            exchange: sighting.exchange,
        }
    }

    fn attempt(&self, call: &ControlCall) -> record::Attempt {
        record::Attempt {
            failure: self.optional(call.failure.as_deref()),
            whose: call.whose.map(|owner| owner.words().to_owned()),
            exchanges: self.calls(&call.exchanges),
        }
    }

    fn calls(&self, exchanges: &[Exchange]) -> Vec<record::Call> {
        exchanges.iter().map(|exchange| self.call(exchange)).collect()
    }

    fn call(&self, exchange: &Exchange) -> record::Call {
        let request = &exchange.request;
        record::Call {
            sha256: String::new(),
            purpose: exchange.purpose,
            at_ms: rounded(exchange.at_ms),
            took_ms: rounded(exchange.took_ms),
            asked_again: exchange.asked_again,
            request: record::Request {
                method: request.method.clone(),
                url: self.redactor.url(&request.url),
                headers: self.redactor.headers(&request.headers),
                body: self.redactor.body(&request.body, TEXT_LIMIT),
            },
            answer: exchange.answer.as_ref().ok().map(|answer| self.answer(answer)),
            failure: self.optional(exchange.answer.as_ref().err().map(String::as_str)),
        }
    }

    fn answer(&self, answer: &outcome::Answer) -> record::Answer {
        record::Answer {
            status: answer.status,
            headers: self.redactor.headers(&answer.headers),
            body: self.redactor.part_of_body(&answer.body, answer.left_out.body_bytes, TEXT_LIMIT),
            truncated: answer.truncated,
            left_out: Some(answer.left_out).filter(|left_out| !left_out.is_nothing()),
        }
    }
}

fn feature(digest: &FeatureDigest) -> record::FeatureFile {
    record::FeatureFile { file: digest.file.clone(), sha256: digest.sha256.clone() }
}

fn source(citation: Citation) -> record::Source {
    record::Source {
        page: citation.source.name().to_owned(),
        edition: citation.source.edition().to_owned(),
        section: citation.section.to_owned(),
    }
}

const fn shard(shard: Shard) -> record::Shard {
    record::Shard { part: shard.part, of: shard.of }
}

/// To a microsecond: what lies beyond is noise that would fill the report.
fn rounded(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}
