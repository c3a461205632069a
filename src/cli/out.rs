//! The folders and files that options name: made sure of before anything is called, which may take long and
//! restart many instances.

use std::path::{Path, PathBuf};

use crate::files::write::{self, WriteError};

/// Makes the folder that an option's files go to, writes to it, and makes sure that nothing in it is lost.
pub(super) fn folder(
    option: &str,
    folder: &Path,
    check: impl Fn(&Path) -> Result<(), WriteError>,
) -> Result<(), String> {
    write::folder(folder).and_then(|()| check(folder)).map_err(|error| match error {
        WriteError::Folder { source, .. } => unwritable(option, folder, &source),
        error => format!("{option}: {error}"),
    })?;
    write::try_folder(folder).map_err(|error| unwritable(option, folder, &error))
}

/// The same for the folder of one file, which the user need not have named.
pub(super) fn beside(option: &str, file: &Path) -> Result<(), String> {
    let folder = write::folder_of(file);
    std::fs::create_dir_all(folder)
        .and_then(|()| write::try_folder(folder))
        .map_err(|error| unwritable(option, folder, &error))
}

/// Makes sure that a file which something names is none of those that go to a folder: one would spoil the other.
pub(super) fn apart(
    named_by: &str,
    file: &Path,
    folder: &Path,
    mut names: impl Iterator<Item = &'static str>,
) -> Result<(), String> {
    let place = place_of(file);
    match names.find(|name| place_of(&folder.join(name)) == place) {
        None => Ok(()),
        Some(name) => Err(format!(
            "{named_by}: {} is the {name} that --out writes\n  name another file, or another folder with --out",
            file.display()
        )),
    }
}

/// Where a file is or would be, whichever way it is named.
fn place_of(file: &Path) -> PathBuf {
    let beside = |file: &Path| {
        let folder = write::folder_of(file).canonicalize().ok()?;
        Some(folder.join(file.file_name()?))
    };
    file.canonicalize().ok().or_else(|| beside(file)).unwrap_or_else(|| file.to_owned())
}

fn unwritable(option: &str, folder: &Path, error: &std::io::Error) -> String {
    format!(
        "{option}: {} cannot be written to ({error})\n  name a folder that you may write to; it is made if there is none",
        folder.display()
    )
}
