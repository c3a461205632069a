//! The report for people: on a terminal in colour, on a pipe as plain text. What it says is the same.
//!
//! The order is that of a reader's questions: what was run, which rules hold, what went wrong and how
//! to see it again, what could not be decided, and at the end, where a log is read first, the counts
//! and the verdict. Its wording and layout are not an interface for programs; [`json`](super::json)
//! is.

use crate::api::{Dialect, Level};
use crate::outcome::{ControlCall, RunResult, RunVerdict};

pub use super::page::Style;

use super::exchange::{duration, in_full};
use super::failure::failures;
use super::page::{Page, Paint};
use super::table::table;
use super::undecided::undecided;

/// From here on the report says that clocks differ, in seconds: those that are kept right are far nearer.
const CLOCKS_DIFFER: u64 = 60;

/// The whole report of a run that went through [`redacted`](super::redacted()). Without `style.colour` it holds no control character but newlines.
#[must_use]
pub fn render(result: &RunResult, style: Style) -> String {
    let mut page = Page::new(style);
    header(&mut page, result);
    let judged = result.control.first.failure.is_none() && !result.rules.is_empty();
    if judged {
        table(&mut page, result);
        failures(&mut page, result);
        undecided(&mut page, result);
    }
    control(&mut page, "first", Some(&result.control.first));
    control(&mut page, "last", result.control.last.as_ref());
    remarks(&mut page, result);
    if judged {
        dialects(&mut page, result);
        counts(&mut page, result);
    }
    verdict(&mut page, result);
    page.finish()
}

fn header(page: &mut Page, result: &RunResult) {
    let title = format!("rebootspec {}", env!("CARGO_PKG_VERSION"));
    let title = page.paint(Paint::Strong, &title);
    page.line(&title);
    let target = &result.target;
    let of_target = [&target.name, &target.url, &target.access_key_id].map(|text| page.safe(text));
    let target = format!("{}, {}, access key {}", of_target[0], of_target[1], of_target[2]);
    let selection = &result.selection;
    let mut what =
        format!("{}, {} of {} scenarios", result.edition.word(), selection.scenarios, selection.of);
    if !selection.filters.is_empty() {
        what.push_str(&format!(" ({})", selection.filters.join(", ")));
    }
    let how = format!("{}, {} at a time, seed {}", result.started, result.jobs, result.seed);
    for (label, value) in [("target", target), ("edition", what), ("started", how)] {
        let value = page.own(&value);
        page.field(0, label, Paint::Plain, &value);
    }
    if let Some(ahead) = result.clock_ahead_s.filter(|ahead| ahead.unsigned_abs() > CLOCKS_DIFFER) {
        let (off, how) = (ahead.unsigned_abs(), if ahead > 0 { "ahead of" } else { "behind" });
        let text = format!(
            "the endpoint's Date is {off} s {how} this machine's clock; the rules on the age of a Timestamp go by that Date"
        );
        page.field(0, "clock", Paint::Warning, &text);
    }
    other_dialect(page, result);
    for (label, text) in result.pace.sentences() {
        page.field(0, label, Paint::Warning, &text);
    }
}

/// That the endpoint speaks another dialect than the one it is held to: one cause, told once.
fn other_dialect(page: &mut Page, result: &RunResult) {
    if let Some(other) = result.other_dialect() {
        page.field(0, "dialect", Paint::Warning, &other.sentence());
    }
}

/// A control call that was not served: then nothing else is judged, so its calls are shown in full.
fn control(page: &mut Page, which: &str, call: Option<&ControlCall>) {
    let Some((call, failure)) = call.and_then(|call| Some((call, call.failure.as_ref()?))) else {
        return;
    };
    page.heading(&format!("the {which} control call was not served"));
    page.blank();
    page.wrapped(2, Paint::Plain, match which {
        "first" => "A plain correct call has to succeed before anything is judged. What came:",
        _ => "A plain correct call has to succeed after the last scenario too; what stands above \
              is no verdict. What came:",
    });
    page.blank();
    let failure = page.safe_lines(failure);
    page.wrapped(2, Paint::Bad, &failure);
    for exchange in &call.exchanges {
        page.blank();
        in_full(page, exchange);
    }
}

fn remarks(page: &mut Page, result: &RunResult) {
    if let Some(fault) = &result.suite_fault {
        page.heading("the suite broke");
        let fault = page.safe_lines(fault);
        page.wrapped(2, Paint::Bad, &fault);
        page.wrapped(
            2,
            Paint::Plain,
            "This is a fault of rebootspec: please report it with this output.",
        );
    }
    if !result.baseline_faults.is_empty() {
        page.heading("the baseline does not hold");
        for fault in &result.baseline_faults {
            let fault = page.safe(fault);
            page.wrapped(2, Paint::Bad, &fault);
        }
    }
    if result.sent_again() > 0 {
        page.heading("connections");
        let requests = match result.sent_again() {
            1 => "1 request was".to_owned(),
            count => format!("{count} requests were"),
        };
        let text = format!(
            "{requests} sent a second time: the endpoint had closed the connection that was kept, \
             without saying so in the answer before (Connection: close)."
        );
        page.wrapped(2, Paint::Plain, &text);
    }
    if result.interrupted {
        page.heading("stopped before its end");
        let ran = result.scenarios_ended();
        let text = match (ran, result.selection.scenarios) {
            (0, 1) => "The one selected scenario was not run.".to_owned(),
            (1, 1) => "The one selected scenario was run.".to_owned(),
            (ran, selected) => format!("{ran} of {selected} selected scenarios were run."),
        };
        page.wrapped(2, Paint::Warning, &text);
    }
    if !result.not_given_back.is_empty() {
        page.heading("not given back");
        page.wrapped(2, Paint::Warning, "The run could not undo this; set it back by hand:");
        for left in &result.not_given_back {
            let left = page.safe(left);
            page.wrapped(4, Paint::Plain, &left);
        }
    }
}

fn counts(page: &mut Page, result: &RunResult) {
    page.heading("rules by level");
    for level in [Level::Must, Level::Should, Level::May] {
        let counts = result.counts(level);
        let failed = if level == Level::Must { "failed" } else { "with a warning" };
        let accepted = result.accepted_count(level);
        let words = [
            (counts.pass, "passed"),
            (counts.fail - accepted, failed),
            (accepted, "accepted by the baseline"),
            (counts.inconclusive, "inconclusive"),
            (counts.error, "could not be run"),
        ];
        let words: Vec<String> = words
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !words.is_empty() {
            page.field(2, level.word(), Paint::Plain, &words.join(", "));
        }
    }
}

/// Which dialect the endpoint spoke, in sum and rule by rule. Most answers are the same in both.
fn dialects(page: &mut Page, result: &RunResult) {
    if Dialect::ALL.iter().all(|dialect| result.answers_in(*dialect) == 0) {
        return;
    }
    page.heading("dialect");
    for dialect in Dialect::ALL {
        let rules: Vec<&str> = result
            .rules
            .iter()
            .filter(|rule| rule.answers_in(dialect) > 0)
            .map(|rule| rule.id.as_str())
            .collect();
        let words = match result.answers_in(dialect) {
            0 => "no answer".to_owned(),
            1 => format!("1 answer: {}", rules.join(" ")),
            answers => format!("{answers} answers: {}", rules.join(" ")),
        };
        page.field(2, dialect.word(), Paint::Plain, &words);
    }
}

fn verdict(page: &mut Page, result: &RunResult) {
    let paint = match result.verdict {
        RunVerdict::Conforms => Paint::Good,
        RunVerdict::Incomplete => Paint::Warning,
        RunVerdict::Violates | RunVerdict::Error => Paint::Bad,
    };
    let bar = "=".repeat(page.width().min(80));
    page.blank();
    page.wrapped(0, paint, &bar);
    page.wrapped(0, paint, &format!("verdict: {}", result.verdict.word()));
    // Indented, so that no line of an endpoint's text can pose as the verdict. A diagnosis has many
    // lines and stands above; here its first one reminds of it.
    let reason = page.safe_lines(&result.reason);
    page.wrapped(2, Paint::Plain, reason.lines().next().unwrap_or_default());
    page.wrapped(2, Paint::Plain, &format!("took {}", duration(result.took_ms)));
    page.wrapped(0, paint, &bar);
}
