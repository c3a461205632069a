//! A run from its control call to giving everything back: sets the workers to work, and ends them when
//! the time is up, when enough was sent, or when it is interrupted.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::future::join_all;
use tokio::task::{JoinError, JoinSet};

use super::generator::Generator;
use super::options::{Failure, Options, Outcome, Progress};
use super::shared::Shared;
use super::socket::Destination;
use super::worker::Worker;
use crate::api::instance::{InstanceStatus, LockReason};
use crate::fuzzing::recipe::site::{Cast, Site};
use crate::outcome::Purpose;

use crate::suite::arrange::unless_cancelled;
use crate::suite::arrange::{Arranger, Lease};
use crate::suite::call::{basic, host};
use crate::suite::client::Way;
use crate::suite::control_call;
use crate::suite::locked::locked;
use crate::suite::need::Need;
use crate::suite::observe;
use crate::suite::panics;
use crate::suite::session::{Log, Session};
use crate::suite::sight::Describe;
use crate::suite::target::List;
use crate::suite::target::Target;

/// How often progress is told.
const TELLING: Duration = Duration::from_millis(100);

/// How long workers may take over what they are at when a run is interrupted.
const GRACE: Duration = Duration::from_millis(500);

/// Runs the fuzzer at a target.
///
/// # Errors
/// When the endpoint cannot be reached or serves no plain correct call, or this machine lacks something.
pub async fn run(
    target: Target,
    options: Options,
    mut tell: impl FnMut(Progress),
    interrupt: impl Future<Output = ()>,
) -> Result<Outcome, Failure> {
    let mut interrupt = std::pin::pin!(interrupt);
    let panics_before = panics::count();
    let shared = match prepare(target, options, interrupt.as_mut()).await? {
        Prepared::Ready(shared) => shared,
        Prepared::Interrupted(outcome) => return Ok(*outcome),
    };
    let casts = unless_cancelled(casts(&shared), interrupt.as_mut(), &shared.arranger).await;
    let Some((casts, untested)) = casts else {
        return Ok(finish(&shared, Vec::new(), true).await);
    };
    let mut broken = false;
    shared.begin();
    let mut workers = JoinSet::new();
    for (number, (cast, leases)) in casts.into_iter().enumerate() {
        let generator = Generator::new(&shared.options, number);
        let worker = Worker::new(Arc::clone(&shared), number, cast, leases, generator);
        workers.spawn(worker.work());
    }
    // What takes longer than a time-out and the search for a cause is not waited for.
    let latest = shared.options.time + shared.patience + Duration::from_secs(30);
    let mut interrupted = false;
    loop {
        tokio::select! {
            ended = workers.join_next() => match ended {
                None => break,
                Some(ended) if is_broken(&ended) => {
                    broken = true;
                    shared.stop.store(true, Ordering::Relaxed);
                }
                Some(_) => {}
            },
            () = tokio::time::sleep(TELLING) => {}
            () = &mut interrupt, if !interrupted => {
                interrupted = true;
                shared.stop.store(true, Ordering::Relaxed);
                let all = async { broken |= all_ended(&mut workers).await };
                let _ = tokio::time::timeout(GRACE, all).await;
                break;
            }
        }
        tell(Progress {
            elapsed: shared.elapsed(),
            sent: shared.counts.sent.load(Ordering::Relaxed),
            findings: locked(&shared.findings).len(),
        });
        if shared.elapsed() > latest {
            break;
        }
    }
    workers.abort_all();
    broken |= all_ended(&mut workers).await;
    let mut outcome = finish(&shared, untested, interrupted).await;
    let unnoticed = broken.then(|| "a worker ended by a panic".to_owned());
    outcome.suite_fault = panics::since(panics_before).or(unnoticed);
    Ok(outcome)
}

/// Waits for the end of all workers; whether one of them broke.
async fn all_ended(workers: &mut JoinSet<()>) -> bool {
    let mut broken = false;
    while let Some(ended) = workers.join_next().await {
        broken |= is_broken(&ended);
    }
    broken
}

fn is_broken(ended: &Result<(), JoinError>) -> bool {
    ended.as_ref().is_err_and(JoinError::is_panic)
}

/// What comes of the calls before the first request.
enum Prepared {
    Ready(Arc<Shared>),
    Interrupted(Box<Outcome>),
}

async fn prepare(
    target: Target,
    options: Options,
    mut interrupt: Pin<&mut impl Future<Output = ()>>,
) -> Result<Prepared, Failure> {
    // Nonces must differ from those of every earlier run, also of the same seed.
    let run = fastrand::u64(..);
    let interrupted = |not_given_back| {
        let blank = Outcome::blank(&options, run);
        let outcome = Outcome { interrupted: true, not_given_back, ..blank };
        Ok(Prepared::Interrupted(Box::new(outcome)))
    };
    let session = Session::new(target);
    let mut log = Log::new();
    let arranger = tokio::select! {
        arranger = Arranger::new(&session, &mut log) => arranger,
        () = &mut interrupt => return interrupted(Vec::new()),
    };
    let arranger = arranger.map_err(|error| Failure::NotServed(error.to_string()))?;
    let Some(greeted) = unless_cancelled(greet(&session, &arranger), interrupt, &arranger).await
    else {
        arranger.give_all_back_soon(&session, &mut log).await;
        return interrupted(arranger.not_given_back());
    };
    let (to, observes) = greeted?;
    let site = Site {
        host: host(&session.target.url),
        path: session.target.url.path().to_owned(),
        front: basic(&session.target.url),
        key_id: session.target.access_key.id.clone(),
        secret: session.target.access_key.secret.clone(),
        region: session.target.region.clone(),
        edition: options.edition,
        dialect: options.dialect,
        observing: session.observing_format(),
    };
    // The time that is asked for is that of the requests.
    let shared = Shared::new(options, site, to, session, arranger, observes, run);
    Ok(Prepared::Ready(Arc::new(shared)))
}

/// Makes the control call. Gives where to connect to, and whether statuses can be observed.
async fn greet(session: &Session, arranger: &Arranger) -> Result<(Destination, bool), Failure> {
    control_call::make(session, arranger, &mut Log::new())
        .await
        .map_err(|obstacle| Failure::NotServed(obstacle.to_string()))?;
    let to = Destination::of(&session.target.url).await.map_err(Failure::NotServed)?;
    let look = observe::status_call(session, &session.unused_instance_id());
    // Not over the connection of the control call, which may have been closed after its answer.
    let (seen, _) =
        session.call_signed(&mut Log::new(), Purpose::Observe, &look, Way::Apart, None).await;
    Ok((to, Describe::Status.is_answered_by(&seen)))
}

/// The instances of each worker, and what could not be come by.
async fn casts(shared: &Shared) -> (Vec<(Cast, Vec<Lease>)>, Vec<String>) {
    let jobs = shared.options.jobs;
    let mut untested = Vec::new();
    if !shared.observes {
        untested.push(
            "whether refused calls restart an instance: DescribeInstanceStatus is not served"
                .to_owned(),
        );
    }
    let mut all = Vec::with_capacity(jobs);
    if shared.session.target.arrange.control.is_some() {
        // What the first cannot have, the others cannot either: it alone tells why.
        all.push(cast(shared, true, Some(&mut untested)).await);
        all.extend(join_all((1..jobs).map(|_| cast(shared, true, None))).await);
    } else {
        // Listed instances are few: all watch the same, and one worker alone may restart one.
        let (first, leases) = cast(shared, false, Some(&mut untested)).await;
        let others = Cast { served: None, ..first.clone() };
        all.push((first, leases));
        all.resize(jobs, (others, Vec::new()));
    }
    (all, untested)
}

async fn cast(
    shared: &Shared,
    made: bool,
    mut reasons: Option<&mut Vec<String>>,
) -> (Cast, Vec<Lease>) {
    let mut cast = Cast::default();
    let mut leases = Vec::new();
    // What is made for the run is brought back after a finding. Asking for what may be changed also
    // keeps every worker but the first from waiting for one listed instance.
    let running =
        |boot_ms| Need { boot_ms, to_be_changed: made, ..Need::status(InstanceStatus::Running) };
    let locked = Need { locks: vec![LockReason::Security], ..running(Need::LONG_BOOT_MS) };
    let disk = Need { disk_abnormal: true, ..running(Need::LONG_BOOT_MS) };
    let foreign = Need { other_account: true, ..running(Need::LONG_BOOT_MS) };
    let listed = shared.session.target.instances.of(List::Running).len();
    let mut wanted: Vec<(&mut Option<String>, Need, &str)> = Vec::new();
    wanted.push((&mut cast.watched, running(Need::LONG_BOOT_MS), "refusals on a Running instance"));
    if made || listed >= 2 {
        // Over at once, so that it can be restarted again and again.
        wanted.push((&mut cast.served, running(0), "valid calls"));
    } else if let Some(reasons) = reasons.as_deref_mut() {
        reasons.push(
            "valid calls: list two instances under running, one to be restarted and one to be watched"
                .to_owned(),
        );
    }
    let stopped = Need { status: InstanceStatus::Stopped, ..running(Need::LONG_BOOT_MS) };
    wanted.push((&mut cast.stopped, stopped, "calls on a Stopped instance"));
    wanted.push((&mut cast.locked, locked, "calls on a locked instance"));
    wanted.push((&mut cast.disk, disk, "calls on an instance with an abnormal disk"));
    wanted.push((&mut cast.foreign, foreign, "calls on an instance of another account"));
    let mut log = Log::new();
    for (place, need, what) in wanted {
        let wanted = std::slice::from_ref(&need);
        match shared.arranger.lend(&shared.session, &mut log, wanted).await {
            Ok(lent) => {
                for lease in lent {
                    *place = Some(lease.id.clone());
                    leases.push(lease);
                }
            }
            Err(reason) => {
                if let Some(reasons) = reasons.as_deref_mut() {
                    let reason = match reason {
                        crate::suite::stop::Stop::Inconclusive(reason) => reason,
                        other => format!("{other:?}"),
                    };
                    reasons.push(format!("{what}: {reason}"));
                }
            }
        }
    }
    // Last, since it is like those that were lent.
    cast.unknown = shared.session.unused_instance_id();
    (cast, leases)
}

async fn finish(shared: &Shared, mut untested: Vec<String>, interrupted: bool) -> Outcome {
    let took = shared.elapsed();
    let mut log = Log::new();
    // An endpoint that is gone gives nothing back; it is asked once, within its time-out.
    shared.arranger.give_all_back(&shared.session, &mut log).await;
    let (findings, further) = locked(&shared.findings).take();
    let counts = &shared.counts;
    let get = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    if get(&counts.judged) == 0 {
        untested.push("anything: no request was judged".to_owned());
    }
    Outcome {
        took,
        sent: get(&counts.sent),
        judged: get(&counts.judged),
        throttled: get(&counts.throttled),
        busy: get(&counts.busy),
        unsteady: get(&counts.unsteady),
        surplus: get(&counts.surplus),
        observed: get(&counts.observed),
        findings,
        remarks: locked(&shared.remarks).take(),
        further,
        untested,
        interrupted,
        not_given_back: shared.arranger.not_given_back(),
        ..Outcome::blank(&shared.options, shared.run)
    }
}

impl Worker {
    fn new(
        shared: Arc<Shared>,
        number: usize,
        cast: Cast,
        leases: Vec<Lease>,
        generator: Generator,
    ) -> Self {
        Self {
            shared,
            number,
            cast,
            leases,
            connection: None,
            generator,
            nonces: 0,
            is_ready: true,
            restarted: None,
            doubts: Self::doubts(),
            batch: Vec::new(),
            is_explained: false,
            last_served: None,
            not_back_since: None,
            place: None,
            postponed: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_worker_that_broke_is_told_from_one_that_was_stopped() {
        let mut workers = JoinSet::new();
        workers.spawn(async {});
        assert!(!all_ended(&mut workers).await);
        workers.spawn(std::future::pending());
        workers.abort_all();
        assert!(!all_ended(&mut workers).await, "stopped");
        workers.spawn(async { std::panic::panic_any(()) });
        workers.spawn(async {});
        assert!(all_ended(&mut workers).await);
    }
}
