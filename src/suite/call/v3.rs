//! Signing by version 3 and writing the request: common parameters travel in headers.

use url::Url;

use super::draft::{Call, HeaderEdit, Place, Signed, Signing, Spelling, Stamp, edited};
use super::host::host;
use crate::api::names::{API_VERSION, parameter};
use crate::api::operations::is_own;
use crate::suite::client::Prepared;
use crate::suite::target::AccessKey;
use crate::wire::request::FORM;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::{self, header};

/// The parameters that travel in headers, and in which, where a call sets them.
const HEADED: [(&str, &str); 3] = [
    (parameter::ACTION, header::ACTION),
    (parameter::VERSION, header::VERSION),
    (parameter::SIGNATURE_NONCE, header::NONCE),
];

pub(super) fn prepare(call: &Call, url: &Url, key: &AccessKey, stamp: &Stamp) -> Signed {
    let defaults = vec![(parameter::VERSION.to_owned(), API_VERSION.to_owned())];
    let (headed, pairs): (Vec<_>, Vec<_>) = call
        .changed(defaults)
        .into_iter()
        .partition(|(name, _)| HEADED.iter().any(|(parameter, _)| name == parameter));
    let is_nonce = |(name, _): &&(String, String)| name == parameter::SIGNATURE_NONCE;
    let nonce = headed.iter().find(is_nonce).map_or(&stamp.nonce, |(_, own)| own).clone();
    let (form, in_query): (Vec<_>, Vec<_>) = match call.place {
        Place::Query => (Vec::new(), pairs),
        Place::Form => (pairs, Vec::new()),
        Place::Split => pairs.into_iter().partition(|(name, _)| is_own(name)),
    };
    let body = super::v1::spelled(Spelling::Documented, &form).into_bytes();
    let digest = v3::sha256(&body);

    let mut headers: Vec<(String, String)> = vec![
        (header::HOST.to_owned(), host(url)),
        (header::DATE.to_owned(), stamp.timestamp.to_string()),
        (header::NONCE.to_owned(), nonce),
        (header::CONTENT_SHA256.to_owned(), digest.clone()),
    ];
    for (name, value) in headed.into_iter().filter(|pair| !is_nonce(&pair)) {
        let known = HEADED.iter().find(|(parameter, _)| name == *parameter);
        headers.extend(known.map(|(_, header)| ((*header).to_owned(), value)));
    }
    if !body.is_empty() {
        headers.push((header::CONTENT_TYPE.to_owned(), FORM.to_owned()));
    }
    headers.extend(call.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())));

    let mut signed: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| {
            [header::HOST, header::CONTENT_TYPE].contains(name) || name.starts_with(header::PREFIX)
        })
        .collect();
    signed.sort_unstable();
    let canonical_query =
        v3::canonical_query(in_query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let canonical = v3::canonical_request(call.method, &canonical_query, &signed, &digest);
    let string_to_sign = v3::string_to_sign(&canonical);
    let signature = v3::sign(&key.secret, &string_to_sign);
    let presented = match &call.signing {
        Signing::OtherSecret => {
            v3::sign(&Secret::new(format!("not {}", key.secret.reveal())), &string_to_sign)
        }
        _ => signature.clone(),
    };
    let authorization = Authorization {
        credential: &key.id,
        signed_headers: signed.iter().map(|(name, _)| *name).collect(),
        signature: &presented,
    }
    .to_string();
    headers.push((header::AUTHORIZATION.to_owned(), authorization));

    let query = super::v1::spelled(call.spelling, &edited(&call.edits, in_query));
    let address = match query.is_empty() {
        true => url.to_string(),
        false => format!("{url}?{query}"),
    };
    let mut prepared = Prepared { method: call.method, url: address, headers, body };
    for edit in &call.header_edits {
        match edit {
            HeaderEdit::Set(name, value) => {
                for (_, old) in prepared.headers.iter_mut().filter(|(other, _)| other == name) {
                    old.clone_from(value);
                }
            }
            HeaderEdit::Body(body) => prepared.body = body.clone().into_bytes(),
        }
    }
    Signed { prepared, canonical, string_to_sign, signature }
}
