//! A draft to the very bytes of an HTTP request. What is signed, and how names and values are spelled, is `client`'s.

use std::borrow::Cow;

use super::site::Site;
use crate::client::{Draft, Header, Place, Request};
use crate::wire::signature::v3::header;

/// The bytes of a request, and the signature that would be right for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::fuzzing) struct Written {
    pub(in crate::fuzzing) bytes: Vec<u8>,
    /// Empty where the request carries it.
    pub(in crate::fuzzing) expected_signature: String,
    /// The signature that it carries.
    pub(in crate::fuzzing) signature: String,
}

/// Signs and writes a draft.
pub(in crate::fuzzing) fn write(mut draft: Draft, site: &Site) -> Written {
    // A form leaves the query empty: nothing would stand behind a second question mark.
    if draft.path.contains('?') && draft.place == Place::Form {
        draft.place = Place::PostQuery;
    }
    let is_version_3 = draft.version_3;
    let mut request = draft.sign(&site.secret);
    if is_version_3 {
        request.headers.sort_by(|one, two| rank(one).cmp(&rank(two)));
    }
    let bytes = bytes(&request, site.front.as_deref(), is_version_3);
    let Request { signature: right, presented, .. } = request;
    let expected = if presented.as_ref() == Some(&right) { String::new() } else { right };
    Written { bytes, expected_signature: expected, signature: presented.unwrap_or_default() }
}

/// The place of a header under version 3: the host, those of the version sorted, who signs, others as they were set,
/// the type of the body.
fn rank((name, value): &Header) -> (u8, Option<(&str, &[u8])>) {
    match &**name {
        header::HOST => (0, None),
        name if name.starts_with(header::PREFIX) => (1, Some((name, value))),
        header::AUTHORIZATION => (2, None),
        header::CONTENT_TYPE => (4, None),
        _ => (3, None),
    }
}

/// Request line, headers and body. What a gateway in front wants stands behind what signs, and nowhere where
/// the request has an `authorization` of its own beside that.
fn bytes(request: &Request, front: Option<&str>, is_version_3: bool) -> Vec<u8> {
    let is_signing = |name: &str| {
        name == header::HOST
            || is_version_3 && (name.starts_with(header::PREFIX) || name == header::AUTHORIZATION)
    };
    let headers = &request.headers;
    let (signing, others) =
        headers.split_at(headers.iter().take_while(|(name, _)| is_signing(name)).count());
    let has_own = others.iter().any(|(name, _)| name == header::AUTHORIZATION);
    let front = front.filter(|_| !has_own).map(|front| -> Header {
        (header::AUTHORIZATION.into(), Cow::Owned(front.as_bytes().to_vec()))
    });

    let mut out = Vec::with_capacity(request.target.len() + request.body.len() + 512);
    let mut put = |piece: &[u8]| out.extend_from_slice(piece);
    put(request.method.as_bytes());
    put(b" ");
    put(request.target.as_bytes());
    put(b" HTTP/1.1\r\n");
    for (name, value) in signing.iter().chain(&front).chain(others) {
        put(name.as_bytes());
        put(b": ");
        put(value);
        put(b"\r\n");
    }
    if !request.body.is_empty() || !matches!(&*request.method, "GET" | "HEAD") {
        put(b"content-length: ");
        put(request.body.len().to_string().as_bytes());
        put(b"\r\n");
    }
    put(b"\r\n");
    put(&request.body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Order, Signing, Spelling};
    use crate::fuzzing::recipe::draft;
    use crate::fuzzing::recipe::testing::{site, stamp};
    use crate::wire::http::RawRequest;
    use crate::wire::request;
    use crate::wire::signature::signed::SignedRequest;
    use crate::wire::signature::v1;

    #[test]
    fn what_is_signed_by_version_1_verifies() {
        let (site, stamp) = (site(), stamp());
        for place in [Place::Query, Place::Form, Place::Split, Place::PostQuery] {
            let mut draft = draft::reboot(&site, &stamp, false, place, "i-served");
            draft.set("Remark", "a b*云+%");
            for (order, spelling) in [
                (Order::AsSet, Spelling::Documented),
                (Order::Sorted, Spelling::LowerHex),
                (Order::SignatureFirst, Spelling::Needless),
                (Order::Shuffled(3), Spelling::Plus),
            ] {
                let draft = Draft { order, spelling, ..draft.clone() };
                let written = write(draft, &site);
                let raw = RawRequest::split(&written.bytes).unwrap();
                let request = request::parse(&raw).unwrap();
                let canonical = v1::canonical_query(request.parameters.iter());
                let text = v1::string_to_sign(request.method.word(), &canonical);
                let presented = request.parameters.get("Signature").unwrap();
                assert!(v1::verify(&site.secret, &text, presented), "{place:?} {order:?}");
                assert_eq!(written.expected_signature, "");
            }
        }
    }

    #[test]
    fn what_is_signed_by_version_3_verifies() {
        let (site, stamp) = (site(), stamp());
        for place in [Place::Query, Place::Form, Place::Split, Place::PostQuery] {
            let mut draft = draft::reboot(&site, &stamp, true, place, "i-served");
            draft.set("Format", "JSON");
            draft.headers.push(("x-acs-more".into(), b"1"[..].into()));
            let written = write(draft, &site);
            let raw = RawRequest::split(&written.bytes).unwrap();
            assert!(SignedRequest::read(&raw).unwrap().verify(&site.secret), "{place:?}");
        }
    }

    #[test]
    fn no_wrong_signature_verifies() {
        let (site, stamp) = (site(), stamp());
        for signing in [
            Signing::BareSecret,
            Signing::OtherSecret,
            Signing::OtherMethod,
            Signing::Backwards,
            Signing::LowerHex,
            Signing::OneOff,
            Signing::CutShort,
            Signing::Text("x".into()),
        ] {
            let mut draft = draft::reboot(&site, &stamp, false, Place::Query, "i-served");
            draft.signing = signing.clone();
            let written = write(draft, &site);
            assert_ne!(written.expected_signature, "", "{signing:?}");
            assert_ne!(written.expected_signature, written.signature, "{signing:?}");
        }
    }
}
