//! Inputs that a coverage-guided run of the target `recipe` found interesting, to be sent to an endpoint
//! before anything is drawn from a seed. Reading them is all that is done here.

use std::fs;
use std::io;
use std::path::Path;

use crate::files::read::{self, ReadError};
use crate::fuzzing::recipe::Recipe;
use crate::fuzzing::recipe::body::recipe_of;

/// Requests that were found before.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// What is sent.
    pub(super) recipes: Vec<Recipe>,
    /// How many files are not read: too long, or too many.
    pub passed_over: usize,
}

impl Corpus {
    /// How long an input may be, in bytes; recipes need far less.
    pub const LONGEST_INPUT: u64 = 16 * 1024;

    /// Reads the inputs of the fuzz target `recipe` that are in a folder.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read, or no input is in it.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let corpus = read(folder)?;
        if corpus.is_empty() {
            return Err(io::Error::other("there is no input of the fuzz target recipe in it"));
        }
        Ok(corpus)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.recipes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.recipes.is_empty()
    }
}

/// How many files are read at most, and how many bytes of them.
const MOST: usize = 100_000;
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The recipes of every input in a folder, in the order of their names. What is hidden, or no file, is none;
/// what is too long or too much is passed over, and counted.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub(super) fn read(folder: &Path) -> io::Result<Corpus> {
    let mut corpus = Corpus::default();
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if is_hidden || !fs::metadata(entry.path())?.is_file() {
            continue;
        }
        // A folder may hold any number, and only the first by name are read.
        paths.push(entry.path());
        if paths.len() >= 2 * MOST {
            corpus.passed_over += first(&mut paths);
        }
    }
    corpus.passed_over += first(&mut paths);
    let mut room = MOST_BYTES;
    for path in paths {
        match read::bytes(&path, Corpus::LONGEST_INPUT) {
            Ok(bytes) if bytes.len() <= room => {
                room -= bytes.len();
                corpus.recipes.extend(recipe_of(&bytes));
            }
            Ok(_) | Err(ReadError::TooLong { .. }) => corpus.passed_over += 1,
            Err(error) => {
                return Err(io::Error::other(format!("{}: {error}", path.display())));
            }
        }
    }
    Ok(corpus)
}

/// Keeps the first by name; how many it leaves out.
fn first(paths: &mut Vec<std::path::PathBuf>) -> usize {
    paths.sort_unstable();
    let over = paths.len().saturating_sub(MOST);
    paths.truncate(MOST);
    over
}
