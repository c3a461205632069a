//! Findings as files: for each the request, which is a seed for the target `request` of cargo-fuzz, a
//! line that sends it, and a scenario. `findings.json` says which files there are; by it the next run knows
//! them again, and takes them away before it writes its own.
//!
//! They hold no secrets, as no report does; but they hold signed requests, so they are their owner's alone.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use url::Url;

use super::json::{FORMAT, to_json};
use super::name::{self, PREFIX};
use super::{curl, gherkin};
use crate::files::read;
use crate::files::write::{self, Output, Own, WriteError};
use crate::fuzzing::blackbox::options::Outcome;
use crate::report::{self, Redactor, ReportError};
use crate::suite::call::host;

/// The list of findings.
const LIST: &str = "findings.json";

/// How long a list may be, in bytes: its longest texts, for the most findings.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Whether findings can be written to a folder, as far as that can be told before.
///
/// # Errors
/// When something stands there that would be replaced and is no finding of an earlier run.
pub fn check(folder: &Path) -> Result<(), WriteError> {
    list(&folder.join(LIST)).check()?;
    let known = known(folder);
    for name in files_of_findings(folder) {
        let path = folder.join(&name);
        let own = if known.contains(&name) { Own::Any } else { Own::None };
        file(&path).replacing(own).check()?;
    }
    Ok(())
}

/// Writes everything into a folder, in which nothing stays of the findings of an earlier run.
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
    write::folder(folder)?;
    check(folder)?;
    for name in known(folder) {
        file(&folder.join(name)).remove()?;
    }
    // First, so that whatever comes after it is known by it.
    list(&folder.join(LIST)).write(report::json::pretty(&to_json(outcome, target, redactor))?)?;
    let put = |name: String, contents: &[u8]| file(&folder.join(name)).write(contents);
    let host = host(url);
    for (index, finding) in outcome.findings.iter().enumerate() {
        let name = name::of(index);
        let request = format!("{name}.http");
        if !finding.request.is_empty() {
            let bytes = redactor.bytes_without_secrets(&finding.request);
            put(request.clone(), &bytes)?;
            let line = curl::line(&bytes, url.scheme(), &host, &request);
            let remark = match bytes {
                Cow::Borrowed(_) => {
                    "Signed when it was written: it is accepted for 15 minutes, and once."
                }
                Cow::Owned(_) => {
                    "A secret stood in it and is taken out, so this is not what was sent, nor signed right."
                }
            };
            put(format!("{name}.sh"), format!("# {remark}\n{line}\n").as_bytes())?;
        }
        for (number, bytes) in finding.in_flight.iter().enumerate() {
            put(in_flight(&name, number + 1), &redactor.bytes_without_secrets(bytes))?;
        }
        let scenario = gherkin::scenario(finding, outcome.edition, &request);
        put(format!("{name}.feature"), redactor.text(&scenario.text).as_bytes())?;
    }
    Ok(())
}

fn list(path: &Path) -> Output<'_> {
    Output::new("list of findings", path).replacing(Own::Format(FORMAT)).private()
}

fn file(path: &Path) -> Output<'_> {
    Output::new("finding", path).private()
}

fn in_flight(name: &str, number: usize) -> String {
    format!("{name}.in-flight-{number:02}.http")
}

/// What in a folder is named as files of findings are.
fn files_of_findings(folder: &Path) -> Vec<String> {
    // One that cannot be listed is told when something is written to it.
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.starts_with(PREFIX)).collect()
}

/// The files in a folder that its list of findings names. Nothing else that it says is believed.
fn known(folder: &Path) -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct List {
        format: String,
        findings: Vec<Listed>,
    }
    #[derive(Deserialize)]
    struct Listed {
        name: String,
        in_flight: usize,
    }
    let there: BTreeSet<String> = files_of_findings(folder).into_iter().collect();
    let bytes = read::bytes(&folder.join(LIST), MOST_BYTES).unwrap_or_default();
    let Ok(list) = serde_json::from_slice::<List>(&bytes) else { return BTreeSet::new() };
    if list.format != FORMAT {
        return BTreeSet::new();
    }
    let mut known = BTreeSet::new();
    for Listed { name, in_flight: count } in list.findings {
        let ends = ["http", "sh", "feature"].map(|end| format!("{name}.{end}"));
        // There are no more than there are files.
        let further = (1..=count.min(there.len())).map(|number| in_flight(&name, number));
        known.extend(ends.into_iter().chain(further).filter(|name| there.contains(name)));
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_nothing_but_findings() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        for name in
            ["finding-01.http", "finding-01.in-flight-02.http", "finding-02.sh", "other.http"]
        {
            put(name, "x");
        }
        let findings = r#"[{"name":"finding-01","in_flight":18446744073709551615},{"name":"other","in_flight":0},
            {"name":"../../finding-02","in_flight":0}]"#;
        put(LIST, &format!(r#"{{"format":"{FORMAT}","findings":{findings}}}"#));
        assert_eq!(
            known(folder.path()).into_iter().collect::<Vec<_>>(),
            ["finding-01.http", "finding-01.in-flight-02.http"]
        );
        let error = check(folder.path()).unwrap_err().to_string();
        assert!(error.contains("finding-02.sh is there already"), "{error}");
        put(LIST, &format!(r#"{{"format":"rebootspec-fuzz/0","findings":{findings}}}"#));
        assert!(known(folder.path()).is_empty());
    }
}
