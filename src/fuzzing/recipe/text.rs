//! Texts that are apt to be misread: what the documentation escapes, what other readers treat as a
//! mark, and letters of every width. All drawn from a seed.

use fastrand::Rng;

/// Pieces that a percent decoder, a signer, an XML or JSON writer, or a reader of HTTP may trip over.
const PIECES: [&str; 38] = [
    "a", "Z", "0", "-", "_", ".", "~", " ", "+", "%", "%25", "%2F", "*", "/", ":", "=", "&",
    "&amp;", "?", "#", "\"", "'", "<", ">", "(", ")", "!", "\\", ",", ";", "[", "]", "é", "云",
    "🦀", "ß", "\t", "\u{1}",
];

/// Ids that no instance can have: each holds a character that no id holds.
const MALFORMED_IDS: [&str; 24] = [
    " ",
    " i-bp67acfmxazb4ph0000 ",
    "i-\u{0}\u{1}\u{1f}",
    "i-1\r\nSet-Cookie: a=b",
    "i-云服务",
    "i-🦀",
    "<InstanceId>i-1</InstanceId>&;",
    "\",\"Code\":\"x",
    "i-1' OR '1'='1",
    "../../etc/passwd",
    "[\"i-1\",\"i-2\"]",
    "*",
    "i-é",
    "]]>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
    "${jndi:ldap://127.0.0.1/a}",
    "{{7*7}}",
    "%s%n%x",
    "i-a;i-b",
    "i-a,i-b",
    "i-\u{202e}a",
    "i-a\"b\\u0000c",
    "i-a&b",
    "\u{7f}",
];

/// A text of up to `most` pieces.
pub(super) fn odd(random: &mut Rng, most: usize) -> String {
    let pieces = random.usize(1..=most.max(1));
    (0..pieces).map(|_| PIECES[random.usize(..PIECES.len())]).collect()
}

/// A text of letters and digits.
pub(super) fn plain(random: &mut Rng, length: usize) -> String {
    (0..length).map(|_| random.alphanumeric()).collect()
}

/// An id that no instance can have.
pub(super) fn malformed_id(random: &mut Rng) -> String {
    if random.u8(..4) > 0 {
        return MALFORMED_IDS[random.usize(..MALFORMED_IDS.len())].to_owned();
    }
    // One that is of the right form but for a piece in the middle of it.
    let marks = ["<", "\"", "&", "云", "\u{1}", "'", "/", " "];
    let mark = marks[random.usize(..marks.len())];
    format!("i-{}{mark}{}", plain(random, 3), plain(random, 3))
}

/// One of these.
pub(super) fn one_of<T: Copy>(random: &mut Rng, list: &[T], otherwise: T) -> T {
    random.choice(list).copied().unwrap_or(otherwise)
}

/// Shorter forms of a text, for a smaller request that shows the same.
pub(super) fn shorter(text: &str) -> Vec<String> {
    let half = text.floor_char_boundary(text.len() / 2);
    let mut forms = vec![text[..half].to_owned(), text[half..].to_owned()];
    if text.chars().count() <= 8 {
        let without = |at: usize| {
            text.chars().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect::<String>()
        };
        forms.extend((0..text.chars().count()).map(without));
    }
    forms.retain(|form| !form.is_empty() && form != text);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_texts() {
        let texts = |seed| {
            let mut random = Rng::with_seed(seed);
            (odd(&mut random, 9), plain(&mut random, 9), malformed_id(&mut random))
        };
        assert_eq!(texts(7), texts(7));
        assert_ne!(texts(7), texts(8));
    }

    #[test]
    fn no_malformed_id_could_be_an_instance() {
        let mut random = Rng::with_seed(1);
        for _ in 0..1000 {
            let id = malformed_id(&mut random);
            assert!(!id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{id:?}");
        }
    }

    #[test]
    fn shorter_forms_are_shorter() {
        assert_eq!(shorter("a"), [""; 0]);
        for text in ["ab", "云服务", "abcdefghijkl"] {
            assert!(!shorter(text).is_empty());
            assert!(shorter(text).iter().all(|form| form.len() < text.len()));
        }
    }
}
