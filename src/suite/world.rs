//! What one scenario knows: its instances, what it called, and what came. Steps change it; the runner
//! takes the evidence out at the end.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::{Content, Received};
use super::arrange::{Arranger, Lease};
use super::call::{Call, NO_VERSION_3, SignedCall, basic, carried};
use super::called::Called;
use super::client::Way;
use super::evidence::{Evidence, EvidenceStore};
use super::kept;
use super::locked::locked;
use super::select::ScenarioKey;
use super::session::{Log, Session};
use super::setup::{self, Obstacle};
use super::stop::Stop;
use super::target::AccessKey;
use super::waits::{Waiting, Waits};
use crate::api::errors::{Failure, INCORRECT_INSTANCE_STATUS, Passing, Terms};
use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::api::operations::{self, Effect, Operation};
use crate::api::{Dialect, Format};
use crate::outcome::{Purpose, Sighting};
use crate::suite::need::Need;

/// How often a call is made anew that was answered with a failure and carried out all the same.
const MOST_CARRIED_OUT: u32 = 5;

/// What a run shares, handed to every scenario by a hook.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The target and the calls to it.
    pub session: Arc<Session>,
    /// Instances.
    pub arranger: Arc<Arranger>,
    /// Where scenarios leave what they sent.
    pub(super) evidence: EvidenceStore,
}

/// A call that is made again and again: since when, and that it is waited for.
#[derive(Debug)]
pub(super) struct Pauses<'a> {
    since: Instant,
    waits: &'a Waits,
    waiting: Option<Waiting<'a>>,
}

impl<'a> Pauses<'a> {
    pub(super) fn begin(waits: &'a Waits) -> Self {
        Self { since: Instant::now(), waits, waiting: None }
    }

    fn left(&self, limit: Duration) -> Duration {
        limit.saturating_sub(self.since.elapsed())
    }

    /// A tenth of the time so far: what is waited for too long is little, and so are the calls.
    async fn pause(&mut self, what: impl FnOnce() -> String, longest: Duration) {
        self.waiting.get_or_insert_with(|| self.waits.begin(what()));
        let tenth = self.since.elapsed() / 10;
        let pause = tenth.clamp(Duration::from_millis(20), Duration::from_millis(500));
        tokio::time::sleep(pause.min(longest)).await;
    }
}

/// Whether an answer says that the instance is not Running, or that an earlier call still holds it; in
/// whatever format.
pub(super) fn is_not_running(received: &Received) -> bool {
    let says_so = |received: &Received| {
        let code = received.reading().and_then(|reading| reading.code).unwrap_or_default();
        code.split('.').next() == Some(INCORRECT_INSTANCE_STATUS.code)
            || received.answers(Failure::Conflict)
    };
    match &received.content {
        Content::Unreadable(answer, _) => Format::ALL
            .into_iter()
            .any(|format| says_so(&Received::new(format, Ok(answer.clone())))),
        _ => says_so(received),
    }
}

/// The world of a scenario.
#[derive(Default, cucumber::World)]
pub struct World {
    bench: Option<Bench>,
    /// The instances of this scenario; the first is the one that is called.
    pub(super) leases: Vec<Lease>,
    /// The id that is called.
    pub(super) instance_id: Option<String>,
    /// The kind of answer that was arranged to come to every call on the instance.
    pub(super) arranged: Option<Passing>,
    /// Whether a restart was arranged to be in progress: then a refusal for that is no call's own doing.
    pub(super) is_restarting: bool,
    /// When that was asked for, in ms of the run.
    pub(super) restart_asked_ms: Option<f64>,
    /// An access key that was arranged.
    pub(super) key: Option<AccessKey>,
    /// The last call under judgement, and how it was signed and sent.
    pub(super) sent: Option<(Call, SignedCall)>,
    /// What the calls under judgement carried that a message may repeat: ids, nonces, times, signatures.
    pub(super) carried: Vec<String>,
    /// What came of the calls under judgement, in order.
    pub(super) received: Vec<Received>,
    /// Every status seen while a restart was watched, in order.
    pub(super) seen: Vec<String>,
    /// Requests and answers.
    pub(super) log: Log,
    /// Exchanges of other scenarios that a mismatch means.
    pub(super) meant: Vec<Sighting>,
    /// What was observed without being judged.
    pub(super) notes: Vec<String>,
    /// The dialects that answers were recognised by.
    pub(super) dialects: Vec<Dialect>,
    /// The dialect in which an answer is a documented one that is none in the dialect held to.
    pub(super) other_dialect: Option<Dialect>,
}

// Outputs of cucumber show a World's Debug, so it holds nothing that was sent or received.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("instance_id", &self.instance_id)
            .field("exchanges", &self.log.len())
            .finish_non_exhaustive()
    }
}

impl Drop for World {
    /// A scenario that is stopped before its end leaves what it sent all the same.
    fn drop(&mut self) {
        let Some(bench) = self.bench.take() else { return };
        let Some(scenario) = self.log.scenario().cloned().filter(|_| !self.log.is_empty()) else {
            return;
        };
        let mut evidence = locked(&bench.evidence);
        evidence.insert(scenario, self.evidence());
    }
}

impl World {
    /// Hands over what the run shares, and says which scenario this is.
    pub fn enter(&mut self, bench: Bench, scenario: ScenarioKey) {
        self.bench = Some(bench);
        self.log = Log::of(scenario);
    }

    /// What the run shares.
    ///
    /// # Errors
    /// Broken when no hook has handed it over.
    pub(super) fn bench(&self) -> Result<Bench, Stop> {
        self.bench.clone().ok_or_else(|| Stop::Broken("the scenario was given no endpoint".into()))
    }

    /// Gives back what was lent, and hands over what the scenario leaves behind.
    pub(super) async fn leave(&mut self) -> Evidence {
        if let Some(Bench { session, arranger, .. }) = self.bench.clone() {
            for lease in std::mem::take(&mut self.leases) {
                arranger.give_back(&session, &mut self.log, &lease).await;
            }
        }
        // It is judged. Who ran the scenario may hold its world for longer.
        self.received = Vec::new();
        self.sent = None;
        self.carried = Vec::new();
        self.evidence()
    }

    fn evidence(&mut self) -> Evidence {
        let notes = std::mem::take(&mut self.notes);
        Evidence {
            log: std::mem::take(&mut self.log),
            meant: std::mem::take(&mut self.meant),
            notes: notes.into_iter().map(kept::text).collect(),
            dialects: std::mem::take(&mut self.dialects),
            other_dialect: self.other_dialect,
            took_ms: 0.0,
        }
    }

    /// Borrows instances in these states; the first one is the one that is called.
    pub(super) async fn lend(&mut self, needs: &[Need]) -> Result<(), Stop> {
        let Bench { session, arranger, .. } = self.bench()?;
        let leases = arranger.lend(&session, &mut self.log, needs).await?;
        self.instance_id = leases.first().map(|lease| lease.id.clone());
        self.leases.extend(leases);
        Ok(())
    }

    /// The instance that is called.
    pub(super) fn lease(&self) -> Result<Lease, Stop> {
        self.leases
            .first()
            .cloned()
            .ok_or_else(|| Stop::Broken("no step has arranged an instance".into()))
    }

    /// The operation under test.
    pub(super) fn under_test(&self) -> Result<&'static Operation, Stop> {
        Ok(self.bench()?.session.operation)
    }

    /// A call of an operation on this scenario's instance.
    pub(super) fn called(&self, called: Called) -> Result<Call, Stop> {
        let none = || Stop::Broken("no step has given an instance id".into());
        self.called_on(called, self.instance_id.as_deref().ok_or_else(none)?)
    }

    /// A call of an operation on an instance.
    pub(super) fn called_on(&self, called: Called, id: &str) -> Result<Call, Stop> {
        let operation = called.operation(self.under_test()?);
        Ok(Call::new(operation.name).with(parameter::INSTANCE_ID, id))
    }

    /// The operation that the last call under judgement named; the one under test where it named none that is
    /// known.
    pub(super) fn last_operation(&self) -> Result<&'static Operation, Stop> {
        let named = self.sent.as_ref().and_then(|(call, _)| call.value_of(parameter::ACTION));
        named.and_then(operations::named).map_or_else(|| self.under_test(), Ok)
    }

    /// What the operation that was called last does.
    pub(super) fn effect(&self) -> Result<Effect, Stop> {
        let operation = self.last_operation()?;
        let none = || Stop::Broken(format!("{} changes nothing", operation.name));
        operation.effect.ok_or_else(none)
    }

    /// Sends a call under judgement and keeps what came.
    pub(super) async fn judge(&mut self, call: Call) -> Result<(), Stop> {
        self.judge_by(&|_| call.clone(), Way::Any).await
    }

    /// Sends a call under judgement over a connection of its own, and keeps what came.
    pub(super) async fn judge_afresh(&mut self, call: Call) -> Result<(), Stop> {
        self.judge_by(&|_| call.clone(), Way::Apart).await
    }

    /// Sends a call on the scenario's instance that is not the one under judgement.
    pub(super) async fn ask(&mut self, purpose: Purpose, call: &Call) -> Result<Received, Stop> {
        let session = self.bench()?.session;
        let mut pauses = Pauses::begin(&session.waits);
        loop {
            let received = session.call(&mut self.log, purpose, call).await;
            super::observe::reached(&received)?;
            self.unless_set_up_wrongly(call, &received)?;
            if !is_not_running(&received) || !self.waits_for_a_restart(&mut pauses, 1).await? {
                return Ok(received);
            }
        }
    }

    /// A plain correct call on an own instance that is refused for the key's rights says nothing of the
    /// endpoint.
    pub(super) fn unless_set_up_wrongly(
        &self,
        call: &Call,
        received: &Received,
    ) -> Result<(), Stop> {
        let is_own = self.leases.first().is_some_and(|lease| {
            let id = call.value_of(parameter::INSTANCE_ID);
            !lease.need.other_account && id == Some(lease.id.as_str())
        });
        if !is_own || !call.is_plain() {
            return Ok(());
        }
        match setup::told_on_own(&self.bench()?.session, received) {
            Some(Obstacle { seen, next, .. }) => {
                Err(Stop::SetUp(format!("{seen}; whose: your setup; next: {next}")))
            }
            None => Ok(()),
        }
    }

    /// Whether the answer that the instance is not Running tells of an earlier restart, where nothing shows
    /// that to be over: then it is not the answer to this call, which is to be made again, nor are the last
    /// `exchanges` of the log under judgement. Waits before it says so.
    ///
    /// # Errors
    /// Inconclusive where enough was waited.
    pub(super) async fn waits_for_a_restart(
        &mut self,
        pauses: &mut Pauses<'_>,
        exchanges: usize,
    ) -> Result<bool, Stop> {
        let Bench { session, arranger, .. } = self.bench()?;
        let Some(lease) = self.leases.first() else { return Ok(false) };
        if !arranger.may_be_restarting_unseen(&session, &lease.id) {
            return Ok(false);
        }
        let left = session.unseen_patience().min(pauses.left(session.target.restart_deadline));
        if left.is_zero() {
            return Err(Stop::Inconclusive(
                "an earlier restart of the instance is still under way, as the call itself says, and nothing \
                 shows when it is over"
                    .to_owned(),
            ));
        }
        for asked in self.log.iter_mut().rev().take(exchanges) {
            asked.purpose = Purpose::Observe;
        }
        pauses.pause(|| format!("an earlier restart of {}", lease.id), left).await;
        Ok(true)
    }

    /// Sends a call under judgement that holds a time or a nonce of its own choice, and is therefore made anew
    /// each time that it is sent, and keeps what came.
    pub(super) async fn judge_made(
        &mut self,
        make: impl Fn(&Session) -> Call + Sync,
    ) -> Result<(), Stop> {
        self.judge_by(&make, Way::Any).await
    }

    /// Sends a call under judgement over this connection, and keeps what came.
    pub(super) async fn judge_by(
        &mut self,
        make: &(dyn Fn(&Session) -> Call + Sync),
        way: Way,
    ) -> Result<(), Stop> {
        let Bench { session, arranger, .. } = self.bench()?;
        let purpose = Purpose::Judge;
        if make(&session).is_version_3() && basic(&session.target.url).is_some() {
            return Err(Stop::Inconclusive(NO_VERSION_3.to_owned()));
        }
        let mut pauses = Pauses::begin(&session.waits);
        // A call that has the nonce of the one before keeps it: that is what it is about.
        let is_replay =
            self.sent.as_ref().is_some_and(|(_, signed)| make(&session).repeats_nonce(signed));
        let mut tries = 0;
        loop {
            let is_again = tries > 0;
            let renewed = |session: &Session| {
                let call = make(session);
                if is_again && !is_replay { call.with_new_nonce(&session.nonce()) } else { call }
            };
            let (received, call, signed) =
                session.call_made(&mut self.log, purpose, &renewed, way, self.arranged).await;
            self.carried.extend(carried(&signed.prepared));
            self.sent = Some((call.clone(), signed));
            let is_own_doing = received.was_carried_out_before()
                && !self.is_restarting
                && self.leases.first().is_some_and(|l| l.need.status == InstanceStatus::Running);
            tries += 1;
            if is_own_doing {
                if tries > MOST_CARRIED_OUT {
                    let came = received.describe();
                    return Err(Stop::Inconclusive(format!(
                        "the call was answered with a failure and carried out all the same: made again, it gives {came}"
                    )));
                }
                if let Some(exchange) = self.log.last_mut() {
                    exchange.asked_again = true;
                }
                let lease = self.lease()?;
                arranger.bring_back(&session, &mut self.log, &lease).await?;
                continue;
            }
            self.keep(received)?;
            self.unless_set_up_wrongly(&call, self.last()?)?;
            if !is_not_running(self.last()?) || !self.waits_for_a_restart(&mut pauses, 1).await? {
                return Ok(());
            }
            self.received.pop();
        }
    }

    /// Sends the same bytes once more, over this connection, and keeps what came.
    pub(super) async fn judge_signed(
        &mut self,
        call: Call,
        signed: SignedCall,
        way: Way,
    ) -> Result<(), Stop> {
        let session = self.bench()?.session;
        let prepared = signed.prepared.clone();
        let format = call.expected_format();
        self.carried.extend(carried(&signed.prepared));
        self.sent = Some((call, signed));
        let received = session.send(&mut self.log, Purpose::Judge, format, way, prepared).await;
        self.keep(received)
    }

    /// Keeps what came of a call under judgement.
    pub(super) fn keep(&mut self, received: Received) -> Result<(), Stop> {
        super::observe::reached(&received)?;
        if received.is_unsure || matches!(received.status(), Some(200..=299)) {
            let arranger = self.bench()?.arranger;
            for lease in &self.leases {
                arranger.restarted(&lease.id);
            }
        }
        // A rule that looks at all of a body looks at that of the last call.
        if let Some(before) = self.received.last_mut() {
            before.forget_the_rest();
        }
        self.received.push(received);
        Ok(())
    }

    /// The last call under judgement, and how it was signed and sent.
    pub(super) fn sent(&self) -> Result<(Call, SignedCall), Stop> {
        self.sent.clone().ok_or_else(|| Stop::Broken("no step has called anything".into()))
    }

    /// What the answer to the last call under judgement is held to.
    pub(super) fn terms(&self) -> Result<Terms, Stop> {
        let session = self.bench()?.session;
        let version_3 = self.sent.as_ref().is_some_and(|(call, _)| call.is_version_3());
        Ok(Terms { dialect: session.dialect, edition: session.edition, version_3 })
    }

    /// What came of the last call under judgement.
    pub(super) fn last(&self) -> Result<&Received, Stop> {
        self.received.last().ok_or_else(|| Stop::Broken("no step has called anything".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Answer;

    /// Whoever ran the scenario holds its world until its last event is read, and that is often long after.
    #[tokio::test]
    async fn a_world_that_was_left_holds_no_answer() {
        let answer = Answer { status: 200, body: b"<a><b/></a>".to_vec(), ..Answer::default() };
        let mut world = World::default();
        world.received.push(Received::new(Format::Xml, Ok(answer)));
        world.carried.push("a value".to_owned());
        world.leave().await;
        assert!(world.received.is_empty() && world.received.capacity() == 0);
        assert!(world.carried.is_empty() && world.sent.is_none());
    }
}
