//! Signature version 3, ACS3-HMAC-SHA256. Source: Request syntax and signature method V3,
//! "Signature process".
//!
//! What is signed is rebuilt from decoded parameters and from headers, into the one canonical form.
//! The steps stand here; [`super::signed`] takes them for a whole request. Which key signs, how old a
//! request may be and whether its nonce is new are not decided here.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::wire::http::Field;
use crate::wire::query;
use crate::wire::secret::Secret;

/// The name of the algorithm, first word of the header `Authorization` and of the string to sign.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The canonical URI: that of every operation of this kind, whatever path of the address a call is sent to. A
/// proxy in front of an endpoint may add one, and take it away again.
pub const CANONICAL_URI: &str = "/";

/// Names of headers, in the lower-case form that is signed.
pub mod header {
    /// Who signs, what is signed, and the signature.
    pub const AUTHORIZATION: &str = "authorization";
    /// Operation.
    pub const ACTION: &str = "x-acs-action";
    /// API version.
    pub const VERSION: &str = "x-acs-version";
    /// When the request was signed, in the form of `Timestamp`.
    pub const DATE: &str = "x-acs-date";
    /// A value used once.
    pub const NONCE: &str = "x-acs-signature-nonce";
    /// Lower-case hexadecimal SHA-256 of the body.
    pub const CONTENT_SHA256: &str = "x-acs-content-sha256";
    /// Host and port of the endpoint.
    pub const HOST: &str = "host";
    /// Media type of the body.
    pub const CONTENT_TYPE: &str = "content-type";
    /// What all headers of this protocol begin with.
    pub const PREFIX: &str = "x-acs-";
}

/// The canonical query: every parameter of the query (not of a form body, whose bytes are hashed),
/// sorted by the bytes of its name, encoded.
#[must_use]
pub fn canonical_query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    query::print(pairs)
}

/// The canonical request, for the one canonical URI. The headers to sign come with lower-case names; they are sorted and their
/// values trimmed here.
#[must_use]
pub fn canonical_request(
    method: &str,
    canonical_query: &str,
    headers: &[(&str, &str)],
    content_sha256: &str,
) -> String {
    let mut headers = headers.to_vec();
    headers.sort_unstable();
    let mut out = format!("{method}\n{CANONICAL_URI}\n{canonical_query}\n");
    for (name, value) in &headers {
        out.extend([*name, ":", trim(value), "\n"]);
    }
    out.push('\n');
    for (index, (name, _)) in headers.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { ";" });
        out.push_str(name);
    }
    out.push('\n');
    out.push_str(content_sha256);
    out
}

/// The string to sign: the algorithm, and the hash of the canonical request.
#[must_use]
pub fn string_to_sign(canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{}", sha256(canonical_request.as_bytes()))
}

/// The signature: lower-case hexadecimal HMAC-SHA256 under the bare secret.
#[must_use]
pub fn sign(secret: &Secret, string_to_sign: &str) -> String {
    hexadecimal(&mac(secret, string_to_sign).finalize().into_bytes())
}

/// Whether a presented signature is the right one. Takes the same time wherever it differs. Upper-case
/// digits are not the documented form and are refused.
#[must_use]
pub fn verify(secret: &Secret, string_to_sign: &str, presented: &str) -> bool {
    from_hexadecimal(presented)
        .is_some_and(|bytes| mac(secret, string_to_sign).verify_slice(&bytes).is_ok())
}

/// Lower-case hexadecimal SHA-256: of a body, the value of `x-acs-content-sha256`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The names of the headers that SignedHeaders should hold, sorted: of those that a request carries,
/// host, content-type and every `x-acs-*`. Reading a signature does not demand it, because nothing
/// documents what an unsigned one leads to.
#[must_use]
pub fn mandatory_headers(headers: &[Field<'_>]) -> Vec<String> {
    let mut names: Vec<String> = headers
        .iter()
        .map(|field| field.name.to_ascii_lowercase())
        .filter(|name| is_mandatory(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether SignedHeaders should hold a header of this lower-case name.
#[must_use]
pub fn is_mandatory(name: &str) -> bool {
    [header::HOST, header::CONTENT_TYPE].contains(&name) || name.starts_with(header::PREFIX)
}

/// A header's value without the blanks around it. Source: RFC 9110, section 5.6.3, "Whitespace".
pub(super) fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
fn mac(secret: &Secret, text: &str) -> Hmac<Sha256> {
    let key = secret.reveal().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is a key");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn the_canonical_request_has_the_documented_lines() {
        let query = canonical_query([("b", "x y"), ("a", ""), ("B", "é")]);
        let headers = [("x-acs-date", " d\t"), ("host", "h:1")];
        assert_eq!(
            canonical_request("POST", &query, &headers, EMPTY),
            format!(
                "POST\n/\nB=%C3%A9&a=&b=x%20y\nhost:h:1\nx-acs-date:d\n\nhost;x-acs-date\n{EMPTY}"
            )
        );
    }

    /// The vector of "Request syntax and signature method V3". The full sample further down that page shows
    /// another date and nonce beside the same signature: a misprint.
    #[test]
    fn the_published_vector_holds() {
        let query = canonical_query([
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ("RegionId", "cn-shanghai"),
        ]);
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-content-sha256", EMPTY),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ];
        let request = canonical_request("POST", &query, &headers, EMPTY);
        assert_eq!(
            sha256(request.as_bytes()),
            "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        let text = string_to_sign(&request);
        let right = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        let secret = Secret::new("YourAccessKeySecret");
        assert_eq!(sign(&secret, &text), right);
        assert!(verify(&secret, &text, right));
    }

    #[test]
    fn bodies_are_hashed() {
        assert_eq!(sha256(b""), EMPTY);
        assert_eq!(string_to_sign(""), format!("ACS3-HMAC-SHA256\n{EMPTY}"));
    }

    #[test]
    fn anything_but_the_signature_is_refused() {
        let secret = Secret::new("testsecret");
        let right = sign(&secret, "text");
        assert!(verify(&secret, "text", &right));
        assert!(!verify(&secret, "texT", &right));
        assert!(!verify(&Secret::new("testsecret&"), "text", &right), "the key is the bare secret");
        assert!(!verify(&secret, "text", ""));
        assert!(!verify(&secret, "text", &right[..62]));
        assert!(!verify(&secret, "text", &right[..63]));
        assert!(!verify(&secret, "text", &right.to_uppercase()));
        assert!(!verify(&secret, "text", &format!("{right}00")));
        assert!(!verify(&secret, "text", &"é".repeat(32)));
    }

    #[test]
    fn host_content_type_and_the_protocols_own_headers_are_mandatory() {
        let field = |name| Field { name, value: b"" };
        let names = ["X-Acs-Date", "Host", "Accept", "x-acs-date", "CONTENT-TYPE", "x-ac"];
        assert_eq!(
            mandatory_headers(&names.map(field)),
            ["content-type", "host", "x-acs-date"].map(String::from)
        );
    }
}
