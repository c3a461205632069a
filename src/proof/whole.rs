//! The proof as a whole: what is asked for, what is run, what it comes to.

use std::collections::BTreeMap;
use std::time::Instant;

use super::matrix::{FaultHead, Mark, Matrix, Row, RuleHead, because};
use super::seen::Seen;
use super::styles::{STYLES, Style};
use super::subject::Subject;
use super::workers::{Ended, Plan, RunError, run_all};
use crate::endpoint::Fault;
use crate::outcome::Verdict;
use crate::spec::rules::rule;
use crate::spec::{Edition, Level};
use crate::suite::features::{FeatureError, Index, IndexedRule};
use crate::suite::select::{self, Filter, SelectError, Selected};

/// What is to be proven, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The edition whose rules are run.
    pub edition: Edition,
    /// The faults; empty means every one whose rule is in the edition.
    pub faults: Vec<Fault>,
    /// Whether to run the styles too.
    pub styles: bool,
    /// How often everything is run; 0 counts as 1.
    pub repeats: usize,
    /// The seed of the first round's order; without one, scenarios keep the order of the files.
    pub shuffle: Option<u64>,
    /// How many runs at once; 0 counts as 1.
    pub workers: usize,
}

impl Request {
    /// Everything of an edition, once, in the order of the files. Twice as many runs at once as there
    /// are processors: some runs wait more than they compute.
    #[must_use]
    pub fn whole(edition: Edition) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            edition,
            faults: Vec::new(),
            styles: false,
            repeats: 1,
            shuffle: None,
            workers: processors * 2,
        }
    }
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The features of this build are wrong: the suite's fault.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// Nothing can be selected: the suite's fault.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// The fault's rule is not in the edition: the caller's, who should choose the other edition.
    #[error(
        "the fault {fault} violates {rule}, which is not in edition {edition}; try --edition current"
    )]
    OtherEdition {
        /// The fault.
        fault: &'static str,
        /// Its rule.
        rule: &'static str,
        /// The edition.
        edition: &'static str,
    },
    /// The endpoint fails without any fault, so nothing can be said of faults: this build's fault.
    #[error("without any fault the reference endpoint does not conform: {0}")]
    Violates(String),
    /// The endpoint could not be judged without any fault: this build's fault.
    #[error("without any fault the reference endpoint cannot be judged: {0}")]
    Unjudged(String),
    /// A run could not be made: this machine's fault, or the suite's.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// One time through everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// The seed of its order; `None` for the order of the files.
    pub shuffle: Option<u64>,
}

/// A style, and what was seen with it.
#[derive(Clone, Debug)]
pub struct StyleRow {
    /// The style.
    pub style: &'static Style,
    /// What was seen.
    pub seen: Seen,
}

impl StyleRow {
    /// What is wrong with it, in one sentence each; nothing, as it should be.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let style = self.style.name;
        if let Some(reason) = &self.seen.unjudged {
            return vec![format!("style {style}: the control call was not served: {reason}")];
        }
        self.seen
            .rules
            .iter()
            .filter(|rule| rule.level == Level::Must && rule.verdict != Verdict::Pass)
            .map(|rule| {
                format!("style {style}: {} is {}: {}", rule.id, rule.verdict.word(), because(rule))
            })
            .collect()
    }
}

/// A scenario that had different verdicts in different rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsteady {
    /// The fault or style, or `no fault`.
    pub subject: &'static str,
    /// The rule.
    pub rule: String,
    /// The scenario.
    pub scenario: String,
    /// Its verdict in each round.
    pub verdicts: Vec<Verdict>,
}

/// What was seen of everything.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The edition.
    pub edition: Edition,
    /// Whether every fault of the edition was asked for.
    pub is_whole: bool,
    /// Scenarios in one run.
    pub scenarios: usize,
    /// Runs altogether.
    pub runs: usize,
    /// Runs at once.
    pub workers: usize,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// The endpoint without a fault, in the first round.
    pub faultless: Seen,
    /// Rules by faults, in the first round.
    pub matrix: Matrix,
    /// The styles, in the first round; empty where they were not asked for.
    pub styles: Vec<StyleRow>,
    /// The rounds.
    pub rounds: Vec<Round>,
    /// What differed between them.
    pub unsteady: Vec<Unsteady>,
    /// Faults of the suite that showed in any run, in one sentence each.
    pub suite_faults: Vec<String>,
}

impl Proof {
    /// What it comes to, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let faults = self.matrix.rows.len();
        let caught = self.matrix.rows.iter().filter(|row| row.is_caught()).count();
        let strangers: usize =
            self.matrix.rows.iter().map(|row| row.with(Mark::Stranger).count()).sum();
        let mut summary = format!(
            "{caught} of {faults} faults caught by the rule they violate, {strangers} unlisted rules failed"
        );
        if !self.styles.is_empty() {
            let good = self.styles.iter().filter(|row| row.problems().is_empty()).count();
            summary.push_str(&format!(", {good} of {} styles conform", self.styles.len()));
        }
        if self.rounds.len() > 1 {
            let unsteady = self.unsteady.len();
            summary.push_str(&format!(
                ", {unsteady} verdicts differ between {} rounds",
                self.rounds.len()
            ));
        }
        summary
    }

    /// Everything that stands against the proof, in one sentence each.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = self.suite_faults.clone();
        problems.extend(self.matrix.problems());
        problems.extend(self.styles.iter().flat_map(StyleRow::problems));
        problems.extend(self.unsteady.iter().map(|unsteady| {
            let words: Vec<_> = unsteady.verdicts.iter().map(|verdict| verdict.word()).collect();
            format!(
                "{}: the verdicts of {} {:?} differ: {}",
                unsteady.subject,
                unsteady.rule,
                unsteady.scenario,
                words.join(", ")
            )
        }));
        problems
    }
}

/// Runs everything that is asked for. `ended` is told of each run.
///
/// # Errors
/// When the endpoint does not conform without a fault, or a run cannot be made.
pub fn prove(request: &Request, mut ended: impl FnMut(Ended<'_>)) -> Result<Proof, ProofError> {
    let began = Instant::now();
    let index = Index::embedded()?;
    let filter = Filter { edition: request.edition, ..Filter::default() };
    let selected = select::select(index, &filter)?;
    let faults = faults(request)?;
    let rounds: Vec<Round> = (0..request.repeats.max(1))
        .map(|round| Round { shuffle: request.shuffle.map(|seed| seed.wrapping_add(round as u64)) })
        .collect();
    let selections: Vec<Selected> = rounds
        .iter()
        .map(|round| match round.shuffle {
            Some(seed) => selected.clone().shuffled(seed),
            None => selected.clone(),
        })
        .collect();

    let first = [Plan { subject: Subject::Faultless, round: 0 }];
    let faultless = run_all(index, &selections, &first, 1, |_| {})?;
    if let Some(seen) = faultless.first() {
        must_conform(seen)?;
    }

    let styles: &'static [Style] = if request.styles { STYLES } else { &[] };
    let subjects: Vec<Subject> = std::iter::once(Subject::Faultless)
        .chain(faults.iter().copied().map(Subject::Fault))
        .chain(styles.iter().map(Subject::Style))
        .collect();
    let plans: Vec<Plan> = (0..rounds.len())
        .flat_map(|round| subjects.iter().map(move |&subject| Plan { subject, round }))
        .skip(1)
        .collect();
    let rest = run_all(index, &selections, &plans, request.workers, &mut ended)?;
    let all: Vec<Seen> = faultless.into_iter().chain(rest).collect();
    let unsteady = unsteady(&subjects, &all);
    let suite_faults = suite_faults(&subjects, &all);

    let mut seen = all.into_iter();
    let faultless = seen.next().ok_or(RunError::Panicked)?;
    Ok(Proof {
        edition: request.edition,
        is_whole: request.faults.is_empty(),
        scenarios: selected.summary.scenarios,
        runs: plans.len() + 1,
        workers: request.workers.max(1),
        matrix: Matrix {
            rules: selected.rules.iter().map(head).collect(),
            rows: faults
                .iter()
                .zip(&mut seen)
                .map(|(&fault, seen)| Row { fault: FaultHead::from(fault), seen })
                .collect(),
        },
        styles: styles
            .iter()
            .zip(&mut seen)
            .map(|(style, seen)| StyleRow { style, seen })
            .collect(),
        faultless,
        rounds,
        unsteady,
        suite_faults,
        took_ms: began.elapsed().as_secs_f64() * 1e3,
    })
}

fn head(rule: &IndexedRule) -> RuleHead {
    RuleHead { id: rule.rule.id.to_owned(), level: rule.rule.level, title: rule.title.clone() }
}

/// The faults that are asked for.
fn faults(request: &Request) -> Result<Vec<Fault>, ProofError> {
    let in_edition =
        |fault: Fault| rule(fault.rule()).is_some_and(|rule| request.edition.covers(rule.edition));
    let outside = request.faults.iter().copied().find(|&fault| !in_edition(fault));
    if let Some(fault) = outside {
        return Err(ProofError::OtherEdition {
            fault: fault.name(),
            rule: fault.rule(),
            edition: request.edition.word(),
        });
    }
    let is_wanted = |fault: &Fault| request.faults.is_empty() || request.faults.contains(fault);
    Ok(Fault::ALL.iter().copied().filter(|&fault| in_edition(fault)).filter(is_wanted).collect())
}

/// A rule that is red without a fault would be red with every one.
fn must_conform(seen: &Seen) -> Result<(), ProofError> {
    if let Some(reason) = seen.suite_fault.as_ref().or(seen.unjudged.as_ref()) {
        return Err(ProofError::Unjudged(reason.clone()));
    }
    let said = |rule: &super::seen::RuleSeen| {
        format!("{} is {}: {}", rule.id, rule.verdict.word(), because(rule))
    };
    let failed: Vec<String> = seen.with(Verdict::Fail).map(said).collect();
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

/// What differs between the rounds; `all` holds each round's subjects one after another.
fn unsteady(subjects: &[Subject], all: &[Seen]) -> Vec<Unsteady> {
    let mut found = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        let mut verdicts: BTreeMap<(&str, &str), Vec<Verdict>> = BTreeMap::new();
        for seen in all.iter().skip(at).step_by(subjects.len()) {
            for rule in &seen.rules {
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
