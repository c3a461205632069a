//! Second implementations of what `wire` does, as slow and plain as the documentation reads: what
//! `wire` and this module agree on was not got right by one mistake made once. Nothing of `wire` is
//! called here; only its error types are named, so that refusals can be compared too.
//!
//! For tests and fuzzing only.

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::wire::percent::PercentError;
use crate::wire::query::QueryError;

/// Names and values.
pub type Pairs = Vec<(String, String)>;

const UPPER: &[u8; 16] = b"0123456789ABCDEF";
const LOWER: &[u8; 16] = b"0123456789abcdef";

/// Percent-encoding as the signature demands it.
#[must_use]
pub fn encode(text: &str) -> String {
    encode_bytes(text.as_bytes())
}

/// Percent-encoding of bytes that need not be text.
#[must_use]
pub fn encode_bytes(bytes: &[u8]) -> String {
    let mut encoded = String::new();
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => encoded.push(byte as char),
            b'-' | b'_' | b'.' | b'~' => encoded.push(byte as char),
            _ => {
                encoded.push('%');
                encoded.push(UPPER[usize::from(byte / 16)] as char);
                encoded.push(UPPER[usize::from(byte % 16)] as char);
            }
        }
    }
    encoded
}

/// Names and values sorted by name and written as a query.
#[must_use]
pub fn canonical_query(pairs: &[(String, String)]) -> String {
    let mut sorted = pairs.to_vec();
    sorted.sort();
    let lines: Vec<String> =
        sorted.iter().map(|(name, value)| encode(name) + "=" + &encode(value)).collect();
    lines.join("&")
}

/// A signature of version 1.0.
#[must_use]
pub fn sign_v1(secret: &str, method: &str, pairs: &[(String, String)]) -> String {
    let mut signed = pairs.to_vec();
    signed.retain(|(name, _)| name != "Signature");
    let text = [method, &encode("/"), &encode(&canonical_query(&signed))].join("&");
    base64(&hmac::<Sha1>(format!("{secret}&").as_bytes(), text.as_bytes()))
}

/// A signature of version 3, over headers with lower-case names.
#[must_use]
pub fn sign_v3(
    secret: &str,
    method: &str,
    path: &str,
    pairs: &[(String, String)],
    headers: &[(String, String)],
    body: &[u8],
) -> String {
    let mut headers = headers.to_vec();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim_matches([' ', '\t'])))
        .collect();
    let request =
        [method, path, &canonical_query(pairs), &lines, &names.join(";"), &content_hash(body)]
            .join("\n");
    let text = ["ACS3-HMAC-SHA256", &hexadecimal(&Sha256::digest(request.as_bytes()))].join("\n");
    hexadecimal(&hmac::<Sha256>(secret.as_bytes(), text.as_bytes()))
}

/// What version 3 signs of a body.
#[must_use]
pub fn content_hash(body: &[u8]) -> String {
    hexadecimal(&Sha256::digest(body))
}

/// Source: RFC 2104, section 2, for the two digests here, whose blocks are 64 bytes long.
fn hmac<D: Digest>(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = if key.len() > 64 { D::digest(key).to_vec() } else { key.to_vec() };
    block.resize(64, 0);
    let pad = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = D::digest([pad(0x36).as_slice(), text].concat());
    D::digest([pad(0x5c).as_slice(), &inner].concat()).to_vec()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte / 16, byte % 16]);
    digits.map(|digit| LOWER[usize::from(digit)] as char).collect()
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { letter as char } else { '=' });
        }
    }
    text
}

/// Reads a query or form body after the parameters that `pairs` already holds, one rule after the
/// other, and says what is wrong with the first parameter that breaks one.
///
/// # Errors
/// As `wire::query` documents them.
pub fn read_query(pairs: &mut Pairs, encoded: &[u8], most: usize) -> Result<(), QueryError> {
    if encoded.is_empty() {
        return Ok(());
    }
    for (index, pair) in encoded.split(|byte| *byte == b'&').enumerate() {
        let number = index + 1;
        if pair.is_empty() {
            return Err(QueryError::EmptyPair { number });
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (Some(name), Some(value)) = (halves.next(), halves.next()) else {
            return Err(QueryError::NoEqualsSign { number });
        };
        if name.is_empty() {
            return Err(QueryError::EmptyName { number });
        }
        let encoding = |cause| QueryError::Encoding { number, cause };
        let name = decode(name).map_err(encoding)?;
        let value = decode(value).map_err(encoding)?;
        if pairs.iter().any(|(other, _)| *other == name) {
            return Err(QueryError::Duplicate { name });
        }
        if pairs.len() == most {
            return Err(QueryError::TooMany);
        }
        pairs.push((name, value));
    }
    Ok(())
}

fn decode(encoded: &[u8]) -> Result<String, PercentError> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < encoded.len() {
        let step = match encoded[at] {
            b'%' if at + 2 >= encoded.len() => return Err(PercentError::Truncated { at }),
            b'%' => {
                let digit = |byte: u8| (byte as char).to_digit(16);
                match (digit(encoded[at + 1]), digit(encoded[at + 2])) {
                    (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
                    _ => return Err(PercentError::NotHexadecimal { at }),
                }
                3
            }
            b'+' => {
                bytes.push(b' ');
                1
            }
            other => {
                bytes.push(other);
                1
            }
        };
        at += step;
    }
    String::from_utf8(bytes).map_err(|_| PercentError::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::secret::Secret;
    use crate::wire::signature::{v1, v3};

    /// Characters that encoders and sorters get wrong, among ordinary ones.
    const CHARACTERS: [char; 20] = [
        'a', 'Z', '0', '-', '_', '.', '~', ' ', '+', '%', '&', '=', '*', '\'', '/', '\u{0}', '\n',
        'é', '云', '🦀',
    ];

    fn text(random: &mut fastrand::Rng, most: usize) -> String {
        (0..random.usize(0..=most)).map(|_| CHARACTERS[random.usize(0..20)]).collect()
    }

    fn pairs(random: &mut fastrand::Rng) -> Pairs {
        (0..random.usize(0..12)).map(|_| (text(random, 5), text(random, 90))).collect()
    }

    fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn both_signers_agree_on_version_1() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..2_000 {
            let (secret, mut pairs) = (text(&mut random, 80), pairs(&mut random));
            pairs.push(("Signature".into(), text(&mut random, 9)));
            let method = *random.choice(&["GET", "POST"]).unwrap();
            let expected = sign_v1(&secret, method, &pairs);
            random.shuffle(&mut pairs);
            let canonical = v1::canonical_query(borrowed(&pairs));
            let text = v1::string_to_sign(method, &canonical);
            assert_eq!(v1::sign(&Secret::new(&*secret), &text), expected, "{secret:?} {pairs:?}");
            assert!(v1::verify(&Secret::new(secret), &text, &expected));
        }
    }

    #[test]
    fn both_signers_agree_on_version_3() {
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..2_000 {
            let (secret, body) = (text(&mut random, 80), text(&mut random, 200));
            let (mut query, mut headers) = (pairs(&mut random), pairs(&mut random));
            let expected = sign_v3(&secret, "POST", "/", &query, &headers, body.as_bytes());
            random.shuffle(&mut query);
            random.shuffle(&mut headers);
            let canonical = v3::canonical_request(
                "POST",
                &v3::canonical_query(borrowed(&query)),
                &borrowed(&headers),
                &v3::sha256(body.as_bytes()),
            );
            let text = v3::string_to_sign(&canonical);
            assert_eq!(v3::sign(&Secret::new(&*secret), &text), expected, "{secret:?} {query:?}");
            assert!(v3::verify(&Secret::new(secret), &text, &expected));
        }
    }

    #[test]
    fn base64_is_padded() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
