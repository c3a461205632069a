//! The course of a proof: what is run, in which order, and how it is put together.

use std::collections::BTreeMap;
use std::time::Instant;

use super::matrix::{FaultHead, Matrix, Row, RuleHead, because};
use super::request::{ProofError, Request};
use super::run_error::RunError;
use super::seen::{RuleSeen, Seen};
use super::stop::Stop;
use super::subject::Subject;
use super::whole::{PassedOver, Proof, Round, StyleRow, Unsteady};
use super::workers::{Ended, Plan, run_all};
use crate::api::{Edition, Level};
use crate::endpoint::Fault;
use crate::outcome::Verdict;
use crate::suite::features::{Index, IndexedRule};
use crate::suite::select::{self, Filter, SelectError, Selected};

/// Runs everything that is asked for. `ended` is told of each run.
///
/// # Errors
/// When the endpoint does not conform without a fault, or a run cannot be made.
pub fn prove(request: &Request, mut ended: impl FnMut(Ended<'_>)) -> Result<Proof, ProofError> {
    let began = Instant::now();
    let index = Index::of(request.operation)?;
    let mut faults = request.chosen()?;
    let rounds = request.rounds();
    let mut selections = Vec::new();
    for round in &rounds {
        selections.push(selection(index, &request.filter(), *round)?);
    }
    let first = [Plan { subject: Subject::Faultless, selection: 0 }];
    let target = request.target.as_ref();
    let faultless = run_all(index, &selections, &first, target, 1, &request.stop, |_| {})?;
    let mut passed_over = Vec::new();
    if let Some(seen) = faultless.first() {
        if target.is_none() {
            must_conform(seen)?;
        } else {
            must_be_judged(seen)?;
            faults.retain(|&fault| match open(seen, fault) {
                None => true,
                Some(reason) => {
                    let fault = FaultHead::of(fault, request.edition);
                    passed_over.push(PassedOver { fault, reason });
                    false
                }
            });
        }
    }

    let subjects: Vec<Subject> = std::iter::once(Subject::Faultless)
        .chain(faults.iter().copied().map(Subject::Fault))
        .chain(request.styles.iter().copied().flat_map(Subject::of_style))
        .collect();
    let mut plans = Vec::new();
    for (number, round) in rounds.iter().enumerate() {
        for &subject in &subjects {
            let selection = match subject {
                Subject::Fault(fault) if request.own_rule_only => {
                    let rules = vec![fault.rule().to_owned()];
                    let filter = Filter { rules, ..request.filter() };
                    selections.push(selection(index, &filter, *round)?);
                    selections.len() - 1
                }
                Subject::Style(_, dialect @ Some(_)) => {
                    let filter = Filter { dialect, ..request.filter() };
                    selections.push(selection(index, &filter, *round)?);
                    selections.len() - 1
                }
                _ => number,
            };
            plans.push(Plan { subject, selection });
        }
    }
    let (workers, stop) = (request.workers, &request.stop);
    let rest = run_all(index, &selections, &plans[1..], target, workers, stop, &mut ended)?;
    let all: Vec<Seen> = faultless.into_iter().chain(rest).collect();
    let unsteady = unsteady(&subjects, &all);
    let suite_faults = suite_faults(&subjects, &all);
    let not_given_back = Seen::left_after(&all);

    let mut seen = all.into_iter();
    let faultless = seen.next().ok_or(RunError::Panicked)?;
    let rows = faults.iter().zip(&mut seen);
    let rows =
        rows.map(|(&fault, seen)| Row { fault: FaultHead::of(fault, request.edition), seen });
    let (idle, rows): (Vec<Row>, Vec<Row>) =
        rows.partition(|row| row.seen.is_idle && !row.is_caught());
    passed_over.extend(
        idle.into_iter().map(|row| PassedOver { fault: row.fault, reason: IDLE.to_owned() }),
    );
    Ok(Proof {
        target: target.map(|target| format!("{}, {}", target.name, target.shown_url())),
        passed_over,
        edition: request.edition,
        is_whole: request.faults.is_empty() && !request.styles_alone,
        scenarios: selections[0].summary.scenarios,
        runs: plans.len(),
        workers: request.workers.max(1),
        matrix: Matrix { rules: selections[0].rules.iter().map(head).collect(), rows },
        styles: subjects
            .iter()
            .filter_map(|subject| match subject {
                Subject::Style(style, dialect) => Some((*style, *dialect)),
                _ => None,
            })
            .zip(&mut seen)
            .map(|((style, dialect), seen)| StyleRow { style, dialect, seen })
            .collect(),
        faultless,
        rounds,
        unsteady,
        suite_faults,
        not_given_back,
        took_ms: began.elapsed().as_secs_f64() * 1e3,
    })
}

/// What a run executes: everything of an edition, or some rules of it.
fn selection(index: &Index, filter: &Filter, round: Round) -> Result<Selected, SelectError> {
    let selected = select::select(index, filter)?;
    Ok(match round.shuffle {
        Some(seed) => selected.shuffled(seed),
        None => selected,
    })
}

fn head(rule: &IndexedRule) -> RuleHead {
    RuleHead { id: rule.rule.id.to_owned(), level: rule.rule.level, title: rule.title.clone() }
}

/// One run of an edition at one endpoint, with nothing else going on: what a proof is made of, for
/// whoever wants to know what it costs.
///
/// # Errors
/// When the run cannot be made.
pub fn single_run(edition: Edition, subject: Subject) -> Result<Seen, ProofError> {
    let index = Index::embedded()?;
    let filter = Filter { edition, ..Filter::default() };
    let selected = selection(index, &filter, Round { shuffle: None })?;
    let plan = Plan { subject, selection: 0 };
    let seen = run_all(index, &[selected], &[plan], None, 1, &Stop::default(), |_| {})?;
    Ok(seen.into_iter().next().ok_or(RunError::Panicked)?)
}

/// Why a fault shows nothing at a target that never gives it the occasion.
const IDLE: &str =
    "had nothing to act on: no call and no answer there is of the kind that it changes";

/// Nothing can be said of faults where nothing was judged without one.
fn must_be_judged(seen: &Seen) -> Result<(), ProofError> {
    match seen.suite_fault.as_ref().or(seen.unjudged.as_ref()) {
        Some(reason) => Err(ProofError::Unjudged(reason.clone())),
        None => Ok(()),
    }
}

/// Why a fault would show nothing at a target: without it, the rule that it violates does not pass there.
fn open(seen: &Seen, fault: Fault) -> Option<String> {
    let Some(rule) = seen.rule(fault.rule()) else { return Some("not run".to_owned()) };
    match rule.verdict {
        Verdict::Pass if !rule.warns => None,
        Verdict::Pass => Some(format!("a warning: {}", because(rule))),
        verdict => Some(format!("{}: {}", verdict.word(), because(rule))),
    }
}

/// A rule that is red without a fault would be red with every one.
fn must_conform(seen: &Seen) -> Result<(), ProofError> {
    must_be_judged(seen)?;
    let said =
        |rule: &RuleSeen| format!("{} is {}: {}", rule.id, rule.verdict.word(), because(rule));
    let failed = seen.with(Verdict::Fail).chain(seen.rules.iter().filter(|rule| rule.warns));
    let failed: Vec<String> = failed.map(said).collect();
    if !failed.is_empty() {
        return Err(ProofError::Violates(failed.join("; ")));
    }
    let undecided: Vec<String> = seen
        .rules
        .iter()
        .filter(|rule| rule.verdict != Verdict::Pass && rule.level == Level::Must)
        .map(said)
        .collect();
    if undecided.is_empty() { Ok(()) } else { Err(ProofError::Unjudged(undecided.join("; "))) }
}

fn suite_faults(subjects: &[Subject], all: &[Seen]) -> Vec<String> {
    subjects
        .iter()
        .cycle()
        .zip(all)
        .filter_map(|(subject, seen)| {
            let fault = seen.suite_fault.as_ref()?;
            Some(format!("the suite broke with {}: {fault}", subject.name()))
        })
        .collect()
}

/// Stands for the scenarios of a rule where it is their worst verdict that has to be the same.
const WHOLE_RULE: &str = "the worst of its scenarios";

/// What differs between the rounds; `all` holds each round's subjects one after another.
fn unsteady(subjects: &[Subject], all: &[Seen]) -> Vec<Unsteady> {
    let mut found = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        let mut verdicts: BTreeMap<(&str, &str), Vec<Verdict>> = BTreeMap::new();
        for seen in all.iter().skip(at).step_by(subjects.len()) {
            for rule in seen.rules.iter().filter(|rule| subject.is_steady(&rule.id)) {
                if !subject.is_steady_within(&rule.id) {
                    verdicts.entry((&rule.id, WHOLE_RULE)).or_default().push(rule.verdict);
                    continue;
                }
                for scenario in &rule.scenarios {
                    let key = (rule.id.as_str(), scenario.name.as_str());
                    verdicts.entry(key).or_default().push(scenario.verdict);
                }
            }
        }
        for ((rule, scenario), verdicts) in verdicts {
            if verdicts.windows(2).any(|pair| pair[0] != pair[1]) {
                found.push(Unsteady {
                    subject: subject.name(),
                    rule: rule.to_owned(),
                    scenario: scenario.to_owned(),
                    verdicts,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::seen::ScenarioSeen;

    fn seen(verdict: Verdict, suite_fault: Option<&str>) -> Seen {
        let scenario = ScenarioSeen { name: "one".to_owned(), verdict };
        let rule = RuleSeen {
            id: "RI-01".to_owned(),
            level: Level::Must,
            verdict,
            warns: false,
            because: None,
            scenarios: vec![scenario],
        };
        Seen {
            rules: vec![rule],
            unjudged: None,
            suite_fault: suite_fault.map(str::to_owned),
            is_idle: false,
            not_given_back: Vec::new(),
            took_ms: 1.0,
        }
    }

    const SUBJECTS: [Subject; 2] = [Subject::Faultless, Subject::Fault(Fault::LockUnchecked)];

    #[test]
    fn a_verdict_that_differs_between_rounds_is_named() {
        use Verdict::{Fail, Pass};
        let all = [Pass, Fail, Pass, Pass].map(|verdict| seen(verdict, None));
        let found = unsteady(&SUBJECTS, &all);
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].subject, &*found[0].scenario), ("lock-unchecked", "one"));
        assert_eq!(found[0].verdicts, [Fail, Pass]);
        assert!(unsteady(&SUBJECTS, &all[2..]).is_empty());
    }

    #[test]
    fn a_fault_of_the_suite_is_named_in_whichever_round_it_shows() {
        let all =
            [None, None, None, Some("a scenario vanished")].map(|fault| seen(Verdict::Pass, fault));
        let said = "the suite broke with lock-unchecked: a scenario vanished";
        assert_eq!(suite_faults(&SUBJECTS, &all), [said]);
    }

    #[test]
    fn without_a_fault_everything_must_pass() {
        assert!(must_conform(&seen(Verdict::Pass, None)).is_ok());
        let failed = must_conform(&seen(Verdict::Fail, None));
        assert!(matches!(failed, Err(ProofError::Violates(_))), "{failed:?}");
        let undecided = must_conform(&seen(Verdict::Inconclusive, None));
        assert!(matches!(undecided, Err(ProofError::Unjudged(_))), "{undecided:?}");
    }
}
