//! Target `response`: hostile answer bytes, read as XML and as JSON.
//!
//! Holds: a named error or a tree, neither larger than the input allows and none deeper than
//! `MAX_DEPTH`; what decodes, encodes and decodes back to itself, with the same shape; and a tree
//! written in the other format reads back as what that format can say of it.

use crate::api::Format;
use crate::wire::document::{DecodeError, Document, MAX_DEPTH, Value};
use crate::wire::{reply, shape};

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    for format in Format::ALL {
        match Document::decode(format, data) {
            Ok(document) => {
                bounded(&document, data.len());
                comes_back(format, &document);
                match format {
                    Format::Xml => crosses_to_json(&document),
                    Format::Json => crosses_to_xml(document),
                }
            }
            Err(DecodeError::Malformed(why)) => {
                assert!(why.len() <= data.len() * 12 + 200, "a long reason: {why}");
            }
            Err(_) => {}
        }
    }
}

fn bounded(document: &Document, limit: usize) {
    assert!(depth(&document.value) <= MAX_DEPTH);
    let root = document.root.as_ref().map_or(0, String::len);
    let size = root + size(&document.value);
    // A number is written out: at most 309 digits before the point, from as few as five bytes.
    assert!(size <= limit.saturating_mul(80), "{size} bytes came out of {limit}");
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.iter().map(|(_, v)| depth(v)).max().unwrap_or(0),
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) | Value::Number(text) => text.len(),
        Value::Boolean(_) | Value::Null => 0,
        Value::Object(members) => members.iter().map(|(name, v)| name.len() + size(v)).sum(),
        Value::List(items) => items.iter().map(size).sum(),
    }
}

fn comes_back(format: Format, document: &Document) {
    let encoded = document.encode(format);
    let again = Document::decode(format, encoded.as_bytes());
    assert_eq!(again.as_ref(), Ok(document), "{encoded}");
    let Ok(again) = again else { return };
    assert_eq!(shape::of(&again), shape::of(document));
    assert_eq!(reply::read(&again), reply::read(document));
}

/// JSON can say everything that XML can, but for the root's name.
fn crosses_to_json(document: &Document) {
    let encoded = document.encode(Format::Json);
    let again = Document::decode(Format::Json, encoded.as_bytes());
    let expected = Document { root: None, value: document.value.clone() };
    assert_eq!(again, Ok(expected), "{encoded}");
}

/// XML has no types, no empty objects and no list at the top, and its names are narrower.
fn crosses_to_xml(mut document: Document) {
    if matches!(document.value, Value::List(_)) || !has_plain_names(&document.value) {
        return;
    }
    document.root = Some("Root".to_owned());
    let encoded = document.encode(Format::Xml);
    match Document::decode(Format::Xml, encoded.as_bytes()) {
        Ok(again) => assert_eq!(again.value, in_xml(document.value), "{encoded}"),
        // The root is an element of its own there.
        Err(DecodeError::TooDeep) => assert!(depth(&document.value) >= MAX_DEPTH, "{encoded}"),
        Err(error) => panic!("{encoded}: {error}"),
    }
}

fn has_plain_names(value: &Value) -> bool {
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    match value {
        Value::Object(members) => members.iter().all(|(n, v)| plain(n) && has_plain_names(v)),
        Value::List(items) => items.iter().all(has_plain_names),
        _ => true,
    }
}

/// What a value is after its way through XML.
fn in_xml(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(text.replace(is_forbidden, "\u{fffd}")),
        Value::Number(number) => Value::Text(number),
        Value::Boolean(boolean) => Value::text(boolean.to_string()),
        Value::Null => Value::text(""),
        Value::List(_) => unreachable!("a list is flattened by the object that holds it"),
        Value::Object(members) => {
            let mut elements = Vec::new();
            for (name, value) in members {
                flatten(&mut elements, name, value);
            }
            // An element without content is an empty text.
            if elements.is_empty() { Value::text("") } else { Value::Object(elements) }
        }
    }
}

fn flatten(elements: &mut Vec<(String, Value)>, name: String, value: Value) {
    match value {
        Value::List(items) => {
            for item in items {
                flatten(elements, name.clone(), item);
            }
        }
        other => elements.push((name, in_xml(other))),
    }
}

/// Characters that XML 1.0 has no way to write.
fn is_forbidden(character: char) -> bool {
    (character < ' ' && !['\t', '\n', '\r'].contains(&character))
        || ['\u{fffe}', '\u{ffff}'].contains(&character)
}
