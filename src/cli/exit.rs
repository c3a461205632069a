//! Exit codes. They are an interface: scripts and CI jobs decide by them.

use std::process::ExitCode;

use crate::outcome::diagnosis::{Consequence, Diagnosis};
use crate::outcome::{ErrorCause, RunResult, RunVerdict};
use crate::proof::Proof;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Every selected MUST rule passed.
    Conforms = 0,
    /// A MUST rule failed, or the baseline does not hold.
    Violates = 1,
    /// The command line, the target file or the baseline is wrong; nothing was called.
    Usage = 2,
    /// The endpoint could not be reached, or the control call was not served.
    Unreachable = 3,
    /// The suite itself is at fault.
    Suite = 4,
    /// Something could not be decided.
    Incomplete = 5,
}

/// The end of `--help`.
pub const HELP: &str = "\
Exit codes:
  0  conforms: every selected MUST rule passed
  1  violates: a MUST rule failed, or the baseline does not hold
  2  the command line, the target file or the baseline is wrong
  3  the endpoint could not be reached, or the control call was not served
  4  the suite itself is at fault
  5  incomplete: something could not be decided, the run was stopped, or something that it
     made or changed could not be given back (--allow-incomplete makes it 0 where the run
     came to its end and something passed)";

impl Exit {
    /// The exit code of a run.
    #[must_use]
    pub fn of(result: &RunResult, allow_incomplete: bool) -> Self {
        let suite_broke = result.suite_fault.is_some()
            || result
                .rules
                .iter()
                .flat_map(|rule| &rule.scenarios)
                .any(|scenario| scenario.cause == Some(ErrorCause::Suite));
        match result.verdict() {
            _ if suite_broke => Self::Suite,
            RunVerdict::Error => Self::Unreachable,
            RunVerdict::Violates => Self::Violates,
            RunVerdict::Incomplete if allow_incomplete && result.may_be_allowed() => Self::Conforms,
            RunVerdict::Incomplete => Self::Incomplete,
            RunVerdict::Conforms => Self::Conforms,
        }
    }

    /// The exit code of a proof: 0 only where nothing stands against it, 5 where nothing but what is open.
    #[must_use]
    pub fn of_proof(proof: &Proof) -> Self {
        if !proof.suite_faults.is_empty() {
            Self::Suite
        } else if !proof.mistakes().is_empty() {
            Self::Violates
        } else if !proof.open().is_empty() {
            Self::Incomplete
        } else {
            Self::Conforms
        }
    }
}

impl Exit {
    /// The exit code of an examination: that of the gravest problem.
    #[must_use]
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Self {
        match diagnosis.worst() {
            Some(Consequence::TargetFile) => Self::Usage,
            Some(Consequence::NotServed) => Self::Unreachable,
            Some(Consequence::SuiteBroken) => Self::Suite,
            Some(Consequence::Undecided) => Self::Incomplete,
            None if diagnosis.interrupted => Self::Incomplete,
            None => Self::Conforms,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // The discriminants are the codes themselves.
        Self::from(exit as u8)
    }
}
