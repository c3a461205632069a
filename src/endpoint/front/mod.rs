//! Layers: what stands in front of an endpoint, takes each call and decides what becomes of it. It may send
//! the call on, changed and rightly signed anew; answer itself; change the answer; call again; or arrange
//! instances by the control protocol. A right endpoint knows nothing of it.
//!
//! A layer sees what passes it and no more, so it can stand in front of any endpoint that has a control protocol,
//! and most can in front of one that has none.

mod answer;
mod asked;
mod ledger;
pub(super) mod means;
mod sign;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

pub(super) use self::answer::Told;
pub(super) use self::asked::Asked;
pub(super) use self::ledger::Ledger;

use super::clock::Moment;
use super::control::CONTROL_PATH;
use super::core::Core;
use super::envelope;
use super::ids::Ids;
use super::instance::Account;
use super::refusal::Refusal;
use super::response::Response;
use super::settings::{AccessKey, Settings};
use crate::api::names::parameter;
use crate::api::operations::{self, Operation};
use crate::wire::http::{Field, RawRequest};
use crate::wire::reply::success;

/// What a layer stands in front of.
pub trait Below {
    /// Answers a call of the API or of the control protocol.
    fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response;
}

impl Below for Core {
    fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        Self::answer(self, raw, now)
    }
}

/// What a layer does with a call of the API.
pub(super) type Act = fn(&mut Front<'_>, Asked) -> Response;

/// What a layer remembers between calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Figures, by whatever they are of.
    pub(super) counts: BTreeMap<String, u64>,
    /// Texts, by whatever they are of.
    pub(super) texts: BTreeMap<String, String>,
}

/// How much a layer remembers: long runs of a fuzzer must not fill the machine.
const MOST_REMEMBERED: usize = 200_000;

/// A layer and everything it knows.
#[derive(Debug)]
pub(super) struct Layer {
    act: Act,
    ledger: Ledger,
    memory: Memory,
    ids: Ids,
    /// The connection that the next call comes over, by its number.
    pub(super) connection: u64,
    /// Whether somebody asks for its deviations.
    is_watched: bool,
    /// Calls of which it made something else than what the endpoint behind it would have, where it is watched.
    deviations: u64,
}

impl Layer {
    /// A layer that has not seen a call yet, and is watched or not.
    pub(super) fn new(act: Act, settings: &Settings, number: usize, is_watched: bool) -> Self {
        Self {
            act,
            ledger: Ledger::of(settings),
            memory: Memory::default(),
            // RequestIds of its own, apart from those of the endpoint and of other layers.
            ids: Ids::new(settings.seed ^ 0x6c61_7965_7273 ^ ((number as u64) << 48), settings.ids),
            connection: 0,
            is_watched,
            deviations: 0,
        }
    }

    /// Of how many calls it made something else than what the endpoint behind it would have; 0 where it is not
    /// watched.
    #[cfg(feature = "suite")]
    pub(super) const fn deviations(&self) -> u64 {
        self.deviations
    }

    /// Takes a call.
    pub(super) fn answer(
        &mut self,
        raw: &RawRequest<'_>,
        now: Moment,
        settings: &Settings,
        below: &mut dyn Below,
    ) -> Response {
        if Core::is_control(raw) {
            let response = below.answer(raw, now);
            self.ledger.note(raw, &response);
            return response;
        }
        if self.memory.counts.len() + self.memory.texts.len() > MOST_REMEMBERED {
            self.memory = Memory::default();
        }
        if !self.is_watched {
            return self.act(raw, now, settings, below);
        }
        let mut witness = Witness { below, asked: raw, answers: 0, same: None };
        let response = self.act(raw, now, settings, &mut witness);
        self.deviations += u64::from(!witness.saw(&response));
        response
    }

    fn act(
        &mut self,
        raw: &RawRequest<'_>,
        now: Moment,
        settings: &Settings,
        below: &mut dyn Below,
    ) -> Response {
        let mut front = Front {
            below,
            ledger: &mut self.ledger,
            memory: &mut self.memory,
            ids: &mut self.ids,
            settings,
            now,
            connection: self.connection,
        };
        (self.act)(&mut front, Asked::read(raw))
    }
}

/// Sees whether a layer does anything of its own with a call.
struct Witness<'a, 'b> {
    below: &'a mut dyn Below,
    /// The call as it came.
    asked: &'a RawRequest<'b>,
    /// How often the layer called.
    answers: u64,
    /// The answer to the call as it came, as a digest.
    same: Option<u64>,
}

impl Witness<'_, '_> {
    /// Whether the call was sent on once, as it came, and its answer was this.
    fn saw(&self, response: &Response) -> bool {
        self.answers == 1 && self.same == Some(digest(response))
    }
}

fn digest(response: &Response) -> u64 {
    let mut hasher = DefaultHasher::new();
    response.hash(&mut hasher);
    hasher.finish()
}

impl Below for Witness<'_, '_> {
    fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        let response = self.below.answer(raw, now);
        self.answers += 1;
        self.same = (raw == self.asked).then(|| digest(&response));
        response
    }
}

/// A stack of layers in front of an endpoint.
pub(super) struct Stack<'a> {
    /// The outermost first.
    pub(super) layers: &'a mut [Layer],
    /// How the endpoint is set up, for answers that a layer gives itself.
    pub(super) settings: &'a Settings,
    /// What they stand in front of.
    pub(super) below: &'a mut dyn Below,
}

impl Below for Stack<'_> {
    fn answer(&mut self, raw: &RawRequest<'_>, now: Moment) -> Response {
        match self.layers.split_first_mut() {
            None => self.below.answer(raw, now),
            Some((first, layers)) => {
                let mut rest = Stack { layers, settings: self.settings, below: &mut *self.below };
                first.answer(raw, now, self.settings, &mut rest)
            }
        }
    }
}

/// What a layer works with while it has a call in its hands.
pub(super) struct Front<'a> {
    below: &'a mut dyn Below,
    pub(super) ledger: &'a mut Ledger,
    pub(super) memory: &'a mut Memory,
    ids: &'a mut Ids,
    pub(super) settings: &'a Settings,
    pub(super) now: Moment,
    pub(super) connection: u64,
}

impl Front<'_> {
    /// Sends a call on as it is.
    pub(super) fn forward(&mut self, asked: &Asked) -> Response {
        let (below, now) = (&mut *self.below, self.now);
        asked.with_raw(|raw| below.answer(raw, now))
    }

    /// Sends a call on, rightly signed anew.
    pub(super) fn sign_and_forward(&mut self, mut asked: Asked) -> Response {
        if let Some(key) = asked.signer(self.ledger) {
            asked.sign(&key);
        }
        self.forward(&asked)
    }

    /// Sends a call on with a wrong signature, so that it is refused for that.
    pub(super) fn refuse_signature(&mut self, mut asked: Asked) -> Response {
        asked.spoil();
        self.forward(&asked)
    }

    /// Whether a call is signed as documented.
    pub(super) fn is_signed_right(&self, asked: &Asked) -> bool {
        asked.is_signed_right(self.ledger)
    }

    /// A success of the operation under test, though nothing was done.
    pub(super) fn served(&mut self, asked: &Asked) -> Response {
        self.success_of(asked, &operations::REBOOT_INSTANCE)
    }

    /// A success of an operation, though nothing was done.
    pub(super) fn success_of(&mut self, asked: &Asked, operation: &Operation) -> Response {
        let id = self.ids.request_id();
        let document = success(operation, &id, []);
        self.settings.writing.written(200, asked.format(), &document)
    }

    /// A refusal of the layer's own.
    pub(super) fn refused(&mut self, asked: &Asked, refusal: Refusal) -> Response {
        let id = self.ids.request_id();
        let (format, settings) = (asked.format(), self.settings);
        asked.with_raw(|raw| envelope::refused(refusal, raw, id, format, settings))
    }

    /// A nonce that no client sends.
    pub(super) fn nonce(&mut self) -> String {
        format!("layer-{}", self.ids.request_id())
    }

    /// Calls an operation for this account, over GET, by version 1.0, in JSON.
    pub(super) fn call(&mut self, account: Account, parameters: &[(&str, &str)]) -> Told {
        let Some(key) = self.ledger.key_of(account).cloned() else { return Told::default() };
        let nonce = self.nonce();
        let raw = RawRequest {
            method: "GET",
            target: b"/",
            headers: vec![Field { name: "Host", value: self.settings.host.as_bytes() }],
            body: b"",
        };
        let mut asked = Asked::read(&raw);
        for (name, value) in parameters {
            asked.set(name, value);
        }
        let timestamp = self.now.timestamp().to_string();
        for (name, value) in [
            (parameter::FORMAT, "JSON"),
            (parameter::VERSION, crate::api::names::API_VERSION),
            (parameter::SIGNATURE_METHOD, crate::api::names::SIGNATURE_METHOD),
            (parameter::SIGNATURE_VERSION, crate::api::names::SIGNATURE_VERSION),
            (parameter::SIGNATURE_NONCE, &nonce),
            (parameter::TIMESTAMP, &timestamp),
        ] {
            asked.set(name, value);
        }
        asked.sign(&key);
        Told::read(&self.forward(&asked))
    }

    /// The status of an instance, as its owner sees it.
    pub(super) fn status(&mut self, id: &str) -> Option<String> {
        let account = self.ledger.instance(id).and_then(|known| known.account).unwrap_or_default();
        let region = self.settings.region.clone();
        let told = self.call(
            account,
            &[
                (parameter::ACTION, operations::DESCRIBE_INSTANCE_STATUS.name),
                (parameter::REGION_ID, &region),
                ("InstanceId.1", id),
            ],
        );
        let document = told.document?;
        let shown = document.value.get("InstanceStatuses")?.all("InstanceStatus");
        shown
            .into_iter()
            .find(|entry| entry.text_of(parameter::INSTANCE_ID) == Some(id))?
            .text_of("Status")
            .map(str::to_owned)
    }

    /// Restarts an instance for its owner.
    pub(super) fn restart(&mut self, id: &str) -> bool {
        let account = self.ledger.instance(id).and_then(|known| known.account).unwrap_or_default();
        let reboot =
            [(parameter::ACTION, operations::REBOOT_INSTANCE.name), (parameter::INSTANCE_ID, id)];
        self.call(account, &reboot).status == 200
    }

    /// Changes an instance by the control protocol, behind the back of whoever arranged it. Gives whether it
    /// was done.
    pub(super) fn arrange(&mut self, id: &str, change: &str) -> bool {
        let target = format!("{CONTROL_PATH}/instances/{id}");
        let raw = RawRequest {
            method: "PATCH",
            target: target.as_bytes(),
            headers: vec![
                Field { name: "Host", value: self.settings.host.as_bytes() },
                Field { name: "Content-Type", value: b"application/json" },
            ],
            body: change.as_bytes(),
        };
        (200..300).contains(&self.below.answer(&raw, self.now).status)
    }

    /// The key that a call names.
    pub(super) fn key(&self, asked: &Asked) -> Option<AccessKey> {
        asked.key_id().and_then(|id| self.ledger.key(&id).cloned())
    }

    /// How often something has happened before, this time not counted.
    pub(super) fn before(&mut self, what: &str) -> u64 {
        let count = self.memory.counts.entry(what.to_owned()).or_default();
        *count += 1;
        *count - 1
    }
}

impl Asked {
    /// Whether it is a call of the operation under test, or of none that is known: what observes and arranges
    /// is left alone by most layers.
    pub(super) fn is_under_test(&self) -> bool {
        let is_other = |name: &str| {
            operations::named(name)
                .is_some_and(|known| known.name != operations::REBOOT_INSTANCE.name)
        };
        !self.action().is_some_and(is_other)
    }
}
