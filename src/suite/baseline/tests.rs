//! What is read, what is accepted, and what does not hold.

use super::*;
use crate::outcome::{ScenarioResult, Selection, TargetSummary};

const DAY: Date = jiff::civil::date(2026, 6, 1);

fn mistake(text: &str) -> String {
    parse("a.toml", text).unwrap_err().to_string()
}

fn entry(rule: &str, reason: &str, until: &str) -> String {
    format!("[[accepted]]\nrule = {rule:?}\nreason = {reason:?}\nuntil = {until:?}\n")
}

/// A baseline that accepts these rules until the end of a day.
fn baseline(rules: &[&str], until: &str) -> Baseline {
    let text: String = rules.iter().map(|id| entry(id, "known", until)).collect();
    parse("a.toml", &text).unwrap()
}

/// A run in which every scenario of these rules came to the same.
fn run(rules: &[(&str, Verdict)]) -> RunResult {
    let index = Index::embedded().unwrap();
    let rules = rules.iter().map(|(id, verdict)| {
        let rule = select::find(index, id).unwrap();
        let scenarios = rule.scenarios.iter();
        RuleResult {
            title: rule.title.clone(),
            scenarios: scenarios.map(|s| ScenarioResult::new(&*s.name, *verdict)).collect(),
            ..RuleResult::new(rule.rule.id, rule.rule.level, rule.rule.edition)
        }
    });
    RunResult {
        rules: rules.collect(),
        ..RunResult::new(TargetSummary::default(), Selection::default())
    }
}

/// What of a run a baseline accepts, and where it does not hold.
fn judged(baseline: &Baseline, result: RunResult) -> (Vec<String>, Vec<String>) {
    let result = baseline.judge(result, Index::embedded().unwrap(), DAY);
    (result.accepted.into_iter().map(|a| a.rule).collect(), result.baseline_faults)
}

#[test]
fn entries_are_read_with_their_lines() {
    let text = format!("# known\n{}\n{}", entry("RI-38", "a", "2027-01-31"), {
        "[[accepted]]\nrule = \"RI-20\"\nreason = \"b\"\nuntil = 2026-12-24\n"
    });
    let read = parse("a.toml", &text).unwrap();
    let lines: Vec<_> =
        read.entries.iter().map(|e| (e.line, e.rule.as_str(), e.until.to_string())).collect();
    assert_eq!(
        lines,
        [(2, "RI-38", "2027-01-31".to_owned()), (7, "RI-20", "2026-12-24".to_owned())]
    );
    assert_eq!(parse("a.toml", "").unwrap().entries, []);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let right = entry("RI-38", "a", "2027-01-31");
    for (text, place, what) in [
        (right.replace("rule", "rul"), "a.toml:2:1", "unknown field `rul`"),
        (format!("x = 1\n{right}"), "a.toml:1:1", "unknown field `x`"),
        (right.replace("[[accepted]]", "[accepted]"), "a.toml:1:1", "[[accepted]], in two"),
        (right.replace("rule = \"RI-38\"\n", ""), "a.toml:1:1", "has no rule"),
        (right.replace("reason = \"a\"\n", ""), "a.toml:1:1", "has no reason"),
        (right.replace("until = \"2027-01-31\"\n", ""), "a.toml:1:1", "has no until"),
        (right.replace("\"a\"", "\"\""), "a.toml:3:10", "RI-38 is accepted without a reason"),
        (right.replace("\"a\"", "\" \""), "a.toml:3:10", "RI-38 is accepted without a reason"),
        (right.replace("\"a\"", "5"), "a.toml:3:10", "invalid type"),
        (right.replace("2027-01-31", "soon"), "a.toml:4:9", "\"soon\" is not a day"),
        (right.replace("2027-01-31", "2027-02-30"), "a.toml:4:9", "is not a day"),
        (right.replace("2027-01-31", "20270131"), "a.toml:4:9", "is not a day"),
        (right.replace("2027-01-31", "2027-01-31T12:00:00Z"), "a.toml:4:9", "is not a day"),
        (right.replace("\"2027-01-31\"", "2027"), "a.toml:4:9", "2027 is not a day"),
        (right.replace("\"2027-01-31\"", "2027-02-30"), "a.toml:4:9", ""),
        (format!("{right}{right}"), "a.toml:6:8", "RI-38 is accepted twice, first on line 1"),
        (
            format!("{right}{}", entry("ri-38", "b", "2027-01-31")),
            "a.toml:6:8",
            "ri-38 is accepted twice",
        ),
        (
            right.replace("RI-38", "RI-3B"),
            "a.toml:2:8",
            "there is no rule \"RI-3B\"; did you mean RI-3",
        ),
        (right.replace("RI-38", "nonsense"), "a.toml:2:8", "there is no rule \"nonsense\"; `rebo"),
        ("[[accepted".to_owned(), "a.toml:1:11", ""),
    ] {
        let error = mistake(&text);
        assert!(error.starts_with(place) && error.contains(what), "{text}\n{error}");
        assert!(error.contains("\n  write instead: "), "{error}");
    }
}

#[test]
fn failures_are_accepted_to_the_end_of_the_day() {
    let failed = [("RI-01", Verdict::Fail), ("RI-38", Verdict::Fail)];
    let (accepted, faults) = judged(&baseline(&["ri-38"], "2026-06-01"), run(&failed));
    assert_eq!((accepted, faults), (vec!["RI-38".to_owned()], vec![]));
    let (accepted, faults) = judged(&baseline(&["RI-38"], "2026-05-31"), run(&failed));
    assert!(accepted.is_empty());
    assert_eq!(
        faults,
        [
            "a.toml:1 accepts that RI-38 fails until 2026-05-31, which is over: have RI-38 mended, or decide anew"
        ]
    );
}

#[test]
fn what_passes_or_has_no_scenario_is_a_fault() {
    let of = baseline(&["RI-01", "SG-02"], "2026-06-01");
    let (accepted, faults) = judged(&of, run(&[("RI-01", Verdict::Pass)]));
    assert!(accepted.is_empty());
    assert_eq!(
        faults[0],
        "a.toml:1 accepts that RI-01 fails, and RI-01 passes: take the entry out"
    );
    let start = "a.toml:5 names no rule that can fail: SG-02 has no scenario";
    assert!(faults[1].starts_with(start), "{faults:?}");
    assert_eq!(faults.len(), 2);
}

#[test]
fn what_was_not_judged_is_neither() {
    let nothing = (vec![], vec![]);
    let of = baseline(&["RI-01"], "2026-06-01");
    assert_eq!(judged(&of, run(&[])), nothing, "not selected");
    assert_eq!(judged(&of, run(&[("RI-01", Verdict::Inconclusive)])), nothing);
    assert_eq!(judged(&of, run(&[("RI-01", Verdict::Error)])), nothing);
    let mut in_part = run(&[("RI-01", Verdict::Pass)]);
    in_part.rules[0].scenarios.truncate(1);
    assert_eq!(judged(&of, in_part), nothing, "the failing scenario may be another one");
    let past = baseline(&["RI-01"], "2026-01-01");
    assert_eq!(judged(&past, run(&[])), nothing, "not selected, though expired");
}

#[test]
fn a_draft_asks_for_reasons_and_keeps_those_that_hold() {
    let index = Index::embedded().unwrap();
    let failed =
        run(&[("RI-01", Verdict::Fail), ("RI-38", Verdict::Fail), ("RI-02", Verdict::Pass)]);
    let drafted = draft(&failed, None, index, DAY).unwrap();
    assert_eq!(drafted.without_reason, 2);
    let wanted = "\n# RI-01 (MUST): A Running instance can be restarted\n[[accepted]]\nrule = \"RI-01\"\nreason = \"\"\nuntil = \"2026-08-30\"\n";
    assert!(drafted.text.contains(wanted), "{}", drafted.text);
    assert!(mistake(&drafted.text).contains("RI-01 is accepted without a reason"));
    let completed = drafted.text.replace("reason = \"\"", r#"reason = "it's \"known\" \\ 云""#);
    let completed = parse("a.toml", &completed).unwrap();
    assert_eq!(completed.entries[0].reason, "it's \"known\" \\ 云");

    let redrafted = draft(&failed, Some(&completed), index, DAY).unwrap();
    assert_eq!(redrafted.without_reason, 0);
    let reread = parse("b.toml", &redrafted.text).unwrap();
    assert_eq!(reread.entries[0].reason, completed.entries[0].reason);
    // What passes by now goes, and nothing is left to accept.
    let passed = run(&[("RI-01", Verdict::Pass), ("RI-38", Verdict::Pass)]);
    assert_eq!(draft(&passed, Some(&completed), index, DAY), None);
}
