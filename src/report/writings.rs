//! The ways in which a secret may be written, as far as they are looked for as they stand. What only
//! escapes some of its characters is found without them: [`unescape`](super::unescape).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::unescape::{Level, MOST_LEVELS};

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

/// All ways of writing a secret.
pub(super) fn of(secret: &str) -> Vec<Writing> {
    let whole = |bytes: Vec<u8>| Writing { bytes, is_piece: false };
    let mut all: Vec<Writing> =
        escaped(secret).into_iter().map(|form| whole(form.into())).collect();
    all.push(whole(secret.replace(' ', "+").into()));
    // A secret may hold what reads as an escape, and be undone with the text around it.
    let mut level = Level::of(secret.as_bytes());
    for _ in 0..MOST_LEVELS {
        let Some(undone) = level else { break };
        level = undone.next();
        all.push(whole(undone.bytes));
    }
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

/// The forms in which a query, a form body, JSON, XML, Base64 or a Rust error message writes a secret.
pub(super) fn escaped(secret: &str) -> Vec<String> {
    let percent = percent_encoded(secret, false);
    let lower = percent_encoded(secret, true);
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let xml_quoted = xml.replace('"', "&quot;");
    // A JSON string stands in quotes, and so does Debug's; they are not part of the form.
    let debug = format!("{secret:?}");
    let json = serde_json::Value::from(secret).to_string();
    let json = &json[1..json.len() - 1];
    let mut forms = vec![
        secret.to_owned(),
        percent_encoded(&percent, false), // as a string to sign holds it
        percent_encoded(&lower, true),
        percent.replace("%20", "+"),
        lower.replace("%20", "+"),
        lower,
        percent,
        json.to_owned(),
        json.replace('/', "\\/"),
        unicode_escaped(secret, false),
        unicode_escaped(secret, true),
        debug[1..debug.len() - 1].to_owned(),
        xml_quoted.replace('\'', "&apos;"),
        xml_quoted.replace('\'', "&#39;"),
        xml_quoted.replace('\'', "&#x27;"),
        // As HTML writers with numbers for all of them.
        xml.replace('"', "&#34;").replace('\'', "&#39;"),
        xml_quoted,
        xml,
    ];
    for encoded in [
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ] {
        // A shorter one stands in many a text by chance.
        if encoded.len() >= 4 {
            forms.push(encoded);
        }
    }
    // What an endpoint wrote in one of these ways stands in a message of ours in quotes again.
    for form in forms.clone() {
        let debug = format!("{form:?}");
        forms.push(debug[1..debug.len() - 1].to_owned());
        let json = serde_json::Value::from(form).to_string();
        forms.push(json[1..json.len() - 1].to_owned());
    }
    forms.sort();
    forms.dedup();
    forms
}

fn percent_encoded(text: &str, lowercase: bool) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ if lowercase => encoded.push_str(&format!("%{byte:02x}")),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// As careful JSON writers do: everything but letters, digits and `-_.~ ` as `\u` escapes.
fn unicode_escaped(text: &str, lowercase: bool) -> String {
    let mut escaped = String::new();
    for unit in text.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some(c) if c.is_ascii_alphanumeric() || "-_.~ ".contains(c) => escaped.push(c),
            _ if lowercase => escaped.push_str(&format!("\\u{unit:04x}")),
            _ => escaped.push_str(&format!("\\u{unit:04X}")),
        }
    }
    escaped
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
