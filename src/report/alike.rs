//! Failures that are alike, so that one deviation is read once, however many scenarios show it: those of a
//! rule under the first of them, those of many rules in a line for each answer, and those of another dialect
//! in a line for each rule.

use crate::outcome::{RuleResult, ScenarioResult, Verdict};

use super::page::{Page, Paint};
use super::table::{answer, colour};
use super::words::{by_rule, in_one_line, scenarios};

const INDENT: usize = 2;
/// From so many failures on a line for each answer stands before them.
const MANY: usize = 5;

/// A scenario and its rule.
pub(super) type Case<'a> = (&'a RuleResult, &'a ScenarioResult);

/// The first of each rule that missed what it expected, with those that missed the same, or failed in the
/// same step, with the same HTTP status. Where everything is to be shown, each by itself.
pub(super) fn alike<'a>(cases: &[Case<'a>], each: bool) -> Vec<(Case<'a>, Vec<Case<'a>>)> {
    // What came begins with the HTTP status, or with how there was no answer.
    let came = |case: &Case<'a>| case.1.actual.as_ref()?.split([' ', ',']).next();
    let step = |case: &Case<'a>| case.1.step.as_deref().map(skeleton);
    grouped(cases, |one, other| {
        !each
            && one.0.id == other.0.id
            && came(one).is_some()
            && came(one) == came(other)
            && (one.1.expected == other.1.expected || step(one) == step(other))
    })
}

/// A step without the values that its row of the outline fills in.
fn skeleton(step: &str) -> String {
    let outside = step.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
    outside.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// What another scenario missed, as far as it is not what the first one did; what an answer repeats of its
/// own call is no difference.
pub(super) fn difference(first: &ScenarioResult, other: &ScenarioResult) -> String {
    let (Some(one), Some(two)) = (first.mismatch(), other.mismatch()) else {
        return String::new();
    };
    let ((expected_one, actual_one), (expected, actual)) = (one, two);
    let same =
        actual_one == actual || (first.likeness.is_some() && first.likeness == other.likeness);
    let came = if same { "" } else { other.likeness.as_deref().unwrap_or(actual) };
    match (came, expected_one == expected) {
        (came, true) => came.to_owned(),
        ("", false) => format!("expected {expected}"),
        (came, false) => format!("{came}; expected {expected}"),
    }
}

/// The first case of each kind, and the others of that kind.
pub(super) fn grouped<'a>(
    cases: &[Case<'a>],
    is_same: impl Fn(&Case<'a>, &Case<'a>) -> bool,
) -> Vec<(Case<'a>, Vec<Case<'a>>)> {
    let mut kinds: Vec<(Case<'a>, Vec<Case<'a>>)> = Vec::new();
    for case in cases {
        match kinds.iter_mut().find(|(first, _)| is_same(first, case)) {
            Some((_, others)) => others.push(*case),
            None => kinds.push((*case, Vec::new())),
        }
    }
    kinds
}

/// What came, and which rules failed on it, where one answer failed several: one mistake of an endpoint
/// seldom fails one rule alone.
pub(super) fn causes(page: &mut Page, cases: &[Case<'_>]) {
    let came = |case: &Case<'_>| case.1.actual.as_ref().map(|came| in_one_line(answer(came)));
    let kinds = grouped(cases, |one, other| came(one).is_some() && came(one) == came(other));
    let shared = |(first, others): &(Case<'_>, Vec<Case<'_>>)| {
        others.iter().any(|other| other.0.id != first.0.id)
    };
    if cases.len() < MANY || !kinds.iter().any(shared) {
        return;
    }
    page.blank();
    page.wrapped(INDENT, Paint::Strong, "what came, and the rules that failed on it");
    for (first, others) in kinds.iter().filter(|kind| shared(kind)) {
        let ids = [*first].into_iter().chain(others.iter().copied());
        let rules = by_rule(page, ids.map(|(rule, _)| rule.id.as_str()));
        let came = page.safe(&came(first).unwrap_or_default());
        page.wrapped(2 * INDENT, Paint::Plain, &format!("{came}: {rules}"));
    }
}

/// What is right in the other dialect, a line for each rule and answer.
pub(super) fn dialect(page: &mut Page, cases: &[Case<'_>]) {
    let Some(spoken) = cases.iter().find_map(|(_, scenario)| scenario.other_dialect) else {
        return;
    };
    page.heading(&format!("in the dialect {:?} ({})", spoken.word(), cases.len()));
    page.wrapped(
        INDENT,
        Paint::Plain,
        "Each answer is one that this dialect documents; --verbose shows them in full.",
    );
    page.blank();
    let texts = |case: &Case<'_>| {
        let (expected, actual) = case.1.mismatch()?;
        Some((answer(actual).to_owned(), expected.to_owned()))
    };
    let kinds = grouped(cases, |one, other| one.0.id == other.0.id && texts(one) == texts(other));
    for (first, others) in kinds {
        let Some((came, expected)) = texts(&first) else { continue };
        let text = match others.len() {
            0 => format!("{came}; expected {expected}"),
            more => format!("{came}; expected {expected} ({})", scenarios(more + 1)),
        };
        let (id, text) = (page.own(&first.0.id), page.safe(&text));
        page.field(INDENT, &id, colour(first.0.level_of(first.1), Verdict::Fail), &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_the_same_whatever_its_row_says() {
        let steps = [
            "Then both answers are 404 \"InvalidInstanceId.NotFound\" with the same message",
            "Then both answers are 403 \"DiskError\" with the same message",
        ];
        assert_eq!(skeleton(steps[0]), skeleton(steps[1]));
        assert_ne!(skeleton(steps[0]), skeleton("Then the call succeeds"));
    }

    #[test]
    fn only_what_differs_is_told() {
        let scenario = |expected: &str, actual: &str, likeness: &str| ScenarioResult {
            expected: Some(expected.to_owned()),
            actual: Some(actual.to_owned()),
            likeness: Some(likeness.to_owned()),
            ..ScenarioResult::new("a name", Verdict::Fail)
        };
        let first = scenario("A", "400 X, message \"for n-1\"", "400 X, message \"for …\"");
        let again = scenario("A", "400 X, message \"for n-2\"", "400 X, message \"for …\"");
        let other = scenario("B", "400 Y, message \"for n-3\"", "400 Y, message \"for …\"");
        assert_eq!(difference(&first, &again), "");
        assert_eq!(difference(&first, &other), "400 Y, message \"for …\"; expected B");
    }
}
