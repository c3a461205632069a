//! Signing by version 1.0 and writing the request.

use base64::Engine as _;
use url::Url;

use super::draft::{Call, Order, Place, Signed, Signing, Spelling, Stamp, edited};
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::api::operations::is_own;
use crate::suite::client::Prepared;
use crate::suite::target::AccessKey;
use crate::wire::percent;
use crate::wire::query;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v1;

type Pairs = Vec<(String, String)>;

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

pub(super) fn prepare(call: &Call, url: &Url, key: &AccessKey, stamp: &Stamp) -> Signed {
    let common = [
        (parameter::VERSION, API_VERSION.to_owned()),
        (parameter::ACCESS_KEY_ID, key.id.clone()),
        (parameter::SIGNATURE_METHOD, SIGNATURE_METHOD.to_owned()),
        (parameter::SIGNATURE_VERSION, SIGNATURE_VERSION.to_owned()),
        (parameter::SIGNATURE_NONCE, stamp.nonce.clone()),
        (parameter::TIMESTAMP, stamp.timestamp.to_string()),
    ];
    let pairs = call.changed(common.map(|(name, value)| (name.to_owned(), value)).into());
    let canonical = v1::canonical_query(borrowed(&pairs));
    let string_to_sign = v1::string_to_sign(call.method, &canonical);
    let signature = v1::sign(&key.secret, &string_to_sign);
    let presented = presented(call, key, &pairs, &canonical, &string_to_sign, &signature);
    let prepared = write(call, url, ordered(call, pairs, presented));
    Signed { prepared, canonical, string_to_sign, signature }
}

/// The signature that the request carries.
fn presented(
    call: &Call,
    key: &AccessKey,
    pairs: &Pairs,
    canonical: &str,
    string_to_sign: &str,
    right: &str,
) -> Option<String> {
    let over = |canonical: &str| v1::sign(&key.secret, &v1::string_to_sign(call.method, canonical));
    Some(match &call.signing {
        Signing::Documented => right.to_owned(),
        Signing::BareSecret => v1::digest(key.secret.reveal().as_bytes(), string_to_sign),
        Signing::OtherSecret => {
            v1::sign(&Secret::new(format!("not {}", key.secret.reveal())), string_to_sign)
        }
        Signing::Sha256 => sha256(&v1::key(&key.secret), string_to_sign),
        Signing::ForMethod(method) => v1::sign(&key.secret, &v1::string_to_sign(method, canonical)),
        Signing::PlusForBlank => over(&canonical.replace("%20", "+")),
        Signing::Unsorted => over(&query::print(borrowed(pairs))),
        Signing::CutShort => right[..right.len() / 2].to_owned(),
        Signing::Changed(change) => change.of(right),
        Signing::Text(text) => text.clone(),
        Signing::Absent => return None,
    })
}

fn ordered(call: &Call, pairs: Pairs, signature: Option<String>) -> Pairs {
    let mut pairs = edited(&call.edits, pairs);
    let name = call.signature_named.as_deref().unwrap_or(parameter::SIGNATURE);
    let signature = signature.map(|text| (name.to_owned(), text));
    match call.order {
        Order::AsSet => pairs.extend(signature),
        Order::SignatureFirst => pairs.splice(0..0, signature).for_each(drop),
        Order::Sorted => {
            pairs.extend(signature);
            pairs.sort();
        }
        Order::Reversed => {
            pairs.extend(signature);
            pairs.sort_by(|one, two| two.cmp(one));
        }
    }
    pairs
}

fn write(call: &Call, url: &Url, pairs: Pairs) -> Prepared {
    let (form, in_query): (Pairs, Pairs) = match call.place {
        Place::Query => (Vec::new(), pairs),
        Place::Form => (pairs, Vec::new()),
        Place::Split => pairs.into_iter().partition(|(name, _)| is_own(name)),
    };
    let mut address = url.to_string();
    if !in_query.is_empty() || !call.tail.is_empty() {
        address.push('?');
        address.push_str(&spelled(call.spelling, &in_query));
        address.push_str(&call.tail);
    }
    let mut headers = call.headers.clone();
    if !form.is_empty() {
        headers.push(("content-type".to_owned(), FORM.to_owned()));
    }
    let body = spelled(call.spelling, &form).into_bytes();
    Prepared { method: call.method, url: address, headers, body }
}

/// Names and values as they are sent.
pub(super) fn spelled(spelling: Spelling, pairs: &Pairs) -> String {
    let documented = |text: &str| percent::encode(text);
    let lower = |text: &str| {
        let mut digits = 0;
        documented(text)
            .chars()
            .map(|character| {
                let in_escape = digits > 0;
                digits = if character == '%' { 2 } else { digits.max(1) - 1 };
                if in_escape { character.to_ascii_lowercase() } else { character }
            })
            .collect::<String>()
    };
    let needless = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs
        .iter()
        .map(|(name, value)| match spelling {
            Spelling::Documented => format!("{}={}", documented(name), documented(value)),
            Spelling::LowerHex => format!("{}={}", lower(name), lower(value)),
            // Names stay readable: what is asked is whether values are decoded before signing.
            Spelling::Needless => format!("{}={}", documented(name), needless(value)),
        })
        .collect::<Vec<_>>()
        .join("&")
}

/// A text of the length of a signature that is none: Base64 of twenty zero bytes.
pub(in crate::suite) fn no_signature() -> String {
    base64::engine::general_purpose::STANDARD.encode([0; 20])
}
