//! The ways in which a call can be placed, ordered, spelled, signed and changed: plain values.

use std::borrow::Cow;

use super::change::Change;
use crate::api::operations::is_own;

/// Where the parameters travel. The HTTP method is not decided by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// All in the query, as by GET.
    Query,
    /// All in a form body.
    Form,
    /// The operation's own in a form body, the others in the query.
    Split,
    /// All in the query, as by POST with an empty body.
    PostQuery,
}

impl Place {
    /// Whether a parameter of this name stands in the form body.
    #[must_use]
    pub fn is_form(self, name: &str) -> bool {
        match self {
            Self::Query | Self::PostQuery => false,
            Self::Form => true,
            Self::Split => is_own(name),
        }
    }
}

/// The order in which parameters are written. The signature of version 1.0 has its place in it and never depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Order {
    /// As they were set, the signature last.
    AsSet,
    /// Sorted by name.
    Sorted,
    /// Sorted by name, backwards.
    Reversed,
    /// As they were set, the signature first.
    SignatureFirst,
    /// Shuffled from this seed.
    Shuffled(u64),
}

/// How names and values are written. Decoded, all but the last are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spelling {
    /// As documented.
    Documented,
    /// Values with lower-case hexadecimal digits.
    LowerHex,
    /// Values with escapes where none are needed. Names stay readable: what is asked is whether values are decoded
    /// before they are signed.
    Needless,
    /// Values with `+` for a blank.
    Plus,
    /// Values escaped twice.
    Double,
}

impl Spelling {
    /// It in words.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Documented => "as documented",
            Self::LowerHex => "in lower-case escapes",
            Self::Needless => "in needless escapes",
            Self::Plus => "with + for a blank",
            Self::Double => "in escapes of escapes",
        }
    }
}

/// How the signature comes about; all but the first are wrong. Version 3 knows of these the right one, that under another
/// secret, the one cut short, a text and none; any other is a right one with a digit changed there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signing {
    /// As documented.
    Documented,
    /// Under the secret without the `&` that the documentation adds.
    BareSecret,
    /// Under another secret.
    OtherSecret,
    /// By HMAC-SHA256.
    Sha256,
    /// For this HTTP method.
    ForMethod(&'static str),
    /// For POST where the method is GET, for GET otherwise.
    OtherMethod,
    /// Over a canonical query with `+` for a blank.
    PlusForBlank,
    /// Over parameters in the order they were set.
    Unsorted,
    /// Over sorted parameters, the last first.
    Backwards,
    /// Over a string to sign with lower-case hexadecimal digits.
    LowerHex,
    /// The right one with another first character.
    OneOff,
    /// The first half of the right one: no Base64 any more.
    CutShort,
    /// The right one, changed.
    Changed(Change),
    /// This text.
    Text(String),
    /// None at all.
    Absent,
}

impl Signing {
    /// It in words.
    #[must_use]
    pub fn told(&self) -> &'static str {
        match self {
            Self::Documented => "as documented",
            Self::BareSecret => "under the bare secret",
            Self::OtherSecret => "under another secret",
            Self::Sha256 => "by HMAC-SHA256",
            Self::ForMethod(_) | Self::OtherMethod => "for another method",
            Self::PlusForBlank => "over + for a blank",
            Self::Unsorted | Self::Backwards => "over unsorted parameters",
            Self::LowerHex => "over lower-case escapes",
            Self::OneOff => "with one character changed",
            Self::CutShort => "cut short",
            Self::Changed(_) => "changed",
            Self::Text(text) if text.is_empty() => "empty",
            Self::Text(_) => "of any text",
            Self::Absent => "missing",
        }
    }
}

/// A change of parameters. Those that are carried out after signing leave the signature as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edit {
    /// It gets this value; it is added where it was not there.
    Set(Cow<'static, str>, Cow<'static, str>),
    /// It is left out.
    Drop(Cow<'static, str>),
    /// It gets another name.
    Rename(Cow<'static, str>, Cow<'static, str>),
    /// It is sent a second time.
    Repeat {
        /// Its name.
        name: Cow<'static, str>,
        /// The second value.
        value: Cow<'static, str>,
        /// Before all others, or behind them.
        before: bool,
    },
    /// Its value is written as this text, without any escape; it is added where it was not there.
    Written(Cow<'static, str>, String),
}

impl Edit {
    /// A parameter gets a value.
    pub fn set(name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        Self::Set(name.into(), value.into())
    }

    /// A parameter is left out.
    pub fn drop(name: impl Into<Cow<'static, str>>) -> Self {
        Self::Drop(name.into())
    }

    /// A parameter gets another name.
    pub fn rename(from: impl Into<Cow<'static, str>>, to: impl Into<Cow<'static, str>>) -> Self {
        Self::Rename(from.into(), to.into())
    }

    /// A parameter is sent a second time.
    pub fn repeat(
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
        before: bool,
    ) -> Self {
        Self::Repeat { name: name.into(), value: value.into(), before }
    }
}

/// What happens to a header or the body after signing, under version 3 alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeaderEdit {
    /// The header gets this value, where it is there.
    Set(&'static str, String),
    /// The body becomes this text, and every header stays.
    Body(String),
    /// The form body, and this text behind it, becomes the body.
    BodyEnds(String),
}
