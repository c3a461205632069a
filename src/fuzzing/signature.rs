//! Target `signature`: a secret on the first line, a query on the second, a body after it; what any
//! bytes mean is defined, so that each input signs something.
//!
//! Holds for versions 1.0 and 3: a signature verifies; it is the one that [`naive`] gives; the order of
//! parameters, the letter case of escapes and `+` for a blank do not matter; and a change of one
//! character of the method, a name, a value, a signed header, the body, the secret or the signature is
//! refused.

use super::chance;
use super::naive::{self, Pairs};
use crate::wire::http::{Field, RawRequest};
use crate::wire::percent;
use crate::wire::query::Parameters;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::signed::{SignedError, SignedRequest};
use crate::wire::signature::v3::header;
use crate::wire::signature::{v1, v3};

/// What is signed.
struct Case {
    secret: String,
    pairs: Pairs,
    body: Vec<u8>,
    random: fastrand::Rng,
}

impl Case {
    fn read(data: &[u8]) -> Self {
        let mut lines = data.splitn(3, |byte| *byte == b'\n');
        let mut next = || lines.next().unwrap_or_default();
        let secret = String::from_utf8_lossy(next()).into_owned();
        let mut pairs: Pairs = form_urlencoded::parse(next()).into_owned().collect();
        pairs.retain(|(name, _)| !name.is_empty() && name != "Signature");
        pairs.sort();
        pairs.dedup_by(|one, other| one.0 == other.0);
        // So few that the parser takes them all.
        pairs.truncate(64);
        let body = next().to_vec();
        Self { secret, pairs, body, random: chance::of(data) }
    }
}

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let mut case = Case::read(data);
    version_1(&mut case);
    version_3(&mut case);
}

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn version_1(case: &mut Case) {
    let secret = Secret::new(&*case.secret);
    let text = |method: &str, pairs: &Pairs| {
        v1::string_to_sign(method, &v1::canonical_query(borrowed(pairs)))
    };
    let right = text("GET", &case.pairs);
    let signature = v1::sign(&secret, &right);
    assert!(v1::verify(&secret, &right, &signature));
    assert_eq!(signature, naive::sign_v1(&case.secret, "GET", &case.pairs));

    let query = written_otherwise(&mut case.random, &case.pairs);
    let mut parameters = Parameters::new();
    assert_eq!(parameters.read(query.as_bytes()), Ok(()), "{query:?}");
    assert_eq!(v1::string_to_sign("GET", &v1::canonical_query(parameters.iter())), right);

    let random = &mut case.random;
    assert!(!v1::verify(&secret, &text("POST", &case.pairs), &signature), "method");
    let changed = change_a_pair(random, &case.pairs);
    assert!(!v1::verify(&secret, &text("GET", &changed), &signature), "{changed:?}");
    let other = Secret::new(chance::changed(random, &case.secret));
    assert!(!v1::verify(&other, &right, &signature), "secret");
    let other = chance::changed(random, &signature);
    assert!(!v1::verify(&secret, &right, &other), "{other} for {signature}");
}

fn version_3(case: &mut Case) {
    let Case { secret, pairs, body, random } = case;
    let key = Secret::new(&**secret);
    let value = pairs.first().map_or("", |(_, value)| value.as_str());
    let value: String = value.chars().filter(|character| !character.is_control()).collect();
    let headers: Pairs = [
        (header::HOST, "127.0.0.1:80"),
        (header::ACTION, &*value),
        (header::CONTENT_SHA256, &*v3::sha256(body)),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let signature = naive::sign_v3(secret, "POST", "/", pairs, &headers, body);
    let target = format!("/?{}", written_otherwise(random, pairs));
    let read = |method, target: &str, headers: &Pairs, body: &[u8]| {
        let authorization = Authorization {
            credential: "testid",
            signed_headers: vec![header::HOST, header::ACTION, header::CONTENT_SHA256],
            signature: &signature,
        }
        .to_string();
        let mut fields = vec![Field { name: "Authorization", value: authorization.as_bytes() }];
        fields.extend(borrowed(headers).map(|(n, v)| Field { name: n, value: v.as_bytes() }));
        let raw = RawRequest { method, target: target.as_bytes(), headers: fields, body };
        SignedRequest::read(&raw).map(|signed| {
            assert_eq!(signed.authorization.to_string(), authorization);
            signed.verify(&key)
        })
    };
    assert_eq!(read("POST", &target, &headers, body), Ok(true), "{target:?}");

    assert_eq!(read("GET", &target, &headers, body), Ok(false), "method");
    let changed = change_a_pair(random, pairs);
    let changed = format!("/?{}", written_otherwise(random, &changed));
    assert_ne!(read("POST", &changed, &headers, body), Ok(true), "{changed:?} for {target:?}");
    let mut changed = headers.clone();
    changed[1].1 = chance::changed(random, &format!("{value}.")) + ".";
    assert_eq!(read("POST", &target, &changed, body), Ok(false), "{changed:?}");
    let mut changed = body.clone();
    change_a_byte(random, &mut changed);
    assert_eq!(read("POST", &target, &headers, &changed), Err(SignedError::ContentHash));

    let text = v3::string_to_sign("");
    let signature = v3::sign(&key, &text);
    assert!(v3::verify(&key, &text, &signature));
    assert!(
        !v3::verify(&Secret::new(chance::changed(random, secret)), &text, &signature),
        "secret"
    );
    assert!(!v3::verify(&key, &text, &chance::changed(random, &signature)), "signature");
}

/// The same parameters in another order, with lower-case escapes and `+` for a blank.
fn written_otherwise(random: &mut fastrand::Rng, pairs: &Pairs) -> String {
    let mut pairs = pairs.clone();
    random.shuffle(&mut pairs);
    let write = |text: &str| percent::in_lower_case(&naive::encode(text).replace("%20", "+"));
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| write(n) + "=" + &write(v)).collect();
    pairs.join("&")
}

/// The same parameters, with one character of one name or value changed.
fn change_a_pair(random: &mut fastrand::Rng, pairs: &Pairs) -> Pairs {
    let mut changed = pairs.clone();
    if changed.is_empty() {
        return vec![("x".to_owned(), String::new())];
    }
    let at = random.usize(..changed.len());
    let (name, value) = &mut changed[at];
    let part = if random.bool() { name } else { value };
    *part = chance::changed(random, part);
    changed
}

fn change_a_byte(random: &mut fastrand::Rng, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        bytes.push(0);
    } else {
        let at = random.usize(..bytes.len());
        bytes[at] ^= 1 << random.u8(..8);
    }
}
