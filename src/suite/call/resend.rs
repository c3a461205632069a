//! A request that was sent, signed anew: byte for byte the same but for the signature and what is new
//! with every call, which are the time and the nonce.
//!
//! Works on what went over the wire, not on the [`Call`](super::Call) it came from: so it holds for
//! whatever a scenario did to a call, and can tell whether it was signed as documented at all.

use crate::api::names::parameter;
use crate::outcome::{Exchange, Purpose, Resend, Resigning, SentRequest};
use crate::suite::target::AccessKey;
use crate::wire::percent;
use crate::wire::request::FORM;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::header;
use crate::wire::signature::{v1, v3};
use crate::wire::timestamp::Timestamp;

use super::draft::Stamp;

/// How far the time of a call may lie from when it was sent to be taken for its own, in s. Scenarios
/// that choose another time choose one that is minutes away.
const OWN_TIME: i64 = 5;

/// How the judged request of a scenario is sent again: the last one that was judged.
#[must_use]
pub fn of(exchanges: &[Exchange], key: &AccessKey, began: Timestamp) -> Option<Resend> {
    let exchange = exchanges.iter().rposition(|one| one.purpose == Purpose::Judge)?;
    at(exchanges, exchange, key, began)
}

/// How one request of a scenario is sent again.
#[must_use]
pub fn at(
    exchanges: &[Exchange],
    exchange: usize,
    key: &AccessKey,
    began: Timestamp,
) -> Option<Resend> {
    let sent = &exchanges.get(exchange)?.request;
    let signing = match signature(sent, key) {
        Some(right) if presented(sent).as_deref() == Some(&right) => {
            let at_s = (exchanges[exchange].at_ms / 1_000.0) as i64; // holds at the ends of the range
            let sent_at = began.unix_seconds().saturating_add(at_s);
            Resigning::Fresh { keep: chosen(sent, &exchanges[..exchange], sent_at) }
        }
        _ => Resigning::AsSent,
    };
    Some(Resend { exchange, signing })
}

/// Which of the values that are new with every call the scenario chose itself.
fn chosen(sent: &SentRequest, before: &[Exchange], sent_at: i64) -> Vec<String> {
    let mut keep = Vec::new();
    for (name, value) in renewable(sent) {
        let own = if [parameter::TIMESTAMP, header::DATE].contains(&name) {
            Timestamp::parse(&value)
                .is_ok_and(|time| (time.unix_seconds() - sent_at).abs() <= OWN_TIME)
        } else {
            let random = value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
            let seen = before
                .iter()
                .any(|one| renewable(&one.request).iter().any(|(_, other)| *other == value));
            random && !seen
        };
        if !own {
            keep.push(name.to_owned());
        }
    }
    keep
}

/// The nonce of a request.
pub(in crate::suite) fn nonce(sent: &SentRequest) -> Option<String> {
    let nonces = [parameter::SIGNATURE_NONCE, header::NONCE];
    renewable(sent).into_iter().find(|(name, _)| nonces.contains(name)).map(|(_, value)| value)
}

/// Time and nonce of a request, by the names of the version that signed it.
fn renewable(sent: &SentRequest) -> Vec<(&'static str, String)> {
    let find = |name: &'static str, value: Option<String>| value.map(|value| (name, value));
    if is_version_3(sent) {
        let headers = [header::DATE, header::NONCE];
        headers.into_iter().filter_map(|n| find(n, headed(sent, n).map(str::to_owned))).collect()
    } else {
        let pairs = pairs(sent).unwrap_or_default();
        let value = |wanted: &str| {
            pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        let names = [parameter::TIMESTAMP, parameter::SIGNATURE_NONCE];
        names.into_iter().filter_map(|name| find(name, value(name))).collect()
    }
}

/// The same request with this time, nonce, and the signature that belongs to it; what is to be kept
/// stays. `None` where it carries no signature that could be renewed.
#[must_use]
pub fn renewed(
    sent: &SentRequest,
    key: &AccessKey,
    stamp: &Stamp,
    keep: &[String],
) -> Option<SentRequest> {
    let kept = |name: &str| keep.iter().any(|kept| kept.eq_ignore_ascii_case(name));
    let (time, nonce) = (stamp.timestamp.to_string(), stamp.nonce.clone());
    let mut fresh = sent.clone();
    if is_version_3(sent) {
        for (renewable, new) in [(header::DATE, &time), (header::NONCE, &nonce)] {
            if let Some(value) = headed_mut(&mut fresh, renewable).filter(|_| !kept(renewable)) {
                value.clone_from(new);
            }
        }
        let signature = signature(&fresh, key)?;
        let old = headed_mut(&mut fresh, header::AUTHORIZATION)?;
        // By its name, since an empty signature cannot be read as one.
        let (before, _) = old.rsplit_once("Signature=")?;
        *old = format!("{before}Signature={signature}");
    } else {
        presented(sent)?;
        rewrite(&mut fresh, |name| match name {
            parameter::TIMESTAMP if !kept(name) => Some(time.clone()),
            parameter::SIGNATURE_NONCE if !kept(name) => Some(nonce.clone()),
            _ => None,
        })?;
        let signature = signature(&fresh, key)?;
        rewrite(&mut fresh, |name| (name == parameter::SIGNATURE).then(|| signature.clone()))?;
    }
    Some(fresh)
}

/// The request with nothing where its signature stood.
#[must_use]
pub fn unsigned(sent: &SentRequest) -> SentRequest {
    let mut blank = sent.clone();
    if let Some(value) = headed_mut(&mut blank, header::AUTHORIZATION)
        && let Some((before, _)) = value.rsplit_once("Signature=")
    {
        *value = format!("{before}Signature=");
    }
    // What cannot be read holds no parameter either.
    let _ = rewrite(&mut blank, |name| (name == parameter::SIGNATURE).then(String::new));
    blank
}

/// The signature that belongs to a request.
fn signature(sent: &SentRequest, key: &AccessKey) -> Option<String> {
    if !is_version_3(sent) {
        let pairs = pairs(sent)?;
        let borrowed = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let to_sign = v1::string_to_sign(&sent.method, &v1::canonical_query(borrowed));
        return Some(v1::sign(&key.secret, &to_sign));
    }
    let authorization = headed(sent, header::AUTHORIZATION)?;
    let list = authorization.split_once("SignedHeaders=")?.1.split(',').next()?;
    let mut signed: Vec<(&str, &str)> = Vec::new();
    for name in list.split(';') {
        signed.push((name, headed(sent, name)?));
    }
    let in_query = decoded(query(&sent.url))?;
    let borrowed = in_query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let canonical = v3::canonical_request(
        &sent.method,
        &v3::canonical_query(borrowed),
        &signed,
        headed(sent, header::CONTENT_SHA256)?,
    );
    Some(v3::sign(&key.secret, &v3::string_to_sign(&canonical)))
}

/// The signature that a request carries, if it carries one alone.
fn presented(sent: &SentRequest) -> Option<String> {
    if is_version_3(sent) {
        let authorization = Authorization::parse(headed(sent, header::AUTHORIZATION)?).ok()?;
        return Some(authorization.signature.to_owned());
    }
    let mut all = pairs(sent)?.into_iter().filter(|(name, _)| name == parameter::SIGNATURE);
    let first = all.next()?;
    all.next().is_none().then_some(first.1)
}

fn is_version_3(sent: &SentRequest) -> bool {
    headed(sent, header::AUTHORIZATION).is_some()
}

fn headed<'a>(sent: &'a SentRequest, name: &str) -> Option<&'a str> {
    let found = sent.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

fn headed_mut<'a>(sent: &'a mut SentRequest, name: &str) -> Option<&'a mut String> {
    let found = sent.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

fn query(url: &str) -> &str {
    url.split_once('?').map_or("", |(_, query)| query)
}

fn form(sent: &SentRequest) -> Option<&str> {
    let is_form = headed(sent, header::CONTENT_TYPE).is_some_and(|value| value.starts_with(FORM));
    if is_form { std::str::from_utf8(&sent.body).ok() } else { Some("") }
}

/// All parameters, of the query and of a form body. `None` where they cannot be read.
fn pairs(sent: &SentRequest) -> Option<Vec<(String, String)>> {
    let mut all = decoded(query(&sent.url))?;
    all.extend(decoded(form(sent)?)?);
    Some(all)
}

fn decoded(text: &str) -> Option<Vec<(String, String)>> {
    let decode = |part: &str| Some(percent::decode(part.as_bytes()).ok()?.into_owned());
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Gives parameters other values where they stand; everything else stays as it was written.
fn rewrite(sent: &mut SentRequest, value: impl Fn(&str) -> Option<String>) -> Option<()> {
    let other = |text: &str| {
        let pairs = text.split('&').map(|pair| {
            let new = pair.split_once('=').and_then(|(name, _)| {
                let decoded = percent::decode(name.as_bytes()).ok()?;
                Some(format!("{name}={}", percent::encode(value(&decoded)?)))
            });
            new.unwrap_or_else(|| pair.to_owned())
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    let body = other(form(sent)?);
    if !body.is_empty() {
        sent.body = body.into_bytes();
    }
    if let Some((address, query)) = sent.url.split_once('?') {
        sent.url = format!("{address}?{}", other(query));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::client::{Edit, Order, Place, Signing, Spelling};
    use crate::suite::call::Call;
    use crate::wire::secret::Secret;

    fn key() -> AccessKey {
        AccessKey { id: "testid".to_owned(), secret: Secret::new("testsecret") }
    }

    fn stamp(nonce: char) -> Stamp {
        Stamp { timestamp: began(), nonce: nonce.to_string().repeat(32) }
    }

    fn began() -> Timestamp {
        Timestamp::parse("2026-01-01T12:00:00Z").unwrap()
    }

    fn sent(call: &Call, stamp: &Stamp) -> SentRequest {
        let url = Url::parse("http://127.0.0.1:8080/").unwrap();
        let prepared = call.prepare(&url, &key(), stamp).prepared;
        SentRequest {
            method: prepared.method.to_owned(),
            url: prepared.url,
            headers: prepared.headers,
            body: prepared.body,
        }
    }

    fn call() -> Call {
        Call::new("RebootInstance").with("InstanceId", "i-1 é&+=")
    }

    fn resend(call: &Call) -> Option<Resigning> {
        let exchange = Exchange::under_way(Purpose::Judge, sent(call, &stamp('a')), 0.0);
        of(&[exchange], &key(), began()).map(|resend| resend.signing)
    }

    #[test]
    fn a_renewed_request_is_what_the_suite_would_have_sent() {
        let calls = [
            call(),
            call().order(Order::SignatureFirst).spelling(Spelling::Needless),
            call().post(Place::Form),
            call().post(Place::Split).without("Version"),
            call().version_3(),
            call().version_3().post(Place::Form),
        ];
        for call in calls {
            let wanted = sent(&call, &stamp('b'));
            let blank = unsigned(&sent(&call, &stamp('a')));
            let fresh = renewed(&blank, &key(), &stamp('b'), &[]).unwrap();
            // A spelling is the scenario's; the new values are written as documented.
            let spelled = |sent: &SentRequest| (pairs(sent), sent.headers.clone());
            assert_eq!(spelled(&fresh), spelled(&wanted), "{call:?}");
            assert_eq!(resend(&call), Some(Resigning::Fresh { keep: Vec::new() }), "{call:?}");
        }
        let plain = sent(&call(), &stamp('b'));
        let again = renewed(&sent(&call(), &stamp('a')), &key(), &stamp('b'), &[]).unwrap();
        assert_eq!((again.url, again.body), (plain.url, plain.body));
    }

    /// Source: RFC 9110, section 5.1.
    #[test]
    fn headers_are_found_in_any_letter_case() {
        let call = call().version_3().post(Place::Form);
        let upper = |mut sent: SentRequest| {
            sent.headers.iter_mut().for_each(|(name, _)| name.make_ascii_uppercase());
            sent
        };
        let blank = unsigned(&upper(sent(&call, &stamp('a'))));
        assert!(blank.headers.iter().any(|(_, value)| value.ends_with(",Signature=")), "{blank:?}");
        let fresh = renewed(&blank, &key(), &stamp('b'), &[]).unwrap();
        assert_eq!(fresh.headers, upper(sent(&call, &stamp('b'))).headers);
        let kept = [header::NONCE.to_owned()];
        let kept = renewed(&blank, &key(), &stamp('b'), &kept).unwrap();
        assert_eq!(nonce(&kept), Some("a".repeat(32)));
    }

    #[test]
    fn what_was_not_signed_as_documented_is_known() {
        for call in [
            call().signing(Signing::Absent),
            call().signing(Signing::BareSecret),
            call().signing(Signing::CutShort),
            call().edit(Edit::set("InstanceId", "i-2")),
            call().edit(Edit::drop("Timestamp")),
            call().version_3().signing(Signing::OtherSecret),
        ] {
            assert_eq!(resend(&call), Some(Resigning::AsSent), "{call:?}");
        }
        assert_eq!(
            renewed(&sent(&call().signing(Signing::Absent), &stamp('a')), &key(), &stamp('b'), &[]),
            None
        );
    }

    #[test]
    fn what_the_scenario_chose_stays() {
        for (name, value) in [("Timestamp", "2026-01-01T11:44:00Z"), ("SignatureNonce", "n-1")] {
            let call = call().with(name, value);
            let keep = vec![name.to_owned()];
            assert_eq!(resend(&call), Some(Resigning::Fresh { keep: keep.clone() }));
            let fresh = renewed(&sent(&call, &stamp('a')), &key(), &stamp('b'), &keep).unwrap();
            assert!(pairs(&fresh).unwrap().contains(&(name.to_owned(), value.to_owned())));
        }
    }
}
