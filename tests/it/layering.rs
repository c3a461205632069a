//! The house: which module may know which. Data flows one way, and the suite in particular never looks
//! inside the reference endpoint.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod imports;

/// Each module of the library, and the modules it may name.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("api", &[]),
    ("files", &[]),
    ("outcome", &["api"]),
    ("wire", &["api"]),
    ("client", &["wire", "api"]),
    ("endpoint", &["wire", "api"]),
    ("suite", &["wire", "api", "client", "outcome", "files"]),
    ("report", &["outcome", "api", "files"]),
    ("inspect", &["wire", "api", "suite", "report"]),
    (
        "fuzzing",
        &["wire", "api", "client", "endpoint", "outcome", "suite", "report", "files", "inspect"],
    ),
    ("proof", &["api", "outcome", "wire", "endpoint", "suite", "report", "files"]),
    (
        "cli",
        &[
            "api", "outcome", "wire", "client", "endpoint", "suite", "report", "inspect", "proof",
            "fuzzing", "files",
        ],
    ),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Modules of this crate that a file names in code.
fn named(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn every_module_knows_only_those_below_it() {
    let may_know: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for entry in fs::read_dir(&src).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        let module = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let allowed = may_know
            .get(module.as_str())
            .unwrap_or_else(|| panic!("src/{module} has no place in the house yet"));
        for file in files(&folder) {
            checked += 1;
            for other in named(&fs::read_to_string(&file).unwrap()) {
                assert!(
                    other == module || allowed.contains(&other.as_str()),
                    "{} names {other}, which {module} must not know",
                    file.display()
                );
            }
        }
    }
    assert!(checked > 40, "only {checked} files were found");
}

#[test]
fn no_files_of_a_room_know_each_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut imports = imports::imports(&src);
    let room = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
    for (file, named) in &mut imports {
        named.retain(|other| room(other) == room(file));
    }
    let arrows: usize = imports.values().map(BTreeSet::len).sum();
    assert!(arrows > 400, "only {arrows} arrows were found");

    let mut words = String::new();
    for circle in imports::circles(&imports) {
        let _ = writeln!(words, "these files know each other:");
        for file in &circle {
            let back: Vec<String> =
                imports[file].iter().filter(|other| circle.contains(other)).cloned().collect();
            let _ = writeln!(words, "  {file} names what is in {}", back.join(", "));
        }
    }
    assert!(words.is_empty(), "\n{words}");
}

/// The words of a text, names of code among them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// Whoever reads what the endpoint does reads what the documents say, and of nothing that is wrong on purpose: no
/// code there names a fault or what holds faults, tests included, and no sentence speaks of one. `mod.rs` hands them
/// on; the control protocol calls a failure that it arranges by the same word, and so do tests that call it.
#[test]
fn no_fault_stands_in_the_endpoint() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/endpoint");
    let (faults, control) = (room.join("faults"), room.join("control"));
    let others = files(&room).into_iter().filter(|file| !file.starts_with(&faults));
    let mut checked = 0;
    for file in others.filter(|file| *file != room.join("mod.rs")) {
        checked += 1;
        let text = fs::read_to_string(&file).unwrap();
        let is_of_tests = file.to_str().unwrap().ends_with("tests.rs");
        let says_arranged = is_of_tests || file.starts_with(&control);
        for word in words(&text) {
            let is_named = ["Fault", "Faults"].contains(&word);
            let is_said = ["fault", "faults"].contains(&&*word.to_lowercase());
            assert!(
                !is_named && (!is_said || says_arranged),
                "{} says {word:?}: see src/endpoint/faults",
                file.display()
            );
        }
        assert!(!text.contains("faults::"), "{} names what is in faults", file.display());
    }
    assert!(checked > 30, "only {checked} files were found");
}

#[test]
fn the_architecture_tells_of_every_room() {
    let text = include_str!("../../ARCHITECTURE.md");
    for (room, _) in MAY_KNOW {
        assert!(text.contains(&format!("| `{room}` |")), "ARCHITECTURE.md does not tell of {room}");
    }
}

#[test]
fn no_file_does_too_much() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&src) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&src) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//!"), "{} does not begin with its purpose", file.display());
    }
}

#[test]
fn files_are_opened_in_one_place() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // Listing a folder, and looking at what something is, opens no file.
    let opens = [
        "File::",
        "OpenOptions",
        "fs::read(",
        "fs::read_to",
        "fs::write(",
        "fs::remove",
        "fs::rename",
    ];
    // A file of tests is built for tests alone.
    let is_meant =
        |file: &&PathBuf| !file.starts_with(src.join("files")) && !file.ends_with("tests.rs");
    for file in files(&src).iter().filter(is_meant) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in opens {
            assert!(!code.contains(word), "{} has {word}: see src/files", file.display());
        }
    }
}
