//! The ways of writing an answer that the documentation leaves open. An endpoint that writes in any of
//! them conforms: none may turn a rule red.

use std::borrow::Cow;

use super::response::Response;
use crate::api::Format;
use crate::wire::document::{Document, Value};
use crate::wire::reply::member;

/// How answers are written and sent. The default is how the documentation shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writing {
    /// Pretty-printed, in XML and in JSON.
    pub pretty: bool,
    /// `Recommend` in every error, as the gateway has it in JSON.
    pub recommend: bool,
    /// The members of an error in another order.
    pub reordered: bool,
    /// Sent in chunks.
    pub chunked: bool,
    /// The connection closed after each answer.
    pub close: bool,
    /// As the gateway of today writes: a declaration in single quotes, CDATA around the texts of an XML
    /// error, and headers of its own. Source: its answers as users quote them in public.
    pub gateway: bool,
    /// A document type declaration in XML, which names the root element and no more.
    pub doctype: bool,
    /// The header Date in a form that the HTTP standard calls obsolete.
    pub date_form: DateForm,
    /// How far the header Date is ahead of the clock, in seconds; below 0, behind it.
    pub date_ahead_s: i64,
}

/// How the header Date is written. Source: RFC 9110, section 5.6.7, "Date/Time Formats".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    #[default]
    Preferred,
    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    Rfc850,
    /// `Sun Nov  6 08:49:37 1994`
    Asctime,
}

/// Elements of an error whose text the gateway of today puts into CDATA.
const IN_CDATA: [&str; 2] = [member::MESSAGE, member::RECOMMEND];

impl Writing {
    /// Puts the members of an error into the order of this way of writing.
    pub(super) fn arrange(self, document: &mut Document) {
        if self.reordered
            && let Value::Object(members) = &mut document.value
        {
            members.reverse();
        }
    }

    /// An answer, so written.
    pub(super) fn written(self, status: u16, format: Format, document: &Document) -> Response {
        let mut response = Response::document(status, format, document);
        if self.pretty {
            let text = String::from_utf8_lossy(&response.body);
            response.body = match format {
                Format::Xml => pretty_xml(&text, &empty_lists(&document.value)),
                Format::Json => pretty_json(&text),
            }
            .into_bytes();
        }
        if self.doctype && format == Format::Xml {
            let text = String::from_utf8_lossy(&response.body);
            let root = document.root.as_deref().unwrap_or_default();
            let declared = format!("?><!DOCTYPE {root}>");
            response.body = text.replacen("?>", &declared, 1).into_bytes();
        }
        if self.gateway {
            response.content_type = match format {
                Format::Xml => "text/xml;charset=utf-8".into(),
                Format::Json => "application/json;charset=utf-8".into(),
            };
            response.headers = headers(document);
            // Last: it leaves no text in which every `<` is a mark.
            if format == Format::Xml {
                response.body = as_the_gateway(&response.body, document).into_bytes();
            }
        }
        response
    }
}

/// The headers that the gateway of today sends with each answer.
fn headers(document: &Document) -> Vec<(Cow<'static, str>, String)> {
    let request_id = document.value.text_of(member::REQUEST_ID).unwrap_or_default();
    let trace: String = request_id.chars().filter(|c| *c != '-').collect();
    vec![
        ("access-control-allow-origin".into(), "*".to_owned()),
        ("access-control-expose-headers".into(), "*".to_owned()),
        ("x-acs-request-id".into(), request_id.to_owned()),
        ("x-acs-trace-id".into(), trace.to_ascii_lowercase()),
    ]
}

/// XML as the gateway of today writes it.
fn as_the_gateway(body: &[u8], document: &Document) -> String {
    let text = String::from_utf8_lossy(body);
    let mut text = match text.split_once("?>") {
        Some((declaration, rest)) => format!("{}?>{rest}", declaration.replace('"', "'")),
        None => text.into_owned(),
    };
    for name in IN_CDATA {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        // In text, `<` is always written as an entity.
        if let Some(told) = document.value.text_of(name)
            && let (Some(start), Some(end)) = (text.find(&open), text.find(&close))
        {
            // The end of a section cannot stand in it, nor can what XML has no way to write.
            let told = told.replace("]]>", "]]]]><![CDATA[>").replace('\r', "");
            let section = format!("<![CDATA[{told}]]>");
            text.replace_range(start + open.len()..end, &section);
        }
    }
    text
}

/// XML with each element on a line of its own. In what the endpoint writes, `<` and `>` stand in marks
/// alone, and only elements without elements hold text.
///
/// The end of an element that holds nothing but could hold elements stands on a line of its own too.
fn pretty_xml(text: &str, empty_lists: &[&str]) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    // Whether the last mark opened an element: what comes next may be its text or its end.
    let mut opened = false;
    for mark in text.split_inclusive('>') {
        let closes = mark.contains("</");
        depth -= usize::from(closes && depth > 0);
        let is_list = mark
            .strip_prefix("</")
            .is_some_and(|end| empty_lists.iter().any(|name| end.strip_suffix('>') == Some(*name)));
        let ends_text = closes && opened && !is_list;
        if !ends_text && !out.is_empty() {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
        out.push_str(mark);
        opened = !closes && !mark.starts_with("<?");
        depth += usize::from(opened);
    }
    out.push('\n');
    out
}

/// The names of elements that stand for lists without entries.
fn empty_lists(value: &Value) -> Vec<&str> {
    let is_none = |value: &Value| matches!(value, Value::List(items) if items.is_empty());
    let mut names = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let held = value.members();
                if !held.is_empty() && held.iter().all(|(_, value)| is_none(value)) {
                    names.push(&**name);
                }
                names.extend(empty_lists(value));
            }
        }
        Value::List(items) => names.extend(items.iter().flat_map(empty_lists)),
        _ => {}
    }
    names
}

/// JSON with each member on a line of its own.
fn pretty_json(text: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let line = |out: &mut String, depth| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    for character in text.chars() {
        let marks = !in_text;
        if marks && matches!(character, '}' | ']') {
            depth -= usize::from(depth > 0);
            line(&mut out, depth);
        }
        out.push(character);
        match character {
            '{' | '[' if marks => {
                depth += 1;
                line(&mut out, depth);
            }
            ',' if marks => line(&mut out, depth),
            ':' if marks => out.push(' '),
            '"' if !escaped => in_text = !in_text,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operations::{Operation, REBOOT_INSTANCE};
    use crate::wire::reply::{ErrorReply, success};

    fn document() -> Document {
        let items = Value::List(vec![Value::object([("A", Value::text("\"{,:}\\"))]); 2]);
        let empty = ("Empty", Value::text(""));
        success(
            &Operation { name: "X", ..REBOOT_INSTANCE },
            "id",
            [("Items", Value::object([("Item", items)])), empty],
        )
    }

    #[test]
    fn pretty_means_the_same() {
        let writing = Writing { pretty: true, ..Writing::default() };
        for format in Format::ALL {
            let plain = Response::document(200, format, &document());
            let pretty = writing.written(200, format, &document());
            assert!(pretty.body.iter().filter(|byte| **byte == b'\n').count() > 5);
            let read = |body: &[u8]| Document::decode(format, body).unwrap();
            assert_eq!(read(&pretty.body), read(&plain.body));
        }
        let pretty = writing.written(200, Format::Xml, &document());
        assert!(String::from_utf8(pretty.body).unwrap().contains(
            "?>\n<XResponse>\n  <RequestId>id</RequestId>\n  <Items>\n    <Item>\n      <A>"
        ));
    }

    #[test]
    fn an_empty_list_has_a_line_for_its_end() {
        let writing = Writing { pretty: true, ..Writing::default() };
        let none = Value::object([("Item", Value::List(Vec::new()))]);
        let document = success(
            &Operation { name: "X", ..REBOOT_INSTANCE },
            "id",
            [("Items", none), ("Empty", Value::text(""))],
        );
        let text = String::from_utf8(writing.written(200, Format::Xml, &document).body).unwrap();
        assert!(text.contains("\n  <Items>\n  </Items>\n  <Empty></Empty>\n"), "{text}");
    }

    #[test]
    fn a_document_type_means_nothing() {
        for gateway in [false, true] {
            let writing = Writing { doctype: true, gateway, ..Writing::default() };
            for format in Format::ALL {
                let response = writing.written(200, format, &document());
                let plain = Response::document(200, format, &document());
                let read = |body: &[u8]| Document::decode(format, body).unwrap();
                assert_eq!(read(&response.body), read(&plain.body));
                let text = String::from_utf8(response.body).unwrap();
                assert_eq!(
                    text.contains("?><!DOCTYPE XResponse><"),
                    format == Format::Xml,
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_gateway_writes_the_same_otherwise() {
        let reply = ErrorReply {
            request_id: "AB-CD".into(),
            host_id: "h".into(),
            code: "c".into(),
            message: "<a>&\"' ]]>\n".into(),
            recommend: Some("https://api.aliyun.com/troubleshoot?q=c&product=Ecs".into()),
            access_denied_detail: None,
        };
        let document = reply.document();
        for pretty in [false, true] {
            let writing = Writing { gateway: true, pretty, ..Writing::default() };
            for format in Format::ALL {
                let response = writing.written(400, format, &document);
                assert_eq!(Document::decode(format, &response.body).unwrap().value, document.value);
                assert!(
                    response.headers.contains(&("x-acs-request-id".into(), "AB-CD".to_owned()))
                );
                let text = String::from_utf8(response.body).unwrap();
                let head = "<?xml version='1.0' encoding='UTF-8'?>";
                assert_eq!(text.starts_with(head), format == Format::Xml, "{text}");
                let section = "<Message><![CDATA[<a>&\"' ]]]]><![CDATA[>\n]]></Message>";
                assert_eq!(text.contains(section), format == Format::Xml, "{text}");
            }
        }
    }

    #[test]
    fn members_of_an_error_change_places() {
        let reply = ErrorReply {
            request_id: "r".into(),
            host_id: "h".into(),
            code: "c".into(),
            message: "m".into(),
            recommend: None,
            access_denied_detail: None,
        };
        let mut document = reply.document();
        Writing { reordered: true, ..Writing::default() }.arrange(&mut document);
        assert_eq!(document.value.members()[0].0, "Message");
        assert_eq!(document.value.members().len(), 4);
    }
}
