//! What a run shares: the target, the HTTP client, nonces, and the journal of RequestIds.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::amiss;
use super::answer::Received;
use super::call::{Call, SignedCall, Stamp};
use super::client::{Client, Prepared, Sent, Way};
use super::clock::{Clock, now};
use super::ids::{Character, KnownIds};
use super::journal::Journal;
pub use super::journal::Log;
use super::kept::Kept;
use super::lateness::Lateness;
use super::locked::locked;
use super::pace;
use super::select::ScenarioKey;
use super::sight::{Describe, Sight};
use super::target::Target;
use super::waits::Waits;
use crate::api::operations::{self, Operation};
use crate::api::{Dialect, Edition, Format};
use crate::outcome::{Answer, Pace, Purpose};
use crate::wire::timestamp::Timestamp;

/// No clock is this far behind.
const CLOCK_UNKNOWN: i64 = i64::MIN;

/// A run's shared state.
#[derive(Debug)]
pub struct Session {
    /// What is judged.
    pub target: Target,
    /// The operation under test.
    pub operation: &'static Operation,
    /// The edition it is judged by.
    pub edition: Edition,
    /// The dialect it is held to; `None` lets it speak either.
    pub dialect: Option<Dialect>,
    /// How much is kept of what comes.
    pub(super) kept: Kept,
    pub(super) client: Arc<Client>,
    pub(super) pace: pace::Pace,
    started: Instant,
    /// How far the endpoint's clock is ahead of this machine's, in seconds; [`CLOCK_UNKNOWN`] until
    /// an answer tells.
    clock_ahead: AtomicI64,
    random: Mutex<fastrand::Rng>,
    /// Ids of instances that are listed, or were given.
    pub known_ids: KnownIds,
    observing_format: Mutex<Format>,
    journal: Mutex<Journal>,
    /// What the Describe operations show here.
    pub(super) sight: Sight,
    /// Operations that do not exist here.
    unserved: Mutex<BTreeSet<String>>,
    /// What is waited for at this moment.
    pub(super) waits: Waits,
    /// When the end of a restart that nothing shows was first waited for.
    waited_unseen: OnceLock<Instant>,
    /// How late the Describe operations show what was made or changed.
    pub lateness: Lateness,
}

impl Session {
    /// How long a run waits for restarts that nothing shows to be over, all together: so long that short ones
    /// decide what they can, and no run without sight takes a minute.
    pub const UNSEEN_PATIENCE: Duration = Duration::from_secs(40);

    /// Sets up what a run against this target shares.
    #[must_use]
    pub fn new(target: Target) -> Self {
        target.secrets.know(target.access_key.secret.reveal());
        target.secrets.know_password(&target.url);
        if let Some(Ok(control)) = target.arrange.control.as_ref().map(|url| url.parse()) {
            target.secrets.know_password(&control);
        }
        Self {
            kept: Kept::default(),
            client: Arc::new(Client::new(target.timeout)),
            pace: pace::Pace::new(target.rate.map(f64::from)),
            known_ids: KnownIds::of(target.instances.ids(), &target.secrets),
            target,
            operation: &operations::REBOOT_INSTANCE,
            edition: Edition::default(),
            dialect: None,
            started: Instant::now(),
            clock_ahead: AtomicI64::new(CLOCK_UNKNOWN),
            // Nonces must differ from those of every earlier run, so they come from no fixed seed.
            random: Mutex::new(fastrand::Rng::new()),
            observing_format: Mutex::new(Format::default()),
            journal: Mutex::default(),
            sight: Sight::default(),
            unserved: Mutex::default(),
            waits: Waits::default(),
            waited_unseen: OnceLock::new(),
            lateness: Lateness::default(),
        }
    }

    /// Notes that an operation does not exist here.
    pub fn note_unserved(&self, action: &str) {
        locked(&self.unserved).insert(action.to_owned());
    }

    /// The operations beside the one under test that are not served, as far as that is known.
    #[must_use]
    pub fn unserved(&self) -> Vec<&'static str> {
        let noted = locked(&self.unserved);
        let describe = Describe::ALL.into_iter().filter(|by| self.sight.nothing(*by).is_some());
        let orders = [operations::START_INSTANCE.name, operations::STOP_INSTANCE.name];
        let orders = orders.into_iter().filter(|action| noted.contains(*action));
        describe.map(Describe::action).chain(orders).collect()
    }

    /// How long a run still waits for the ends of restarts that nothing shows.
    #[must_use]
    pub fn unseen_patience(&self) -> Duration {
        let since = self.waited_unseen.get_or_init(Instant::now);
        Self::UNSEEN_PATIENCE.saturating_sub(since.elapsed())
    }

    /// Ms since the run began.
    #[must_use]
    pub fn elapsed_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }

    /// The format in which statuses are observed: the first one in which the control call could be
    /// read, so that an endpoint whose XML is broken is still judged in JSON.
    #[must_use]
    pub fn observing_format(&self) -> Format {
        *locked(&self.observing_format)
    }

    /// Decides on the format in which statuses are observed.
    pub fn observe_in(&self, format: Format) {
        *locked(&self.observing_format) = format;
    }

    /// Signs a call as of now.
    #[must_use]
    pub fn sign(&self, call: &Call) -> SignedCall {
        let stamp = Stamp { timestamp: now(), nonce: self.nonce() };
        call.prepare(&self.target.url, &self.target.access_key, &stamp)
    }

    /// A nonce: 128 random bits.
    #[must_use]
    pub fn nonce(&self) -> String {
        format!("{:032x}", locked(&self.random).u128(..))
    }

    /// A well-formed id that no instance has, as far as can be known without asking: [`KnownIds::unused`].
    #[must_use]
    pub fn unused_instance_id(&self) -> String {
        self.known_ids.unused(&mut locked(&self.random))
    }

    /// Ids that differ from one in a single character: [`KnownIds::one_character_away`].
    #[must_use]
    pub fn ids_one_character_away(&self, id: &str, which: Character) -> Vec<String> {
        self.known_ids.one_character_away(id, which, &mut locked(&self.random))
    }

    /// Notes what the answer to the last exchange of a log holds for the rules that look back.
    pub(super) fn note(&self, log: &Log, received: &Received) {
        let secret = self.target.access_key.secret.reveal();
        let found = amiss::found(log, received, secret);
        let mut journal = locked(&self.journal);
        journal.note(log, received);
        journal.note_amiss(log, found);
    }

    /// A session for another target at the same endpoint. Both share what connections there are: an endpoint may
    /// take few.
    #[must_use]
    pub fn beside(&self, target: Target) -> Self {
        Self { client: Arc::clone(&self.client), ..Self::new(target) }
    }

    /// From now on keeps no connection that is not in use: somebody beside this session needs the room.
    pub fn keep_no_connections(&self) {
        self.client.keep_none();
    }

    /// How fast a run could call so far, and what held it up.
    #[must_use]
    pub fn pace(&self) -> Pace {
        let connections = self.client.connections_lowered_to();
        Pace { connections, surplus: self.client.surplus(), ..self.pace.told() }
    }

    /// Whether calls have to wait: the endpoint has throttled some, or the target says how many it takes.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.target.rate.is_some() || self.pace.told().throttled > 0
    }

    /// How long calls take of late, waiting for their turn included, in ms.
    #[must_use]
    pub fn call_ms(&self) -> f64 {
        self.pace.call_ms()
    }

    /// Waits for the turn of a call that is not made here.
    pub async fn take_turn(&self) {
        self.pace.turn().await;
    }

    /// A call that is not made here was answered.
    pub fn note_served(&self) {
        self.pace.served(std::time::Duration::ZERO);
    }

    /// A call that is not made here was throttled.
    pub fn note_throttled(&self) {
        self.pace.throttled(None);
    }

    /// Ends all waiting, since the run is stopped; what is still asked is waited for briefly.
    pub fn stop_waiting(&self) {
        self.pace.hurry();
    }

    /// Sends a request that stands in the log while it is under way, so that it is there too where nobody
    /// waits for its answer any more.
    pub(super) async fn noted(
        &self,
        log: &mut Log,
        purpose: Purpose,
        prepared: Prepared,
        way: Way,
    ) -> Sent {
        let _waiting = self.waits.begin(prepared.in_words());
        log.push(prepared.under_way(purpose, self.elapsed_ms()));
        let sent = self.client.send(purpose, prepared, way).await;
        log.pop();
        sent
    }

    /// Notes a status that the last exchange of a log showed.
    pub fn note_status(&self, log: &Log, status: &str) {
        locked(&self.journal).note_status(log, status);
    }

    /// Notes that a scenario of a MUST rule failed, and on what.
    pub fn note_failure(&self, scenario: &ScenarioKey, actual: &str) {
        locked(&self.journal).note_failure(scenario, actual);
    }

    /// What was seen so far.
    #[must_use]
    pub fn journal(&self) -> Journal {
        locked(&self.journal).clone()
    }

    /// Learns from an answer's `Date` how far the endpoint's clock is ahead, where it can be true.
    pub fn learn_clock(&self, answer: &Answer) {
        let date = answer.header("date");
        if let Some(Clock::Ahead(ahead)) = date.map(|date| Clock::of(date, now().unix_seconds())) {
            self.clock_ahead.store(ahead, Ordering::Relaxed);
        }
    }

    /// The endpoint's clock, as far as is known: what rules about the age of a Timestamp count from.
    #[must_use]
    pub fn endpoint_now(&self) -> Timestamp {
        let seconds = now().unix_seconds();
        Timestamp::from_unix_seconds(seconds + self.clock_ahead_s().unwrap_or_default())
    }

    /// How far the endpoint's clock is ahead of this machine's, in s, if an answer told.
    #[must_use]
    pub fn clock_ahead_s(&self) -> Option<i64> {
        Some(self.clock_ahead.load(Ordering::Relaxed)).filter(|ahead| *ahead != CLOCK_UNKNOWN)
    }
}
