//! A whole request under signature version 3: the header `Authorization` read, the body held against
//! its hash, the string to sign rebuilt. The way from a request to a verdict on its signature, but for
//! the secret, which only the caller can look up.

use super::authorization::{Authorization, AuthorizationError};
use super::v3::{self, header};
use crate::wire::http::{Field, RawRequest};
use crate::wire::query::{Parameters, QueryError};
use crate::wire::request::split_target;
use crate::wire::secret::Secret;

/// Why a request cannot be held against a signature of version 3. Each is the client's mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// The header `Authorization` is malformed.
    #[error("in the header \"authorization\", {0}")]
    Authorization(AuthorizationError),
    /// A header is not there: `Authorization`, `x-acs-content-sha256`, or one that is said to be
    /// signed.
    #[error("there is no header {name:?}")]
    MissingHeader {
        /// The name.
        name: String,
    },
    /// A header that matters stands twice, so that it cannot be told which one counts.
    #[error("the header {name:?} is given twice")]
    RepeatedHeader {
        /// The name.
        name: String,
    },
    /// A header that matters is not UTF-8.
    #[error("the header {name:?} is not UTF-8")]
    HeaderNotText {
        /// The name.
        name: String,
    },
    /// The body is not the one that was signed.
    #[error("the header \"x-acs-content-sha256\" is not the hash of the body")]
    ContentHash,
    /// The query is malformed.
    #[error("in the query, {0}")]
    Query(QueryError),
}

/// A request that says it is signed; its signature is not yet held against a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest<'a> {
    /// The header `Authorization`.
    pub authorization: Authorization<'a>,
    /// What was signed, in full: what a client's author wants to compare.
    pub canonical_request: String,
    /// What the signature is the keyed hash of.
    pub string_to_sign: String,
}

impl<'a> SignedRequest<'a> {
    /// Reads the signature of a request. Headers that SignedHeaders does not name are not looked at;
    /// [`v3::mandatory_headers`] lists those that it should name.
    ///
    /// # Errors
    /// When the signature is missing or malformed, a header that it names is missing, repeated or not
    /// text, the query is malformed, or the body is not the one that was signed.
    pub fn read(raw: &RawRequest<'a>) -> Result<Self, SignedError> {
        let authorization = Authorization::parse(only(&raw.headers, header::AUTHORIZATION)?)
            .map_err(SignedError::Authorization)?;
        let content_sha256 = only(&raw.headers, header::CONTENT_SHA256)?;
        if content_sha256 != v3::sha256(raw.body) {
            return Err(SignedError::ContentHash);
        }
        let headers = authorization
            .signed_headers
            .iter()
            .map(|name| only(&raw.headers, name).map(|value| (*name, value)))
            .collect::<Result<Vec<_>, _>>()?;
        let (_, query) = split_target(raw.target);
        let mut parameters = Parameters::new();
        parameters.read(query).map_err(SignedError::Query)?;
        let canonical_query = v3::canonical_query(parameters.iter());
        let canonical_request =
            v3::canonical_request(raw.method, &canonical_query, &headers, content_sha256);
        let string_to_sign = v3::string_to_sign(&canonical_request);
        Ok(Self { authorization, canonical_request, string_to_sign })
    }

    /// Whether the signature is the one that this secret gives.
    #[must_use]
    pub fn verify(&self, secret: &Secret) -> bool {
        v3::verify(secret, &self.string_to_sign, self.authorization.signature)
    }
}

/// The value of a header that must be there once.
fn only<'a>(headers: &[Field<'a>], name: &str) -> Result<&'a str, SignedError> {
    let name_of = || name.to_owned();
    let mut found = headers.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
    let field = found.next().ok_or_else(|| SignedError::MissingHeader { name: name_of() })?;
    if found.next().is_some() {
        return Err(SignedError::RepeatedHeader { name: name_of() });
    }
    std::str::from_utf8(field.value)
        .map(v3::trim)
        .map_err(|_| SignedError::HeaderNotText { name: name_of() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signed request, with parts of it replaced.
    fn read(replace: &[(&str, &str)]) -> Result<bool, SignedError> {
        const REQUEST: &str = concat!(
            "POST /?b=1&a=x+y HTTP/1.1\r\nHost: h\r\nX-Acs-Content-Sha256:",
            " 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\r\n",
            "Authorization: ACS3-HMAC-SHA256 Credential=testid,",
            "SignedHeaders=host;x-acs-content-sha256,Signature=SIGNATURE\r\n\r\nb"
        );
        let secret = Secret::new("testsecret");
        let unsigned = RawRequest::split(REQUEST.as_bytes()).unwrap();
        let signature = v3::sign(&secret, &SignedRequest::read(&unsigned).unwrap().string_to_sign);
        let request =
            replace.iter().fold(REQUEST.replace("SIGNATURE", &signature), |text, (from, to)| {
                assert!(text.contains(from), "{from}");
                text.replace(from, to)
            });
        let bytes: Vec<u8> = request.chars().map(|c| u8::try_from(c).unwrap()).collect();
        SignedRequest::read(&RawRequest::split(&bytes).unwrap())
            .map(|signed| signed.verify(&secret))
    }

    #[test]
    fn what_means_the_same_verifies() {
        assert_eq!(read(&[]), Ok(true));
        assert_eq!(read(&[("b=1&a=x+y", "a=x%20y&%62=1")]), Ok(true));
        assert_eq!(read(&[("Host: h", "HOST:h \t")]), Ok(true));
        assert_eq!(read(&[("/?b", "/x/?b")]), Ok(true), "the path is not signed");
        assert_eq!(read(&[("Host: h", "Host: h\r\nX-Acs-Other: 1")]), Ok(true), "not signed");
    }

    #[test]
    fn what_means_something_else_does_not() {
        for replace in
            [[("POST", "GET")], [("a=x", "a=z")], [("Host: h", "Host: i")], [("host;", "")]]
        {
            assert_eq!(read(&replace), Ok(false), "{replace:?}");
        }
    }

    #[test]
    fn what_cannot_be_judged_is_named() {
        use SignedError::{ContentHash, HeaderNotText, MissingHeader, Query, RepeatedHeader};
        let host = || "host".to_owned();
        for (from, to, error) in [
            ("Authorization", "X", MissingHeader { name: "authorization".into() }),
            ("Credential", "X", {
                let part = super::super::authorization::Part::Credential;
                SignedError::Authorization(AuthorizationError::Missing(part))
            }),
            ("Host: h\r\n", "", MissingHeader { name: host() }),
            ("Host: h", "Host: h\r\nhost: h", RepeatedHeader { name: host() }),
            ("Host: h", "Host: \u{ff}", HeaderNotText { name: host() }),
            ("\r\n\r\nb", "\r\n\r\nc", ContentHash),
            ("?b=1", "?b", Query(QueryError::NoEqualsSign { number: 1 })),
        ] {
            assert_eq!(read(&[(from, to)]), Err(error), "{from} {to}");
        }
    }
}
