//! Every secret that a run knows or learns: what the target file holds, and what the control protocol
//! gives. Kept so that whoever writes something down can take them out; nothing here is ever shown.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use url::Url;

use crate::wire::percent;

/// How long one secret may be, in bytes: a SecurityToken of the real service has about a thousand.
pub const MOST_BYTES: usize = 2048;
/// How much all secrets of a run may come to, in bytes: what is written down is searched for each of them.
const MOST_BYTES_IN_ALL: usize = 64 * 1024;
/// The members of an answer of the control protocol that hold a secret, in lower case.
const MEMBERS: [&str; 2] = ["accesskeysecret", "securitytoken"];

/// The secrets of one target; clones know the same ones.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<BTreeSet<String>>>);

/// A secret is too long, or there are too many: its giver's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a secret of more than {MOST_BYTES} bytes, or more than {} KiB of secrets in all",
    MOST_BYTES_IN_ALL / 1024
)]
pub struct TooMuch;

/// From how many bytes on a secret is no part of other texts by chance.
pub const SHORT: usize = 8;

impl Secrets {
    /// Learns one that somebody else gave.
    ///
    /// # Errors
    /// When it cannot be looked for, and must not be used.
    pub fn learn(&self, secret: &str) -> Result<(), TooMuch> {
        let mut known = self.known();
        if secret.is_empty() || known.contains(secret) {
            return Ok(());
        }
        let all: usize = known.iter().map(String::len).sum();
        if secret.len() > MOST_BYTES || all + secret.len() > MOST_BYTES_IN_ALL {
            return Err(TooMuch);
        }
        known.insert(secret.to_owned());
        Ok(())
    }

    /// Knows one more, of the target's owner.
    pub fn know(&self, secret: &str) {
        if !secret.is_empty() {
            self.known().insert(secret.to_owned());
        }
    }

    /// Knows the password of an address, as it is written there, as it is meant and as it is sent.
    pub(super) fn know_password(&self, url: &Url) {
        let Some(password) = url.password() else { return };
        self.know(password);
        if let Ok(meant) = percent::decode(password.as_bytes()) {
            self.know(&meant);
        }
        // As it is sent, together with the user.
        if let Some(sent) = super::call::basic(url)
            && let Some((_, credentials)) = sent.split_once(' ')
        {
            self.know(credentials);
        }
    }

    /// Learns what stands in a JSON text under the name of a secret, at any depth and in any letter case:
    /// an answer that is not the documented one may hold a key all the same.
    ///
    /// # Errors
    /// As [`Secrets::learn`].
    pub fn learn_from(&self, json: &[u8]) -> Result<(), TooMuch> {
        // What is no text somewhere may be understood elsewhere.
        let json = String::from_utf8_lossy(json);
        let mut found = Vec::new();
        let mut reader = serde_json::Deserializer::from_str(&json);
        // What comes before a mistake counts.
        let _ = Members { is_secret: false, found: &mut found }.deserialize(&mut reader);
        found.iter().try_for_each(|secret| self.learn(secret))
    }

    /// Whether one of them that is not [`SHORT`] stands in a text as it is.
    #[must_use]
    pub fn stand_in(&self, text: &str) -> bool {
        self.known().iter().any(|secret| secret.len() >= SHORT && text.contains(secret.as_str()))
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.known().iter().cloned().collect()
    }

    /// Each change is one step, so what is there stays usable after a panic elsewhere.
    fn known(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes through a value for the texts that stand under the name of a secret, each time where one stands twice.
struct Members<'a> {
    is_secret: bool,
    found: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.is_secret {
            self.found.push(text.to_owned());
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { is_secret, found } = self;
        while items.next_element_seed(Members { is_secret, found: &mut *found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            let is_secret = is_secret(&name);
            members.next_value_seed(Members { is_secret, found: &mut *self.found })?;
        }
        Ok(())
    }
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    MEMBERS.contains(&name.to_ascii_lowercase().as_str())
}

impl PartialEq for Secrets {
    fn eq(&self, other: &Self) -> bool {
        self.all() == other.all()
    }
}

impl Eq for Secrets {}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_learn_together() {
        let one = Secrets::default();
        one.know("a");
        one.know("");
        let two = one.clone();
        two.learn("b").unwrap();
        assert_eq!(one.all(), ["a", "b"]);
        assert_eq!(format!("{one:?}"), "Secrets(2)");
    }

    #[test]
    fn whatever_the_control_protocol_calls_a_secret_is_learnt() {
        let secrets = Secrets::default();
        let json = br#"[{"AccessKeySecret":"one","x":{"security_token":"two","accessKeySecret":"three"}},7]"#;
        secrets.learn_from(json).unwrap();
        assert_eq!(secrets.all(), ["one", "three", "two"]);
        secrets.learn_from(b"no JSON AccessKeySecret").unwrap();
        // Each that stands twice, in a list, beside what is no text, before what is no JSON.
        let json = br#"{"AccessKeySecret":"four","AccessKeySecret":["five",{"x":"no"}],"y":""#;
        secrets.learn_from(&[&json[..], b"\xff\",\"SecurityToken\":\"six\",z"].concat()).unwrap();
        assert_eq!(secrets.all(), ["five", "four", "one", "six", "three", "two"]);
        let long = format!(r#"{{"AccessKeySecret":"{}"}}"#, "x".repeat(MOST_BYTES + 1));
        assert_eq!(secrets.learn_from(long.as_bytes()), Err(TooMuch));
    }

    #[test]
    fn secrets_are_bounded_in_sum() {
        let secrets = Secrets::default();
        let all = (0..100).map(|number| secrets.learn(&format!("{number:>2048}")));
        assert_eq!(all.filter(Result::is_ok).count(), 32);
    }

    #[test]
    fn the_password_of_an_address_is_one() {
        let secrets = Secrets::default();
        secrets.know_password(&"http://me:p%40ss@h/".parse().unwrap());
        secrets.know_password(&"http://me@h/".parse().unwrap());
        // As it is sent, as it is written, as it is meant.
        assert_eq!(secrets.all(), ["bWU6cEBzcw==", "p%40ss", "p@ss"]);
    }
}
