//! The signatures of a harvest: what was rightly signed is signed again, what was not looks as it did.

use super::normal::Normal;
use crate::api::names::parameter;
use crate::fuzzing::naive;
use crate::fuzzing::stage::Key;
use crate::wire::http::RawRequest;
use crate::wire::percent;
use crate::wire::request::split_target;
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::v3::header;

/// Which one of a parameter that stands twice is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    First,
    Last,
}

impl Kept {
    /// The parameters of query and form, each once.
    pub(super) fn of(self, raw: &RawRequest<'_>) -> Vec<(String, String)> {
        let (_, query) = split_target(raw.target);
        let form = if raw.method == "POST" { raw.body } else { &[] };
        let all = form_urlencoded::parse(query).chain(form_urlencoded::parse(form));
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in all {
            match kept.iter_mut().find(|(other, _)| *other == name) {
                Some((_, old)) if self == Self::Last => *old = value.into_owned(),
                Some(_) => {}
                None => kept.push((name.into_owned(), value.into_owned())),
            }
        }
        kept
    }
}

/// A text that is no signature but looks like this one, which was signed under something else than is
/// known here. What is rightly signed is signed again anyway.
pub(super) fn digest_like(text: &str) -> String {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    match text.len() {
        // Base64 of twenty bytes, and half of it.
        28 if text.ends_with('=') && text.bytes().all(is_base64) => "A".repeat(27) + "=",
        14 if text.bytes().all(is_base64) => "A".repeat(14),
        64 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => "0".repeat(64),
        _ => text.to_owned(),
    }
}

/// A value, spelled as another one is: every byte escaped, or with lower-case digits.
pub(super) fn spelled_as(other: &str, value: &str) -> String {
    let needless = !other.is_empty() && other.len() == 3 * other.matches('%').count();
    if needless {
        return value.bytes().map(|byte| format!("%{byte:02X}")).collect();
    }
    let encoded = naive::encode(value);
    let lower = other
        .split('%')
        .skip(1)
        .any(|rest| rest.bytes().take(2).any(|byte| byte.is_ascii_lowercase()));
    if lower { percent::in_lower_case(&encoded) } else { encoded }
}

/// Signs a request anew that was rightly signed.
pub(super) fn sign(normal: &mut Normal, original: &Normal, key: &Key, kept: Kept) {
    match SignedRequest::read(&original.raw()) {
        Ok(signed) => sign_headers(normal, &signed.authorization.signed_headers, key),
        Err(_) => sign_parameters(normal, key, kept),
    }
}

fn sign_headers(normal: &mut Normal, names: &[&str], key: &Key) {
    let raw = normal.raw();
    let value = |name: &str| raw.header(name).unwrap_or_default().to_owned();
    let headers: Vec<_> = names.iter().map(|name| ((*name).to_owned(), value(name))).collect();
    let (_, query) = split_target(raw.target);
    let pairs: Vec<_> = form_urlencoded::parse(query).into_owned().collect();
    let signature = naive::sign_v3(key.secret, raw.method, "/", &pairs, &headers, raw.body);
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={signature}",
        key.id,
        names.join(";")
    );
    for (name, value) in &mut normal.headers {
        if name.eq_ignore_ascii_case(header::AUTHORIZATION) {
            value.clone_from(&authorization);
        }
    }
}

fn sign_parameters(normal: &mut Normal, key: &Key, kept: Kept) {
    let right = naive::sign_v1(key.secret, &normal.method, &kept.of(&normal.raw()));
    let resign = |text: &str| {
        let pairs = text.split('&').map(|pair| match pair.split_once('=') {
            Some((parameter::SIGNATURE, value)) => {
                format!("{}={}", parameter::SIGNATURE, spelled_as(value, &right))
            }
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    if let Some((path, query)) = normal.target.split_once('?') {
        normal.target = format!("{path}?{}", resign(query));
    }
    if let Ok(form) = std::str::from_utf8(&normal.body) {
        normal.body = resign(form).into_bytes();
    }
}
