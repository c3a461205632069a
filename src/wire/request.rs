//! The request parser: a raw request to method, path and one set of parameters. Strict: every
//! malformed input is a named error, and nothing panics. What the parameters mean, and whether they
//! are signed, is not decided here.

use super::http::RawRequest;
use super::query::{Parameters, QueryError};

/// How long path and query together may be, in bytes.
pub const MAX_TARGET_BYTES: usize = 64 * 1024;

/// How long a form body may be, in bytes.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The media type of a form body.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The methods that are served. Source: Request structure (GET); RebootInstance of 2021 (POST).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// All parameters in the query.
    Get,
    /// Parameters in the query, a form body, or both.
    Post,
}

impl Method {
    /// The method as it stands in the request line and the string to sign.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request whose parts are understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// HTTP method.
    pub method: Method,
    /// Path, as sent; begins with `/`.
    pub path: &'a str,
    /// Parameters of query and form body together.
    pub parameters: Parameters<'a>,
}

/// Why a request cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A method other than GET and POST.
    #[error("the method is neither GET nor POST")]
    Method,
    /// The target is not a path that begins with `/`, or not visible ASCII.
    #[error("the target is not a path")]
    Target,
    /// The target is longer than [`MAX_TARGET_BYTES`].
    #[error("the target is longer than {MAX_TARGET_BYTES} bytes")]
    TargetTooLong,
    /// The body is longer than [`MAX_BODY_BYTES`].
    #[error("the body is longer than {MAX_BODY_BYTES} bytes")]
    BodyTooLong,
    /// POST with a body that is not a form.
    #[error("the body is not of type {FORM}")]
    BodyType,
    /// The query is malformed.
    #[error("in the query, {0}")]
    Query(QueryError),
    /// The form body is malformed, or repeats a parameter of the query.
    #[error("in the form body, {0}")]
    Form(QueryError),
}

/// Reads a request. The body of a GET is not looked at: nothing documents a meaning for it.
///
/// # Errors
/// When the method is not served, or the target, query or form body is malformed or too long.
pub fn parse<'a>(raw: &RawRequest<'a>) -> Result<Request<'a>, RequestError> {
    let method = match raw.method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => return Err(RequestError::Method),
    };
    if raw.target.len() > MAX_TARGET_BYTES {
        return Err(RequestError::TargetTooLong);
    }
    let (path, query) = split_target(raw.target);
    if path.first() != Some(&b'/') || !path.iter().all(u8::is_ascii_graphic) {
        return Err(RequestError::Target);
    }
    let path = std::str::from_utf8(path).map_err(|_| RequestError::Target)?;

    let mut parameters = Parameters::new();
    parameters.read(query).map_err(RequestError::Query)?;
    if method == Method::Post && !raw.body.is_empty() {
        if raw.body.len() > MAX_BODY_BYTES {
            return Err(RequestError::BodyTooLong);
        }
        if !is_form(raw) {
            return Err(RequestError::BodyType);
        }
        parameters.read(raw.body).map_err(RequestError::Form)?;
    }
    Ok(Request { method, path, parameters })
}

/// Path and query of a target, without the `?` between them.
#[must_use]
pub fn split_target(target: &[u8]) -> (&[u8], &[u8]) {
    match target.iter().position(|&byte| byte == b'?') {
        Some(mark) => (&target[..mark], &target[mark + 1..]),
        None => (target, &target[target.len()..]),
    }
}

fn is_form(raw: &RawRequest<'_>) -> bool {
    raw.header("content-type").is_some_and(|value| {
        let media_type = value.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case(FORM)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::http::Field;

    fn raw<'a>(method: &'a str, target: &'a str, body: &'a str) -> RawRequest<'a> {
        RawRequest {
            method,
            target: target.as_bytes(),
            headers: vec![Field {
                name: "Content-Type",
                value: b"Application/X-WWW-Form-Urlencoded; charset=utf-8",
            }],
            body: body.as_bytes(),
        }
    }

    #[test]
    fn query_and_form_are_one_set() {
        let raw = raw("POST", "/?a=1&b=2", "c=3");
        let request = parse(&raw).unwrap();
        assert_eq!(request.path, "/");
        assert_eq!(request.parameters.print(), "a=1&b=2&c=3");
    }

    #[test]
    fn a_body_of_get_is_not_looked_at() {
        assert_eq!(parse(&raw("GET", "/?a=1", "%%%")).unwrap().parameters.print(), "a=1");
    }

    #[test]
    fn malformed_requests_are_named() {
        use RequestError::{BodyTooLong, BodyType, Form, Query, Target, TargetTooLong};
        let long = "a".repeat(MAX_TARGET_BYTES);
        let long_body = format!("a={}", "b".repeat(MAX_BODY_BYTES));
        for (raw, error) in [
            (raw("PUT", "/", ""), RequestError::Method),
            (raw("get", "/", ""), RequestError::Method),
            (raw("GET", "", ""), Target),
            (raw("GET", "*", ""), Target),
            (raw("GET", "?a=1", ""), Target),
            (raw("GET", "/a b", ""), Target),
            (raw("GET", "/é", ""), Target),
            (raw("GET", &format!("/{long}"), ""), TargetTooLong),
            (raw("POST", "/", &long_body), BodyTooLong),
            (raw("GET", "/?&", ""), Query(QueryError::EmptyPair { number: 1 })),
            (raw("POST", "/?a=1", "a=2"), Form(QueryError::Duplicate { name: "a".into() })),
            (raw("POST", "/", "a"), Form(QueryError::NoEqualsSign { number: 1 })),
            (RawRequest { headers: vec![], ..raw("POST", "/", "a=1") }, BodyType),
        ] {
            assert_eq!(parse(&raw).as_ref().err(), Some(&error));
        }
    }

    #[test]
    fn an_empty_body_needs_no_type() {
        assert!(parse(&RawRequest { headers: vec![], ..raw("POST", "/?a=1", "") }).is_ok());
    }
}
