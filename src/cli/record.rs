//! What `serve --record` writes: each call and its answer as two files in a folder, numbered in the order
//! in which they were answered. `NNNNN.request` is the request as it came, which `inspect`, the captures and
//! the seeds of the fuzz target `request` read; `NNNNN.answer` is the answer.
//!
//! A request holds what its client put there: the id of the key and the signature, and no secret unless the
//! client sent it. Calls of the control protocol are not recorded, because their answers hold secrets.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::complain;
use crate::report::{ReportError, write_atomically};

/// How many exchanges a folder holds at most.
const MOST_EXCHANGES: u32 = 10_000;

/// How many bytes one run writes at most.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// A folder that exchanges are written to.
#[derive(Debug)]
pub(super) struct Recording {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The number of the exchange that was written last.
    number: u32,
    /// How many bytes may still be written.
    room: usize,
    ended: bool,
}

impl Recording {
    /// Makes the folder where there is none, and finds out whether it can be written to. What stands there
    /// stays, and numbers go on after the highest.
    pub(super) fn open(folder: &Path) -> Result<Self, String> {
        let trial = folder.join("trial");
        let cannot = |why: &dyn std::fmt::Display| {
            format!(
                "nothing can be recorded to {}: {why}\n  choose another folder with --record",
                folder.display()
            )
        };
        write_atomically(&trial, "")
            .and_then(|()| {
                fs::remove_file(&trial).map_err(|source| ReportError::Write { path: trial, source })
            })
            .map_err(|error| match error {
                ReportError::Folder { source, .. } | ReportError::Write { source, .. } => {
                    cannot(&source)
                }
                other => cannot(&other),
            })?;
        let number = highest(folder).map_err(|error| cannot(&error))?;
        let state = State { number, room: MOST_BYTES, ended: false };
        Ok(Self { folder: folder.to_owned(), state: Mutex::new(state) })
    }

    /// Writes an exchange. Where that fails, or would be too much, it says so once and writes no more: the
    /// endpoint goes on.
    pub(super) fn keep(&self, request: &[u8], answer: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.ended {
            return;
        }
        let bytes = request.len() + answer.len();
        let written = if state.number >= MOST_EXCHANGES {
            Err(format!("the folder holds {MOST_EXCHANGES} exchanges"))
        } else if bytes > state.room {
            Err(format!("{} MiB were written", MOST_BYTES >> 20))
        } else {
            state.number += 1;
            state.room -= bytes;
            // The answer first: who sees a request finds its answer.
            self.write(state.number, "answer", answer)
                .and_then(|()| self.write(state.number, "request", request))
                .map_err(|error| error.to_string())
        };
        if let Err(why) = written {
            state.ended = true;
            complain(&format!("nothing more is recorded to {}: {why}", self.folder.display()));
        }
    }

    fn write(&self, number: u32, what: &str, bytes: &[u8]) -> Result<(), ReportError> {
        write_atomically(&self.folder.join(format!("{number:05}.{what}")), bytes)
    }
}

/// The highest number of an exchange in a folder.
fn highest(folder: &Path) -> std::io::Result<u32> {
    let mut highest = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.split_once('.')?.0.parse().ok());
        highest = highest.max(number.unwrap_or_default());
    }
    Ok(highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn exchanges_are_numbered_after_those_that_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new/folder");
        Recording::open(&folder).unwrap().keep(b"one", b"1");
        Recording::open(&folder).unwrap().keep(b"two \xff", b"2");
        assert_eq!(
            names(&folder),
            ["00001.answer", "00001.request", "00002.answer", "00002.request"]
        );
        assert_eq!(fs::read(folder.join("00002.request")).unwrap(), b"two \xff");
        assert_eq!(fs::read(folder.join("00002.answer")).unwrap(), b"2");
    }

    #[test]
    fn what_would_be_too_much_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let recording = Recording::open(folder.path()).unwrap();
        recording.state.lock().unwrap().room = 5;
        recording.keep(b"four", b"2");
        recording.keep(b"1", b"");
        assert_eq!(names(folder.path()), ["00001.answer", "00001.request"]);
        fs::write(folder.path().join("10000.request"), "").unwrap();
        Recording::open(folder.path()).unwrap().keep(b"1", b"");
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Recording::open(&file).unwrap_err();
        assert!(
            error.contains("nothing can be recorded to") && error.contains("--record"),
            "{error}"
        );
    }
}
