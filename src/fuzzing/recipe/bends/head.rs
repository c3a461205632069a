//! Methods, paths, headers and bodies that HTTP allows and the API does not expect.

use std::borrow::Cow;

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::client::{Draft, Place};
use crate::fuzzing::recipe::effect::Effect;
use crate::fuzzing::recipe::text;

/// Something odd about the request around its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Head {
    /// Another method.
    Method(&'static str),
    /// Another path.
    Path(&'static str),
    /// A header that means nothing.
    Header(&'static str, &'static str),
    /// A header that an HTTP server may act on.
    Meaningful(&'static str, &'static str),
    /// A further header of version 3, signed.
    Acs(&'static str, &'static str),
    /// So many headers.
    Headers(usize),
    /// A header of so many letters.
    LongHeader(usize),
    /// A header with bytes beyond ASCII.
    Binary,
    /// Another value of Host.
    Host(&'static str),
    /// A POST whose body has another type.
    ContentType(&'static str),
    /// A body of so many bytes that no Content-Type calls a form.
    Body(usize),
}

const HARMLESS: [(&str, &str); 8] = [
    ("user-agent", "Java/1.8 (\"x\"; <y>)"),
    ("accept", "*/*"),
    // CP-40: under version 1.0 it decides nothing.
    ("accept", "application/json"),
    ("accept-language", "de, en;q=0.5"),
    ("x-sdk-client", "python/2.0.0"),
    ("cookie", "a=b; c=\"d\""),
    ("cache-control", "no-cache"),
    ("x-empty", ""),
];

const MEANINGFUL: [(&str, &str); 11] = [
    ("expect", "100-continue"),
    ("expect", "something-else"),
    ("range", "bytes=0-1"),
    ("authorization", "Basic dGVzdDp0ZXN0"),
    ("authorization", "ACS3-HMAC-SHA256 "),
    ("authorization", "ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature="),
    ("x-http-method-override", "DELETE"),
    ("x-acs-action", "StopInstance"),
    ("content-encoding", "gzip"),
    ("te", "trailers"),
    ("x-forwarded-host", "a\"<>"),
];

const PATHS: [&str; 8] = ["/x", "//", "/./", "/%2e%2e/", "/api", "/%", "/a;b", "/..%2f"];

// None is empty: an answer names in HostId what it was called by, and there would be nothing to name.
const HOSTS: [&str; 6] = ["b.example", "a", "ecs.aliyuncs.com", "<script>", "a:99999", "[::1"];

const TYPES: [&str; 6] = [
    "application/json",
    "multipart/form-data; boundary=x",
    "text/plain",
    "Application/X-WWW-Form-Urlencoded ; charset=UTF-8",
    "application/x-www-form-urlencodedx",
    "é",
];

impl Head {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match u.int_in_range(0..=25)? {
            0..=4 => Self::Method(u.choose(&["PUT", "DELETE", "PATCH"])?),
            5..=6 => {
                // Not OPTIONS: what a server says of itself is no business of the API's.
                const OTHER: [&str; 5] = ["HEAD", "TRACE", "get", "FOO", "G-E_T"];
                Self::Method(u.choose(&OTHER)?)
            }
            7 => Self::Path(u.choose(&PATHS)?),
            8..=11 => {
                let (name, value) = *u.choose(&HARMLESS)?;
                Self::Header(name, value)
            }
            12..=14 => {
                let (name, value) = *u.choose(&MEANINGFUL)?;
                Self::Meaningful(name, value)
            }
            15..=16 => Self::Acs("x-acs-more", u.choose(&["1", "a-b", "x.y"])?),
            17 => Self::Headers(*u.choose(&[10, 63, 64, 65, 99, 101, 300])?),
            18 => Self::LongHeader(text::size(u, &[200, 1000, 9000], &[40_000, 200_000])?),
            19 => Self::Binary,
            20 => Self::Host(u.choose(&HOSTS)?),
            21..=23 => Self::ContentType(u.choose(&TYPES)?),
            _ => {
                Self::Body(text::size(u, &[1, 100, 1000], &[70_000, 70_001, 1_048_576, 1_048_577])?)
            }
        })
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::Method(method) => format!("method {method}"),
            Self::Path(_) => "another path".to_owned(),
            Self::Header(name, _) | Self::Meaningful(name, _) => format!("header {name}"),
            Self::Acs(..) => "a further x-acs header".to_owned(),
            Self::Headers(_) => "many headers".to_owned(),
            Self::LongHeader(_) => "a long header".to_owned(),
            Self::Binary => "a header beyond ASCII".to_owned(),
            Self::Host(_) => "another host".to_owned(),
            Self::ContentType(_) => "another content-type".to_owned(),
            Self::Body(_) => "a body beside the form".to_owned(),
        }
    }

    pub(super) fn effect(&self) -> Effect {
        match self {
            Self::Method("PUT" | "DELETE" | "PATCH") => Effect::Method("RQ-05"),
            // Common servers answer 404 to a path they do not know.
            Self::Method(_) | Self::Path(_) => Effect::BelowApi,
            Self::Header(..) | Self::Acs(..) => Effect::Harmless,
            Self::Meaningful(..) | Self::Binary | Self::Host(_) | Self::ContentType(_) => {
                Effect::BelowApi
            }
            Self::Headers(count) if *count <= 10 => Effect::Harmless,
            Self::LongHeader(length) if *length <= 1000 => Effect::Harmless,
            Self::Headers(_) | Self::LongHeader(_) | Self::Body(_) => Effect::BelowApi,
        }
    }

    pub(super) fn apply(&self, draft: &mut Draft, _: Context<'_>) {
        let mut header = |name: &'static str, value: Cow<'static, [u8]>| {
            draft.headers.push((name.into(), value));
        };
        match self {
            Self::Method(method) => draft.method = (*method).into(),
            Self::Path(path) => draft.path = (*path).to_owned(),
            Self::Header(name, value) | Self::Meaningful(name, value) | Self::Acs(name, value) => {
                header(name, value.as_bytes().into());
            }
            Self::Headers(count) => {
                for _ in 0..*count {
                    header("x-more", b"x"[..].into());
                }
            }
            Self::LongHeader(length) => header("x-long", vec![b'a'; *length].into()),
            Self::Binary => header("x-binary", b"\xff\xfe\x80"[..].into()),
            Self::Host(host) => draft.host = (*host).into(),
            Self::ContentType(value) => {
                draft.content_type = (*value).into();
                if draft.place != Place::Split {
                    draft.place = Place::Form;
                }
                draft.method = "POST".into();
            }
            Self::Body(length) => draft.body = Some(vec![b'a'; *length]),
        }
    }

    pub(super) const fn slot(&self) -> &'static str {
        match self {
            Self::Method(_) | Self::ContentType(_) => "method",
            Self::Path(_) => "path",
            Self::Host(_) => "host",
            Self::Body(_) => "body",
            _ => "headers",
        }
    }

    pub(super) fn hides_format(&self) -> bool {
        // Where a form is not read as one, neither is the Format in it.
        matches!(self.effect(), Effect::BelowApi | Effect::Method(_))
    }

    pub(super) fn shorter(&self) -> Vec<Self> {
        match self {
            Self::Headers(count) if *count > 1 => vec![Self::Headers(count / 2)],
            Self::LongHeader(length) if *length > 1 => vec![Self::LongHeader(length / 2)],
            Self::Body(length) if *length > 1 => vec![Self::Body(1), Self::Body(length / 2)],
            _ => Vec::new(),
        }
    }

    pub(super) fn fits_version_3(&self) -> bool {
        // Version 3 signs the host and the type, and has an Authorization of its own.
        !matches!(
            self,
            Self::Meaningful("authorization" | "x-acs-action", _)
                | Self::Host(_)
                | Self::ContentType(_)
        )
    }

    /// Whether it can be done to a call that is signed in parameters.
    pub(in crate::fuzzing) const fn fits_version_1(&self) -> bool {
        !matches!(self, Self::Acs(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_call_goes_to_nobody() {
        assert!(!HOSTS.contains(&""));
    }
}
