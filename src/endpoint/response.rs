//! An answer as the socket shell sends it, and how one is written in the format that was asked for.

use crate::spec::Format;
use crate::spec::names::parameter;
use crate::wire::document::Document;
use crate::wire::http::RawRequest;

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// Value of Content-Type; without a meaning where the body is empty.
    pub content_type: &'static str,
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
        Self { status, content_type, body: document.encode(format).into_bytes() }
    }
}

/// The format that a request asks for. Read leniently, from query and form alike, because a request
/// that is refused for being malformed is refused in its own format too. A format that does not
/// exist is answered in the default one, XML.
pub(super) fn format(raw: &RawRequest<'_>) -> Format {
    let query = raw.target.iter().position(|&byte| byte == b'?').map(|mark| &raw.target[mark..]);
    let named = |text: &[u8]| {
        text.split(|byte| matches!(byte, b'?' | b'&')).find_map(|pair| {
            let value = pair.strip_prefix(parameter::FORMAT.as_bytes())?.strip_prefix(b"=")?;
            Some(std::str::from_utf8(value).ok().and_then(Format::from_value).unwrap_or_default())
        })
    };
    query.and_then(named).or_else(|| named(raw.body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(target: &str, body: &str) -> Format {
        format(&RawRequest {
            method: "POST",
            target: target.as_bytes(),
            headers: Vec::new(),
            body: body.as_bytes(),
        })
    }

    #[test]
    fn the_format_is_read_wherever_it_stands() {
        assert_eq!(asked("/", ""), Format::Xml);
        assert_eq!(asked("/?Format=json", ""), Format::Json);
        assert_eq!(asked("/?%&Format=Json&&", ""), Format::Json);
        assert_eq!(asked("/?a=b", "c=d&Format=JSON"), Format::Json);
        assert_eq!(asked("/?Format=YAML", "Format=JSON"), Format::Xml);
        assert_eq!(asked("/Format=JSON", ""), Format::Xml);
        assert_eq!(asked("/?format=JSON", ""), Format::Xml);
    }
}
