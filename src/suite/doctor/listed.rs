//! Whether each listed instance is what the target file says.

use super::Examination;
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::suite::arrange::{Claim, Look, claim};
use crate::suite::session::Log;
use crate::suite::target::List;

const INSTANCES: &str = "instances";

impl Examination<'_> {
    /// Looks at every listed instance: its status by DescribeInstanceStatus, its locks by
    /// DescribeInstances.
    pub(super) async fn listed(&mut self) {
        let instances = self.session.target.instances.clone();
        if instances.ids().next().is_none() {
            return self.skip(INSTANCES, "the target file lists none");
        }
        if !self.known.accepted {
            return self.skip(INSTANCES, "not looked at: no call was served so far");
        }
        if !self.known.statuses && !self.known.locks {
            let seen = "not looked at: the endpoint serves neither DescribeInstanceStatus nor \
                        DescribeInstances";
            return self.skip(INSTANCES, seen);
        }
        for list in List::ALL {
            let (ids, claim) = (instances.of(list), Claim::of(&list.need()));
            if ids.is_empty() {
                continue;
            }
            let mut wrong = Vec::new();
            for id in ids {
                if let Some(how) = self.look(id).await.contradicts(&claim) {
                    wrong.push((id, how));
                }
            }
            if wrong.is_empty() {
                self.ok(INSTANCES, as_claimed(list, &claim, ids.len(), self.known.locks));
            }
            for (id, how) in wrong {
                let seen = format!("{id} is listed under {}, but {how}", list.key());
                self.known.doubts.lists.entry(list).or_insert_with(|| seen.clone());
                let next = "bring it into that state (a restart may still be under way), or move \
                            it to the list of the state that it is in";
                self.problem(INSTANCES, Consequence::Undecided, seen, Owner::Setup, next);
            }
        }
    }

    async fn look(&self, id: &str) -> Look {
        let (session, log) = (&self.session, &mut Log::new());
        let mut look = Look::default();
        // What is not reached now was reached before; nothing is seen of it.
        if self.known.statuses {
            look.status = claim::status(session, log, id).await.unwrap_or_default();
        }
        if self.known.locks {
            look.locks = claim::locks(session, log, id).await.unwrap_or_default();
        }
        look
    }
}

fn as_claimed(list: List, claim: &Claim, count: usize, locks: bool) -> String {
    let what = match (claim.visible, claim.lock) {
        (false, _) => "not visible to this key".to_owned(),
        (true, _) if !locks => format!("{}; locks were not looked at", claim.status),
        (true, Some(lock)) => format!("{}, locked for {:?}", claim.status, lock.word()),
        (true, None) => format!("{}, not locked", claim.status),
    };
    let unseen = match list {
        List::DiskAbnormal => "; that a disk is abnormal cannot be seen from outside",
        List::OtherAccount => "; that they exist cannot be seen with this key",
        List::Running | List::Stopped | List::SecurityLocked | List::FinancialLocked => "",
    };
    format!("{}: {count} as claimed, {what}{unseen}", list.key())
}
