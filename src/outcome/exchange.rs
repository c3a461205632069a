//! One request and what came back, as bytes. Held raw: redaction and escaping are the reports'.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The call under judgement.
    Judge,
    /// To see an instance's status or locks.
    Observe,
    /// To bring about or give back a state.
    Arrange,
}

/// A request as it was sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRequest {
    /// HTTP method.
    pub method: String,
    /// Full address, query included.
    pub url: String,
    /// Headers that the suite set (name, value); the HTTP client adds `host`.
    pub headers: Vec<(String, String)>,
    /// Body, empty for GET.
    #[serde(with = "as_text")]
    pub body: Vec<u8>,
}

impl SentRequest {
    /// Its body as text. Bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// A report holds bodies as text.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(body: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&String::from_utf8_lossy(body))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(from).map(String::into_bytes)
    }
}

/// How much of an answer was not kept for reports, in bytes. It was judged as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Of its body.
    pub body_bytes: usize,
    /// Of its headers.
    pub header_bytes: usize,
}

impl LeftOut {
    /// As an answer tells it: `None` where nothing was left out.
    #[must_use]
    pub const fn told(self) -> Option<Self> {
        if self.body_bytes == 0 && self.header_bytes == 0 { None } else { Some(self) }
    }
}

/// An instance in an answer, and its status there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its id.
    pub instance: String,
    /// Its status, as the endpoint words it.
    pub status: String,
}

/// An answer as it came.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Headers in the order they came; values as text, lossily.
    pub headers: Vec<(String, String)>,
    /// Body, at most [`Answer::MAX_BODY_BYTES`].
    #[serde(with = "as_text")]
    pub body: Vec<u8>,
    /// The code of the error that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The statuses of instances that it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<Shown>,
    /// Whether the body went on past the limit and was cut.
    pub truncated: bool,
    /// What of it is not here; `None` where all of it is.
    #[serde(default)]
    pub left_out: Option<LeftOut>,
}

impl Answer {
    /// How much of a body is read, in bytes.
    pub const MAX_BODY_BYTES: usize = 1024 * 1024;
    /// How long its head may be, in bytes: what the HTTP library takes. No document has a bound, so this is far from
    /// what any endpoint sends.
    pub const MAX_HEAD_BYTES: usize = 400 * 1024;
    /// How many headers it may have, likewise.
    pub const MAX_HEADERS: usize = 1000;

    /// Its body as text. Bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The first value of a header, by name without regard to letter case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A request, the answer or why there is none, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Digest of what follows, once a report is sealed.
    #[serde(default)]
    pub sha256: String,
    /// Why it was sent.
    pub purpose: Purpose,
    /// When it was sent, in ms since the run began.
    pub at_ms: f64,
    /// How long the answer took, in ms.
    pub took_ms: f64,
    /// Whether it was asked again, since what came may come to every call and says nothing about this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_again: bool,
    /// The Action that it calls; `None` where it is no call of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The instance that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The request.
    pub request: SentRequest,
    /// The answer; `None` where none came.
    pub answer: Option<Answer>,
    /// What happened instead of an answer (`connection closed before an answer`).
    pub failure: Option<String>,
}

impl Exchange {
    /// What stands for the answer of a request that was sent again, and has its answer there.
    pub const SENT_AGAIN: &'static str =
        "the kept connection was closed before an answer; sent again over a connection of its own";

    /// What stands for the answer of a request that was under way when the run was stopped.
    pub const STOPPED: &'static str = "the run was stopped before there was an answer";

    /// A request that is just being sent, and what there is to say of it if nothing comes.
    #[must_use]
    pub fn under_way(purpose: Purpose, request: SentRequest, at_ms: f64) -> Self {
        Self {
            sha256: String::new(),
            purpose,
            at_ms,
            took_ms: 0.0,
            asked_again: false,
            operation: None,
            instance: None,
            request,
            answer: None,
            failure: Some(Self::STOPPED.to_owned()),
        }
    }

    /// Puts what came in the place of what stood for it.
    pub fn came(&mut self, answer: Result<Answer, String>) {
        (self.answer, self.failure) = match answer {
            Ok(answer) => (Some(answer), None),
            Err(failure) => (None, Some(failure)),
        };
    }

    /// What it calls: the operation, or the path of what is none.
    #[must_use]
    pub fn called(&self) -> &str {
        self.operation.as_deref().unwrap_or_else(|| path(&self.request.url))
    }

    /// Whether the request was sent again, because the endpoint had closed a connection that was kept.
    #[must_use]
    pub fn was_sent_again(&self) -> bool {
        self.answer.is_none() && self.failure.as_deref() == Some(Self::SENT_AGAIN)
    }
}

/// The path of an address.
#[must_use]
pub fn path(url: &str) -> &str {
    let address = url.split_once('?').map_or(url, |(address, _)| address);
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |path| &after_scheme[path..])
}

// The query of a request holds the signature and a control answer may hold a secret, so Debug,
// which ends up in panics and logs, shows sizes instead of contents.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest")
            .field("method", &self.method)
            .field("url_bytes", &self.url.len())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_by_its_operation_or_its_path() {
        let request = |url: &str| SentRequest {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let sent = |url: &str| Exchange::under_way(Purpose::Arrange, request(url), 0.0);
        assert_eq!(sent("http://h:1/_control/x?a=/").called(), "/_control/x");
        assert_eq!(sent("http://h").called(), "/");
        let operation = Some("StopInstance".to_owned());
        assert_eq!(Exchange { operation, ..sent("http://h/a") }.called(), "StopInstance");
    }
}
