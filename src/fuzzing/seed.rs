//! A seed of a fuzz target, and what its file is called.

/// A seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The target that it is for.
    pub target: &'static str,
    /// The name of its file: rule and scenario.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How long a file name may be, in bytes.
pub(super) const MAX_NAME: usize = 72;

/// A scenario's name, as part of a file's.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}
