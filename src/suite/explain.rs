//! A signature that was refused although it is right: what was signed here beside what the endpoint
//! says it signed, and where the two part.

use super::answer::Received;
use super::call::SignedCall;
use crate::api::errors::Failure;
use crate::outcome::Mismatch;

/// How a string to sign begins, under either version. Endpoints word differently what they write
/// before it.
const HEADS: [&str; 3] = ["GET&%2F&", "POST&%2F&", "ACS3-HMAC-SHA256\n"];

/// How today's gateway says that a string to sign or a canonical request follows, whatever that is.
const INTRODUCTIONS: [&str; 3] =
    ["server string to sign is", "server StringToSign is", "server CanonicalRequest is"];

/// Adds the explanation to a mismatch where the answer is that the signature is wrong.
pub(super) fn refused_signature(
    received: &Received,
    signed: &SignedCall,
    mismatch: Mismatch,
) -> Mismatch {
    let code = received.reading().and_then(|reading| reading.code);
    let for_its_signature = code.is_some_and(|code| {
        Failure::SignatureWrong.accepted("").iter().any(|accepted| accepted.code.matches(code))
    });
    if !for_its_signature {
        return mismatch;
    }
    let message = received.reading().and_then(|reading| reading.message).unwrap_or_default();
    let mut actual = format!(
        "{}\nthe suite's canonical form: {}\nthe suite's string to sign: {}\nits digest:                 {}",
        mismatch.actual, signed.canonical, signed.string_to_sign, signed.signature
    );
    if let Some(theirs) = echoed(message) {
        actual.push_str(&format!(
            "\nthe endpoint's string to sign: {theirs}\n{}",
            first_difference(&signed.string_to_sign, theirs)
        ));
    }
    Mismatch { actual, ..mismatch }
}

/// The string to sign that the endpoint quotes in its message, if it does.
pub(super) fn echoed(message: &str) -> Option<&str> {
    let at = echo_at(message)?;
    let quoted = &message[at..];
    // The gateway of today puts it into brackets, and goes on behind them; neither stands in a string to sign.
    let end = if message[..at].ends_with('[') { quoted.find(']') } else { None };
    Some(quoted[..end.unwrap_or(quoted.len())].trim())
}

/// A message without the string to sign or the canonical request that it quotes.
pub(super) fn without_echo(message: &str) -> &str {
    let introduced = INTRODUCTIONS.iter().filter_map(|words| message.find(words)).min();
    let quoted = echo_at(message).into_iter().chain(introduced).min();
    quoted.map_or(message, |at| &message[..at])
}

fn echo_at(message: &str) -> Option<usize> {
    HEADS.iter().filter_map(|head| message.find(head)).min()
}

/// Where two texts part, in a sentence.
fn first_difference(ours: &str, theirs: &str) -> String {
    let same = ours.chars().zip(theirs.chars()).take_while(|(one, two)| one == two).count();
    let rest = |text: &str| text.chars().skip(same).take(24).collect::<String>();
    match (rest(ours), rest(theirs)) {
        (one, two) if one.is_empty() && two.is_empty() => {
            "both strings are the same, so the digests or the keys differ".to_owned()
        }
        (one, two) => {
            format!("they part at character {}: ours goes on {one:?}, theirs {two:?}", same + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_gateway_quotes_is_found() {
        let message = "Specified signature is not matched with our calculation. server string to sign is:GET&%2F&A";
        assert_eq!(echoed(message), Some("GET&%2F&A"));
        let message =
            "server StringToSign is [ACS3-HMAC-SHA256\n0a] server CanonicalRequest is [GET\n/]";
        assert_eq!(echoed(message), Some("ACS3-HMAC-SHA256\n0a"));
        assert_eq!(echoed("no such thing"), None);
        assert_eq!(without_echo("We signed: POST&%2F&B"), "We signed: ");
    }

    #[test]
    fn the_first_difference_is_named() {
        assert_eq!(
            first_difference("GET&%2F&A%3D1", "GET&%2F&A%3D2"),
            "they part at character 13: ours goes on \"1\", theirs \"2\""
        );
        assert!(first_difference("a", "a").contains("the same"));
        assert!(first_difference("ab", "a").contains("character 2"));
    }
}
