//! A text without what it repeats of the very call it is about: the nonce, the time, the id, the signature,
//! the string to sign, the RequestId. What is left is the same wherever the same happened, so that many
//! scenarios are told in one line.
//!
//! For grouping and for short texts; nothing is judged by it.

use super::call::carried_by;
use super::judge;
use crate::outcome::Exchange;

/// What stands for what was left out.
const LEFT_OUT: &str = "…";
/// A shorter value may be a word of the text.
const SHORTEST: usize = 8;
/// Digits that are a nonce or a digest and no number, at least.
const DIGITS: usize = 32;

/// How a string to sign begins, under either version.
const HEADS: [&str; 3] = ["GET&%2F&", "POST&%2F&", "ACS3-HMAC-SHA256"];
/// What a gateway calls the texts that it quotes, each in brackets.
const QUOTED: [&str; 2] = ["StringToSign is [", "CanonicalRequest is ["];

/// The text without what it repeats of these calls.
#[must_use]
pub(super) fn of(text: &str, exchanges: &[Exchange]) -> String {
    let carried = exchanges.iter().flat_map(|exchange| carried_by(&exchange.request));
    let is_own = |value: &String| {
        value.len() >= SHORTEST
            && value.bytes().any(|byte| byte.is_ascii_digit())
            && !value.contains(char::is_whitespace)
    };
    let mut values: Vec<String> = carried.filter(is_own).collect();
    values.sort_unstable();
    values.dedup();
    without_digits(&judge::without_own(&without_quoted(text), &values))
}

/// The text without strings to sign and canonical requests.
fn without_quoted(text: &str) -> String {
    let mut left = text.to_owned();
    for head in QUOTED {
        if let Some(begin) = left.find(head).map(|at| at + head.len()) {
            let end = left[begin..].find(']').map_or(left.len(), |at| begin + at);
            left.replace_range(begin..end, LEFT_OUT);
        }
    }
    for head in HEADS {
        while let Some(begin) = left.find(head) {
            // Encoded twice, it holds nothing that ends a sentence or a quotation.
            let ends = |c: char| c.is_whitespace() || "\"'\\]<,".contains(c);
            let end = left[begin..].find(ends).map_or(left.len(), |at| begin + at);
            left.replace_range(begin..end, LEFT_OUT);
        }
    }
    left
}

/// The text without long runs of hexadecimal digits.
fn without_digits(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let (before, from) = rest.split_at(begin);
        let end = from.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let is_run = word.len() >= DIGITS && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        left.push_str(before);
        left.push_str(if is_run { LEFT_OUT } else { word });
        rest = after;
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Purpose, SentRequest};

    fn sent(query: &str) -> Exchange {
        let request = SentRequest {
            method: "GET".to_owned(),
            url: format!("http://127.0.0.1/?{query}"),
            headers: vec![("x-acs-signature-nonce".to_owned(), "odd-nonce-7".to_owned())],
            body: Vec::new(),
        };
        Exchange::under_way(Purpose::Judge, request, 0.0)
    }

    #[test]
    fn what_is_of_the_call_alone_is_left_out() {
        let call = sent(
            "Action=RebootInstance&SignatureNonce=my-nonce-1&InstanceId=i-abc0123456&Format=XML",
        );
        let told = of(
            "403 X, message \"no i-abc0123456 for my-nonce-1, odd-nonce-7, RebootInstance in XML\"",
            &[call],
        );
        assert_eq!(told, "403 X, message \"no … for …, …, RebootInstance in XML\"");
    }

    #[test]
    fn what_is_random_is_left_out_of_whatever_call_it_is() {
        for text in [
            "request F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A failed",
            "request 3ee8c1b883d344afa94f4e0ad82fd6cf failed",
            "request 2026-01-01T12:00:00Z failed",
        ] {
            assert_eq!(of(text, &[]), "request … failed");
        }
        let plain = "400 InvalidParameter, message \"parameter 11 of 2014-05-26: cut short\"";
        assert_eq!(of(plain, &[]), plain);
    }

    #[test]
    fn what_a_gateway_quotes_is_left_out() {
        assert_eq!(
            of("message \"no match. server string to sign is:GET&%2F&A%3D1\", really", &[]),
            "message \"no match. server string to sign is:…\", really"
        );
        assert_eq!(
            of(
                "server StringToSign is [ACS3-HMAC-SHA256\nab] server CanonicalRequest is [GET\n/\nA=1]",
                &[]
            ),
            "server StringToSign is […] server CanonicalRequest is […]"
        );
    }
}
