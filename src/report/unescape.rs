//! A text with one level of its escapes undone, and where in the text each byte of it stands: so that
//! a secret is found however its characters were written, all of them or some.
//!
//! All kinds of escapes are undone alike, without asking which one a text uses: percent-encoding, the
//! backslashes of JSON, Rust, Python, JavaScript and C, the references of XML and HTML, a section of
//! characters that is closed and opened again, a backslash of a shell and a quote within its quotes. A text
//! that was escaped twice has two levels.

/// How many levels are undone: a percent-encoded query, in a string of JSON, in one of Rust, and again.
const MOST_LEVELS: usize = 5;

/// A text without its outermost escapes.
pub(super) struct Level {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Where in the first text the unit begins that each byte came from; last, where that text ends.
    from: Vec<usize>,
}

impl Level {
    /// The levels of a text, from the outermost escapes inwards; none where it has none.
    pub(super) fn all(text: &[u8]) -> impl Iterator<Item = Self> {
        std::iter::successors(Self::of(text), Self::next).take(MOST_LEVELS)
    }

    /// A text with its outermost escapes undone; `None` where it has none.
    fn of(text: &[u8]) -> Option<Self> {
        undone(text, |place| place)
    }

    /// The next level.
    fn next(&self) -> Option<Self> {
        undone(&self.bytes, |place| self.from[place])
    }

    /// The part of the first text that these bytes came from.
    pub(super) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        // A unit of which a part is meant is meant as a whole.
        let mut after = end;
        while after < self.bytes.len() && after > 0 && self.from[after] == self.from[after - 1] {
            after += 1;
        }
        (self.from[start], self.from[after])
    }
}

fn undone(text: &[u8], origin: impl Fn(usize) -> usize) -> Option<Level> {
    let may_begin = |byte: &u8| matches!(byte, b'%' | b'\\' | b'&' | b']');
    let first = text.iter().position(may_begin)?;
    let mut bytes = Vec::with_capacity(text.len());
    let mut from = Vec::with_capacity(text.len() + 1);
    // A quote within quotes begins one byte before its backslash.
    let mut place = first.saturating_sub(1);
    bytes.extend_from_slice(&text[..place]);
    from.extend((0..place).map(&origin));
    let mut changed = false;
    while place < text.len() {
        let rest = &text[place..];
        let (unit, length) = unit(rest).map_or((Unit::Byte(rest[0]), 1), |found| {
            changed = true;
            found
        });
        match unit {
            Unit::Nothing => {}
            Unit::Byte(byte) => bytes.push(byte),
            Unit::Character(character) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        from.resize(bytes.len(), origin(place));
        place += length;
    }
    from.push(origin(text.len()));
    changed.then_some(Level { bytes, from })
}

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Nothing,
    Byte(u8),
    Character(char),
}

/// Closes a section of characters of XML, and opens the next.
const SPLIT: &[u8] = b"]]><![CDATA[";

/// The escape at the beginning of a text, and how long it is.
fn unit(text: &[u8]) -> Option<(Unit, usize)> {
    match text {
        [b'%', b'u' | b'U', ..] => Some((Unit::Character(character(hex(text, 2, 4)?)?), 6)),
        [b'%', ..] => Some((byte(hex(text, 1, 2)?)?, 3)),
        [b'\\', b'x', ..] => Some((byte(hex(text, 2, 2)?)?, 4)),
        [b'\\', b'u', b'{', rest @ ..] => {
            let (number, length) = in_braces(rest)?;
            Some((Unit::Character(character(number)?), length + 3))
        }
        [b'\\', b'u', ..] => in_utf_16(text),
        [b'\\', b'U', ..] => Some((Unit::Character(character(hex(text, 2, 8)?)?), 10)),
        [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
            Some((Unit::Byte((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0')), 4))
        }
        [b'\\', letter, ..] => Some((Unit::Byte(meant(*letter)), 2)),
        [b'&', rest @ ..] => {
            let (character, length) = referred(rest)?;
            Some((Unit::Character(character), length + 1))
        }
        [b'\'', b'\\', b'\'', b'\'', ..] => Some((Unit::Byte(b'\''), 4)),
        [b']', ..] if text.starts_with(SPLIT) => Some((Unit::Nothing, SPLIT.len())),
        _ => None,
    }
}

/// What a byte behind a backslash stands for: itself, as a shell reads it, where nobody else has a meaning
/// for it.
const fn meant(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'0' => 0,
        _ => letter,
    }
}

/// A number of Rust or JavaScript in braces, behind the first of them, and how long it is with the second.
/// Rust takes lines between its digits.
fn in_braces(text: &[u8]) -> Option<(u32, usize)> {
    let of_number = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'_';
    let length = text.iter().position(|byte| !of_number(byte)).filter(|at| text[*at] == b'}')?;
    let digits: Vec<u8> = text[..length].iter().copied().filter(|byte| *byte != b'_').collect();
    Some((number(&digits, 16)?, length + 1))
}

/// What a reference of XML or HTML stands for, and how long it is, behind its `&`. A number may have any
/// number of zeros in front.
fn referred(text: &[u8]) -> Option<(char, usize)> {
    const NAMES: [(&[u8], char); 5] =
        [(b"amp;", '&'), (b"lt;", '<'), (b"gt;", '>'), (b"quot;", '"'), (b"apos;", '\'')];
    if let Some((name, character)) = NAMES.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*character, name.len()));
    }
    let (digits, radix, before) = match text {
        [b'#', b'x' | b'X', digits @ ..] => (digits, 16, 2),
        [b'#', digits @ ..] => (digits, 10, 1),
        _ => return None,
    };
    let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
    let length = digits.iter().position(|byte| !is_digit(byte)).filter(|at| digits[*at] == b';')?;
    Some((character(number(&digits[..length], radix)?)?, before + length + 1))
}

/// A character of JSON: one unit of UTF-16, or two.
fn in_utf_16(text: &[u8]) -> Option<(Unit, usize)> {
    let first = hex(text, 2, 4)?;
    if let Some(one) = character(first) {
        return Some((Unit::Character(one), 6));
    }
    if !text[6..].starts_with(b"\\u") {
        return None;
    }
    let units = [u16::try_from(first).ok()?, u16::try_from(hex(text, 8, 4)?).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((Unit::Character(character), 12))
}

/// A number of so many hexadecimal digits, at a place.
fn hex(text: &[u8], at: usize, digits: usize) -> Option<u32> {
    number(text.get(at..at + digits)?, 16)
}

/// A number of these digits, as far as there is room for it.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| {
        number.checked_mul(radix)?.checked_add(char::from(*digit).to_digit(radix)?)
    })
}

fn byte(number: u32) -> Option<Unit> {
    u8::try_from(number).ok().map(Unit::Byte)
}

fn character(number: u32) -> Option<char> {
    char::from_u32(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        Level::of(text.as_bytes()).map_or_else(
            || format!("(none) {text}"),
            |level| String::from_utf8_lossy(&level.bytes).into_owned(),
        )
    }

    #[test]
    fn escapes_of_every_kind_are_undone() {
        for (text, shown) in [
            ("a%2Fb%2fc%C3%A9", "a/b/c\u{e9}"),
            ("%252F", "%2F"),
            ("%u00e9", "\u{e9}"),
            (r#"\"a\\b\/\u00e9\u00E9\n"#, "\"a\\b/\u{e9}\u{e9}\n"),
            (r"\ud83d\ude00", "\u{1f600}"),
            (r"\u{1f600}\u{e9}", "\u{1f600}\u{e9}"),
            (r"\U0001f600\x41", "\u{1f600}A"),
            ("&amp;&lt;&gt;&quot;&apos;&#39;&#x27;&#X2f;", "&<>\"'''/"),
            (r"'it'\''s'", "'it's'"),
            ("&#0000000000000116;&#x00000000000000000074;", "tt"),
            (r"\u{7_4}\u{0_0_0_07_4_}", "tt"),
            (r"\164\303\251\0", "t\u{e9}\0"),
            (r"\317\277\377", "\u{3ff}\u{fffd}"),
            (r"te\st\s\e\c\r\e\ \q", "testsec\re q"),
            ("a]]><![CDATA[b]]]]><![CDATA[>", "ab]]>"),
        ] {
            assert_eq!(plain(text), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in [
            "100%",
            "%zz",
            "%u12",
            r"\u12",
            r"\ud83d",
            r"\ud83dxxxxxx",
            r"\u{110000}",
            r"\u{}",
            "&nothing;",
            "&#;",
            "&#x;",
            "&#99999999;",
            "& ;",
            "plain",
            "\\",
            "&",
            "'\\'",
        ] {
            let is_kept = plain(text).ends_with(text) || text == "'\\'";
            assert!(is_kept, "{text}: {}", plain(text));
        }
    }

    #[test]
    fn every_byte_knows_where_it_came_from() {
        let text = "é%C3%A9\\u00e9 %252f";
        let one = Level::of(text.as_bytes()).unwrap();
        assert_eq!(one.bytes, "éééX%2f".replace('X', " ").as_bytes());
        assert_eq!(one.source(0, 2), (0, 2));
        assert_eq!(one.source(2, 4), (2, 8));
        assert_eq!(one.source(4, 6), (8, 14));
        assert_eq!(one.source(4, 5), (8, 14), "half of what one escape gave");
        let two = one.next().unwrap();
        assert_eq!(&two.bytes[7..], b"/");
        assert_eq!(two.source(7, 8), (15, text.len()));
        assert!(two.next().is_none());
    }
}
