//! What one scenario knows: its instances, what it called, and what came. Steps change it; the runner
//! takes the evidence out at the end.

use std::fmt;
use std::sync::Arc;

use super::answer::Received;
use super::arrange::{Arranger, Lease, Need};
use super::call::{Call, Signed, carried};
use super::kept;
use super::recorder::Evidence;
use super::select::ScenarioKey;
use super::session::{Log, Session};
use super::stop::Stop;
use super::target::AccessKey;
use crate::outcome::{Purpose, Sighting};
use crate::spec::Dialect;
use crate::spec::errors::Terms;
use crate::spec::names::{action, parameter};

/// What a run shares, handed to every scenario by a hook.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The target and the calls to it.
    pub session: Arc<Session>,
    /// Instances.
    pub arranger: Arc<Arranger>,
}

/// The world of a scenario.
#[derive(Default, cucumber::World)]
pub struct World {
    bench: Option<Bench>,
    /// The instances of this scenario; the first is the one that is called.
    pub(super) leases: Vec<Lease>,
    /// The id that is called.
    pub(super) instance_id: Option<String>,
    /// An access key that was arranged.
    pub(super) key: Option<AccessKey>,
    /// The last call under judgement, and how it was signed and sent.
    pub(super) sent: Option<(Call, Signed)>,
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
        if let Some(Bench { session, arranger }) = self.bench.clone() {
            for lease in std::mem::take(&mut self.leases) {
                arranger.give_back(&session, &mut self.log, &lease).await;
            }
        }
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
        let Bench { session, arranger } = self.bench()?;
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

    /// A RebootInstance call on this scenario's instance.
    pub(super) fn reboot(&self) -> Result<Call, Stop> {
        let id = self
            .instance_id
            .as_ref()
            .ok_or_else(|| Stop::Broken("no step has given an instance id".into()))?;
        Ok(Call::new(action::REBOOT_INSTANCE).with(parameter::INSTANCE_ID, id))
    }

    /// Sends a call under judgement and keeps what came.
    pub(super) async fn judge(&mut self, call: Call) -> Result<(), Stop> {
        let signed = self.bench()?.session.sign(&call);
        self.judge_signed(call, signed).await
    }

    /// Sends a call that is signed already, and keeps what came.
    pub(super) async fn judge_signed(&mut self, call: Call, signed: Signed) -> Result<(), Stop> {
        let session = self.bench()?.session;
        let prepared = signed.prepared.clone();
        let format = call.expected_format();
        self.carried.extend(carried(&signed.prepared));
        self.sent = Some((call, signed));
        let received = session.send(&mut self.log, Purpose::Judge, format, prepared).await;
        self.keep(received)
    }

    /// Keeps what came of a call under judgement.
    pub(super) fn keep(&mut self, received: Received) -> Result<(), Stop> {
        super::observe::reached(&received)?;
        if matches!(received.status(), Some(200..=299)) {
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
    pub(super) fn sent(&self) -> Result<(Call, Signed), Stop> {
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
