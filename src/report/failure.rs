//! What went wrong, one block per scenario: the documented fact, what was expected, what came, the
//! call, and the line that does it again.

use crate::api::Level;
use crate::outcome::{ErrorCause, Exchange, Purpose, RunResult, ScenarioResult, Sighting, Verdict};

use super::alike::{Case, alike, causes, dialect, difference, grouped};
use super::exchange::{in_full, one_line_each};
use super::page::{Page, Paint, cut};
use super::table::{colour, word};
use super::words::{by_rule, in_one_line, scenarios};

const INDENT: usize = 2;
/// How much is told of a scenario that failed like another, in characters.
const LONGEST: usize = 240;

/// Every failing or erring scenario: violations first, then warnings. What the baseline accepts is
/// known already, and comes last where everything is to be shown.
pub(super) fn failures(page: &mut Page, result: &RunResult) {
    let cases = |verdict: Verdict| {
        result.rules.iter().flat_map(move |rule| {
            let of_verdict = rule.scenarios.iter().filter(move |s| s.verdict == verdict);
            of_verdict.map(move |scenario| (rule, scenario))
        })
    };
    let (accepted, failed): (Vec<Case<'_>>, Vec<Case<'_>>) =
        cases(Verdict::Fail).partition(|(rule, _)| result.acceptance(rule).is_some());
    // One cause, which the head of the report tells; where everything is to be shown, each by itself.
    let (by_dialect, failed): (Vec<Case<'_>>, Vec<Case<'_>>) =
        failed.into_iter().partition(|(_, one)| one.fails_by_dialect() && !page.verbose());
    let (violations, warnings): (Vec<Case<'_>>, Vec<Case<'_>>) =
        failed.into_iter().partition(|(rule, one)| rule.level_of(one) == Level::Must);
    section(page, result, "failures", &violations);
    errors(page, result, &cases(Verdict::Error).collect::<Vec<_>>());
    section(page, result, "warnings", &warnings);
    dialect(page, &by_dialect);
    if page.verbose() {
        section(page, result, "accepted by the baseline", &accepted);
    }
}

fn section(page: &mut Page, result: &RunResult, title: &str, cases: &[Case<'_>]) {
    if cases.is_empty() {
        return;
    }
    page.heading(&format!("{title} ({})", cases.len()));
    if !page.verbose() {
        causes(page, cases);
    }
    for (first, others) in alike(cases, page.verbose()) {
        block(page, result, first);
        if !others.is_empty() {
            let count = others.len();
            let (s, all) = if count == 1 { ("", "it") } else { ("s", "them") };
            let text =
                format!("{count} more scenario{s} failed alike; --verbose shows {all} in full");
            page.blank();
            page.wrapped(INDENT, Paint::Strong, &text);
        }
        for (_, scenario) in others {
            let difference = in_one_line(&page.safe_lines(&difference(first.1, scenario)));
            let colon = if difference.is_empty() { "" } else { ": " };
            let difference = cut(&difference, LONGEST);
            let text = format!("{}{colon}{difference}", page.own(&scenario.name));
            page.wrapped(2 * INDENT, Paint::Plain, &text);
        }
    }
}

/// An endpoint that is gone makes every scenario err alike: the first of a kind stands for all.
fn errors(page: &mut Page, result: &RunResult, cases: &[Case<'_>]) {
    let kinds =
        grouped(cases, |one, other| one.1.reason == other.1.reason && one.1.cause == other.1.cause);
    if !cases.is_empty() {
        page.heading(&format!("errors ({})", cases.len()));
    }
    for (first, others) in kinds {
        block(page, result, first);
        if !others.is_empty() {
            let names = by_rule(page, others.iter().map(|(rule, _)| rule.id.as_str()));
            let text = format!("The same happened in {} more: {names}", scenarios(others.len()));
            page.blank();
            page.wrapped(INDENT, Paint::Plain, &text);
        }
    }
}

fn block(page: &mut Page, result: &RunResult, (rule, scenario): Case<'_>) {
    page.blank();
    let (id, title) = (page.own(&rule.id), page.own(&rule.title));
    let level = rule.level_of(scenario);
    let word = word(level, scenario.verdict).to_uppercase();
    let head = format!("{word}  {id} ({})  {title}", level.word());
    page.wrapped(0, colour(level, scenario.verdict), &head);
    page.blank();
    // The description of a rule is broken where its feature file was; here it flows.
    let fact = in_one_line(&rule.fact);
    let cited = rule.cited();
    let own = [
        ("documented", Some(&fact)),
        ("source", Some(&cited)),
        ("scenario", Some(&scenario.name)),
        ("step", scenario.step.as_ref()),
    ];
    for (label, text) in own {
        if let Some(text) = text {
            let text = page.own(text);
            page.field(INDENT, label, Paint::Plain, &text);
        }
    }
    if let Some((expected, actual)) = scenario.mismatch() {
        field(page, "expected", Paint::Good, expected);
        field(page, "actual", colour(level, scenario.verdict), actual);
    } else if let Some(reason) = &scenario.reason {
        field(page, "reason", Paint::Plain, reason);
    }
    let whose = scenario.cause.map(|cause| match cause {
        ErrorCause::Target => "the endpoint, or the way to it",
        ErrorCause::SetUp => "the target's set-up",
        ErrorCause::Suite => "rebootspec itself: please report it with this output",
    });
    if let Some(whose) = whose {
        page.field(INDENT, "cause", Paint::Plain, whose);
    }
    exchanges(page, result, scenario);
    page.blank();
    let Some(reproduce) = &scenario.reproduce else { return };
    // Never broken: it is there to be copied.
    let command = page.paint(Paint::Strong, &page.own(&reproduce.run));
    page.line(&format!("  reproduce   {command}"));
    if let Some(request) = &reproduce.curl {
        page.line(&format!("  resend      {}", page.own(request)));
    }
}

fn field(page: &mut Page, label: &str, paint: Paint, value: &str) {
    let value = page.safe_lines(value);
    page.field(INDENT, label, paint, &value);
}

/// In full what was judged; of a scenario that looks back over others, what it means there.
fn exchanges(page: &mut Page, result: &RunResult, scenario: &ScenarioResult) {
    let verbose = page.verbose();
    let meant: Vec<(&Sighting, &Exchange)> = scenario
        .meant
        .iter()
        .filter_map(|sighting| Some((sighting, result.sighted(sighting)?)))
        .collect();
    let (full, brief): (Vec<&Exchange>, Vec<&Exchange>) = scenario
        .exchanges
        .iter()
        .partition(|exchange| verbose || (meant.is_empty() && exchange.purpose == Purpose::Judge));
    for (sighting, exchange) in meant {
        page.blank();
        let whose = page.own(&format!("{} {:?}", sighting.rule, sighting.scenario));
        page.wrapped(INDENT, Paint::Strong, &format!("the call that is meant, of {whose}"));
        in_full(page, exchange);
    }
    for exchange in full {
        page.blank();
        in_full(page, exchange);
    }
    if !brief.is_empty() {
        page.blank();
        page.wrapped(INDENT, Paint::Strong, "the other calls of this scenario");
        one_line_each(page, brief.into_iter());
    }
}
