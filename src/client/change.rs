//! Changes of a signature that is right: what a check that looks at a part of it takes for the whole.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How a right signature is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Another first character.
    FirstCharacter,
    /// Another last character before the `=`.
    LastCharacter,
    /// Small letters for capitals, and the other way round.
    LetterCase,
    /// Its last bytes are left out, and what stays is Base64.
    BytesCut,
    /// It has a byte more, and is Base64.
    ByteAdded,
    /// A text stands behind it.
    TextAdded,
    /// Without its `=`.
    Unpadded,
    /// In the alphabet of addresses and file names (RFC 4648, section 5).
    UrlSafe,
}

/// How many bytes are left out at the end: as many as make whole groups of Base64.
const CUT: usize = 2;

impl Change {
    pub(super) fn of(self, right: &str) -> String {
        let last = right.trim_end_matches('=').len().saturating_sub(1);
        let bytes = || STANDARD.decode(right).unwrap_or_default();
        match self {
            Self::FirstCharacter => with_other(right, 0),
            Self::LastCharacter => with_other(right, last),
            Self::LetterCase => right
                .chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    }
                })
                .collect(),
            Self::BytesCut => {
                let bytes = bytes();
                STANDARD.encode(&bytes[..bytes.len().saturating_sub(CUT)])
            }
            Self::ByteAdded => STANDARD.encode([&bytes()[..], &[0]].concat()),
            Self::TextAdded => format!("{right}x"),
            Self::Unpadded => right.trim_end_matches('=').to_owned(),
            Self::UrlSafe => right.replace('+', "-").replace('/', "_"),
        }
    }
}

/// The text with another character of Base64 at this place. Of the last one the bits that belong to a byte
/// change, or it would be no Base64.
fn with_other(text: &str, at: usize) -> String {
    let old = text.as_bytes().get(at).copied().unwrap_or_default();
    let new = if old == b'A' { 'Q' } else { 'A' };
    let other = |(place, c)| if place == at { new } else { c };
    text.char_indices().map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_is_no_more_the_right_one() {
        let right = "OLeaidS1JvxuMvnyHOwuJ+uX5qY=";
        for (change, wanted) in [
            (Change::FirstCharacter, "ALeaidS1JvxuMvnyHOwuJ+uX5qY="),
            (Change::LastCharacter, "OLeaidS1JvxuMvnyHOwuJ+uX5qA="),
            (Change::LetterCase, "olEAIDs1jVXUmVNYhoWUj+Ux5Qy="),
            (Change::BytesCut, "OLeaidS1JvxuMvnyHOwuJ+uX"),
            (Change::ByteAdded, "OLeaidS1JvxuMvnyHOwuJ+uX5qYA"),
            (Change::TextAdded, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=x"),
            (Change::Unpadded, "OLeaidS1JvxuMvnyHOwuJ+uX5qY"),
            (Change::UrlSafe, "OLeaidS1JvxuMvnyHOwuJ-uX5qY="),
        ] {
            assert_eq!(change.of(right), wanted);
        }
        for change in [Change::FirstCharacter, Change::LastCharacter, Change::BytesCut] {
            assert!(STANDARD.decode(change.of(right)).is_ok(), "{change:?}");
        }
    }
}
