//! The catalogue as it was turned from the documents, `tests/data/spec`, beside `api`: rules and error codes,
//! in both directions, so that neither drifts from the other.

mod cell;
mod errors;
mod rules;
mod scenarios;

use std::fs;
use std::path::Path;

/// One of the files.
fn page(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spec");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The cells of every table row below a heading, up to the next one; heads and rulers left out.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    section(page, heading)
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        .map(|line| {
            line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        })
        .skip(1)
        .collect()
}

/// The text below a heading, up to the next one.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("\n## {heading}")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// The paragraph that begins with these words.
fn paragraph<'a>(page: &'a str, beginning: &str) -> &'a str {
    let at = page.find(beginning).unwrap_or_else(|| panic!("nothing begins with {beginning:?}"));
    page[at..].split("\n\n").next().unwrap()
}
