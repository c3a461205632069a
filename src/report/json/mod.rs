//! The report for other tools: `report.json`, described field by field in `docs/report-json.md`.
//!
//! The names and meanings of the fields are a promise. They are decided here and in `format` alone:
//! outcome may change without a word of the report changing. Text is redacted as everywhere; of what
//! is invisible or acts on a terminal, [`to_string`] writes escapes, which a JSON reader undoes.

mod format;

use serde_json::Value;

use crate::outcome::{self, AcceptedDeviation, ControlCall, Counts, ErrorCause, Exchange, Purpose};
use crate::outcome::{RuleResult, RunResult, ScenarioResult};
use crate::spec::{Dialect, Level};

use super::escape::is_hidden;
use super::file::ReportError;
use super::redact::Redactor;

/// Names the format and its generation; another generation may rename or drop fields.
pub const FORMAT: &str = "rebootspec-report/1";
/// How much of one text or body is written, in bytes.
const TEXT_LIMIT: usize = 64 * 1024;

/// The report as a JSON value.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_json(result: &RunResult, redactor: &Redactor) -> Result<Value, ReportError> {
    Ok(serde_json::to_value(Writer { redactor }.report(result))?)
}

/// The report as text, its fields in the documented order, ending with a newline.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_string(result: &RunResult, redactor: &Redactor) -> Result<String, ReportError> {
    let text = serde_json::to_string_pretty(&Writer { redactor }.report(result))?;
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
    escaped.push('\n');
    Ok(escaped)
}

/// Fills the fields; all text of others passes through it.
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

    fn report(&self, result: &RunResult) -> format::Report {
        format::Report {
            format: FORMAT,
            verdict: result.verdict().word(),
            reason: self.text(&result.reason()),
            edition: result.selection.edition.word(),
            target: format::Target {
                name: self.text(&result.target.name),
                url: self.redactor.url(&result.target.url),
                access_key_id: self.text(&result.target.access_key_id),
            },
            counts: format::AllCounts {
                must: count(result.counts(Level::Must)),
                should: count(result.counts(Level::Should)),
                may: count(result.counts(Level::May)),
                scenarios: count(result.scenario_counts()),
            },
            dialect: format::Dialect {
                held_to: result.selection.dialect.map(Dialect::word),
                documented: result.answers_in(Dialect::Documented),
                gateway: result.answers_in(Dialect::Gateway),
            },
            rules: result.rules.iter().map(|rule| self.rule(rule)).collect(),
            suite: format::Suite {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            started: self.text(&result.started),
            took_ms: rounded(result.took_ms),
            jobs: result.jobs,
            seed: result.seed,
            selection: format::Selection {
                filters: self.texts(&result.selection.filters),
                scenarios: result.selection.scenarios,
                of: result.selection.of,
            },
            control: format::Control {
                first: self.attempt(&result.first_control),
                last: result.last_control.as_ref().map(|call| self.attempt(call)),
            },
            interrupted: result.interrupted,
            suite_fault: self.optional(result.suite_fault.as_deref()),
            not_given_back: self.texts(&result.not_given_back),
            accepted: result.accepted.iter().map(|accepted| self.accepted(accepted)).collect(),
            baseline_faults: self.texts(&result.baseline_faults),
        }
    }

    fn accepted(&self, accepted: &AcceptedDeviation) -> format::Accepted {
        format::Accepted {
            rule: self.text(&accepted.rule),
            reason: self.text(&accepted.reason),
            until: self.text(&accepted.until),
        }
    }

    fn rule(&self, rule: &RuleResult) -> format::Rule {
        format::Rule {
            id: self.text(&rule.id),
            level: rule.level.word(),
            edition: rule.edition.word(),
            title: self.text(&rule.title),
            fact: self.text(&rule.fact),
            source: self.text(&rule.source),
            verdict: rule.verdict().word(),
            reason: self.optional(rule.reason()),
            scenarios: rule.scenarios.iter().map(|scenario| self.scenario(scenario)).collect(),
        }
    }

    fn scenario(&self, scenario: &ScenarioResult) -> format::Scenario {
        let mismatch = scenario.mismatch.as_ref();
        format::Scenario {
            name: self.text(&scenario.name),
            verdict: scenario.verdict.word(),
            reason: self.optional(scenario.reason.as_deref()),
            cause: scenario.cause.map(|cause| match cause {
                ErrorCause::Target => "target",
                ErrorCause::Suite => "suite",
            }),
            step: self.optional(scenario.step.as_deref()),
            expected: self.optional(mismatch.map(|mismatch| mismatch.expected.as_str())),
            actual: self.optional(mismatch.map(|mismatch| mismatch.actual.as_str())),
            notes: self.texts(&scenario.notes),
            dialects: scenario.dialects.iter().map(|dialect| dialect.word()).collect(),
            took_ms: rounded(scenario.took_ms),
            exchanges: self.calls(&scenario.exchanges),
        }
    }

    fn attempt(&self, call: &ControlCall) -> format::Attempt {
        format::Attempt {
            failure: self.optional(call.failure.as_deref()),
            exchanges: self.calls(&call.exchanges),
        }
    }

    fn calls(&self, exchanges: &[Exchange]) -> Vec<format::Call> {
        exchanges.iter().map(|exchange| self.call(exchange)).collect()
    }

    fn call(&self, exchange: &Exchange) -> format::Call {
        let request = &exchange.request;
        format::Call {
            purpose: match exchange.purpose {
                Purpose::Judge => "judge",
                Purpose::Observe => "observe",
                Purpose::Arrange => "arrange",
            },
            at_ms: rounded(exchange.at_ms),
            took_ms: rounded(exchange.took_ms),
            request: format::Request {
                method: self.text(&request.method),
                url: self.redactor.url(&request.url),
                headers: self.redactor.headers(&request.headers),
                body: self.redactor.body(&request.body, TEXT_LIMIT),
            },
            answer: exchange.answer.as_ref().ok().map(|answer| self.answer(answer)),
            failure: self.optional(exchange.answer.as_ref().err().map(String::as_str)),
        }
    }

    fn answer(&self, answer: &outcome::Answer) -> format::Answer {
        format::Answer {
            status: answer.status,
            headers: self.redactor.headers(&answer.headers),
            body: self.redactor.body(&answer.body, TEXT_LIMIT),
            truncated: answer.truncated,
        }
    }
}

const fn count(counts: Counts) -> format::Count {
    format::Count {
        pass: counts.pass,
        fail: counts.fail,
        inconclusive: counts.inconclusive,
        error: counts.error,
        total: counts.total(),
    }
}

/// To a microsecond: what lies beyond is noise that would fill the report.
fn rounded(ms: f64) -> f64 {
    (ms * 1_000.0).round() / 1_000.0
}
