//! Report files, written whole or not at all.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io, process};

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder of a report could not be made: the user's, who should choose another one.
    #[error(
        "the folder {} cannot be made ({source}); check its permissions or choose another folder",
        folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written: the user's, who should free space or choose another path.
    #[error(
        "the file {} cannot be written ({source}); check that the path is a file you may write \
         and that the disk has room, or choose another folder",
        path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that a message calls by what it is could not be written: as [`ReportError::Write`].
    #[error(
        "the {what} {} cannot be written ({source}); check that the path is a file you may write \
         and that the disk has room, or choose another folder",
        path.display()
    )]
    WriteNamed {
        /// What the file is, such as `report`.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The result could not be put into JSON: the suite's own fault, please report it.
    #[error(
        "the result cannot be put into JSON ({0}); this is a fault of rebootspec, please report it"
    )]
    Json(#[from] serde_json::Error),
    /// The result could not be put into XML: the suite's own fault, please report it.
    #[error(
        "the result cannot be put into XML ({0}); this is a fault of rebootspec, please report it"
    )]
    Xml(String),
}

/// Writes a file so that a reader never sees half of one: into a new file in the same folder, which
/// then takes the place of `path`. Makes the folder where there is none.
///
/// # Errors
///
/// When the folder cannot be made or the file cannot be written; what stood at `path` is then
/// untouched.
pub fn write_atomically(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), ReportError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)
            .map_err(|source| ReportError::Folder { folder: folder.to_owned(), source })?;
    }
    let unfinished = unfinished_name(path);
    let written = fs::write(&unfinished, contents).and_then(|()| fs::rename(&unfinished, path));
    written.map_err(|source| {
        // It may never have been made; the error to report is the first one.
        let _ = fs::remove_file(&unfinished);
        ReportError::Write { path: path.to_owned(), source }
    })
}

/// As [`write_atomically`], for a file that a message calls by what it is, such as `page`.
///
/// # Errors
///
/// As [`write_atomically`].
pub fn write_named(
    what: &'static str,
    path: &Path,
    contents: impl AsRef<[u8]>,
) -> Result<(), ReportError> {
    write_atomically(path, contents).map_err(|error| match error {
        ReportError::Write { path, source } => ReportError::WriteNamed { what, path, source },
        other => other,
    })
}

/// A name beside `path`, since a rename is atomic only within one file system; with the process id,
/// since two runs may write to the same folder.
fn unfinished_name(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.unfinished", process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/deep/report.json");
        write_atomically(&path, "one").unwrap();
        write_atomically(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_names_the_path_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("report.json");
        fs::create_dir(&taken).unwrap();
        let error = write_named("page", &taken, "text").unwrap_err().to_string();
        assert!(error.starts_with("the page /") && error.contains("report.json"), "{error}");
        assert!(error.contains("choose another"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the unfinished file stayed");

        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write_atomically(&file.join("report.json"), "text").unwrap_err();
        assert!(matches!(error, ReportError::Folder { .. }), "{error}");
    }
}
