//! `rebootspec merge`: joins the reports of the parts of a run. Calls nothing.

use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::{ended, github, out, print, stored};
use crate::report::{self, verify};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The report.json of every part, or the folders that hold them.
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
    /// Folder to write the joined report to, in every format.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Also write annotations for GitHub Actions, and a summary for the page of the job.
    #[arg(long)]
    github: bool,
    /// Count a run that could not decide everything as good: exit 0 instead of 5.
    #[arg(long)]
    allow_incomplete: bool,
}

pub(super) fn merge(arguments: &Arguments) -> Exit {
    match join(arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

/// Whether a report is the one of a folder.
fn is_in(report: &Path, folder: &Path) -> bool {
    let folder_of = if report.is_dir() { Some(report) } else { report.parent() };
    let whole = |path: &Path| path.canonicalize().ok();
    folder_of.and_then(whole).is_some_and(|of| whole(folder) == Some(of))
}

fn join(arguments: &Arguments) -> Result<Exit, Exit> {
    out::folder("--out", &arguments.out, report::files::check_all)
        .map_err(|error| ended(Exit::Usage, &error))?;
    if let Some(part) = arguments.reports.iter().find(|part| is_in(part, &arguments.out)) {
        let message = format!(
            "--out: {} is one of the parts, which would be replaced\n  name another folder",
            part.display()
        );
        return Err(ended(Exit::Usage, &message));
    }
    if arguments.github {
        github::check(Some(&arguments.out)).map_err(|error| ended(Exit::Usage, &error))?;
    }
    let own = stored::own()?;
    let mut parts = Vec::new();
    for path in &arguments.reports {
        let part = stored::read(path)?;
        let found = verify::verify(&part, &own);
        if let [first, ..] = &found.faults[..] {
            let path = path.display();
            return Err(ended(
                Exit::Usage,
                &format!(
                    "{path}: {first}\n  see `rebootspec verify {path}`, and run that part again"
                ),
            ));
        }
        parts.push((path.display().to_string(), part.record));
    }
    let record =
        report::merge::merge(&parts).map_err(|error| ended(Exit::Usage, &error.to_string()))?;
    let written = report::files::write_all(&arguments.out, &record)
        .map_err(|error| ended(Exit::Usage, &error.to_string()));
    print(&report::merge::text(&record))?;
    if arguments.github {
        github::tell(&record)?;
    }
    written.map(|()| Exit::of(&record, arguments.allow_incomplete))
}
