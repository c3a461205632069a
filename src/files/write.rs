//! Writing files: whole or not at all, under names that nobody can guess until they are whole, and never over
//! or through what rebootspec did not make.
//!
//! Where others may write to the same folder they can still take a name first. That is then an error, and
//! does no harm.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How much of a file is looked at for signs of who wrote it, in bytes.
const SIGN_WITHIN: u64 = 8 * 1024;

/// How much of a file in JSON is looked at for its format: all of it, as long as a report can be.
const JSON_WITHIN: u64 = 128 * 1024 * 1024;

/// How many names are tried. Two that are random are never the same.
const TRIES: usize = 8;

/// Why a file was not written. Always the user's to mend, who should choose another place.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder could not be made.
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
    /// The folder or the file is a link, and whatever it leads to is somebody else's.
    #[error(
        "{} is a link, and nothing is written through one\n  name the place that it leads to, or choose another one",
        path.display()
    )]
    Link {
        /// The path.
        path: PathBuf,
    },
    /// There is something else than a file: a folder, a pipe, a device.
    #[error(
        "the {what} {} cannot be written: what is there is no file\n  choose another place, or move it away",
        path.display()
    )]
    NoFile {
        /// What the file would be, such as `report`.
        what: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// There is a file that is not replaced.
    #[error(
        "{} is there already, and rebootspec did not write it as its {what}\n  choose another place, or move it away",
        path.display()
    )]
    Foreign {
        /// What the file would be.
        what: &'static str,
        /// The path.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error(
        "the {what} {} cannot be written ({source}); check that the path is a file you may write \
         and that the disk has room, or choose another folder",
        path.display()
    )]
    Write {
        /// What the file would be.
        what: &'static str,
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Which file may be replaced. Where any may, one that is empty may, as `mktemp` leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// None: what is written is new each time.
    None,
    /// One that begins with this text.
    Start(&'static str),
    /// One that holds this text near its beginning.
    Sign(&'static str),
    /// One in JSON whose field `format` begins with this text.
    Format(&'static str),
    /// Any: the user said so.
    Any,
}

impl Own {
    fn is(self, path: &Path) -> bool {
        if self == Self::None {
            return false;
        }
        let Ok(file) = File::open(path) else { return false };
        if file.metadata().is_ok_and(|about| about.len() == 0) {
            return true;
        }
        match self {
            Self::None => false,
            Self::Any => true,
            Self::Start(text) | Self::Sign(text) => {
                let mut start = Vec::new();
                if file.take(SIGN_WITHIN).read_to_end(&mut start).is_err() {
                    return false;
                }
                let start = String::from_utf8_lossy(&start);
                start.starts_with(text) || matches!(self, Self::Sign(_)) && start.contains(text)
            }
            Self::Format(format) => {
                #[derive(Deserialize)]
                struct Head {
                    format: String,
                }
                let file = io::BufReader::new(file.take(JSON_WITHIN));
                serde_json::from_reader(file)
                    .is_ok_and(|head: Head| head.format.starts_with(format))
            }
        }
    }
}

/// A file to be written.
#[derive(Clone, Copy, Debug)]
pub struct Output<'a> {
    /// What it is, for messages.
    what: &'static str,
    path: &'a Path,
    own: Own,
    is_private: bool,
}

impl<'a> Output<'a> {
    /// A file, by what it is and where. What is there already is not replaced.
    #[must_use]
    pub const fn new(what: &'static str, path: &'a Path) -> Self {
        Self { what, path, own: Own::None, is_private: false }
    }

    /// Says which file may be replaced.
    #[must_use]
    pub const fn replacing(self, own: Own) -> Self {
        Self { own, ..self }
    }

    /// Keeps it from all but its owner: it may hold a secret.
    #[must_use]
    pub const fn private(self) -> Self {
        Self { is_private: true, ..self }
    }

    /// Whether it could be written, as far as that can be told before.
    ///
    /// # Errors
    /// When what stands there is not to be replaced.
    pub fn check(&self) -> Result<(), WriteError> {
        let Ok(about) = fs::symlink_metadata(self.path) else { return Ok(()) };
        let path = self.path.to_owned();
        if about.is_symlink() {
            Err(WriteError::Link { path })
        } else if !about.is_file() {
            Err(WriteError::NoFile { what: self.what, path })
        } else if !self.own.is(self.path) {
            Err(WriteError::Foreign { what: self.what, path })
        } else {
            Ok(())
        }
    }

    /// Writes it so that a reader never sees half of one: into a new file in the same folder, which then takes
    /// its place. Makes the folder where there is none.
    ///
    /// # Errors
    /// When it cannot be written; what stood there is then untouched.
    pub fn write(&self, contents: impl AsRef<[u8]>) -> Result<(), WriteError> {
        let folder = folder_of(self.path);
        make(folder)?;
        self.check()?;
        let failed =
            |source| WriteError::Write { what: self.what, path: self.path.to_owned(), source };
        let (mut file, unfinished) = Unfinished::new(folder, self.is_private).map_err(failed)?;
        file.write_all(contents.as_ref()).map_err(failed)?;
        drop(file);
        match self.own {
            // Fails where somebody was quicker, where a rename would replace theirs.
            Own::None => match fs::hard_link(&unfinished.0, self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    Err(WriteError::Foreign { what: self.what, path: self.path.to_owned() })
                }
                // Not every file system has links.
                Err(_) => fs::rename(&unfinished.0, self.path).map_err(failed),
                Ok(()) => Ok(()),
            },
            _ => fs::rename(&unfinished.0, self.path).map_err(failed),
        }
    }

    /// Removes it, where it is a file.
    ///
    /// # Errors
    /// When what stands there is no file, or cannot be removed.
    pub fn remove(&self) -> Result<(), WriteError> {
        Self { own: Own::Any, ..*self }.check()?;
        match fs::remove_file(self.path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(WriteError::Write { what: self.what, path: self.path.to_owned(), source })
            }
            _ => Ok(()),
        }
    }
}

/// The folder that a file is in, or would be.
#[must_use]
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new file under a name that nobody can guess, gone where it is not put in its place.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(folder: &Path, is_private: bool) -> io::Result<(File, Self)> {
        let mut options = OpenOptions::new();
        // A link that stands there is not followed either.
        options.write(true).create_new(true);
        #[cfg(unix)]
        if is_private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut tried = 0;
        loop {
            let path = folder.join(format!(".rebootspec-{:032x}.unfinished", fastrand::u128(..)));
            match options.open(&path) {
                Ok(file) => return Ok((file, Self(path))),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tried < TRIES => {
                    tried += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already where it took its place.
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes a folder where there is none. One that files are written to is no link itself: whoever put it there
/// would choose where they go.
///
/// # Errors
/// When it cannot be made, or is a link.
pub fn folder(path: &Path) -> Result<(), WriteError> {
    // As it is named without a slash at its end, which would look through a link.
    let named: PathBuf = path.components().collect();
    if named.is_symlink() {
        return Err(WriteError::Link { path: named });
    }
    make(path)
}

fn make(folder: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(folder)
        .map_err(|source| WriteError::Folder { folder: folder.to_owned(), source })
}

/// Whether files can be made in a folder, which must be there.
///
/// # Errors
/// When none can.
pub fn try_folder(path: &Path) -> io::Result<()> {
    Unfinished::new(path, true).map(drop)
}

/// Opens a file to write behind what others wrote to it. It may be a device, such as `/dev/null`.
///
/// # Errors
/// When it is a link to a file, a pipe or a folder, or cannot be written to.
pub fn append(path: &Path) -> io::Result<File> {
    if let Ok(about) = fs::metadata(path) {
        #[cfg(unix)]
        let is_device = std::os::unix::fs::FileTypeExt::is_char_device(&about.file_type());
        #[cfg(not(unix))]
        let is_device = false;
        if !about.is_file() && !is_device {
            return Err(io::Error::other("it is no file"));
        }
        if about.is_file() && path.is_symlink() {
            return Err(io::Error::other("it is a link"));
        }
    } else if path.is_symlink() {
        return Err(io::Error::other("it is a link"));
    }
    OpenOptions::new().append(true).create(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: Own = Own::Sign("of rebootspec");

    fn written(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_is_ones_own_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/deep/report.json");
        let output = Output::new("report", &path).replacing(SIGNED);
        output.write("one of rebootspec").unwrap();
        output.write("two of rebootspec").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two of rebootspec");
        assert_eq!(written(path.parent().unwrap()), ["report.json"]);
    }

    #[test]
    fn what_others_wrote_is_told_from_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let far = format!("{}of rebootspec", " ".repeat(10_000));
        let json = Own::Format("rebootspec-report/");
        for (text, own, is_own) in [
            ("", Own::None, false),
            ("", SIGNED, true),
            ("x", Own::None, false),
            ("x", Own::Any, true),
            ("one of rebootspec", SIGNED, true),
            (&far, SIGNED, false),
            ("of rebootspec", Own::Start("of rebootspec"), true),
            (" of rebootspec", Own::Start("of rebootspec"), false),
            ("\u{0}\u{fffd}", SIGNED, false),
            (r#"{"a":[1],"format":"rebootspec-report/1"}"#, json, true),
            (r#"{"a":[1],"format":"rebootspec-report/1""#, json, false),
            (r#"{"a":{"format":"rebootspec-report/1"}}"#, json, false),
            (r#"{"format":7}"#, json, false),
            ("[]", json, false),
        ] {
            fs::write(&path, text).unwrap();
            let output = Output::new("report", &path).replacing(own);
            assert_eq!(output.check().is_ok(), is_own, "{text:.40} {own:?}");
            assert_eq!(output.write("new").is_ok(), is_own, "{text:.40} {own:?}");
            let stands = fs::read_to_string(&path).unwrap();
            assert_eq!(stands, if is_own { "new" } else { text }, "{own:?}");
        }
    }

    #[test]
    fn an_error_names_the_path_and_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("report.json");
        fs::create_dir(&taken).unwrap();
        let error = Output::new("page", &taken).write("text").unwrap_err().to_string();
        assert!(error.starts_with("the page /") && error.contains("report.json"), "{error}");
        assert!(error.contains("choose another"), "{error}");
        assert_eq!(written(folder.path()), ["report.json"], "the unfinished file stayed");

        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let path = file.join("report.json");
        let error = Output::new("page", &path).write("text").unwrap_err();
        assert!(matches!(error, WriteError::Folder { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn no_name_can_be_taken_before() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (mut seen, mut kept) = (std::collections::BTreeSet::new(), Vec::new());
        for is_private in [true, false].repeat(20) {
            let (file, unfinished) = Unfinished::new(folder.path(), is_private).unwrap();
            assert!(seen.insert(unfinished.0.clone()), "{seen:?}");
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert!(mode == 0o600 || !is_private, "{mode:o}");
            kept.push(unfinished);
        }
        drop(kept);
        assert_eq!(written(folder.path()), [""; 0]);

        let victim = folder.path().join("victim");
        symlink(&victim, folder.path().join("link")).unwrap();
        let mut options = OpenOptions::new();
        let through = options.write(true).create_new(true).open(folder.path().join("link"));
        assert!(through.is_err() && !victim.exists(), "the system follows no link here");
    }

    #[test]
    fn two_that_write_the_same_new_file_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let output = Output::new("record", &path);
        output.write("first").unwrap();
        assert!(matches!(output.write("second"), Err(WriteError::Foreign { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        output.remove().unwrap();
        output.remove().unwrap();
        assert_eq!(written(folder.path()), [""; 0]);
    }
}
