//! That every rule can fail: each fault is caught by the rule it violates, and no other rule fails than
//! the fault lists.
//!
//! Here every fault meets the scenarios of its own rule, and a fixed part of the faults meet the whole
//! suite, so that `cargo test` stays quick. `.ci/run` runs `rebootspec prove --styles` with everything.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use rebootspec::api::operations::{self, REBOOT_INSTANCE};
use rebootspec::api::rules::RULES;
use rebootspec::api::{Edition, Level};
use rebootspec::cli::exit::Exit;
use rebootspec::endpoint::Fault;
use rebootspec::endpoint::faults::WITHOUT_FAULTS;
use rebootspec::endpoint::styles::{STYLES, Style};
use rebootspec::outcome::Verdict;
use rebootspec::proof::{
    self, FaultHead, Matrix, Proof, Request, Round, Row, RuleHead, RuleSeen, Seen,
};
use rebootspec::suite::features::Index;

use crate::support::{Serve, run};

/// How many faults meet the whole suite here.
const SAMPLE: usize = 16;

fn proven(request: &Request) -> Proof {
    let proof = proof::prove(request, |_| {}).unwrap();
    assert!(proof.problems().is_empty(), "{}", proof.problems().join("\n"));
    proof
}

#[test]
fn every_fault_is_caught_by_the_rule_it_violates() {
    let request = Request { own_rule_only: true, ..Request::whole(Edition::Current) };
    let proof = proven(&request);
    let of_others = |fault: &Fault| fault.operation().is_some_and(|it| it != &REBOOT_INSTANCE);
    let all = Fault::ALL.iter().copied().filter(|fault| !of_others(fault));
    let (later, earlier): (Vec<_>, Vec<_>) =
        all.partition(|fault| fault.violates_in(Edition::Current));
    assert_eq!(proof.matrix.rows.len(), later.len());
    proven(&Request { own_rule_only: true, faults: earlier, ..Request::whole(Edition::Core) });
}

#[test]
fn faults_of_another_operation_are_caught_with_that_one_under_test() {
    let of_all = operations::under_test().filter(|operation| **operation != REBOOT_INSTANCE);
    for operation in of_all {
        let core = Request::whole(Edition::Core);
        let proof = proven(&Request { operation, own_rule_only: true, ..core.clone() });
        assert!(!proof.matrix.rows.is_empty(), "{}", operation.name);
        let faults = vec![proof.matrix.rows[0].fault.name.parse().unwrap()];
        let error = proof::prove(&Request { faults, ..core }, |_| {}).unwrap_err();
        assert!(error.to_string().contains(&format!("--operation {}", operation.name)), "{error}");
    }
}

#[test]
fn what_is_left_open_of_another_operation_turns_no_rule_red() {
    let named = |style: &&'static Style| style.name == "locked-stops";
    let styles = STYLES.iter().filter(named).collect();
    let operation = operations::named("StopInstance").unwrap();
    proven(&Request { operation, styles, styles_alone: true, ..Request::whole(Edition::Core) });
}

#[test]
fn no_rule_fails_that_a_fault_does_not_list() {
    // Spread over the list, those that need one scenario at a time among them.
    let every = Fault::ALL.len().div_ceil(SAMPLE);
    let spread = Fault::ALL.iter().skip(every / 2).step_by(every);
    let alone = Fault::ALL.iter().filter(|fault| fault.reaches_others()).take(1);
    let request =
        Request { faults: spread.chain(alone).copied().collect(), ..Request::whole(Edition::Core) };
    let in_core = |fault: &Fault| fault.violates_in(Edition::Core);
    let faults = request.faults.iter().copied().filter(in_core).collect();
    let proof = proven(&Request { faults, ..request });
    let spared: Vec<_> = proof
        .matrix
        .rows
        .iter()
        .filter(|row| !row.fault.name.parse::<Fault>().unwrap().depends_on_the_clock())
        .flat_map(|row| {
            row.with(proof::Mark::Spared).map(|rule| format!("{}: {}", row.fault.name, rule.id))
        })
        .collect();
    assert!(spared.is_empty(), "listed as falling with a fault, but not red: {spared:?}");
}

#[test]
fn the_order_of_scenarios_decides_nothing() {
    proven(&Request {
        faults: vec![Fault::RefusedStillRestarts],
        repeats: 2,
        shuffle: Some(1),
        ..Request::whole(Edition::Core)
    });
}

#[test]
fn every_rule_has_faults_or_a_reason_why_not() {
    let excused: BTreeSet<&str> = WITHOUT_FAULTS.iter().map(|(rule, _)| *rule).collect();
    for rule in &Index::embedded().unwrap().rules {
        let (id, level) = (rule.rule.id, rule.rule.level);
        let count = Fault::ALL.iter().filter(|fault| fault.rule() == id).count();
        if excused.contains(id) {
            assert_eq!(count, 0, "{id} has faults and stands in WITHOUT_FAULTS");
            continue;
        }
        let wanted = if level == Level::Must { 2 } else { 1 };
        assert!(count >= wanted, "{id} ({}) has {count} faults, wanted {wanted}", level.word());
    }
    for (id, reason) in WITHOUT_FAULTS {
        assert!(RULES.iter().any(|rule| rule.id == *id), "{id} is no rule");
        assert!(reason.len() > 20, "{id} needs a reason");
    }
}

fn rule(id: &str, verdict: Verdict) -> RuleSeen {
    RuleSeen {
        id: id.to_owned(),
        level: Level::Must,
        verdict,
        warns: false,
        because: (verdict != Verdict::Pass).then(|| "\"one\": <b>&\u{1b}[31m".to_owned()),
        scenarios: Vec::new(),
    }
}

/// A proof with one fault that violates RI-01 and lists RI-02.
fn by_hand(own: Verdict, listed: Verdict, other: Verdict, unjudged: Option<&str>) -> Proof {
    let seen = |rules| Seen {
        rules,
        unjudged: unjudged.map(str::to_owned),
        suite_fault: None,
        is_idle: false,
        not_given_back: Vec::new(),
        took_ms: 1.0,
    };
    let fault = FaultHead {
        name: "broken".to_owned(),
        sentence: "It <breaks>.".to_owned(),
        rule: "RI-01".to_owned(),
        also: vec!["RI-02".to_owned()],
    };
    let rules = vec![rule("RI-01", own), rule("RI-02", listed), rule("RI-03", other)];
    let heads = ["RI-01", "RI-02", "RI-03"].map(|id| RuleHead {
        id: id.to_owned(),
        level: Level::Must,
        title: "A <title>".to_owned(),
    });
    Proof {
        target: None,
        passed_over: Vec::new(),
        edition: Edition::Core,
        is_whole: true,
        scenarios: 3,
        runs: 2,
        workers: 1,
        took_ms: 2.0,
        faultless: Seen { unjudged: None, ..seen(Vec::new()) },
        matrix: Matrix { rules: heads.into(), rows: vec![Row { fault, seen: seen(rules) }] },
        styles: Vec::new(),
        rounds: vec![Round { shuffle: None }],
        unsteady: Vec::new(),
        suite_faults: Vec::new(),
        not_given_back: Vec::new(),
    }
}

#[test]
fn a_survivor_or_a_stranger_is_named_and_exits_1() {
    use Verdict::{Fail, Inconclusive, Pass};
    for (own, listed, other, unjudged, problem) in [
        (Fail, Fail, Pass, None, None),
        (Fail, Pass, Inconclusive, None, None),
        (Pass, Fail, Pass, None, Some("broken survived: RI-01 passed")),
        (Inconclusive, Fail, Pass, None, Some("broken survived: RI-01 is inconclusive")),
        (Fail, Fail, Fail, None, Some("broken does not list RI-03, which failed")),
        (
            Fail,
            Fail,
            Fail,
            Some("no"),
            Some("broken survived: the control call was not served: no"),
        ),
    ] {
        let proof = by_hand(own, listed, other, unjudged);
        let problems = proof.problems();
        match problem {
            None => assert!(problems.is_empty(), "{problems:?}"),
            Some(problem) => {
                assert_eq!(problems.len(), 1, "{problems:?}");
                assert!(problems[0].starts_with(problem), "{problems:?}");
                assert!(proof::to_text(&proof, false, 100).contains(problem));
                assert_eq!(proof::to_json(&proof)["verdict"], "not proven");
            }
        }
        let exit = if problem.is_none() { Exit::Conforms } else { Exit::Violates };
        assert_eq!(Exit::of_proof(&proof), exit);
    }
    let mut broken = by_hand(Fail, Fail, Pass, None);
    broken.suite_faults.push("the suite broke".to_owned());
    assert_eq!(Exit::of_proof(&broken), Exit::Suite);
}

/// A SHOULD or MAY never decides a MUST, listed or not.
#[test]
fn a_must_that_falls_with_a_should_is_named() {
    let mut advisory = by_hand(Verdict::Fail, Verdict::Pass, Verdict::Pass, None);
    advisory.matrix.rows[0].seen.rules[0].level = Level::Should;
    assert!(advisory.problems().is_empty(), "{:?}", advisory.problems());
    advisory.matrix.rows[0].seen.rules[1].verdict = Verdict::Fail;
    let problems = advisory.problems().join("\n");
    assert!(problems.contains("broken violates no MUST, and RI-02 failed"), "{problems}");

    // A MUST rule that warns alone: the fault violates what is less binding in it.
    let mut warned = by_hand(Verdict::Pass, Verdict::Fail, Verdict::Pass, None);
    warned.matrix.rows[0].seen.rules[0].warns = true;
    let problems = warned.problems().join("\n");
    assert!(problems.contains("broken violates no MUST, and RI-02 failed"), "{problems}");
}

/// Everything broken at once that is no MUST: no MUST fails.
#[test]
fn an_endpoint_that_breaks_every_should_keeps_every_must() {
    let is_less = |fault: &&Fault| {
        RULES.iter().any(|rule| rule.id == fault.rule() && rule.level != Level::Must)
    };
    let faults = Fault::ALL.iter().filter(is_less).flat_map(|fault| ["--fault", fault.name()]);
    let faults: Vec<&str> = faults.collect();
    assert!(faults.len() > 16, "{faults:?}");
    for edition in ["core", "current"] {
        let serve = Serve::with(&[&["--edition", edition], &faults[..]].concat());
        let ended = run(&["run", "--edition", edition, "--target", &serve.target_file()]);
        ended.expect(0).tells(&["verdict: conforms"]);
        assert!(ended.all().contains("warning"), "{}", ended.all());
    }
}

#[test]
fn reports_let_nothing_through() {
    let proof = by_hand(Verdict::Fail, Verdict::Fail, Verdict::Fail, None);
    let page = proof::to_html(&proof);
    for harmful in ["<script", "<b>&", "<title>\"", "\u{1b}", "It <breaks>", "http://", "https://"]
    {
        assert!(!page.contains(harmful), "{harmful:?} is in the page");
    }
    for wanted in ["It &lt;breaks&gt;.", "\\u{1b}", "class=\"stranger\"", "prefers-color-scheme"] {
        assert!(page.contains(wanted), "{wanted:?} is not in the page");
    }
    assert!(!proof::to_text(&proof, false, 100).contains('\u{1b}'));
}

#[test]
fn every_field_of_prove_json_is_documented() {
    let documented = include_str!("../../docs/prove-json.md");
    let proof = by_hand(Verdict::Fail, Verdict::Fail, Verdict::Fail, None);
    let json = proof::to_json(&proof);
    let mut names: BTreeSet<&String> = json.as_object().unwrap().keys().collect();
    for list in ["faults", "rules"] {
        names.extend(json[list][0].as_object().unwrap().keys());
    }
    names.extend(json["faults"][0]["not_passed"][0].as_object().unwrap().keys());
    for name in names {
        assert!(documented.contains(&format!("`{name}`")), "{name} is not documented");
    }
    assert!(documented.contains(proof::FORMAT));
}

fn rebootspec(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rebootspec")).args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_both_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new");
    let output =
        rebootspec(&["prove", "--fault", "lock-never-lifts", "--out", out.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("proven: 1 of 1 faults caught"), "{text}");
    let progress = String::from_utf8(output.stderr).unwrap();
    assert!(progress.contains("1/1  lock-never-lifts: "), "{progress}");
    let json = std::fs::read_to_string(out.join("prove.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["faults"][0]["caught"], true);
    let page = std::fs::read_to_string(out.join("prove.html")).unwrap();
    assert!(page.contains("id=\"lock-never-lifts\""), "{page}");
}

#[test]
fn a_fault_that_does_not_exist_is_a_usage_mistake() {
    let output = rebootspec(&["prove", "--fault", "lock-never-lift"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("there is no fault") && said.contains("lock-never-lifts"), "{said}");
}
