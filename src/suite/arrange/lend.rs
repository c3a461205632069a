//! Lending: the ways to come by an instance, one after the other. Whether what they give is what was asked
//! for is `claim`'s to see.

use super::arranger::Arranger;
use super::claim;
use super::control::Control;
use super::lease::{Lease, Origin};
use super::plan::{Step, not_arranged};
use super::{command, start_stop};
use crate::api::instance::InstanceStatus;
use crate::suite::locked::locked;
use crate::suite::need::Need;
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;
use crate::suite::target::List;

impl Arranger {
    /// Brings a lent instance back to the status it was lent in, from the one in which a call has left it.
    ///
    /// # Errors
    /// Inconclusive, where it does not come back.
    pub async fn make_ready(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
    ) -> Result<(), Stop> {
        if lease.can_be_changed() {
            let status = serde_json::json!({ "status": lease.need.status.word() });
            return self.change(session, log, lease, &status).await;
        }
        start_stop::bring_to(session, log, &lease.id, lease.need.status)
            .await
            .map_err(Stop::Inconclusive)?;
        self.is_back(&lease.id);
        Ok(())
    }

    /// Lends instances in these states, all or none. Waits while others have what is listed.
    ///
    /// # Errors
    /// Inconclusive when a state cannot be come by.
    pub async fn lend(
        &self,
        session: &Session,
        log: &mut Log,
        needs: &[Need],
    ) -> Result<Vec<Lease>, Stop> {
        let leases = self.lend_some_way(session, log, needs).await?;
        for lease in &leases {
            session.known_ids.note(&lease.id);
        }
        Ok(leases)
    }

    async fn lend_some_way(
        &self,
        session: &Session,
        log: &mut Log,
        needs: &[Need],
    ) -> Result<Vec<Lease>, Stop> {
        if let Some(control) = &self.control {
            self.learn_lateness(session, log, control).await;
        }
        let mut refusals = Vec::new();
        for step in self.plan(session, needs) {
            let lent = match step {
                Err(refusal) => Err(refusal),
                Ok(Step::Listed(lists)) => self.lend_listed(session, log, needs, &lists).await?,
                Ok(Step::Control(control)) => self.lend_made(control, session, log, needs).await?,
                Ok(Step::Command(command)) => {
                    self.lend_by_command(command, session, log, needs).await?
                }
                Ok(Step::StartStop(lists)) => self.lend_stopped(session, log, needs, &lists).await,
            };
            match lent {
                Ok(leases) => return Ok(leases),
                Err(refusal) => refusals.push(refusal),
            }
        }
        Err(Stop::Inconclusive(not_arranged(needs, &refusals)))
    }

    async fn lend_listed(
        &self,
        session: &Session,
        log: &mut Log,
        needs: &[Need],
        lists: &[List],
    ) -> Result<Result<Vec<Lease>, String>, Stop> {
        let waiting = session.waits.queue(named(lists));
        let ids = match self.pool.take(lists).await {
            Ok(ids) => ids,
            Err(short) => return Ok(Err(short.to_string())),
        };
        drop(waiting);
        let mut leases = Vec::new();
        for ((id, &list), need) in ids.into_iter().zip(lists).zip(needs) {
            leases.push(self.note(Lease { id, need: need.clone(), origin: Origin::Listed(list) }));
        }
        for (lease, &list) in leases.iter().zip(lists) {
            if let Err(stop) = self.as_listed(session, log, lease, list).await {
                self.give_all_of(session, log, &leases).await;
                return Err(stop);
            }
        }
        Ok(Ok(leases))
    }

    async fn lend_made(
        &self,
        control: &Control,
        session: &Session,
        log: &mut Log,
        needs: &[Need],
    ) -> Result<Result<Vec<Lease>, String>, Stop> {
        let mut leases = Vec::new();
        for need in needs {
            let made = self.make(control, session, log, need).await;
            if let Some(refusal) = self.accept(session, log, &mut leases, made).await? {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(leases))
    }

    /// Takes what was given beside what was given before, unless it is not what was asked for: then all of
    /// it goes back, and this is why.
    async fn accept(
        &self,
        session: &Session,
        log: &mut Log,
        leases: &mut Vec<Lease>,
        given: Result<Lease, String>,
    ) -> Result<Option<String>, Stop> {
        let differs = match given {
            Ok(lease) => {
                leases.push(lease.clone());
                match lease.origin {
                    Origin::Command => claim::as_given(session, log, &lease).await,
                    _ => self.as_made(session, log, &lease).await,
                }
            }
            Err(refusal) => Ok(Some(refusal)),
        };
        if !matches!(differs, Ok(None)) {
            self.give_all_of(session, log, leases).await;
        }
        differs
    }

    pub(super) async fn make(
        &self,
        control: &Control,
        session: &Session,
        log: &mut Log,
        need: &Need,
    ) -> Result<Lease, String> {
        if let Some(Some(refusal)) = self.kind(need).get() {
            return Err(refusal.clone());
        }
        let plain = Need::status(InstanceStatus::Running);
        if let Some(spare) = if *need == plain { locked(&self.spare).take() } else { None } {
            return Ok(spare);
        }
        let _changing = self.changing.read().await;
        let making = self.making.begin(need);
        let made = control.make(session, log, need).await;
        making.done();
        let id = made.map_err(|why| self.not_made(why))?;
        self.note_made(Lease { id, need: need.clone(), origin: Origin::Control })
    }

    async fn lend_by_command(
        &self,
        command: &[String],
        session: &Session,
        log: &mut Log,
        needs: &[Need],
    ) -> Result<Result<Vec<Lease>, String>, Stop> {
        let mut leases = Vec::new();
        for need in needs {
            let _waiting = session.waits.begin("the command that arranges an instance");
            let given = command::run(command, need, session.target.restart_deadline).await;
            let given = given.and_then(|id| {
                self.note_made(Lease { id, need: need.clone(), origin: Origin::Command })
            });
            if let Some(refusal) = self.accept(session, log, &mut leases, given).await? {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(leases))
    }

    async fn lend_stopped(
        &self,
        session: &Session,
        log: &mut Log,
        needs: &[Need],
        lists: &[List],
    ) -> Result<Vec<Lease>, String> {
        let waiting = session.waits.queue(named(lists));
        let ids = self.pool.take(lists).await.map_err(|short| short.to_string())?;
        drop(waiting);
        let leases: Vec<Lease> = ids
            .into_iter()
            .zip(needs)
            .map(|(id, need)| self.note(Lease { id, need: need.clone(), origin: Origin::Stopped }))
            .collect();
        for lease in &leases {
            if let Err(refusal) =
                start_stop::bring_to(session, log, &lease.id, lease.need.status).await
            {
                self.give_all_of(session, log, &leases).await;
                return Err(refusal);
            }
        }
        Ok(leases)
    }
}

/// Listed instances, as they are waited for.
fn named(lists: &[List]) -> String {
    let mut keys: Vec<&str> = lists.iter().map(|list| list.key()).collect();
    keys.dedup();
    format!("an instance listed under {} that is free", keys.join(" and "))
}
