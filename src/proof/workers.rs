//! Runs at once. A run of cucumber stays on one thread, so each worker is a thread with a runtime of
//! its own, in which the endpoint of the run lives too.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError, mpsc};
use std::{io, thread};

use super::run_error::RunError;
use super::seen::Seen;
use super::stop::{Stop, Why};
use super::subject::Subject;
use crate::suite::features::Index;
use crate::suite::select::Selected;
use crate::suite::target::Target;

/// How much stack a worker has. A run is deep, and deeper without optimisation.
const STACK_BYTES: usize = 16 << 20;

/// One run of a proof.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// What is judged.
    pub(super) subject: Subject,
    /// Which of the selections is run.
    pub(super) selection: usize,
}

/// One run has ended; for whoever shows progress.
#[derive(Debug)]
pub struct Ended<'a> {
    /// What was judged.
    pub subject: Subject,
    /// What it came to.
    pub seen: &'a Seen,
    /// Runs that have ended, this one included.
    pub done: usize,
    /// Runs altogether.
    pub of: usize,
}

/// Carries out plans, so many at once, and gives what was seen in the order of the plans.
pub(super) fn run_all(
    index: &Index,
    selections: &[Selected],
    plans: &[Plan],
    target: Option<&Target>,
    workers: usize,
    stop: &Stop,
    mut ended: impl FnMut(Ended<'_>),
) -> Result<Vec<Seen>, RunError> {
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|&at| Reverse(plans[at].subject.waits()));
    let queue = Mutex::new(VecDeque::from(order));
    let mut results: Vec<Option<Seen>> = vec![None; plans.len()];
    let mut failure = None;
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let workers: io::Result<Vec<_>> = (0..workers.clamp(1, plans.len().max(1)))
            .map(|_| {
                let sender = sender.clone();
                let queue = &queue;
                let stack = thread::Builder::new().stack_size(STACK_BYTES);
                stack.spawn_scoped(scope, move || {
                    while let Some(at) = next(queue).filter(|_| !stop.has_come()) {
                        let plan = plans[at];
                        let seen = one(index, &selections[plan.selection], plan, target, stop);
                        if sender.send((at, seen)).is_err() {
                            return;
                        }
                    }
                })
            })
            .collect();
        let workers: Vec<_> = match workers {
            Ok(workers) => workers,
            Err(error) => {
                queue.lock().unwrap_or_else(PoisonError::into_inner).clear();
                failure = Some(RunError::Start(error));
                Vec::new()
            }
        };
        drop(sender);
        let mut done = 0;
        for (at, result) in receiver {
            match result {
                Ok(seen) => {
                    done += 1;
                    ended(Ended { subject: plans[at].subject, seen: &seen, done, of: plans.len() });
                    results[at] = Some(seen);
                }
                Err(error) => {
                    // What is under way may end; nothing more begins.
                    queue.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    failure.get_or_insert(error);
                }
            }
        }
        for worker in workers {
            if worker.join().is_err() {
                failure.get_or_insert(RunError::Panicked);
            }
        }
    });
    match failure {
        _ if stop.has_come() => {
            let not_given_back = Seen::left_after(results.iter().flatten());
            let after = match stop.why() {
                Some(Why::TimeUp(limit)) => Some(limit),
                Some(Why::Asked) | None => None,
            };
            Err(RunError::Stopped { after, not_given_back })
        }
        Some(error) => Err(error),
        None => results.into_iter().collect::<Option<_>>().ok_or(RunError::Panicked),
    }
}

fn next(queue: &Mutex<VecDeque<usize>>) -> Option<usize> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

/// One run, in a runtime that ends with it, so that nothing of its endpoint is left.
fn one(
    index: &Index,
    selected: &Selected,
    plan: Plan,
    target: Option<&Target>,
    stop: &Stop,
) -> Result<Seen, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(RunError::Start)?;
    runtime.block_on(plan.subject.judge(index, selected, target, stop))
}
