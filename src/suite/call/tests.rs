//! Prepared calls, read back the way an endpoint reads them.

use super::*;
use crate::api::Format;
use crate::client::{Change, Edit, HeaderEdit, Order, Place, Signing, Spelling, no_signature};
use crate::suite::target::AccessKey;
use crate::wire::http::{Field, RawRequest};
use crate::wire::request::{self, RequestError};
use crate::wire::secret::Secret;
use crate::wire::signature::v1 as signature;
use crate::wire::signature::v3::sha256;
use crate::wire::timestamp::Timestamp;

const HOST: &str = "http://127.0.0.1:1";

fn signed(call: &Call) -> SignedCall {
    let key = AccessKey { id: "testid".into(), secret: Secret::new("testsecret") };
    let stamp = Stamp { timestamp: Timestamp::from_unix_seconds(0), nonce: "n b".into() };
    call.prepare(&HOST.parse().unwrap(), &key, &stamp)
}

fn with_raw<T>(signed: &SignedCall, read: impl FnOnce(&RawRequest<'_>) -> T) -> T {
    let prepared = &signed.prepared;
    let headers = prepared
        .headers
        .iter()
        .map(|(name, value)| Field { name, value: value.as_bytes() })
        .collect();
    read(&RawRequest {
        method: prepared.method,
        target: prepared.url.strip_prefix(HOST).unwrap().as_bytes(),
        headers,
        body: &prepared.body,
    })
}

/// Whether an endpoint that follows the documentation takes the signature for right.
fn verifies(signed: &SignedCall) -> Result<bool, RequestError> {
    with_raw(signed, |raw| {
        let request = request::parse(raw)?;
        let text = signature::string_to_sign(
            raw.method,
            &signature::canonical_query(request.parameters.iter()),
        );
        let presented = request.parameters.get("Signature").unwrap_or_default();
        Ok(signature::verify(&Secret::new("testsecret"), &text, presented))
    })
}

fn plain() -> Call {
    Call::new("RebootInstance")
        .format(Format::Json)
        .with("InstanceId", "i-1 云&")
        .with("ForceStop", "true")
}

#[test]
fn what_is_prepared_verifies_however_it_is_sent() {
    for call in [
        plain(),
        plain().order(Order::Sorted),
        plain().order(Order::Reversed),
        plain().order(Order::SignatureFirst),
        plain().spelling(Spelling::LowerHex),
        plain().spelling(Spelling::Needless),
        plain().post(Place::Query),
        plain().post(Place::Form),
        plain().post(Place::Split),
    ] {
        assert_eq!(verifies(&signed(&call)), Ok(true), "{call:?}");
    }
    let lower = signed(&plain().spelling(Spelling::LowerHex)).prepared.url;
    assert!(lower.contains("InstanceId=i-1%20%e4%ba%91%26"), "{lower}");
    let needless = signed(&plain().spelling(Spelling::Needless)).prepared.url;
    assert!(needless.contains("ForceStop=%74%72%75%65"), "{needless}");
}

#[test]
fn what_is_signed_wrongly_does_not_verify() {
    for signing in [
        Signing::BareSecret,
        Signing::OtherSecret,
        Signing::ForMethod("POST"),
        Signing::PlusForBlank,
        Signing::Unsorted,
        Signing::CutShort,
        Signing::Text(String::new()),
        Signing::Text(no_signature()),
        Signing::Absent,
    ] {
        assert_eq!(verifies(&signed(&plain().signing(signing.clone()))), Ok(false), "{signing:?}");
    }
}

#[test]
fn what_is_changed_after_signing_does_not_verify() {
    for edit in [
        Edit::set("ForceStop", "false"),
        Edit::set("RegionId", "r"),
        Edit::drop("ForceStop"),
        Edit::rename("ForceStop", "forcestop"),
    ] {
        assert_eq!(verifies(&signed(&plain().edit(edit.clone()))), Ok(false), "{edit:?}");
    }
    let repeated = plain().edit(Edit::repeat("InstanceId", "i-2", false));
    assert!(matches!(verifies(&signed(&repeated)), Err(RequestError::Query(_))));
}

#[test]
fn common_parameters_can_be_changed_and_left_out() {
    let url = signed(&plain().with("Version", "2").without("Timestamp")).prepared.url;
    assert!(url.contains("Version=2&") && !url.contains("2014-05-26"), "{url}");
    assert!(!url.contains("Timestamp"), "{url}");
    assert!(!signed(&plain().without("Signature")).prepared.url.contains("&Signature="));
}

#[test]
fn the_expected_format_is_the_one_asked_for() {
    assert_eq!(plain().expected_format(), Format::Json);
    assert_eq!(plain().without("Format").expected_format(), Format::Xml);
    assert_eq!(plain().with("Format", "json").expected_format(), Format::Json);
    assert_eq!(plain().with("Format", "yaml").expected_format(), Format::Xml);
    let accepting = Call::new("X").header("accept", "application/json");
    assert_eq!(accepting.expected_format(), Format::Xml);
    assert_eq!(accepting.version_3().expected_format(), Format::Json);
}

#[test]
fn version_3_verifies_until_something_is_changed() {
    use crate::wire::signature::signed::SignedRequest as Read;
    let right = |call: &Call| {
        with_raw(&signed(call), |raw| {
            Read::read(raw).is_ok_and(|read| read.verify(&Secret::new("testsecret")))
        })
    };
    let call = plain().without("Format").version_3().header("x-acs-more", "1");
    assert!(right(&call));
    assert!(right(&call.clone().post(Place::Query)));
    assert!(right(&call.clone().post(Place::Form)));
    let own = |text: &str| text.to_owned();
    assert!(!right(&call.clone().signing(Signing::OtherSecret)));
    assert!(!right(&call.clone().edit(Edit::set("ForceStop", "false"))));
    assert!(!right(&call.clone().edit_header(HeaderEdit::Set("x-acs-more", own("2")))));
    let form = call.post(Place::Form).edit_header(HeaderEdit::Body(own("InstanceId=i-2")));
    assert!(!right(&form));
}

#[test]
fn the_host_names_a_port_that_is_not_the_scheme_s_own() {
    for (url, wanted) in [
        ("https://ecs.example/", "ecs.example"),
        ("https://ecs.example:443/", "ecs.example"),
        ("https://ecs.example:80/", "ecs.example:80"),
        ("http://ecs.example:443/api", "ecs.example:443"),
        ("http://me:pw@ecs.example:80/", "ecs.example"),
        ("https://[::1]/", "[::1]"),
        ("https://[::1]:443/", "[::1]"),
        ("https://[::1]:8443/", "[::1]:8443"),
    ] {
        assert_eq!(host(&url.parse().unwrap()), wanted, "{url}");
    }
}

/// Every way that a scenario may have a call written, as one digest. Where what is sent changes on purpose, so does
/// it. Ways that no scenario takes together are left out.
#[test]
fn the_bytes_of_all_calls() {
    let mut all = Vec::new();
    let mut count = 0;
    let mut add = |call: Call| {
        for url in ["http://127.0.0.1:1/", "https://h.example/a/b", "http://me:pw@h:80/x"] {
            let key = AccessKey { id: "testid".into(), secret: Secret::new("testsecret") };
            for nonce in ["n b", "00ff"] {
                let timestamp = Timestamp::from_unix_seconds(1_500_000_000);
                let stamp = Stamp { timestamp, nonce: nonce.into() };
                let signed = call.prepare(&url.parse().unwrap(), &key, &stamp);
                count += 1;
                let SignedCall { prepared, canonical, string_to_sign, signature } = signed;
                let crate::suite::client::Prepared { method, url, headers, body, .. } = prepared;
                let texts = (method, url, headers, body, canonical, string_to_sign, signature);
                all.extend(format!("{texts:?}\n").into_bytes());
            }
        }
    };
    for first in ways() {
        for second in ways() {
            for third in ways() {
                if first.0 <= second.0 && second.0 <= third.0 {
                    add((third.1)((second.1)((first.1)(plain()))));
                }
            }
        }
    }
    for first in ways_of_version_3() {
        for second in ways_of_version_3() {
            if first.0 <= second.0 {
                add((second.1)((first.1)(plain().version_3())));
            }
        }
    }
    let known = "a3e5bbe1631482c67032c0db807ae55b63361e5403018d9f70ffaf33076ddfce";
    assert_eq!((count, &*sha256(&all)), (111_210, known));
}

/// A part of a call, of which two ways exclude each other, and a way.
type Way = (u8, Box<dyn Fn(Call) -> Call>);

fn ways() -> Vec<Way> {
    let mut ways: Vec<Way> = vec![(0, Box::new(|call| call))];
    for order in [Order::Sorted, Order::Reversed, Order::SignatureFirst] {
        ways.push((1, Box::new(move |call| call.order(order))));
    }
    for spelling in [Spelling::LowerHex, Spelling::Needless] {
        ways.push((2, Box::new(move |call| call.spelling(spelling))));
    }
    for place in [Place::Query, Place::Form, Place::Split] {
        ways.push((3, Box::new(move |call| call.post(place))));
    }
    ways.push((3, Box::new(move |call| call.method("DELETE"))));
    let changes = [
        Change::FirstCharacter,
        Change::LastCharacter,
        Change::LetterCase,
        Change::BytesCut,
        Change::ByteAdded,
        Change::TextAdded,
        Change::Unpadded,
        Change::UrlSafe,
    ];
    let changed = changes.map(Signing::Changed);
    for signing in changed.into_iter().chain([
        Signing::BareSecret,
        Signing::OtherSecret,
        Signing::Sha256,
        Signing::ForMethod("POST"),
        Signing::PlusForBlank,
        Signing::Unsorted,
        Signing::CutShort,
        Signing::Text("x y".into()),
        Signing::Absent,
    ]) {
        ways.push((4, Box::new(move |call| call.signing(signing.clone()))));
    }
    for edit in [
        Edit::set("ForceStop", "false"),
        Edit::set("RegionId", "r s"),
        Edit::drop("ForceStop"),
        Edit::rename("ForceStop", "forcestop"),
    ] {
        ways.push((5, Box::new(move |call| call.edit(edit.clone()))));
    }
    ways.push((6, Box::new(|call| call.tail("&a=%zz"))));
    ways.push((
        7,
        Box::new(|call| call.header("accept", "application/json").header("X-Acs-A", "1")),
    ));
    ways.push((8, Box::new(|call| call.with("Version", "2").with("Remark", "a*b~é "))));
    ways.push((8, Box::new(|call| call.without("Timestamp").without("Format"))));
    ways.push((8, Box::new(|call| call.with("SignatureNonce", "own").with("Signature2", ""))));
    ways.push((9, Box::new(|call| call.rename("Signature", "signature"))));
    ways.push((9, Box::new(|call| call.rename("ForceStop", "forceStop"))));
    ways.push((10, Box::new(|call| call.nonce_begins("云 +"))));
    ways
}

fn ways_of_version_3() -> Vec<Way> {
    let own = |text: &str| text.to_owned();
    let mut ways: Vec<Way> = vec![(0, Box::new(|call| call))];
    for place in [Place::Query, Place::Form, Place::Split] {
        ways.push((1, Box::new(move |call| call.post(place))));
    }
    ways.push((2, Box::new(|call| call.header("accept", "application/json"))));
    ways.push((2, Box::new(|call| call.header("X-Acs-More", "1").header("content-type", "a/b"))));
    ways.push((3, Box::new(|call| call.signing(Signing::OtherSecret))));
    ways.push((4, Box::new(|call| call.with("Version", "2").with("SignatureNonce", "own"))));
    ways.push((4, Box::new(|call| call.with("Remark", "a*b~é ").without("Format"))));
    ways.push((5, Box::new(|call| call.nonce_begins("云 +"))));
    let edits = [
        HeaderEdit::Set("x-acs-more", own("2")),
        HeaderEdit::Set("x-acs-date", own("d")),
        HeaderEdit::Body(own("a=b")),
    ];
    for edit in edits {
        ways.push((6, Box::new(move |call| call.edit_header(edit.clone()))));
    }
    ways
}
