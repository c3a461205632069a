//! Requests of clients of other generations, languages and authors (`tests/data/captures/more`): what they are,
//! what the reference endpoint makes of them, and what `inspect` says of those that are refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rebootspec::api::errors::Failure;
use rebootspec::api::names::parameter;
use rebootspec::api::{Dialect, Edition, Format};
use rebootspec::endpoint::{Arrangement, Endpoint, Moment, PreparedInstance, Settings};
use rebootspec::wire::document::Document;
use rebootspec::wire::http::RawRequest;
use rebootspec::wire::reply;
use rebootspec::wire::request;
use rebootspec::wire::secret::Secret;
use rebootspec::wire::signature::{signed::SignedRequest, v1, v3::header};
use rebootspec::wire::timestamp::Timestamp;

use crate::support;

const SECRET: &str = "testsecret";

/// The instances that the requests are about.
const IDS: [&str; 3] =
    ["i-73kldgwtmq76r5cicw5f", "i-1izref2depwb94rr2psp", "i-hiu5e7fw7rn00fut7xsw"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures")
}

/// Bytes of every request, by its name.
fn requests() -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder().join("more")).unwrap();
    let requests = files.map(|entry| entry.unwrap().path());
    let requests = requests.map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        (name.strip_suffix(".request").unwrap().to_owned(), fs::read(&path).unwrap())
    });
    requests.collect()
}

/// What comes of each, as the table says: the format of a success, or a failure.
fn listed() -> BTreeMap<String, String> {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("The folder `more`").unwrap();
    let rows = rest.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].trim_matches('`').to_owned(), cells[3].to_owned())
    })
    .collect()
}

/// When it was signed, a fraction of a second and what stands behind it left out.
fn moment(raw: &RawRequest<'_>) -> Moment {
    let request = request::parse(raw).unwrap();
    let written = raw
        .header(header::DATE)
        .or_else(|| request.parameters.get(parameter::TIMESTAMP))
        .or_else(|| request.parameters.get("TimeStamp"));
    let seconds = format!("{}Z", &written.unwrap()[.."2026-11-27T07:49:32".len()]);
    let seconds = Timestamp::parse(&seconds).unwrap().unix_seconds();
    Moment::from_unix_ms(u64::try_from(seconds).unwrap() * 1000)
}

fn endpoint(dialect: Dialect, edition: Edition) -> Endpoint {
    let instances = IDS
        .map(|id| PreparedInstance { id: id.into(), arrangement: Arrangement::default() })
        .into();
    Endpoint::new(Settings { dialect, edition, instances, ..Settings::default() })
}

#[test]
fn each_is_served_or_refused_as_the_table_says() {
    let (requests, listed) = (requests(), listed());
    assert_eq!(
        requests.keys().collect::<Vec<_>>(),
        listed.keys().collect::<Vec<_>>(),
        "the folder and the table"
    );
    for (name, bytes) in &requests {
        let raw = RawRequest::split(bytes).unwrap();
        let now = moment(&raw);
        for dialect in Dialect::ALL {
            for edition in [Edition::Core, Edition::Current] {
                let response = endpoint(dialect, edition).answer(&raw, now);
                let body = String::from_utf8(response.body.clone()).unwrap();
                let document = Document::decode(Format::Json, &response.body)
                    .unwrap_or_else(|error| panic!("{name}: {error}: {body}"));
                let told = reply::read(&document);
                if listed[name] == "JSON" {
                    assert_eq!((response.status, told.is_error), (200, false), "{name}: {body}");
                    continue;
                }
                let failure = Failure::from_words(&listed[name]).unwrap();
                let code = told.code.unwrap_or_default();
                let is_meant = failure.accepted(parameter::TIMESTAMP).iter().any(|accepted| {
                    accepted.dialect == dialect
                        && accepted.status.matches(response.status)
                        && accepted.code.matches(code)
                });
                assert!(is_meant, "{name}, {}: {} {body}", dialect.word(), response.status);
            }
        }
    }
}

/// Every one is signed right by the pages but the one that says so of itself.
#[test]
fn each_verifies_as_the_table_says() {
    let secret = Secret::new(SECRET);
    for (name, bytes) in requests() {
        let raw = RawRequest::split(&bytes).unwrap();
        let is_right = match SignedRequest::read(&raw) {
            Ok(signed) => signed.verify(&secret),
            Err(_) => {
                let request = request::parse(&raw).unwrap();
                let query = v1::canonical_query(request.parameters.iter());
                let text = v1::string_to_sign(raw.method, &query);
                let presented = request.parameters.get(parameter::SIGNATURE).unwrap();
                v1::verify(&secret, &text, presented)
            }
        };
        assert_eq!(is_right, !name.ends_with("signed-wrong"), "{name}");
    }
}

#[test]
fn inspect_names_what_is_wrong_with_two_of_them() {
    let told = |name: &str| {
        let file = folder().join("more").join(format!("{name}.request"));
        let secret = [("ECS_ACCESS_KEY_SECRET", SECRET)];
        support::start_with(&["inspect", file.to_str().unwrap()], &secret).end().all()
    };
    let near = told("pypi-requests-aliyun-0.3.1.get-TimeStamp");
    assert!(near.contains("there is no Timestamp"), "{near}");
    assert!(near.contains("The parameter TimeStamp is another one"), "{near}");
    let plus = told("pypi-ddns-4.2.0.acs3-get-plus-signed-wrong");
    assert!(plus.contains("a blank is written \"+\" instead of \"%20\""), "{plus}");
}
