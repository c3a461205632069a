//! `rebootspec verify`: checks a stored report. Calls nothing.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::{print, stored};
use crate::report;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The report.json, or the folder that holds it.
    #[arg(value_name = "REPORT")]
    report: PathBuf,
}

pub(super) fn verify(arguments: &Arguments) -> Exit {
    match check(arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn check(arguments: &Arguments) -> Result<Exit, Exit> {
    let stored = stored::read(&arguments.report)?;
    let found = report::verify::verify(&stored, &stored::own()?);
    print(&report::verify::text(&stored.record, &found))?;
    Ok(if found.is_sound() { Exit::Conforms } else { Exit::Violates })
}
