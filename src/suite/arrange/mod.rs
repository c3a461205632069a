//! How an instance in a wanted state is come by, and given back. Four ways: an instance that the
//! target file lists, the control protocol, a command of the user's, StartInstance and StopInstance.
//! What none of them can give makes a scenario inconclusive, with the reason.
//!
//! A plain Running instance comes from the control protocol where there is one, although one may be
//! listed: only there can it be told how long its restart takes, and Starting be made long enough to
//! be seen. Everything else that is listed is taken from the list first.

pub(crate) mod answers;
mod back;
pub(super) mod claim;
mod command;
mod control;
mod ending;
mod late;
mod lend;
mod need;
mod pool;
mod prospect;
mod start_stop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tokio::sync::{OnceCell, RwLock, RwLockWriteGuard};

pub use self::claim::{Claim, Look};
pub use self::command::end_all as end_all_commands;
pub use self::ending::unless_cancelled;
pub use self::need::Need;
pub use control::{Abilities, ControlError};
pub use prospect::{Doubts, Way};

use self::control::{Control, NotMade};
use self::pool::{List, Pool};
use super::session::{Log, Session};
use super::stop::Stop;
use super::target::{AccessKey, Instances};
use crate::api::instance::InstanceStatus;

/// How a lent instance was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Listed(List),
    Control,
    Command,
    /// Listed as Running, and stopped for the scenario.
    Stopped,
}

/// An instance lent to one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Its id.
    pub id: String,
    /// The state it was lent in.
    pub need: Need,
    origin: Origin,
}

impl Lease {
    /// Whether it was made for the scenario, and may therefore be changed.
    #[must_use]
    pub fn can_be_changed(&self) -> bool {
        self.origin == Origin::Control
    }

    /// Whether the endpoint was told how long a restart of it takes.
    #[must_use]
    pub fn boot_was_told(&self) -> bool {
        matches!(self.origin, Origin::Control | Origin::Command)
    }
}

/// A lease, and what became of the instance meanwhile.
#[derive(Debug)]
struct Lent {
    lease: Lease,
    /// When it was restarted, if it was.
    restarted: Option<Instant>,
    /// Its removal was asked for, and there was no answer.
    removal_unanswered: bool,
}

/// Lends instances, and knows what is lent.
#[derive(Debug)]
pub struct Arranger {
    pool: Pool,
    control: Option<Control>,
    /// What is lent, by id.
    lent: Mutex<BTreeMap<String, Lent>>,
    /// Keys that were made, and are to be removed.
    keys: Mutex<Vec<String>>,
    /// Keys whose removal was asked for, and there was no answer.
    key_removals: Mutex<BTreeSet<String>>,
    /// Faults that were switched on, and are to be switched off: instance id and fault id.
    faults: Mutex<Vec<(String, String)>>,
    not_given_back: Mutex<Vec<String>>,
    /// Ids that the target file lists: they are their owner's, whoever gives them.
    listed: BTreeSet<String>,
    /// Ids that the control protocol gave.
    given: Mutex<BTreeSet<String>>,
    /// What is just being made, by the control protocol or the command, and has no id yet.
    making: ending::Making,
    /// Whether nobody waits any more, since the run was stopped.
    is_stopped: AtomicBool,
    /// Listed instances that were restarted, where nothing showed that they are back.
    unseen: Mutex<BTreeSet<String>>,
    /// What was seen of listed instances when they were first lent.
    looks: Mutex<BTreeMap<(String, List), Look>>,
    /// What was seen of the first instance of each kind that the control protocol made.
    kinds: Mutex<Vec<claim::Kind>>,
    /// Whether it was learnt how late things are shown.
    lateness_learnt: OnceCell<()>,
    /// A Running instance that was made to learn that, and is to be lent first.
    spare: Mutex<Option<Lease>>,
    /// Held for reading while something is made or given back, from the request until what came of
    /// it is noted.
    changing: RwLock<()>,
}

/// What of a change the Describe operations show.
const SHOWN: [&str; 2] = ["status", "locks"];

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

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
            faults: Mutex::default(),
            not_given_back: Mutex::default(),
            listed: target.instances.ids().cloned().collect(),
            given: Mutex::default(),
            making: ending::Making::default(),
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

    fn note(&self, lease: Lease) -> Lease {
        let lent = Lent { lease: lease.clone(), restarted: None, removal_unanswered: false };
        locked(&self.lent).insert(lease.id.clone(), lent);
        lease
    }

    /// Notes an instance that was made, unless it is somebody else's or somebody else has it.
    fn note_made(&self, lease: Lease) -> Result<Lease, String> {
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
            let running = serde_json::json!({ "status": InstanceStatus::Running.word() });
            return self.change(session, log, lease, &running).await;
        }
        start_stop::wait_until_back(session, log, lease, Some(Instant::now()))
            .await
            .map(drop)
            .map_err(Stop::Inconclusive)
    }

    /// The requests of the control protocol that were answered with 200 where 204 is documented.
    #[must_use]
    pub fn loosely_answered(&self) -> Vec<String> {
        self.control.as_ref().map(control::Control::loosely_answered).unwrap_or_default()
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
    fn not_made(&self, why: NotMade) -> String {
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

    /// Makes every RebootInstance on a lent instance fail in a way, until it is given back.
    ///
    /// # Errors
    /// Inconclusive when there is no such way, or it refuses.
    pub async fn break_calls(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
        fault: &str,
    ) -> Result<(), Stop> {
        let Some(control) = &self.control else {
            return Err(Stop::Inconclusive(format!(
                "the fault {fault:?} could not be arranged: the target has no control protocol"
            )));
        };
        let _changing = self.changing.read().await;
        let made = control.switch_on(session, log, fault, &lease.id).await;
        let id = made.map_err(|why| Stop::Inconclusive(self.not_made(why)))?;
        locked(&self.faults).push((lease.id.clone(), id));
        Ok(())
    }

    /// What could not be given back, with the reason of each.
    #[must_use]
    pub fn not_given_back(&self) -> Vec<String> {
        locked(&self.not_given_back).clone()
    }
}
