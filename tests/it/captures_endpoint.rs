//! Requests of clients that this project did not write (`tests/data/captures`), replayed to the
//! reference endpoint at the moment they were signed: each is served, and with any byte of what is
//! signed changed it is refused.

use std::fs;
use std::path::Path;

use rebootspec::api::instance::InstanceStatus;
use rebootspec::api::names::parameter;
use rebootspec::api::{Dialect, Edition};
use rebootspec::endpoint::{Arrangement, Endpoint, Moment, PreparedInstance, Response, Settings};
use rebootspec::wire::http::RawRequest;
use rebootspec::wire::request;
use rebootspec::wire::signature::signed::SignedRequest;
use rebootspec::wire::signature::v3::header;
use rebootspec::wire::timestamp::Timestamp;

/// The instance that every capture is about.
const ID: &str = "i-bp67acfmxazb4ph0000";

/// Name and bytes of every capture.
fn captures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let mut captures: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| (path.file_stem().unwrap().display().to_string(), fs::read(&path).unwrap()))
        .collect();
    captures.sort_unstable();
    assert_eq!(captures.len(), 34);
    captures
}

fn settings(dialect: Dialect, edition: Edition) -> Settings {
    let instance = PreparedInstance { id: ID.into(), arrangement: Arrangement::default() };
    Settings { dialect, edition, instances: vec![instance], ..Settings::default() }
}

/// When a capture was signed.
fn moment(raw: &RawRequest<'_>) -> Moment {
    let request = request::parse(raw).unwrap();
    let text = raw.header(header::DATE).or_else(|| request.parameters.get(parameter::TIMESTAMP));
    let seconds = Timestamp::parse_with_fraction(text.unwrap()).unwrap().unix_seconds();
    Moment::from_unix_ms(u64::try_from(seconds).unwrap() * 1000)
}

fn replay(core: &mut Endpoint, bytes: &[u8], now: Moment) -> Response {
    core.answer(&RawRequest::split(bytes).unwrap(), now)
}

#[test]
fn every_capture_is_served_in_the_format_it_asks_for() {
    for (name, bytes) in captures() {
        let now = moment(&RawRequest::split(&bytes).unwrap());
        for dialect in [Dialect::Documented, Dialect::Gateway] {
            for edition in [Edition::Core, Edition::Current] {
                let mut core = Endpoint::new(settings(dialect, edition));
                let response = replay(&mut core, &bytes, now);
                let body = String::from_utf8(response.body).unwrap();
                assert_eq!(response.status, 200, "{name}: {body}");
                let restarts = u64::from(!name.ends_with(".describe"));
                assert_eq!(core.restarts(ID), Some(restarts), "{name}");
                if restarts == 0 {
                    assert!(body.contains(ID) && body.contains("Running"), "{name}: {body}");
                } else {
                    assert_eq!(core.status(ID, now), Some(InstanceStatus::Starting), "{name}");
                }
                let is_xml = name.contains("xml") || name.contains("libcloud");
                assert_eq!(response.content_type.starts_with("text/xml"), is_xml, "{name}");
                let replayed = replay(&mut core, &bytes, now);
                let body = String::from_utf8(replayed.body).unwrap();
                assert!(body.contains("SignatureNonceUsed"), "{name}: {body}");
            }
        }
    }
}

/// The positions of every byte that is signed, or is part of the signature.
fn signed_positions(bytes: &[u8]) -> Vec<usize> {
    let raw = RawRequest::split(bytes).unwrap();
    // Every slice of a RawRequest borrows from the bytes, so that its address gives its position.
    let at = |part: &[u8]| part.as_ptr().addr() - bytes.as_ptr().addr();
    let mut parts: Vec<&[u8]> = vec![raw.method.as_bytes(), raw.target, raw.body];
    if let Ok(signed) = SignedRequest::read(&raw) {
        let names = signed.authorization.signed_headers;
        let is_signed = |name: &str| names.contains(&name) || name == header::AUTHORIZATION;
        for field in raw.headers.iter().filter(|field| is_signed(&field.name.to_ascii_lowercase()))
        {
            parts.extend([field.name.as_bytes(), field.value]);
        }
    }
    parts.into_iter().flat_map(|part| at(part)..at(part) + part.len()).collect()
}

#[test]
fn a_changed_byte_is_refused() {
    for (name, bytes) in captures() {
        let now = moment(&RawRequest::split(&bytes).unwrap());
        // One endpoint for all of them: what is not rightly signed leaves nothing behind.
        let mut core = Endpoint::new(settings(Dialect::Documented, Edition::Current));
        let positions = signed_positions(&bytes);
        assert!(positions.len() > 250, "{name}: most of it is signed");
        for at in positions {
            let mut changed = bytes.clone();
            // A letter that stands for itself everywhere, and differs by more than its case.
            changed[at] = if bytes[at].eq_ignore_ascii_case(&b'q') { b'z' } else { b'q' };
            let response = replay(&mut core, &changed, now);
            let what = String::from_utf8_lossy(&bytes[at..(at + 12).min(bytes.len())]);
            assert!(
                (400..500).contains(&response.status),
                "{name}: byte {at} at {what:?}: {}",
                response.status
            );
        }
        assert_eq!(core.restarts(ID), Some(0), "{name}");
        assert_eq!(replay(&mut core, &bytes, now).status, 200, "{name}: its nonce is unused yet");
    }
}
