//! `--github`: annotations to standard output, and the summary to where the job's page takes it from.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::{complain, ended, out, print};
use crate::files::write::append;
use crate::outcome::RunResult;
use crate::report::{self, github};

/// Names the file whose text stands on the page of the job. Source: GitHub Actions, "Adding a job
/// summary".
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Makes sure, before a run, that its summary can be written, and is no file of the folder that `--out` names. Outside
/// of a job there is none: then the annotations are all, and that is said.
pub(super) fn check(out: Option<&Path>) -> Result<(), String> {
    let Some(path) = path() else {
        complain(&format!(
            "{SUMMARY} is not set, so no summary is written; annotations go to standard output"
        ));
        return Ok(());
    };
    if let Some(folder) = out {
        out::apart(SUMMARY, &path, folder, report::files::names())?;
    }
    append(&path).map(drop).map_err(|error| unwritable(&path, &error))
}

/// Prints the annotations and appends the summary to what other steps wrote.
pub(super) fn tell(record: &RunResult) -> Result<(), Exit> {
    let printed = print(&github::annotations(record));
    let Some(path) = path() else { return printed };
    let written = append(&path)
        .and_then(|mut file| file.write_all(github::summary(record).as_bytes()))
        .map_err(|error| ended(Exit::Usage, &unwritable(&path, &error)));
    printed.and(written)
}

fn path() -> Option<PathBuf> {
    std::env::var_os(SUMMARY).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn unwritable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "--github: the summary cannot be written to {} ({error})\n  {SUMMARY} names it; set it to a file that you may write, or unset it",
        path.display()
    )
}
