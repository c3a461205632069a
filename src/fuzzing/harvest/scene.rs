//! Makes a request of a run as if it had been sent to the endpoint of `stage`: with its instances, keys and
//! clock. How it is spelled is kept.

use std::collections::BTreeMap;

use super::normal::Normal;
use super::signing::{Kept, digest_like, sign, spelled_as};
use crate::api::names::parameter;
use crate::fuzzing::naive;
use crate::fuzzing::stage::{FLEET, HOST, KEYS, Key, NO_SUCH_INSTANCE, Prepared, START_SECONDS};
use crate::outcome::Exchange;
use crate::wire::percent;
use crate::wire::secret::Secret;
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::v3::header;
use crate::wire::timestamp::Timestamp;

/// Stands for every nonce: each seed is sent to an endpoint of its own.
const NONCE: &str = "00112233445566778899aabbccddeeff";

/// What a run has arranged so far.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// The body that each instance was made with, and each it was changed with.
    instances: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// The keys that were made: the secret of each, and which of [`KEYS`] it is like.
    keys: BTreeMap<String, (String, &'static Key)>,
    /// Which instances this scenario has named, and what they are called in its seeds.
    named: BTreeMap<String, &'static str>,
}

impl Scene {
    /// A scenario begins.
    pub(super) fn begin(&mut self) {
        self.named.clear();
    }

    /// Notes a call that is not judged: it may have arranged something.
    pub(super) fn note(&mut self, exchange: &Exchange) {
        let path = exchange.request.url.split("/_control/").nth(1).unwrap_or_default();
        let object = |bytes: &[u8]| -> serde_json::Map<String, serde_json::Value> {
            serde_json::from_slice(bytes).unwrap_or_default()
        };
        let asked = object(&exchange.request.body);
        let answer = exchange.answer.as_ref().map(|answer| object(&answer.body));
        let answer = answer.unwrap_or_default();
        let text =
            |name: &str| answer.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        match path.split_once('/') {
            None if path == "instances" => {
                self.instances.extend(text("InstanceId").map(|id| (id, asked)));
            }
            None if path == "access-keys" => {
                let like = match (asked.get("status"), asked.get("account")) {
                    (Some(status), _) if status == "disabled" => &KEYS[2],
                    (_, Some(account)) if account == "other" => &KEYS[1],
                    _ => &KEYS[0],
                };
                let made = text("AccessKeyId").zip(text("AccessKeySecret"));
                self.keys.extend(made.map(|(id, secret)| (id, (secret, like))));
            }
            Some(("instances", id)) if exchange.request.method == "PATCH" => {
                self.instances.entry(id.to_owned()).or_default().extend(asked);
                self.named.remove(id);
            }
            _ => {}
        }
    }

    /// A judged request, made the same in every run that began then.
    pub(super) fn normal(&mut self, exchange: &Exchange, started: &str) -> Normal {
        let sent = &exchange.request;
        let address = sent.url.split_once("://").map_or(&*sent.url, |(_, rest)| rest);
        let (host, target) = match address.find(['/', '?']) {
            Some(at) => address.split_at(at),
            None => (address, "/"),
        };
        let mut original = Normal {
            method: sent.method.clone(),
            target: target.to_owned(),
            headers: sent.headers.clone(),
            body: sent.body.clone(),
        };
        if !original.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            original.headers.insert(0, ("host".to_owned(), host.to_owned()));
        }
        let began = Timestamp::parse(started).map_or(START_SECONDS, Timestamp::unix_seconds);
        let now = began + (exchange.at_ms / 1000.0) as i64;
        let signer = self.signer(&original);

        let mut normal = original.clone();
        let (path, query) = match normal.target.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(self.pairs(query, now))),
            None => (normal.target.clone(), None),
        };
        normal.target = query.map_or(path.clone(), |query| format!("{path}?{query}"));
        if let Ok(text) = std::str::from_utf8(&sent.body) {
            normal.body = self.pairs(text, now).into_bytes();
        }
        for (name, value) in &mut normal.headers {
            *value = match &*name.to_ascii_lowercase() {
                header::HOST => HOST.to_owned(),
                header::NONCE => NONCE.to_owned(),
                header::DATE => timestamp(value, now),
                header::CONTENT_SHA256 => naive::content_hash(&normal.body),
                header::AUTHORIZATION => match value.rsplit_once('=') {
                    Some((before, digest)) => format!("{before}={}", digest_like(digest)),
                    None => value.clone(),
                },
                _ => value.clone(),
            };
        }
        if let Some((key, kept)) = signer {
            sign(&mut normal, &original, key, kept);
        }
        normal
    }

    /// The key like the one that rightly signed a request, and over which parameters.
    fn signer(&self, request: &Normal) -> Option<(&'static Key, Kept)> {
        let raw = request.raw();
        let known = KEYS.iter().map(|key| (key.id, key.secret, key));
        let made = self.keys.iter().map(|(id, (secret, like))| (&**id, &**secret, *like));
        let all: Vec<_> = known.chain(made).collect();
        if let Ok(signed) = SignedRequest::read(&raw) {
            let id = signed.authorization.credential;
            let mut keys = all.iter().filter(|(other, ..)| *other == id);
            let found = keys.find(|(_, secret, _)| signed.verify(&Secret::new(*secret)));
            return found.map(|(.., key)| (*key, Kept::First));
        }
        [Kept::First, Kept::Last].into_iter().find_map(|kept| {
            let pairs = kept.of(&raw);
            let value = |name: &str| pairs.iter().find(|(other, _)| other == name);
            let id = value(parameter::ACCESS_KEY_ID).map_or("", |(_, id)| id);
            let (_, presented) = value(parameter::SIGNATURE)?;
            // A call without an id, or with an unknown one, is signed under a key that has another.
            let is_known = all.iter().any(|(other, ..)| *other == id);
            let mut keys = all.iter().filter(|(other, ..)| *other == id || !is_known);
            let found = keys
                .find(|(_, secret, _)| naive::sign_v1(secret, raw.method, &pairs) == *presented);
            found.map(|(.., key)| (*key, kept))
        })
    }

    /// The pairs of a query or form, each spelled as it was.
    fn pairs(&mut self, text: &str, now: i64) -> String {
        let pairs = text.split('&').map(|pair| {
            let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
            let (Ok(plain_name), Ok(plain)) =
                (percent::decode(name.as_bytes()), percent::decode(value.as_bytes()))
            else {
                return pair.to_owned();
            };
            let other = match &*plain_name {
                parameter::TIMESTAMP => timestamp(&plain, now),
                parameter::SIGNATURE => digest_like(&plain),
                _ => self.known(&plain),
            };
            if other == plain {
                pair.to_owned()
            } else {
                format!("{name}={}", spelled_as(value, &other))
            }
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// A text that is nearly the id of an instance that was made: of what the instance is called here, the same.
    fn nearly(&mut self, text: &str) -> Option<String> {
        if !text.get(..2)?.eq_ignore_ascii_case("i-") || is_made(text, "i-") && self.is_known(text)
        {
            return None;
        }
        let id = self.instances.keys().find(|id| is_near(text, id))?.clone();
        let name = self.instance(&id);
        Some(if text.eq_ignore_ascii_case(&id) {
            name.to_ascii_uppercase()
        } else if text.len() < id.len() {
            name[..name.len() * text.len() / id.len()].to_owned()
        } else {
            // Another last character, and it twice over.
            text.replace(&id[..id.len() - 1], &name[..name.len() - 1])
        })
    }

    fn is_known(&self, id: &str) -> bool {
        self.instances.contains_key(id)
    }

    /// A text with the ids and nonces in it replaced.
    fn known(&mut self, text: &str) -> String {
        if let Some(nearly) = self.nearly(text) {
            return nearly;
        }
        let mut out = text.to_owned();
        for id in words(text) {
            let replacement = if is_made(id, "i-") {
                self.instance(id)
            } else if is_made(id, "LTAI") {
                self.keys.get(id).map_or(KEYS[3].id, |(_, key)| key.id)
            } else if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                NONCE
            } else {
                continue;
            };
            out = out.replace(id, replacement);
        }
        out
    }

    /// What an instance is called here: one in the same state, another one for another id.
    fn instance(&mut self, id: &str) -> &'static str {
        if let Some(name) = self.named.get(id) {
            return name;
        }
        let Some(made) = self.instances.get(id) else { return NO_SUCH_INSTANCE };
        let word = |name: &str, default: &'static str| {
            made.get(name).and_then(|value| value.as_str()).unwrap_or(default).to_lowercase()
        };
        let locks = made.get("locks").and_then(|value| value.as_array()).map_or(0, Vec::len);
        let is_like = |(_, status, own, disk, kms, account): &&Prepared| {
            status.word().to_lowercase() == word("status", "running")
                && own.len() == locks
                && own.iter().all(|reason| {
                    made.get("locks").is_some_and(|all| all.to_string().contains(reason.word()))
                })
                && format!("{disk:?}").to_lowercase() == word("disk", "normal")
                && format!("{kms:?}").to_lowercase() == word("kms", "authorized").replace('-', "")
                && format!("{account:?}").to_lowercase().replace("own", "self")
                    == word("account", "self")
        };
        let free = |(name, ..): &&Prepared| !self.named.values().any(|other| other == name);
        let found = FLEET.iter().filter(is_like).find(free).or_else(|| FLEET.iter().find(is_like));
        let name = found.map_or(FLEET[0].0, |(name, ..)| *name);
        self.named.insert(id.to_owned(), name);
        name
    }
}

/// Whether a text is an id in other letter case, cut short by half at most, with one character changed, or
/// twice over.
fn is_near(text: &str, id: &str) -> bool {
    let but_last = id.get(..id.len().saturating_sub(1)).unwrap_or_default();
    text != id
        && (text.eq_ignore_ascii_case(id)
            || (text.len() * 2 >= id.len() && id.starts_with(text))
            || (text.len() == id.len() && text.starts_with(but_last))
            || (text.len() == 2 * id.len() && text.starts_with(id) && text.ends_with(id)))
}

/// Words that may be ids: letters, digits and hyphens.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
        .filter(|word| word.len() > 20)
}

/// Whether a word is an id that an endpoint or the suite made up: a beginning and 20 characters.
fn is_made(word: &str, beginning: &str) -> bool {
    word.strip_prefix(beginning).is_some_and(|rest| {
        rest.len() == 20
            && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// How far from now a clock of a scenario may be, in seconds. What lies further off is a date that the
/// scenario names, and the same every day.
const FURTHEST: u64 = 7 * 24 * 3600;

/// A timestamp as far from [`START_SECONDS`] as it was from now, to the minute. One that is none keeps its
/// form, and what is impossible in it.
fn timestamp(text: &str, now: i64) -> String {
    if let Ok(parsed) = Timestamp::parse(text) {
        if parsed.unix_seconds().abs_diff(now) > FURTHEST {
            return text.to_owned();
        }
        let minutes = (parsed.unix_seconds() - now + 30).div_euclid(60);
        return Timestamp::from_unix_seconds(START_SECONDS + 60 * minutes).to_string();
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return START_SECONDS.to_string();
    }
    let start = b"2026-01-01T00:00:00";
    let impossible = [(5, "13"), (11, "25")];
    if text.len() < start.len() || !text.is_ascii() || !text.starts_with("20") {
        return text.to_owned();
    }
    let mut out = text.as_bytes().to_vec();
    for (at, byte) in start.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        out[at] = *byte;
    }
    for (at, digits) in impossible {
        if &text[at..at + 2] == digits {
            out[at..at + 2].copy_from_slice(digits.as_bytes());
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harvest_is_the_same_on_another_day() {
        let at = |offset: i64| Timestamp::from_unix_seconds(START_SECONDS + offset).to_string();
        for day in [0, 86_400, 400 * 86_400] {
            let now = START_SECONDS + day;
            assert_eq!(timestamp(&at(day - 3600), now), at(-3600));
            assert_eq!(timestamp("2016-02-23T12:46:24Z", now), "2016-02-23T12:46:24Z");
        }
    }
}
