//! Everything that `--out` leaves in a folder: one file a format, all of them made from the same
//! [`Record`], and therefore with the same secrets taken out.

use std::path::Path;

use super::compare::{self, Comparison};
use super::record::Record;
use super::{ReportError, har, html, json, junit, messages, write_named};

/// A format: the name of its file, what a message calls that, and what writes it.
type Format = (&'static str, &'static str, fn(&Record) -> Result<String, ReportError>);

/// Every format. The first is the one that the others can be made from again.
const FORMATS: &[Format] = &[
    ("report.json", "report", json::to_string),
    ("report.html", "page", |record| Ok(html::report(record))),
    ("junit.xml", "JUnit file", junit::to_string),
    ("exchanges.har", "archive of exchanges", har::to_string),
    ("messages.ndjson", "file of messages", messages::to_string),
];

/// Names of the files that [`write_all`] writes, in its order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|(name, ..)| *name)
}

/// Writes every format into a folder, each file whole or not at all. Makes the folder where there is
/// none.
///
/// # Errors
///
/// The first that happened. A format that cannot be written does not keep the others from it: what can
/// be had of a run that took long is worth having.
pub fn write_all(folder: &Path, record: &Record) -> Result<(), ReportError> {
    let mut result = Ok(());
    for (name, what, format) in FORMATS {
        // What `merge` joined is told apart from what `run` wrote.
        let what = match *what {
            "report" if !record.joined_from.is_empty() => "joined report",
            what => what,
        };
        let written = format(record).and_then(|text| write_named(what, &folder.join(name), &text));
        result = result.and(written);
    }
    result
}

/// Writes a comparison into a folder, as [`write_all`] writes a report.
///
/// # Errors
///
/// The first that happened.
pub fn write_comparison(folder: &Path, comparison: &Comparison) -> Result<(), ReportError> {
    let text = compare::to_json(comparison)?;
    write_named("comparison", &folder.join("compare.json"), &text)?;
    write_named("page", &folder.join("compare.html"), html::compare(comparison))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{RunResult, Selection, TargetSummary};
    use crate::report::Redactor;

    #[test]
    fn what_can_be_written_is_written() {
        let result = RunResult::new(TargetSummary::default(), Selection::default());
        let record = json::record(&result, &Redactor::new([]));
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path(), &record).unwrap();
        let written: std::collections::BTreeSet<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(written, names().map(str::to_owned).collect());

        let taken = tempfile::tempdir().unwrap();
        std::fs::create_dir(taken.path().join("report.json")).unwrap();
        let error = write_all(taken.path(), &record).unwrap_err().to_string();
        assert!(error.starts_with("the report /") && error.contains("report.json"), "{error}");
        assert_eq!(std::fs::read_dir(taken.path()).unwrap().count(), names().count());
    }
}
