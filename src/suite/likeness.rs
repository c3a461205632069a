//! A text without what it repeats of the very call it is about: the nonce, the time, the id, the signature,
//! the string to sign, the RequestId. What is left is the same wherever the same happened, so that many
//! scenarios are told in one line.
//!
//! For grouping and for short texts; nothing is judged by it.

use crate::outcome::{Exchange, SentRequest};
use crate::spec::names::parameter;
use crate::wire::percent;
use crate::wire::signature::v3::header;

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
    let mut text = without_quoted(text);
    let mut values: Vec<String> =
        exchanges.iter().flat_map(|exchange| own(&exchange.request)).collect();
    // Of two of which one holds the other, the longer first.
    values.sort_by(|one, two| two.len().cmp(&one.len()).then_with(|| one.cmp(two)));
    values.dedup();
    for value in values {
        if text.contains(&value) {
            text = text.replace(&value, LEFT_OUT);
        }
    }
    without_random(&text)
}

/// What a request has that no other one has.
fn own(sent: &SentRequest) -> Vec<String> {
    let query = sent.url.split_once('?').map_or("", |(_, query)| query);
    let body = std::str::from_utf8(&sent.body).unwrap_or_default();
    let names = [
        parameter::SIGNATURE_NONCE,
        parameter::TIMESTAMP,
        parameter::SIGNATURE,
        parameter::INSTANCE_ID,
    ];
    let pairs = query.split('&').chain(body.split('&')).filter_map(|pair| pair.split_once('='));
    let in_pairs =
        pairs.filter(|(name, _)| names.contains(name) || name.starts_with("InstanceId."));
    let decoded = in_pairs
        .filter_map(|(_, value)| Some(percent::decode(value.as_bytes()).ok()?.into_owned()));
    let headers = sent.headers.iter().filter(|(name, _)| {
        [header::DATE, header::NONCE].iter().any(|known| name.eq_ignore_ascii_case(known))
    });
    let is_own = |value: &String| {
        value.len() >= SHORTEST
            && value.bytes().any(|byte| byte.is_ascii_digit())
            && !value.contains(char::is_whitespace)
    };
    decoded.chain(headers.map(|(_, value)| value.clone())).filter(is_own).collect()
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

/// The text without ids of 8-4-4-4-12 hexadecimal digits, long runs of such digits, and times.
fn without_random(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-:".contains(c);
    let mut rest = text;
    while let Some(begin) = rest.find(is_part) {
        left.push_str(&rest[..begin]);
        let end = rest[begin..].find(|c| !is_part(c)).map_or(rest.len(), |at| begin + at);
        let word = &rest[begin..end];
        left.push_str(if is_random(word) { LEFT_OUT } else { word });
        rest = &rest[end..];
    }
    left.push_str(rest);
    left
}

fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
    let others = word.len() - digits;
    let is_id = digits == DIGITS && others == 4 && word.split('-').count() == 5;
    let is_run = others == 0 && digits >= DIGITS;
    // As in 2026-01-01T12:00:00Z.
    let pattern = b"0000-00-00T00:00:00Z";
    let is_time = word.len() == pattern.len()
        && word.bytes().zip(pattern).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            other => byte == *other,
        });
    is_id || is_run || is_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Purpose;

    fn sent(query: &str) -> Exchange {
        Exchange {
            purpose: Purpose::Judge,
            request: SentRequest {
                method: "GET".to_owned(),
                url: format!("http://127.0.0.1/?{query}"),
                headers: vec![("x-acs-signature-nonce".to_owned(), "odd-nonce-7".to_owned())],
                body: Vec::new(),
            },
            answer: Err(String::new()),
            at_ms: 0.0,
            took_ms: 0.0,
        }
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
