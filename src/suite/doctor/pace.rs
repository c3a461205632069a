//! Whether the endpoint limits calls: a short burst of calls that show an instance which does not exist, as many
//! at once as a run has scenarios. What it finds says how long a run will take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;

use super::Examination;
use crate::outcome::Purpose;
use crate::outcome::diagnosis::Owner;
use crate::suite::client::Way;
use crate::suite::limit;
use crate::suite::observe;
use crate::suite::session::Log;
use crate::suite::volume;

const PACE: &str = "pace";

/// How many calls a burst has, and how long it lasts at most.
const CALLS: usize = 240;
const BURST: Duration = Duration::from_millis(1000);

impl Examination<'_> {
    /// Calls so fast as a run does, until a call is throttled or the burst is over.
    pub(super) async fn pace(&mut self) {
        if !self.known.accepted {
            return self.skip(PACE, "calls are not served");
        }
        let session = &self.session;
        let jobs = session.target.jobs.map_or(limit::DEFAULT_JOBS, usize::from);
        let id = session.unused_instance_id();
        let look = observe::status_call(session, &id);
        let (began, made) = (Instant::now(), AtomicUsize::new(0));
        let (look, made) = (&look, &made);
        let all = (0..jobs.min(CALLS)).map(|_| async move {
            let mut log = Log::new();
            while began.elapsed() < BURST
                && session.pace().throttled == 0
                && made.fetch_add(1, Ordering::Relaxed) < CALLS
            {
                session.call_signed(&mut log, Purpose::Observe, look, Way::Any, None).await;
            }
        });
        join_all(all).await;
        let pace = session.pace();
        if let Some(rate) = pace.rate.filter(|_| pace.throttled > 0) {
            let calls = volume::of_everything(self.index, self.edition, Some(rate));
            let seconds = (calls as f64 / rate.max(1.0)).ceil();
            let seen = format!(
                "the endpoint throttles from about {rate:.0} calls a second on: a run of everything makes about \
                 {calls}, and will take {seconds:.0} s or more"
            );
            let next = format!(
                "nothing is needed; rate = {rate:.0} under [endpoint], or --rate, spares it the refusals"
            );
            self.warn(PACE, seen, Owner::Open, next);
        } else if let Some(most) = pace.connections {
            let seen = format!("the endpoint refuses more connections where {most} are open");
            let next = format!(
                "nothing is needed; jobs = {most} under [endpoint], or --jobs, keeps to that"
            );
            self.warn(PACE, seen, Owner::Open, next);
        } else if pace.throttled > 0 {
            self.warn(PACE, "the endpoint throttles", Owner::Open, "set rate under [endpoint]");
        } else {
            self.ok(PACE, "a burst of calls met no limit");
        }
    }
}
