//! Target `query`: a query, and after the first line feed a form body, read into one set.
//!
//! Holds: the reader and [`naive::read_query`] accept the same input with the same values and refuse
//! the rest for the same reason; whatever is accepted, the crate form_urlencoded reads alike; what it
//! writes, we read alike; what is read prints and reads back; and values are encoded as
//! [`naive::encode`] has it.
//!
//! form_urlencoded refuses nothing. Our refusals are deliberate, each because a signature covers what
//! a parameter is, so that two readings of one request are one too many:
//!
//! | input | form_urlencoded | here |
//! |---|---|---|
//! | `a=1&&b=2`, `&` at an end | skips the gap | `EmptyPair` |
//! | `a` | value is empty | `NoEqualsSign` |
//! | `=1` | name is empty | `EmptyName` |
//! | `%`, `%4`, `%4G` | kept as text | `Encoding`: `Truncated`, `NotHexadecimal` |
//! | `%ff` | U+FFFD | `Encoding`: `NotUtf8` |
//! | `a=1&a=2` | both | `Duplicate` |
//! | 513 parameters | all | `TooMany` |

use form_urlencoded::Serializer;

use super::naive::{self, Pairs};
use crate::wire::percent::{self, PercentError};
use crate::wire::query::{MAX_PARAMETERS, Parameters, QueryError};

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let (query, form) = match data.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => (data, &[][..]),
    };
    let mut parameters = Parameters::new();
    let mut expected = Pairs::new();
    for part in [query, form] {
        let before = expected.clone();
        let result = parameters.read(part);
        assert_eq!(result, naive::read_query(&mut expected, part, MAX_PARAMETERS));
        assert!(parameters.iter().eq(borrowed(&expected)), "{parameters:?} {expected:?}");
        let mut peer = before;
        peer.extend(form_urlencoded::parse(part).into_owned());
        match result {
            Ok(()) => assert_eq!(peer, expected, "form_urlencoded reads something else"),
            Err(error) => return justified(&error, part, &peer),
        }
    }
    expected.iter().for_each(|(_, value)| is_encoded_as_documented(value));
    comes_back(&parameters, &parameters.print());
    let mut serializer = Serializer::new(String::new());
    comes_back(&parameters, &serializer.extend_pairs(parameters.iter()).finish());
}

/// Whether a text is encoded as the slow encoder has it.
fn is_encoded_as_documented(text: &str) {
    let encoded = percent::encode(text);
    assert_eq!(encoded, naive::encode(text));
    assert!(encoded.bytes().all(|byte| byte == b'%' || percent::is_unreserved(byte)), "{encoded}");
}

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn comes_back(parameters: &Parameters<'_>, printed: &str) {
    let mut again = Parameters::new();
    assert_eq!(again.read(printed.as_bytes()), Ok(()), "{printed:?}");
    assert_eq!(again, *parameters, "{printed:?}");
}

/// Whether what form_urlencoded made of the input shows the mistake.
fn justified(error: &QueryError, part: &[u8], peer: &Pairs) {
    let gaps = part.split(|byte| *byte == b'&').filter(|pair| pair.is_empty()).count();
    let holds = match error {
        QueryError::EmptyPair { .. } => gaps > 0,
        QueryError::NoEqualsSign { .. } => {
            part.split(|byte| *byte == b'&').any(|pair| !pair.contains(&b'='))
        }
        QueryError::EmptyName { .. } => peer.iter().any(|(name, _)| name.is_empty()),
        QueryError::Encoding { cause: PercentError::NotUtf8, .. } => {
            peer.iter().any(|(name, value)| (name.clone() + value).contains('\u{fffd}'))
        }
        QueryError::Encoding { .. } => {
            peer.iter().any(|(name, value)| (name.clone() + value).contains('%'))
        }
        QueryError::Duplicate { name } => {
            peer.iter().filter(|(other, _)| other == name).count() > 1
        }
        QueryError::TooMany => peer.len() > MAX_PARAMETERS,
    };
    assert!(holds, "{error} for {peer:?}");
}
