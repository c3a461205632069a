//! Parameters of a query string or a form body: a strict reader and the set they make up.

use std::borrow::Cow;

use super::percent::{self, PercentError};
use super::scan::Part;

/// How many parameters a request may carry. Far above what any operation here takes, and low enough
/// that looking for duplicates stays cheap.
pub const MAX_PARAMETERS: usize = 512;

/// Why a query or form cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Two `&` stand side by side, or one stands at an end.
    #[error("parameter {number} is empty")]
    EmptyPair {
        /// Which one, counted from 1.
        number: usize,
    },
    /// A parameter begins with `=`.
    #[error("parameter {number} has no name")]
    EmptyName {
        /// Which one, counted from 1.
        number: usize,
    },
    /// A parameter has no `=`.
    #[error("parameter {number} has no \"=\"")]
    NoEqualsSign {
        /// Which one, counted from 1.
        number: usize,
    },
    /// A name or value is not percent-encoded UTF-8.
    #[error("parameter {number}: {cause}")]
    Encoding {
        /// Which one, counted from 1.
        number: usize,
        /// What is wrong with it.
        cause: PercentError,
    },
    /// A name stands twice, so that it cannot be told which value counts.
    #[error("the parameter {name:?} is given twice")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// More than [`MAX_PARAMETERS`].
    #[error("more than {MAX_PARAMETERS} parameters")]
    TooMany,
}

/// A name and its value, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// Name, never empty.
    pub name: Cow<'a, str>,
    /// Value, possibly empty.
    pub value: Cow<'a, str>,
}

/// The parameters of a request, each name once, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters<'a> {
    list: Vec<Parameter<'a>>,
    /// The kinds of the names in the list. It spares most requests all comparisons of names; a hostile
    /// one makes each comparison happen, and [`MAX_PARAMETERS`] bounds what that costs.
    kinds: u64,
}

impl<'a> Parameters<'a> {
    /// No parameters.
    #[must_use]
    pub const fn new() -> Self {
        Self { list: Vec::new(), kinds: 0 }
    }

    /// Reads a query string or form body and adds what it holds. Empty input adds nothing.
    ///
    /// # Errors
    /// When the input is malformed, repeats a name, or holds too many parameters; what was added
    /// before the mistake stays.
    pub fn read(&mut self, encoded: &'a [u8]) -> Result<(), QueryError> {
        if encoded.is_empty() {
            return Ok(());
        }
        let pairs = 1 + encoded.iter().filter(|byte| **byte == b'&').count();
        self.list.reserve(pairs.min(MAX_PARAMETERS));
        // Where all of it is UTF-8, so is each part, which ends at ASCII; one check is the fastest.
        let text = std::str::from_utf8(encoded).ok();
        let mut rest = 0;
        for number in 1.. {
            let name = Part::name(encoded, rest);
            match (name.is_empty(), encoded.get(name.end) == Some(&b'=')) {
                (false, true) => {}
                (true, true) => return Err(QueryError::EmptyName { number }),
                (true, false) => return Err(QueryError::EmptyPair { number }),
                (false, false) => return Err(QueryError::NoEqualsSign { number }),
            }
            let value = Part::value(encoded, name.end + 1);
            let decode = |part: &Part| match text {
                Some(text) if part.is_plain => Ok(Cow::Borrowed(&text[part.start..part.end])),
                _ => percent::decode(&encoded[part.start..part.end])
                    .map_err(|cause| QueryError::Encoding { number, cause }),
            };
            self.add(decode(&name)?, decode(&value)?)?;
            if value.end == encoded.len() {
                break;
            }
            rest = value.end + 1;
        }
        Ok(())
    }

    /// Adds one parameter.
    ///
    /// # Errors
    /// When the name is there already, or there are too many parameters.
    pub fn add(
        &mut self,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Result<(), QueryError> {
        let name = name.into();
        let kind = kind(&name);
        if self.kinds & kind != 0 && self.get(&name).is_some() {
            return Err(QueryError::Duplicate { name: name.into_owned() });
        }
        if self.list.len() == MAX_PARAMETERS {
            return Err(QueryError::TooMany);
        }
        self.kinds |= kind;
        self.list.push(Parameter { name, value: value.into() });
        Ok(())
    }

    /// The value of a parameter, by its exact name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|parameter| parameter.name == name).map(|parameter| &*parameter.value)
    }

    /// The parameters in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|parameter| (&*parameter.name, &*parameter.value))
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Writes them as a query string, in the order they came.
    #[must_use]
    pub fn print(&self) -> String {
        print(self.iter())
    }
}

/// One of 64 kinds of name, as a bit.
fn kind(name: &str) -> u64 {
    let byte = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    let bytes = name.as_bytes();
    1 << ((bytes.len() ^ byte(bytes.first()) << 1 ^ byte(bytes.last()) << 2) % 64)
}

/// Writes names and values as a query string, in the given order.
#[must_use]
pub fn print<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    // As long as most requests are: growing costs more than what is too much.
    let mut out = String::with_capacity(512);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        percent::encode_into(&mut out, name.as_bytes());
        out.push('=');
        percent::encode_into(&mut out, value.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Parameters<'_>, QueryError> {
        let mut parameters = Parameters::new();
        parameters.read(query.as_bytes()).map(|()| parameters)
    }

    #[test]
    fn reads_names_and_values_in_order() {
        let parameters = read("Action=RebootInstance&SignatureType=&x=a%3Db=c").unwrap();
        assert_eq!(
            parameters.iter().collect::<Vec<_>>(),
            [("Action", "RebootInstance"), ("SignatureType", ""), ("x", "a=b=c")]
        );
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn names_are_case_sensitive() {
        let parameters = read("a=1&A=2").unwrap();
        assert_eq!((parameters.get("a"), parameters.get("A")), (Some("1"), Some("2")));
    }

    #[test]
    fn malformed_input_is_named() {
        use QueryError::{Duplicate, EmptyName, EmptyPair, Encoding, NoEqualsSign};
        for (query, error) in [
            ("&", EmptyPair { number: 1 }),
            ("a=1&", EmptyPair { number: 2 }),
            ("a=1&&b=2", EmptyPair { number: 2 }),
            ("=", EmptyName { number: 1 }),
            ("a=1&=2", EmptyName { number: 2 }),
            ("a", NoEqualsSign { number: 1 }),
            ("a=%", Encoding { number: 1, cause: PercentError::Truncated { at: 0 } }),
            ("%zz=1", Encoding { number: 1, cause: PercentError::NotHexadecimal { at: 0 } }),
            ("a=1&b=%ff", Encoding { number: 2, cause: PercentError::NotUtf8 }),
            ("a=1&b=2&%61=3", Duplicate { name: "a".into() }),
        ] {
            assert_eq!(read(query), Err(error), "{query:?}");
        }
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        let query = |n: usize| (0..n).map(|i| format!("p{i}=")).collect::<Vec<_>>().join("&");
        let most = query(MAX_PARAMETERS);
        let mut full = read(&most).unwrap();
        assert_eq!(full.len(), MAX_PARAMETERS);
        assert_eq!(full.add("name", ""), Err(QueryError::TooMany));
        assert_eq!(full, read(&most).unwrap(), "what is refused leaves no trace");
        assert_eq!(read(&query(MAX_PARAMETERS + 1)), Err(QueryError::TooMany));
    }

    #[test]
    fn what_is_read_prints_and_reads_back() {
        let parameters = read("b=%E4%BA%91&a=x+y&c=").unwrap();
        let printed = parameters.print();
        assert_eq!(printed, "b=%E4%BA%91&a=x%20y&c=");
        assert_eq!(read(&printed).unwrap(), parameters);
    }
}
