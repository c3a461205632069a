//! What two messages have to have in common: everything but what a message repeats of the call itself, a
//! RequestId, a time, and the kind of line end. Two calls differ in these, and so may what is said of them.

use crate::spec::names::API_VERSION;
use crate::suite::explain;

/// What stands for what was left out.
const LEFT_OUT: &str = "…";

/// How many characters a RequestId and a UUID have.
const REQUEST_ID: usize = 36;

/// The message without what may differ. `quoted` are values that the calls carried.
pub(super) fn essence(message: &str, quoted: &[String]) -> String {
    let text = message.replace("\r\n", "\n").replace('\r', "\n");
    let text = explain::without_echo(&text).trim_end().to_owned();
    without_own(&text, quoted)
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
/// as many digits as seconds or milliseconds since 1970 have. A `T` or `Z` beside them goes with them.
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

/// `16:29:23`, `2026-11-27`, both joined, `1764260963`, `1764260963123`.
fn is_time(run: &str) -> bool {
    if run == API_VERSION {
        return false;
    }
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match lengths[..] {
        [10 | 13] => run.starts_with(['1', '2']),
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
