//! The ways in which a secret may be written, as far as they are looked for as they stand. What only
//! escapes some of its characters is found without them: [`unescape`](super::unescape).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::unescape::Level;

/// The shortest piece of Base64 or hexadecimal digits that is looked for: a shorter one stands in many a
/// text by chance.
const SHORTEST_PIECE: usize = 6;

/// One way of writing a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Writing {
    /// What is looked for.
    pub(super) bytes: Vec<u8>,
    /// Whether it is a piece out of the middle of Base64: the characters beside it hold some bits too.
    pub(super) is_piece: bool,
}

/// All ways of writing a secret that no undoing of escapes leads back to the secret: itself, what is left
/// of it where it is undone with the text around it, and its bytes as hexadecimal digits and as Base64.
/// For each byte of the secret they have some twenty at most.
pub(super) fn of(secret: &str) -> Vec<Writing> {
    let whole = |bytes: Vec<u8>| Writing { bytes, is_piece: false };
    // A form has a plus for each space.
    let mut all = vec![whole(secret.into()), whole(secret.replace(' ', "+").into())];
    // A secret may hold what reads as an escape.
    all.extend(Level::all(secret.as_bytes()).map(|undone| whole(undone.bytes)));
    let hex = |upper: bool| {
        let digits = secret.bytes().map(|byte| match upper {
            true => format!("{byte:02X}"),
            false => format!("{byte:02x}"),
        });
        digits.collect::<String>()
    };
    if 2 * secret.len() >= SHORTEST_PIECE {
        all.extend([hex(false), hex(true)].map(|digits| whole(digits.into())));
    }
    for encoded in [
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ] {
        // A shorter one stands in many a text by chance.
        if encoded.len() >= 4 {
            all.push(whole(encoded.into()));
        }
    }
    all.extend(pieces(secret.as_bytes()));
    all.retain(|writing| !writing.bytes.is_empty());
    all.sort();
    all.dedup();
    all
}

/// What Base64 makes of a secret that stands in the middle of something, whatever stands before it: of
/// each of the three ways in which it can fall, the characters that hold bits of nothing else.
fn pieces(secret: &[u8]) -> Vec<Writing> {
    let mut pieces = Vec::new();
    for before in 0..3 {
        let mut text = vec![0; before];
        text.extend_from_slice(secret);
        // Six bits a character: from the first one that begins in the secret to the last that ends there.
        let (first, end) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
        if end.saturating_sub(first) < SHORTEST_PIECE {
            continue;
        }
        for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            pieces.push(Writing { bytes: encoded.as_bytes()[first..end].to_vec(), is_piece: true });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_base64_is_the_same_whatever_stands_around_it() {
        let secret = "topsecret";
        let pieces = pieces(secret.as_bytes());
        for before in ["", "a", "bc", "def", "testid:"] {
            for after in ["", "x", "yz"] {
                let encoded = STANDARD.encode(format!("{before}{secret}{after}"));
                let is_in =
                    |piece: &Writing| encoded.contains(std::str::from_utf8(&piece.bytes).unwrap());
                assert!(pieces.iter().any(is_in), "{before}, {after}: {encoded}");
            }
        }
    }

    #[test]
    fn nothing_short_is_looked_for_but_the_secret_itself() {
        let short: Vec<_> = of("ab").into_iter().map(|writing| writing.bytes).collect();
        assert_eq!(short, [b"YWI=".to_vec(), b"ab".to_vec()]);
    }
}
