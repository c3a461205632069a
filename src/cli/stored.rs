//! What commands that take stored reports have in common: reading them, and telling which one cannot be.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::{complain, ended};
use crate::api::Edition;
use crate::outcome::RunResult;
use crate::report::digest;
use crate::report::stored::{self, Stored};
use crate::report::verify::Own;
use crate::suite::features::Index;
use crate::suite::provenance;

/// Reads a report; a folder that `--out` wrote stands for the one in it.
pub(super) fn read(path: &Path) -> Result<Stored, Exit> {
    let file = if path.is_dir() { path.join("report.json") } else { path.to_owned() };
    stored::read(&file).map_err(|error| {
        let file = file.display();
        ended(
            Exit::Usage,
            &format!("{file}: {error}\n  name a report.json that `rebootspec run --out` wrote"),
        )
    })
}

/// Reads several, each with its name. One that is damaged is used all the same, and that is said.
pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<(String, RunResult)>, Exit> {
    let mut all = Vec::new();
    for path in paths {
        let stored = read(path)?;
        if stored.record.sha256 != digest::of(&stored.value) {
            complain(&format!(
                "{}: its digest is not that of what it holds; see `rebootspec verify`",
                path.display()
            ));
        }
        all.push((path.display().to_string(), stored.record));
    }
    Ok(all)
}

/// What this build judges by.
pub(super) fn own() -> Result<Own, Exit> {
    let index = Index::all().map_err(|error| ended(Exit::Suite, &error.to_string()))?;
    let scenarios = index.rules.iter().flat_map(|rule| {
        rule.scenarios.iter().map(move |scenario| {
            let is_core = rule.rule.edition == Edition::Core && scenario.is_of(Edition::Core);
            let edition = if is_core { Edition::Core } else { Edition::Current };
            (edition, rule.rule.id.to_owned(), scenario.name.clone())
        })
    });
    Ok(Own { features: provenance::suite().features, scenarios: scenarios.collect() })
}
