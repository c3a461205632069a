//! Reading back a `report.json`: bounded, and with one clear message for whatever it holds instead.

use std::path::Path;

use serde_json::Value;

use crate::files::read::{self, ReadError};
use crate::outcome::{FORMAT, RunResult};

/// How large a report may be, in bytes. A run of a thousand scenarios stays below a tenth of it.
pub const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// What an object takes once it is read, in bytes: a node has room for eleven members.
const OBJECT: usize = 640;
/// What any other value takes: its place in a list or an object, which grow ahead, and its name.
const VALUE: usize = 96;
/// What all values of a report may take beside their texts. One of the whole suite takes some 9 MB.
const MOST_WEIGHT: usize = 64 * 1024 * 1024;
/// So much they may take however short it is, and beyond that so many times its length: a report takes four,
/// of which half is its texts.
const FREE_WEIGHT: usize = 32 * 1024 * 1024;
const WEIGHT_A_BYTE: usize = 8;

/// How many rules a report may tell of, and accept: ten times as many as there are. What reads reports looks rules
/// up by going through them.
const MOST_RULES: usize = 1000;
/// How many scenarios it may have, and calls of others that they mean: forty times as many as there are.
const MOST_SCENARIOS: usize = 20_000;

/// A report that was read: what this version knows of it, and everything that stands in it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What this version knows.
    pub record: RunResult,
    /// All of it.
    pub value: Value,
}

/// Why a file is not a report. Always the caller's, who should name another file.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// There is no such file, or it may not be read.
    #[error("it cannot be read ({0})")]
    Unreadable(ReadError),
    /// It is longer than any report.
    #[error("it is larger than {} MiB, and no report is", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// It holds more values than any report of its length: memory would be many times that.
    #[error("it holds more values than any report of its length does, or more rules or scenarios")]
    TooMany,
    /// It is no JSON: cut short, nested too deep, with a number that no program holds.
    #[error("it is not JSON ({0})")]
    NotJson(serde_json::Error),
    /// It is JSON, and no report.
    #[error("it is not a report of rebootspec: it has no field \"format\"")]
    NoFormat,
    /// It is a report of another generation.
    #[error("its format is {0:?}; this version reads {FORMAT:?}")]
    OtherFormat(String),
    /// It says to be a report, and lacks a field or has one of another type.
    #[error("it is not what its format promises ({0})")]
    OtherShape(serde_json::Error),
}

/// Reads a report from a file.
///
/// # Errors
///
/// When it is none that this version can read.
pub fn read(path: &Path) -> Result<Stored, StoredError> {
    let text = read::bytes(path, MAX_BYTES).map_err(|error| match error {
        ReadError::TooLong { .. } => StoredError::TooLarge,
        error => StoredError::Unreadable(error),
    })?;
    parse(&text)
}

/// Reads a report from its text.
///
/// # Errors
///
/// When it is none that this version can read.
pub fn parse(text: &[u8]) -> Result<Stored, StoredError> {
    if weight(text) > MOST_WEIGHT.min(FREE_WEIGHT + text.len() * WEIGHT_A_BYTE) {
        return Err(StoredError::TooMany);
    }
    let value: Value = serde_json::from_slice(text).map_err(StoredError::NotJson)?;
    match value.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(Value::String(format)) => {
            return Err(StoredError::OtherFormat(format.chars().take(80).collect()));
        }
        _ => return Err(StoredError::NoFormat),
    }
    // From the text once more: a name that stands twice in an object is a mistake only here.
    let record: RunResult = serde_json::from_slice(text).map_err(StoredError::OtherShape)?;
    let scenarios = || record.rules.iter().flat_map(|rule| &rule.scenarios);
    let meant: usize = scenarios().map(|scenario| scenario.meant.len()).sum();
    if record.rules.len().max(record.accepted.len()) > MOST_RULES
        || scenarios().count().max(meant) > MOST_SCENARIOS
    {
        return Err(StoredError::TooMany);
    }
    Ok(Stored { record, value })
}

/// What the values of a text in JSON take at most, in bytes and beside their texts: each but the first follows a
/// comma or the beginning of a list or an object.
fn weight(text: &[u8]) -> usize {
    let (mut values, mut objects, mut in_text, mut escaped) = (1, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => objects += 1,
            b',' | b'[' if !in_text => values += 1,
            _ => {}
        }
    }
    objects * OBJECT + values * VALUE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn whatever_is_no_report_is_named() {
        assert!(error("").starts_with("it is not JSON"));
        assert!(error("<html>").starts_with("it is not JSON"));
        assert!(error(&"[".repeat(100_000)).contains("recursion limit"));
        assert!(error(r#"{"format":"rebootspec-report/1","took_ms":1e999}"#).contains("number"));
        let many = format!("[{}1]", "{\"a\":0},".repeat(200_000));
        assert!(error(&many).contains("more values than any report"));
        assert!(error("{}").contains("no field \"format\""));
        assert!(error(r#"{"format":7}"#).contains("no field \"format\""));
        assert!(error(r#"{"format":"rebootspec-report/2"}"#).contains("this version reads"));
        assert!(error(r#"{"format":"rebootspec-report/1"}"#).contains("missing field"));
    }

    #[test]
    fn a_device_without_an_end_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path()), Err(StoredError::Unreadable(_))));
    }
}
