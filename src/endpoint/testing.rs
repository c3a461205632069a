//! Signed requests to a [`Endpoint`], for the tests of this folder.

use super::clock::Moment;
use super::response::Response;
use super::settings::Settings;
use super::whole::Endpoint;
use crate::api::Format;
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::api::operations;
use crate::wire::document::{Document, Value};
use crate::wire::http::{Field, RawRequest};
use crate::wire::query;
use crate::wire::secret::Secret;
use crate::wire::signature::v1;
use crate::wire::timestamp::Timestamp;

/// The moment of the first call: 2026-01-01T00:00:00Z.
pub(super) const START: Moment = Moment::from_unix_ms(1_767_225_600_000);

/// An endpoint, the moment it is, and what a client has to know.
pub(super) struct Bench {
    pub(super) core: Endpoint,
    pub(super) now: Moment,
    pub(super) key: (String, String),
    calls: u64,
}

/// A served answer, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) document: Document,
}

impl Answer {
    pub(super) fn text(&self, member: &str) -> &str {
        self.document.value.text_of(member).unwrap_or_default()
    }

    /// Status and code.
    pub(super) fn error(&self) -> (u16, &str) {
        (self.status, self.text("Code"))
    }
}

impl Bench {
    pub(super) fn new(settings: Settings) -> Self {
        Self::of(Endpoint::new(settings))
    }

    pub(super) fn of(core: Endpoint) -> Self {
        Self { core, now: START, key: ("testid".into(), "testsecret".into()), calls: 0 }
    }

    pub(super) fn demo() -> Self {
        Self::new(Settings::demo())
    }

    pub(super) fn wait_ms(&mut self, milliseconds: u64) {
        self.now = self.now.after_ms(milliseconds);
    }

    /// The parameters of a correct call, not yet signed.
    pub(super) fn parameters(&mut self, own: &[(&str, &str)]) -> Vec<(String, String)> {
        self.calls += 1;
        let seconds = i64::try_from(self.now.unix_ms() / 1000).unwrap();
        let mut all = vec![
            (parameter::VERSION.to_owned(), API_VERSION.to_owned()),
            (parameter::ACCESS_KEY_ID.to_owned(), self.key.0.clone()),
            (parameter::SIGNATURE_METHOD.to_owned(), SIGNATURE_METHOD.to_owned()),
            (parameter::SIGNATURE_VERSION.to_owned(), SIGNATURE_VERSION.to_owned()),
            (parameter::SIGNATURE_NONCE.to_owned(), format!("nonce-{}", self.calls)),
            (parameter::TIMESTAMP.to_owned(), Timestamp::from_unix_seconds(seconds).to_string()),
        ];
        all.extend(own.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        all
    }

    /// Adds the signature.
    pub(super) fn sign(&self, method: &str, parameters: &mut Vec<(String, String)>) {
        let canonical = v1::canonical_query(pairs(parameters));
        let text = v1::string_to_sign(method, &canonical);
        let signature = v1::sign(&Secret::new(&self.key.1), &text);
        parameters.push((parameter::SIGNATURE.to_owned(), signature));
    }

    /// Sends parameters as they are.
    pub(super) fn send(&mut self, parameters: &[(String, String)]) -> Answer {
        let target = format!("/?{}", query::print(pairs(parameters)));
        self.raw("GET", &target, &[], b"")
    }

    /// Sends any request; the answer has to be a well-formed one.
    pub(super) fn raw(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let response = self.raw_bytes(method, target, headers, body);
        let format = match &*response.content_type {
            "text/xml; charset=utf-8" => Format::Xml,
            "application/json; charset=utf-8" => Format::Json,
            other => panic!("{other}"),
        };
        let document = Document::decode(format, &response.body).unwrap();
        Answer { status: response.status, document }
    }

    /// Sends any request to whatever its path says.
    pub(super) fn raw_bytes(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let headers =
            headers.iter().map(|&(name, value)| Field { name, value: value.as_bytes() }).collect();
        self.core.answer(&RawRequest { method, target: target.as_bytes(), headers, body }, self.now)
    }

    /// Signs and sends.
    pub(super) fn call(&mut self, own: &[(&str, &str)]) -> Answer {
        let mut parameters = self.parameters(own);
        self.sign("GET", &mut parameters);
        self.send(&parameters)
    }

    /// RebootInstance on an instance.
    pub(super) fn reboot(&mut self, id: &str) -> Answer {
        self.reboot_with(id, &[])
    }

    /// RebootInstance with further parameters.
    pub(super) fn reboot_with(&mut self, id: &str, further: &[(&str, &str)]) -> Answer {
        let mut own = vec![
            (parameter::ACTION, operations::REBOOT_INSTANCE.name),
            (parameter::INSTANCE_ID, id),
        ];
        own.extend_from_slice(further);
        self.call(&own)
    }

    /// A call of the control protocol: status and body.
    pub(super) fn control(&mut self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let target = format!("{}{path}", super::CONTROL_PATH);
        let response = self.raw_bytes(method, &target, &[], body.as_bytes());
        if response.body.is_empty() {
            return (response.status, Value::Null);
        }
        (response.status, Document::decode(Format::Json, &response.body).unwrap().value)
    }

    /// Arranges an instance and returns its id.
    pub(super) fn arrange(&mut self, body: &str) -> String {
        let (status, value) = self.control("POST", "/instances", body);
        assert_eq!(status, 201, "{value:?}");
        value.text_of("InstanceId").unwrap().to_owned()
    }

    /// The status that DescribeInstanceStatus shows.
    pub(super) fn status(&mut self, id: &str) -> String {
        let answer = self.call(&[
            (parameter::ACTION, operations::DESCRIBE_INSTANCE_STATUS.name),
            (parameter::REGION_ID, "cn-hangzhou"),
            ("InstanceId.1", id),
        ]);
        let list = answer.document.value.get("InstanceStatuses").unwrap();
        let statuses = list.all("InstanceStatus");
        statuses.first().and_then(|item| item.text_of("Status")).unwrap_or_default().to_owned()
    }
}

/// Names and values, borrowed.
pub(super) fn pairs(parameters: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}
