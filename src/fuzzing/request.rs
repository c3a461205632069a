//! Target `request`: raw request bytes through the request parser.
//!
//! Holds: a named error or a value; the value is no larger than the input; its path ends where a query
//! begins; each parameter is found under its name; and what was parsed, printed, parses back to itself.

use crate::wire::http::{Field, RawRequest};
use crate::wire::query::MAX_PARAMETERS;
use crate::wire::request::{self, FORM, MAX_TARGET_BYTES, Method, Request, RequestError};

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let Ok(raw) = RawRequest::split(data) else { return };
    let Ok(request) = request::parse(&raw) else { return };
    bounded(&request, data.len());

    let query = request.parameters.print();
    in_the_query(&request, &query);
    if request.method == Method::Post {
        in_the_body(&request, &query);
    }
}

fn bounded(request: &Request<'_>, limit: usize) {
    let parameters = &request.parameters;
    assert!(parameters.len() <= MAX_PARAMETERS);
    assert!(!request.path.contains('?'), "a query begins at the first question mark");
    let mut size = request.path.len();
    for (name, value) in parameters.iter() {
        assert_eq!(parameters.get(name), Some(value), "{name:?} is found");
        assert!(!name.is_empty(), "no name is empty");
        size += name.len() + value.len();
    }
    assert!(size <= limit, "{size} bytes came out of {limit}");
}

fn in_the_query(request: &Request<'_>, query: &str) {
    let target = [request.path, "?", query].concat();
    let raw = RawRequest {
        method: request.method.word(),
        target: target.as_bytes(),
        headers: Vec::new(),
        body: &[],
    };
    match request::parse(&raw) {
        Ok(again) => assert_eq!(again, *request),
        // Encoding makes text longer, up to three times.
        Err(RequestError::TargetTooLong) => assert!(target.len() > MAX_TARGET_BYTES),
        Err(error) => panic!("{target:?} is refused: {error}"),
    }
}

fn in_the_body(request: &Request<'_>, form: &str) {
    let raw = RawRequest {
        method: request.method.word(),
        target: request.path.as_bytes(),
        headers: vec![Field { name: "content-type", value: FORM.as_bytes() }],
        body: form.as_bytes(),
    };
    match request::parse(&raw) {
        Ok(again) => assert_eq!(again, *request),
        Err(RequestError::BodyTooLong) => assert!(form.len() > request::MAX_BODY_BYTES),
        Err(error) => panic!("{form:?} is refused: {error}"),
    }
}
