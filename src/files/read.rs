//! Reading files: each has a bound in bytes, past which it is an error, and what is no file on a disk has one
//! in time too. A pipe may never be written to, a device may never end.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long what is no file on a disk may take: `<(gpg -d target.toml.gpg)` may ask for a passphrase.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a file was not read. Always the user's to mend, who should name another one.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file, it may not be read, or it is a folder.
    #[error("{cause}")]
    Unreadable {
        /// What the system said.
        #[from]
        cause: io::Error,
    },
    /// It is longer than what is read.
    #[error("it is longer than {}, and that is the most that is read", size(*most))]
    TooLong {
        /// The bound in bytes.
        most: u64,
    },
    /// A pipe or a device did not come to its end.
    #[error("it gave no end within {} s", PATIENCE.as_secs())]
    NoEnd,
    /// It is no text.
    #[error("it is not text in UTF-8")]
    NoText,
}

impl ReadError {
    /// Whether there is no such file.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Unreadable { cause } if cause.kind() == ErrorKind::NotFound)
    }

    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self, Self::Unreadable { cause } if cause.kind() == ErrorKind::IsADirectory)
    }
}

/// A number of bytes in words.
fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 1 << 20 && bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
        bytes if bytes >= 1 << 10 && bytes % (1 << 10) == 0 => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}

/// Reads a file of at most so many bytes.
///
/// # Errors
/// When it cannot be read, is longer, or has no end.
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let about = std::fs::metadata(path)?;
    if about.is_file() {
        // A buffer that grows takes up to three times what is in it.
        let room = usize::try_from(about.len().min(most)).unwrap_or_default();
        return all_into(Vec::with_capacity(room + 1), File::open(path)?, most);
    }
    within(PATIENCE, path, most)
}

/// As [`bytes`], for a text.
///
/// # Errors
/// As [`bytes`], and when it is no text.
pub fn text(path: &Path, most: u64) -> Result<String, ReadError> {
    String::from_utf8(bytes(path, most)?).map_err(|_| ReadError::NoText)
}

/// Reads all of a source, such as standard input, that has at most so many bytes.
///
/// # Errors
/// When it cannot be read, or is longer.
pub fn all_of(source: impl Read, most: u64) -> Result<Vec<u8>, ReadError> {
    all_into(Vec::new(), source, most)
}

fn all_into(mut bytes: Vec<u8>, source: impl Read, most: u64) -> Result<Vec<u8>, ReadError> {
    source.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(ReadError::TooLong { most });
    }
    Ok(bytes)
}

/// Opening a pipe waits for who writes to it, so that is left to a thread, which ends with the process.
fn within(patience: Duration, path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let (sender, read) = mpsc::channel();
    let path: PathBuf = path.to_owned();
    thread::Builder::new().spawn(move || {
        let read = File::open(path).map_err(ReadError::from).and_then(|file| all_of(file, most));
        // Nobody waits for it any more where it was too late.
        let _ = sender.send(read);
    })?;
    read.recv_timeout(patience).unwrap_or(Err(ReadError::NoEnd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(text(&path, 3).unwrap(), "abc");
        let error = text(&path, 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it is longer than 2 bytes, and that is the most that is read"
        );
        std::fs::write(&path, b"\xff").unwrap();
        assert!(matches!(text(&path, 3), Err(ReadError::NoText)));
        assert!(text(&folder.path().join("none"), 3).unwrap_err().is_absence());
        assert!(text(folder.path(), 3).unwrap_err().is_folder());
    }

    #[test]
    fn a_bound_is_told_in_round_numbers() {
        for (bytes, told) in
            [(0, "0 bytes"), (1000, "1000 bytes"), (2048, "2 KiB"), (3 << 20, "3 MiB")]
        {
            assert_eq!(size(bytes), told);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_is_left() {
        let error = bytes(Path::new("/dev/zero"), 1 << 20).unwrap_err();
        assert!(error.to_string().contains("longer than 1 MiB"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = within(Duration::from_millis(50), &pipe, 10).unwrap_err();
        assert!(matches!(error, ReadError::NoEnd), "{error}");
        // Another one: the thread that was left waits at the first.
        let pipe = folder.path().join("other");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writer = pipe.clone();
        let writer = thread::spawn(move || std::fs::write(writer, "abc"));
        assert_eq!(text(&pipe, 3).unwrap(), "abc");
        writer.join().unwrap().unwrap();
    }
}
