//! Learning how late the Describe operations show what was made or changed, before anything is concluded
//! from what they show: the first Running instance that is made is changed and changed back, once in a run, and
//! then lent like any other.

use std::time::Instant;

use serde_json::json;

use super::arranger::Arranger;
use super::control::Control;
use super::lease::Lease;
use crate::api::instance::InstanceStatus::{self, Running, Stopped};
use crate::suite::locked::locked;
use crate::suite::need::Need;
use crate::suite::observe::{self, Shown};
use crate::suite::session::{Log, Session};

impl Arranger {
    /// Learns it, where that was not done yet. Where nothing can be made, nothing is learnt here.
    pub(super) async fn learn_lateness(&self, session: &Session, log: &mut Log, control: &Control) {
        let learn = async {
            let need = Need::status(Running);
            if control.check(&need).is_err() {
                return;
            }
            let Ok(lease) = self.make(control, session, log, &need).await else { return };
            if self.watch_a_change(session, log, control, &lease).await {
                *locked(&self.spare) = Some(lease);
            } else {
                self.give_back(session, log, &lease).await;
            }
        };
        self.lateness_learnt.get_or_init(|| learn).await;
    }

    /// Waits until the instance is shown, and then until a change of it is. Whether it is as it was made.
    async fn watch_a_change(
        &self,
        session: &Session,
        log: &mut Log,
        control: &Control,
        lease: &Lease,
    ) -> bool {
        let (id, lateness) = (&lease.id, &session.lateness);
        let deadline = session.target.restart_deadline;
        let within = format!("within the restart_deadline of {} ms", deadline.as_millis());
        let made = Instant::now();
        let shown = match observe::until_shown(session, log, id, deadline, |_| true).await {
            Ok(Shown::AtOnce(status)) => status,
            Ok(Shown::Late(status)) => {
                lateness.learn(made.elapsed());
                status
            }
            Ok(Shown::Never(_)) => {
                let what = "an instance that the control protocol made was not shown";
                lateness.note_unseen(format!("{what} {within}"));
                return true;
            }
            Ok(Shown::Blind) | Err(_) => return true,
        };
        // A status that is still on its way would be taken for a change.
        let can_stop = control.check(&Need::status(Stopped)).is_ok();
        if shown != Running.word() || !can_stop {
            return true;
        }
        if !put(session, log, control, id, Stopped).await {
            // Whether it was changed all the same is not known.
            return false;
        }
        let changed = Instant::now();
        let left = |status: &str| status != Running.word();
        match observe::until_shown(session, log, id, deadline, left).await {
            Ok(Shown::AtOnce(_)) => {}
            Ok(Shown::Late(_)) => lateness.learn(changed.elapsed()),
            Ok(Shown::Never(_)) => {
                let what = "a status that the control protocol changed was not shown";
                lateness.note_unseen(format!("{what} {within}"));
                return false;
            }
            Ok(Shown::Blind) | Err(_) => return false,
        }
        let back = |status: &str| status == Running.word();
        put(session, log, control, id, Running).await
            && matches!(
                observe::until_shown(session, log, id, deadline, back).await,
                Ok(Shown::AtOnce(_) | Shown::Late(_))
            )
    }
}

/// Changes the status of an instance. Whether the control protocol did so.
async fn put(
    session: &Session,
    log: &mut Log,
    control: &Control,
    id: &str,
    status: InstanceStatus,
) -> bool {
    let change = json!({ "status": status.word() });
    control.change(session, log, id, &change).await.is_ok()
}
