//! The endpoint without a socket: a request and a moment in, an answer out.

use std::collections::BTreeMap;

use super::checks::{self, Guard, NONCE_LIFETIME_MS};
use super::clock::Moment;
use super::control;
use super::envelope;
use super::fleet::Fleet;
use super::ids::Ids;
use super::nonces::Nonces;
use super::operations::{Call, Members, Operation};
use super::refusal::Refusal;
use super::response::{self, Response};
use super::settings::{AccessKey, Settings};
use crate::spec::Format;
use crate::spec::instance::InstanceStatus;
use crate::wire::http::RawRequest;

/// The reference endpoint: its settings and everything it remembers.
#[derive(Debug)]
pub struct Core {
    pub(super) settings: Settings,
    pub(super) ids: Ids,
    pub(super) keys: BTreeMap<String, AccessKey>,
    pub(super) fleet: Fleet,
    nonces: Nonces,
}

impl Core {
    /// An endpoint that has not seen a request yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            ids: Ids::new(settings.seed),
            keys: settings.access_keys.iter().map(|key| (key.id.clone(), key.clone())).collect(),
            fleet: Fleet::new(&settings),
            nonces: Nonces::new(NONCE_LIFETIME_MS),
            settings,
        }
    }

    /// Answers whatever came over the socket: the control protocol by its path, the API otherwise.
    pub fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let rest = raw.target.strip_prefix(control::CONTROL_PATH.as_bytes());
        if rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'?'))) {
            self.control(raw, now)
        } else {
            self.handle(raw, now)
        }
    }

    /// Answers a call of the API.
    pub fn handle(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let format = response::format(raw);
        let result = self.serve(raw, format, now);
        let faults = self.settings.faults;
        let request_id = self.ids.request(result.is_ok(), faults);
        match result {
            Ok((operation, members)) => {
                envelope::served(operation, members, &request_id, format, faults)
            }
            Err(refusal) => envelope::refused(refusal, raw, request_id, format, &self.settings),
        }
    }

    /// Answers a call of the control protocol; the target is a path under [`super::CONTROL_PATH`].
    pub fn control(&mut self, raw: &RawRequest<'_>, _now: Moment) -> Response {
        control::handle(self, raw)
    }

    /// How often an instance was restarted; `None` where there is no such instance. For tests: the
    /// suite cannot see it.
    #[must_use]
    pub fn restarts(&self, id: &str) -> Option<u64> {
        self.fleet.get(id).map(|instance| instance.restarts)
    }

    /// The status of an instance at a moment.
    #[must_use]
    pub fn status(&self, id: &str, now: Moment) -> Option<InstanceStatus> {
        self.fleet.status(id, now)
    }

    /// How the endpoint was set up.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    fn serve(
        &mut self,
        raw: &RawRequest<'_>,
        format: Format,
        now: Moment,
    ) -> Result<(Operation, Members), Refusal> {
        let request = checks::read(raw)?;
        let mut guard = Guard { keys: &self.keys, nonces: &mut self.nonces, now };
        let (operation, caller) = checks::common(&request, &mut guard)?;
        let call = Call {
            parameters: &request.parameters,
            caller,
            now,
            is_json: format == Format::Json,
            settings: &self.settings,
        };
        operation.serve(&call, &mut self.fleet).map(|members| (operation, members))
    }
}
