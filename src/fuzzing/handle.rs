//! Target `handle`: any bytes through the whole endpoint, as a raw HTTP request. Its seeds are requests that are signed
//! for the endpoint of [`stage`](super::stage), and every way of spoiling them is the fuzzer's to find.
//!
//! Holds what `watched` says, at an endpoint of 2018 and at today's; an answer of the control protocol
//! is one that the protocol has.

use super::watched::Watched;
use crate::endpoint::{CONTROL_PATH, Faults, Response};
use crate::wire::http::RawRequest;

/// The settings at which a request is tried, as bits: those of 2018, and today's gateway with every
/// freedom that an answer leaves.
const SETTINGS: [u8; 2] = [0, 0b1_1111];

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    body_with(data, Faults::NONE);
}

/// The same at an endpoint with faults, which the body should find.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body_with(data: &[u8], faults: Faults) {
    let Ok(raw) = RawRequest::split(data) else { return };
    for bits in SETTINGS {
        let mut endpoint = Watched::new(bits, faults);
        if is_control(&raw) {
            arranged(&endpoint.answer(&raw, &raw));
        } else {
            endpoint.send(&raw, &raw);
        }
    }
}

fn is_control(raw: &RawRequest<'_>) -> bool {
    let rest = raw.target.strip_prefix(CONTROL_PATH.as_bytes());
    rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/' || rest[0] == b'?')
}

/// What every answer of the control protocol is. Source: the control protocol, version 1.
fn arranged(response: &Response) {
    let shown = String::from_utf8_lossy(&response.body);
    assert!([200, 201, 204, 404, 405, 422].contains(&response.status), "{shown}");
    if response.status == 204 {
        assert!(response.body.is_empty(), "{shown}");
        return;
    }
    let value: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let reason = value.get("reason").and_then(|reason| reason.as_str());
    assert!(value.is_object(), "{shown}");
    assert_eq!(reason.is_some_and(|reason| !reason.is_empty()), response.status >= 400, "{shown}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_requests_of_either_protocol_are_answered() {
        for raw in [
            "GET /?Format=JSON HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /_control HTTP/1.1\r\n\r\n",
            "POST /_control/instances HTTP/1.1\r\n\r\n{}",
            "PATCH /_control/instances/i-running0001 HTTP/1.1\r\n\r\n{\"kms\":\"lost\"}",
            "BREW /pot HTTP/1.1\r\n\r\n",
        ] {
            body(raw.as_bytes());
        }
    }
}
