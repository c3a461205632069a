//! `rebootspec seeds`: runs the suite at the embedded endpoint and writes what its scenarios sent as seeds
//! of the fuzz targets.

use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::{ended, printed};
use crate::api::Edition;
use crate::endpoint::Settings;
use crate::files::write::{self, Output};
use crate::fuzzing::harvest::{self, Seed};
use crate::outcome::{RunResult, RunVerdict};
use crate::proof::embedded::Embedded;
use crate::suite::features::Index;
use crate::suite::runner::{self, Options};
use crate::suite::select::{self, Filter};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Folder to write to, with one folder in it for each target.
    #[arg(value_name = "DIR", default_value = "fuzz/seeds")]
    folder: PathBuf,
}

pub(super) async fn seeds(arguments: Arguments) -> Exit {
    let result = match run().await {
        Ok(result) => result,
        Err(error) => return ended(Exit::Suite, &error),
    };
    if result.verdict() != RunVerdict::Conforms {
        return ended(Exit::Suite, &format!("no seeds are written: {}", result.reason()));
    }
    let seeds = harvest::seeds(&result);
    match write(&arguments.folder, &seeds) {
        Ok(()) => printed(&counts(&seeds)),
        Err(error) => ended(
            Exit::Usage,
            &format!("{} cannot be written to: {error}", arguments.folder.display()),
        ),
    }
}

/// The whole suite at the embedded endpoint, one scenario after the other.
async fn run() -> Result<RunResult, String> {
    let index = Index::embedded().map_err(|error| error.to_string())?;
    let filter = Filter { edition: Edition::Current, ..Filter::default() };
    let selected = select::select(index, &filter).map_err(|error| error.to_string())?;
    let settings = Settings { seed: 1, edition: filter.edition, ..Settings::default() };
    let embedded = Embedded::start(settings).await.map_err(|error| error.to_string())?;
    let target = embedded.target.clone();
    let options = Options { jobs: 1, seed: 1, time_limit: None };
    Ok(runner::run(target, index, &selected, options, |_| {}, std::future::pending()).await)
}

/// What tells git that seeds are bytes. It stands beside the folders of the targets.
const ATTRIBUTES: &str = ".gitattributes";

/// Writes the seeds, and removes those of an earlier harvest that are not among them. What was made by
/// hand is left alone, and so is a folder in which anything else than the folders of targets stands.
fn write(folder: &Path, seeds: &[Seed]) -> Result<(), String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    write::folder(folder).map_err(|error| text(&error))?;
    for entry in std::fs::read_dir(folder).map_err(|error| text(&error))? {
        let name = entry.map_err(|error| text(&error))?.file_name();
        let is_target = crate::fuzzing::TARGETS.iter().any(|(target, _)| name == *target);
        if !is_target && name != ATTRIBUTES {
            return Err(format!("{} is no folder of a fuzz target", name.display()));
        }
    }
    for (target, _) in crate::fuzzing::TARGETS {
        let folder = folder.join(target);
        write::folder(&folder).map_err(|error| text(&error))?;
        for entry in std::fs::read_dir(&folder).map_err(|error| text(&error))? {
            let entry = entry.map_err(|error| text(&error))?;
            if entry.file_name().to_str().is_some_and(harvest::is_made) {
                Output::new("seed", &entry.path()).remove().map_err(|error| text(&error))?;
            }
        }
    }
    for seed in seeds {
        let path = folder.join(seed.target).join(&seed.name);
        Output::new("seed", &path).write(&seed.bytes).map_err(|error| text(&error))?;
    }
    Ok(())
}

fn counts(seeds: &[Seed]) -> String {
    let mut text = String::new();
    for (target, _) in crate::fuzzing::TARGETS {
        let count = seeds.iter().filter(|seed| seed.target == target).count();
        text.push_str(&format!("{target:<12}{count:>5}\n"));
    }
    text
}
