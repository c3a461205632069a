//! Everything that `--out` leaves in a folder: one file a format, all of them made from the same
//! [`RunResult`], and therefore with the same secrets taken out.

use std::path::{Path, PathBuf};

use super::compare::{self, Comparison};
use super::{ReportError, har, html, json, junit, messages};
use crate::files::write::{self, Output, Own, WriteError};
use crate::outcome::RunResult;

/// A file of a report.
struct Format {
    name: &'static str,
    /// What a message calls it.
    what: &'static str,
    /// What an earlier one is known by, which it replaces.
    own: Own,
    write: fn(&RunResult) -> Result<String, ReportError>,
}

/// How the title of a page ends.
const PAGE: Own = Own::Sign(" · rebootspec</title>");

/// Every format. The first is the one that the others can be made from again.
const FORMATS: &[Format] = &[
    Format {
        name: "report.json",
        what: "report",
        own: Own::Format("rebootspec-report/"),
        write: json::to_string,
    },
    Format {
        name: "report.html",
        what: "page",
        own: PAGE,
        write: |record| Ok(html::report(record)),
    },
    Format {
        name: "junit.xml",
        what: "JUnit file",
        own: Own::Sign("<testsuites name=\"rebootspec\""),
        write: junit::to_string,
    },
    Format {
        name: "exchanges.har",
        what: "archive of exchanges",
        own: Own::Sign("Requests and answers of a run of rebootspec"),
        write: har::to_string,
    },
    Format {
        name: "messages.ndjson",
        what: "file of messages",
        own: Own::Sign("\"implementation\":{\"name\":\"rebootspec\""),
        write: messages::to_string,
    },
];

impl Format {
    fn output<'a>(&self, path: &'a Path) -> Output<'a> {
        Output::new(self.what, path).replacing(self.own)
    }
}

/// Names of the files that [`write_all`] writes, in its order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

/// Whether [`write_all`] can write to a folder, as far as that can be told before.
///
/// # Errors
/// When something stands there that would be replaced and is no earlier report.
pub fn check_all(folder: &Path) -> Result<(), WriteError> {
    FORMATS.iter().try_for_each(|format| format.output(&folder.join(format.name)).check())
}

/// Writes every format into a folder, each file whole or not at all. Makes the folder where there is
/// none.
///
/// # Errors
///
/// The first that happened. A format that cannot be written does not keep the others from it: what can
/// be had of a run that took long is worth having.
pub fn write_all(folder: &Path, record: &RunResult) -> Result<(), ReportError> {
    write::folder(folder)?;
    let mut result = Ok(());
    for format in FORMATS {
        // What `merge` joined is told apart from what `run` wrote.
        let what = match format.what {
            "report" if !record.joined_from.is_empty() => "joined report",
            what => what,
        };
        let output = |path: PathBuf, text: String| {
            Ok(Output::new(what, &path).replacing(format.own).write(text)?)
        };
        let written =
            (format.write)(record).and_then(|text| output(folder.join(format.name), text));
        result = result.and(written);
    }
    result
}

/// The files of a comparison, each with what it is.
fn comparison(folder: &Path) -> [(PathBuf, &'static str, Own); 2] {
    [
        (folder.join("compare.json"), "comparison", Own::Format("rebootspec-compare/")),
        (folder.join("compare.html"), "page", PAGE),
    ]
}

/// As [`check_all`], for [`write_comparison`].
///
/// # Errors
/// As [`check_all`].
pub fn check_comparison(folder: &Path) -> Result<(), WriteError> {
    comparison(folder)
        .iter()
        .try_for_each(|(path, what, own)| Output::new(what, path).replacing(*own).check())
}

/// Writes a comparison into a folder, as [`write_all`] writes a report.
///
/// # Errors
///
/// The first that happened.
pub fn write_comparison(folder: &Path, runs: &Comparison) -> Result<(), ReportError> {
    write::folder(folder)?;
    let texts = [compare::to_json(runs)?, html::compare(runs)];
    for ((path, what, own), text) in comparison(folder).iter().zip(texts) {
        Output::new(what, path).replacing(*own).write(text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Selection, TargetSummary};

    #[test]
    fn what_can_be_written_is_written() {
        let result = RunResult::new(TargetSummary::default(), Selection::default());
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path(), &result).unwrap();
        check_all(folder.path()).unwrap();
        // Each is known again as one's own.
        write_all(folder.path(), &result).unwrap();
        let written: std::collections::BTreeSet<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(written, names().map(str::to_owned).collect());

        let taken = tempfile::tempdir().unwrap();
        std::fs::create_dir(taken.path().join("report.json")).unwrap();
        let error = write_all(taken.path(), &result).unwrap_err().to_string();
        assert!(error.starts_with("the report /") && error.contains("report.json"), "{error}");
        assert_eq!(std::fs::read_dir(taken.path()).unwrap().count(), names().count());
    }
}
