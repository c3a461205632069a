//! Mistakes in a TOML file that a user wrote: each named with file, line and column, and with what to
//! write instead.

use std::ops::Range;

use serde::de::DeserializeOwned;

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {what}\n  write instead: {instead}")]
pub struct Mistake {
    /// The path.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub instead: String,
}

/// A file's name and its text, to find the place of a mistake in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    /// Reads the text. `instead` says what to write, from what the TOML reader complains of.
    pub(super) fn read<T: DeserializeOwned>(
        self,
        instead: impl Fn(&str) -> String,
    ) -> Result<T, Mistake> {
        toml::from_str(self.text).map_err(|error| {
            let message = without_value(error.message().trim());
            let instead = instead(&message);
            self.mistake(error.span().unwrap_or(0..0), message, instead)
        })
    }

    /// A mistake at this place.
    pub(super) fn mistake(self, span: Range<usize>, what: String, instead: String) -> Mistake {
        let before = self.before(span.start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Mistake {
            path: self.name.to_owned(),
            line: self.line(span.start),
            column: before[line_start..].chars().count() + 1,
            what,
            instead,
        }
    }

    /// The line of a place, from 1.
    pub(super) fn line(self, at: usize) -> usize {
        self.before(at).matches('\n').count() + 1
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or(self.text)
    }
}

/// What the TOML reader complains of, without the value it found: that may be a secret without its
/// quotes.
fn without_value(message: &str) -> String {
    let cut = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.rsplit_once(", expected "))
        .map(|(found, expected)| {
            let found = found.find(['`', '"']).map_or(found, |at| &found[..at]);
            format!("invalid type: {}, expected {expected}", found.trim_end())
        });
    cut.unwrap_or_else(|| message.to_owned())
}
