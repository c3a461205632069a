//! What a layer learns from the control calls that pass it: the keys and instances that were made, and how
//! each instance was arranged. It is how a layer knows what it could not see from outside.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::instance::LockReason;
use crate::endpoint::control::CONTROL_PATH;
use crate::endpoint::instance::{Account, Arrangement};
use crate::endpoint::response::Response;
use crate::endpoint::settings::{AccessKey, PreparedInstance, Settings};
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;

/// How many instances, and how many keys, are remembered: the oldest are forgotten first.
const MOST: usize = 10_000;

/// Keys and instances.
#[derive(Clone, Debug, Default)]
pub(in crate::endpoint) struct Ledger {
    keys: BTreeMap<String, AccessKey>,
    /// Ids of the keys that were there before the first call.
    first_keys: BTreeSet<String>,
    instances: BTreeMap<String, Arrangement>,
    /// Ids of instances in the order in which they were made.
    made: Vec<String>,
    /// Ids of instances that ever had a security lock.
    locked: BTreeSet<String>,
    /// Ids of instances of which a lock was ever lifted, and whether another stayed when it was last done.
    unlocked: BTreeMap<String, bool>,
    /// How often each instance was arranged, by id.
    changes: BTreeMap<String, u64>,
    /// Keys that are no more.
    removed_keys: BTreeMap<String, AccessKey>,
    /// Ids of instances that are no more.
    removed: BTreeSet<String>,
}

impl Ledger {
    /// What is known before the first call.
    pub(in crate::endpoint) fn of(settings: &Settings) -> Self {
        let instances = settings.instances.iter();
        let has_lock = |it: &&PreparedInstance| {
            it.arrangement.locks.as_deref().unwrap_or_default().contains(&LockReason::Security)
        };
        Self {
            unlocked: BTreeMap::new(),
            changes: BTreeMap::new(),
            removed: BTreeSet::new(),
            removed_keys: BTreeMap::new(),
            locked: instances.clone().filter(has_lock).map(|it| it.id.clone()).collect(),
            first_keys: settings.access_keys.iter().map(|key| key.id.clone()).collect(),
            keys: settings.access_keys.iter().map(|key| (key.id.clone(), key.clone())).collect(),
            made: instances.clone().map(|instance| instance.id.clone()).collect(),
            instances: instances
                .map(|instance| (instance.id.clone(), instance.arrangement.clone()))
                .collect(),
        }
    }

    /// Learns from a control call and its answer.
    pub(in crate::endpoint) fn note(&mut self, raw: &RawRequest<'_>, response: &Response) {
        if !(200..300).contains(&response.status) {
            return;
        }
        let target = std::str::from_utf8(raw.target).unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        let rest = path.strip_prefix(CONTROL_PATH).unwrap_or_default();
        let parts: Vec<&str> = rest.split('/').skip(1).collect();
        let answered = || serde_json::from_slice::<serde_json::Value>(&response.body).ok();
        match (raw.method, parts.as_slice()) {
            ("POST", ["instances"]) => {
                let id = answered().and_then(|body| Some(body["InstanceId"].as_str()?.to_owned()));
                if let Some(id) = id {
                    self.learn(id, raw.body);
                }
            }
            ("PATCH", ["instances", id]) => self.learn((*id).to_owned(), raw.body),
            ("DELETE", ["instances", id]) => {
                self.instances.remove(*id);
                self.locked.remove(*id);
                self.unlocked.remove(*id);
                self.changes.remove(*id);
                self.removed.insert((*id).to_owned());
                while self.removed.len() > MOST {
                    self.removed.pop_last();
                }
                self.made.retain(|made| made != id);
            }
            ("POST", ["access-keys"]) => {
                let asked: serde_json::Value = serde_json::from_slice(raw.body).unwrap_or_default();
                if let Some(key) = answered().and_then(|body| key_of(&asked, &body)) {
                    self.keys.insert(key.id.clone(), key);
                }
                while self.keys.len() > MOST {
                    self.keys.pop_last();
                }
            }
            ("DELETE", ["access-keys", id]) => {
                self.removed_keys.extend(self.keys.remove_entry(*id));
                while self.removed_keys.len() > MOST {
                    self.removed_keys.pop_last();
                }
            }
            _ => {}
        }
    }

    fn learn(&mut self, id: String, body: &[u8]) {
        let Ok(change) = serde_json::from_slice::<Arrangement>(body) else { return };
        if !self.made.contains(&id) {
            self.made.push(id.clone());
            if self.made.len() > MOST {
                let oldest = self.made.remove(0);
                self.instances.remove(&oldest);
                self.changes.remove(&oldest);
            }
        }
        *self.changes.entry(id.clone()).or_default() += 1;
        let before = self.instances.get(&id).and_then(|known| known.locks.as_ref());
        let before = before.map_or(0, Vec::len);
        if let Some(locks) = change.locks.as_ref().filter(|locks| locks.len() < before) {
            self.unlocked.insert(id.clone(), !locks.is_empty());
        }
        if change.locks.as_deref().unwrap_or_default().contains(&LockReason::Security) {
            self.locked.insert(id.clone());
        }
        self.instances.entry(id).or_default().merge(&change);
    }

    /// A key, by its id.
    pub(in crate::endpoint) fn key(&self, id: &str) -> Option<&AccessKey> {
        self.keys.get(id)
    }

    /// Every key.
    pub(in crate::endpoint) fn keys(&self) -> impl Iterator<Item = &AccessKey> {
        self.keys.values()
    }

    /// A key that is no more.
    pub(in crate::endpoint) fn removed_key(&self, id: &str) -> Option<&AccessKey> {
        self.removed_keys.get(id)
    }

    /// A key of this account that may be used: one that was there from the first, rather than one that somebody made
    /// and will remove.
    pub(in crate::endpoint) fn key_of(&self, account: Account) -> Option<&AccessKey> {
        let keys = self.keys.values().filter(|key| key.active && key.account == account);
        keys.min_by_key(|key| !self.first_keys.contains(&key.id))
    }

    /// How an instance was arranged last; what was never arranged is `None`.
    pub(in crate::endpoint) fn instance(&self, id: &str) -> Option<&Arrangement> {
        self.instances.get(id)
    }

    /// Whether an instance ever had a security lock.
    pub(in crate::endpoint) fn was_locked(&self, id: &str) -> bool {
        self.locked.contains(id)
    }

    /// Whether a lock of an instance was ever lifted: `Some`, with whether another stayed.
    pub(in crate::endpoint) fn was_unlocked(&self, id: &str) -> Option<bool> {
        self.unlocked.get(id).copied()
    }

    /// How often an instance was arranged.
    pub(in crate::endpoint) fn changes(&self, id: &str) -> u64 {
        self.changes.get(id).copied().unwrap_or_default()
    }

    /// Whether there was an instance of this id, and is no more.
    pub(in crate::endpoint) fn was_removed(&self, id: &str) -> bool {
        self.removed.contains(id)
    }

    /// Ids of instances in the order in which they were made.
    pub(in crate::endpoint) fn made(&self) -> &[String] {
        &self.made
    }

    /// Ids of the instances of an account.
    pub(in crate::endpoint) fn of_account(&self, account: Account) -> Vec<String> {
        let is_of = |id: &&String| {
            self.instance(id).is_some_and(|it| it.account.unwrap_or_default() == account)
        };
        self.made.iter().filter(is_of).cloned().collect()
    }
}

/// The key that was asked for and given.
fn key_of(asked: &serde_json::Value, given: &serde_json::Value) -> Option<AccessKey> {
    Some(AccessKey {
        id: given["AccessKeyId"].as_str()?.to_owned(),
        secret: Secret::new(given["AccessKeySecret"].as_str()?),
        active: asked["status"].as_str() != Some("disabled"),
        account: match asked["account"].as_str() {
            Some("other") => Account::Other,
            _ => Account::Own,
        },
    })
}
