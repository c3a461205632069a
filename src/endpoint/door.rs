//! Whose requests are heard at all: those that HTTP knows, and at the control protocol those of programs. A web
//! page in a browser on this machine can send requests here too; what it sends is told by what browsers add.

use std::borrow::Cow;
use std::net::IpAddr;

use hyper::Version;
use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::http::uri::Authority;

use super::response::{JSON, Response};
use super::whole::Endpoint;
use crate::wire::http::RawRequest;
use crate::wire::request::split_target;

/// What browsers say of where a request comes from. Source: Fetch Metadata Request Headers, section 2.4.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Why a request is not one of HTTP, as an answer. Source: RFC 9112, section 3.2, "Request Target".
pub(super) fn host_is_wrong(version: Version, headers: &HeaderMap) -> Option<Response> {
    let mut hosts = headers.get_all(HOST).iter();
    let why = match (hosts.next(), hosts.next()) {
        (_, Some(_)) => "a request has one Host header",
        (None, _) if version == Version::HTTP_11 => "a request has a Host header",
        (Some(host), _) if !host.is_empty() && authority(host.as_bytes()).is_none() => {
            "the Host header names no host"
        }
        _ => return None,
    };
    let body = format!("{why} (RFC 9112, section 3.2)\n");
    Some(refusal(400, "text/plain; charset=utf-8", body))
}

/// Why a request to the control protocol does not come from a program on this machine, as an answer. Under
/// `own`, the endpoint listens.
pub(super) fn is_foreign(headers: &HeaderMap, own: IpAddr) -> Option<Response> {
    let site = headers.get(SEC_FETCH_SITE).map_or(&b"none"[..], |site| site.as_bytes());
    let reason = if headers.contains_key(ORIGIN) || site != b"none" {
        "a web page has no control of this endpoint: the request has an Origin"
    } else if headers.get(HOST).is_some_and(|host| !is_own(host.as_bytes(), own)) {
        // A name can lead to this machine although its page came from another one.
        "the control protocol is served under the address that the endpoint listens on, and under localhost"
    } else {
        return None;
    };
    let body = serde_json::json!({ "reason": reason }).to_string();
    Some(refusal(403, JSON, body))
}

/// What a front that serves the API under a path passes on: the target without that path. For any other path it
/// has a page of its own; the control protocol stands beside it.
pub(super) fn passed_on<'a>(raw: &RawRequest<'a>, served: &str) -> Result<Cow<'a, [u8]>, Response> {
    if served == "/" || Endpoint::is_control(raw) {
        return Ok(raw.target.into());
    }
    let (path, query) = split_target(raw.target);
    if path != served.as_bytes() {
        let page = "<html><body>404 Not Found</body></html>".to_owned();
        return Err(refusal(404, "text/html", page));
    }
    let has_query = raw.target.len() > path.len();
    Ok(if has_query { [b"/?", query].concat().into() } else { b"/".into() })
}

fn refusal(status: u16, content_type: &'static str, body: String) -> Response {
    Response {
        status,
        content_type: content_type.into(),
        headers: Vec::new(),
        body: body.into_bytes(),
    }
}

/// The host and the port that a Host header names.
fn authority(host: &[u8]) -> Option<Authority> {
    Authority::try_from(host).ok().filter(|authority| !authority.as_str().contains('@'))
}

fn is_own(host: &[u8], own: IpAddr) -> bool {
    let Some(authority) = authority(host) else { return false };
    let host = authority.host();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost")
        || address.is_ok_and(|address| {
            let address = address.to_canonical();
            address.is_loopback() || own.is_unspecified() || address == own.to_canonical()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_ones_own_where_one_listens_on_it() {
        let own = |host: &str, own: &str| is_own(host.as_bytes(), own.parse().unwrap());
        assert!(own("10.0.0.1:80", "10.0.0.1") && own("[2001:db8::1]", "2001:db8::1"));
        assert!(own("10.0.0.1", "0.0.0.0") && own("[2001:db8::1]:8080", "::"));
        assert!(!own("10.0.0.1", "127.0.0.1") && !own("10.0.0.2", "10.0.0.1"));
        assert!(!own("host.example", "0.0.0.0") && !own("", "127.0.0.1"));
    }
}
