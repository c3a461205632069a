//! Findings as files: for each the request, which is a seed for the target `request` of cargo-fuzz, a
//! line that sends it, and a scenario.

use std::path::Path;

use url::Url;

use super::{curl, gherkin, to_json};
use crate::fuzzing::blackbox::options::Outcome;
use crate::report::{Redactor, ReportError, write_atomically};
use crate::suite::call::host;

/// What the files of a finding begin with.
pub(super) fn name(index: usize) -> String {
    format!("finding-{:02}", index + 1)
}

/// Writes everything into a folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    folder: &Path,
    outcome: &Outcome,
    target: &str,
    url: &Url,
    redactor: &Redactor,
) -> Result<(), ReportError> {
    let host = host(url);
    for (index, finding) in outcome.findings.iter().enumerate() {
        let name = name(index);
        let file = format!("{name}.http");
        if !finding.request.is_empty() {
            bytes(&folder.join(&file), &finding.request)?;
            let line = curl::line(&finding.request, url.scheme(), &host, &file);
            let remark = "# Signed when it was written: it is accepted for 15 minutes, and once.\n";
            write_atomically(&folder.join(format!("{name}.sh")), format!("{remark}{line}\n"))?;
        }
        for (number, request) in finding.in_flight.iter().enumerate() {
            bytes(&folder.join(format!("{name}.in-flight-{:02}.http", number + 1)), request)?;
        }
        let scenario = gherkin::scenario(finding, outcome.edition, &file);
        let text = redactor.text(&scenario.text);
        write_atomically(&folder.join(format!("{name}.feature")), &text)?;
    }
    let json = serde_json::to_string_pretty(&to_json(outcome, target, redactor))?;
    write_atomically(&folder.join("findings.json"), format!("{json}\n"))
}

fn bytes(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|source| ReportError::Folder { folder: folder.to_owned(), source })?;
    }
    std::fs::write(path, bytes)
        .map_err(|source| ReportError::Write { path: path.to_owned(), source })
}
