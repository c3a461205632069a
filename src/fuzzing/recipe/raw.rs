//! Bytes below HTTP: broken request lines and headers, lengths that contradict each other, chunks that
//! do not add up, requests that stop. None of them is signed, so that whichever way they are read
//! nothing may be restarted.
//!
//! Accepted endings, since the API's documentation does not reach down here and RFC 9112 leaves them
//! open: a 4xx with or without an envelope; 501 and 505, which RFC 9110 (15.6.2, 15.6.6) demands for
//! transfer codings and versions that a server does not know; the end of the connection. Of a request
//! that stops half way nothing is waited for. The endpoint must be there afterwards.

use super::site::{Cast, Site};

/// A shape of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) struct Raw(usize);

/// Name, whether the request is there as a whole for every server, and the bytes. Not whole is also what
/// ends its lines in a way that no server need know (RFC 9112, section 2.2), or announces what does not come.
/// In the bytes `{T}` is the target, `{L}` its line
/// and `{H}` the Host header, with its line end.
const SHAPES: [(&str, bool, &str); 50] = [
    ("garbage", true, "\u{0}\u{1}\u{2}\u{3}\r\n\r\n"),
    ("no method", true, " {T} HTTP/1.1\r\n{H}\r\n"),
    ("no target", true, "GET  HTTP/1.1\r\n{H}\r\n"),
    ("no version", true, "GET {T}\r\n{H}\r\n"),
    ("a version that is none", true, "GET {T} HTTP/x.y\r\n{H}\r\n"),
    ("a version to come", true, "GET {T} HTTP/3.7\r\n{H}\r\n"),
    ("version 1.0", true, "GET {T} HTTP/1.0\r\n{H}\r\n"),
    ("blanks in the target", true, "GET {T}&a= b HTTP/1.1\r\n{H}\r\n"),
    ("a tab for a blank", true, "GET\t{T}\tHTTP/1.1\r\n{H}\r\n"),
    ("bare line feeds", false, "GET {T} HTTP/1.1\n{H}\n"),
    ("bare carriage returns", false, "GET {T} HTTP/1.1\r{H}\r\r\n\r\n"),
    ("empty lines before", true, "\r\n\r\n{L}{H}\r\n"),
    ("a target beyond ASCII", true, "GET {T}&a=\u{e9}\u{4e91} HTTP/1.1\r\n{H}\r\n"),
    ("NUL in the target", true, "GET {T}&a=\u{0} HTTP/1.1\r\n{H}\r\n"),
    ("a fragment", true, "GET {T}#a HTTP/1.1\r\n{H}\r\n"),
    ("an asterisk for a target", true, "GET * HTTP/1.1\r\n{H}\r\n"),
    ("a target without a slash", true, "GET ?a=b HTTP/1.1\r\n{H}\r\n"),
    ("no host", true, "{L}\r\n"),
    ("two hosts", true, "{L}{H}host: b\r\n\r\n"),
    ("a header without a colon", true, "{L}{H}x\r\n\r\n"),
    ("a header without a name", true, "{L}{H}: x\r\n\r\n"),
    ("a blank before the colon", true, "{L}{H}x : y\r\n\r\n"),
    ("a folded header", true, "{L}{H}x: y\r\n z\r\n\r\n"),
    ("NUL in a header", true, "{L}{H}x: \u{0}\r\n\r\n"),
    ("a carriage return in a header", true, "{L}{H}x: a\rb\r\n\r\n"),
    ("a length that is none", true, "POST {T} HTTP/1.1\r\n{H}content-length: x\r\n\r\n"),
    ("a negative length", true, "POST {T} HTTP/1.1\r\n{H}content-length: -1\r\n\r\n"),
    ("a signed length", true, "POST {T} HTTP/1.1\r\n{H}content-length: +4\r\n\r\na=bc"),
    (
        "an endless length",
        false,
        "POST {T} HTTP/1.1\r\n{H}content-length: 99999999999999999999\r\n\r\n",
    ),
    (
        "two lengths",
        true,
        "POST {T} HTTP/1.1\r\n{H}content-length: 3\r\ncontent-length: 4\r\n\r\na=bc",
    ),
    ("a list of lengths", true, "POST {T} HTTP/1.1\r\n{H}content-length: 4, 4\r\n\r\na=bc"),
    (
        "length and chunks",
        true,
        "POST {T} HTTP/1.1\r\n{H}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET {T} HTTP/1.1\r\n{H}\r\n",
    ),
    (
        "chunks, then a length",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\ncontent-length: 60\r\n\r\n0\r\n\r\nGET {T} HTTP/1.1\r\n{H}\r\n",
    ),
    (
        "an unknown coding",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "two codings",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n",
    ),
    (
        "chunked twice",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "a coding with a vertical tab",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: \u{b}chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "a chunk size that is none",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\nzz\r\na=b\r\n0\r\n\r\n",
    ),
    (
        "a chunk size beyond measure",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\na=b\r\n0\r\n\r\n",
    ),
    (
        "a negative chunk size",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\n-1\r\na=b\r\n0\r\n\r\n",
    ),
    (
        "a chunk longer than it says",
        true,
        "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\n2\r\na=bcd\r\n0\r\n\r\n",
    ),
    (
        "chunks with extensions",
        true,
        "POST {T} HTTP/1.1\r\n{H}content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n3;x=\"y\"\r\na=b\r\n0\r\nTrailer: x\r\n\r\n",
    ),
    (
        "chunked in a GET",
        true,
        "GET {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n",
    ),
    (
        "a request behind a body that is too long",
        true,
        "POST {T} HTTP/1.1\r\n{H}content-type: application/x-www-form-urlencoded\r\ncontent-length: 3\r\n\r\na=bGET {T} HTTP/1.1\r\n{H}\r\n",
    ),
    ("nothing", false, ""),
    ("half a request line", false, "GET {T}"),
    ("half a head", false, "{L}{H}x: y"),
    (
        "half a body",
        false,
        "POST {T} HTTP/1.1\r\n{H}content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\na=b",
    ),
    ("half a chunk", false, "POST {T} HTTP/1.1\r\n{H}transfer-encoding: chunked\r\n\r\n64\r\na=b"),
    ("HTTP 0.9", false, "GET {T}\r\n"),
];

impl Raw {
    /// How many shapes there are.
    pub(in crate::fuzzing) const COUNT: usize = SHAPES.len();

    /// One of them, by number.
    pub(in crate::fuzzing) const fn new(number: usize) -> Self {
        Self(number % Self::COUNT)
    }

    /// Its name.
    pub(in crate::fuzzing) const fn name(self) -> &'static str {
        SHAPES[self.0].0
    }

    /// Whether it is there as a whole, so that an answer or the end of the connection has to come.
    pub(in crate::fuzzing) const fn is_whole(self) -> bool {
        SHAPES[self.0].1
    }

    /// The bytes.
    pub(in crate::fuzzing) fn write(self, site: &Site, cast: &Cast) -> Vec<u8> {
        let target = format!(
            "{}?Action=RebootInstance&InstanceId={}&Version=2014-05-26",
            site.path,
            crate::wire::percent::encode(cast.watched())
        );
        let line = format!("GET {target} HTTP/1.1\r\n");
        SHAPES[self.0]
            .2
            .replace("{L}", &line)
            .replace("{T}", &target)
            .replace("{H}", &format!("host: {}\r\n", site.host))
            .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::recipe::testing::{cast, site};

    #[test]
    fn no_shape_is_signed_or_names_an_instance_that_may_restart() {
        for number in 0..Raw::COUNT {
            let bytes = Raw::new(number).write(&site(), &cast());
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("Signature") && !text.contains("i-served"), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = SHAPES.iter().map(|(name, ..)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Raw::COUNT);
    }
}
