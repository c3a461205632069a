//! Giving back: what was made is removed, what was stopped is started, what was restarted is waited for, and
//! what was broken is mended. What is not confirmed to be done is not believed.

use std::sync::atomic::Ordering;

use super::arranger::Arranger;
use super::control::{Control, NotRemoved};
use super::lease::{Lease, Origin};
use super::{claim, start_stop};
use crate::api::instance::InstanceStatus;
use crate::suite::journal::Logs;
use crate::suite::locked::locked;
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;
use crate::suite::target::{AccessKey, List};

impl Arranger {
    pub(super) async fn give_all_of(&self, session: &Session, log: &mut Log, leases: &[Lease]) {
        for lease in leases {
            self.give_back(session, log, lease).await;
        }
    }

    /// Switches off whatever makes calls on an instance fail. Whether that was done.
    async fn mend_calls(&self, session: &Session, log: &mut Log, instance: &str) -> bool {
        let _changing = self.changing.read().await;
        let mine: Vec<String> = locked(&self.failures)
            .extract_if(.., |(id, _)| id == instance)
            .map(|(_, failure)| failure)
            .collect();
        let Some(control) = &self.control else { return true };
        let mut all_done = true;
        for failure in mine {
            let mut off = control.switch_off(session, log, &failure, false).await;
            if let Err(NotRemoved::Unanswered(_)) = off {
                off = control.switch_off(session, log, &failure, true).await;
            }
            if let Err(why) = off {
                let reason = why.reason();
                locked(&self.not_given_back).push(format!("failure {failure}: {reason}"));
                all_done = false;
            }
        }
        all_done
    }

    /// Gives a lent instance back: what was made is removed, what was stopped is started, and what was
    /// restarted is waited for. A removal that is not answered is asked for again at the end.
    pub async fn give_back(&self, session: &Session, log: &mut Log, lease: &Lease) {
        // What was not done is noted, or asked for again.
        let _ = self.back(session, log, lease).await;
    }

    /// Removes a lent instance that the control protocol made, for who needs it gone: no word is taken for it but
    /// that it was done, and that nothing shows it any more.
    ///
    /// # Errors
    /// Inconclusive when it may still be there.
    pub async fn remove_made(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
    ) -> Result<(), Stop> {
        let still = |reason: &str| {
            Err(Stop::Inconclusive(format!("the instance was not removed: {reason}")))
        };
        if !lease.can_be_changed() {
            return still("it was not made by a control protocol");
        }
        let mut removed = self.back(session, log, lease).await;
        if let Err(NotRemoved::Unanswered(_)) = removed {
            removed = self.back(session, log, lease).await;
        }
        match removed {
            Err(why) => still(&why.reason()),
            Ok(()) if claim::is_gone(session, log, &lease.id).await? => Ok(()),
            Ok(()) => still("the control protocol says that it was, and it is still shown"),
        }
    }

    async fn back(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
    ) -> Result<(), NotRemoved> {
        let (restarted, again) = match locked(&self.lent).get(&lease.id) {
            Some(lent) => (lent.restarted, lent.removal_unanswered),
            None => return Ok(()),
        };
        let is_mended = self.mend_calls(session, log, &lease.id).await;
        let _changing = match lease.origin {
            Origin::Control => Some(self.changing.read().await),
            // Their restart is waited for, which may take long; it can be waited for again.
            Origin::Command | Origin::Listed(_) | Origin::Stopped => None,
        };
        let result = match lease.origin {
            Origin::Control => self.remove(session, log, lease, again).await,
            Origin::Command => Ok(()),
            Origin::Listed(_) if restarted.is_none() => Ok(()),
            // Nobody can see it, and no rule depends on what status it is in.
            Origin::Listed(List::OtherAccount) => Ok(()),
            Origin::Listed(_) if self.is_stopped.load(Ordering::Relaxed) => {
                let back = start_stop::put_back_soon(session, log, lease);
                back.await.map_err(NotRemoved::Refused)
            }
            Origin::Listed(_) => {
                let back = start_stop::put_back(session, log, lease, restarted);
                back.await.map_err(NotRemoved::Refused).map(|seen| match seen {
                    true => drop(locked(&self.unseen).remove(&lease.id)),
                    false => drop(locked(&self.unseen).insert(lease.id.clone())),
                })
            }
            Origin::Stopped => {
                let running = InstanceStatus::Running;
                let started = match self.is_stopped.load(Ordering::Relaxed) {
                    true => start_stop::order(session, log, &lease.id, running).await,
                    false => start_stop::bring_to(session, log, &lease.id, running).await,
                };
                started.map_err(NotRemoved::Refused)
            }
        };
        if let (Err(NotRemoved::Unanswered(_)), false) = (&result, again) {
            if let Some(lent) = locked(&self.lent).get_mut(&lease.id) {
                lent.removal_unanswered = true;
            }
            return result;
        }
        // From here on it is no longer ours, whatever came of it.
        locked(&self.lent).remove(&lease.id);
        match (&result, lease.origin) {
            (Ok(()), Origin::Listed(list)) if is_mended => {
                self.pool.put_back(list, lease.id.clone());
            }
            (Ok(()), Origin::Stopped) if is_mended => {
                self.pool.put_back(List::Running, lease.id.clone());
            }
            // Whoever called it next would be answered by what was not switched off.
            (_, Origin::Listed(_) | Origin::Stopped) => self.pool.lose(lease.id.clone()),
            (_, Origin::Control | Origin::Command) => {}
        }
        result.map_err(|why| {
            let reason = why.reason();
            locked(&self.not_given_back).push(format!("{}: {reason}", lease.id));
            NotRemoved::Refused(reason)
        })
    }

    async fn remove(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
        again: bool,
    ) -> Result<(), NotRemoved> {
        match &self.control {
            Some(control) => control.remove(session, log, &lease.id, again).await,
            None => Ok(()),
        }
    }

    /// Removes an access key that was made.
    ///
    /// # Errors
    /// Inconclusive when it is not removed; it is tried again at the end of the run.
    pub async fn remove_key(
        &self,
        session: &Session,
        log: &mut Log,
        key: &AccessKey,
    ) -> Result<(), Stop> {
        let none = || Stop::Inconclusive("the target has no control protocol".to_owned());
        let control = self.control.as_ref().ok_or_else(none)?;
        let changing = self.changing.read().await;
        self.remove_key_surely(control, session, log, &key.id).await.map_err(|why| {
            Stop::Inconclusive(format!("access key {}: {}", key.id, why.reason()))
        })?;
        locked(&self.keys).retain(|id| *id != key.id);
        drop(changing);
        Ok(())
    }

    /// Removes an access key, and asks for that again where there was no answer.
    async fn remove_key_surely(
        &self,
        control: &Control,
        session: &Session,
        log: &mut Log,
        id: &str,
    ) -> Result<(), NotRemoved> {
        let is_asked_for = locked(&self.key_removals).contains(id);
        let removed = control.remove_key(session, log, id, is_asked_for).await;
        let Err(NotRemoved::Unanswered(_)) = removed else { return removed };
        locked(&self.key_removals).insert(id.to_owned());
        control.remove_key(session, log, id, true).await
    }

    /// Gives back whatever is still lent, and removes the keys that were made: after the last
    /// scenario, and after an interruption. All at once, so that an endpoint that does not answer
    /// costs its time-out twice and not once an instance.
    pub async fn give_all_back(&self, session: &Session, log: &mut Log) {
        // Twice, for a removal that is not answered the first time.
        for _ in 0..2 {
            let left: Vec<Lease> =
                locked(&self.lent).values().map(|lent| lent.lease.clone()).collect();
            let mut logs = Logs::new(log, left.len());
            let all = left
                .iter()
                .zip(logs.each())
                .map(|(lease, log)| async move { self.give_back(session, log, lease).await });
            futures::future::join_all(all).await;
        }
        let Some(control) = &self.control else { return };
        // Each is known until it is removed, so that what is stopped here can be done again.
        let keys = locked(&self.keys).clone();
        let mut logs = Logs::new(log, keys.len());
        let all = keys.iter().zip(logs.each()).map(|(id, log)| async move {
            if let Err(why) = self.remove_key_surely(control, session, log, id).await {
                let reason = why.reason();
                locked(&self.not_given_back).push(format!("access key {id}: {reason}"));
            }
            locked(&self.keys).retain(|key| key != id);
        });
        futures::future::join_all(all).await;
    }
}
