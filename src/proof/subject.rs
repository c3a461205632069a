//! What is judged in a proof: the faithful endpoint, one with a fault, one with a style; and how.

use std::time::Duration;

use super::embedded::Embedded;
use super::seen::Seen;
use super::workers::RunError;
use crate::endpoint::styles::Style;
use crate::endpoint::{Fault, Faults, Settings};
use crate::spec::Edition;
use crate::suite::features::Index;
use crate::suite::runner::{self, Options};
use crate::suite::select::Selected;
use crate::suite::session::Session;

/// How long a restart may take in a proof. The endpoint is told 10 ms, so a faithful one never comes
/// near it; and `observe::watch` always looks once more after the deadline, at an endpoint that lives
/// by the same clock, so that a machine that stands still for longer makes nothing red. A fault that
/// never ends a restart costs this much in every run that shows it, so it is no longer than that.
pub const RESTART_DEADLINE: Duration = Duration::from_millis(1000);

/// Scenarios at once in one run. More gain nothing on one thread.
const JOBS: usize = 16;

/// An endpoint to judge.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// The reference endpoint as it should be.
    Faultless,
    /// With one fault.
    Fault(Fault),
    /// Conforming, in another way.
    Style(&'static Style),
}

impl Subject {
    /// What reports call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Faultless => "no fault",
            Self::Fault(fault) => fault.name(),
            Self::Style(style) => style.name,
        }
    }

    fn settings(self, edition: Edition) -> Settings {
        let mut settings = Settings { edition, ..Settings::default() };
        match self {
            Self::Faultless => {}
            Self::Fault(fault) => settings.faults = Faults::from(fault),
            Self::Style(style) => (style.apply)(&mut settings),
        }
        settings
    }

    /// Scenarios at once. A fault that reaches instances which nobody named would make other
    /// scenarios fail by chance.
    const fn jobs(self) -> usize {
        match self {
            Self::Fault(fault) if fault.reaches_others() => 1,
            _ => JOBS,
        }
    }

    /// Whether a rule must have the same verdicts every time.
    pub(super) fn is_steady(self, rule: &str) -> bool {
        match self {
            Self::Fault(fault) => !fault.depends_on_the_clock() || fault.rule() == rule,
            _ => true,
        }
    }

    /// Whether scenarios wait in vain for the course of a restart: such runs take long and compute
    /// little, so they are started first.
    pub(super) fn waits(self) -> bool {
        const WATCHING: [&str; 2] = ["RI-04", "RI-06"];
        match self {
            Self::Fault(fault) => {
                WATCHING.contains(&fault.rule())
                    || fault.also().iter().any(|rule| WATCHING.contains(rule))
            }
            _ => false,
        }
    }

    /// Runs what is selected at an endpoint of its own.
    pub(super) async fn judge(self, index: &Index, selected: &Selected) -> Result<Seen, RunError> {
        let settings = self.settings(selected.summary.edition);
        let seed = settings.seed;
        let embedded = Embedded::start(settings).await.map_err(RunError::Start)?;
        let mut target = embedded.target.clone();
        target.restart_deadline = RESTART_DEADLINE;
        let session = Session::new(target);
        let options = Options { jobs: self.jobs(), seed };
        let never = std::future::pending();
        let result = runner::run(session, index, selected, options, |_| {}, never).await;
        Ok(Seen::of(&result))
    }
}
