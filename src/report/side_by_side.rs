//! A comparison as text: the runs by letter, and below, a line a rule.
//!
//! Names and addresses come from files that anybody may have written, so they are escaped like
//! everything else.

use super::compare::{Change, ComparedRule, Comparison};
use super::escape::{for_terminal, log_lines};
use crate::outcome::Verdict;

/// The comparison; rules that did not change only where `all` are wanted.
#[must_use]
pub fn text(comparison: &Comparison, all: bool) -> String {
    let mut lines = Vec::new();
    for (index, run) in comparison.runs.iter().enumerate() {
        let (name, url) = (for_terminal(&run.name), for_terminal(&run.target_url));
        let started = for_terminal(&run.started);
        lines.push(format!("{:<3} {name}", letter(index)));
        lines.push(format!(
            "    {}, edition {}, {url}, {started}",
            run.verdict.word(),
            run.edition.word()
        ));
    }
    let shown: Vec<&ComparedRule> =
        comparison.rules.iter().filter(|rule| all || rule.change != Change::Same).collect();
    if !shown.is_empty() {
        let letters: String =
            (0..comparison.runs.len()).map(|index| format!("{:<13}", letter(index))).collect();
        lines.push(String::new());
        lines.push(format!("{:<6} {:<6} {:<8} {letters}title", "rule", "level", "change"));
    }
    for rule in shown {
        let verdicts: String =
            rule.verdicts.iter().map(|verdict| format!("{:<13}", word(*verdict))).collect();
        let line = format!(
            "{:<6} {:<6} {:<8} {verdicts}{}",
            for_terminal(&rule.id),
            rule.level.word(),
            rule.change.word(),
            for_terminal(&rule.title)
        );
        lines.push(line.trim_end().to_owned());
    }
    lines.push(String::new());
    let count = |change| comparison.rules.iter().filter(|rule| rule.change == change).count();
    lines.push(format!(
        "{} worse, {} better, {} the same, {} only in later runs, {} missing in a later run",
        comparison.regressions,
        comparison.improvements,
        count(Change::Same),
        count(Change::Added),
        count(Change::Removed)
    ));
    log_lines(lines)
}

fn word(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("-", Verdict::word)
}

/// `A`, `B`, and after `Z` the number.
fn letter(index: usize) -> String {
    match u8::try_from(index).ok().filter(|index| *index < 26) {
        Some(index) => char::from(b'A' + index).to_string(),
        None => (index + 1).to_string(),
    }
}
