//! An answer as a layer reads and changes it.

use crate::api::Format;
use crate::endpoint::response::Response;
use crate::endpoint::writing::Writing;
use crate::wire::document::{Document, Value};
use crate::wire::reply::{self, member};

/// What an answer says, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::endpoint) struct Told {
    /// HTTP status code.
    pub(in crate::endpoint) status: u16,
    /// Its format and document.
    format: Format,
    pub(in crate::endpoint) document: Option<Document>,
}

impl Told {
    /// Reads an answer.
    pub(in crate::endpoint) fn read(response: &Response) -> Self {
        let first = response.body.iter().find(|byte| !byte.is_ascii_whitespace());
        let format = if first == Some(&b'<') { Format::Xml } else { Format::Json };
        let document = Document::decode(format, &response.body).ok();
        Self { status: response.status, format, document }
    }

    /// The format it is written in.
    pub(in crate::endpoint) const fn format(&self) -> Format {
        self.format
    }

    /// Whether it is a success.
    pub(in crate::endpoint) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The error code.
    pub(in crate::endpoint) fn code(&self) -> Option<&str> {
        reply::read(self.document.as_ref()?).code
    }

    /// Whether it is an error of this code.
    pub(in crate::endpoint) fn is_error(&self, code: &str) -> bool {
        !self.is_success() && self.code() == Some(code)
    }
}

impl Response {
    /// The same answer with its document changed.
    pub(in crate::endpoint) fn rewritten(self, change: impl FnOnce(&mut Document)) -> Self {
        self.rewritten_as(Writing::default(), change)
    }

    /// The same answer with its document changed, and written in this way.
    pub(in crate::endpoint) fn rewritten_as(
        self,
        writing: Writing,
        change: impl FnOnce(&mut Document),
    ) -> Self {
        let told = Told::read(&self);
        let Some(mut document) = told.document else { return self };
        change(&mut document);
        let written = writing.written(self.status, told.format, &document);
        Self { body: written.body, ..self }
    }

    /// The same answer with a member of its document set.
    pub(in crate::endpoint) fn with_member(self, name: &str, value: &str) -> Self {
        self.rewritten(|document| document.value.set(name, Value::text(value)))
    }

    /// The same error with another code.
    pub(in crate::endpoint) fn with_code(self, code: &str) -> Self {
        self.with_member(member::CODE, code)
    }
}

impl Value {
    /// Gives every member of a name this value, or adds it.
    pub(in crate::endpoint) fn set(&mut self, name: &str, value: Self) {
        let Self::Object(members) = self else { return };
        match members.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => *old = value,
            None => members.push((name.to_owned(), value)),
        }
    }
}
