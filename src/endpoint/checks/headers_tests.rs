//! Calls that are signed in headers.

use crate::api::Dialect;
use crate::endpoint::Settings;
use crate::endpoint::testing::{Answer, Bench, START};
use crate::wire::http::{Field, RawRequest};
use crate::wire::query::Parameters;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::{self, header};

const QUERY: &str = "InstanceId=i-running0001";

/// The headers of a correct call, unsigned.
fn headers(nonce: &str, body: &str) -> Vec<(String, String)> {
    [
        (header::HOST, "h:1"),
        (header::ACTION, "RebootInstance"),
        (header::VERSION, "2014-05-26"),
        (header::DATE, "2026-01-01T00:00:00Z"),
        (header::NONCE, nonce),
        (header::CONTENT_SHA256, &v3::sha256(body.as_bytes())),
        (header::CONTENT_TYPE, FORM),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Signs all headers but those that begin with a capital.
fn sign(headers: &mut Vec<(String, String)>, query: &str) {
    let mut parameters = Parameters::new();
    parameters.read(query.as_bytes()).unwrap();
    let canonical_query = v3::canonical_query(parameters.iter());
    let mut signed: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .filter(|(name, _)| !name.starts_with(|first: char| first.is_ascii_uppercase()))
        .collect();
    signed.sort_unstable();
    let hash = signed.iter().find(|(name, _)| *name == header::CONTENT_SHA256);
    let hash = hash.map_or("", |(_, value)| value);
    let canonical = v3::canonical_request("POST", &canonical_query, &signed, hash);
    let text = v3::string_to_sign(&canonical);
    let authorization = Authorization {
        credential: "testid",
        signed_headers: signed.iter().map(|(name, _)| *name).collect(),
        signature: &v3::sign(&Secret::new("testsecret"), &text),
    };
    headers.push((header::AUTHORIZATION.to_owned(), authorization.to_string()));
}

fn send(bench: &mut Bench, headers: &[(String, String)], query: &str, body: &str) -> Answer {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    bench.raw("POST", &format!("/?{query}"), &headers, body.as_bytes())
}

#[test]
fn a_call_signed_in_headers_is_served_once() {
    for (query, body) in [(QUERY, ""), ("", QUERY), ("ForceStop=true", QUERY)] {
        let mut bench = Bench::demo();
        let mut headers = headers("n", body);
        headers.push(("x-acs-whatever".to_owned(), " a b ".to_owned()));
        sign(&mut headers, query);
        assert_eq!(send(&mut bench, &headers, query, body).status, 200);
        let replay = send(&mut bench, &headers, query, body);
        assert_eq!(replay.error(), (400, "SignatureNonceUsed"));
        assert_eq!(bench.core.restarts("i-running0001"), Some(1));
    }
}

#[test]
fn what_is_missing_is_named_as_the_parameter() {
    for (name, parameter) in [
        (header::ACTION, "Action"),
        (header::VERSION, "Version"),
        (header::DATE, "Timestamp"),
        (header::NONCE, "SignatureNonce"),
        ("Credential=testid,", "AccessKeyId"),
        (",Signature=", "Signature"),
    ] {
        let dialect = Dialect::Gateway;
        let mut bench = Bench::new(Settings { dialect, ..Settings::demo() });
        let mut headers = headers("n", "");
        headers.retain(|(other, _)| other != name);
        sign(&mut headers, QUERY);
        if let Some((_, authorization)) = headers.last_mut()
            && let Some(at) = authorization.find(name)
        {
            let end = if name.ends_with(',') { at + name.len() } else { authorization.len() };
            authorization.replace_range(at..end, "");
        }
        let answer = send(&mut bench, &headers, QUERY, "");
        assert_eq!(answer.error(), (400, &*format!("Missing{parameter}")));
    }
}

#[test]
fn what_is_wrong_is_refused() {
    let wrong = "IncompleteSignature";
    for (name, value, code) in [
        (header::ACTION, "Reboot", "InvalidAction"),
        (header::VERSION, "2014", "InvalidParameter"),
        (header::DATE, "2026-01-01T00:15:01Z", "IllegalTimestamp"),
        (header::DATE, "2026-01-01 00:00:00", "IllegalTimestamp"),
        (header::CONTENT_SHA256, "0f", wrong),
    ] {
        let mut headers = headers("n", "");
        headers.retain(|(other, _)| other != name);
        headers.push((name.to_owned(), value.to_owned()));
        sign(&mut headers, QUERY);
        assert_eq!(send(&mut Bench::demo(), &headers, QUERY, "").text("Code"), code, "{name}");
    }
    for (from, to, code) in [
        ("testid", "nobody", "InvalidAccessKeyId.NotFound"),
        ("Signature=", "Signature=0", wrong),
        ("host;", "", wrong),
        ("host;", "HOST;", wrong),
        ("SHA256 ", "SHA256  ", "MissingParameter"),
        ("SHA256 ", "SHA256X ", "MissingParameter"),
    ] {
        let mut headers = headers("n", "");
        sign(&mut headers, QUERY);
        let last = headers.last_mut().unwrap();
        last.1 = last.1.replacen(from, to, 1);
        assert_eq!(send(&mut Bench::demo(), &headers, QUERY, "").text("Code"), code, "{from}");
    }
}

#[test]
fn what_is_relied_on_has_to_be_signed() {
    let mut headers = headers("n", "");
    for (name, _) in &mut headers {
        if name == header::ACTION {
            *name = "X-Acs-Action".to_owned();
        }
    }
    sign(&mut headers, QUERY);
    let answer = send(&mut Bench::demo(), &headers, QUERY, "");
    assert_eq!(answer.error(), (400, "IncompleteSignature"));
}

#[test]
fn a_header_that_matters_stands_once() {
    let mut headers = headers("n", "");
    sign(&mut headers, QUERY);
    headers.push(("X-ACS-Action".to_owned(), "StopInstance".to_owned()));
    let answer = send(&mut Bench::demo(), &headers, QUERY, "");
    assert_eq!(answer.error(), (400, "InvalidParameter"));
}

#[test]
fn accept_asks_for_a_format_where_format_does_not() {
    let is_json = |accept: &str, format: &str| {
        let mut headers = headers("n", "");
        headers.push(("accept".to_owned(), accept.to_owned()));
        let query = format!("{format}{QUERY}");
        sign(&mut headers, &query);
        let answer = send(&mut Bench::demo(), &headers, &query, "");
        assert_eq!(answer.status, 200);
        answer.document.root.is_none()
    };
    assert!(is_json("application/json", ""));
    assert!(is_json("text/html, Application/JSON;q=0.9", ""));
    assert!(is_json("application/xml", "Format=JSON&"));
    assert!(!is_json("application/json", "Format=XML&"));
    assert!(is_json("*/*", ""));
    assert!(!is_json("text/xml, application/xml;q=0.9", ""));
    assert!(is_json("application/xml, application/json", ""));
    // A call signed in parameters asks by Format alone.
    let accept = Field { name: "accept", value: b"application/json" };
    let raw = RawRequest { method: "GET", target: b"/", headers: vec![accept], body: b"" };
    let response = Bench::demo().core.answer(&raw, START);
    assert!(response.content_type.starts_with("text/xml"));
}
