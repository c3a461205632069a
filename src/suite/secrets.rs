//! Every secret that a run knows or learns: what the target file holds, and what the control protocol
//! gives. Kept so that whoever writes something down can take them out; nothing here is ever shown.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use url::Url;

use super::locked::locked;
use crate::wire::percent;

/// How long one secret may be, in bytes: a SecurityToken of the real service has about a thousand.
pub const MOST_BYTES: usize = 2048;
/// How much all secrets of a run may come to, in bytes: what is written down is searched for each of them.
const MOST_BYTES_IN_ALL: usize = 64 * 1024;
/// The members of an answer of the control protocol that hold a secret, in lower case.
const MEMBERS: [&str; 2] = ["accesskeysecret", "securitytoken"];

/// How long the pieces are in which a longer one is looked for.
const PIECE: usize = MOST_BYTES / 2;

/// The secrets of one target; clones know the same ones.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    all: BTreeSet<String>,
    /// How much they come to.
    bytes: usize,
    /// Whether some were given that there was no room for.
    is_short: bool,
}

impl Known {
    fn add(&mut self, secret: &str) {
        if !secret.is_empty() && self.all.insert(secret.to_owned()) {
            self.bytes += secret.len();
        }
    }

    fn add_within_bounds(&mut self, secret: &str) -> Result<(), TooMuch> {
        if !self.all.contains(secret) && self.bytes + secret.len() > MOST_BYTES_IN_ALL {
            self.is_short = true;
            return Err(TooMuch);
        }
        self.add(secret);
        Ok(())
    }
}

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
    /// Learns one that somebody else gave: one that is too long piece by piece.
    ///
    /// # Errors
    /// When it is too long, or cannot be looked for, and must not be used.
    pub fn learn(&self, secret: &str) -> Result<(), TooMuch> {
        let mut known = self.known();
        if secret.len() <= MOST_BYTES {
            return known.add_within_bounds(secret);
        }
        // The last one overlaps the one before, and is as long.
        let last = secret.len() - PIECE;
        for start in (0..last).step_by(PIECE).chain([last]) {
            let start = secret.floor_char_boundary(start);
            let end = secret.ceil_char_boundary(start + PIECE);
            known.add_within_bounds(&secret[start..end])?;
        }
        Err(TooMuch)
    }

    /// Knows one more, of the target's owner.
    pub fn know(&self, secret: &str) {
        self.known().add(secret);
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
        let found = given(&String::from_utf8_lossy(json));
        // All that there is room for, also behind one that is too long.
        found.iter().map(|secret| self.learn(secret)).fold(Ok(()), Result::and)
    }

    /// Whether one of them that is not [`SHORT`] stands in a text as it is.
    #[must_use]
    pub fn stand_in(&self, text: &str) -> bool {
        self.known()
            .all
            .iter()
            .any(|secret| secret.len() >= SHORT && text.contains(secret.as_str()))
    }

    /// All of them; `None` where more were given than are known, so that no text of others can be shown.
    #[must_use]
    pub fn all(&self) -> Option<Vec<String>> {
        let known = self.known();
        (!known.is_short).then(|| known.all.iter().cloned().collect())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        locked(&self.0)
    }
}

/// The texts of a JSON text that stand under the name of a secret, alone or in lists, each time where one stands twice.
/// Read without regard to how deep it is nested, and as far as it can be understood: no grammar is asked for.
fn given(json: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Of each list and object that is open, whether its items are secrets.
    let mut open: Vec<Option<bool>> = Vec::new();
    let (mut name, mut is_named) = (None, None);
    let mut rest = json;
    while let Some(at) = rest.find(['"', ':', ',', '[', '{', ']', '}']) {
        let (token, behind) = rest[at..].split_at(1);
        rest = behind;
        let is_item_secret = is_named.or(open.last().copied().flatten());
        match token {
            "\"" => {
                let end = closing_quote(rest);
                let (raw, behind) = rest.split_at(end);
                rest = behind.strip_prefix('"').unwrap_or(behind);
                let text = serde_json::from_str(&format!("\"{raw}\"")).unwrap_or(raw.to_owned());
                match is_item_secret {
                    Some(true) => found.push(text),
                    Some(false) => {}
                    None => name = Some(text),
                }
            }
            ":" => is_named = Some(name.take().is_some_and(|name: String| is_secret(&name))),
            "[" => {
                open.push(Some(is_item_secret == Some(true)));
                is_named = None;
            }
            "{" => {
                open.push(None);
                is_named = None;
            }
            _ => {
                if token != "," {
                    open.pop();
                }
                is_named = None;
            }
        }
    }
    found
}

/// Where the quote stands that ends a text of JSON, or where all ends.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    let mut bytes = text.bytes();
    let closes = |byte: u8| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    };
    bytes.position(closes).unwrap_or(text.len())
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    MEMBERS.contains(&name.to_ascii_lowercase().as_str())
}

impl PartialEq for Secrets {
    fn eq(&self, other: &Self) -> bool {
        // One after the other: both may be the same.
        let own = self.known().all.clone();
        own == other.known().all
    }
}

impl Eq for Secrets {}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known().all.len())
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
        assert_eq!(one.all().unwrap(), ["a", "b"]);
        assert_eq!(format!("{one:?}"), "Secrets(2)");
    }

    #[test]
    fn whatever_the_control_protocol_calls_a_secret_is_learnt() {
        let secrets = Secrets::default();
        let json = br#"[{"AccessKeySecret":"one","x":{"security_token":"two","accessKeySecret":"three"}},7]"#;
        secrets.learn_from(json).unwrap();
        assert_eq!(secrets.all().unwrap(), ["one", "three", "two"]);
        secrets.learn_from(b"no JSON AccessKeySecret").unwrap();
        // Each that stands twice, in a list, beside what is no text, before what is no JSON.
        let json = br#"{"AccessKeySecret":"four","AccessKeySecret":["five",{"x":"no"}],"y":""#;
        secrets.learn_from(&[&json[..], b"\xff\",\"SecurityToken\":\"six\",z"].concat()).unwrap();
        assert_eq!(secrets.all().unwrap(), ["five", "four", "one", "six", "three", "two"]);
        // Behind what no reader of JSON goes into, and one that no quote ends.
        let deep = format!(
            r#"{{"x":{}{},"SecurityToken":["seven","eight"#,
            "[".repeat(900),
            "]".repeat(900)
        );
        secrets.learn_from(deep.as_bytes()).unwrap();
        secrets.learn_from(br#"{"Access\u004beySecret":"ni\u006ee"}"#).unwrap();
        for secret in ["seven", "eight", "nine"] {
            assert!(secrets.all().unwrap().contains(&secret.to_owned()), "{secret}");
        }
    }

    #[test]
    fn a_secret_that_is_too_long_is_known_in_pieces_and_not_used() {
        let secrets = Secrets::default();
        let long: String = (0..3001).map(|number| char::from(b'a' + (number % 23) as u8)).collect();
        let json = format!(r#"{{"AccessKeySecret":"{long}","SecurityToken":"short"}}"#);
        assert_eq!(secrets.learn_from(json.as_bytes()), Err(TooMuch));
        let all = secrets.all().unwrap();
        assert!(all.contains(&"short".to_owned()));
        for piece in [&long[..PIECE], &long[PIECE..2 * PIECE], &long[long.len() - PIECE..]] {
            assert!(all.contains(&piece.to_owned()), "{piece}");
        }
    }

    #[test]
    fn secrets_are_bounded_in_sum() {
        let secrets = Secrets::default();
        let all = (0..100).map(|number| secrets.learn(&format!("{number:>2048}")));
        assert_eq!(all.filter(Result::is_ok).count(), 32);
        assert_eq!(secrets.all(), None);
    }

    #[test]
    fn the_password_of_an_address_is_one() {
        let secrets = Secrets::default();
        secrets.know_password(&"http://me:p%40ss@h/".parse().unwrap());
        secrets.know_password(&"http://me@h/".parse().unwrap());
        // As it is sent, as it is written, as it is meant.
        assert_eq!(secrets.all().unwrap(), ["bWU6cEBzcw==", "p%40ss", "p@ss"]);
    }
}
