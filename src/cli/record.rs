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
use crate::files::write::{self, Output, WriteError};

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
        let cannot = |why: &dyn std::fmt::Display| {
            format!(
                "nothing can be recorded to {}: {why}\n  choose another folder with --record",
                folder.display()
            )
        };
        write::folder(folder).map_err(|error| match error {
            WriteError::Folder { source, .. } => cannot(&source),
            error => format!("--record: {error}"),
        })?;
        write::try_folder(folder).map_err(|error| cannot(&error))?;
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
            state.room -= bytes;
            self.write(&mut state, request, answer).map_err(|error| error.to_string())
        };
        if let Err(why) = written {
            state.ended = true;
            complain(&format!("nothing more is recorded to {}: {why}", self.folder.display()));
        }
    }

    /// The answer first: who sees a request finds its answer.
    fn write(&self, state: &mut State, request: &[u8], answer: &[u8]) -> Result<(), WriteError> {
        let file = |number: u32, what: &str| self.folder.join(format!("{number:05}.{what}"));
        loop {
            state.number += 1;
            let path = file(state.number, "answer");
            match Output::new("record", &path).private().write(answer) {
                // Another one records to the same folder.
                Err(WriteError::Foreign { .. }) if state.number < MOST_EXCHANGES => {}
                written => {
                    written?;
                    break;
                }
            }
        }
        let path = file(state.number, "request");
        Output::new("record", &path).private().write(request)
    }
}

/// The highest number of an exchange in a folder.
fn highest(folder: &Path) -> std::io::Result<u32> {
    let mut highest = 0;
    for entry in fs::read_dir(folder)? {
        highest = highest.max(entry?.file_name().to_str().and_then(number_of).unwrap_or_default());
    }
    Ok(highest)
}

/// The number of an exchange, from the name of one of its files.
fn number_of(name: &str) -> Option<u32> {
    let (number, what) = name.split_once('.')?;
    let is_one = number.len() == 5 && ["request", "answer"].contains(&what);
    let is_one = is_one && number.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| number.parse().ok()).flatten()
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

    #[test]
    fn only_an_exchange_has_a_number() {
        for (name, number) in [
            ("00007.request", Some(7)),
            ("99999.answer", Some(99_999)),
            ("7.request", None),
            ("00007.txt", None),
            ("00007.request.bak", None),
            ("4294967295.request", None),
            ("+0007.request", None),
            ("00007", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }

    #[test]
    fn two_that_record_to_one_folder_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = [(); 2].map(|()| Recording::open(folder.path()).unwrap());
        one.keep(b"one", b"1");
        two.keep(b"two", b"2");
        one.keep(b"three", b"3");
        let requests: Vec<_> = ["00001", "00002", "00003"]
            .map(|number| {
                fs::read_to_string(folder.path().join(format!("{number}.request"))).unwrap()
            })
            .into();
        assert_eq!(requests, ["one", "two", "three"]);
    }
}
