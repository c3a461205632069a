//! Finds the value that a name has in a text, however the text writes it: `Name=value`,
//! `"Name": "value"`, `<Name>value</Name>`, and the escaped forms of these.
//!
//! A scanner, not a parser: what has to be hidden often stands in text that is broken or cut, where a
//! parser would give up. It covers too much rather than too little.

/// What may stand between a name and a value that ends where its characters end.
const EQUALS: [&str; 5] = ["=", "%3d", "%253d", "\\u003d", "&#61;"];

/// Replaces the value of each occurrence of `name`, which is in lower case and found in any. Looks at no
/// character more than a few times, whatever the text is: what is looked at for a value is either part
/// of it, and passed over with it, or at its very end.
pub(super) fn mask(text: &str, name: &str, cover: impl Fn(&str) -> String) -> String {
    let lower = text.to_ascii_lowercase(); // keeps offsets
    let mut shown = String::with_capacity(text.len());
    let mut copied = 0;
    let mut from = 0;
    while let Some(at) = lower[from..].find(name) {
        let closing = lower[..from + at].ends_with('/');
        from += at + name.len();
        if closing {
            continue;
        }
        let value = value_of(&lower[from..]).filter(|(_, length)| *length > 0);
        if let Some((start, length)) = value {
            shown.push_str(&text[copied..from + start]);
            from += start;
            shown.push_str(&cover(&text[from..from + length]));
            from += length;
            copied = from;
        }
    }
    shown.push_str(&text[copied..]);
    shown
}

/// Where the value begins in what follows a name, and how long it is.
fn value_of(rest: &str) -> Option<(usize, usize)> {
    if let Some(value) = EQUALS.iter().find_map(|equals| rest.strip_prefix(equals)) {
        let is_encoded = !rest.starts_with('=');
        return Some((rest.len() - value.len(), parameter(value, is_encoded)));
    }
    if let Some(value) = rest.strip_prefix('>') {
        return Some((1, value.find('<').unwrap_or(value.len())));
    }
    let unquoted = rest.strip_prefix('\\').unwrap_or(rest).strip_prefix('"')?;
    // A comma stands in lists of pairs, such as headers.
    let separated = unquoted.trim_start().strip_prefix([':', ','])?.trim_start();
    let nested = separated.starts_with('\\');
    let value = separated.strip_prefix('\\').unwrap_or(separated).strip_prefix('"')?;
    let end = if nested { value.find("\\\"") } else { closing_quote(value) };
    Some((rest.len() - value.len(), end.unwrap_or(value.len())))
}

/// How long the value of a parameter is.
fn parameter(value: &str, is_encoded: bool) -> usize {
    let of_value = |byte: u8| byte.is_ascii_alphanumeric() || b"%+/=_-".contains(&byte);
    let bytes = value.as_bytes();
    let is_end = |place: usize| {
        let rest = &bytes[place..];
        // Percent-encoded as a whole: the next parameter begins at an encoded ampersand.
        let ends = is_encoded && (rest.starts_with(b"%26") || rest.starts_with(b"%2526"));
        ends || !of_value(bytes[place])
    };
    (0..bytes.len()).find(|place| is_end(*place)).unwrap_or(bytes.len())
}

fn closing_quote(value: &str) -> Option<usize> {
    let mut escaped = false;
    value.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

/// Drops `user:password@` from every address in a text.
pub(super) fn drop_user_info(text: &str) -> String {
    const END: &[char] = &['/', '?', '#', '"', '\'', '<', '>', '\\', ' ', '\n', '\t'];
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        let authority = &after[..after.find(END).unwrap_or(after.len())];
        shown.push_str(before);
        rest = authority.rfind('@').map_or(after, |user| &after[user + 1..]);
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        mask(text, "signature", |_| "*".to_owned())
    }

    #[test]
    fn the_value_is_found_in_every_writing() {
        for (text, shown) in [
            ("?Signature=ab%2B/+=&A=1", "?Signature=*&A=1"),
            ("&signature=ab, b=1", "&signature=*, b=1"),
            ("Signature%3Dab%253D%26A%3D1", "Signature%3D*%26A%3D1"),
            (r"\u0026Signature\u003dab\u0026A", r"\u0026Signature\u003d*\u0026A"),
            (r#"{"Signature" : "a\"b", "A":1}"#, r#"{"Signature" : "*", "A":1}"#),
            (r#"{\"Signature\":\"ab\",\"A\""#, r#"{\"Signature\":\"*\",\"A\""#),
            (r#"("Signature", "ab")"#, r#"("Signature", "*")"#),
            ("<Signature>ab</Signature>", "<Signature>*</Signature>"),
            ("Signature=a Signature=b", "Signature=* Signature=*"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn a_value_that_is_cut_off_is_covered_to_the_end() {
        assert_eq!(masked(r#"{"Signature":"ab"#), r#"{"Signature":"*"#);
        assert_eq!(masked("<Signature>ab"), "<Signature>*");
    }

    #[test]
    fn other_names_and_plain_words_stay() {
        for text in [
            "SignatureMethod=HMAC-SHA1",
            "the Signature is wrong",
            "Signature",
            "\"Signature\"é",
            "Signature=&A=1",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn user_information_goes_and_other_at_signs_stay() {
        assert_eq!(
            drop_user_info("http://a:b@c@h/x@y mail@z ws://u@h"),
            "http://h/x@y mail@z ws://h"
        );
        assert_eq!(drop_user_info("no address://"), "no address://");
    }
}
