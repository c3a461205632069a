//! Live progress on a terminal: one line on standard error that is gone when the run is over. Where
//! standard error is no terminal there is none.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
