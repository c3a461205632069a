//! Texts that are apt to be misread: what the documentation escapes, what other readers treat as a
//! mark, and letters of every width.

use arbitrary::{Result, Unstructured};

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
pub(in crate::fuzzing) fn odd(u: &mut Unstructured<'_>, most: usize) -> Result<String> {
    let pieces = u.int_in_range(1..=most.max(1))?;
    (0..pieces).map(|_| u.choose(&PIECES).copied()).collect()
}

/// A text of letters and digits.
pub(in crate::fuzzing) fn plain(u: &mut Unstructured<'_>, length: usize) -> Result<String> {
    const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..length).map(|_| u.choose(LETTERS).copied().map(char::from)).collect()
}

/// An id that no instance can have.
pub(in crate::fuzzing) fn malformed_id(u: &mut Unstructured<'_>) -> Result<String> {
    if u.int_in_range(0..=3)? > 0 {
        return Ok((*u.choose(&MALFORMED_IDS)?).to_owned());
    }
    // One that is of the right form but for a piece in the middle of it.
    let mark = *u.choose(&["<", "\"", "&", "云", "\u{1}", "'", "/", " "])?;
    Ok(format!("i-{}{mark}{}", plain(u, 3)?, plain(u, 3)?))
}

/// A length. One that takes as long as dozens of other requests is drawn seldom.
pub(in crate::fuzzing) fn size(
    u: &mut Unstructured<'_>,
    usual: &[usize],
    large: &[usize],
) -> Result<usize> {
    let list = if u.int_in_range(0..=31)? == 31 { large } else { usual };
    u.choose(list).copied()
}

/// Shorter forms of a text, for a smaller request that shows the same.
pub(in crate::fuzzing) fn shorter(text: &str) -> Vec<String> {
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
    fn no_malformed_id_could_be_an_instance() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut bytes = [0; 16];
        for _ in 0..1000 {
            random.fill(&mut bytes);
            let id = malformed_id(&mut Unstructured::new(&bytes)).unwrap();
            assert!(!id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{id:?}");
        }
    }

    #[test]
    fn no_bytes_give_the_first_of_everything() {
        let mut none = Unstructured::new(&[]);
        assert_eq!(odd(&mut none, 9), Ok("a".to_owned()));
        assert_eq!(size(&mut none, &[1, 2], &[3]), Ok(1));
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
