//! Live progress on a terminal: one line on standard error that is gone when the run is over. Where
//! standard error is no terminal there is none.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::fuzzing::blackbox;
use crate::outcome::Verdict;
use crate::report::escape::for_terminal;
use crate::suite::runner::Progress;

/// How far the run is.
pub(super) struct Bar {
    bar: ProgressBar,
    failed: usize,
    undecided: usize,
}

impl Bar {
    /// A line for this many scenarios.
    pub(super) fn new(scenarios: usize) -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(u64::try_from(scenarios).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, failed: 0, undecided: 0 }
    }

    /// Takes in that a scenario has ended.
    pub(super) fn take(&mut self, progress: &Progress<'_>) {
        match progress.verdict {
            Verdict::Pass => {}
            Verdict::Inconclusive => self.undecided += 1,
            Verdict::Fail | Verdict::Error => self.failed += 1,
        }
        let (rule, name) = progress.scenario;
        self.bar.set_message(for_terminal(&format!(
            "{} failed, {} undecided  {rule} {name}",
            self.failed, self.undecided
        )));
        self.bar.inc(1);
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// How far a fuzzing run is: how long, how many requests, how fast, how many findings.
pub(super) struct FuzzBar(ProgressBar);

impl FuzzBar {
    /// A line for a run of this length.
    pub(super) fn new(time: Duration) -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(u64::try_from(time.as_millis()).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes in how far it is.
    pub(super) fn take(&mut self, progress: blackbox::Progress) {
        let ms = u64::try_from(progress.elapsed.as_millis()).unwrap_or(u64::MAX);
        let rate = progress.sent.saturating_mul(1000) / ms.max(1);
        self.0.set_position(ms);
        let requests = if progress.sent == 1 { "request" } else { "requests" };
        let findings = if progress.findings == 1 { "finding" } else { "findings" };
        self.0.set_message(format!(
            "{} s, {} {requests}, {rate} a second, {} {findings}",
            ms / 1000,
            progress.sent,
            progress.findings
        ));
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
