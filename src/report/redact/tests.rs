//! Secrets in every writing, whole and cut, in texts of every kind.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::*;

const AWKWARD: &str = "S3cr/et+&<\"'\\ é";

fn redactor() -> Redactor {
    Redactor::new([AWKWARD.to_owned(), String::new()])
}

#[test]
fn every_written_form_is_covered() {
    for form in escaped(AWKWARD) {
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
fn half_a_mebibyte_of_anything_is_gone_through_in_a_moment() {
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
        // What was quadratic once took 34 s for half a MiB of it on a busy machine, and less on another.
        let kib = if unit == "signature%3d!" { 1024 } else { 512 };
        let text = unit.repeat(kib * 1024 / unit.len());
        let began = std::time::Instant::now();
        let _ = redactor.text(&text);
        let took = began.elapsed();
        assert!(took.as_secs() < 20, "{unit:?}: {took:?}");
    }
}

fn every(text: &str, write: impl Fn(u8) -> String) -> String {
    text.bytes().map(write).collect()
}

/// What is left of a secret in each of the ways of writing it, with how it was written.
#[test]
fn what_is_left_of_a_secret_is_covered_however_it_was_written() {
    const SECRET: &str = "Tq9wXz4kLm";
    let base64 = |before: &str| STANDARD.encode(format!("{before}{SECRET}"));
    let written = [
        SECRET.to_owned(),
        SECRET.to_uppercase(),
        every(SECRET, |byte| format!("%{byte:02x}")),
        every(SECRET, |byte| format!("%25{byte:02X}")),
        every(SECRET, |byte| format!("\\u{byte:04x}")),
        every(SECRET, |byte| format!("\\\\u{byte:04x}")),
        every(SECRET, |byte| format!("&#{byte};")),
        every(SECRET, |byte| format!("&#x000{byte:x};")),
        every(SECRET, |byte| format!("&amp;#{byte};")),
        every(SECRET, |byte| format!("\\u{{{byte:x}}}")),
        every(SECRET, |byte| format!("\\x{byte:02x}")),
        every(SECRET, |byte| format!("{byte:02x}")),
        every(SECRET, |byte| format!("{byte:02X}")),
        base64(""),
        base64("x"),
        base64("id"),
    ];
    let redactor = Redactor::new([SECRET.to_owned()]);
    for written in &written {
        for left in 0..=written.len() {
            // What a reader makes of what is not covered: no three characters of it in a row.
            let (beginning, end) = written.split_at(left);
            for (cut, part) in [
                (format!("v {beginning}… 9 more bytes"), beginning),
                (format!("v \"{beginning}\"… w"), beginning),
                (format!("v …{end} w"), end),
                (format!("v …\"{end}\" w"), end),
            ] {
                let shown = redactor.text(&cut);
                let most = written.len() * SHORTEST as usize / SECRET.len() + LONGEST_ESCAPE;
                let is_covered =
                    shown.contains("[secret]") && !shown.contains(&part[part.len() / 2..]);
                assert!(part.len() < most || is_covered, "{cut} is shown as {shown}");
            }
        }
    }
}

/// A secret that others make up, of characters that every form writes in its own way, or all the same.
fn made_up(number: u64) -> String {
    let mut random = fastrand::Rng::with_seed(number);
    let alphabet: Vec<char> = match number % 4 {
        0 => "%&<>\"'\\/+ \u{1}é".chars().collect(),
        1 => "%25".chars().collect(),
        2 => vec!['a'],
        _ => "?>~".chars().collect(),
    };
    let mut secret = String::new();
    while secret.len() < 2000 {
        secret.push(alphabet[random.usize(..alphabet.len())]);
    }
    format!("{secret}{number}")
}

/// The most that a run learns: what was made of each byte of it took a kilobyte and more.
#[test]
fn the_longest_secrets_that_others_may_give_take_little_room() {
    let secrets: Vec<String> = (0..31).map(made_up).collect();
    let all: usize = secrets.iter().map(String::len).sum();
    let began = std::time::Instant::now();
    let redactor = Redactor::new(secrets.clone());
    let nodes: usize = redactor
        .searches
        .iter()
        .map(|search| search.forwards.size() + search.backwards.size())
        .sum();
    assert!(nodes < 40 * all, "{nodes} for {all} bytes");
    for secret in &secrets {
        assert_eq!(redactor.text(&format!("a {secret} b")), "a [secret] b");
    }
    assert_eq!(redactor.text(&format!("a {}…", &"a".repeat(1000))), "a [secret]…");
    // Many that each stand in the next, in a text of nothing else.
    let nested = Redactor::new((1..300).map(|length| "a".repeat(length)));
    assert_eq!(nested.text(&"a".repeat(256 * 1024)).len() % 8, 0);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// The forms in which a query, a form body, JSON, XML, Base64 or a Rust error message writes a secret.
fn escaped(secret: &str) -> Vec<String> {
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
    forms.extend([
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ]);
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
