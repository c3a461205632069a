//! The ways of writing an answer that the documentation leaves open. An endpoint that writes in any of
//! them conforms: none may turn a rule red.

use super::response::Response;
use crate::spec::Format;
use crate::wire::document::{Document, Value};

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
}

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
                Format::Xml => pretty_xml(&text),
                Format::Json => pretty_json(&text),
            }
            .into_bytes();
        }
        response
    }
}

/// XML with each element on a line of its own. In what the endpoint writes, `<` and `>` stand in marks
/// alone, and only elements without elements hold text.
fn pretty_xml(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    // Whether the last mark opened an element: what comes next may be its text or its end.
    let mut opened = false;
    for mark in text.split_inclusive('>') {
        let closes = mark.contains("</");
        depth -= usize::from(closes && depth > 0);
        let ends_text = closes && opened;
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
    use crate::wire::reply::{ErrorReply, success};

    fn document() -> Document {
        let items = Value::List(vec![Value::object([("A", Value::text("\"{,:}\\"))]); 2]);
        let empty = ("Empty", Value::text(""));
        success("X", "id", [("Items", Value::object([("Item", items)])), empty])
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
    fn members_of_an_error_change_places() {
        let reply = ErrorReply {
            request_id: "r".into(),
            host_id: "h".into(),
            code: "c".into(),
            message: "m".into(),
            recommend: None,
        };
        let mut document = reply.document();
        Writing { reordered: true, ..Writing::default() }.arrange(&mut document);
        assert_eq!(document.value.members()[0].0, "Message");
        assert_eq!(document.value.members().len(), 4);
    }
}
