//! The reference endpoint as it is set up: the core, and the layers that were put in front of it. Without any, a
//! call goes straight to the core. The same layers can stand in front of any other endpoint.

use std::fmt;

use super::choices::traffic;
use super::clock::Moment;
use super::core::Core;
use super::front::{Act, Below, Layer, Stack};
use super::response::Response;
use super::settings::Settings;
use crate::api::instance::InstanceStatus;
use crate::wire::http::RawRequest;

/// What the layers stand in front of.
enum Behind {
    /// The reference endpoint's core.
    Core(Box<Core>),
    /// An endpoint of somebody else.
    Other(Box<dyn Below + Send>),
}

impl fmt::Debug for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(core) => core.fmt(f),
            Self::Other(_) => f.write_str("another endpoint"),
        }
    }
}

/// The reference endpoint: its core, and what stands in front of it.
#[derive(Debug)]
pub struct Endpoint {
    behind: Behind,
    layers: Vec<Layer>,
    settings: Settings,
}

impl Endpoint {
    /// An endpoint that has not seen a request yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self::of(Behind::Core(Box::new(Core::new(settings.clone()))), settings)
    }

    /// Another endpoint, for layers to be put in front of it. Its access keys, region and host are those of the
    /// settings.
    #[must_use]
    pub fn in_front_of(other: Box<dyn Below + Send>, settings: Settings) -> Self {
        Self::of(Behind::Other(other), settings)
    }

    fn of(behind: Behind, settings: Settings) -> Self {
        let throttled: Option<Act> = settings.throttle.map(|_| traffic::throttled as Act);
        Self { behind, layers: Vec::new(), settings }.with_layers(throttled)
    }

    /// The same with these layers too, the first outermost; those that it has already stand in front of them.
    #[must_use]
    pub(super) fn with_layers(mut self, acts: impl IntoIterator<Item = Act>) -> Self {
        // A layer may do nothing that shows there: it is not known what that endpoint does.
        let is_watched = matches!(self.behind, Behind::Other(_));
        let layer = |(number, act)| Layer::new(act, &self.settings, number, is_watched);
        let first = self.layers.len() + 1;
        self.layers.extend((first..).zip(acts).map(layer));
        self
    }

    /// Answers whatever came over the socket: the control protocol by its path, the API otherwise.
    pub fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let Self { behind, layers, settings } = self;
        let below: &mut dyn Below = match behind {
            Behind::Core(core) if layers.is_empty() => return core.answer(raw, now),
            Behind::Core(core) => &mut **core,
            Behind::Other(other) => &mut **other,
        };
        Stack { layers, settings, below }.answer(raw, now)
    }

    /// Says over which connection the next call comes, by its number.
    #[cfg(any(test, feature = "suite"))]
    pub(super) fn comes_over(&mut self, connection: u64) {
        for layer in &mut self.layers {
            layer.connection = connection;
        }
    }

    const fn core(&self) -> Option<&Core> {
        match &self.behind {
            Behind::Core(core) => Some(core),
            Behind::Other(_) => None,
        }
    }

    /// Whether a request is one of the control protocol.
    #[cfg(feature = "suite")]
    pub(super) fn is_control(raw: &RawRequest<'_>) -> bool {
        Core::is_control(raw)
    }

    /// How often an instance was restarted; `None` where there is no such instance. For tests: the
    /// suite cannot see it.
    #[must_use]
    pub fn restarts(&self, id: &str) -> Option<u64> {
        self.core()?.restarts(id)
    }

    /// How often each instance was restarted, by id, where it was.
    #[cfg(feature = "suite")]
    pub(super) fn all_restarts(&self) -> Vec<(String, u64)> {
        self.core().map(Core::all_restarts).unwrap_or_default()
    }

    /// An answer in which no secret of a key stands; some layers tell it.
    #[cfg(feature = "suite")]
    pub(super) fn without_secrets(&self, response: Response) -> Response {
        match self.core() {
            Some(core) => core.without_secrets(response),
            None => response.without(self.settings.access_keys.iter()),
        }
    }

    /// Of how many calls the layers made something else than what the endpoint behind them would have, where that
    /// is somebody else's; 0 at the core.
    #[cfg(feature = "suite")]
    pub(super) fn deviations(&self) -> u64 {
        self.layers.iter().map(Layer::deviations).sum()
    }

    /// How often any instance was restarted.
    #[cfg(test)]
    pub(super) fn total_restarts(&self) -> u64 {
        self.core().map_or(0, Core::total_restarts)
    }

    /// The status of every instance at a moment.
    #[cfg(test)]
    pub(super) fn statuses(&self, now: Moment) -> Vec<Option<InstanceStatus>> {
        self.core().map(|core| core.statuses(now)).unwrap_or_default()
    }

    /// The status of an instance at a moment.
    #[must_use]
    pub fn status(&self, id: &str, now: Moment) -> Option<InstanceStatus> {
        self.core()?.status(id, now)
    }

    /// How the endpoint was set up.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
}
