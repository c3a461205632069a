//! What a run is asked to do, and what came of it.

use std::time::Duration;

use super::corpus::Corpus;
use super::found::Finding;
use super::remarks::Remark;
use crate::api::{Dialect, Edition};
use crate::outcome::AcceptedDeviation;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to go on.
    pub time: Duration,
    /// How many requests to make at most, over all workers.
    pub requests: Option<u64>,
    /// How many requests to make a second at most.
    pub rate: Option<u64>,
    /// How many workers there are, each with a connection and instances of its own.
    pub jobs: usize,
    /// Where the requests come from.
    pub seed: u64,
    /// What the endpoint is held to.
    pub edition: Edition,
    /// The dialect that it is held to; `None` lets it speak either.
    pub dialect: Option<Dialect>,
    /// Rules whose violation is accepted.
    pub accepted: Vec<AcceptedDeviation>,
    /// What is sent first.
    pub corpus: Corpus,
}

impl Options {
    /// How long a run goes on if nothing else is said.
    pub const DEFAULT_TIME: Duration = Duration::from_secs(60);
    /// How many workers there are if nothing else is said.
    pub const DEFAULT_JOBS: usize = 16;
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Time since it began.
    pub elapsed: Duration,
    /// Requests so far.
    pub sent: u64,
    /// Findings so far.
    pub findings: usize,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Where the requests came from.
    pub seed: u64,
    /// What tells this run's nonces from those of others with the same seed.
    pub run: u64,
    /// What the endpoint was held to.
    pub edition: Edition,
    /// The dialect that it was held to.
    pub dialect: Option<Dialect>,
    /// How many workers there were.
    pub jobs: usize,
    /// How many requests of a corpus were sent first.
    pub corpus: usize,
    /// How long it took.
    pub took: Duration,
    /// How many requests were made from recipes.
    pub sent: u64,
    /// How many of them were judged.
    pub judged: u64,
    /// How many of them the endpoint throttled.
    pub throttled: u64,
    /// How many found their instance still in an earlier restart.
    pub busy: u64,
    /// How many had no answer, but had one when they were made again.
    pub unsteady: u64,
    /// How many answers more bytes came behind than they say they have.
    pub surplus: u64,
    /// How often statuses were looked at, and the plain call with them.
    pub observed: u64,
    /// The causes found, in the order in which they came up.
    pub findings: Vec<Finding>,
    /// What a SHOULD advises otherwise. No finding, and no reason for another exit code.
    pub remarks: Vec<Remark>,
    /// What the user's baseline accepts of them.
    pub accepted: Vec<AcceptedDeviation>,
    /// Entries of the baseline that do not hold, one sentence each.
    pub baseline_faults: Vec<String>,
    /// Violations whose cause was not looked into, because there were too many causes.
    pub further: u64,
    /// Why something could not be tested.
    pub untested: Vec<String>,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// What could not be given back.
    pub not_given_back: Vec<String>,
    /// A fault of rebootspec that makes the rest unbelievable, such as a worker that ended by a panic.
    pub suite_fault: Option<String>,
}

impl Outcome {
    /// The acceptance of a finding: that of the rule it is about.
    #[must_use]
    pub fn acceptance(&self, finding: &Finding) -> Option<&AcceptedDeviation> {
        self.accepted.iter().find(|accepted| Some(accepted.rule.as_str()) == finding.rule)
    }

    /// How many findings are not accepted.
    #[must_use]
    pub fn violations(&self) -> usize {
        self.findings.iter().filter(|finding| self.acceptance(finding).is_none()).count()
    }

    /// What comes of a run in which nothing happened.
    pub(super) fn blank(options: &Options, run: u64) -> Self {
        Self {
            seed: options.seed,
            run,
            edition: options.edition,
            dialect: options.dialect,
            jobs: options.jobs,
            corpus: options.corpus.len(),
            accepted: options.accepted.clone(),
            ..Self::default()
        }
    }
}

/// Why there was no run.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The endpoint was not reached, or a plain correct call was not served.
    #[error("{0}")]
    NotServed(String),
    /// This machine cannot do it.
    #[error("{0}")]
    Broken(String),
}
