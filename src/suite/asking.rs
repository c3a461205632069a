//! Asking until there is an answer. Some answers may come to every call and say nothing about it: throttling,
//! a failure inside, the page of a load balancer in front. What is asked is then asked again after a pause,
//! prepared anew, so with a new nonce, Timestamp and signature; every exchange stays in the log.
//!
//! A failure that comes again and again to one call, while plain calls in between are served, is about that
//! call, and is its answer. Throttling never is: operations have limits of their own.

use std::time::Instant;

use super::answer::{Content, Received};
use super::call::{Call, SignedCall, resend};
use super::client::{Client, Dropped, NoAnswer, Prepared, Way};
use super::patience::Alive;
use super::session::{Log, Session};
use super::{observe, patience, told};
use crate::api::Format;
use crate::api::errors::{Failure, OperationError, Passing, passing};
use crate::api::names::parameter;
use crate::outcome::{Answer, Exchange, Purpose};

/// What is asked, and how.
pub(super) struct Question<'a> {
    pub(super) purpose: Purpose,
    pub(super) format: Format,
    pub(super) way: Way,
    /// The kind of answer that the scenario has arranged: it is judged as it comes.
    pub(super) arranged: Option<Passing>,
    /// Whether it calls the operation under test.
    pub(super) is_under_test: bool,
    /// Makes the request, anew each time that it is sent.
    pub(super) prepare: &'a mut (dyn FnMut() -> Prepared + Send),
}

/// How often a request was made anew since its connection was one too many.
#[derive(Debug, Default)]
struct Crowd(u32);

impl Crowd {
    const MOST: u32 = 20;

    /// Whether there was no answer since too many connections are open, so that fewer may help.
    fn is_too_big(&mut self, client: &Client, dropped: Option<Dropped>, has_answer: bool) -> bool {
        if dropped == Some(Dropped::OneTooMany) && self.0 < Self::MOST {
            self.0 += 1;
            return true;
        }
        if std::mem::take(&mut self.0) > 0 {
            client.settle(has_answer);
        }
        false
    }
}

impl Session {
    /// Signs, sends and reads a call until there is an answer to it.
    pub async fn call(&self, log: &mut Log, purpose: Purpose, call: &Call) -> Received {
        self.call_signed(log, purpose, call, Way::Any, None).await.0
    }

    /// As [`Session::call`], and gives what was signed for the answer. `arranged` is the kind of answer that
    /// was arranged to come.
    pub async fn call_signed(
        &self,
        log: &mut Log,
        purpose: Purpose,
        call: &Call,
        way: Way,
        arranged: Option<Passing>,
    ) -> (Received, SignedCall) {
        let (received, _, signed) =
            self.call_made(log, purpose, &|_| call.clone(), way, arranged).await;
        (received, signed)
    }

    /// As [`Session::call_signed`], for a call that holds a time or a nonce of its own choice: it is made
    /// anew each time that it is sent. Gives the last one.
    pub async fn call_made(
        &self,
        log: &mut Log,
        purpose: Purpose,
        make: &(dyn Fn(&Self) -> Call + Sync),
        way: Way,
        arranged: Option<Passing>,
    ) -> (Received, Call, SignedCall) {
        let signed = || {
            let call = make(self);
            let signed = self.sign(&call);
            (call, signed)
        };
        let mut last = signed();
        let format = last.0.expected_format();
        let is_under_test = last.0.value_of(parameter::ACTION) == Some(self.operation.name);
        let mut is_first = true;
        let mut prepare = || {
            if !std::mem::take(&mut is_first) {
                last = signed();
            }
            last.1.prepared.clone()
        };
        let question =
            Question { purpose, format, way, arranged, is_under_test, prepare: &mut prepare };
        // Boxed, since everything that calls anything would hold it within itself.
        let received = Box::pin(self.ask(log, question)).await;
        (received, last.0, last.1)
    }

    /// Sends a request as it is until there is an answer to it: for bytes that are to be the same.
    pub async fn send(
        &self,
        log: &mut Log,
        purpose: Purpose,
        format: Format,
        way: Way,
        prepared: Prepared,
    ) -> Received {
        let mut prepare = || prepared.clone();
        let (arranged, is_under_test, prepare) = (None, true, &mut prepare);
        let question = Question { purpose, format, way, arranged, is_under_test, prepare };
        Box::pin(self.ask(log, question)).await
    }

    async fn ask(&self, log: &mut Log, question: Question<'_>) -> Received {
        let Question { purpose, format, way, arranged, is_under_test, prepare } = question;
        let mut throttling = patience::Throttling::default();
        let mut failing = patience::Failing::default();
        let mut crowd = Crowd::default();
        let began = Instant::now();
        // From its first answer that says nothing about it.
        let mut waiting = None;
        loop {
            if self.pace.turn().await {
                throttling.has_waited(&self.pace);
            }
            let (mut received, dropped) = self.ask_once(log, purpose, format, way, prepare()).await;
            let asked = log.len() - 1;
            let has_answer = !matches!(received.content, Content::None(_));
            if crowd.is_too_big(&self.client, dropped, has_answer) {
                log[asked].asked_again = true;
                continue;
            }
            let Some((why, answer)) =
                passing_in(&received).filter(|(why, _)| arranged != Some(*why))
            else {
                throttling.is_over(&self.pace);
                received.is_unsure = failing.is_over(&self.pace);
                if has_answer {
                    self.pace.served(began.elapsed());
                }
                if is_under_test && is_of_the_operation(&received, self.operation.errors) {
                    self.pace.answered();
                }
                return received;
            };
            let (status, told) = (answer.status, patience::told(answer, self.endpoint_now()));
            waiting.get_or_insert_with(|| {
                self.waits.begin(if why == Passing::Throttled {
                    "the endpoint, which throttles".to_owned()
                } else {
                    format!("the endpoint, which answers {status}")
                })
            });
            let goes_on = if why == Passing::Throttled {
                self.pace.throttled(told);
                throttling.goes_on(self, log, told).await
            } else {
                match failing.goes_on(self, log, status, told, is_under_test).await {
                    patience::Next::Again => true,
                    patience::Next::GiveUp => false,
                    patience::Next::Judge => {
                        received.is_unsure = failing.was_judged();
                        return received;
                    }
                }
            };
            if !goes_on {
                self.pace.give_up();
                received.is_unsure = failing.was_judged();
                received.passing = Some(why);
                return received;
            }
            log[asked].asked_again = true;
        }
    }

    /// Sends a request and reads its answer, and notes its RequestId.
    async fn ask_once(
        &self,
        log: &mut Log,
        purpose: Purpose,
        format: Format,
        way: Way,
        prepared: Prepared,
    ) -> (Received, Option<Dropped>) {
        let (answer, dropped) = Box::pin(self.exchange(way, log, purpose, prepared)).await;
        let mut received = Received::new(format, answer);
        told::note(log, &received);
        self.note(log, &received);
        if was_lost(log, &received) {
            received.content = Content::None(NoAnswer::Lost);
            self.pace.lost();
        }
        (received, dropped)
    }

    /// Whether plain calls are served, to tell a failure of the endpoint from one of a single call:
    /// DescribeInstanceStatus or, where that is what fails, the operation under test on an instance that
    /// does not exist. Any answer will do that does not itself say nothing.
    pub(super) async fn is_served(&self, log: &mut Log) -> bool {
        let id = self.unused_instance_id();
        let look = observe::status_call(self, &id);
        self.is_any_answered(log, &[look, self.plain_call().with(parameter::INSTANCE_ID, id)]).await
    }

    fn plain_call(&self) -> Call {
        Call::new(self.operation.name).format(self.observing_format())
    }

    /// The same, told apart by operation where the one under test is what fails: whatever else is served says
    /// nothing of it.
    pub(super) async fn alive(&self, log: &mut Log, is_under_test: bool) -> Alive {
        if is_under_test {
            let id = self.unused_instance_id();
            let call = self.plain_call().with(parameter::INSTANCE_ID, &*id);
            if self.is_any_answered(log, &[call]).await {
                return Alive::Operation;
            }
            let look = observe::status_call(self, &id);
            return match self.is_any_answered(log, &[look]).await {
                true => Alive::Others,
                false => Alive::Nothing,
            };
        }
        match self.is_served(log).await {
            true => Alive::Operation,
            false => Alive::Nothing,
        }
    }

    /// Whether the operation under test refuses a call without an id, so that it is not out of order.
    pub(super) async fn refuses(&self, log: &mut Log) -> bool {
        self.is_any_answered(log, &[self.plain_call()]).await
    }

    /// Whether any of these calls, one after the other, has an answer that does not itself say nothing.
    async fn is_any_answered(&self, log: &mut Log, calls: &[Call]) -> bool {
        for plain in calls {
            self.pace.turn().await;
            let (format, prepared) = (plain.expected_format(), self.sign(plain).prepared);
            let (received, _) =
                self.ask_once(log, Purpose::Observe, format, Way::Any, prepared).await;
            match passing_in(&received) {
                None => return !matches!(received.content, Content::None(_)),
                Some((Passing::Throttled, answer)) => {
                    self.pace.throttled(patience::told(answer, self.endpoint_now()));
                }
                Some((_, answer)) => self.pace.passed(&[answer.status]),
            }
        }
        false
    }

    /// Sends a request that is not one of the API's, such as one of the control protocol. Where a load
    /// balancer in front answers, it is sent again.
    pub async fn send_aside(&self, log: &mut Log, prepared: Prepared) -> Result<Answer, NoAnswer> {
        let mut waits = patience::Aside::default();
        let mut crowd = Crowd::default();
        loop {
            let (answer, dropped) =
                Box::pin(self.exchange(Way::Any, log, Purpose::Arrange, prepared.clone())).await;
            let asked = log.len() - 1;
            if crowd.is_too_big(&self.client, dropped, answer.is_ok()) {
                log[asked].asked_again = true;
                continue;
            }
            let answer = answer?;
            if passing(answer.status, None).is_none() || !waits.goes_on(&self.pace, &answer).await {
                return Ok(answer);
            }
            log[asked].asked_again = true;
        }
    }

    /// Sends a request and notes the exchange. An endpoint may close a kept connection at any moment, also
    /// while a request is on its way (RFC 9112, section 9.3.1): where no answer came over one that had
    /// carried an answer before, the same request is sent once more over a connection of its own, and what
    /// comes there is its answer. Both are noted.
    async fn exchange(
        &self,
        way: Way,
        log: &mut Log,
        purpose: Purpose,
        prepared: Prepared,
    ) -> (Result<Answer, NoAnswer>, Option<Dropped>) {
        let mut sent = self.noted(log, purpose, prepared.clone(), way).await;
        if sent.dropped == Some(Dropped::Kept) {
            sent.exchange.came(Err(Exchange::SENT_AGAIN.to_owned()));
            log.push(sent.exchange);
            sent = self.noted(log, purpose, prepared, Way::Apart).await;
        }
        let whole = self.kept.take(&mut sent.exchange);
        log.push(sent.exchange);
        let none = || NoAnswer::Closed("there is none".to_owned());
        (sent.outcome.and_then(|()| whole.ok_or_else(none)), sent.dropped)
    }
}

/// Whether a request that had no answer on a kept connection was carried out all the same: sent again, it is
/// refused for its nonce, which nothing else has used.
fn was_lost(log: &Log, received: &Received) -> bool {
    let [before @ .., first, _] = &log[..] else { return false };
    let code = received.reading().and_then(|reading| reading.code);
    let is_refused = code.is_some_and(|code| {
        Failure::NonceUsed.accepted("").iter().any(|accepted| accepted.code.matches(code))
    });
    let nonce = resend::nonce(&first.request);
    first.was_sent_again()
        && is_refused
        && nonce.is_some()
        && before.iter().all(|other| resend::nonce(&other.request) != nonce)
}

/// Whether the operation itself gave this answer: a refusal at the door says nothing of what stands behind.
fn is_of_the_operation(received: &Received, errors: &[OperationError]) -> bool {
    let code = received.reading().and_then(|reading| reading.code);
    received.is_success() || code.is_some_and(|code| errors.iter().any(|error| error.code == code))
}

/// Why an answer says nothing about the call it came to, if it does not. What stands in front of an endpoint
/// answers in a form of its own, whatever form was asked for.
fn passing_in(received: &Received) -> Option<(Passing, &Answer)> {
    let (Content::Read(answer, _) | Content::Unreadable(answer, _)) = &received.content else {
        return None;
    };
    let code = received.error_code_in_any_format();
    let by_code = code.as_deref().and_then(|code| passing(answer.status, Some(code)));
    let why = by_code.or_else(|| passing(answer.status, None))?;
    // A front that limits the rate says so by its status alone.
    Some((if answer.status == 429 { Passing::Throttled } else { why }, answer))
}
