//! Live progress, on standard error. On a terminal it is one line that is gone when it is over. Elsewhere a run
//! that takes long tells every few seconds how far it is and what it waits for, in a line each.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::complain;
use crate::fuzzing::blackbox;
use crate::outcome::Verdict;
use crate::report::escape::for_terminal;
use crate::suite::runner::Progress;

/// How often it is told on a pipe how far the run is.
const EVERY: Duration = Duration::from_secs(5);

/// How far the run is: one line that changes on a terminal, and every few seconds a line elsewhere.
pub(super) struct Bar {
    bar: ProgressBar,
    is_terminal: bool,
    scenarios: usize,
    ended: usize,
    failed: usize,
    undecided: usize,
    /// What was waited for a moment ago.
    waits: String,
    began: Instant,
    told: Instant,
}

impl Bar {
    /// A line for this many scenarios.
    pub(super) fn new(scenarios: usize) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let target = match is_terminal {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(u64::try_from(scenarios).ok(), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self {
            bar,
            is_terminal,
            scenarios,
            ended: 0,
            failed: 0,
            undecided: 0,
            waits: String::new(),
            began: now,
            told: now,
        }
    }

    /// Takes in how far it is.
    pub(super) fn take(&mut self, progress: &Progress<'_>) {
        let message = match progress {
            Progress::Ended { scenario, verdict } => {
                self.ended += 1;
                match verdict {
                    Verdict::Pass => {}
                    Verdict::Inconclusive => self.undecided += 1,
                    Verdict::Fail | Verdict::Error => self.failed += 1,
                }
                self.bar.inc(1);
                format!("{}  {} {}", self.counts(), scenario.0, scenario.1)
            }
            Progress::Waiting(waits) => {
                self.waits = waiting(waits);
                format!("{}{}", self.counts(), self.waits)
            }
        };
        self.bar.set_message(for_terminal(&message));
        if !self.is_terminal && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let seconds = self.began.elapsed().as_secs();
            complain(&format!(
                "{} of {} scenarios after {seconds} s, {}{}",
                self.ended,
                self.scenarios,
                self.counts(),
                self.waits
            ));
        }
    }

    fn counts(&self) -> String {
        format!("{} failed, {} inconclusive", self.failed, self.undecided)
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// How many of the things that are waited for are named.
const NAMED: usize = 3;

/// What is waited for, each thing once and with how long it was.
fn waiting(waits: &[(String, Duration)]) -> String {
    let mut named: Vec<(&str, u64)> = Vec::new();
    for (what, waited) in waits {
        if named.iter().all(|(other, _)| other != what) {
            named.push((what, waited.as_secs()));
        }
    }
    let more = if named.len() > NAMED { ", …" } else { "" };
    let told: Vec<String> =
        named.iter().take(NAMED).map(|(what, waited)| format!("{what} ({waited} s)")).collect();
    match told.is_empty() {
        true => String::new(),
        false => format!("; waits for {}{more}", told.join(", ")),
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
