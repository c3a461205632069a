//! The endpoint without a socket: a request and a moment in, an answer out.

use std::collections::BTreeMap;

use super::checks::{self, Guard, NONCE_LIFETIME_MS};
use super::clock::Moment;
use super::control;
use super::fleet::Fleet;
use super::ids::Ids;
use super::nonces::Nonces;
use super::operations::{Call, Members, Operation};
use super::refusal::Refusal;
use super::response::{self, Response};
use super::settings::{AccessKey, Settings};
use crate::spec::instance::InstanceStatus;
use crate::spec::{Dialect, Format};
use crate::wire::http::RawRequest;
use crate::wire::reply::{ErrorReply, success};

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
        let request_id = self.ids.request();
        let format = response::format(raw);
        match self.serve(raw, now) {
            Ok((operation, members)) => {
                let document = success(operation.name(), &request_id, members);
                Response::document(200, format, &document)
            }
            Err(refusal) => self.refuse(refusal, raw, format, request_id),
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
        now: Moment,
    ) -> Result<(Operation, Members), Refusal> {
        let request = checks::read(raw)?;
        let mut guard = Guard { keys: &self.keys, nonces: &mut self.nonces, now };
        let (operation, caller) = checks::common(&request, &mut guard)?;
        let call = Call { parameters: &request.parameters, caller, now, settings: &self.settings };
        operation.serve(&call, &mut self.fleet).map(|members| (operation, members))
    }

    fn refuse(
        &self,
        refusal: Refusal,
        raw: &RawRequest<'_>,
        format: Format,
        request_id: String,
    ) -> Response {
        let dialect = self.settings.dialect;
        let verdict = refusal.verdict(dialect);
        // Today's gateway points to a page of help, in JSON alone.
        let recommend = (dialect == Dialect::Gateway && format == Format::Json).then(|| {
            format!(
                "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
                verdict.code
            )
        });
        let host = raw.header("host").filter(|host| !host.is_empty());
        let reply = ErrorReply {
            request_id,
            host_id: host.unwrap_or(&self.settings.host).to_owned(),
            code: verdict.code,
            message: verdict.message,
            recommend,
        };
        Response::document(verdict.status, format, &reply.document())
    }
}
