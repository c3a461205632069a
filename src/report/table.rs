//! The table of rules: one line per rule, the reason and the notes below it.

use crate::api::Level;
use crate::outcome::{AcceptedDeviation, RuleResult, RunResult, ScenarioResult, Verdict};

use super::exchange::duration;
use super::page::{Page, Paint, cut, wrap};

const INDENT: usize = 7;

pub(super) fn table(page: &mut Page, result: &RunResult) {
    page.blank();
    let head = format!("{:<5}  {:<6}  {:<12}  {:>7}  title", "rule", "level", "verdict", "passed");
    let head = page.paint(Paint::Faint, &head);
    page.line(&head);
    for rule in &result.rules {
        row(page, rule, result.acceptance(rule));
    }
}

/// The word for a verdict at a level: where the documentation does not say MUST, a failure warns.
pub(super) const fn word(level: Level, verdict: Verdict) -> &'static str {
    match (level, verdict) {
        (Level::Should | Level::May, Verdict::Fail) => "warning",
        _ => verdict.word(),
    }
}

/// The colour that goes with [`word`].
pub(super) const fn colour(level: Level, verdict: Verdict) -> Paint {
    match (level, verdict) {
        (_, Verdict::Pass) => Paint::Good,
        (_, Verdict::Inconclusive) | (Level::Should | Level::May, Verdict::Fail) => Paint::Warning,
        (_, Verdict::Fail | Verdict::Error) => Paint::Bad,
    }
}

fn row(page: &mut Page, rule: &RuleResult, accepted: Option<&AcceptedDeviation>) {
    let verdict = rule.verdict();
    let (word, paint) = match accepted {
        Some(_) => ("accepted", Paint::Warning),
        None if rule.warns() => ("pass, warns", Paint::Warning),
        None => (word(rule.level, verdict), colour(rule.level, verdict)),
    };
    let passed = rule.scenarios.iter().filter(|s| s.verdict == Verdict::Pass).count();
    let word = format!("{word:<12}");
    let left = format!(
        "{:<5}  {:<6}  {}  {:>7}  ",
        page.own(&rule.id),
        rule.level.word(),
        page.paint(paint, &word),
        format!("{passed}/{}", rule.scenarios.len()),
    );
    let title = page.own(&rule.title);
    const LEFT_WIDTH: usize = 5 + 2 + 6 + 2 + 12 + 2 + 7 + 2;
    let room = page.width().saturating_sub(LEFT_WIDTH).max(20);
    for (index, line) in wrap(&title, room).iter().enumerate() {
        let blank = " ".repeat(LEFT_WIDTH);
        page.line(&format!("{}{line}", if index == 0 { &left } else { &blank }));
    }
    if let Some(AcceptedDeviation { until, reason, .. }) = accepted {
        let text = format!("accepted until {}: {}", page.own(until), page.safe(reason));
        page.wrapped(INDENT, Paint::Warning, &text);
    }
    if verdict != Verdict::Pass {
        reason(page, rule, verdict);
    }
    notes(page, rule);
    if page.verbose() {
        scenarios(page, rule);
    }
}

/// The beginning of the reason; in full it stands with the scenario, or with its group.
fn reason(page: &mut Page, rule: &RuleResult, verdict: Verdict) {
    if rule.fails_by_dialect()
        && let Some(came) = rule.scenarios.iter().find_map(by_dialect)
    {
        let text = page.safe(&came);
        page.wrapped(INDENT, Paint::Plain, &cut(&text, page.width() - INDENT));
        return;
    }
    let lines = if verdict == Verdict::Inconclusive { 1 } else { 2 };
    let room = page.width() - INDENT;
    let reason = page.safe(rule.reason().unwrap_or("no reason was given"));
    let wrapped = wrap(&reason, room);
    let whole = wrapped.len().min(lines - 1);
    for line in &wrapped[..whole] {
        page.wrapped(INDENT, Paint::Plain, line);
    }
    if whole < wrapped.len() {
        let last = cut(&wrapped[whole..].join(" "), room);
        page.wrapped(INDENT, Paint::Plain, &last);
    }
}

/// What came where it is right in the other dialect.
fn by_dialect(scenario: &ScenarioResult) -> Option<String> {
    let (spoken, actual) = (scenario.other_dialect?, scenario.actual.as_ref()?);
    Some(format!("{}, of the dialect {:?}", answer(actual), spoken.word()))
}

/// The status and code of what came, without its message.
pub(super) fn answer(actual: &str) -> &str {
    actual.split(", message ").next().unwrap_or(actual)
}

/// What was observed without being judged; the same note of many scenarios once.
fn notes(page: &mut Page, rule: &RuleResult) {
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for note in rule.scenarios.iter().flat_map(|scenario| &scenario.notes) {
        match seen.iter_mut().find(|(text, _)| text == note) {
            Some((_, times)) => *times += 1,
            None => seen.push((note, 1)),
        }
    }
    for (note, times) in seen {
        let note = page.safe(note);
        let times = if times > 1 { format!(" ({times} scenarios)") } else { String::new() };
        page.wrapped(INDENT, Paint::Faint, &format!("note: {note}{times}"));
    }
}

fn scenarios(page: &mut Page, rule: &RuleResult) {
    for scenario in &rule.scenarios {
        let level = rule.level_of(scenario);
        let word = format!("{:<12}", word(level, scenario.verdict));
        let word = page.paint(colour(level, scenario.verdict), &word);
        let name = page.own(&scenario.name);
        page.line(&format!("       {word}  {:>8}  {name}", duration(scenario.took_ms)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_must_fails() {
        assert_eq!(word(Level::Must, Verdict::Fail), "fail");
        assert_eq!(word(Level::Should, Verdict::Fail), "warning");
        assert_eq!(word(Level::May, Verdict::Fail), "warning");
        assert_eq!(word(Level::May, Verdict::Error), "error");
    }
}
