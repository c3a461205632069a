//! A draft to a request: signed by version 1.0 or 3, then changed, then written.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::draft::{Draft, Header, Pair};
use super::ways::{HeaderEdit, Signing};
use super::write::{form, order, target};
use crate::api::names::parameter;
use crate::wire::http::{Field, RawRequest};
use crate::wire::percent;
use crate::wire::query;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v3::{self, header};
use crate::wire::signature::{v1, v1::canonical_query};

/// A request, and what was signed to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: Cow<'static, str>,
    /// The path of the draft, with the query.
    pub target: String,
    /// `host` first, then what version 3 needs, the draft's own; all but `content-length`.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
    /// The canonical query (version 3: the canonical request).
    pub canonical: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature that belongs to it.
    pub signature: String,
    /// The signature that the request carries.
    pub presented: Option<String>,
}

impl Request {
    /// It as an endpoint in this process is given it.
    #[must_use]
    pub fn raw(&self) -> RawRequest<'_> {
        RawRequest {
            method: &self.method,
            target: self.target.as_bytes(),
            headers: self.headers.iter().map(|(name, value)| Field { name, value }).collect(),
            body: &self.body,
        }
    }
}

impl Draft {
    /// Signs with a secret, carries out what happens after that, and writes the request.
    #[must_use]
    pub fn sign(self, secret: &Secret) -> Request {
        if self.version_3 { version_3(self, secret) } else { version_1(self, secret) }
    }

    fn edit_after_signing(&mut self) {
        for edit in std::mem::take(&mut self.edits) {
            self.edit(edit);
        }
    }
}

fn version_1(mut draft: Draft, secret: &Secret) -> Request {
    let canonical = canonical_query(draft.borrowed());
    let string_to_sign = v1::string_to_sign(&draft.method, &canonical);
    let signature = v1::sign(secret, &string_to_sign);
    let presented = presented_1(&draft, secret, &canonical, &string_to_sign, &signature);
    draft.edit_after_signing();
    order(&mut draft, presented.clone());
    let target = target(&draft);
    let body = draft.body.take().unwrap_or_else(|| form(&draft).into_bytes());
    let mut headers = Vec::with_capacity(draft.headers.len() + 2);
    headers.push((header::HOST.into(), bytes(draft.host)));
    headers.append(&mut draft.headers);
    if !body.is_empty() {
        headers.push((header::CONTENT_TYPE.into(), bytes(draft.content_type)));
    }
    Request {
        method: draft.method,
        target,
        headers,
        body,
        canonical,
        string_to_sign,
        signature,
        presented,
    }
}

/// The signature that a request of version 1.0 carries.
fn presented_1(
    draft: &Draft,
    secret: &Secret,
    canonical: &str,
    string_to_sign: &str,
    right: &str,
) -> Option<String> {
    let of =
        |method: &str, canonical: &str| v1::sign(secret, &v1::string_to_sign(method, canonical));
    let over = |canonical: &str| of(&draft.method, canonical);
    Some(match &draft.signing {
        Signing::Documented => right.to_owned(),
        Signing::BareSecret => v1::digest(secret.reveal().as_bytes(), string_to_sign),
        Signing::OtherSecret => v1::sign(&other(secret), string_to_sign),
        Signing::Sha256 => sha256(&v1::key(secret), string_to_sign),
        Signing::ForMethod(method) => of(method, canonical),
        Signing::OtherMethod => of(if draft.method == "GET" { "POST" } else { "GET" }, canonical),
        Signing::PlusForBlank => over(&canonical.replace("%20", "+")),
        Signing::Unsorted => over(&query::print(draft.borrowed())),
        Signing::Backwards => {
            let mut pairs: Vec<&str> = canonical.split('&').collect();
            pairs.reverse();
            over(&pairs.join("&"))
        }
        Signing::LowerHex => v1::sign(secret, &percent::in_lower_case(string_to_sign)),
        Signing::OneOff => {
            let first = if right.starts_with('A') { 'B' } else { 'A' };
            format!("{first}{}", &right[1..])
        }
        Signing::CutShort => right[..right.len() / 2].to_owned(),
        Signing::Changed(change) => change.of(right),
        Signing::Text(text) => text.clone(),
        Signing::Absent => return None,
    })
}

fn version_3(mut draft: Draft, secret: &Secret) -> Request {
    let credential = taken(&mut draft, parameter::ACCESS_KEY_ID).unwrap_or_default();
    let mut headers: Vec<Header> = Vec::with_capacity(draft.headers.len() + 9);
    headers.push((header::HOST.into(), bytes(std::mem::take(&mut draft.host))));
    for (name, header) in
        [(parameter::TIMESTAMP, header::DATE), (parameter::SIGNATURE_NONCE, header::NONCE)]
    {
        headers.extend(taken(&mut draft, name).map(|value| (header.into(), bytes(value))));
    }
    let hash = headers.len();
    draft.pairs.retain_mut(|Pair { name, value, .. }| {
        let header = match &**name {
            parameter::ACTION => header::ACTION,
            parameter::VERSION => header::VERSION,
            _ => return true,
        };
        headers.push((header.into(), bytes(std::mem::take(value))));
        false
    });
    let mut form_body = form(&draft);
    let digest = v3::sha256(form_body.as_bytes());
    headers.insert(hash, (header::CONTENT_SHA256.into(), digest.clone().into_bytes().into()));
    let typed = (!form_body.is_empty()).then_some(headers.len());
    let content_type =
        (header::CONTENT_TYPE.into(), bytes(std::mem::take(&mut draft.content_type)));
    if typed.is_some() {
        headers.push(content_type.clone());
    }
    headers.extend(draft.headers.drain(..).map(|(name, value)| (in_lower_case(name), value)));

    let mut signed: Vec<(&str, &str)> = headers
        .iter()
        .filter(|(name, _)| v3::is_mandatory(name))
        // One that is no text is signed as an empty one.
        .map(|(name, value)| (&**name, std::str::from_utf8(value).unwrap_or_default()))
        .collect();
    signed.sort_unstable();
    let place = draft.place;
    let in_query = draft.borrowed().filter(|(name, _)| !place.is_form(name));
    let canonical =
        v3::canonical_request(&draft.method, &v3::canonical_query(in_query), &signed, &digest);
    let string_to_sign = v3::string_to_sign(&canonical);
    let signature = v3::sign(secret, &string_to_sign);
    let presented = presented_3(&draft.signing, secret, &string_to_sign, &signature);
    let authorization = presented.as_deref().map(|signature| {
        let signed_headers = signed.iter().map(|(name, _)| *name).collect();
        Authorization { credential: &credential, signed_headers, signature }.to_string()
    });
    headers.extend(
        authorization.map(|value| (header::AUTHORIZATION.into(), value.into_bytes().into())),
    );

    if !draft.edits.is_empty() {
        draft.edit_after_signing();
        form_body = form(&draft);
    }
    let (mut body, mut replaced) = (draft.body.take(), None);
    for edit in std::mem::take(&mut draft.header_edits) {
        match edit {
            HeaderEdit::Set(name, value) => {
                for (_, old) in headers.iter_mut().filter(|(other, _)| other == name) {
                    *old = value.clone().into_bytes().into();
                }
            }
            HeaderEdit::Body(text) => replaced = Some(text.into_bytes()),
            HeaderEdit::BodyEnds(text) => body = Some((form_body.clone() + &text).into_bytes()),
        }
    }
    let body = body.unwrap_or_else(|| form_body.into_bytes());
    match typed {
        // What has no body has no type.
        Some(at) if body.is_empty() => drop(headers.remove(at)),
        None if !body.is_empty() => headers.push(content_type),
        _ => {}
    }
    Request {
        target: target(&draft),
        method: draft.method,
        headers,
        body: replaced.unwrap_or(body),
        canonical,
        string_to_sign,
        signature,
        presented,
    }
}

/// The signature that a request of version 3 carries.
fn presented_3(
    signing: &Signing,
    secret: &Secret,
    string_to_sign: &str,
    right: &str,
) -> Option<String> {
    Some(match signing {
        Signing::Documented => right.to_owned(),
        Signing::OtherSecret => v3::sign(&other(secret), string_to_sign),
        Signing::CutShort => right[..right.len() / 2].to_owned(),
        Signing::Text(text) => text.clone(),
        Signing::Absent => return None,
        _ => format!("{}{}", if right.starts_with('0') { '1' } else { '0' }, &right[1..]),
    })
}

/// A parameter, which is sent elsewhere.
fn taken(draft: &mut Draft, name: &str) -> Option<Cow<'static, str>> {
    let found = draft.pairs.iter_mut().find(|pair| pair.name == name)?;
    let value = std::mem::take(&mut found.value);
    draft.drop_parameter(name);
    Some(value)
}

/// A secret that is not this one.
fn other(secret: &Secret) -> Secret {
    Secret::new(format!("not {}", secret.reveal()))
}

fn in_lower_case(name: Cow<'static, str>) -> Cow<'static, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name,
    }
}

fn bytes(text: Cow<'static, str>) -> Cow<'static, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// A text of the length of a signature that is none: Base64 of twenty zero bytes.
#[must_use]
pub fn no_signature() -> String {
    STANDARD.encode([0; 20])
}
