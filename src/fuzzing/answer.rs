//! What every answer of the endpoint has to be, whatever was asked: a whole envelope in the format asked
//! for, with a documented status and code, no longer than the request allows. How the format is found
//! out is written down here a second time, from the documentation.

use std::collections::BTreeSet;

use crate::api::Format;
use crate::api::errors::is_known_code;
use crate::api::names::parameter;
use crate::endpoint::{Response, Settings};
use crate::wire::document::{Document, Value};
use crate::wire::http::RawRequest;
use crate::wire::reply;

/// How long an answer may be that nothing of the request is repeated in: every instance described,
/// pretty-printed.
const OWN_BYTES: usize = 16 * 1024;

/// How often a byte of the request may stand in the answer, or as how many: a string to sign escapes a
/// byte twice, and XML its quotes.
const BYTES_FOR_ONE: usize = 8;

/// An answer of the API that was found to be well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// HTTP status code.
    pub status: u16,
    /// Error code; `None` for a success.
    pub code: Option<String>,
    /// The body.
    pub document: Document,
}

impl Checked {
    /// Whether the call was served.
    #[must_use]
    pub const fn is_served(&self) -> bool {
        self.code.is_none()
    }
}

/// The RequestIds of one endpoint.
#[derive(Debug, Default)]
pub struct RequestIds(BTreeSet<String>);

impl RequestIds {
    /// Holds an answer of the API against all that an answer has to be.
    ///
    /// # Panics
    /// When it is not. An answer of 5xx is none, unless `may_fail`.
    pub fn check(
        &mut self,
        raw: &RawRequest<'_>,
        response: &Response,
        settings: &Settings,
        may_fail: bool,
    ) -> Checked {
        let format = format_asked(raw);
        let shown = String::from_utf8_lossy(&response.body);
        let expected = match format {
            Format::Xml => "text/xml; charset=utf-8",
            Format::Json => "application/json; charset=utf-8",
        };
        assert_eq!(response.content_type, expected, "{shown}");
        assert!(format == Format::Json || shown.starts_with("<?xml "), "no declaration: {shown}");
        let limit = OWN_BYTES + BYTES_FOR_ONE * length(raw);
        assert!(response.body.len() <= limit, "{} bytes: {shown:.400}", response.body.len());
        let document = Document::decode(format, &response.body)
            .unwrap_or_else(|error| panic!("{error}: {shown}"));
        let reading = reply::read(&document);
        let id = reading.request_id.unwrap_or_default();
        assert!(reply::is_request_id(id), "RequestId {id:?}: {shown}");
        assert!(self.0.insert(id.to_owned()), "the RequestId {id} was given before");

        let code = reading.code.map(str::to_owned);
        if let Some(code) = &code {
            refused(response.status, code, may_fail, &shown);
            members(&document, settings, raw);
        } else {
            assert_eq!(response.status, 200, "{shown}");
            if let Some(root) = &document.root {
                assert!(root.ends_with("Response"), "{shown}");
            }
        }
        Checked { status: response.status, code, document }
    }
}

fn refused(status: u16, code: &str, may_fail: bool, shown: &str) {
    assert!((400..600).contains(&status), "an error with {status}: {shown}");
    assert!(status < 500 || may_fail, "it failed inside: {shown}");
    assert!(is_known_code(status, code), "{status} {code} is not documented: {shown}");
}

/// An error holds the four documented members, `Recommend` where it may, and nothing else.
fn members(document: &Document, settings: &Settings, raw: &RawRequest<'_>) {
    let mut names: Vec<&str> =
        document.value.members().iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let mut documented = vec!["Code", "HostId", "Message", "RequestId"];
    if names.contains(&"Recommend") {
        documented.insert(3, "Recommend");
    }
    assert_eq!(names, documented);
    assert!(document.root.as_ref().is_none_or(|root| root == "Error"));
    for (name, value) in document.value.members() {
        let text = value.as_text().unwrap_or_default();
        assert!(!text.trim().is_empty() || name == "HostId", "{name} is empty: {document:?}");
    }
    let host = header(raw, "host").filter(|host| !host.is_empty());
    let host = host.unwrap_or(&settings.host);
    if host.chars().all(|character| character.is_ascii_graphic()) {
        assert_eq!(document.value.text_of("HostId"), Some(host));
    }
}

/// The query of a request, and its form body: empty where there is none.
pub(super) fn parts<'a>(raw: &RawRequest<'a>) -> [&'a [u8]; 2] {
    let query = raw.target.splitn(2, |byte| *byte == b'?').nth(1).unwrap_or_default();
    [query, if raw.method == "POST" { raw.body } else { &[] }]
}

/// The value of a header, where it is text.
pub(super) fn header<'a>(raw: &RawRequest<'a>, name: &str) -> Option<&'a str> {
    let mut fields = raw.headers.iter();
    let field = fields.find(|field| field.name.eq_ignore_ascii_case(name))?;
    std::str::from_utf8(field.value).ok().map(str::trim)
}

fn length(raw: &RawRequest<'_>) -> usize {
    let headers: usize = raw.headers.iter().map(|field| field.name.len() + field.value.len()).sum();
    raw.method.len() + raw.target.len() + headers + raw.body.len()
}

/// The format that a request asks for: by the first parameter `Format`, of the query before the form;
/// where it is signed in headers, XML if `Accept` names that and not JSON, and JSON otherwise; XML else. Sources: Common parameters, "Format";
/// Request syntax and signature method V3, "Accept".
fn format_asked(raw: &RawRequest<'_>) -> Format {
    let named = parts(raw)
        .into_iter()
        .flat_map(|part| part.split(|byte| *byte == b'&'))
        .filter(|pair| pair.contains(&b'='))
        .flat_map(form_urlencoded::parse)
        .find(|(name, _)| name == parameter::FORMAT);
    let is_json = match named {
        Some((_, value)) => value.eq_ignore_ascii_case("JSON"),
        None => {
            let authorization = header(raw, "authorization").unwrap_or_default();
            let first = authorization.split(' ').next();
            let accept = header(raw, "accept").unwrap_or_default().to_ascii_lowercase();
            let ranges = accept.split(',').filter_map(|range| range.split(';').next());
            let ranges: Vec<&str> = ranges.map(str::trim).collect();
            let has = |range| ranges.contains(&range);
            first == Some("ACS3-HMAC-SHA256")
                && (has("application/json") || !(has("application/xml") || has("text/xml")))
        }
    };
    if is_json { Format::Json } else { Format::Xml }
}

/// The instances that an answer of DescribeInstances lists: id, status and lock reasons of each.
#[must_use]
pub fn described(document: &Document) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value, name: &str| value.text_of(name).unwrap_or_default().to_owned();
    let list = document.value.get("Instances").map(|list| list.all("Instance")).unwrap_or_default();
    list.into_iter()
        .map(|instance| {
            let locks = instance.get("OperationLocks").map(|locks| locks.all("LockReason"));
            let reasons =
                locks.unwrap_or_default().into_iter().map(|lock| text(lock, "LockReason"));
            (text(instance, "InstanceId"), text(instance, "Status"), reasons.collect())
        })
        .collect()
}
