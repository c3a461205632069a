//! What could not be decided, grouped by reason, and what would decide it.

use crate::outcome::{RunResult, Verdict};

use super::page::{Page, Paint};
use super::words::{by_rule, scenarios};

/// What to do about all of them.
pub(super) const REMEDY: &str = "To decide them, give the suite what the reasons name: instances in these \
     states under [instances] of the target file, or a way to bring the states about under [arrange] \
     (control, command or start_stop). Where Starting was too short to be seen, let a restart of the \
     test instances take longer.";

/// One reason, and the rules of the scenarios that have it.
struct Group<'a> {
    reason: &'a str,
    rules: Vec<&'a str>,
    scenarios: usize,
}

pub(super) fn undecided(page: &mut Page, result: &RunResult) {
    let groups = groups(result);
    if groups.is_empty() {
        return;
    }
    page.heading("inconclusive");
    // After an interruption another run decides them.
    let decidable = !result.interrupted && groups.iter().any(|group| group.scenarios > 0);
    for group in groups {
        page.blank();
        let reason = page.safe_lines(group.reason);
        page.wrapped(2, Paint::Warning, &reason);
        let rules = by_rule(page, group.rules.into_iter());
        let text = match group.scenarios {
            0 => rules,
            count => format!("{}: {rules}", scenarios(count)),
        };
        page.wrapped(4, Paint::Plain, &text);
    }
    if decidable {
        page.blank();
        page.wrapped(2, Paint::Plain, REMEDY);
    }
    for (index, wanted) in result.wanted.iter().enumerate() {
        if index == 0 {
            page.blank();
        }
        let line = page.safe(&serve(&wanted.operation, wanted.decides.len(), wanted.open.len()));
        page.wrapped(2, Paint::Strong, &line);
        let rules = page.safe(&wanted.decides.join(" "));
        page.wrapped(4, Paint::Plain, &rules);
    }
}

/// What serving an operation would decide, in one line.
pub(super) fn serve(operation: &str, decides: usize, open: usize) -> String {
    let beside = match open - decides.min(open) {
        0 => String::new(),
        1 => " (1 other needs it, and more beside it)".to_owned(),
        more => format!(" ({more} others need it, and more beside it)"),
    };
    format!("serve {operation}: decides {decides} more{beside}")
}

fn groups(result: &RunResult) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut add = |reason, rule, scenarios| match groups
        .iter_mut()
        .find(|group: &&mut Group<'_>| group.reason == reason)
    {
        Some(group) => {
            group.rules.push(rule);
            group.scenarios += scenarios;
        }
        None => groups.push(Group { reason, rules: vec![rule], scenarios }),
    };
    for rule in &result.rules {
        if rule.scenarios.is_empty() {
            add(rule.reason().unwrap_or_default(), rule.id.as_str(), 0);
        }
        for scenario in rule.scenarios.iter().filter(|s| s.verdict == Verdict::Inconclusive) {
            let reason = scenario.reason.as_deref().unwrap_or("no reason was given");
            add(reason, rule.id.as_str(), 1);
        }
    }
    groups
}
