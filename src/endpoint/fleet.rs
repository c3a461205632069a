//! The instances there are, and the failures that were arranged for them.

use std::collections::BTreeMap;

use super::clock::Moment;
use super::ids::Ids;
use super::instance::{Account, Arrangement, Instance};
use super::settings::Settings;
use crate::spec::instance::InstanceStatus;

/// A failure that the control protocol arranges, whatever the instance's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ArrangedFailure {
    InternalError,
    ServiceUnavailable,
    Throttling,
}

/// Every instance, by id.
#[derive(Debug)]
pub(super) struct Fleet {
    boot_ms: u64,
    instances: BTreeMap<String, Instance>,
    /// Ids in the order of creation.
    created: Vec<String>,
    /// By the id under which it is removed: the instance and its failure.
    failures: BTreeMap<String, (String, ArrangedFailure)>,
}

impl Fleet {
    pub(super) fn new(settings: &Settings) -> Self {
        let created = settings.instances.iter().map(|prepared| prepared.id.clone()).collect();
        let instances = settings
            .instances
            .iter()
            .map(|prepared| {
                let instance = Instance::new(&prepared.arrangement, settings.boot_ms);
                (prepared.id.clone(), instance)
            })
            .collect();
        Self { boot_ms: settings.boot_ms, instances, created, failures: BTreeMap::new() }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Instance> {
        self.instances.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Instance> {
        self.instances.get_mut(id)
    }

    /// The instances of an account, in the order of their ids.
    pub(super) fn of(&self, account: Account) -> impl Iterator<Item = (&str, &Instance)> {
        self.instances
            .iter()
            .filter(move |(_, instance)| instance.account == account)
            .map(|(id, instance)| (id.as_str(), instance))
    }

    /// An instance of an account, by id.
    pub(super) fn of_named(&self, account: Account, id: &str) -> Option<(&str, &Instance)> {
        self.instances
            .get_key_value(id)
            .filter(|(_, instance)| instance.account == account)
            .map(|(id, instance)| (id.as_str(), instance))
    }

    pub(super) fn create(&mut self, arrangement: &Arrangement, ids: &mut Ids) -> String {
        let id = ids.unused("i-", |id| self.instances.contains_key(id));
        self.instances.insert(id.clone(), Instance::new(arrangement, self.boot_ms));
        self.created.push(id.clone());
        id
    }

    /// Returns whether there was such an instance.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        self.created.retain(|created| created != id);
        self.instances.remove(id).is_some()
    }

    /// The ids of all instances. Only a fault asks.
    pub(super) fn ids(&self) -> Vec<String> {
        self.instances.keys().cloned().collect()
    }

    /// The instances created just before and just after this one. Only a fault asks.
    pub(super) fn neighbours(&self, id: &str) -> Vec<String> {
        let Some(at) = self.created.iter().position(|created| created == id) else {
            return Vec::new();
        };
        let before = at.checked_sub(1).and_then(|before| self.created.get(before));
        before.into_iter().chain(self.created.get(at + 1)).cloned().collect()
    }

    /// Returns the id under which the failure is removed.
    pub(super) fn arrange_failure(
        &mut self,
        instance: &str,
        failure: ArrangedFailure,
        ids: &mut Ids,
    ) -> String {
        let id = ids.unused("f-", |id| self.failures.contains_key(id));
        self.failures.insert(id.clone(), (instance.to_owned(), failure));
        id
    }

    /// Returns whether there was such a failure.
    pub(super) fn remove_failure(&mut self, id: &str) -> bool {
        self.failures.remove(id).is_some()
    }

    /// The failure arranged for an instance, if any.
    pub(super) fn failure(&self, instance: &str) -> Option<ArrangedFailure> {
        self.failures.values().find(|(of, _)| of == instance).map(|(_, failure)| *failure)
    }

    pub(super) fn status(&self, id: &str, now: Moment) -> Option<InstanceStatus> {
        self.get(id).map(|instance| instance.status(now))
    }
}
