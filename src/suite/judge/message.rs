//! What two messages have to have in common: everything but what a message repeats of the call itself or of the
//! answer that it stands in, a RequestId, a time, and the kind of line end. Two calls differ in these, and so may
//! what is said of them.

use crate::api::Format;
use crate::api::names::{API_VERSION, parameter};
use crate::suite::answer::{Content, Received};
use crate::suite::explain;

/// What stands for what was left out.
const LEFT_OUT: &str = "…";

/// How many characters a RequestId and a UUID have.
const REQUEST_ID: usize = 36;

/// What an answer says in its message.
pub(super) struct Said<'a> {
    message: &'a str,
    /// What else of the answer it may repeat: its RequestId, whatever form that has, and its headers.
    beside: Vec<&'a str>,
}

impl<'a> Said<'a> {
    /// The message of an answer, where it can be read and has one.
    pub(super) fn by(received: &'a Received) -> Option<Self> {
        let reading = received.reading()?;
        let headers = match &received.content {
            Content::Read(answer, _) => &answer.headers[..],
            _ => &[],
        };
        let is_own = |value: &&str| {
            value.len() >= SHORTEST_HEADER && value.contains(|c: char| c.is_ascii_digit())
        };
        let values = headers.iter().map(|(_, value)| value.as_str()).filter(is_own);
        let beside = values.chain(reading.request_id).collect();
        Some(Self { message: reading.message?, beside })
    }

    /// Whether two messages say the same. `quoted` are values that the calls carried.
    pub(super) fn is_as(&self, other: &Self, quoted: &[String]) -> bool {
        let [one, two] = [self, other].map(|said| essence(said.message, quoted));
        // A short RequestId may be a part of what both say by chance.
        one == two || {
            let [one, two] = [self, other].map(|said| {
                let message = said
                    .beside
                    .iter()
                    .fold(said.message.to_owned(), |text, own| without_word(&text, own));
                essence(&message, quoted)
            });
            one == two
        }
    }
}

/// A shorter header is no trace of the call.
const SHORTEST_HEADER: usize = 8;

/// A text without a word, wherever that stands alone.
fn without_word(text: &str, word: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
    while let Some(at) = rest.find(word).filter(|_| !word.is_empty()) {
        let (before, from) = rest.split_at(at);
        let after = &from[word.len()..];
        kept.push_str(before);
        let is_part = joins(kept.chars().next_back()) || joins(after.chars().next());
        kept.push_str(if is_part { word } else { LEFT_OUT });
        rest = after;
    }
    kept + rest
}

/// The message without what may differ. `quoted` are values that the calls carried.
fn essence(message: &str, quoted: &[String]) -> String {
    let text = message.replace("\r\n", "\n").replace('\r', "\n");
    let text = explain::without_echo(&text).trim_end().to_owned();
    without_format(&without_own(&text, quoted))
}

/// Leaves out the Format that a message names as a parameter: `Format=XML`, `"Format": "JSON"`.
fn without_format(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(parameter::FORMAT) {
        let (before, from) = rest.split_at(at + parameter::FORMAT.len());
        kept.push_str(before);
        let value = from.trim_start_matches(['"', '\'', '=', ':', ' ']);
        let named = Format::ALL.into_iter().find(|format| value.starts_with(format.value()));
        rest = match named.filter(|_| value.len() < from.len()) {
            Some(format) => {
                kept.push_str(LEFT_OUT);
                &value[format.value().len()..]
            }
            None => from,
        };
    }
    kept + rest
}

/// A text without these values, RequestIds and times.
pub(in crate::suite) fn without_own(text: &str, quoted: &[String]) -> String {
    let mut text = text.to_owned();
    // A value may be the beginning of another.
    let mut quoted: Vec<&String> = quoted.iter().filter(|value| !value.is_empty()).collect();
    quoted.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
    for value in quoted {
        text = text.replace(value.as_str(), LEFT_OUT);
    }
    without_times(&without_request_ids(&text))
}

/// Whether these are hexadecimal digits in the groups of a RequestId, in any letter case.
fn is_request_id(text: &[u8]) -> bool {
    text.len() == REQUEST_ID
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn without_request_ids(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.as_bytes().get(..REQUEST_ID).is_some_and(is_request_id) {
            kept.push_str(LEFT_OUT);
            rest = &rest[REQUEST_ID..];
        } else {
            kept.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    kept
}

/// Leaves out what reads as a time: digits that `:` or `.` join to others, a date that is joined by `-`, and
/// as many digits as seconds since 1970 or thousandth parts of them have. A `T` or `Z` beside them goes with them.
fn without_times(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | 'Z' | '+');
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        kept.push_str(before);
        let end = from.find(|c: char| !is_part(c)).unwrap_or(from.len());
        let (run, after) = from.split_at(end);
        let run_end = run.trim_end_matches(['.', ':', '-', '+']);
        if is_time(run_end) {
            kept.push_str(LEFT_OUT);
            kept.push_str(&run[run_end.len()..]);
        } else {
            kept.push_str(run);
        }
        rest = after;
    }
    kept + rest
}

/// `16:29:23`, `2026-11-27`, both joined, `1764260963`, `1764260963.5`, `1764260963123` and finer.
fn is_time(run: &str) -> bool {
    if run == API_VERSION {
        return false;
    }
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match lengths[..] {
        [10 | 13 | 16 | 19] => run.starts_with(['1', '2']),
        [10 | 13, _] => run.starts_with(['1', '2']) && run.contains('.'),
        [4, 2, 2, ..] | [8, 6, ..] => run.contains(['-', 'T']),
        [2, 2, 2, ..] => run.contains(':'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let quoted = ["i-1".to_owned(), "i-12".to_owned(), String::new()];
        essence(one, &quoted) == essence(other, &quoted)
    }

    #[test]
    fn what_a_message_repeats_of_the_call_is_no_difference() {
        for (one, other) in [
            ("The id \"i-1\" is unknown.", "The id \"i-12\" is unknown."),
            ("Line one.\r\nLine two.\r\n", "Line one.\nLine two."),
            ("At 16:29:23.", "At 03:00:01."),
            ("At 16:29:23.125 UTC", "At 16:29:24.9 UTC"),
            ("Time: 2026-11-27T16:29:23Z.", "Time: 2026-11-28T00:00:01Z."),
            ("on 2026-11-27 16:29:23 it", "on 2027-01-01 01:01:01 it"),
            ("t=1764260963123", "t=1764260999001"),
            ("t=1764260963123456", "t=1764260999001001"),
            ("t=1764260963.12", "t=1764260999.7"),
            (
                "request F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A failed",
                "request 0ae2c40d-ab09-45a1-b5c5-eb9f5c4e4e4b failed",
            ),
            ("server string to sign is:GET&%2F&A", "server string to sign is:GET&%2F&B"),
            (
                "server StringToSign is [GET\n/\na=1] server CanonicalRequest is [x]",
                "server StringToSign is [GET\n/\na=2] server CanonicalRequest is [y]",
            ),
        ] {
            assert!(same(one, other), "{one:?}, {other:?}");
        }
    }

    #[test]
    fn what_a_message_repeats_of_its_own_answer_is_no_difference() {
        let said = |message, request_id| Said { message, beside: vec!["x", request_id] };
        for (one, other, is_same) in [
            (said("No. (17)", "17"), said("No. (18)", "18"), true),
            (said("No. [req-0a]", "req-0a"), said("No. [req-0b]", "req-0b"), true),
            (said("Error 1.", "1"), said("Error 1.", "2"), true),
            (said("Error 1.", "3"), said("Error 2.", "4"), false),
            (said("id 117", "17"), said("id 118", "18"), false),
            (said("No", ""), said("No", ""), true),
        ] {
            assert_eq!(one.is_as(&other, &[]), is_same, "{:?}, {:?}", one.message, other.message);
        }
    }

    #[test]
    fn what_a_message_repeats_of_the_query_is_no_difference() {
        let query = |nonce: &str, format: &str| {
            format!(
                "Version=1&SignatureNonce={nonce}&Timestamp=2026-11-27T16%3A29%3A23Z&Format={format}"
            )
        };
        let (one, other) = (query("a", "XML"), query("b", "JSON"));
        let quoted = [one.clone(), other.clone()];
        let told = |query: &str| format!("No. (request: {query})");
        assert_eq!(essence(&told(&one), &quoted), essence(&told(&other), &quoted));
        for (one, other) in [
            ("{Format=XML, Version=1}", "{Format=JSON, Version=1}"),
            ("{\"Format\": \"XML\"}", "{\"Format\": \"JSON\"}"),
        ] {
            assert!(same(one, other), "{one}");
        }
        assert!(!same("no XML", "no JSON") && !same("FormatXML", "FormatJSON"));
    }

    #[test]
    fn everything_else_is() {
        for (one, other) in [
            ("It does not exist.", "It is another account's."),
            ("Error 1.", "Error 2."),
            ("The id \"i-1\" is unknown.", "The id \"i-1\" is another's."),
            ("owner 1234567", "owner 7654321"),
            ("version 1.2", "version 1.3"),
            ("ends in 10:20", "ends in 10:21"),
            ("", "x"),
        ] {
            assert!(!same(one, other), "{one:?}, {other:?}");
        }
    }
}
