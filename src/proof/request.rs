//! What is asked of a proof, and why there may be none.

use super::run_error::RunError;
use super::stop::Stop;
use super::whole::Round;
use crate::api::Edition;
use crate::api::operations::{Operation, REBOOT_INSTANCE};
use crate::endpoint::Fault;
use crate::endpoint::styles::Style;
use crate::suite::features::FeatureError;
use crate::suite::select::{Filter, SelectError};
use crate::suite::target::Target;

/// What is to be proven, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The operation whose rules are run.
    pub operation: &'static Operation,
    /// The edition whose rules are run.
    pub edition: Edition,
    /// The faults; empty means every one whose rule is in the edition.
    pub faults: Vec<Fault>,
    /// Whether each fault meets the scenarios of its own rule alone. That is quick, and finds no
    /// strangers.
    pub own_rule_only: bool,
    /// The styles to run too.
    pub styles: Vec<&'static Style>,
    /// Whether to run the styles alone: where no fault is asked for, that means none.
    pub styles_alone: bool,
    /// How often everything is run; 0 counts as 1.
    pub repeats: usize,
    /// The seed of the first round's order; without one, scenarios keep the order of the files.
    pub shuffle: Option<u64>,
    /// How many runs at once; 0 counts as 1.
    pub workers: usize,
    /// The endpoint that the faults stand in front of; without one, the reference endpoint.
    pub target: Option<Target>,
    /// Tells that it is to end.
    pub stop: Stop,
}

impl Request {
    /// Everything of an edition, once, in the order of the files. Twice as many runs at once as there
    /// are processors: some runs wait more than they compute.
    #[must_use]
    pub fn whole(edition: Edition) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            operation: &REBOOT_INSTANCE,
            edition,
            faults: Vec::new(),
            own_rule_only: false,
            styles: Vec::new(),
            styles_alone: false,
            repeats: 1,
            shuffle: None,
            // Runs at faults that never end a restart wait and compute little: others fill the time.
            workers: processors * 4,
            target: None,
            stop: Stop::default(),
        }
    }

    /// The faults of an edition in front of an endpoint of somebody else, each with the scenarios of its own rule:
    /// a run of everything may take long there.
    #[must_use]
    pub fn at(target: Target, edition: Edition) -> Self {
        // Listed instances are not shared between runs.
        let workers = if target.arrange.control.is_some() { 4 } else { 1 };
        Self { own_rule_only: true, workers, target: Some(target), ..Self::whole(edition) }
    }

    /// The faults that are asked for, in their order.
    pub(super) fn chosen(&self) -> Result<Vec<Fault>, ProofError> {
        let in_edition = |fault: Fault| fault.violates_in(self.edition);
        let outside = self.faults.iter().copied().find(|&fault| !in_edition(fault));
        if let Some(fault) = outside {
            return Err(ProofError::OtherEdition {
                fault: fault.name(),
                rule: fault.rule(),
                edition: self.edition.word(),
                other: match self.edition {
                    Edition::Core => Edition::Current.word(),
                    Edition::Current => Edition::Core.word(),
                },
            });
        }
        // What all operations share is proven with RebootInstance as the one that is called.
        let proven_with = |fault: Fault| fault.operation().unwrap_or(&REBOOT_INSTANCE);
        let is_its = |fault: Fault| proven_with(fault) == self.operation;
        if let Some(fault) = self.faults.iter().copied().find(|&fault| !is_its(fault)) {
            let operation = proven_with(fault).name;
            return Err(ProofError::OtherOperation { fault: fault.name(), operation });
        }
        let all = self.faults.is_empty() && !self.styles_alone;
        let is_wanted = |fault: Fault| all || self.faults.contains(&fault);
        let chosen = Fault::ALL.iter().copied();
        Ok(chosen.filter(|&it| in_edition(it) && is_wanted(it) && is_its(it)).collect())
    }

    /// What of the suite is run.
    pub(super) fn filter(&self) -> Filter {
        Filter { edition: self.edition, ..Filter::default() }
    }

    /// The rounds, each with its order.
    pub(super) fn rounds(&self) -> Vec<Round> {
        (0..self.repeats.max(1) as u64)
            .map(|round| Round { shuffle: self.shuffle.map(|seed| seed.wrapping_add(round)) })
            .collect()
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
    /// The fault is proven with another operation under test: the caller's, who should choose that one.
    #[error(
        "the fault {fault} is proven with another operation under test; try --operation {operation}"
    )]
    OtherOperation {
        /// The fault.
        fault: &'static str,
        /// The operation.
        operation: &'static str,
    },
    /// The fault's rule is not in the edition: the caller's, who should choose the other edition.
    #[error(
        "the fault {fault} violates {rule}, which is not in edition {edition} or is open there; try --edition {other}"
    )]
    OtherEdition {
        /// The fault.
        fault: &'static str,
        /// Its rule.
        rule: &'static str,
        /// The edition.
        edition: &'static str,
        /// The other one.
        other: &'static str,
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
