//! A text with one level of its escapes undone, and where in the text each byte of it stands: so that
//! a secret is found however its characters were written, all of them or some.
//!
//! All kinds of escapes are undone alike, without asking which one a text uses: percent-encoding, the
//! backslashes of JSON, Rust, Python and JavaScript, the references of XML and HTML, a quote within the
//! quotes of a shell. A text that was escaped twice has two levels.

/// How many levels are undone: a percent-encoded query, in a string of JSON, in one of Rust, and again.
pub(super) const MOST_LEVELS: usize = 5;

/// A text without its outermost escapes.
pub(super) struct Level {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Where in the first text the unit begins that each byte came from; last, where that text ends.
    from: Vec<usize>,
}

impl Level {
    /// A text with its outermost escapes undone; `None` where it has none.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        undone(text, |place| place)
    }

    /// The next level.
    pub(super) fn next(&self) -> Option<Self> {
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
    let may_begin = |byte: &u8| matches!(byte, b'%' | b'\\' | b'&');
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
    Byte(u8),
    Character(char),
}

/// The escape at the beginning of a text, and how long it is.
fn unit(text: &[u8]) -> Option<(Unit, usize)> {
    match text {
        [b'%', b'u' | b'U', ..] => Some((Unit::Character(character(hex(text, 2, 4)?)?), 6)),
        [b'%', ..] => Some((byte(hex(text, 1, 2)?)?, 3)),
        [b'\\', b'x', ..] => Some((byte(hex(text, 2, 2)?)?, 4)),
        [b'\\', b'u', b'{', rest @ ..] => {
            let digits = rest.iter().take(7).position(|byte| *byte == b'}')?;
            Some((Unit::Character(character(hex(rest, 0, digits)?)?), digits + 4))
        }
        [b'\\', b'u', ..] => in_utf_16(text),
        [b'\\', b'U', ..] => Some((Unit::Character(character(hex(text, 2, 8)?)?), 10)),
        [b'\\', letter, ..] => Some((Unit::Byte(meant(*letter)?), 2)),
        [b'&', rest @ ..] => {
            let length = rest.iter().take(10).position(|byte| *byte == b';')?;
            Some((Unit::Character(referred(&rest[..length])?), length + 2))
        }
        [b'\'', b'\\', b'\'', b'\'', ..] => Some((Unit::Byte(b'\''), 4)),
        _ => None,
    }
}

/// What a letter behind a backslash stands for.
const fn meant(letter: u8) -> Option<u8> {
    match letter {
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        b'b' => Some(8),
        b'f' => Some(12),
        b'0' => Some(0),
        b'"' | b'\'' | b'\\' | b'/' | b'`' | b'$' | b' ' | b'&' | b'<' | b'>' => Some(letter),
        _ => None,
    }
}

/// What a reference of XML or HTML stands for, without its `&` and `;`.
fn referred(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', digits @ ..] => character(hex(digits, 0, digits.len())?),
        [b'#', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => {
            character(std::str::from_utf8(digits).ok()?.parse().ok()?)
        }
        _ => None,
    }
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
    let digits = text.get(at..at + digits).filter(|digits| !digits.is_empty())?;
    digits.iter().try_fold(0_u32, |number, digit| {
        Some(number.checked_mul(16)? + char::from(*digit).to_digit(16)?)
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
            r"\q",
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
