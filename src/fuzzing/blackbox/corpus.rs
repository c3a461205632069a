//! Inputs that a coverage-guided run of the target `recipe` found interesting, to be sent to an endpoint
//! before anything is drawn from a seed. Reading them is all that is done here.

use std::fs;
use std::io;
use std::path::Path;

use crate::fuzzing::recipe::Recipe;
use crate::fuzzing::recipe::body::recipe_of;

/// How long an input may be, in bytes; recipes need far less.
const LONGEST: u64 = 16 * 1024;

/// How many are read at most.
const MOST: usize = 100_000;

/// The recipes of every input in a folder, in the order of their names. What is hidden, no file, or too
/// long is passed over.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub(super) fn read(folder: &Path) -> io::Result<Vec<Recipe>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let about = fs::metadata(entry.path())?;
        if !is_hidden && about.is_file() && about.len() <= LONGEST {
            paths.push(entry.path());
        }
    }
    paths.sort_unstable();
    paths.truncate(MOST);
    let mut recipes = Vec::with_capacity(paths.len());
    for path in paths {
        recipes.extend(recipe_of(&fs::read(path)?));
    }
    Ok(recipes)
}
