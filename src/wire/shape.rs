//! The shape of an answer: names, nesting and types, with placeholders for what differs from call to
//! call. Two conforming endpoints give the same shape for the same call.

use std::fmt::Write as _;

use super::document::{Document, Value};
use super::reply::{is_request_id, member};

/// Renders the shape, one member a line. Members are sorted by name, because no rule fixes their
/// order; `Recommend`, which rules allow beside the documented members, is left out; of a list the
/// distinct shapes of its items are shown.
#[must_use]
pub fn of(document: &Document) -> String {
    let mut out = String::new();
    match &document.root {
        Some(root) => out.push_str(root),
        None => out.push_str("(JSON)"),
    }
    render(&mut out, "", &document.value, 1);
    out
}

fn render(out: &mut String, name: &str, value: &Value, depth: usize) {
    match value {
        Value::Text(text) => {
            out.push_str(": ");
            out.push_str(if name == member::REQUEST_ID && is_request_id(text) {
                "request id"
            } else if text.is_empty() {
                "empty text"
            } else {
                "text"
            });
            out.push('\n');
        }
        Value::Number(_) => out.push_str(": number\n"),
        Value::Boolean(_) => out.push_str(": boolean\n"),
        Value::Null => out.push_str(": null\n"),
        Value::Object(members) => {
            out.push('\n');
            let mut lines: Vec<String> = members
                .iter()
                .filter(|(name, _)| name != member::RECOMMEND)
                .map(|(name, value)| named(name, value, depth))
                .collect();
            lines.sort_unstable();
            out.extend(lines);
        }
        Value::List(items) => {
            out.push_str(": list of\n");
            let mut shapes: Vec<String> =
                items.iter().map(|item| named("-", item, depth)).collect();
            shapes.sort_unstable();
            shapes.dedup();
            out.extend(shapes);
        }
    }
}

fn named(name: &str, value: &Value, depth: usize) -> String {
    let mut line = String::new();
    // Writing to a String cannot fail.
    let _ = write!(line, "{:indent$}{name}", "", indent = depth * 2);
    render(&mut line, name, value, depth + 1);
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Format;

    fn shape(format: Format, text: &str) -> String {
        of(&Document::decode(format, text.as_bytes()).unwrap())
    }

    #[test]
    fn values_do_not_matter_and_types_do() {
        let id = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A";
        assert_eq!(
            shape(Format::Json, &format!(r#"{{"RequestId":"{id}","B":{{"C":[1,2]}},"A":"x"}}"#)),
            "(JSON)\n  A: text\n  B\n    C: list of\n      -: number\n  RequestId: request id\n"
        );
        assert_eq!(
            shape(Format::Xml, "<E><M/><Recommend>r</Recommend><C>1</C></E>"),
            "E\n  C: text\n  M: empty text\n"
        );
    }

    #[test]
    fn a_member_that_stands_twice_shows() {
        assert_eq!(shape(Format::Xml, "<E><M>a</M><M>b</M></E>"), "E\n  M: text\n  M: text\n");
    }
}
