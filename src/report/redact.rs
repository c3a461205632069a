//! Secrets and signatures taken out of text before it is shown or written.
//!
//! Works on text alone, so that a secret is found wherever it stands: in an address, a body, an error
//! of the HTTP client, an echo by the endpoint. What it takes grows with the text and no faster, whatever
//! the text is. Does not make text harmless to a terminal: that is [`escape`](super::escape)'s, and comes
//! after.

use std::borrow::Cow;
use std::fmt;

use aho_corasick::AhoCorasick;

use super::cut::Cut;
use super::mask::{drop_user_info, mask};
use super::unescape::{Level, MOST_LEVELS};
use super::writings::{self, Writing};

/// Stands where a secret stood.
const SECRET: &str = "[secret]";
/// How much of a signature is shown: enough to tell two apart, too little to use.
const SIGNATURE_SHOWN: usize = 4;
/// From here on a writing is found in any letter case, as in the name of a header. A shorter one may be a
/// word, and words begin sentences.
const ANY_CASE: usize = 8;

/// Takes secrets out of text.
pub struct Redactor {
    searches: Vec<Search>,
    cut: Cut,
    secrets: usize,
}

impl Redactor {
    /// A redactor of these secrets; empty ones are left out.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let secrets: Vec<String> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        let mut all: Vec<Writing> =
            secrets.iter().flat_map(|secret| writings::of(secret)).collect();
        all.sort();
        all.dedup();
        let (long, short) = all.into_iter().partition(|one| one.bytes.len() >= ANY_CASE);
        let searches = [Search::new(short, false), Search::new(long, true)];
        Self {
            searches: searches.into_iter().flatten().collect(),
            cut: Cut::new(secrets.iter().flat_map(|secret| writings::escaped(secret))),
            secrets: secrets.len(),
        }
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in; the value of a
    /// `Signature` is cut to its first four characters, that of an `AccessKeySecret` or a
    /// `SecurityToken` is covered, and user information of an address is dropped.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        // Secrets first: where one stands in the place of a signature, four characters are too many.
        let text = drop_user_info(&self.cut.covered(&self.without_secrets(text), SECRET));
        let text = mask(&text, "accesskeysecret", |_| SECRET.to_owned());
        let text = mask(&text, "securitytoken", |_| SECRET.to_owned());
        mask(&text, "signature", |value| match value.char_indices().nth(SIGNATURE_SHOWN) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => value.to_owned(),
        })
    }

    /// An address.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        self.text(url)
    }

    /// Headers; credentials of `Authorization` other than a signature are covered as a whole.
    #[must_use]
    pub fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                let scheme = value.split(' ').next().unwrap_or_default();
                let value = match scheme.to_ascii_lowercase().as_str() {
                    "basic" | "bearer" if name.to_ascii_lowercase().ends_with("authorization") => {
                        format!("{scheme} {SECRET}")
                    }
                    _ => self.text(value),
                };
                (self.text(name), value)
            })
            .collect()
    }

    /// A body as text, at most about `limit` bytes of it. Bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn body(&self, body: &[u8], limit: usize) -> String {
        self.clipped(&String::from_utf8_lossy(body), limit)
    }

    /// As [`Redactor::body`], of a body whose last `left_out` bytes are not there any more.
    #[must_use]
    pub fn part_of_body(&self, body: &[u8], left_out: usize, limit: usize) -> String {
        if left_out == 0 {
            return self.body(body, limit);
        }
        // With the mark of a cut, in front of which half a secret is looked for.
        let text = self.text(&format!("{}…", String::from_utf8_lossy(body)));
        cut(text.strip_suffix('…').unwrap_or(&text), limit, left_out)
    }

    /// As [`Redactor::text`], at most about `limit` bytes of it: a remark says how many more there
    /// are. Cut after redaction, since half a secret would not be recognised.
    #[must_use]
    pub fn clipped(&self, text: &str, limit: usize) -> String {
        let text = self.text(text);
        if text.len() <= limit { text } else { cut(&text, limit, 0) }
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in, and all else stays. For
    /// what is about a signature, and has to show it; everywhere else [`Redactor::text`].
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut copied = 0;
        for (start, end) in self.places(text.as_bytes()) {
            let (start, end) = (text.floor_char_boundary(start), text.ceil_char_boundary(end));
            shown.push_str(&text[copied..start.max(copied)]);
            shown.push_str(SECRET);
            copied = end;
        }
        shown.push_str(&text[copied..]);
        shown
    }

    /// As [`Redactor::without_secrets`], of bytes that need be no text.
    #[must_use]
    pub fn bytes_without_secrets<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let places = self.places(bytes);
        if places.is_empty() {
            return Cow::Borrowed(bytes);
        }
        let mut shown = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for (start, end) in places {
            shown.extend_from_slice(&bytes[copied..start]);
            shown.extend_from_slice(SECRET.as_bytes());
            copied = end;
        }
        shown.extend_from_slice(&bytes[copied..]);
        Cow::Owned(shown)
    }

    /// Where secrets stand, in order and apart from each other.
    fn places(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.searches.is_empty() {
            return found;
        }
        let mut search = |text: &[u8], source: &dyn Fn(usize, usize) -> (usize, usize)| {
            for search in &self.searches {
                search.all(text, |start, end| found.push(source(start, end)));
            }
        };
        search(text, &|start, end| (start, end));
        let mut level = Level::of(text);
        for _ in 0..MOST_LEVELS {
            let Some(undone) = level else { break };
            search(&undone.bytes, &|start, end| undone.source(start, end));
            level = undone.next();
        }
        found.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::with_capacity(found.len());
        for (start, end) in found {
            match apart.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => apart.push((start, end)),
            }
        }
        apart
    }
}

/// A text up to a limit, and how much more there is, with what was left out before.
fn cut(text: &str, limit: usize, left_out: usize) -> String {
    let end = text.floor_char_boundary(limit.min(text.len()));
    format!("{}… {} more bytes", &text[..end], text.len() - end + left_out)
}

// A derived Debug would print the secrets into logs and panics.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("secrets", &self.secrets).finish_non_exhaustive()
    }
}

/// Finds all of many writings in one pass.
struct Search {
    automaton: AhoCorasick,
    /// Of each writing, whether it is a piece of Base64.
    pieces: Vec<bool>,
}

impl Search {
    fn new(writings: Vec<Writing>, any_case: bool) -> Option<Self> {
        if writings.is_empty() {
            return None;
        }
        #[expect(
            clippy::expect_used,
            reason = "it fails beyond 2^31 states, a byte of a secret makes some sixty, and secrets are read bounded; to go on without one would show it"
        )]
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(any_case)
            .build(writings.iter().map(|writing| &writing.bytes))
            .expect("secrets are short");
        Some(Self { automaton, pieces: writings.iter().map(|writing| writing.is_piece).collect() })
    }

    /// Every place where a writing stands, also where two overlap.
    fn all(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        for one in self.automaton.find_overlapping_iter(text) {
            let (mut start, mut end) = (one.start(), one.end());
            if self.pieces[one.pattern()] {
                // The characters beside it hold bits of the secret too, and of its neighbours.
                if start > 0 && is_base64(text[start - 1]) {
                    start -= 1;
                }
                if text.get(end).is_some_and(|byte| is_base64(*byte)) {
                    end += 1;
                }
                let padding = text[end..].iter().take(2).take_while(|byte| **byte == b'=');
                end += padding.count();
            }
            found(start, end);
        }
    }
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const AWKWARD: &str = "S3cr/et+&<\"'\\ é";

    fn redactor() -> Redactor {
        Redactor::new([AWKWARD.to_owned(), String::new()])
    }

    #[test]
    fn every_written_form_is_covered() {
        for form in writings::escaped(AWKWARD) {
            let shown = redactor().text(&format!("before {form} after {form}"));
            assert_eq!(shown, "before [secret] after [secret]", "of {form}");
        }
        assert_eq!(redactor().text("nothing to hide"), "nothing to hide");
    }

    /// Ways of writing a character that nobody chose a form for.
    const WAYS: [fn(char) -> String; 8] = [
        |c| c.to_string(),
        |c| c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        |c| c.to_string().bytes().map(|byte| format!("%25{byte:02x}")).collect(),
        |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        |c| format!("&#{};", u32::from(c)),
        |c| format!("&#x{:X};", u32::from(c)),
        |c| format!("\\u{{{:x}}}", u32::from(c)),
        |c| c.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
    ];

    #[test]
    fn a_secret_is_found_whichever_of_its_characters_are_escaped_and_how() {
        let mut random = fastrand::Rng::with_seed(1);
        for secret in
            [AWKWARD, "LTAIsecretofthirtycharacters00", "x%41\\n&amp;y+z w", "Zq7\u{1f600}%25/"]
        {
            let redactor = Redactor::new([secret.to_owned()]);
            for _ in 0..500 {
                let (way, other) = (random.usize(1..8), random.usize(0..8));
                let always = random.bool();
                let mut written = String::new();
                for character in secret.chars() {
                    // What begins an escape would be read with what follows it.
                    let must = "\\&%'".contains(character);
                    let way = if always || must || random.bool() { way } else { 0 };
                    written.push_str(&WAYS[way](character));
                }
                // The whole of it once more.
                if random.bool() {
                    written = written.chars().map(WAYS[other]).collect();
                }
                let shown = redactor.text(&format!("a {written} b"));
                assert_eq!(shown, "a [secret] b", "{secret} as {written}");
            }
        }
    }

    #[test]
    fn base64_is_covered_whatever_stands_before_and_behind() {
        for secret in ["topsecret", AWKWARD, "LTAIsecretofthirtycharacters00"] {
            let redactor = Redactor::new([secret.to_owned()]);
            for before in ["", "a", "bc", "testid:"] {
                for after in ["", "x", "yz", "abc"] {
                    let encoded = STANDARD.encode(format!("{before}{secret}{after}"));
                    let written = [
                        encoded.clone(),
                        encoded.replace('+', "-").replace('/', "_"),
                        encoded.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D"),
                        encoded.replace('/', "\\/"),
                    ];
                    for written in written {
                        let shown = redactor.text(&format!("v {written} w"));
                        let (_, rest) = shown
                            .split_once("[secret]")
                            .unwrap_or_else(|| panic!("{secret} in {written} is shown as {shown}"));
                        let left = shown.len() - "[secret]".len() - 4;
                        assert!(left <= before.len() * 3 + after.len() * 3 + 6, "{shown} {rest}");
                    }
                }
            }
        }
    }

    #[test]
    fn hexadecimal_digits_are_covered_in_any_case() {
        let redactor = Redactor::new(["topsecret".to_owned()]);
        for digits in ["746f70736563726574", "746F70736563726574", "746f70736563726574ff"] {
            let shown = redactor.text(&format!("0x{digits}"));
            assert!(shown.starts_with("0x[secret]"), "{shown}");
        }
        assert_eq!(redactor.text("x-TOPSECRET: 1"), "x-[secret]: 1", "the name of a header");
    }

    #[test]
    fn a_replacement_is_not_searched_again() {
        let redactor = Redactor::new(["e".to_owned(), "se".to_owned()]);
        assert_eq!(redactor.text("see"), "[secret][secret]");
        let overlapping = Redactor::new(["abcd".to_owned(), "cdef".to_owned()]);
        assert_eq!(overlapping.text("abcdef"), "[secret]", "nothing of either stays");
    }

    #[test]
    fn bytes_that_are_no_text_are_covered_too() {
        let redactor = Redactor::new(["topsecret".to_owned()]);
        let shown = redactor.bytes_without_secrets(b"\xff\xfe topsecret \x00%74opsecret\xff");
        assert_eq!(&*shown, b"\xff\xfe [secret] \x00[secret]\xff");
        assert!(matches!(redactor.bytes_without_secrets(b"\xff%41"), Cow::Borrowed(b"\xff%41")));
    }

    #[test]
    fn an_address_shows_four_characters_of_its_signature_and_no_user() {
        let url = "http://user:pass@host:1/?Signature=abcdefg%3D&SignatureNonce=12345678#f";
        assert_eq!(redactor().url(url), "http://host:1/?Signature=abcd…&SignatureNonce=12345678#f");
        assert_eq!(redactor().text("for url (http://u@h/)"), "for url (http://h/)");
    }

    #[test]
    fn a_secret_in_the_place_of_a_signature_is_covered() {
        let redactor = Redactor::new(["topsecret".to_owned()]);
        assert_eq!(redactor.text("Signature=topsecret"), "Signature=[secret]");
    }

    #[test]
    fn authorization_shows_no_credentials() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let shown = redactor().headers(&[
            header("Authorization", "ACS3-HMAC-SHA256 Credential=id,Signature=0123456789"),
            header("authorization", "Basic dXNlcjpwYXNz"),
            header("x-echo", AWKWARD),
        ]);
        assert_eq!(shown[0].1, "ACS3-HMAC-SHA256 Credential=id,Signature=0123…");
        assert_eq!(shown[1].1, "Basic [secret]");
        assert_eq!(shown[2].1, "[secret]");
    }

    #[test]
    fn bodies_are_cut_after_redaction() {
        assert_eq!(
            redactor().body(b"Action=A&Signature=abcdef&B=1", 99),
            "Action=A&Signature=abcd…&B=1"
        );
        assert_eq!(
            redactor().body(br#"{"AccessKeySecret": "new\"key","SecurityToken":"t"}"#, 99),
            r#"{"AccessKeySecret": "[secret]","SecurityToken":"[secret]"}"#
        );
        assert_eq!(redactor().body(b"abcdef", 4), "abcd… 2 more bytes");
        assert_eq!(redactor().body("aéb".as_bytes(), 2), "a… 3 more bytes");
        assert_eq!(redactor().body(b"\xff!", 9), "\u{fffd}!");
        let redactor = Redactor::new(["0123456789".to_owned()]);
        assert_eq!(redactor.body(b"ab0123456789", 4), "ab[s… 6 more bytes");
        assert_eq!(redactor.part_of_body(b"ab01234", 7, 99), "ab[secret]… 7 more bytes");
        assert_eq!(redactor.part_of_body(b"abcdef", 7, 4), "abcd… 9 more bytes");
        assert_eq!(redactor.part_of_body(b"ab", 0, 4), "ab");
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", redactor()), "Redactor { secrets: 1, .. }");
    }

    /// An upper limit and no measure: what is quadratic in the text takes minutes.
    #[test]
    fn half_a_megabyte_of_anything_is_gone_through_in_a_moment() {
        let redactor = Redactor::new([AWKWARD.to_owned(), "aaaaaaaaaaaaaaaa".to_owned()]);
        for unit in [
            "signature%3d!",
            "signature%3da",
            "signature%3da%26",
            "signature=",
            "Signature>",
            "/signature>",
            "\"signature\"",
            "\"signature\":\"",
            "\\\"signature\\\":\\\"",
            "signature\" ",
            "signature\"",
            "accesskeysecret%253d%25",
            "://a@",
            "://",
            "…",
            "S3cr…",
            "S3cr%",
            "%25",
            "%2525",
            "\\\\",
            "\\u005c",
            "&amp;",
            "'\\''",
            "S3cr/et+&<\"'\\ ",
            "a",
            "a…",
            "aaaaa…",
            "UzNj",
        ] {
            let text = unit.repeat(512 * 1024 / unit.len());
            let began = std::time::Instant::now();
            let _ = redactor.text(&text);
            let took = began.elapsed();
            assert!(took.as_secs() < 20, "{unit:?}: {took:?}");
        }
    }
}
