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
        let (operation, caller) = checks::common(raw, &request, &mut guard)?;
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

#[cfg(test)]
mod tests {
    use crate::endpoint::testing::{Bench, START, pairs};
    use crate::endpoint::{CONTROL_PATH, Core, Settings};
    use crate::spec::Format;
    use crate::wire::document::Document;
    use crate::wire::http::{Field, RawRequest};
    use crate::wire::query;
    use crate::wire::reply;

    #[test]
    fn the_same_seed_answers_the_same() {
        let answers = |seed| {
            let mut bench = Bench::new(Settings { seed, ..Settings::demo() });
            (bench.arrange("{}"), bench.reboot("i-running0001").document)
        };
        assert_eq!(answers(1), answers(1));
        assert_ne!(answers(1), answers(2));
    }

    #[test]
    fn the_gateway_recommends_in_json_alone() {
        let dialect = crate::spec::Dialect::Gateway;
        let mut bench = Bench::new(Settings { dialect, ..Settings::demo() });
        let recommends = |bench: &mut Bench, format| {
            let answer = bench.reboot_with("i-nosuch", &[("Format", format)]);
            answer.text("Recommend").contains("InvalidInstanceId.NotFound")
        };
        assert!(recommends(&mut bench, "JSON"));
        assert!(!recommends(&mut bench, "XML"));
    }

    /// Bytes changed, dropped and doubled in requests that would be served: whatever comes, the
    /// answer is a documented status and a whole envelope in one of the formats.
    #[test]
    fn any_bytes_are_answered() {
        let mut bench = Bench::demo();
        let mut parameters = bench.parameters(&[
            ("Action", "RebootInstance"),
            ("InstanceId", "i-running0001"),
            ("ForceStop", "true"),
            ("Format", "JSON"),
        ]);
        bench.sign("POST", &mut parameters);
        let seeds = [
            format!("/?{}", query::print(pairs(&parameters))),
            format!("{CONTROL_PATH}/instances/i-running0001?x"),
            format!("{CONTROL_PATH}/faults"),
        ];
        let mut random = fastrand::Rng::with_seed(1);
        for round in 0..5_000 {
            let mut core = Core::new(Settings::demo());
            let mut target = seeds[round % seeds.len()].clone().into_bytes();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..target.len());
                match random.u8(..3) {
                    0 => target[at] = random.u8(..),
                    1 => drop(target.remove(at)),
                    _ => target.insert(at, random.u8(..)),
                }
            }
            let body: Vec<u8> = (0..random.usize(..40)).map(|_| random.u8(..)).collect();
            let form = Field { name: "content-type", value: b"application/x-www-form-urlencoded" };
            let raw = RawRequest {
                method: ["GET", "POST", "PATCH", "DELETE"][random.usize(..4)],
                target: &target,
                headers: vec![form, Field { name: "host", value: &body }],
                body: &body,
            };
            let response = core.answer(&raw, START);
            assert!((200..=503).contains(&response.status), "{raw:?}");
            if target.starts_with(CONTROL_PATH.as_bytes()) {
                continue;
            }
            let format =
                if response.content_type.contains("json") { Format::Json } else { Format::Xml };
            let document = Document::decode(format, &response.body).unwrap();
            let reading = reply::read(&document);
            assert!(reading.request_id.is_some_and(reply::is_request_id));
            assert_eq!(reading.is_error, response.status >= 400);
        }
    }
}
