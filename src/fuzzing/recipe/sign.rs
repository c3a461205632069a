//! A draft to the very bytes of a request: signed by version 1.0 or 3, then edited, then written. The
//! canonical forms are `wire`'s; how names and values are spelled in the address is this module's.

use std::fmt::Write as _;

use super::draft::{Draft, Edit, Order, Pair, Place, Signing, Spelling};
use super::site::{Cast, Site, Stamp};
use crate::api::names::parameter;
use crate::api::operations::is_own;
use crate::wire::percent;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::{self, header};
use crate::wire::signature::{v1, v1::canonical_query};

/// The bytes of a request, and the signature that would be right for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::fuzzing) struct Written {
    pub(in crate::fuzzing) bytes: Vec<u8>,
    /// Empty where the request carries it.
    pub(in crate::fuzzing) expected_signature: String,
    /// The signature that it carries.
    pub(in crate::fuzzing) signature: String,
}

/// The parameters that travel in headers under version 3.
const HEADED: [(&str, &str); 4] = [
    (parameter::ACTION, header::ACTION),
    (parameter::VERSION, header::VERSION),
    (parameter::SIGNATURE_NONCE, header::NONCE),
    (parameter::TIMESTAMP, header::DATE),
];

/// Signs and writes a draft.
pub(in crate::fuzzing) fn write(
    mut draft: Draft,
    site: &Site,
    stamp: &Stamp,
    cast: &Cast,
) -> Written {
    // A form leaves the query empty: nothing would stand behind a second question mark.
    if draft.path.contains('?') && draft.place == Place::Form {
        draft.place = Place::PostQuery;
    }
    if draft.version_3 {
        version_3(draft, site, cast)
    } else {
        version_1(&mut draft, site, stamp, cast)
    }
}

fn version_1(draft: &mut Draft, site: &Site, stamp: &Stamp, cast: &Cast) -> Written {
    let canonical = canonical_query(draft.pairs.iter().map(|pair| (&*pair.name, &*pair.value)));
    let string_to_sign = v1::string_to_sign(&draft.method, &canonical);
    let right = v1::sign(&site.secret, &string_to_sign);
    let signature = presented(draft, site, stamp, &canonical, &string_to_sign, &right);
    draft.edit(cast);
    order(draft, signature.clone());
    let expected = if signature.as_deref() == Some(&*right) { String::new() } else { right };
    Written {
        bytes: bytes(draft, &[]),
        expected_signature: expected,
        signature: signature.unwrap_or_default(),
    }
}

/// The signature that the request carries.
fn presented(
    draft: &Draft,
    site: &Site,
    stamp: &Stamp,
    canonical: &str,
    string_to_sign: &str,
    right: &str,
) -> Option<String> {
    let over =
        |canonical: &str| v1::sign(&site.secret, &v1::string_to_sign(&draft.method, canonical));
    Some(match &draft.signing {
        Signing::Documented => right.to_owned(),
        Signing::BareSecret => v1::digest(site.secret.reveal().as_bytes(), string_to_sign),
        Signing::OtherSecret => {
            v1::sign(&Secret::new(format!("not {}", site.secret.reveal())), string_to_sign)
        }
        Signing::OtherMethod => {
            let other = if draft.method == "GET" { "POST" } else { "GET" };
            v1::sign(&site.secret, &v1::string_to_sign(other, canonical))
        }
        Signing::PlusForBlank => over(&canonical.replace("%20", "+")),
        Signing::Unsorted => {
            let mut pairs: Vec<&str> = canonical.split('&').collect();
            pairs.reverse();
            over(&pairs.join("&"))
        }
        Signing::LowerHex => v1::sign(&site.secret, &lower_hex(string_to_sign)),
        Signing::OneOff => {
            let first = if right.starts_with('A') { 'B' } else { 'A' };
            format!("{first}{}", &right[1..])
        }
        Signing::CutShort => right[..right.len() / 2].to_owned(),
        Signing::Text(text) => text.clone(),
        Signing::OfPrelude => stamp.prelude.clone(),
        Signing::Absent => return None,
    })
}

/// Puts the parameters into their order, and the signature into its place.
fn order(draft: &mut Draft, signature: Option<String>) {
    let signature = signature.map(|text| Pair {
        name: parameter::SIGNATURE.into(),
        value: text.into(),
        written: None,
    });
    match draft.order {
        Order::AsSet => draft.pairs.extend(signature),
        Order::SignatureFirst => draft.pairs.splice(0..0, signature).for_each(drop),
        Order::Sorted => {
            draft.pairs.extend(signature);
            draft.pairs.sort_by(|one, two| one.name.cmp(&two.name));
        }
        Order::Shuffled(seed) => {
            draft.pairs.extend(signature);
            fastrand::Rng::with_seed(seed).shuffle(&mut draft.pairs);
        }
    }
}

fn version_3(mut draft: Draft, site: &Site, cast: &Cast) -> Written {
    let credential = draft.get(parameter::ACCESS_KEY_ID).map(str::to_owned);
    let mut signed: Vec<(String, String)> = vec![(header::HOST.to_owned(), draft.host.to_string())];
    for (name, header) in HEADED {
        if let Some(value) = draft.get(name) {
            signed.push((header.to_owned(), value.to_owned()));
        }
    }
    for name in
        [parameter::ACCESS_KEY_ID, parameter::SIGNATURE_METHOD, parameter::SIGNATURE_VERSION]
    {
        draft.drop_parameter(name);
    }
    for (name, _) in HEADED {
        draft.drop_parameter(name);
    }
    let (mut form, _) = split(&draft);
    let digest = v3::sha256(&form);
    signed.push((header::CONTENT_SHA256.to_owned(), digest.clone()));
    if !form.is_empty() {
        signed.push((header::CONTENT_TYPE.to_owned(), FORM.to_owned()));
    }
    let further = |name: &str| name.starts_with(header::PREFIX);
    for (name, value) in draft.headers.iter().filter(|(name, _)| further(name)) {
        signed.push((name.to_string(), String::from_utf8_lossy(value).into_owned()));
    }
    draft.headers.retain(|(name, _)| !further(name));
    signed.sort_unstable();
    let headers: Vec<(&str, &str)> = signed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let in_query = draft.pairs.iter().filter(|pair| !in_form(draft.place, pair));
    let canonical_query = v3::canonical_query(in_query.map(|pair| (&*pair.name, &*pair.value)));
    let canonical = v3::canonical_request(&draft.method, &canonical_query, &headers, &digest);
    let string_to_sign = v3::string_to_sign(&canonical);
    let right = v3::sign(&site.secret, &string_to_sign);
    let signature = match &draft.signing {
        Signing::Documented => right.clone(),
        Signing::OtherSecret => {
            v3::sign(&Secret::new(format!("not {}", site.secret.reveal())), &string_to_sign)
        }
        Signing::CutShort => right[..right.len() / 2].to_owned(),
        Signing::Text(text) => text.clone(),
        _ => format!("{}{}", if right.starts_with('0') { '1' } else { '0' }, &right[1..]),
    };
    let authorization = Authorization {
        credential: credential.as_deref().unwrap_or_default(),
        signed_headers: headers.iter().map(|(name, _)| *name).collect(),
        signature: &signature,
    }
    .to_string();
    drop(headers);
    let mut lines: Vec<(String, String)> = signed;
    lines.retain(|(name, _)| name != header::HOST && name != header::CONTENT_TYPE);
    if draft.signing != Signing::Absent {
        lines.push((header::AUTHORIZATION.to_owned(), authorization));
    }
    draft.edit(cast);
    for edit in std::mem::take(&mut draft.edits) {
        match edit {
            Edit::Header(name, value) => {
                for (_, old) in lines.iter_mut().filter(|(other, _)| other == name) {
                    old.clone_from(&value);
                }
            }
            Edit::Body(more) => {
                form = split(&draft).0;
                form.extend_from_slice(more.as_bytes());
                draft.body = Some(std::mem::take(&mut form));
            }
            _ => {}
        }
    }
    let expected = if signature == right { String::new() } else { right };
    Written { bytes: bytes(&draft, &lines), expected_signature: expected, signature }
}

fn in_form(place: Place, pair: &Pair) -> bool {
    match place {
        Place::Query | Place::PostQuery => false,
        Place::Form => true,
        Place::Split => is_own(&pair.name),
    }
}

/// The form body and the query.
fn split(draft: &Draft) -> (Vec<u8>, Vec<u8>) {
    let (mut form, mut query) = (Vec::new(), Vec::with_capacity(512));
    for pair in &draft.pairs {
        let out = if in_form(draft.place, pair) { &mut form } else { &mut query };
        if !out.is_empty() {
            out.push(b'&');
        }
        spell(out, draft.spelling, pair);
    }
    (form, query)
}

fn spell(out: &mut Vec<u8>, spelling: Spelling, pair: &Pair) {
    if let Some(written) = &pair.written {
        out.extend_from_slice(written);
        return;
    }
    let mut text = String::with_capacity(pair.name.len() + pair.value.len() + 8);
    percent::encode_into(&mut text, pair.name.as_bytes());
    text.push('=');
    let value = pair.value.as_bytes();
    match spelling {
        Spelling::Documented => percent::encode_into(&mut text, value),
        Spelling::LowerHex => text.push_str(&lower_hex(&percent::encode(value))),
        Spelling::Needless => {
            for byte in value {
                // Writing to a String cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
        Spelling::Plus => text.push_str(&percent::encode(value).replace("%20", "+")),
        Spelling::Double => {
            let once = percent::encode(value);
            percent::encode_into(&mut text, once.as_bytes());
        }
    }
    out.extend_from_slice(text.as_bytes());
}

/// The letters of every escape in lower case.
fn lower_hex(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|character| {
            let in_escape = left > 0;
            left = if character == '%' { 2_u8 } else { left.saturating_sub(1) };
            if in_escape { character.to_ascii_lowercase() } else { character }
        })
        .collect()
}

/// Request line, headers and body.
fn bytes(draft: &Draft, lines: &[(String, String)]) -> Vec<u8> {
    let (form, query) = split(draft);
    let body = draft.body.as_deref().unwrap_or(&form);
    let mut out = Vec::with_capacity(query.len() + body.len() + 256);
    let mut put = |piece: &[u8]| out.extend_from_slice(piece);
    put(draft.method.as_bytes());
    put(b" ");
    put(draft.path.as_bytes());
    if !query.is_empty() || !draft.tail.is_empty() {
        put(b"?");
        put(&query);
        put(&draft.tail);
    }
    put(b" HTTP/1.1\r\nhost: ");
    put(draft.host.as_bytes());
    put(b"\r\n");
    for (name, value) in lines {
        put(name.as_bytes());
        put(b": ");
        put(value.as_bytes());
        put(b"\r\n");
    }
    let has_own = draft.headers.iter().any(|(name, _)| name == header::AUTHORIZATION);
    if let Some(front) = draft.front.as_deref().filter(|_| !has_own) {
        put(format!("{}: {front}\r\n", header::AUTHORIZATION).as_bytes());
    }
    for (name, value) in &draft.headers {
        put(name.as_bytes());
        put(b": ");
        put(value);
        put(b"\r\n");
    }
    if !body.is_empty() {
        put(b"content-type: ");
        put(draft.content_type.as_bytes());
        put(b"\r\n");
    }
    if !body.is_empty() || !matches!(&*draft.method, "GET" | "HEAD") {
        put(b"content-length: ");
        put(body.len().to_string().as_bytes());
        put(b"\r\n");
    }
    put(b"\r\n");
    put(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::recipe::testing::{cast, site, stamp};
    use crate::wire::http::RawRequest;
    use crate::wire::request;
    use crate::wire::signature::signed::Signed;

    #[test]
    fn what_is_signed_by_version_1_verifies() {
        let (site, stamp, cast) = (site(), stamp(), cast());
        for place in [Place::Query, Place::Form, Place::Split, Place::PostQuery] {
            let mut draft = Draft::reboot(&site, &stamp, false, place, "i-served");
            draft.set("Remark", "a b*云+%");
            for (order, spelling) in [
                (Order::AsSet, Spelling::Documented),
                (Order::Sorted, Spelling::LowerHex),
                (Order::SignatureFirst, Spelling::Needless),
                (Order::Shuffled(3), Spelling::Plus),
            ] {
                let draft = Draft { order, spelling, ..draft.clone() };
                let written = write(draft, &site, &stamp, &cast);
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
        let (site, stamp, cast) = (site(), stamp(), cast());
        for place in [Place::Query, Place::Form, Place::Split, Place::PostQuery] {
            let mut draft = Draft::reboot(&site, &stamp, true, place, "i-served");
            draft.set("Format", "JSON");
            draft.headers.push(("x-acs-more".into(), b"1"[..].into()));
            let written = write(draft, &site, &stamp, &cast);
            let raw = RawRequest::split(&written.bytes).unwrap();
            assert!(Signed::read(&raw).unwrap().verify(&site.secret), "{place:?}");
        }
    }

    #[test]
    fn no_wrong_signature_verifies() {
        let (site, stamp, cast) = (site(), stamp(), cast());
        for signing in [
            Signing::BareSecret,
            Signing::OtherSecret,
            Signing::OtherMethod,
            Signing::Unsorted,
            Signing::LowerHex,
            Signing::OneOff,
            Signing::CutShort,
            Signing::Text("x".into()),
        ] {
            let mut draft = Draft::reboot(&site, &stamp, false, Place::Query, "i-served");
            draft.signing = signing.clone();
            let written = write(draft, &site, &stamp, &cast);
            assert_ne!(written.expected_signature, "", "{signing:?}");
            assert_ne!(written.expected_signature, written.signature, "{signing:?}");
        }
    }
}
