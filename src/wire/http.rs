//! A raw HTTP/1.1 request in one piece: what captures and fuzzing start from. Sockets, chunking and
//! keep-alive are the HTTP server's, not this module's.

/// A header as it stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Name, in the letter case it was sent in.
    pub name: &'a str,
    /// Value, any bytes.
    pub value: &'a [u8],
}

/// A request before anything in it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRequest<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path and query, as sent.
    pub target: &'a [u8],
    /// Headers in the order they came.
    pub headers: Vec<Field<'a>>,
    /// Body, already dechunked.
    pub body: &'a [u8],
}

/// How many headers a request may carry.
pub const MAX_HEADERS: usize = 64;

/// Why bytes are not one HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The request line or a header is malformed.
    #[error("the head is malformed: {0}")]
    Head(httparse::Error),
    /// The bytes end before the empty line after the headers.
    #[error("the head does not end")]
    Incomplete,
}

impl<'a> RawRequest<'a> {
    /// Splits bytes into request line, headers and body. Everything after the empty line is the body,
    /// whatever Content-Length says.
    ///
    /// # Errors
    /// When the head is malformed or does not end.
    pub fn split(bytes: &'a [u8]) -> Result<Self, HttpError> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let length = match head.parse(bytes).map_err(HttpError::Head)? {
            httparse::Status::Complete(length) => length,
            httparse::Status::Partial => return Err(HttpError::Incomplete),
        };
        let (Some(method), Some(target)) = (head.method, head.path) else {
            return Err(HttpError::Incomplete);
        };
        Ok(Self {
            method,
            target: target.as_bytes(),
            headers: head
                .headers
                .iter()
                .map(|header| Field { name: header.name, value: header.value })
                .collect(),
            body: &bytes[length..],
        })
    }

    /// The first value of a header, by name without regard to letter case; `None` also where it is
    /// not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
            .and_then(|field| std::str::from_utf8(field.value).ok())
            .map(str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_split_into_its_parts() {
        let raw =
            RawRequest::split(b"POST /?a=1 HTTP/1.1\r\nHost: h:1\r\nX: \xff\r\n\r\nbody").unwrap();
        assert_eq!((raw.method, raw.target, raw.body), ("POST", &b"/?a=1"[..], &b"body"[..]));
        assert_eq!(raw.header("host"), Some("h:1"));
        assert_eq!(raw.header("x"), None, "not text");
    }

    #[test]
    fn what_is_no_request_is_named() {
        assert_eq!(RawRequest::split(b"GET / HTTP/1.1\r\n"), Err(HttpError::Incomplete));
        assert!(matches!(RawRequest::split(b"\x00\x01"), Err(HttpError::Head(_))));
    }
}
