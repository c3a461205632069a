//! An answer as the socket shell sends it, and how one is written in the format that was asked for.

use std::borrow::Cow;

#[cfg(feature = "suite")]
use super::access_key::AccessKey;
use super::checks::claims::is_in_headers;
use crate::api::Format;
use crate::api::names::parameter;
use crate::wire::document::Document;
use crate::wire::http::RawRequest;
use crate::wire::percent;
use crate::wire::request::split_target;

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// Value of Content-Type; without a meaning where the body is empty.
    pub content_type: Cow<'static, str>,
    /// Further headers.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// Body.
    pub body: Vec<u8>,
}

pub(super) const JSON: &str = "application/json; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";

impl Response {
    /// An answer envelope.
    pub(super) fn document(status: u16, format: Format, document: &Document) -> Self {
        let content_type = match format {
            Format::Xml => XML,
            Format::Json => JSON,
        };
        let body = document.encode(format).into_bytes();
        Self { status, content_type: content_type.into(), headers: Vec::new(), body }
    }
}

impl Response {
    /// The same answer, without the secrets of keys.
    #[cfg(feature = "suite")]
    pub(super) fn without<'a>(mut self, keys: impl Iterator<Item = &'a AccessKey>) -> Self {
        for key in keys {
            let text = String::from_utf8_lossy(&self.body);
            let secret = key.secret.reveal();
            if !secret.is_empty() && text.contains(secret) {
                self.body = text.replace(secret, "[secret]").into_bytes();
            }
        }
        self
    }
}

/// The format that a request asks for. Read leniently, from query and form alike, because a request
/// that is refused for being malformed is refused in its own format too. A format that does not
/// exist is answered in the default one, XML. Clients that sign in headers ask in the header Accept.
pub(super) fn format(raw: &RawRequest<'_>) -> Format {
    match named(raw) {
        Some(value) => Format::from_value(&value).unwrap_or_default(),
        None if is_in_headers(raw) => accepted(raw),
        None => Format::default(),
    }
}

/// The value of `Format`, decoded; empty where it cannot be.
pub(super) fn named<'a>(raw: &RawRequest<'a>) -> Option<Cow<'a, str>> {
    value_of(raw, parameter::FORMAT)
}

/// The value of a parameter, decoded; empty where it cannot be. Read leniently, of requests that may be
/// refused for being malformed. Only the body of a POST has parameters.
pub(super) fn value_of<'a>(raw: &RawRequest<'a>, wanted: &str) -> Option<Cow<'a, str>> {
    let (_, query) = split_target(raw.target);
    let form = if raw.method == "POST" { raw.body } else { &[] };
    [query, form].into_iter().find_map(|text| {
        text.split(|byte| *byte == b'&').find_map(|pair| {
            let equals = pair.iter().position(|&byte| byte == b'=')?;
            let name = percent::decode(&pair[..equals]).ok()?;
            let value = || percent::decode(&pair[equals + 1..]).unwrap_or_default();
            (name == wanted).then(value)
        })
    })
}

/// The format that Accept asks for: XML where it is named and JSON is not, JSON otherwise. Clients that sign in
/// headers and ask for nothing read JSON alone.
fn accepted(raw: &RawRequest<'_>) -> Format {
    let accept = raw.header("accept").unwrap_or_default();
    let names = |types: &[&str]| {
        accept.split(',').any(|range| {
            let media_type = range.split(';').next().unwrap_or_default().trim();
            types.iter().any(|known| known.eq_ignore_ascii_case(media_type))
        })
    };
    let is_xml_alone = names(&["application/xml", "text/xml"]) && !names(&["application/json"]);
    if is_xml_alone { Format::Xml } else { Format::Json }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(target: &str, body: &str) -> Format {
        asked_by("POST", target, body)
    }

    fn asked_by(method: &str, target: &str, body: &str) -> Format {
        let raw = RawRequest {
            method,
            target: target.as_bytes(),
            headers: Vec::new(),
            body: body.as_bytes(),
        };
        format(&raw)
    }

    #[test]
    fn the_format_is_read_wherever_it_stands() {
        assert_eq!(asked("/", ""), Format::Xml);
        assert_eq!(asked("/?Format=json", ""), Format::Json);
        assert_eq!(asked("/?%46ormat=%4a%53ON", ""), Format::Json);
        assert_eq!(asked("/?Format=%", "Format=JSON"), Format::Xml);
        assert_eq!(asked("/?%&Format=Json&&", ""), Format::Json);
        assert_eq!(asked("/?a=b", "c=d&Format=JSON"), Format::Json);
        assert_eq!(asked("/?Format=YAML", "Format=JSON"), Format::Xml);
        assert_eq!(asked("/Format=JSON", ""), Format::Xml);
        assert_eq!(asked("/?format=JSON", ""), Format::Xml);
    }
    #[test]
    fn the_body_of_a_get_asks_for_nothing() {
        assert_eq!(asked_by("GET", "/", "Format=JSON"), Format::Xml);
        assert_eq!(asked_by("GET", "/?Format=JSON", "Format=XML"), Format::Json);
        assert_eq!(asked_by("PUT", "/", "Format=JSON"), Format::Xml);
    }
}
