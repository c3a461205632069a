//! Where a text was cut before it came to be redacted: what is left of a secret there is its beginning, in
//! front of the mark that says so, of a closing quote, or at the very end; or its end, behind the mark.
//!
//! An escape may be cut as well as a secret, and then stands for nothing: what stands before it counts.

/// Says that a text was cut.
const MARK: [u8; 3] = [0xe2, 0x80, 0xa6]; // …
/// The shortest part that is taken for one of a secret, where the text says that it was cut.
pub(super) const SHORTEST: u32 = 4;
/// The longest escape, in bytes, but for one that has zeros in front.
pub(super) const LONGEST_ESCAPE: usize = 12;
/// Escapes that do not begin with what all others begin with.
const OTHERS: [&[u8]; 2] = [b"]]><![CDATA[", br"'\''"];

/// A place where the text before may be the beginning of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ending {
    /// The place.
    pub(super) at: usize,
    /// Where the text ends: behind the place where an escape was cut.
    pub(super) until: usize,
    /// Whether the text says that it was cut; else there is only a quote, or no more text.
    pub(super) is_said: bool,
}

/// All such places of a text, in order.
pub(super) fn endings(text: &[u8]) -> Vec<Ending> {
    let mut endings = Vec::new();
    let mut add = |until: usize, is_said: bool| {
        endings.push(Ending { at: until, until, is_said });
        let mut at = until;
        // Two, since one character may be written as two.
        for _ in 0..2 {
            let Some(begin) = cut_escape(&text[..at]) else { break };
            at = begin;
            endings.push(Ending { at, until, is_said });
        }
    };
    let mut behind = Some(false);
    add(text.len(), false);
    for place in (0..text.len()).rev() {
        // Quotes and brackets may stand before the mark.
        behind = match (text[place], behind) {
            _ if text[place..].starts_with(&MARK) => Some(true),
            (b'"' | b'\\' | b')', Some(true)) => Some(true),
            (b'"', _) => Some(false),
            (b'\\', Some(false)) if place + 1 < text.len() => Some(false),
            _ => None,
        };
        if let Some(is_said) = behind {
            add(place, is_said);
        }
    }
    endings.sort_unstable();
    endings
}

/// Where the escape begins that breaks off at the end of a text.
fn cut_escape(text: &[u8]) -> Option<usize> {
    let of_escape = |byte: u8| byte.is_ascii_alphanumeric() || b"#{_".contains(&byte);
    let behind = text.iter().rev().take_while(|byte| of_escape(**byte)).count();
    if let Some(begin) = (text.len() - behind).checked_sub(1)
        && matches!(text[begin], b'%' | b'\\' | b'&')
    {
        let is_number = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'_';
        let is_one = behind < LONGEST_ESCAPE || text[begin + 4..].iter().all(is_number);
        return is_one.then_some(begin);
    }
    OTHERS.iter().find_map(|escape| {
        let cut = (1..escape.len()).rev().find(|length| text.ends_with(&escape[..*length]))?;
        Some(text.len() - cut)
    })
}

/// Where a text begins again behind each mark, or behind the mark and a quote, and where the next mark is.
pub(super) fn beginnings(text: &[u8]) -> Vec<(usize, usize)> {
    let marks: Vec<usize> = (0..text.len()).filter(|at| text[*at..].starts_with(&MARK)).collect();
    let until = marks.iter().skip(1).copied().chain([text.len()]);
    let places = marks.iter().zip(until).map(|(at, until)| {
        let begin = at + MARK.len();
        let quotes = text[begin..until].iter().take_while(|byte| b"\"\\(".contains(byte));
        (begin + quotes.count(), until)
    });
    places.collect()
}

/// Whether a text may be what is left of an escape whose beginning was cut, so that a secret may go on
/// behind it.
pub(super) fn is_rest_of_escape(text: &[u8]) -> bool {
    text.len() < LONGEST_ESCAPE
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"#{};_".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_that_breaks_off_is_found() {
        for (text, begin) in [
            ("ab%", Some(2)),
            ("ab%7", Some(2)),
            (r"ab\u00", Some(2)),
            (r"ab\ud83d\u", Some(8)),
            ("ab&#x0000000000000000000000000074", Some(2)),
            ("ab&amp", Some(2)),
            ("ab]]><![CDA", Some(2)),
            (r"ab'\'", Some(2)),
            ("ab'", Some(2)),
            ("ab", None),
            ("ab&and so on and on", None),
            ("ab%andsoonandonandon", None),
            ("", None),
        ] {
            assert_eq!(cut_escape(text.as_bytes()), begin, "{text}");
        }
    }

    #[test]
    fn every_mark_quote_and_the_end_are_places_to_look_at() {
        let at = |text: &str| -> Vec<(usize, usize, bool)> {
            let endings = endings(text.as_bytes()).into_iter();
            endings.map(|ending| (ending.at, ending.until, ending.is_said)).collect()
        };
        assert_eq!(at("ab"), [(2, 2, false)]);
        assert_eq!(at("a%7…b"), [(1, 3, true), (3, 3, true), (7, 7, false)]);
        assert_eq!(at("a\"b"), [(1, 1, false), (3, 3, false)]);
        assert_eq!(at("a\"…"), [(1, 1, true), (2, 2, true), (5, 5, false)]);
        assert_eq!(beginnings("a…\"b…c".as_bytes()), [(5, 6), (9, 10)]);
    }
}
