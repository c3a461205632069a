//! What a request carries that an answer may repeat, as far as it can be read: requests that are bent on purpose
//! are read too.

use crate::api::names::parameter;
use crate::outcome::SentRequest;
use crate::suite::client::Prepared;
use crate::wire::percent;

/// Parameters whose values differ from call to call.
const PARAMETERS: [&str; 4] = [
    parameter::INSTANCE_ID,
    parameter::SIGNATURE_NONCE,
    parameter::TIMESTAMP,
    parameter::SIGNATURE,
];

/// Headers of version 3 that do.
const HEADERS: [&str; 2] = ["x-acs-signature-nonce", "x-acs-date"];

/// The instance id, the nonce, the time and the signature of a request, wherever they stand, as they are and as
/// they are written; and the query and the body as a whole.
pub(in crate::suite) fn carried(prepared: &Prepared) -> Vec<String> {
    read(&prepared.url, &prepared.headers, &prepared.body)
}

/// The same of one that was sent.
pub(in crate::suite) fn carried_by(sent: &SentRequest) -> Vec<String> {
    read(&sent.url, &sent.headers, &sent.body)
}

fn read(url: &str, headers: &[(String, String)], body: &[u8]) -> Vec<String> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.as_bytes().split(|byte| *byte == b'&');
    let pairs = pairs.chain(body.split(|byte| *byte == b'&'));
    let mut carried = Vec::new();
    for pair in pairs {
        let Some(at) = pair.iter().position(|byte| *byte == b'=') else { continue };
        let (name, written) = (percent::decode(&pair[..at]), &pair[at + 1..]);
        let (Ok(name), Ok(value)) = (name, percent::decode(written)) else { continue };
        if PARAMETERS.contains(&&*name) {
            let written = String::from_utf8_lossy(written);
            if written != value {
                carried.push(percent::in_lower_case(&written));
                carried.push(written.into_owned());
            }
            carried.push(value.into_owned());
        }
    }
    let body = std::str::from_utf8(body).unwrap_or_default();
    let wholes = [query, body].into_iter().filter(|whole| !whole.is_empty());
    carried.extend(wholes.map(str::to_owned));
    for (name, value) in headers {
        if HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            carried.push(value.clone());
        } else if name.eq_ignore_ascii_case("authorization") {
            let signature = value.rsplit_once("Signature=").map(|(_, signature)| signature);
            carried.extend(signature.map(str::to_owned));
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_call_to_call_is_found_wherever_it_stands() {
        let prepared = Prepared {
            method: "POST",
            url: "http://h/?Action=RebootInstance&InstanceId=i-%3C1&Format=XML&%zz=1".into(),
            headers: vec![
                ("x-acs-date".into(), "2026-01-01T00:00:00Z".into()),
                ("Authorization".into(), "ACS3-HMAC-SHA256 Credential=a,Signature=0f".into()),
            ],
            body: b"SignatureNonce=n1&ForceStop=true".to_vec(),
            ..Prepared::default()
        };
        let query = "Action=RebootInstance&InstanceId=i-%3C1&Format=XML&%zz=1";
        let body = "SignatureNonce=n1&ForceStop=true";
        assert_eq!(
            carried(&prepared),
            ["i-%3c1", "i-%3C1", "i-<1", "n1", query, body, "2026-01-01T00:00:00Z", "0f"]
        );
    }
}
