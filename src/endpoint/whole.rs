//! The reference endpoint as it is set up: the core, and in front of it a layer for each fault that is switched
//! on. Without faults there is none, and a call goes straight to the core.

use super::clock::Moment;
use super::core::Core;
use super::faults::{Fault, Faults};
use super::front::{Below as _, Layer, Stack};
use super::response::Response;
use super::settings::Settings;
use super::traffic::Way;
use crate::spec::instance::InstanceStatus;
use crate::wire::http::RawRequest;

/// The reference endpoint: its core, and what stands in front of it.
#[derive(Debug)]
pub struct Endpoint {
    core: Core,
    layers: Vec<Layer>,
    settings: Settings,
    /// The same without what the layers do.
    plain: Settings,
    way: Way,
}

impl Endpoint {
    /// An endpoint that has not seen a request yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let acts = settings.faults.iter().filter_map(Fault::act);
        let layers = (1..).zip(acts).map(|(number, act)| Layer::new(act, &settings, number));
        let plain = Settings { faults: Faults::NONE, ..settings.clone() };
        let (layers, core, way) = (layers.collect(), Core::new(plain.clone()), Way::new(&settings));
        Self { core, layers, settings, plain, way }
    }

    /// Answers whatever came over the socket: the control protocol by its path, the API otherwise.
    pub fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        if !Self::is_control(raw)
            && let Some(response) = self.way.answer(raw, now, &self.plain)
        {
            return response;
        }
        self.pass(raw, now)
    }

    /// Says over which connection the next call comes, by its number.
    pub(super) fn comes_over(&mut self, connection: u64) {
        for layer in &mut self.layers {
            layer.connection = connection;
        }
    }

    fn pass(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        if self.layers.is_empty() {
            return self.core.answer(raw, now);
        }
        let Self { core, layers, plain, .. } = self;
        Stack { layers, settings: plain, below: core }.answer(raw, now)
    }

    /// Whether a request is one of the control protocol.
    pub(super) fn is_control(raw: &RawRequest<'_>) -> bool {
        Core::is_control(raw)
    }

    /// Answers a call of the API.
    pub fn handle(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        if self.layers.is_empty() { self.core.handle(raw, now) } else { self.pass(raw, now) }
    }

    /// Answers a call of the control protocol; the target is a path under [`super::CONTROL_PATH`].
    pub fn control(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        if self.layers.is_empty() { self.core.control(raw, now) } else { self.pass(raw, now) }
    }

    /// How often an instance was restarted; `None` where there is no such instance. For tests: the
    /// suite cannot see it.
    #[must_use]
    pub fn restarts(&self, id: &str) -> Option<u64> {
        self.core.restarts(id)
    }

    /// How often each instance was restarted, by id, where it was.
    #[cfg(feature = "suite")]
    pub(super) fn all_restarts(&self) -> Vec<(String, u64)> {
        self.core.all_restarts()
    }

    /// An answer in which no secret of a key stands; some faults tell it.
    #[cfg(feature = "suite")]
    pub(super) fn without_secrets(&self, response: Response) -> Response {
        self.core.without_secrets(response)
    }

    /// How often any instance was restarted.
    #[cfg(test)]
    pub(super) fn total_restarts(&self) -> u64 {
        self.core.total_restarts()
    }

    /// The status of every instance at a moment.
    #[cfg(test)]
    pub(super) fn statuses(&self, now: Moment) -> Vec<Option<InstanceStatus>> {
        self.core.statuses(now)
    }

    /// The status of an instance at a moment.
    #[must_use]
    pub fn status(&self, id: &str, now: Moment) -> Option<InstanceStatus> {
        self.core.status(id, now)
    }

    /// How the endpoint was set up.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
}
