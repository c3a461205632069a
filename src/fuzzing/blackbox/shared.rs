//! What the workers of a run share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::RwLock;

use super::found::{Finding, Findings};
use super::options::Options;
use super::places::Places;
use super::remarks::Remarks;
use super::socket::Destination;
use crate::fuzzing::recipe::oracle::{Oracle, Violation};
use crate::fuzzing::recipe::seen::RequestIds;
use crate::fuzzing::recipe::site::Site;
use crate::suite::arrange::Arranger;
use crate::suite::locked::locked;
use crate::suite::session::Session;

/// A request that is on its way.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    pub(super) bytes: Vec<u8>,
    pub(super) answered: bool,
}

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) sent: AtomicU64,
    pub(super) judged: AtomicU64,
    pub(super) throttled: AtomicU64,
    pub(super) busy: AtomicU64,
    pub(super) unsteady: AtomicU64,
    pub(super) surplus: AtomicU64,
    pub(super) observed: AtomicU64,
}

pub(super) fn count(counter: &AtomicU64) -> u64 {
    counter.fetch_add(1, Ordering::Relaxed) + 1
}

/// What the workers share.
pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) site: Site,
    pub(super) to: Destination,
    pub(super) session: Session,
    pub(super) arranger: Arranger,
    /// How long one request may take.
    pub(super) patience: Duration,
    pub(super) restart_deadline: Duration,
    /// Whether statuses can be observed.
    pub(super) observes: bool,
    /// When the first recipe could be sent.
    began: OnceLock<Instant>,
    pub(super) run: u64,
    pub(super) ids: RequestIds,
    pub(super) counts: Counts,
    pub(super) findings: Mutex<Findings>,
    pub(super) remarks: Mutex<Remarks>,
    pub(super) in_flight: Vec<Mutex<InFlight>>,
    /// Held for reading during a batch; for writing while one restart is traced to its request.
    pub(super) batches: RwLock<()>,
    pub(super) stop: AtomicBool,
    pub(super) places: Places,
    next_slot: AtomicU64,
}

impl Shared {
    pub(super) fn new(
        options: Options,
        site: Site,
        to: Destination,
        session: Session,
        arranger: Arranger,
        observes: bool,
        run: u64,
    ) -> Self {
        Self {
            patience: session.target.timeout,
            restart_deadline: session.target.restart_deadline,
            in_flight: (0..options.jobs).map(|_| Mutex::default()).collect(),
            findings: Mutex::new(Findings::accepting(&options.accepted)),
            places: Places::new(options.jobs),
            options,
            site,
            to,
            session,
            arranger,
            observes,
            began: OnceLock::new(),
            run,
            ids: RequestIds::default(),
            counts: Counts::default(),
            remarks: Mutex::default(),
            batches: RwLock::default(),
            stop: AtomicBool::new(false),
            next_slot: AtomicU64::new(0),
        }
    }

    /// From here on the time runs: what is made for the run does not count.
    pub(super) fn begin(&self) {
        self.began.get_or_init(Instant::now);
    }

    /// How long the run goes on already.
    pub(super) fn elapsed(&self) -> Duration {
        self.began.get().map_or(Duration::ZERO, Instant::elapsed)
    }

    /// Whether nothing new is to be begun.
    pub(super) fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.elapsed() >= self.options.time
    }

    /// How many recipes a worker may send.
    pub(super) fn share_of(&self, worker: usize) -> u64 {
        let (jobs, worker) = (self.options.jobs as u64, worker as u64);
        self.options.requests.map_or(u64::MAX, |all| all / jobs + u64::from(worker < all % jobs))
    }

    /// Waits for its turn where the rate is limited; whether it came before the run is over.
    pub(super) async fn pace(&self) -> bool {
        let Some(rate) = self.options.rate else { return true };
        let gap = 1_000_000_000 / rate.max(1);
        let now = u64::try_from(self.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let mut turn = now;
        // The first free moment: now, or where the queue ends.
        let _ = self.next_slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
            turn = free.max(now);
            Some(turn + gap)
        });
        let wait = Duration::from_nanos(turn - now);
        let left = self.options.time.saturating_sub(self.elapsed());
        tokio::time::sleep(wait.min(left)).await;
        wait <= left && !self.is_over()
    }

    /// A finding as of now, about no one request yet.
    pub(super) fn finding(&self, violation: Violation) -> Finding {
        Finding {
            rule: violation.rule,
            violation,
            classes: Vec::new(),
            times: 1,
            reproduced: true,
            tries: 0,
            at_ms: u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX),
            at_request: self.counts.sent.load(Ordering::Relaxed),
            recipe: None,
            request: Vec::new(),
            instance: String::new(),
            in_flight: Vec::new(),
        }
    }

    /// The endpoint is gone: a finding, with what was on its way, and the end of the run.
    pub(super) fn gone(&self, why: &str) {
        if self.stop.swap(true, Ordering::Relaxed) {
            return;
        }
        let violation = Violation {
            oracle: Oracle::Alive,
            rule: None,
            expected: "an endpoint that is still there".to_owned(),
            actual: why.to_owned(),
            token: "gone".to_owned(),
        };
        let in_flight = self
            .in_flight
            .iter()
            .map(|slot| locked(slot))
            .filter(|slot| !slot.answered && !slot.bytes.is_empty())
            .map(|slot| slot.bytes.clone())
            .collect();
        let finding = Finding { in_flight, ..self.finding(violation) };
        locked(&self.findings).add(finding);
    }
}
