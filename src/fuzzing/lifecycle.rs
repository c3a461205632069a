//! Target `lifecycle`: sequences of calls, arrangements and waiting on the endpoint, beside
//! [`model`], which was written apart from it.
//!
//! Holds after every step: a call is served exactly when the model knows no reason against it, and
//! refused for one of the reasons that it knows; each instance has the status and the number of
//! restarts that the model has, so that no refused call changes anything and no status is reached on a
//! way that is not documented; a nonce is good for one call, whoever replays it and however it is
//! signed; what is served a slow second signer finds right; what cannot be arranged changes nothing.
//!
//! Input: one byte of settings, then four bytes a step, [`Step`]. Each byte is taken modulo what it
//! chooses from, so that every input means something.

mod calls;
mod controls;
pub mod model;
mod step;

use arbitrary::Unstructured;

use self::calls::Case;
use self::controls::{Control, control};
use self::model::{Model, Reason};
pub use self::step::Step;
use super::answer::{RequestIds, described};
use super::stage::{self, KEYS};
use super::watched::is_rightly_signed;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations;
use crate::client::Request;
use crate::endpoint::{Account, CONTROL_PATH, Endpoint, Faults, Moment, Response};
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;

/// How many steps are taken of one input.
const MAX_STEPS: usize = 32;

/// How long a step waits, in milliseconds: around the durations that matter.
const WAITS_MS: [u64; 12] =
    [1, 50, 99, 100, 199, 200, 201, 1000, 60_000, 899_000, 901_000, 1_800_001];

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    body_with(data, Faults::NONE);
}

/// The same at an endpoint with faults, which the body should find.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body_with(data: &[u8], faults: Faults) {
    let mut input = Unstructured::new(data);
    let Ok(bits) = input.arbitrary::<u8>() else { return };
    let mut play = Play::new(bits, faults);
    for _ in 0..MAX_STEPS {
        if input.len() < 4 {
            break;
        }
        let Ok(step) = input.arbitrary() else { break };
        play.take(step);
        play.agrees_on_the_last();
    }
    play.agrees();
    play.is_described();
}

/// An endpoint, the model beside it, and what was sent.
struct Play {
    core: Endpoint,
    model: Model,
    /// In milliseconds since 1970.
    now: u64,
    ids: RequestIds,
    /// The calls that were made, as they were sent.
    sent: Vec<(Case, Request)>,
    /// Instances that were made by the control protocol.
    made: Vec<String>,
}

impl Play {
    fn new(bits: u8, faults: Faults) -> Self {
        let core = stage::endpoint(bits, faults);
        let settings = core.settings();
        let model = Model::new(settings.edition, settings.stopping_ms, settings.boot_ms);
        Self {
            core,
            model,
            now: stage::START.unix_ms(),
            ids: RequestIds::default(),
            sent: Vec::new(),
            made: Vec::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step.what % 16 {
            0..=8 => {
                let case = self.case(step);
                let request = case.request();
                self.call(case, request);
            }
            9 | 10 if !self.sent.is_empty() => {
                let (case, request) = self.sent[usize::from(step.whom) % self.sent.len()].clone();
                self.call(case, request);
            }
            11 | 12 => self.now += WAITS_MS[usize::from(step.how) % WAITS_MS.len()],
            _ => {
                let failures: Vec<String> = self.model.failures.keys().cloned().collect();
                self.arrange(&control(step, &self.made, &failures));
            }
        }
    }

    fn case(&self, step: Step) -> Case {
        let number = self.sent.len();
        let mut case = Case::read(step, number, self.seconds(), &self.made);
        if case.repeats_nonce && number > 0 {
            let earlier = &self.sent[usize::from(step.how) % number].0;
            case.nonce.clone_from(&earlier.nonce);
        }
        case
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.now / 1000).unwrap_or(i64::MAX)
    }

    fn call(&mut self, case: Case, request: Request) {
        let key = KEYS[case.key];
        let mut reasons = case.common_reasons(self.seconds());
        if reasons.is_empty() && self.model.is_used(key.id, &case.nonce, self.now) {
            reasons.push(Reason::Common(Failure::NonceUsed, parameter::SIGNATURE_NONCE));
        } else if reasons.is_empty() {
            self.model.use_up(key.id, &case.nonce, self.now);
            reasons = self.model.reasons(&case.asked, self.now);
        }

        let may_fail = !self.model.failures.is_empty();
        let raw = request.raw();
        let response = self.core.answer(&raw, Moment::from_unix_ms(self.now));
        let answer = self.ids.check(&raw, &response, self.core.settings(), may_fail);
        let (dialect, code) = (self.core.settings().dialect, answer.code.as_deref());
        match code {
            None => {
                assert!(reasons.is_empty(), "{case:?} is served in spite of {reasons:?}");
                assert!(is_rightly_signed(&raw), "{raw:?} is served");
                self.model.serve(&case.asked, self.now);
            }
            Some(code) => assert!(
                reasons.iter().any(|reason| reason.is_given_by(answer.status, code, dialect)),
                "{case:?} is refused with {} {code}, not for one of {reasons:?}",
                answer.status
            ),
        }
        self.sent.push((case, request));
    }

    fn arrange(&mut self, control: &Control) {
        let target = format!("{CONTROL_PATH}{}", control.path);
        let raw = RawRequest {
            method: control.method,
            target: target.as_bytes(),
            headers: Vec::new(),
            body: control.body.as_bytes(),
        };
        let Response { status, body, .. } = self.core.answer(&raw, Moment::from_unix_ms(self.now));
        let text = String::from_utf8_lossy(&body);
        let id = text.split('"').nth(3).unwrap_or_default();
        assert_eq!(status, control.expected(&self.model), "{control:?}: {text}");
        if status < 300 {
            control.done(&mut self.model, id);
            if let Some(id) = control.makes_instance().then(|| id.to_owned()) {
                self.made.push(id);
            }
        }
    }

    /// Whether endpoint and model are in the same state, all in all.
    fn agrees(&self) {
        for id in self.model.instances.keys() {
            self.agrees_on(id);
        }
        for id in self.made.iter().filter(|id| !self.model.instances.contains_key(*id)) {
            let now = Moment::from_unix_ms(self.now);
            assert_eq!(self.core.status(id, now), None, "{id} was removed");
        }
    }

    /// The same of the instance that the last call named. Of the others it is enough to see in the end
    /// that none was touched.
    fn agrees_on_the_last(&self) {
        let last = self.sent.last().and_then(|(case, _)| case.asked.instance.as_deref());
        if let Some(id) = last.filter(|id| self.model.instances.contains_key(*id)) {
            self.agrees_on(id);
        }
    }

    fn agrees_on(&self, id: &str) {
        let now = Moment::from_unix_ms(self.now);
        let theirs = (self.core.status(id, now), self.core.restarts(id));
        let instance = self.model.instances.get(id);
        let ours = (
            instance.map(|instance| instance.status(self.now)),
            instance.map(|instance| instance.restarts),
        );
        assert_eq!(theirs, ours, "{id}: endpoint and model");
    }

    /// What the caller sees: DescribeInstances shows statuses and locks as the model has them.
    fn is_described(&mut self) {
        let name = operations::DESCRIBE_INSTANCES.name;
        let mut draft = calls::draft(false, name, &KEYS[0], "the last", self.seconds());
        draft.set(parameter::REGION_ID, stage::REGION);
        draft.set("PageSize", "100");
        let request = draft.sign(&Secret::new(KEYS[0].secret));
        let raw = request.raw();
        let response = self.core.answer(&raw, Moment::from_unix_ms(self.now));
        let answer = self.ids.check(&raw, &response, self.core.settings(), false);
        let expected: Vec<_> = self
            .model
            .instances
            .iter()
            .filter(|(_, instance)| instance.account == Account::Own)
            .take(100)
            .map(|(id, instance)| {
                let locks = instance.locks.iter().map(|reason| reason.word().to_owned());
                (id.clone(), instance.status(self.now).word().to_owned(), locks.collect())
            })
            .collect();
        assert_eq!(described(&answer.document), expected);
    }
}

#[cfg(test)]
mod tests;
