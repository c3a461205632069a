//! An answer body as a tree, the same tree for both formats, and the way from and to bytes.
//!
//! The tree keeps what a shape check needs: the order of members, members that stand twice, and the
//! JSON type of a value. XML has no types: every leaf there is text.

pub use super::value::{DecodeError, MAX_DEPTH, MAX_VALUES, Value};
use super::{json, xml};
use crate::api::Format;

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The name of the root element; JSON has none.
    pub root: Option<String>,
    /// What is in it.
    pub value: Value,
}

impl Document {
    /// Reads a body in a format. The size is the caller's to bound.
    ///
    /// # Errors
    /// When the bytes are not one well-formed document of that format.
    pub fn decode(format: Format, bytes: &[u8]) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(bytes).map_err(|_| DecodeError::NotUtf8)?;
        // A byte order mark is allowed at the head of either format by its readers in the field.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(DecodeError::Empty);
        }
        let values = match format {
            Format::Xml => xml::most_values(text),
            Format::Json => json::most_values(text),
        };
        if values > MAX_VALUES {
            return Err(DecodeError::TooMany);
        }
        match format {
            Format::Xml => xml::decode(text).map(|(root, value)| Self { root: Some(root), value }),
            Format::Json => json::decode(text).map(|value| Self { root: None, value }),
        }
    }

    /// Writes a body in a format, not pretty-printed. JSON leaves the root's name out.
    #[must_use]
    pub fn encode(&self, format: Format) -> String {
        match format {
            Format::Xml => xml::encode(self.root.as_deref().unwrap_or("Response"), &self.value),
            Format::Json => json::encode(&self.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_takes_no_more_room_than_it_fills() {
        let many: String = (0..1025).map(|number| format!("<m{number}/>")).collect();
        let numbers = vec!["0"; 1025].join(",");
        let members: String = (0..1025).map(|number| format!("\"m{number}\":0,")).collect();
        for (format, text) in [
            (Format::Xml, format!("<a>{many}</a>")),
            (Format::Json, format!("[{numbers}]")),
            (Format::Json, format!("{{{members}\"z\":0}}")),
        ] {
            let document = Document::decode(format, text.as_bytes()).unwrap();
            let (length, room) = match &document.value {
                Value::Object(members) => (members.len(), members.capacity()),
                Value::List(items) => (items.len(), items.capacity()),
                other => panic!("{other:?}"),
            };
            assert!(length >= 1025 && room < length + 8, "{length} values in the room of {room}");
        }
    }
}
