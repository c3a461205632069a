//! Whether an instance is what it is said to be, by the target file or by who made it, as far as that can
//! be seen: its status, and its locks by DescribeInstances. Where nothing shows them, its word counts.
//!
//! What the control protocol made is held to its status alone, and only where that is a documented one: what
//! else the endpoint shows of it is what rules judge.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use super::arranger::Arranger;
use super::lease::Lease;
use super::look::{Claim, Look};
use crate::api::instance::InstanceStatus;
use crate::suite::locked::locked;
use crate::suite::need::Need;
use crate::suite::observe::{self, Seen, Shown};
use crate::suite::session::{Log, Session};
use crate::suite::sight::{self, Describe, Found};
use crate::suite::stop::Stop;
use crate::suite::target::List;

/// How long what was just made may take to be in the status that was asked for.
const SETTLING: Duration = Duration::from_secs(3);

/// The pause between two looks at what was removed.
const LOOKING_AGAIN: Duration = Duration::from_millis(100);

/// The status that is shown of an instance, as [`Look`] has it.
///
/// # Errors
/// Unreachable, where the endpoint cannot be reached.
pub(in crate::suite) async fn status(
    session: &Session,
    log: &mut Log,
    id: &str,
) -> Result<Option<Option<String>>, Stop> {
    Ok(match observe::look(session, log, id, None).await? {
        Seen::Status(status) => Some(Some(status)),
        Seen::Absent(_) => Some(None),
        Seen::Nothing(_) => None,
    })
}

/// The lock reasons that DescribeInstances shows of an instance, as [`Look`] has them. An instance that is
/// shown without OperationLocks says nothing of them.
///
/// # Errors
/// Unreachable, where the endpoint cannot be reached.
pub(in crate::suite) async fn locks(
    session: &Session,
    log: &mut Log,
    id: &str,
) -> Result<Option<Option<Vec<String>>>, Stop> {
    if session.sight.nothing(Describe::Instances).is_some() {
        return Ok(None);
    }
    Ok(match observe::find(session, log, Describe::Instances, id, None).await? {
        Found::Shown(instance) => sight::locks(&instance).map(Some),
        Found::Absent => Some(None),
        Found::Nothing(_) => None,
    })
}

impl Arranger {
    /// Whether a listed instance is what its list says. Its status is looked at each time that it is
    /// lent, its locks and its owner once.
    pub(super) async fn as_listed(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
        list: List,
    ) -> Result<(), Stop> {
        let id = &lease.id;
        let claim = Claim::of(&lease.need);
        let key = (id.clone(), list);
        let before = locked(&self.looks).get(&key).cloned();
        let mut look = match before {
            Some(look) => look,
            None => {
                let locks = locks(session, log, id).await?;
                Look { status: status(session, log, id).await?, locks }
            }
        };
        let again = locked(&self.looks).insert(key, look.clone()).is_some();
        if again && claim.visible {
            look.status = status(session, log, id).await?;
        }
        match look.contradicts(&claim) {
            Some(how) => Err(Stop::Inconclusive(format!(
                "{id} is listed under {} in the target file, but {how}",
                list.key()
            ))),
            None => Ok(()),
        }
    }

    /// What is known of the control protocol's instances of a kind.
    pub(super) fn kind(&self, need: &Need) -> Arc<OnceCell<Option<String>>> {
        let need = Need { boot_ms: 0, to_be_changed: false, ..need.clone() };
        let mut kinds = locked(&self.kinds);
        if let Some((_, known)) = kinds.iter().find(|(kind, _)| *kind == need) {
            return Arc::clone(known);
        }
        let known = Arc::<OnceCell<_>>::default();
        kinds.push((need, Arc::clone(&known)));
        known
    }

    /// How what the control protocol made differs from what was asked for. The first of a kind is
    /// looked at, and speaks for the others.
    pub(super) async fn as_made(
        &self,
        session: &Session,
        log: &mut Log,
        lease: &Lease,
    ) -> Result<Option<String>, Stop> {
        if lease.need.other_account {
            return Ok(None);
        }
        // Where things are shown late, each is waited for; otherwise the first speaks for all.
        if !session.lateness.allowance().is_zero() {
            shown(session, log, lease).await?;
        }
        let kind = self.kind(&lease.need);
        let look = async {
            let seen = settled(session, log, lease).await?;
            Ok(seen.filter(|status| status.parse::<InstanceStatus>().is_ok()).map(|status| {
                format!(
                    "the control protocol made an instance that is {status}, and {} was asked for: \
                     POST …/instances has to answer when the instance is in the status that its \
                     body names",
                    lease.need.status
                )
            }))
        };
        kind.get_or_try_init(|| look).await.cloned()
    }
}

/// How an instance that a command gave differs from what was asked for.
pub(super) async fn as_given(
    session: &Session,
    log: &mut Log,
    lease: &Lease,
) -> Result<Option<String>, Stop> {
    let Lease { id, need, .. } = lease;
    let claim = Claim::of(need);
    let status = match claim.visible {
        true => shown(session, log, lease).await?,
        false => status(session, log, id).await?,
    };
    let look = Look { status, locks: None };
    let how = match (&look.status, look.contradicts(&claim)) {
        (_, None) => return Ok(None),
        (Some(Some(_)), Some(_)) if claim.visible => match settled(session, log, lease).await? {
            Some(status) => format!("which is {status}"),
            None => return Ok(None),
        },
        (_, Some(how)) => format!("but {how}"),
    };
    Ok(Some(format!(
        "the command does not give what it was asked for: for {need} it printed {id}, {how}; it has to \
         print the id when the instance is in that state"
    )))
}

/// Whether what was removed is shown no more, as far as anything shows it. What is late may still be shown for
/// a moment.
pub(super) async fn is_gone(session: &Session, log: &mut Log, id: &str) -> Result<bool, Stop> {
    let began = Instant::now();
    loop {
        let left = settling(session).saturating_sub(began.elapsed());
        match observe::look(session, log, id, None).await? {
            Seen::Status(_) if left.is_zero() => return Ok(false),
            Seen::Status(_) => tokio::time::sleep(left.min(LOOKING_AGAIN)).await,
            Seen::Absent(_) | Seen::Nothing(_) => return Ok(true),
        }
    }
}

/// How long what was just made may take to be shown as it is to be.
fn settling(session: &Session) -> Duration {
    let late = session.lateness.allowance();
    (SETTLING + late).min(session.target.restart_deadline)
}

/// Waits until what was just made is shown, and learns how late that is. Gives its status, as [`Look`] has it.
async fn shown(
    session: &Session,
    log: &mut Log,
    lease: &Lease,
) -> Result<Option<Option<String>>, Stop> {
    let began = Instant::now();
    let settling = settling(session);
    Ok(match observe::until_shown(session, log, &lease.id, settling, |_| true).await? {
        Shown::AtOnce(status) => Some(Some(status)),
        Shown::Late(status) => {
            session.lateness.learn(began.elapsed());
            Some(Some(status))
        }
        Shown::Never(_) => Some(None),
        Shown::Blind => None,
    })
}

/// The status that what was just made stays in, where that is not the one that was asked for. `None`
/// also where it is not shown.
async fn settled(session: &Session, log: &mut Log, lease: &Lease) -> Result<Option<String>, Stop> {
    let wanted = lease.need.status.word();
    let deadline = settling(session);
    let reached = |seen: &[String]| seen.last().is_some_and(|last| last == wanted);
    match observe::watch(session, log, &lease.id, deadline, reached).await {
        Ok((seen, false)) => Ok(seen.last().cloned()),
        Ok((_, true)) | Err(Stop::Inconclusive(_)) => Ok(None),
        Err(stop) => Err(stop),
    }
}
