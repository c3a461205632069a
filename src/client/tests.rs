//! Requests of drafts, read back the way an endpoint reads them.

use super::*;
use crate::api::names::parameter;
use crate::wire::request;
use crate::wire::secret::Secret;
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::v1;

fn secret() -> Secret {
    Secret::new("testsecret")
}

fn draft(version_3: bool, place: Place) -> Draft {
    let pairs = vec![
        Pair::new(parameter::ACTION, "RebootInstance"),
        Pair::new(parameter::VERSION, "2014-05-26"),
        Pair::new(parameter::ACCESS_KEY_ID, "testid"),
        Pair::new(parameter::SIGNATURE_NONCE, "n 1"),
        Pair::new(parameter::TIMESTAMP, "2026-01-01T00:00:00Z"),
        Pair::new(parameter::INSTANCE_ID, "i-1 云&+"),
    ];
    let method = if place == Place::Query { "GET" } else { "POST" };
    let draft = Draft::new("/".to_owned(), "h:1".into(), pairs);
    Draft { version_3, place, method: method.into(), ..draft }
}

/// Whether an endpoint that reads the request finds the signature in it right.
fn verifies(request: &Request) -> bool {
    let raw = request.raw();
    if raw.header("authorization").is_some() {
        return SignedRequest::read(&raw).is_ok_and(|signed| signed.verify(&secret()));
    }
    let Ok(read) = request::parse(&raw) else { return false };
    let canonical = v1::canonical_query(read.parameters.iter());
    let text = v1::string_to_sign(&request.method, &canonical);
    let presented = read.parameters.get(parameter::SIGNATURE).unwrap_or_default();
    v1::verify(&secret(), &text, presented)
}

const PLACES: [Place; 4] = [Place::Query, Place::Form, Place::Split, Place::PostQuery];

#[test]
fn a_signature_is_right_wherever_and_however_parameters_are_written() {
    let orders =
        [Order::AsSet, Order::Sorted, Order::Reversed, Order::SignatureFirst, Order::Shuffled(3)];
    let spellings = [Spelling::Documented, Spelling::LowerHex, Spelling::Needless, Spelling::Plus];
    for place in PLACES {
        for spelling in spellings {
            for order in orders {
                let request = Draft { order, spelling, ..draft(false, place) }.sign(&secret());
                assert!(verifies(&request), "{place:?} {order:?} {spelling:?}");
                assert_eq!(request.presented.as_ref(), Some(&request.signature));
            }
            let request = Draft { spelling, ..draft(true, place) }.sign(&secret());
            assert!(verifies(&request), "{place:?} {spelling:?}");
        }
    }
    let double = Draft { spelling: Spelling::Double, ..draft(false, Place::Query) };
    assert!(!verifies(&double.sign(&secret())));
}

#[test]
fn no_other_way_to_sign_gives_the_right_signature() {
    for signing in [
        Signing::BareSecret,
        Signing::OtherSecret,
        Signing::Sha256,
        Signing::ForMethod("PUT"),
        Signing::OtherMethod,
        Signing::PlusForBlank,
        Signing::Unsorted,
        Signing::Backwards,
        Signing::LowerHex,
        Signing::OneOff,
        Signing::CutShort,
        Signing::Changed(Change::LetterCase),
        Signing::Text(no_signature()),
        Signing::Absent,
    ] {
        for version_3 in [false, true] {
            let draft = Draft { signing: signing.clone(), ..draft(version_3, Place::Query) };
            let request = draft.sign(&secret());
            assert!(!verifies(&request), "{signing:?}");
            assert_ne!(request.presented, Some(request.signature), "{signing:?}");
        }
    }
}

#[test]
fn what_is_changed_after_signing_is_found_out() {
    for (edit, part) in [
        (Edit::set("ForceStop", "true"), "&ForceStop=true"),
        (Edit::set(parameter::INSTANCE_ID, "i-2"), "InstanceId=i-2"),
        (Edit::rename(parameter::INSTANCE_ID, "instanceId"), "instanceId=i-1"),
        (Edit::repeat(parameter::INSTANCE_ID, "i-2", true), "InstanceId=i-2&"),
        (Edit::repeat(parameter::INSTANCE_ID, "i-2", false), "&InstanceId=i-2"),
        (Edit::Written(parameter::INSTANCE_ID.into(), "%zz".to_owned()), "InstanceId=%zz"),
        (Edit::drop(parameter::INSTANCE_ID), ""),
    ] {
        for place in PLACES {
            for version_3 in [false, true] {
                let edits = vec![edit.clone()];
                let request = Draft { edits, ..draft(version_3, place) }.sign(&secret());
                let body = String::from_utf8(request.body.clone()).unwrap();
                assert!(!verifies(&request), "{edit:?} {place:?} {version_3}");
                let whole = format!("{}&{body}", request.target.replace('?', "?&"));
                assert!(whole.contains(part), "{edit:?}: {whole}");
            }
        }
    }
}

#[test]
fn headers_and_body_change_after_version_3_has_signed_them() {
    let sent = |edit: HeaderEdit| {
        let mut draft = draft(true, Place::Form);
        draft.headers.push(("X-Acs-More".into(), b"1"[..].into()));
        draft.header_edits.push(edit);
        draft.sign(&secret())
    };
    let other = |name| HeaderEdit::Set(name, "2".to_owned());
    assert!(verifies(&sent(other("x-acs-none"))));
    assert!(!verifies(&sent(other("x-acs-more"))));
    assert!(!verifies(&sent(other("x-acs-date"))));
    let body = sent(HeaderEdit::Body("a=b".to_owned()));
    assert_eq!(body.body, b"a=b");
    let ends = sent(HeaderEdit::BodyEnds("&a=b".to_owned()));
    assert_eq!(ends.body, b"InstanceId=i-1%20%E4%BA%91%26%2B&a=b");
    assert!(!verifies(&body) && !verifies(&ends));
}

#[test]
fn a_type_is_said_of_a_body_alone() {
    let typed = |draft: Draft| {
        let request = draft.sign(&secret());
        request.headers.iter().filter(|(name, _)| name == "content-type").count()
    };
    for version_3 in [false, true] {
        assert_eq!(typed(draft(version_3, Place::PostQuery)), 0);
        assert_eq!(typed(draft(version_3, Place::Form)), 1);
        let body = Some(b"x".to_vec());
        assert_eq!(typed(Draft { body, ..draft(version_3, Place::PostQuery) }), 1);
        let edits = vec![Edit::drop(parameter::INSTANCE_ID)];
        assert_eq!(typed(Draft { edits, ..draft(version_3, Place::Split) }), 0);
    }
}

#[test]
fn a_target_has_a_query_where_something_stands_in_it() {
    let target = |draft: Draft| draft.sign(&secret()).target;
    assert_eq!(target(draft(false, Place::Form)), "/");
    let tail = "&a=%".to_owned();
    assert_eq!(target(Draft { tail, ..draft(false, Place::Form) }), "/?&a=%");
    let lower = Draft { spelling: Spelling::LowerHex, ..draft(true, Place::Query) };
    assert_eq!(target(lower), "/?InstanceId=i-1%20%e4%ba%91%26%2b");
    let needless = Draft { spelling: Spelling::Needless, ..draft(true, Place::Query) };
    assert!(target(needless).starts_with("/?InstanceId=%69%2D%31"));
    let plus = Draft { spelling: Spelling::Plus, ..draft(true, Place::Query) };
    assert_eq!(target(plus), "/?InstanceId=i-1+%E4%BA%91%26%2B");
}
