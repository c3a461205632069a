//! Percent-encoding. Source: Signature, step "encode": `A-Z a-z 0-9 - _ . ~` stay as they are, every
//! other byte is `%XY` with upper-case hexadecimal digits.

use std::borrow::Cow;

/// Why bytes cannot be decoded. Positions count bytes from the start of the encoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// A `%` is not followed by two more characters.
    #[error("the escape at byte {at} is cut short")]
    Truncated {
        /// Position of the `%`.
        at: usize,
    },
    /// A `%` is followed by something other than hexadecimal digits.
    #[error("the escape at byte {at} is not hexadecimal")]
    NotHexadecimal {
        /// Position of the `%`.
        at: usize,
    },
    /// The decoded bytes are not UTF-8.
    #[error("what is decoded is not UTF-8")]
    NotUtf8,
}

/// Whether a byte stays as it is.
#[must_use]
pub const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// [`is_unreserved`] of every byte: one look instead of up to eight comparisons.
static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_unreserved(byte as u8);
        byte += 1;
    }
    table
};

/// Encodes bytes and appends them.
pub fn encode_into(out: &mut String, bytes: &[u8]) {
    // What is escaped grows further; what a request holds is mostly unreserved.
    out.reserve(bytes.len());
    for &byte in bytes {
        if UNRESERVED[usize::from(byte)] {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

/// Encodes bytes.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 4);
    encode_into(&mut out, bytes);
    out
}

/// Encoded text with the digits of its escapes in lower case, as some clients write them.
#[must_use]
pub fn in_lower_case(encoded: &str) -> String {
    let mut digits = 0_u8;
    let lower = |character: char| {
        let is_digit = digits > 0;
        digits = if character == '%' { 2 } else { digits.saturating_sub(1) };
        if is_digit { character.to_ascii_lowercase() } else { character }
    };
    encoded.chars().map(lower).collect()
}

/// Decodes the name or value of a query or form parameter: escapes in either letter case, and `+`
/// for a blank, as several official clients write it. Borrows when there is nothing to decode.
///
/// # Errors
/// When an escape is cut short or not hexadecimal, or the result is not UTF-8.
pub fn decode(encoded: &[u8]) -> Result<Cow<'_, str>, PercentError> {
    let Some(first) = encoded.iter().position(|byte| matches!(byte, b'%' | b'+')) else {
        return std::str::from_utf8(encoded).map(Cow::Borrowed).map_err(|_| PercentError::NotUtf8);
    };
    let mut decoded = Vec::with_capacity(encoded.len());
    decoded.extend_from_slice(&encoded[..first]);
    let mut at = first;
    while let Some(&byte) = encoded.get(at) {
        match byte {
            b'%' => {
                let digits = encoded.get(at + 1..at + 3).ok_or(PercentError::Truncated { at })?;
                let (Some(high), Some(low)) = (hexadecimal(digits[0]), hexadecimal(digits[1]))
                else {
                    return Err(PercentError::NotHexadecimal { at });
                };
                decoded.push(high << 4 | low);
                at += 3;
            }
            b'+' => {
                decoded.push(b' ');
                at += 1;
            }
            other => {
                decoded.push(other);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map(Cow::Owned).map_err(|_| PercentError::NotUtf8)
}

const fn hexadecimal(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_kept_or_escaped_as_documented() {
        let kept = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
        for byte in 0..=u8::MAX {
            let expected = if kept.contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            };
            assert_eq!(encode([byte]), expected, "byte {byte}");
        }
    }

    #[test]
    fn text_of_any_width_comes_back() {
        for text in ["", "plain-1_2.3~", "a b", "*'()!", "%", "é", "云", "🦀", "\u{0}\u{7f}"] {
            assert_eq!(decode(encode(text).as_bytes()).unwrap(), text);
        }
    }

    #[test]
    fn both_letter_cases_and_plus_are_read() {
        assert_eq!(decode(b"%2f%2F+%7E").unwrap(), "// ~");
    }

    #[test]
    fn no_letter_but_a_digit_is_put_in_lower_case() {
        assert_eq!(in_lower_case("A%2F%E4B%BA~%%4"), "A%2f%e4B%ba~%%4");
        assert_eq!(decode(in_lower_case(&encode("A/云")).as_bytes()).unwrap(), "A/云");
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(decode(b"InstanceId"), Ok(Cow::Borrowed("InstanceId"))));
    }

    #[test]
    fn malformed_escapes_are_named() {
        assert_eq!(decode(b"ab%"), Err(PercentError::Truncated { at: 2 }));
        assert_eq!(decode(b"ab%4"), Err(PercentError::Truncated { at: 2 }));
        assert_eq!(decode(b"%4G"), Err(PercentError::NotHexadecimal { at: 0 }));
        assert_eq!(decode(b"%+1"), Err(PercentError::NotHexadecimal { at: 0 }));
        assert_eq!(decode(b"%ff"), Err(PercentError::NotUtf8));
        assert_eq!(decode(b"\xff"), Err(PercentError::NotUtf8));
        assert_eq!(decode(b"%ED%A0%80"), Err(PercentError::NotUtf8), "a surrogate is not UTF-8");
    }
}
