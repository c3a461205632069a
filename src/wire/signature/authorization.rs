//! The header `Authorization` of signature version 3, read and written:
//! `ACS3-HMAC-SHA256 Credential=ID,SignedHeaders=a;b;c,Signature=HEX`.
//! Source: Request syntax and signature method V3, "Signature process".
//!
//! Strict: the documented form alone, with no blanks around its marks. Whether the signature is right
//! is not decided here.

use std::fmt;

use super::v3::ALGORITHM;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Id of the access key that signs. Not itself signed: it only names the secret.
    pub credential: &'a str,
    /// Names of the signed headers: lower-case, sorted, each once.
    pub signed_headers: Vec<&'a str>,
    /// The signature, as presented.
    pub signature: &'a str,
}

/// A part of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Id of the access key.
    Credential,
    /// Names of the signed headers.
    SignedHeaders,
    /// The signature.
    Signature,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Credential => "Credential",
            Self::SignedHeaders => "SignedHeaders",
            Self::Signature => "Signature",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a text is not such a header. Each is the client's mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// The first word is another one.
    #[error("the algorithm is not {ALGORITHM}")]
    Algorithm,
    /// A part is not in its place.
    #[error("{0} is not in its place")]
    Missing(Part),
    /// A part holds nothing.
    #[error("{0} is empty")]
    Empty(Part),
    /// A part holds something other than visible ASCII.
    #[error("{0} is not visible ASCII")]
    NotVisible(Part),
    /// More follows after the signature.
    #[error("more follows after the signature")]
    Trailing,
    /// A name in SignedHeaders is not the lower-case name of a header.
    #[error("{name:?} in SignedHeaders is not a lower-case header name")]
    HeaderName {
        /// What stands there.
        name: String,
    },
    /// SignedHeaders is not sorted by the bytes of the names, or repeats one.
    #[error("{name:?} in SignedHeaders is out of order or repeated")]
    Order {
        /// The first name that is not greater than the one before it.
        name: String,
    },
}

impl<'a> Authorization<'a> {
    /// Reads the value of the header.
    ///
    /// # Errors
    /// When it is not of the documented form.
    pub fn parse(value: &'a str) -> Result<Self, AuthorizationError> {
        let parts = value
            .strip_prefix(ALGORITHM)
            .and_then(|rest| rest.strip_prefix(' '))
            .ok_or(AuthorizationError::Algorithm)?;
        let mut parts = parts.split(',');
        let credential = take(parts.next(), Part::Credential)?;
        let signed_headers = take(parts.next(), Part::SignedHeaders)?;
        let signature = take(parts.next(), Part::Signature)?;
        if parts.next().is_some() {
            return Err(AuthorizationError::Trailing);
        }
        Ok(Self { credential, signed_headers: names(signed_headers)?, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { credential, signed_headers, signature } = self;
        let names = signed_headers.join(";");
        write!(f, "{ALGORITHM} Credential={credential},SignedHeaders={names},Signature={signature}")
    }
}

fn take(text: Option<&str>, part: Part) -> Result<&str, AuthorizationError> {
    let value = text
        .and_then(|text| text.strip_prefix(part.name()))
        .and_then(|text| text.strip_prefix('='))
        .ok_or(AuthorizationError::Missing(part))?;
    if value.is_empty() {
        Err(AuthorizationError::Empty(part))
    } else if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(value)
    } else {
        Err(AuthorizationError::NotVisible(part))
    }
}

fn names(list: &str) -> Result<Vec<&str>, AuthorizationError> {
    let mut names: Vec<&str> = Vec::new();
    for name in list.split(';') {
        if name.is_empty() || !name.bytes().all(is_name_byte) {
            return Err(AuthorizationError::HeaderName { name: name.to_owned() });
        }
        if names.last().is_some_and(|last| *last >= name) {
            return Err(AuthorizationError::Order { name: name.to_owned() });
        }
        names.push(name);
    }
    Ok(names)
}

/// Source: RFC 9110, section 5.6.2, "Tokens", without upper-case letters.
const fn is_name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*'
        | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-date,Signature=0f";

    #[test]
    fn the_documented_form_is_read_and_written() {
        let authorization = Authorization::parse(TEXT).unwrap();
        assert_eq!(
            authorization,
            Authorization {
                credential: "id",
                signed_headers: vec!["host", "x-acs-date"],
                signature: "0f"
            }
        );
        assert_eq!(authorization.to_string(), TEXT);
    }

    #[test]
    fn other_forms_are_named() {
        use AuthorizationError::{
            Algorithm, Empty, HeaderName, Missing, NotVisible, Order, Trailing,
        };
        use Part::{Credential, Signature, SignedHeaders};
        let acs3 = |rest: &str| format!("ACS3-HMAC-SHA256{rest}");
        for (text, error) in [
            (String::new(), Algorithm),
            ("Basic eDp5".to_owned(), Algorithm),
            (acs3(""), Algorithm),
            (acs3("X Credential=a"), Algorithm),
            (acs3(" "), Missing(Credential)),
            (acs3("  Credential=a"), Missing(Credential)),
            (acs3(" Signature=a,SignedHeaders=a,Credential=a"), Missing(Credential)),
            (acs3(" Credential=a"), Missing(SignedHeaders)),
            (acs3(" Credential=a, SignedHeaders=a"), Missing(SignedHeaders)),
            (acs3(" Credential=a,SignedHeaders=a"), Missing(Signature)),
            (acs3(" Credential=,SignedHeaders=a,Signature=a"), Empty(Credential)),
            (acs3(" Credential=a,SignedHeaders=,Signature=a"), Empty(SignedHeaders)),
            (acs3(" Credential=a,SignedHeaders=a,Signature="), Empty(Signature)),
            (acs3(" Credential=a b,SignedHeaders=a,Signature=a"), NotVisible(Credential)),
            (acs3(" Credential=a,SignedHeaders=a,Signature=é"), NotVisible(Signature)),
            (acs3(" Credential=a,SignedHeaders=a,Signature=a,"), Trailing),
            (acs3(" Credential=a,SignedHeaders=a;,Signature=a"), HeaderName { name: "".into() }),
            (
                acs3(" Credential=a,SignedHeaders=Host,Signature=a"),
                HeaderName { name: "Host".into() },
            ),
            (acs3(" Credential=a,SignedHeaders=b;a,Signature=a"), Order { name: "a".into() }),
            (acs3(" Credential=a,SignedHeaders=a;a,Signature=a"), Order { name: "a".into() }),
        ] {
            assert_eq!(Authorization::parse(&text), Err(error), "{text:?}");
        }
    }
}
