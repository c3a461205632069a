//! `rebootspec compare`: sets stored reports side by side. Calls nothing.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::{ended, out, print, stored};
use crate::report::{self, side_by_side};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The report.json of each run, or the folders that hold them; the first is what the others are
    /// held against.
    #[arg(value_name = "REPORT", num_args = 2.., required = true)]
    reports: Vec<PathBuf>,
    /// Folder to write compare.json and compare.html to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Show the rules that did not change too.
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn compare(arguments: &Arguments) -> Exit {
    match set_side_by_side(arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn set_side_by_side(arguments: &Arguments) -> Result<Exit, Exit> {
    if let Some(folder) = &arguments.out {
        out::folder("--out", folder, report::files::check_comparison)
            .map_err(|error| ended(Exit::Usage, &error))?;
    }
    let comparison = report::compare::compare(&stored::read_all(&arguments.reports)?);
    let written = arguments.out.as_deref().map_or(Ok(()), |folder| {
        report::files::write_comparison(folder, &comparison)
            .map_err(|error| ended(Exit::Usage, &error.to_string()))
    });
    print(&side_by_side::text(&comparison, arguments.verbose))?;
    written.map(|()| match comparison.regressions {
        0 => Exit::Conforms,
        _ => Exit::Violates,
    })
}
