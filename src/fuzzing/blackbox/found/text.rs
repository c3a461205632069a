//! The findings of a run for a terminal.

use super::Finding;
use crate::fuzzing::blackbox::options::Outcome;
use crate::report::Redactor;
use crate::report::escape::{for_build_log, for_terminal};
use crate::report::wrap;

const COLUMNS: usize = 100;

/// What a run comes to.
#[must_use]
pub fn to_text(
    outcome: &Outcome,
    target: &str,
    redactor: &Redactor,
    folder: Option<&str>,
) -> String {
    let mut out = String::new();
    let mut line = |indent: usize, text: &str| {
        let safe = for_terminal(&redactor.text(text));
        for wrapped in wrap(&safe, COLUMNS - indent) {
            out.push_str(&for_build_log(&format!("{:indent$}{wrapped}", "")));
            out.push('\n');
        }
    };
    for (index, finding) in outcome.findings.iter().enumerate() {
        line(0, &format!("{} {}", super::name::of(index), heading(finding)));
        if let Some(accepted) = outcome.acceptance(finding) {
            line(2, &format!("accepted  until {}: {}", accepted.until, accepted.reason));
        }
        for sent in finding.sent() {
            line(2, &format!("sent      {sent}"));
        }
        line(2, &format!("expected  {}", finding.violation.expected));
        line(2, &format!("came      {}", finding.violation.actual));
        line(2, &seen(finding));
        line(0, "");
    }
    if outcome.further > 0 {
        line(0, &format!("{} further violations were not looked into", outcome.further));
    }
    let seconds = outcome.took.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = outcome.sent as f64 / seconds.max(0.001);
    line(
        0,
        &format!(
            "{target}: {} requests in {seconds:.1} s ({rate:.0} a second), {} judged, {} looks at instances, seed {}",
            outcome.sent, outcome.judged, outcome.observed, outcome.seed
        ),
    );
    for (count, what) in [
        (outcome.throttled, "throttled"),
        (outcome.busy, "that met an instance which an earlier call had restarted"),
        (outcome.unsteady, "without an answer, and with one when made again"),
        (outcome.surplus, "whose answer had more bytes behind it than it says"),
    ] {
        if count > 0 {
            let s = if count == 1 { "" } else { "s" };
            line(0, &format!("{count} request{s} {what}"));
        }
    }
    for remark in &outcome.remarks {
        let came = if remark.served { "served" } else { "refused" };
        line(
            0,
            &format!(
                "{} is a SHOULD, and no finding: calls with {} were {came}, {}",
                remark.rule,
                remark.bends,
                times(remark.times)
            ),
        );
    }
    for reason in &outcome.untested {
        line(0, &format!("not tested: {reason}"));
    }
    for reason in &outcome.not_given_back {
        line(0, &format!("not given back: {reason}"));
    }
    if outcome.interrupted {
        line(0, "interrupted");
    }
    if let (Some(folder), false) = (folder, outcome.findings.is_empty()) {
        line(0, &format!("requests, scenarios and findings.json are in {folder}"));
    }
    for fault in &outcome.baseline_faults {
        line(0, &format!("the baseline does not hold: {fault}"));
    }
    let (all, open) = (outcome.findings.len(), outcome.violations());
    let verdict = match (all, all - open) {
        (0, _) => "no finding".to_owned(),
        (1, 0) => "1 finding".to_owned(),
        (count, 0) => format!("{count} findings"),
        (1, _) => "1 finding, accepted by the baseline".to_owned(),
        (count, accepted) => {
            format!("{count} findings, {accepted} of them accepted by the baseline")
        }
    };
    match &outcome.suite_fault {
        Some(fault) => {
            line(0, &format!("the suite broke: {fault}; please report it"));
            line(0, &format!("fuzz: {verdict}, and no verdict"));
        }
        None => line(0, &format!("fuzz: {verdict}")),
    }
    out
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn heading(finding: &Finding) -> String {
    let rule = finding.rule.map_or_else(String::new, |rule| format!("{rule}, "));
    format!("{rule}{}", finding.cause())
}

fn seen(finding: &Finding) -> String {
    let again = match (finding.reproduced, finding.recipe.is_some()) {
        (false, _) => "not again when its request was made again",
        (true, true) => "again each time",
        (true, false) => "",
    };
    format!(
        "seen      {}, first at request {} after {:.1} s{}{again}",
        times(finding.times),
        finding.at_request,
        finding.at_ms as f64 / 1000.0,
        if again.is_empty() { "" } else { "; " },
    )
}
