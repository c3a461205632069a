//! Judging an endpoint from Rust: what `rebootspec run` does, without a command line.

use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::api::operations::{Operation, REBOOT_INSTANCE};
use crate::api::{Dialect, Edition};
use crate::outcome::{RunResult, RunVerdict};
use crate::report::{self, Redactor, ReportError, Style};
use crate::suite::features::{FeatureError, Index};
use crate::suite::runner;
use crate::suite::select::{self, Filter, SelectError};
use crate::suite::target::Target;

/// Columns of [`Report`]'s text.
const COLUMNS: usize = 100;

/// What to judge, and how. [`Options::default`] is everything of edition core.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The operation under test.
    pub operation: &'static Operation,
    /// The generation of the documentation to judge by.
    pub edition: Edition,
    /// The dialect to hold the endpoint to; `None` lets it speak either.
    pub dialect: Option<Dialect>,
    /// Only these rules, such as `RI-20`; empty for all.
    pub rules: Vec<String>,
    /// Scenarios at once.
    pub jobs: usize,
    /// How long it may take; `None` for what the target's time-outs allow.
    pub time_limit: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            operation: &REBOOT_INSTANCE,
            edition: Edition::default(),
            dialect: None,
            rules: Vec::new(),
            jobs: 16,
            time_limit: None,
        }
    }
}

impl Options {
    /// Only this rule, and others that are asked for so.
    #[must_use]
    pub fn rule(mut self, id: impl Into<String>) -> Self {
        self.rules.push(id.into());
        self
    }

    /// By this edition.
    #[must_use]
    pub const fn edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }
}

/// Why nothing was judged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JudgeError {
    /// The options select nothing: the caller's to mend.
    #[error(transparent)]
    Selection(#[from] SelectError),
    /// The embedded features are broken: a fault of this build.
    #[error(transparent)]
    Features(#[from] FeatureError),
    /// There is no runtime to run in.
    #[error("no runtime could be started: {0}")]
    Runtime(#[source] io::Error),
}

/// What a run came to. What it shows, prints and writes holds no secret; its `Display` is the report that
/// `rebootspec run` prints.
pub struct Report {
    result: RunResult,
}

impl Report {
    /// The verdict of the run.
    #[must_use]
    pub fn verdict(&self) -> RunVerdict {
        self.result.verdict
    }

    /// Whether every selected MUST rule passed.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.verdict() == RunVerdict::Conforms
    }

    /// Everything of it, without secrets: what `report.json` holds.
    #[must_use]
    pub const fn record(&self) -> &RunResult {
        &self.result
    }

    /// Writes it to a folder in every format, as `rebootspec run --out` does.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), ReportError> {
        report::files::write_all(folder, &self.result)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = Style { colour: false, width: COLUMNS, verbose: false };
        f.write_str(&report::render(&self.result, style))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").field("verdict", &self.verdict()).finish_non_exhaustive()
    }
}

/// Judges an endpoint. Instances that the target names are restarted, and what is made is given back.
///
/// # Errors
/// When the options select nothing. What goes wrong at the endpoint is in the report.
pub async fn judge(target: &Target, options: &Options) -> Result<Report, JudgeError> {
    let index = Index::of(options.operation)?;
    let filter = Filter {
        edition: options.edition,
        dialect: options.dialect,
        rules: options.rules.clone(),
        ..Filter::default()
    };
    let selected = select::select(index, &filter)?;
    let secrets = target.secrets.clone();
    let run = runner::Options {
        jobs: options.jobs.max(1),
        // Only named in the report: where the endpoint has one, the caller knows it.
        seed: 0,
        time_limit: options.time_limit,
    };
    let never = std::future::pending();
    let result = runner::run(target.clone(), index, &selected, run, |_| {}, never).await;
    // Those too that the run learnt.
    Ok(Report { result: report::redacted(result, &Redactor::of(secrets.all())) })
}

/// As [`judge`], for a caller without a runtime.
///
/// # Errors
/// As [`judge`], and when no runtime can be started.
///
/// # Panics
/// Within a runtime, as tokio's `block_on` does.
pub fn judge_blocking(target: &Target, options: &Options) -> Result<Report, JudgeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(JudgeError::Runtime)?;
    runtime.block_on(judge(target, options))
}
