//! The folders and files that options name: made sure of before anything is called, which may take long and
//! restart many instances.

use std::path::Path;

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
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| write::try_folder(folder))
        .map_err(|error| unwritable(option, folder, &error))
}

fn unwritable(option: &str, folder: &Path, error: &std::io::Error) -> String {
    format!(
        "{option}: {} cannot be written to ({error})\n  name a folder that you may write to; it is made if there is none",
        folder.display()
    )
}
