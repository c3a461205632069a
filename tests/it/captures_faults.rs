//! Requests of clients that this project did not write, against the reference endpoint with its signature
//! checking broken on purpose: each way of breaking it must show, by a capture that is refused or by a
//! changed one that is served.

use std::fs;
use std::path::Path;

use rebootspec::api::names::parameter;
use rebootspec::endpoint::{Arrangement, Endpoint, Fault, Moment, PreparedInstance, Settings};
use rebootspec::wire::http::RawRequest;
use rebootspec::wire::request;
use rebootspec::wire::signature::v3::header;
use rebootspec::wire::timestamp::Timestamp;

/// The instance that every capture is about.
const ID: &str = "i-bp67acfmxazb4ph0000";

/// Another one.
const OTHER: &str = "i-bp67acfmxazb4ph0001";

/// The faults of signature checking that captures tell. The others need what no client sent here: a blank,
/// a name that sorts otherwise, a text beyond ASCII.
const TOLD: [&str; 21] = [
    "form-unsigned-beside-query",
    "empty-value-unsigned",
    "signature-sha256",
    "format-unsigned",
    "method-always-get",
    "other-method-accepted",
    "bare-secret-expected",
    "signature-unchecked",
    "added-parameter-unseen",
    "force-stop-unsigned",
    "instance-id-unsigned",
    "empty-signature-accepted",
    "signature-prefix-accepted",
    "signature-signed",
    "signature-signed-empty",
    "acs3-unknown",
    "acs3-unchecked",
    "acs3-body-unchecked",
    "acs3-unchecked-without-body",
    "acs3-further-headers-refused",
    "acs3-further-headers-unsigned",
];

/// The captures of RebootInstance, by name.
fn captures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let mut captures: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| (path.file_stem().unwrap().display().to_string(), fs::read(&path).unwrap()))
        .filter(|(name, _)| !name.ends_with(".describe"))
        .collect();
    captures.sort_unstable();
    assert_eq!(captures.len(), 17);
    captures
}

/// An endpoint with at most one fault.
fn endpoint(fault: Option<Fault>) -> Endpoint {
    let running =
        |id: &str| PreparedInstance { id: id.into(), arrangement: Arrangement::default() };
    let instances = [ID, OTHER].map(running).into();
    Endpoint::new(Settings { instances, ..Settings::default() })
        .with_faults(fault.into_iter().collect())
}

/// The status of the answer to these bytes, which are sent when the capture was signed.
fn status(fault: Option<Fault>, capture: &[u8], bytes: &[u8]) -> u16 {
    let raw = RawRequest::split(capture).unwrap();
    let request = request::parse(&raw).unwrap();
    let text = raw.header(header::DATE).or_else(|| request.parameters.get(parameter::TIMESTAMP));
    let seconds = Timestamp::parse_with_fraction(text.unwrap()).unwrap().unix_seconds();
    let now = Moment::from_unix_ms(u64::try_from(seconds).unwrap() * 1000);
    endpoint(fault).answer(&RawRequest::split(bytes).unwrap(), now).status
}

/// The capture, changed so that a part of it means something else that makes sense by itself: only the
/// signature tells.
fn remade(capture: &[u8]) -> Vec<Vec<u8>> {
    let text = std::str::from_utf8(capture).unwrap();
    let signature = text.split_once("Signature=").unwrap().1;
    let signature = &signature[..signature.find(['&', ' ', '\r']).unwrap_or(signature.len())];
    let presented = format!("Signature={signature}");
    let prefix = format!("Signature={}", &signature[..8]);
    [
        ("POST /", "GET /"),
        ("GET /", "POST /"),
        ("ForceStop=true", "ForceStop=false"),
        ("ForceStop=True", "ForceStop=False"),
        (ID, OTHER),
        ("ForceStop=", "Added=1&ForceStop="),
        (&presented, "Signature="),
        (&presented, &prefix),
    ]
    .into_iter()
    .filter(|(from, _)| text.contains(from))
    .map(|(from, to)| text.replacen(from, to, 1).into_bytes())
    .collect()
}

/// The capture with one byte changed, for each byte of its target, of its body and of the headers that are
/// signed under version 3.
fn changed(capture: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let raw = RawRequest::split(capture).unwrap();
    let at = |part: &[u8]| part.as_ptr().addr() - capture.as_ptr().addr();
    let mut parts = vec![raw.target, raw.body];
    if raw.header(header::AUTHORIZATION).is_some() {
        let is_signed = |name: &str| name.to_ascii_lowercase().starts_with("x-acs-");
        parts.extend(
            raw.headers.iter().filter(|field| is_signed(field.name)).map(|field| field.value),
        );
    }
    let positions: Vec<usize> =
        parts.into_iter().flat_map(|part| at(part)..at(part) + part.len()).collect();
    positions.into_iter().map(move |at| {
        let mut bytes = capture.to_vec();
        bytes[at] = if bytes[at].eq_ignore_ascii_case(&b'q') { b'z' } else { b'q' };
        bytes
    })
}

/// How a fault shows, if it does.
fn shown(fault: Option<Fault>) -> Option<String> {
    let captures = captures();
    for (name, capture) in &captures {
        let status = status(fault, capture, capture);
        if status != 200 {
            return Some(format!("{name} is refused with {status}"));
        }
    }
    for (name, capture) in &captures {
        for bytes in remade(capture).into_iter().chain(changed(capture)) {
            if status(fault, capture, &bytes) == 200 {
                return Some(format!("{name} is served as {}", String::from_utf8_lossy(&bytes)));
            }
        }
    }
    None
}

#[test]
fn without_a_fault_nothing_shows() {
    assert_eq!(shown(None), None);
}

#[test]
fn each_way_of_breaking_the_signature_shows() {
    for name in TOLD {
        let fault = Fault::ALL.iter().find(|fault| fault.name() == name).unwrap();
        assert!(shown(Some(*fault)).is_some(), "{name}: every capture is served, and nothing else");
    }
}
