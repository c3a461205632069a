//! Mistakes in signature 1.0.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Escaping, Mistake, Named, Order, first};
use crate::api::names::parameter;
use crate::wire::percent;
use crate::wire::secret::Secret;
use crate::wire::signature::v1;

/// A request that is held against its signature.
#[derive(Clone, Copy, Debug)]
pub struct Suspect<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The parameters of the query, decoded, in the order they came.
    pub query: &'a [(&'a str, &'a str)],
    /// Those of the form body.
    pub form: &'a [(&'a str, &'a str)],
    /// The value of `Signature`, decoded.
    pub presented: &'a str,
}

/// How many parameters are tried without, one after the other.
const MOST_LEFT_OUT: usize = 64;

/// How a string to sign and a signature are made. The default is right.
#[derive(Clone, Debug, Default)]
struct Recipe {
    escaping: Escaping,
    order: Order,
    method: Method,
    slash_as_it_is: bool,
    /// The canonical query is not encoded a second time, in the string to sign.
    outer: Outer,
    left_out: LeftOut,
    with_signature: bool,
    key: Key,
    digest: Digest,
    line_feed: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Method {
    #[default]
    AsSent,
    Other,
    LowerCase,
}

#[derive(Clone, Copy, Debug, Default)]
enum Outer {
    #[default]
    Encoded,
    Raw,
    SeparatorsRaw,
    Twice,
}

#[derive(Clone, Copy, Debug, Default)]
enum LeftOut {
    #[default]
    Nothing,
    Empty,
    Query,
    Form,
    One(usize),
}

#[derive(Clone, Copy, Debug, Default)]
enum Key {
    #[default]
    WithAmpersand,
    Bare,
}

#[derive(Clone, Copy, Debug, Default)]
enum Digest {
    #[default]
    Sha1,
    Sha256,
    HexInBase64,
    Hex,
}

/// Every mistake that is tried on a call, the likeliest first.
fn steps(call: &Suspect<'_>) -> Vec<Named<Recipe>> {
    let mut steps: Vec<Named<Recipe>> = Vec::new();
    let mut add = |step: fn(&mut Recipe), what: &str| steps.push((Box::new(step), what.to_owned()));
    add(
        |r| r.key = Key::Bare,
        "the key is the secret alone, without the \"&\" that belongs after it",
    );
    add(|r| r.order = Order::AsSent, Order::UNSORTED);
    add(|r| r.order = Order::WithoutCase, Order::WITHOUT_CASE);
    add(|r| r.method = Method::Other, "the other method, GET for POST or POST for GET, is signed");
    add(|r| r.method = Method::LowerCase, "the method is signed in lower case");
    add(|r| r.outer = Outer::Raw, "the canonical query is not percent-encoded a second time");
    add(
        |r| r.outer = Outer::SeparatorsRaw,
        "the \"&\" between parameters is not escaped as \"%26\" in the string to sign",
    );
    add(|r| r.outer = Outer::Twice, "the canonical query is percent-encoded once too often");
    add(|r| r.slash_as_it_is = true, "the path is signed as \"/\" instead of \"%2F\"");
    add(|r| r.left_out = LeftOut::Form, "the parameters of the form body are not signed");
    add(|r| r.left_out = LeftOut::Query, "the parameters of the query are not signed");
    add(|r| r.left_out = LeftOut::Empty, "parameters with an empty value are not signed");
    add(
        |r| r.with_signature = true,
        "the parameter Signature is itself signed, with an empty value",
    );
    add(|r| r.digest = Digest::Sha256, "the digest is HMAC-SHA256 instead of HMAC-SHA1");
    add(|r| r.digest = Digest::Hex, "the digest is written in hexadecimal instead of Base64");
    add(|r| r.digest = Digest::HexInBase64, "the digest is written in hexadecimal before Base64");
    add(|r| r.line_feed = true, "a line feed is signed at the end");
    for (step, what) in Escaping::STEPS {
        steps.push((Box::new(move |recipe| step(&mut recipe.escaping)), what.to_owned()));
    }
    let names = call.query.iter().chain(call.form).map(|(name, _)| *name);
    for (index, name) in names.enumerate().take(MOST_LEFT_OUT) {
        if name != parameter::SIGNATURE {
            let step = move |recipe: &mut Recipe| recipe.left_out = LeftOut::One(index);
            steps.push((Box::new(step), format!("the parameter {name:?} is not signed")));
        }
    }
    steps
}

impl Recipe {
    fn string_to_sign(&self, call: &Suspect<'_>) -> String {
        let method = match (self.method, call.method) {
            (Method::AsSent, method) => method.to_owned(),
            (Method::Other, "GET") => "POST".to_owned(),
            (Method::Other, _) => "GET".to_owned(),
            (Method::LowerCase, method) => method.to_lowercase(),
        };
        let query = call.query.len();
        let mut pairs: Vec<(&str, &str)> = call
            .query
            .iter()
            .chain(call.form)
            .copied()
            .enumerate()
            .filter(|(index, (name, value))| {
                *name != parameter::SIGNATURE
                    && match self.left_out {
                        LeftOut::Nothing => true,
                        LeftOut::Empty => !value.is_empty(),
                        LeftOut::Query => *index >= query,
                        LeftOut::Form => *index < query,
                        LeftOut::One(one) => *index != one,
                    }
            })
            .map(|(_, pair)| pair)
            .collect();
        if self.with_signature {
            pairs.push((parameter::SIGNATURE, ""));
        }
        let canonical = self.escaping.print(&self.order.arrange(&pairs));
        let query = match self.outer {
            Outer::Encoded => percent::encode(&canonical),
            Outer::Raw => canonical,
            Outer::SeparatorsRaw => percent::encode(&canonical).replace("%26", "&"),
            Outer::Twice => percent::encode(percent::encode(&canonical)),
        };
        let path = if self.slash_as_it_is { "/" } else { "%2F" };
        let end = if self.line_feed { "\n" } else { "" };
        format!("{method}&{path}&{query}{end}")
    }

    fn signature(&self, secret: &Secret, text: &str) -> String {
        let key = match self.key {
            Key::WithAmpersand => v1::key(secret),
            Key::Bare => secret.reveal().as_bytes().to_vec(),
        };
        let hex = || {
            let bytes = STANDARD.decode(v1::digest(&key, text)).unwrap_or_default();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        match self.digest {
            Digest::Sha1 => v1::digest(&key, text),
            Digest::Sha256 => sha256(&key, text),
            Digest::Hex => hex(),
            Digest::HexInBase64 => STANDARD.encode(hex()),
        }
    }
}

/// What is wrong with how a signature is written, where it is the right one otherwise.
fn written(right: &str, presented: &str) -> Option<&'static str> {
    if presented == right {
        None
    } else if presented.replace(' ', "+") == right {
        Some(
            "a \"+\" of the signature is sent as it is, and so is read as a blank: send it as \"%2B\"",
        )
    } else if presented.replace('-', "+").replace('_', "/") == right {
        Some(
            "the signature is written in the Base64 of addresses: \"-\" for \"+\", \"_\" for \"/\"",
        )
    } else if presented == right.trim_end_matches('=') {
        Some("the \"=\" at the end of the signature is missing")
    } else if presented.trim() == right {
        Some("there are blanks or line ends around the signature")
    } else if percent::decode(presented.as_bytes()).is_ok_and(|text| text == right) {
        Some("the signature is percent-encoded twice")
    } else {
        None
    }
}

/// The mistake under which the signature of a call verifies, if it is one of the known.
#[must_use]
pub fn explaining(call: &Suspect<'_>, secret: &Secret) -> Option<Mistake> {
    let right = Recipe::default();
    let text = right.string_to_sign(call);
    if let Some(what) = written(&v1::sign(secret, &text), call.presented) {
        return Some(Mistake { what: vec![what.to_owned()], signed: text });
    }
    first(&right, &steps(call), text.len(), |recipe| {
        let text = recipe.string_to_sign(call);
        (recipe.signature(secret, &text) == call.presented).then_some(text)
    })
}

/// The mistake by which a client comes to this string to sign, if it is one of the known.
#[must_use]
pub fn making(call: &Suspect<'_>, string_to_sign: &str) -> Option<Mistake> {
    let right = Recipe::default();
    first(&right, &steps(call), string_to_sign.len(), |recipe| {
        Some(recipe.string_to_sign(call)).filter(|text| text == string_to_sign)
    })
}

/// Base64 of the HMAC-SHA256 of a string to sign under a key: the digest that version 1.0 does not have.
#[must_use]
#[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
pub fn sha256(key: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is a key");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: [(&str, &str); 7] = [
        ("Version", "2014-05-26"),
        ("Signature", "x"),
        ("Format", "JSON"),
        ("a", "x y*~!/:"),
        ("Action", "RebootInstance"),
        ("SignatureType", ""),
        ("Timestamp", "2026-11-23T09:43:45Z"),
    ];
    const FORM: [(&str, &str); 1] = [("InstanceId", "i-1")];

    fn call(presented: &str) -> Suspect<'_> {
        Suspect { method: "POST", query: &QUERY, form: &FORM, presented }
    }

    #[test]
    fn the_default_is_the_documented_way() {
        let pairs = QUERY.into_iter().chain(FORM);
        let right = v1::string_to_sign("POST", &v1::canonical_query(pairs));
        assert_eq!(Recipe::default().string_to_sign(&call("")), right);
        let secret = Secret::new("testsecret");
        assert_eq!(Recipe::default().signature(&secret, "text"), v1::sign(&secret, "text"));
        assert_eq!(explaining(&call(&v1::sign(&secret, &right)), &secret), None, "no mistake");
    }

    #[test]
    fn every_mistake_is_told_by_its_signature() {
        let secret = Secret::new("testsecret");
        for (step, what) in steps(&call("")) {
            let mut recipe = Recipe::default();
            step(&mut recipe);
            let signed = recipe.string_to_sign(&call(""));
            let signature = recipe.signature(&secret, &signed);
            let mistake = explaining(&call(&signature), &secret).unwrap();
            assert_eq!(mistake.signed, signed, "{what}");
            assert_eq!(mistake.what.len(), 1, "{what}: {mistake:?}");
            if signed != Recipe::default().string_to_sign(&call("")) {
                assert_eq!(making(&call(""), &signed).unwrap(), mistake, "{what}");
            }
        }
    }

    #[test]
    fn two_mistakes_are_told() {
        let secret = Secret::new("testsecret");
        let recipe = Recipe { key: Key::Bare, order: Order::AsSent, ..Recipe::default() };
        let signed = recipe.string_to_sign(&call(""));
        let mistake = explaining(&call(&recipe.signature(&secret, &signed)), &secret).unwrap();
        assert_eq!((mistake.what.len(), mistake.signed), (2, signed));
    }

    #[test]
    fn a_signature_that_is_badly_written_is_told() {
        let text = Recipe::default().string_to_sign(&call(""));
        // The first secret that gives a signature with the marks that matter here.
        let (secret, right) = (0..)
            .map(|number| Secret::new(format!("testsecret{number}")))
            .map(|secret| (secret.clone(), v1::sign(&secret, &text)))
            .find(|(_, right)| right.contains('+') && right.contains('/'))
            .unwrap();
        for (presented, word) in [
            (right.replace('+', " "), "%2B"),
            (right.replace('+', "-").replace('/', "_"), "addresses"),
            (right.trim_end_matches('=').to_owned(), "missing"),
            (format!("{right}\n"), "line ends"),
            (percent::encode(&right), "twice"),
        ] {
            let mistake = explaining(&call(&presented), &secret).unwrap();
            assert!(mistake.what[0].contains(word), "{mistake:?}");
        }
    }

    #[test]
    fn what_is_no_known_mistake_is_not_explained() {
        let secret = Secret::new("testsecret");
        for presented in ["", "x", "OLeaidS1JvxuMvnyHOwuJ+uX5qY="] {
            assert_eq!(explaining(&call(presented), &secret), None);
        }
        assert_eq!(making(&call(""), "GET&%2F&"), None);
    }
}
