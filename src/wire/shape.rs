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

/// How much of a shape is told in one line, in characters.
const LINE: usize = 240;

/// The shape of a value in one line, for a sentence: the names of members, `{…}` around those of an object and
/// `[…]` around the distinct items of a list. Of members of one name, one stands for those that are alike.
#[must_use]
pub fn line(value: &Value) -> String {
    let mut out = String::new();
    write_line(&mut out, value);
    if out.chars().count() > LINE {
        out = out.chars().take(LINE).chain(['…']).collect();
    }
    out
}

fn write_line(out: &mut String, value: &Value) {
    let in_line = |value: &Value| {
        let mut text = String::new();
        write_line(&mut text, value);
        text
    };
    let joined = |mut parts: Vec<String>| {
        parts.dedup();
        parts.join(", ")
    };
    match value {
        Value::Text(_) => out.push_str("text"),
        Value::Number(_) => out.push_str("number"),
        Value::Boolean(_) => out.push_str("boolean"),
        Value::Null => out.push_str("null"),
        Value::Object(members) => {
            let named = members.iter().map(|(name, value)| match value {
                Value::Object(_) | Value::List(_) => format!("{name} {}", in_line(value)),
                _ => name.clone(),
            });
            let _ = write!(out, "{{{}}}", joined(named.collect()));
        }
        Value::List(items) => {
            let _ = write!(out, "[{}]", joined(items.iter().map(in_line).collect()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Format;

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
    fn a_shape_is_told_in_a_line() {
        let json = r#"{"A":{"B":[{"C":1,"D":"x"},{"C":2,"D":"y"}]},"E":true,"F":[1,"x"]}"#;
        let document = Document::decode(Format::Json, json.as_bytes()).unwrap();
        assert_eq!(line(&document.value), "{A {B [{C, D}]}, E, F [number, text]}");
        let document = Document::decode(Format::Xml, b"<E><M><C>1</C></M><M><C>2</C></M></E>");
        assert_eq!(line(&document.unwrap().value), "{M {C}}");
        let long = Value::object((0..99).map(|n| (format!("member{n}"), Value::Null)));
        assert_eq!(line(&long).chars().count(), LINE + 1);
    }

    #[test]
    fn a_member_that_stands_twice_shows() {
        assert_eq!(shape(Format::Xml, "<E><M>a</M><M>b</M></E>"), "E\n  M: text\n  M: text\n");
    }
}
