//! What is judged in a proof: the faithful endpoint, one with a fault, one with a style; and how.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::embedded::Embedded;
use super::in_front::InFront;
use super::recorded;
use super::run_error::RunError;
use super::seen::Seen;
use super::stop::Stop;
use crate::api::{Dialect, Edition};
use crate::endpoint::styles::Style;
use crate::endpoint::{Endpoint, Fault, Faults, Settings};
use crate::report::Redactor;
use crate::suite::features::Index;
use crate::suite::runner::{self, Options};
use crate::suite::select::Selected;
use crate::suite::target::Target;

/// How long a restart may take in a proof. The endpoint is told 10 ms, so a faithful one never comes
/// near it; and `observe::watch` always looks once more after the deadline, at an endpoint that lives
/// by the same clock, so that a machine that stands still for longer makes nothing red. A fault that
/// never ends a restart costs this much in every run that shows it, so it is no longer than that.
pub const RESTART_DEADLINE: Duration = Duration::from_millis(1000);

/// Scenarios at once in one run. More gain nothing on one thread.
const JOBS: usize = 16;

/// Scenarios at once where they wait for what shows late, and compute little.
const JOBS_THAT_WAIT: usize = 96;

/// How often as long the deadline is as what changes takes to show: nothing waits longer for it, with room
/// for a machine that stands still.
const DEADLINE_LATE: u64 = 6;

/// How late an endpoint shows anything, in ms.
const fn late_ms(settings: &Settings) -> u64 {
    settings.sight.created_ms + settings.sight.lag_ms
}

/// An endpoint to judge.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// The reference endpoint as it should be.
    Faultless,
    /// With one fault.
    Fault(Fault),
    /// Conforming, in another way; and the dialect that it is held to, if any.
    Style(&'static Style, Option<Dialect>),
}

impl Subject {
    /// What reports call it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Faultless => "no fault".to_owned(),
            Self::Fault(fault) => fault.name().to_owned(),
            Self::Style(style, None) => style.name.to_owned(),
            Self::Style(style, Some(dialect)) => {
                format!("{} --dialect {}", style.name, dialect.word())
            }
        }
    }

    /// A style, held to nothing and then to each dialect that it names.
    pub(super) fn of_style(style: &'static Style) -> impl Iterator<Item = Self> {
        let dialects = style.held_to.iter().map(|(dialect, _)| Some(*dialect));
        std::iter::once(None).chain(dialects).map(move |dialect| Self::Style(style, dialect))
    }

    fn endpoint(self, edition: Edition) -> Endpoint {
        let settings = Settings { edition, ..Settings::default() };
        match self {
            Self::Style(style, _) => style.endpoint(settings),
            _ => Endpoint::new(settings).with_faults(self.faults()),
        }
    }

    fn faults(self) -> Faults {
        match self {
            Self::Fault(fault) => fault.into(),
            Self::Faultless | Self::Style(..) => Faults::NONE,
        }
    }

    /// Scenarios at once. A fault that reaches instances which nobody named would make other
    /// scenarios fail by chance.
    const fn jobs(self, late_ms: u64) -> usize {
        match self {
            Self::Style(..) if late_ms > 0 => JOBS_THAT_WAIT,
            Self::Fault(fault) if fault.reaches_others() => 1,
            _ => JOBS,
        }
    }

    /// Whether a rule must have the same verdicts every time.
    pub(super) fn is_steady(self, rule: &str) -> bool {
        match self {
            Self::Fault(fault) => !fault.depends_on_the_clock() || fault.rule() == rule,
            Self::Style(style, _) => !style.by_chance.contains(&rule),
            Self::Faultless => true,
        }
    }

    /// Whether each scenario of a rule must have the same verdict every time, and not the rule alone.
    pub(super) fn is_steady_within(self, rule: &str) -> bool {
        match self {
            Self::Fault(fault) => !fault.depends_on_other_calls() || fault.rule() != rule,
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
                    || recorded::fallen(fault, Edition::Core)
                        .iter()
                        .any(|rule| WATCHING.contains(rule))
            }
            Self::Style(style, _) => late_ms(style.endpoint(Settings::default()).settings()) > 0,
            Self::Faultless => false,
        }
    }

    /// Runs what is selected: in front of a target where there is one, and else at an endpoint of its own.
    pub(super) async fn judge(
        self,
        index: &Index,
        selected: &Selected,
        target: Option<&Target>,
        stop: &Stop,
    ) -> Result<Seen, RunError> {
        if let Some(target) = target {
            // A run is large: only one of the two stands on the stack.
            return Box::pin(self.judge_in_front(index, selected, target, stop)).await;
        }
        let endpoint = self.endpoint(selected.edition);
        let (seed, late_ms) = (endpoint.settings().seed, late_ms(endpoint.settings()));
        let embedded = Embedded::serving(endpoint).await.map_err(RunError::Start)?;
        let mut target = embedded.target.clone();
        target.restart_deadline = RESTART_DEADLINE + Duration::from_millis(late_ms * DEADLINE_LATE);
        let options = Options { jobs: self.jobs(late_ms), seed, time_limit: None };
        let result = runner::run(target, index, selected, options, |_| {}, stop.come()).await;
        // The keys of the reference endpoint are throw-away keys, and what it has goes with it.
        Ok(Seen { not_given_back: Vec::new(), ..Seen::of(&result, &Redactor::new([])) })
    }

    async fn judge_in_front(
        self,
        index: &Index,
        selected: &Selected,
        target: &Target,
        stop: &Stop,
    ) -> Result<Seen, RunError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let with_faults = |endpoint: Endpoint| endpoint.with_faults(self.faults());
        let front = InFront::start(target, with_faults, selected.edition, address, stop)
            .await
            .map_err(RunError::Start)?;
        let jobs = self.jobs(0).min(target.jobs.map_or(JOBS, usize::from));
        let options = Options { jobs, seed: Settings::default().seed, time_limit: None };
        let fronted = front.target.clone();
        let result = runner::run(fronted, index, selected, options, |_| {}, stop.come()).await;
        let is_idle = matches!(self, Self::Fault(_)) && front.server.deviations() == 0;
        // Those too that any run learnt up to now.
        let seen = Seen::of(&result, &Redactor::of(target.secrets.all()));
        // Whoever reads it knows the endpoint by its own address.
        let (own, theirs) = (front.target.shown_url(), target.shown_url());
        let unjudged = seen.unjudged.as_ref().map(|reason| reason.replace(&own, &theirs));
        Ok(Seen { is_idle, unjudged, ..seen })
    }
}
