//! Who lends instances, and knows what is lent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tokio::sync::{OnceCell, RwLock, RwLockWriteGuard};

use super::control::{Control, ControlError, NotMade};
use super::lease::{Lease, Lent, Origin};
use super::look::{Kind, Look};
use super::making::Making;
use super::pool::Pool;
use super::start_stop;
use crate::suite::locked::locked;
use crate::suite::session::{Log, Session};
use crate::suite::stop::Stop;
use crate::suite::target::{AccessKey, Instances, List};

/// Lends instances, and knows what is lent.
#[derive(Debug)]
pub struct Arranger {
    pub(super) pool: Pool,
    pub(super) control: Option<Control>,
    /// What is lent, by id.
    pub(super) lent: Mutex<BTreeMap<String, Lent>>,
    /// Keys that were made, and are to be removed.
    pub(super) keys: Mutex<Vec<String>>,
    /// Keys whose removal was asked for, and there was no answer.
    pub(super) key_removals: Mutex<BTreeSet<String>>,
    /// Failures that were switched on, and are to be switched off: the instance's id and theirs.
    pub(super) failures: Mutex<Vec<(String, String)>>,
    pub(super) not_given_back: Mutex<Vec<String>>,
    /// Ids that the target file lists: they are their owner's, whoever gives them.
    pub(super) listed: BTreeSet<String>,
    /// Ids that the control protocol gave.
    pub(super) given: Mutex<BTreeSet<String>>,
    /// What is just being made, by the control protocol or the command, and has no id yet.
    pub(super) making: Making,
    /// Whether nobody waits any more, since the run was stopped.
    pub(super) is_stopped: AtomicBool,
    /// Listed instances that were restarted, where nothing showed that they are back.
    pub(super) unseen: Mutex<BTreeSet<String>>,
    /// What was seen of listed instances when they were first lent.
    pub(super) looks: Mutex<BTreeMap<(String, List), Look>>,
    /// What was seen of the first instance of each kind that the control protocol made.
    pub(super) kinds: Mutex<Vec<Kind>>,
    /// Whether it was learnt how late things are shown.
    pub(super) lateness_learnt: OnceCell<()>,
    /// A Running instance that was made to learn that, and is to be lent first.
    pub(super) spare: Mutex<Option<Lease>>,
    /// Held for reading while something is made or given back, from the request until what came of
    /// it is noted.
    pub(super) changing: RwLock<()>,
}

/// What of a change the Describe operations show.
const SHOWN: [&str; 2] = ["status", "locks"];

impl Arranger {
    /// Sets up what the target offers; asks the control protocol, if there is one, what it can.
    ///
    /// # Errors
    /// When the control protocol does not answer as documented.
    pub async fn new(session: &Session, log: &mut Log) -> Result<Self, ControlError> {
        let target = &session.target;
        let control = match &target.arrange.control {
            Some(address) => Some(Control::greet(address, session, log).await?),
            None => None,
        };
        Ok(Self {
            pool: Pool::new(&target.instances),
            control,
            lent: Mutex::default(),
            keys: Mutex::default(),
            key_removals: Mutex::default(),
            failures: Mutex::default(),
            not_given_back: Mutex::default(),
            listed: target.instances.ids().cloned().collect(),
            given: Mutex::default(),
            making: Making::default(),
            is_stopped: AtomicBool::new(false),
            unseen: Mutex::default(),
            looks: Mutex::default(),
            kinds: Mutex::default(),
            lateness_learnt: OnceCell::new(),
            spare: Mutex::default(),
            changing: RwLock::default(),
        })
    }

    /// Takes ids for listed that the session's own target does not list.
    #[must_use]
    pub fn knowing(mut self, listed: &Instances) -> Self {
        self.listed.extend(listed.ids().cloned());
        self
    }

    /// Waits until nothing is being made or given back, and keeps that so while the guard lives.
    /// Scenarios that are dropped then leave nothing behind that is not known here.
    pub async fn at_rest(&self) -> RwLockWriteGuard<'_, ()> {
        self.changing.write().await
    }

    pub(super) fn note(&self, lease: Lease) -> Lease {
        let lent = Lent { lease: lease.clone(), restarted: None, removal_unanswered: false };
        locked(&self.lent).insert(lease.id.clone(), lent);
        lease
    }

    /// Notes an instance that was made, unless it is somebody else's or somebody else has it.
    pub(super) fn note_made(&self, lease: Lease) -> Result<Lease, String> {
        let id = &lease.id;
        let (gave, is_given_before) = match lease.origin {
            Origin::Control => {
                ("the control protocol gave", !locked(&self.given).insert(id.clone()))
            }
            _ => ("the command printed", false),
        };
        let whose = if self.listed.contains(id) {
            "which the target file lists"
        } else if is_given_before {
            "which it gave before"
        } else if locked(&self.lent).contains_key(id) {
            "which is lent at this moment"
        } else {
            return Ok(self.note(lease));
        };
        Err(format!("{gave} {id}, {whose}: it has to give a new instance each time"))
    }

    /// Notes that a lent instance was restarted, so that it is given back only when it runs again.
    pub fn restarted(&self, id: &str) {
        if let Some(lent) = locked(&self.lent).get_mut(id) {
            lent.restarted = Some(Instant::now());
        }
    }

    /// Notes that a lent instance is in the status it was lent in, whatever it was in before.
    pub(super) fn is_back(&self, id: &str) {
        if let Some(lent) = locked(&self.lent).get_mut(id) {
            lent.restarted = None;
        }
    }

    /// Whether a restart of a lent instance may still be under way, and nothing shows when it is over.
    #[must_use]
    pub fn may_be_restarting_unseen(&self, session: &Session, id: &str) -> bool {
        let lent = locked(&self.lent);
        let Some(lent) = lent.get(id) else { return false };
        let is_listed = matches!(lent.lease.origin, Origin::Listed(List::Running));
        is_listed
            && (locked(&self.unseen).contains(id)
                || (lent.restarted.is_some() && session.sight.is_blind()))
    }

    /// Brings a lent instance back to Running that was restarted by a call which has to be made again.
    ///
    /// # Errors
    /// Inconclusive, where it does not come back.
    pub async fn bring_back(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
    ) -> Result<(), Stop> {
        self.restarted(&lease.id);
        if lease.can_be_changed() {
            return self.make_ready(session, log, lease).await;
        }
        start_stop::put_back(session, log, lease, Some(Instant::now()))
            .await
            .map(drop)
            .map_err(Stop::Inconclusive)
    }

    /// The requests of the control protocol that were answered with 200 where 204 is documented.
    #[must_use]
    pub fn loosely_answered(&self) -> Vec<String> {
        self.control.as_ref().map(Control::loosely_answered).unwrap_or_default()
    }

    /// Changes a lent instance's status, locks or boot time by the control protocol, and waits until that is
    /// shown.
    ///
    /// # Errors
    /// Inconclusive when the instance was not made by the control protocol, or that refuses.
    pub async fn change(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
        change: &serde_json::Value,
    ) -> Result<(), Stop> {
        match &self.control {
            Some(control) if lease.can_be_changed() => {
                control
                    .change(session, log, &lease.id, change)
                    .await
                    .map_err(Stop::Inconclusive)?;
                if SHOWN.iter().any(|member| change.get(member).is_some()) {
                    session.lateness.wait().await;
                }
                Ok(())
            }
            _ => Err(Stop::Inconclusive(format!(
                "{} cannot be changed to {change}: it was not made by a control protocol",
                lease.id
            ))),
        }
    }

    /// Why something was not made; what was made all the same and stays is noted.
    pub(super) fn not_made(&self, why: NotMade) -> String {
        match why {
            NotMade::Refused(reason) => reason,
            NotMade::Stays(reason) => {
                locked(&self.not_given_back).push(reason.clone());
                reason
            }
        }
    }

    /// Makes an access key, to be removed at the end of the run.
    ///
    /// # Errors
    /// Inconclusive when there is no such way, or it refuses.
    pub async fn make_key(
        &self,
        session: &Session,
        log: &mut Log,
        status: &str,
        account: &str,
    ) -> Result<AccessKey, Stop> {
        let Some(control) = &self.control else {
            return Err(Stop::Inconclusive(format!(
                "no {status} access key of account {account} could be arranged: the target has no control protocol"
            )));
        };
        let changing = self.changing.read().await;
        let made = control.make_key(session, log, status, account).await;
        let key = made.map_err(|why| Stop::Inconclusive(self.not_made(why)))?;
        let mut keys = locked(&self.keys);
        if key.id == session.target.access_key.id || keys.contains(&key.id) {
            return Err(Stop::Inconclusive(format!(
                "the control protocol gave the access key {:?}, which was there before: it has to make \
                 a new one each time",
                key.id
            )));
        }
        keys.push(key.id.clone());
        drop(keys);
        drop(changing);
        Ok(key)
    }

    /// Makes every call of the operation under test on a lent instance fail in a way, until it is given back.
    ///
    /// # Errors
    /// Inconclusive when there is no such way, or it refuses.
    pub async fn break_calls(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
        failure: &str,
    ) -> Result<(), Stop> {
        let Some(control) = &self.control else {
            return Err(Stop::Inconclusive(format!(
                "the failure {failure:?} could not be arranged: the target has no control protocol"
            )));
        };
        let _changing = self.changing.read().await;
        let made = control.switch_on(session, log, failure, &lease.id).await;
        let id = made.map_err(|why| Stop::Inconclusive(self.not_made(why)))?;
        locked(&self.failures).push((lease.id.clone(), id));
        Ok(())
    }

    /// What could not be given back, with the reason of each.
    #[must_use]
    pub fn not_given_back(&self) -> Vec<String> {
        locked(&self.not_given_back).clone()
    }
}
