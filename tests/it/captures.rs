//! Requests of clients that this project did not write (`tests/data/captures`): each is read, its
//! signature verifies, and no byte of what is signed can change unnoticed.

use std::fs;
use std::path::{Path, PathBuf};

use rebootspec::api::names::parameter;
use rebootspec::fuzzing::naive;
use rebootspec::wire::http::RawRequest;
use rebootspec::wire::request;
use rebootspec::wire::secret::Secret;
use rebootspec::wire::signature::{signed::SignedRequest, v1, v3};

const ID: &str = "testid";
const SECRET: &str = "testsecret";

/// How a capture is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Version {
    One,
    Three,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures")
}

/// Name and bytes of every capture.
fn captures() -> Vec<(String, Vec<u8>)> {
    let mut captures: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect();
    captures.sort_unstable();
    captures
}

fn version(bytes: &[u8]) -> Version {
    match RawRequest::split(bytes).unwrap().header(v3::header::AUTHORIZATION) {
        Some(_) => Version::Three,
        None => Version::One,
    }
}

/// Holds a request against its signature; the error says where it was refused.
fn check(version: Version, bytes: &[u8]) -> Result<(), String> {
    let raw = RawRequest::split(bytes).map_err(|error| error.to_string())?;
    let request = request::parse(&raw).map_err(|error| error.to_string())?;
    let secret = Secret::new(SECRET);
    let (key, right) = match version {
        Version::One => {
            let value = |name: &str| request.parameters.get(name).ok_or(format!("no {name}"));
            let query = v1::canonical_query(request.parameters.iter());
            let text = v1::string_to_sign(request.method.word(), &query);
            let right = v1::verify(&secret, &text, value(parameter::SIGNATURE)?);
            (value(parameter::ACCESS_KEY_ID)?.to_owned(), right)
        }
        Version::Three => {
            let signed = SignedRequest::read(&raw).map_err(|error| error.to_string())?;
            (signed.authorization.credential.to_owned(), signed.verify(&secret))
        }
    };
    if key != ID {
        return Err(format!("no key {key:?}"));
    }
    if right { Ok(()) } else { Err("the signature is another one".to_owned()) }
}

/// The positions of every byte that is signed, or is part of the signature.
fn signed_positions(version: Version, bytes: &[u8]) -> Vec<usize> {
    let raw = RawRequest::split(bytes).unwrap();
    // Every slice of a RawRequest borrows from the bytes, so that its address gives its position.
    let at = |part: &[u8]| part.as_ptr().addr() - bytes.as_ptr().addr();
    let mut parts: Vec<&[u8]> = vec![raw.method.as_bytes(), raw.body];
    let (_, query) = request::split_target(raw.target);
    match version {
        Version::One => parts.push(query),
        Version::Three => {
            parts.push(raw.target);
            let signed = SignedRequest::read(&raw).unwrap().authorization.signed_headers;
            for field in &raw.headers {
                let name = field.name.to_ascii_lowercase();
                if signed.contains(&&*name) || name == v3::header::AUTHORIZATION {
                    parts.extend([field.name.as_bytes(), field.value]);
                }
            }
        }
    }
    parts.into_iter().flat_map(|part| at(part)..at(part) + part.len()).collect()
}

#[test]
fn every_capture_verifies() {
    for (name, bytes) in captures() {
        assert_eq!(check(version(&bytes), &bytes), Ok(()), "{name}");
    }
}

/// The naive signer, which shares no code with the wire, comes to the signature that was captured.
#[test]
fn the_naive_signer_agrees() {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    for (name, bytes) in captures() {
        let raw = RawRequest::split(&bytes).unwrap();
        let request = request::parse(&raw).unwrap();
        let pairs: Vec<_> = request.parameters.iter().map(owned).collect();
        let (presented, signature) = match version(&bytes) {
            Version::One => (
                request.parameters.get(parameter::SIGNATURE).unwrap(),
                naive::sign_v1(SECRET, raw.method, &pairs),
            ),
            Version::Three => {
                let presented = SignedRequest::read(&raw).unwrap().authorization;
                let headers: Vec<_> = presented
                    .signed_headers
                    .iter()
                    .map(|name| owned((*name, raw.header(name).unwrap())))
                    .collect();
                // What came in a form body is signed by the hash of the body alone.
                let query = if raw.body.is_empty() { &pairs[..] } else { &[] };
                let naive = naive::sign_v3(SECRET, raw.method, "/", query, &headers, raw.body);
                (presented.signature, naive)
            }
        };
        assert_eq!(signature, presented, "{name}");
    }
}

#[test]
fn no_signed_byte_changes_unnoticed() {
    for (name, bytes) in captures() {
        let version = version(&bytes);
        let positions = signed_positions(version, &bytes);
        assert!(positions.len() > 250, "{name}: most of it is signed");
        for at in positions {
            let mut changed = bytes.clone();
            // A letter that stands for itself everywhere, and differs by more than its case.
            changed[at] = if bytes[at].eq_ignore_ascii_case(&b'q') { b'z' } else { b'q' };
            let what = String::from_utf8_lossy(&bytes[at..(at + 12).min(bytes.len())]);
            assert!(check(version, &changed).is_err(), "{name}: byte {at} at {what:?}");
        }
    }
}

#[test]
fn another_method_is_refused() {
    for (name, bytes) in captures() {
        let (from, to) = if bytes.starts_with(b"GET ") { (3, "POST") } else { (4, "GET") };
        let changed = [to.as_bytes(), &bytes[from..]].concat();
        assert!(check(version(&bytes), &changed).is_err(), "{name}");
    }
}

#[test]
fn a_parameter_added_or_dropped_is_refused() {
    for (name, bytes) in captures() {
        let version = version(&bytes);
        let raw = RawRequest::split(&bytes).unwrap();
        let target = std::str::from_utf8(raw.target).unwrap();
        let (_, query) = request::split_target(raw.target);
        let query = std::str::from_utf8(query).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let added = if query.is_empty() { "/?Added=1".into() } else { format!("{target}&Added=1") };
        assert!(check(version, text.replacen(target, &added, 1).as_bytes()).is_err(), "{name}");
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let rest: Vec<_> = query.split('&').filter(|other| *other != pair).collect();
            let dropped = text.replacen(query, &rest.join("&"), 1);
            assert!(check(version, dropped.as_bytes()).is_err(), "{name}: {pair}");
        }
    }
}

#[test]
fn another_secret_is_refused() {
    for (name, bytes) in captures() {
        let raw = RawRequest::split(&bytes).unwrap();
        let secret = Secret::new("testsecret2");
        let right = match version(&bytes) {
            Version::One => {
                let request = request::parse(&raw).unwrap();
                let query = v1::canonical_query(request.parameters.iter());
                let text = v1::string_to_sign(request.method.word(), &query);
                v1::verify(&secret, &text, request.parameters.get(parameter::SIGNATURE).unwrap())
            }
            Version::Three => SignedRequest::read(&raw).unwrap().verify(&secret),
        };
        assert!(!right, "{name}");
    }
}

/// The table says of each capture what it is; a forgotten one, or one of another kind, shows here.
#[test]
fn the_table_lists_every_capture_as_it_is() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut listed: Vec<(String, Vec<&str>)> = Vec::new();
    let (first, _) = readme.split_once("The folder `more`").unwrap();
    for line in first.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].trim_matches('`');
        listed.push((name.to_owned(), cells.clone()));
        listed.push((format!("{name}.describe"), cells));
    }
    listed.sort_unstable();
    let captures = captures();
    let names = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(captures.iter().map(|(name, _)| name).collect()),
        names(listed.iter().map(|(name, _)| name).collect()),
    );
    for ((name, bytes), (_, cells)) in captures.iter().zip(&listed) {
        let raw = RawRequest::split(bytes).unwrap();
        let (_, query) = request::split_target(raw.target);
        let place = match (query.is_empty(), raw.body.is_empty()) {
            (false, true) => "query",
            (true, false) => "form body",
            _ => "query and form body",
        };
        let signature = match version(bytes) {
            Version::One => "1.0",
            Version::Three => v3::ALGORITHM,
        };
        assert_eq!(cells[2..], [raw.method, place, signature], "{name}");
        let action = raw.header("x-acs-action").map(str::to_owned).or_else(|| {
            let request = request::parse(&raw).ok()?;
            request.parameters.get(parameter::ACTION).map(str::to_owned)
        });
        let expected = match &**name {
            "py-libcloud.describe" => "DescribeInstances",
            describe if describe.ends_with(".describe") => "DescribeInstanceStatus",
            _ => "RebootInstance",
        };
        assert_eq!(action.as_deref(), Some(expected), "{name}");
    }
}
