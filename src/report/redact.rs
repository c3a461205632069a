//! Secrets and signatures taken out of text before it is shown or written.
//!
//! Works on text alone, so that a secret is found wherever it stands: in an address, a body, an error
//! of the HTTP client, an echo by the endpoint. Does not make text harmless to a terminal: that is
//! [`escape`](super::escape)'s, and comes after.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::mask::{drop_user_info, mask};

/// Stands where a secret stood.
const SECRET: &str = "[secret]";
/// How much of a signature is shown: enough to tell two apart, too little to use.
const SIGNATURE_SHOWN: usize = 4;

/// Takes secrets out of text.
pub struct Redactor {
    /// Every written form of every secret, longest first, so that no form hides the rest of another.
    forms: Vec<String>,
    /// What the forms begin with: a text that ends with part of one holds one of these.
    beginnings: Vec<String>,
    secrets: usize,
}

impl Redactor {
    /// A redactor of these secrets; empty ones are left out.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let secrets: Vec<String> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        let mut forms: Vec<String> =
            secrets.iter().flat_map(|secret| written_forms(secret)).collect();
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        let start = |form: &String| form[..form.floor_char_boundary(SIGNATURE_SHOWN)].to_owned();
        let mut beginnings: Vec<String> =
            forms.iter().map(start).filter(|start| !start.is_empty()).collect();
        beginnings.sort();
        beginnings.dedup();
        Self { forms, beginnings, secrets: secrets.len() }
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in; the value of a
    /// `Signature` is cut to its first four characters, that of an `AccessKeySecret` is covered, and
    /// user information of an address is dropped.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        // Secrets first: where one stands in the place of a signature, four characters are too many.
        let text = drop_user_info(&self.cover_cut_secrets(&self.without_secrets(text)));
        let text = mask(&text, "accesskeysecret", |_| SECRET.to_owned());
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

    /// As [`Redactor::text`], at most about `limit` bytes of it: a remark says how many more there
    /// are. Cut after redaction, since half a secret would not be recognised.
    #[must_use]
    pub fn clipped(&self, text: &str, limit: usize) -> String {
        let text = self.text(text);
        if text.len() <= limit {
            return text;
        }
        let end = text.floor_char_boundary(limit);
        format!("{}… {} more bytes", &text[..end], text.len() - end)
    }

    /// Covers what is left of a secret where a text was cut before it came here: its beginning, in
    /// front of the mark that says so, or at the very end.
    fn cover_cut_secrets(&self, text: &str) -> String {
        const MARK: char = '…';
        let mut shown = String::with_capacity(text.len());
        for part in text.split_inclusive(MARK) {
            let kept = part.strip_suffix(MARK).unwrap_or(part);
            let is_cut = kept.len() < part.len();
            let length = self.cut_secret(kept, is_cut);
            shown.push_str(&kept[..kept.len() - length]);
            if length > 0 {
                shown.push_str(SECRET);
            }
            shown.push_str(&part[kept.len()..]);
        }
        shown
    }

    /// How many bytes at the end of a text are the beginning of a secret.
    fn cut_secret(&self, text: &str, is_cut: bool) -> usize {
        // Longest first, so the first is as long as any.
        let longest = self.forms.first().map_or(0, String::len);
        let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(longest))..];
        if !self.beginnings.iter().any(|beginning| tail.contains(beginning.as_str())) {
            return 0;
        }
        let lengths = self.forms.iter().map(|form| beginning_of(form, tail, is_cut));
        lengths.max().unwrap_or_default()
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in, and all else stays. For
    /// what is about a signature, and has to show it; everywhere else [`Redactor::text`].
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        let present: Vec<&str> =
            self.forms.iter().map(String::as_str).filter(|form| text.contains(form)).collect();
        if present.is_empty() {
            return text.to_owned();
        }
        // In one pass: a replacement is never searched again.
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(form) = present.iter().find(|form| rest.starts_with(**form)) {
                shown.push_str(SECRET);
                rest = &rest[form.len()..];
            } else {
                shown.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        shown
    }
}

// A derived Debug would print the secrets into logs and panics.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("secrets", &self.secrets).finish_non_exhaustive()
    }
}

/// How many bytes at the end of a text are the beginning of a secret: of a text that says that it was
/// cut four are enough, of another one half of the secret, since words of a language look like that.
fn beginning_of(form: &str, text: &str, is_cut: bool) -> usize {
    let least = if is_cut { SIGNATURE_SHOWN } else { (form.len() / 2).max(6) };
    let lengths = (least..form.len()).rev();
    lengths
        .filter(|length| form.is_char_boundary(*length))
        .find(|length| text.ends_with(&form[..*length]))
        .unwrap_or_default()
}

/// The forms in which a query, a form body, JSON, XML, Base64 or a Rust error message writes a secret.
fn written_forms(secret: &str) -> Vec<String> {
    let percent = percent_encoded(secret, false);
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let xml_quoted = xml.replace('"', "&quot;");
    // A JSON string stands in quotes, and so does Debug's; they are not part of the form.
    let debug = format!("{secret:?}");
    let json = serde_json::Value::from(secret).to_string();
    let json = &json[1..json.len() - 1];
    let mut forms = vec![
        secret.to_owned(),
        percent_encoded(secret, true),
        percent_encoded(&percent, false), // as a string to sign holds it
        percent.replace("%20", "+"),
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
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    // What an endpoint wrote in one of these ways stands in a message of ours in quotes again.
    for form in forms.clone() {
        let debug = format!("{form:?}");
        forms.push(debug[1..debug.len() - 1].to_owned());
        let json = serde_json::Value::from(form).to_string();
        forms.push(json[1..json.len() - 1].to_owned());
    }
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

    const AWKWARD: &str = "S3cr/et+&<\"'\\ é";

    fn redactor() -> Redactor {
        Redactor::new([AWKWARD.to_owned(), String::new()])
    }

    #[test]
    fn every_written_form_is_covered() {
        for form in written_forms(AWKWARD) {
            let shown = redactor().text(&format!("before {form} after {form}"));
            assert_eq!(shown, "before [secret] after [secret]", "of {form}");
        }
        assert_eq!(redactor().text("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn a_replacement_is_not_searched_again() {
        let redactor = Redactor::new(["e".to_owned(), "se".to_owned()]);
        assert_eq!(redactor.text("see"), "[secret][secret]");
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
            redactor().body(br#"{"AccessKeySecret": "new\"key"}"#, 99),
            r#"{"AccessKeySecret": "[secret]"}"#
        );
        assert_eq!(redactor().body(b"abcdef", 4), "abcd… 2 more bytes");
        assert_eq!(redactor().body("aéb".as_bytes(), 2), "a… 3 more bytes");
        assert_eq!(redactor().body(b"\xff!", 9), "\u{fffd}!");
        let redactor = Redactor::new(["0123456789".to_owned()]);
        assert_eq!(redactor.body(b"ab0123456789", 4), "ab[s… 6 more bytes");
    }

    #[test]
    fn a_secret_that_was_cut_is_covered() {
        let redactor = Redactor::new(["Marker/Secret+1".to_owned()]);
        assert_eq!(redactor.text("a Marker%2FSe… b"), "a [secret]… b");
        assert_eq!(redactor.text("it said \"Mark…\""), "it said \"[secret]…\"");
        assert_eq!(redactor.text("body Marker/Sec"), "body [secret]");
        assert_eq!(redactor.text("a Mar… and a Marker"), "a Mar… and a Marker");
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", redactor()), "Redactor { secrets: 1, .. }");
    }
}
