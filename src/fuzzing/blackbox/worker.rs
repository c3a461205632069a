//! A worker: one connection, instances of its own where they can be made, and one sequence of recipes.
//! It sends a batch, then looks whether everything still stands.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::generator::Generator;
use super::http::{self, RawAnswer};
use super::places::Place;
use super::shared::{Shared, count};
use super::socket::{Connection, Ending};
use crate::fuzzing::recipe::effect::Expectation;
use crate::fuzzing::recipe::oracle::{self, Judged, Oracle, Violation};
use crate::fuzzing::recipe::raw::Raw;
use crate::fuzzing::recipe::sign::Written;
use crate::fuzzing::recipe::site::{Cast, Stamp};
use crate::fuzzing::recipe::{CallRecipe, Recipe};
use crate::outcome::Answer;
use crate::suite::arrange::Lease;
use crate::suite::locked::locked;

/// How many recipes are sent before statuses are looked at.
const BATCH: u64 = 96;

/// How long the rest of a request that stopped half way is waited for: nothing has to come.
const MOMENT: Duration = Duration::from_millis(150);

/// How often a throttled call is made, and the first pause; each is twice the one before.
const MOST_THROTTLED: u32 = 7;
const THROTTLED: Duration = Duration::from_millis(20);

/// What tells a closed connection from other causes.
const CLOSED: &str = "closed";

/// How often an instance that an earlier call restarted is waited for, to see that it was that.
const DOUBTS: u32 = 4;

/// From how many bytes on a request may be too long to be quoted in an answer that is read to its end.
const LONG_REQUEST: usize = Answer::MAX_BODY_BYTES / 8;

/// What came of a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// What is allowed.
    Good,
    /// It was not judged: a part of it could not be had.
    Unjudged,
    /// The endpoint has too many calls.
    Throttled,
    /// It was not sent: no instance of its kind takes part.
    Unsent,
    /// What is not allowed.
    Bad(Violation),
    /// The endpoint is gone.
    Gone,
}

/// A worker.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) number: usize,
    pub(super) cast: Cast,
    /// Leases of the instances in the cast, where they may be changed.
    pub(super) leases: Vec<Lease>,
    pub(super) connection: Option<Connection>,
    pub(super) generator: Generator,
    pub(super) nonces: u64,
    /// Whether the instance that may be restarted was seen Running since the last restart.
    pub(super) is_ready: bool,
    /// When that was.
    pub(super) restarted: Option<Instant>,
    pub(super) doubts: u32,
    /// What was sent in this batch.
    pub(super) batch: Vec<Recipe>,
    /// Whether a call of this batch was served that had to be refused, which explains a restart.
    pub(super) is_explained: bool,
    /// The last call that was served.
    pub(super) last_served: Option<Recipe>,
    /// Since when the instance that may be restarted is not Running, in looks.
    pub(super) not_back_since: Option<Instant>,
    /// The right to have a connection.
    pub(super) place: Option<Place>,
    /// What is to be made again, and how often it was already.
    pub(super) postponed: Option<(Recipe, u32)>,
}

impl Worker {
    /// Works until the run is over.
    pub(super) async fn work(mut self) {
        let mut left = self.shared.share_of(self.number);
        while (left > 0 || self.postponed.is_some()) && !self.shared.is_over() {
            let mut suspects = Vec::new();
            self.batch.clear();
            self.is_explained = false;
            let shared = Arc::clone(&self.shared);
            // Before the batch: whoever traces a restart waits for all batches to end.
            if self.place.is_none() {
                self.place = shared.places.take().await;
            }
            let batch = shared.batches.read().await;
            for _ in 0..BATCH.min(left.max(1)) {
                if shared.is_over() {
                    break;
                }
                if !shared.pace().await {
                    break;
                }
                let (recipe, tries) = self.postponed.take().unwrap_or_else(|| {
                    left = left.saturating_sub(1);
                    let drawn = self.generator.next();
                    let behind_front = shared.site.front.is_some();
                    (if behind_front { drawn.in_parameters() } else { drawn }, 0)
                });
                match self.try_recipe(&recipe).await {
                    Came::Good => {
                        count(&shared.counts.sent);
                        count(&shared.counts.judged);
                    }
                    Came::Unjudged | Came::Throttled => {
                        count(&shared.counts.sent);
                    }
                    Came::Unsent => continue,
                    Came::Bad(violation)
                        if violation.token == CLOSED && self.gives_way(tries).await =>
                    {
                        self.postponed = Some((recipe, tries + 1));
                        break;
                    }
                    Came::Bad(violation) => {
                        count(&shared.counts.sent);
                        count(&shared.counts.judged);
                        self.is_explained |= violation.token.starts_with('2');
                        if !locked(&shared.findings).covers(&violation, &recipe.classes()) {
                            suspects.push((recipe.clone(), violation));
                        }
                    }
                    Came::Gone => return,
                }
                self.batch.push(recipe);
                if suspects.len() >= 8 {
                    break;
                }
            }
            drop(batch);
            for (recipe, violation) in suspects {
                self.investigate(recipe, violation).await;
            }
            self.makes_room();
            self.look_around().await;
            self.takes_turns();
        }
    }

    /// A stamp with a nonce that was never used.
    pub(super) fn stamp(&mut self) -> Stamp {
        self.nonces += 1;
        let nonce = format!("{:016x}{:04x}{:08x}", self.shared.run, self.number, self.nonces);
        Stamp::new(self.shared.session.endpoint_now().unix_seconds(), nonce)
    }

    /// Sends what a recipe says, and judges what comes.
    pub(super) async fn try_recipe(&mut self, recipe: &Recipe) -> Came {
        // What is not one call has a connection of its own, which ends with it; the kept one stays.
        let is_apart = !matches!(recipe, Recipe::Call(_));
        let kept = if is_apart { self.connection.take() } else { None };
        let kept = kept.filter(|_| !self.shared.places.is_narrow());
        let came = match recipe {
            Recipe::Call(call) => self.try_call(call).await,
            Recipe::Raw(raw) => self.try_raw(*raw).await,
            Recipe::Pipeline(calls) => self.try_pipeline(calls).await,
        };
        if is_apart {
            self.connection = kept;
        }
        came
    }

    /// Makes a call; anew after a pause, where it is throttled.
    async fn try_call(&mut self, call: &CallRecipe) -> Came {
        let shared = Arc::clone(&self.shared);
        for tries in 0..MOST_THROTTLED {
            shared.session.take_turn().await;
            match self.try_once(call).await {
                Came::Throttled => {
                    count(&shared.counts.throttled);
                    shared.session.note_throttled();
                    tokio::time::sleep(THROTTLED * 2_u32.pow(tries)).await;
                }
                came => {
                    shared.session.note_served();
                    return came;
                }
            }
            if shared.is_over() {
                break;
            }
        }
        Came::Unjudged
    }

    async fn try_once(&mut self, call: &CallRecipe) -> Came {
        let expected = call.expected_in(self.shared.site.edition, self.shared.site.dialect);
        // A kept connection may have been closed meanwhile, which is nobody's fault; once is enough
        // to try again, over a fresh one.
        for is_again in [false, true] {
            let mut stamp = self.stamp();
            match self.prepare(call, &mut stamp).await {
                Ok(()) => {}
                Err(came) => return came,
            }
            let site = &self.shared.site;
            let Some(written) = call.write(site, &stamp, &self.cast, expected.served) else {
                return Came::Unsent;
            };
            if is_again {
                // The answer to the call before may have been the last on its connection, too.
                self.connection = None;
            }
            match self.exchange(&written.bytes, call.is_head()).await {
                Ok(answer) => return self.judge(call, &expected, &written, &answer).await,
                Err(Ending::Closed { fresh: false, after_bytes: 0 }) => {}
                // A gateway quotes the string to sign, in which a byte of the request may be five.
                Err(Ending::TooLong) if written.bytes.len() > LONG_REQUEST => {
                    return Came::Unjudged;
                }
                Err(ending) => return self.unanswered(&ending, &expected),
            }
        }
        let ending = Ending::Closed { fresh: true, after_bytes: 0 };
        self.unanswered(&ending, &expected)
    }

    /// Makes the call that has to come before, where there is one.
    async fn prepare(&mut self, call: &CallRecipe, stamp: &mut Stamp) -> Result<(), Came> {
        let Some((_, before, same_nonce)) = call.prelude() else { return Ok(()) };
        let expected = before.expected_in(self.shared.site.edition, self.shared.site.dialect);
        let first = if same_nonce { stamp.clone() } else { self.stamp() };
        let site = &self.shared.site;
        let written =
            before.write(site, &first, &self.cast, expected.served).ok_or(Came::Unsent)?;
        let mut answer = self.exchange(&written.bytes, false).await;
        if matches!(answer, Err(Ending::Closed { fresh: false, after_bytes: 0 })) {
            // A kept connection here as well. Sent twice it is a replay at worst, and not judged.
            answer = self.exchange(&written.bytes, false).await;
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(ending @ Ending::Unreachable(_)) => return Err(self.unanswered(&ending, &expected)),
            Err(_) => return Err(Came::Unjudged),
        };
        let site = &self.shared.site;
        let verdict =
            oracle::judge(answer.judged(), &expected, &written, false, site, &self.shared.ids);
        match verdict {
            Judged::Served => self.note_restart(),
            // It was rightly signed, and the operation has had its say.
            Judged::Refused | Judged::Busy(_) => {}
            Judged::Throttled | Judged::Bad(_) => return Err(Came::Unjudged),
        }
        if self.shared.site.edition == crate::api::Edition::Core && before.version_3 {
            // Whether that was understood at all is not known.
            return Err(Came::Unjudged);
        }
        stamp.prelude = written.signature;
        Ok(())
    }

    async fn judge(
        &mut self,
        call: &CallRecipe,
        expected: &Expectation,
        written: &Written,
        answer: &RawAnswer,
    ) -> Came {
        let shared = Arc::clone(&self.shared);
        let verdict = oracle::judge(
            answer.judged(),
            expected,
            written,
            call.is_head(),
            &shared.site,
            &shared.ids,
        );
        let served = match verdict {
            Judged::Served => Some(true),
            Judged::Refused => Some(false),
            _ => None,
        };
        // An instance that is on its way back is refused for that, whatever else is thought of the call.
        let is_sure = served == Some(true) || self.is_ready;
        if let (Some(advice), Some(served)) = (expected.advice, served)
            && advice.served != served
            && is_sure
        {
            locked(&shared.remarks).note(advice, call);
        }
        match verdict {
            Judged::Served => {
                self.note_restart();
                self.last_served = Some(Recipe::Call(call.clone()));
                Came::Good
            }
            Judged::Refused => Came::Good,
            Judged::Throttled => Came::Throttled,
            Judged::Busy(violation) if self.is_ready => Came::Bad(violation),
            Judged::Busy(violation) => {
                count(&shared.counts.busy);
                if self.doubts == 0 {
                    return Came::Unjudged;
                }
                self.doubts -= 1;
                if !self.wait_until_ready().await {
                    return Came::Unjudged;
                }
                let again = Box::pin(self.try_call(call)).await;
                if matches!(again, Came::Bad(_)) { Came::Bad(violation) } else { again }
            }
            Judged::Bad(violation) => {
                if violation.oracle == Oracle::Shape || violation.oracle == Oracle::RequestId {
                    // It may have been served all the same.
                    self.note_restart();
                }
                Came::Bad(violation)
            }
        }
    }

    fn unanswered(&self, ending: &Ending, expected: &Expectation) -> Came {
        match ending {
            Ending::Unreachable(why) => {
                self.shared.gone(why);
                Came::Gone
            }
            Ending::Closed { .. } if expected.below_api => Came::Good,
            ending => Came::Bad(Violation {
                oracle: Oracle::Answered,
                rule: None,
                expected: expected.words(),
                actual: ending.to_string(),
                token: match ending {
                    Ending::TimedOut => "time-out",
                    Ending::NotHttp(_) => "not HTTP",
                    Ending::TooLong => "too long",
                    _ => CLOSED,
                }
                .to_owned(),
            }),
        }
    }

    async fn try_raw(&mut self, raw: Raw) -> Came {
        let bytes = raw.write(&self.shared.site, &self.cast);
        if let Err(came) = self.connect().await {
            return came;
        }
        self.note_in_flight(&bytes);
        let Some(connection) = &mut self.connection else { return Came::Unjudged };
        connection.write(&bytes).await;
        let patience = if raw.is_whole() {
            self.shared.patience
        } else {
            connection.end().await;
            MOMENT
        };
        let answer = tokio::time::timeout(patience, http::read(connection, false)).await;
        self.note_answered();
        let accepted = "a 4xx, 501 or 505, or the end of the connection";
        let bad = |oracle, actual: String, token: String| {
            Came::Bad(Violation {
                oracle,
                rule: None,
                expected: accepted.to_owned(),
                actual,
                token,
            })
        };
        match answer {
            Ok(Ok(answer)) => match answer.status {
                400..=499 | 501 | 505 => Came::Good,
                status @ 500.. => {
                    bad(Oracle::NoServerFault, status.to_string(), status.to_string())
                }
                status => bad(Oracle::Refused, status.to_string(), status.to_string()),
            },
            // An answer without a status line is how HTTP 0.9, and garbage, may be answered.
            Ok(Err(_)) => Came::Good,
            Err(_) if !raw.is_whole() => Came::Good,
            Err(_) => bad(Oracle::Answered, Ending::TimedOut.to_string(), "time-out".to_owned()),
        }
    }

    async fn try_pipeline(&mut self, calls: &[CallRecipe]) -> Came {
        let mut bytes = Vec::new();
        let mut sent = Vec::new();
        for call in calls {
            let expected = call.expected_in(self.shared.site.edition, self.shared.site.dialect);
            let stamp = self.stamp();
            let Some(written) = call.write(&self.shared.site, &stamp, &self.cast, expected.served)
            else {
                return Came::Unsent;
            };
            bytes.extend_from_slice(&written.bytes);
            sent.push((expected, written));
        }
        if let Err(came) = self.connect().await {
            return came;
        }
        self.note_in_flight(&bytes);
        let shared = Arc::clone(&self.shared);
        let Some(connection) = &mut self.connection else { return Came::Unjudged };
        connection.write(&bytes).await;
        for (number, (expected, written)) in sent.iter().enumerate() {
            let answer = tokio::time::timeout(shared.patience, http::read(connection, false)).await;
            let answer = match answer {
                Ok(Ok(answer)) => answer,
                // Closing after any answer is allowed; the rest was not processed.
                Ok(Err(Ending::Closed { after_bytes: 0, .. })) if number > 0 => break,
                Ok(Err(ending)) => {
                    return self.unanswered(&ending, expected);
                }
                Err(_) => {
                    return self.unanswered(&Ending::TimedOut, expected);
                }
            };
            let closes = answer.closes;
            let verdict =
                oracle::judge(answer.judged(), expected, written, false, &shared.site, &shared.ids);
            if let Judged::Bad(violation) | Judged::Busy(violation) = verdict {
                return Came::Bad(violation);
            }
            if closes {
                break;
            }
        }
        self.note_answered();
        Came::Good
    }

    /// The instance that may be restarted was, perhaps.
    fn note_restart(&mut self) {
        self.is_ready = false;
        self.restarted = Some(Instant::now());
    }

    /// How often in doubt an instance is waited for.
    pub(super) const fn doubts() -> u32 {
        DOUBTS
    }
}
