//! The endpoint without a socket: a request and a moment in, an answer out.

use std::collections::BTreeMap;

use super::checks::{self, Guard, NONCE_LIFETIME_MS};
use super::clock::Moment;
use super::control;
use super::envelope;
use super::fleet::Fleet;
use super::ids::Ids;
use super::nonces::Nonces;
use super::operations::{Admitted, Members, Served};
use super::refusal::Refusal;
use super::response::{self, Response};
use super::settings::{AccessKey, Settings};
use crate::api::instance::InstanceStatus;
use crate::wire::http::RawRequest;

/// The reference endpoint: its settings and everything it remembers.
#[derive(Debug)]
pub(super) struct Core {
    settings: Settings,
    ids: Ids,
    keys: BTreeMap<String, AccessKey>,
    fleet: Fleet,
    nonces: Nonces,
}

impl Core {
    /// An endpoint that has not seen a request yet.
    #[must_use]
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            ids: Ids::new(settings.seed, settings.ids),
            keys: settings.access_keys.iter().map(|key| (key.id.clone(), key.clone())).collect(),
            fleet: Fleet::new(&settings),
            nonces: Nonces::new(NONCE_LIFETIME_MS),
            settings,
        }
    }

    /// Answers whatever came over the socket: the control protocol by its path, the API otherwise.
    pub(super) fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        if Self::is_control(raw) { self.control(raw, now) } else { self.handle(raw, now) }
    }

    /// Whether a request is one of the control protocol.
    pub(super) fn is_control(raw: &RawRequest<'_>) -> bool {
        let rest = raw.target.strip_prefix(control::CONTROL_PATH.as_bytes());
        rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'?')))
    }

    /// Answers a call of the API.
    fn handle(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let format = response::format(raw);
        let result = self.serve(raw, now);
        let request_id = self.ids.request_id();
        match result {
            Ok((operation, members)) => {
                envelope::served(operation.operation, members, &request_id, format, &self.settings)
            }
            Err(refusal) => envelope::refused(refusal, raw, request_id, format, &self.settings),
        }
    }

    /// Answers a call of the control protocol; the target is a path under [`super::CONTROL_PATH`].
    fn control(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let Self { ids, keys, fleet, .. } = self;
        control::handle(&mut control::State { ids, keys, fleet }, raw, now)
    }

    /// How often an instance was restarted; `None` where there is no such instance. For tests: the
    /// suite cannot see it.
    #[must_use]
    pub(super) fn restarts(&self, id: &str) -> Option<u64> {
        self.fleet.get(id).map(|instance| instance.restarts)
    }

    /// How often each instance was restarted, by id, where it was.
    #[cfg(feature = "suite")]
    pub(super) fn all_restarts(&self) -> Vec<(String, u64)> {
        let count = |id: String| self.restarts(&id).filter(|count| *count > 0).map(|n| (id, n));
        self.fleet.ids().into_iter().filter_map(count).collect()
    }

    /// An answer in which no secret of a key stands.
    #[cfg(feature = "suite")]
    pub(super) fn without_secrets(&self, response: Response) -> Response {
        response.without(self.keys.values())
    }

    /// How often any instance was restarted.
    #[cfg(test)]
    pub(super) fn total_restarts(&self) -> u64 {
        self.fleet.ids().iter().filter_map(|id| self.restarts(id)).sum()
    }

    /// The status of every instance at a moment.
    #[cfg(test)]
    pub(super) fn statuses(&self, now: Moment) -> Vec<Option<InstanceStatus>> {
        self.fleet.ids().iter().map(|id| self.status(id, now)).collect()
    }

    /// The status of an instance at a moment.
    #[must_use]
    pub(super) fn status(&self, id: &str, now: Moment) -> Option<InstanceStatus> {
        self.fleet.status(id, now)
    }

    /// Reads and checks a call, then serves it.
    fn serve(&mut self, raw: &RawRequest<'_>, now: Moment) -> Result<(Served, Members), Refusal> {
        let request = checks::read(raw)?;
        let nonces_common = self.settings.nonces_common;
        let mut guard = Guard { keys: &self.keys, nonces: &mut self.nonces, now, nonces_common };
        let (operation, caller) = checks::common(raw, &request, &mut guard)?;
        let parameters = &request.parameters;
        let call = Admitted { parameters, caller, now, settings: &self.settings };
        operation.serve(&call, &mut self.fleet).map(|members| (operation, members))
    }
}

#[cfg(test)]
mod tests;
