//! The instances there are, and the failures that were arranged for them.

use std::collections::BTreeMap;

use super::clock::Moment;
use super::ids::Ids;
use super::instance::{Account, Arrangement, Instance};
use super::settings::Settings;
use super::sight::{Kept, Sight};
use crate::api::instance::InstanceStatus;

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
    sight: Sight,
    instances: BTreeMap<String, Kept>,
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
                // It was there long before anybody looks.
                (prepared.id.clone(), Kept::new(instance, Moment::from_unix_ms(0)))
            })
            .collect();
        Self {
            boot_ms: settings.boot_ms,
            sight: settings.sight,
            instances,
            created,
            failures: BTreeMap::new(),
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Instance> {
        self.instances.get(id).map(|kept| &kept.instance)
    }

    /// An instance that may be about to change.
    pub(super) fn get_mut(&mut self, id: &str, now: Moment) -> Option<&mut Instance> {
        self.instances.get_mut(id).map(|kept| kept.change(now, self.sight))
    }

    /// The instances of an account as they are shown, in the order of their ids.
    pub(super) fn seen_of(
        &self,
        account: Account,
        now: Moment,
    ) -> impl Iterator<Item = (&str, &Instance)> {
        self.instances
            .iter()
            .filter_map(move |(id, kept)| Some((id.as_str(), kept.seen(now, self.sight)?)))
            .filter(move |(_, instance)| instance.account == account)
    }

    /// An instance of an account as it is shown, by id.
    pub(super) fn seen_named(
        &self,
        account: Account,
        id: &str,
        now: Moment,
    ) -> Option<(&str, &Instance)> {
        let (id, kept) = self.instances.get_key_value(id)?;
        let instance = kept.seen(now, self.sight)?;
        (instance.account == account).then_some((id.as_str(), instance))
    }

    pub(super) fn create(
        &mut self,
        arrangement: &Arrangement,
        ids: &mut Ids,
        now: Moment,
    ) -> String {
        let id = ids.instance(|id| self.instances.contains_key(id));
        let instance = Instance::new(arrangement, self.boot_ms);
        self.instances.insert(id.clone(), Kept::new(instance, now));
        self.created.push(id.clone());
        id
    }

    /// Returns whether there was such an instance.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        self.created.retain(|created| created != id);
        self.instances.remove(id).is_some()
    }

    /// The ids of all instances.
    #[cfg(any(test, feature = "suite"))]
    pub(super) fn ids(&self) -> Vec<String> {
        self.instances.keys().cloned().collect()
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
