//! Signature version 1.0, HMAC-SHA1. Source: Signature, "Signature process".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::api::names::parameter;
use crate::wire::percent;
use crate::wire::query;
use crate::wire::secret::Secret;

/// The canonical query: every parameter but `Signature`, sorted by the bytes of its name, encoded.
#[must_use]
pub fn canonical_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<_> =
        pairs.into_iter().filter(|(name, _)| *name != parameter::SIGNATURE).collect();
    pairs.sort_unstable();
    query::print(pairs)
}

/// The string to sign: `METHOD`, `&`, `%2F`, `&`, encoded canonical query.
#[must_use]
pub fn string_to_sign(method: &str, canonical_query: &str) -> String {
    let mut out = String::with_capacity(method.len() + 5 + canonical_query.len() * 2);
    out.push_str(method);
    out.push_str("&%2F&");
    percent::encode_into(&mut out, canonical_query.as_bytes());
    out
}

/// The key of version 1.0: the secret followed by `&`.
#[must_use]
pub fn key(secret: &Secret) -> Vec<u8> {
    let mut key = secret.reveal().as_bytes().to_vec();
    key.push(b'&');
    key
}

/// Base64 of the HMAC-SHA1 of a string to sign under a key.
#[must_use]
pub fn digest(key: &[u8], string_to_sign: &str) -> String {
    STANDARD.encode(mac(key, string_to_sign).finalize().into_bytes())
}

/// The value of the parameter `Signature`, not yet percent-encoded.
#[must_use]
pub fn sign(secret: &Secret, string_to_sign: &str) -> String {
    digest(&key(secret), string_to_sign)
}

/// Whether a presented signature is the right one. Takes the same time wherever it differs.
#[must_use]
pub fn verify(secret: &Secret, string_to_sign: &str, presented: &str) -> bool {
    // A Base64 text that is not canonical is no signature, even if its bytes would match.
    STANDARD
        .decode(presented)
        .is_ok_and(|bytes| mac(&key(secret), string_to_sign).verify_slice(&bytes).is_ok())
}

#[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
fn mac(key: &[u8], text: &str) -> Hmac<Sha1> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("a key of any length is a key");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the Signature page, with the digest of its later editions; the page of 2018
    /// misprints it.
    const PUBLISHED: [(&str, &str); 8] = [
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Version", "2014-05-26"),
        ("SignatureVersion", "1.0"),
    ];

    #[test]
    fn the_published_vector_holds() {
        let secret = Secret::new("testsecret");
        let text = string_to_sign("GET", &canonical_query(PUBLISHED));
        assert_eq!(
            text,
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
        );
        assert_eq!(sign(&secret, &text), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
        assert!(verify(&secret, &text, "OLeaidS1JvxuMvnyHOwuJ+uX5qY="));
    }

    /// The vector of "Request syntax and signature method V2 for RPC APIs".
    #[test]
    fn the_second_published_vector_holds() {
        let secret = Secret::new("testsecret");
        let query = canonical_query([
            ("AccessKeyId", "testid"),
            ("Action", "DescribeDedicatedHosts"),
            ("Format", "JSON"),
            ("RegionId", "cn-beijing"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("Version", "2014-05-26"),
            ("SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"),
            ("Timestamp", "2023-03-13T08:34:30Z"),
        ]);
        let text = string_to_sign("GET", &query);
        assert_eq!(sign(&secret, &text), "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
        assert!(verify(&secret, &text, "9NaGiOspFP5UPcwX8Iwt2YJXXuk="));
    }

    #[test]
    fn names_sort_by_their_bytes() {
        assert_eq!(
            canonical_query([("b", "1"), ("a", "2"), ("B", "3"), ("aa", "4")]),
            "B=3&a=2&aa=4&b=1"
        );
    }

    #[test]
    fn the_signature_itself_is_not_signed() {
        assert_eq!(canonical_query([("Signature", "x"), ("A", "")]), "A=");
    }

    #[test]
    fn anything_but_the_signature_is_refused() {
        let secret = Secret::new("testsecret");
        let right = sign(&secret, "text");
        assert!(verify(&secret, "text", &right));
        assert!(!verify(&secret, "texT", &right));
        assert!(!verify(&Secret::new("testsecreT"), "text", &right));
        assert!(!verify(&secret, "text", ""));
        assert!(!verify(&secret, "text", "not base64"));
        assert!(!verify(&secret, "text", &right[..24]));
        assert!(!verify(&secret, "text", right.trim_end_matches('=')));
        assert!(!verify(&secret, "text", &format!("{right}\n")));
        assert!(!verify(&secret, "text", &digest(b"testsecret", "text")), "the key ends in &");
    }
}
