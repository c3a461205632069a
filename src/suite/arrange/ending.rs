//! Giving back when the run was stopped: within a moment, whatever does not answer. What could not be given
//! back in that time is named, so that it can be set back by hand.

use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::arranger::Arranger;
use super::lease::{Lease, Origin};
use super::start_stop;
use crate::suite::locked::locked;
use crate::suite::session::{Log, Session};

/// How long what is under way may go on once a run was stopped, and how long giving back may then take:
/// together no longer than somebody who pressed Ctrl-C waits.
const COMING_TO_REST: Duration = Duration::from_millis(700);
const GIVING_BACK: Duration = Duration::from_millis(1300);

/// Does the work, or gives nothing when it is cancelled before. What is just being made must become known
/// before it can be given back, so the work goes on until nothing is, for a moment.
pub async fn unless_cancelled<T>(
    work: impl Future<Output = T>,
    cancelled: Pin<&mut impl Future<Output = ()>>,
    arranger: &Arranger,
) -> Option<T> {
    let mut work = Box::pin(work);
    tokio::select! {
        done = &mut work => return Some(done),
        () = cancelled => {}
    }
    let rest = async {
        tokio::select! {
            _ = work => {}
            _ = arranger.at_rest() => {}
        }
    };
    // What has no end by then is named when everything is given back.
    let _ = tokio::time::timeout(COMING_TO_REST, rest).await;
    None
}

impl Arranger {
    /// Gives everything back as [`Arranger::give_all_back`] does, after the run was stopped: nobody waits for
    /// a status any more, nor long for an answer.
    pub async fn give_all_back_soon(&self, session: &Session, log: &mut Log) {
        self.is_stopped.store(true, Ordering::Relaxed);
        if tokio::time::timeout(GIVING_BACK, self.give_all_back(session, log)).await.is_err() {
            let mut left = locked(&self.not_given_back);
            for lent in std::mem::take(&mut *locked(&self.lent)).into_values() {
                let Lease { id, need, origin } = &lent.lease;
                match origin {
                    Origin::Control => left.push(format!("{id}: its removal was not answered")),
                    Origin::Stopped => left.push(format!("{id}: StartInstance was not answered")),
                    Origin::Listed(_) if lent.restarted.is_some() => {
                        let leaving = start_stop::leaving(session, &lent.lease);
                        left.extend(leaving.map(|effect| {
                            let order = start_stop::order_to(need.status);
                            format!("{id}: it may be {}, and {order} was not answered", effect.to)
                        }));
                    }
                    Origin::Listed(_) | Origin::Command => {}
                }
            }
            let keys = std::mem::take(&mut *locked(&self.keys));
            left.extend(
                keys.iter().map(|id| format!("access key {id}: its removal was not answered")),
            );
            let failures = std::mem::take(&mut *locked(&self.failures));
            left.extend(
                failures
                    .iter()
                    .map(|(_, id)| format!("failure {id}: its removal was not answered")),
            );
        }
        let making = std::mem::take(&mut *locked(&self.making.0));
        locked(&self.not_given_back).extend(making.into_iter().map(|what| {
            format!("{what} was being made, and its id is not known: look for it by hand")
        }));
    }
}
