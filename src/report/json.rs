//! The report for other tools: `report.json`, described field by field in `docs/report-json.md`. Of what is
//! invisible, or acts on a terminal or a build service, [`to_string`] writes escapes, which a JSON reader undoes.

use serde::Serialize;

use super::escape::{is_hidden, json_for_build_log};
use super::file::ReportError;
use crate::outcome::RunResult;

/// The report as text, its fields in the documented order, ending with a newline.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_string(record: &RunResult) -> Result<String, ReportError> {
    pretty(record)
}

/// Any document as JSON text: readable, ending with a newline, and of what is invisible, or acts on a
/// terminal or a build service, with escapes.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn pretty(document: &impl Serialize) -> Result<String, ReportError> {
    let mut escaped = escaped(&serde_json::to_string_pretty(document)?);
    escaped.push('\n');
    Ok(escaped)
}

/// JSON text with escapes for what is invisible, or acts on a terminal or a build service.
pub(super) fn escaped(text: &str) -> String {
    // Only inside strings can there be such a character (JSON's own newlines apart), so an escape is
    // right wherever one stands.
    let mut escaped = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if character == '\n' || !is_hidden(character) {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    json_for_build_log(&escaped)
}
