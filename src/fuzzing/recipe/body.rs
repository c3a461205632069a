//! Target `recipe`: bytes to a recipe, and its calls through the endpoint's core. The recipes and the
//! oracles are those of [`blackbox`](super::super::blackbox), so that what a coverage-guided night finds
//! interesting can be sent to any endpoint, and every oracle is tried on an endpoint that conforms.
//!
//! Holds: each answer is one that the documentation allows for what is bent, and what
//! [`watched`](super::super::watched) says of all answers; the instance that a served call names restarts, once for
//! each; everything else stays in its status. A call means the same however it is written, and is refused with
//! anything changed after signing.

use arbitrary::{Arbitrary as _, Unstructured};

use super::again::{forged, otherwise};
use super::oracle::{self, Answered, Judged};
use super::raw::Raw;
use super::seen::RequestIds;
use super::sign;
use super::site::{Cast, Site, Stamp};
use super::{CallRecipe, Recipe};
use crate::api::{Edition, Format};
use crate::client::Draft;
use crate::endpoint::{Faults, Response};
use crate::fuzzing::chance;
use crate::fuzzing::stage::{FLEET, HOST, KEYS, NO_SUCH_INSTANCE, REGION, START, START_SECONDS};
use crate::fuzzing::watched::Watched;
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;

/// The bit of the first byte that holds an endpoint to edition core, whatever it serves.
const AS_CORE: u8 = 1 << 6;

/// How many bytes of an input are settings and not part of its recipe.
const SETTINGS: usize = 1;

/// The recipe of an input, without the settings of the endpoint before it; `None` where there is none.
#[must_use]
pub(in crate::fuzzing) fn recipe_of(input: &[u8]) -> Option<Recipe> {
    Recipe::arbitrary_take_rest(Unstructured::new(input.get(SETTINGS..)?)).ok()
}

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
    let (Some(&bits), Some(recipe)) = (data.first(), recipe_of(data)) else { return };
    let scene = || Scene::new(bits, faults, chance::of(data));
    let mut first = scene();
    match &recipe {
        Recipe::Call(call) => {
            let answer = first.call(call);
            if answer.is_some_and(|answer| answer.status < 300) {
                scene().forged(call);
            }
        }
        Recipe::Raw(raw) => first.raw(*raw),
        Recipe::Pipeline(calls) => calls.iter().for_each(|call| drop(first.call(call))),
    }
    first.look_around(&recipe);
}

/// An endpoint, and what was seen of it.
struct Scene {
    endpoint: Watched,
    site: Site,
    cast: Cast,
    ids: RequestIds,
    random: fastrand::Rng,
    nonces: u32,
    /// How many calls were served.
    served: u64,
}

impl Scene {
    fn new(bits: u8, faults: Faults, random: fastrand::Rng) -> Self {
        let endpoint = Watched::new(bits, faults);
        let served = endpoint.core().settings().edition;
        let edition = if bits & AS_CORE == 0 { served } else { Edition::Core };
        let own = |id: &str| {
            debug_assert!(FLEET.iter().any(|(other, ..)| *other == id));
            Some(id.to_owned())
        };
        Self {
            endpoint,
            site: Site {
                host: HOST.to_owned(),
                path: "/".to_owned(),
                front: None,
                key_id: KEYS[0].id.to_owned(),
                secret: Secret::new(KEYS[0].secret),
                region: REGION.to_owned(),
                edition,
                dialect: None,
                observing: Format::Json,
            },
            cast: Cast {
                served: own("i-running0001"),
                watched: own("i-running0002"),
                stopped: own("i-stopped0001"),
                locked: own("i-locked0001"),
                disk: own("i-diskbad0001"),
                foreign: own("i-other0001"),
                unknown: NO_SUCH_INSTANCE.to_owned(),
            },
            ids: RequestIds::default(),
            random,
            nonces: 0,
            served: 0,
        }
    }

    fn stamp(&mut self) -> Stamp {
        self.nonces += 1;
        Stamp::new(START_SECONDS, format!("{:028x}", self.nonces))
    }

    fn draft(&self, call: &CallRecipe, stamp: &Stamp) -> Option<Draft> {
        call.draft(&self.site, stamp, &self.cast, call.expected(self.site.edition).served)
    }

    /// Makes a call, after the one that has to be made before; gives its answer.
    fn call(&mut self, call: &CallRecipe) -> Option<Response> {
        let mut stamp = self.stamp();
        if let Some((_, before, same_nonce)) = call.prelude() {
            let first = if same_nonce { stamp.clone() } else { self.stamp() };
            let (signature, _) = self.send(&before, &first)?;
            if self.site.edition == Edition::Core && before.version_3 {
                // Whether that was understood at all is not known.
                return None;
            }
            stamp.prelude = signature;
        }
        self.send(call, &stamp).map(|(_, answer)| answer)
    }

    /// Sends a call and judges its answer; gives the signature that it carried, and the answer. `None` where an HTTP
    /// server would not hand it on.
    fn send(&mut self, call: &CallRecipe, stamp: &Stamp) -> Option<(String, Response)> {
        let expected = call.expected(self.site.edition);
        let draft = self.draft(call, stamp)?;
        let same = otherwise(call, &draft, &mut self.random).unwrap_or_else(|| draft.clone());
        let [written, same] = [draft, same].map(|draft| sign::write(draft, &self.site));
        let raw = RawRequest::split(&written.bytes).ok()?;
        let answer = self.endpoint.send(&raw, &RawRequest::split(&same.bytes).ok()?);
        let answered = Answered { status: answer.status, body: &answer.body };
        let is_head = call.is_head();
        let verdict = oracle::judge(answered, &expected, &written, is_head, &self.site, &self.ids);
        match verdict {
            Judged::Served => self.served += 1,
            Judged::Refused | Judged::Throttled => {}
            Judged::Busy(violation) | Judged::Bad(violation) => panic!(
                "{}: expected {}; came {}\n{call:?}\n{}",
                violation.oracle.word(),
                violation.expected,
                violation.actual,
                String::from_utf8_lossy(&written.bytes)
            ),
        }
        Some((written.signature, answer))
    }

    /// Makes a call that would be served with one thing changed after signing.
    fn forged(&mut self, call: &CallRecipe) {
        let stamp = self.stamp();
        let Some(draft) = self.draft(call, &stamp) else { return };
        let written = sign::write(forged(draft, &mut self.random), &self.site);
        let Ok(raw) = RawRequest::split(&written.bytes) else { return };
        let answer = self.endpoint.send(&raw, &raw);
        assert!(answer.status >= 400, "{call:?}, forged, is served");
    }

    fn raw(&mut self, raw: Raw) {
        let bytes = raw.write(&self.site, &self.cast);
        let Ok(request) = RawRequest::split(&bytes) else { return };
        let status = self.endpoint.send(&request, &request).status;
        assert!((400..500).contains(&status), "{status} to {}", raw.name());
    }

    /// Nothing was restarted but, as often as calls were served, the one instance that they name.
    fn look_around(&self, recipe: &Recipe) {
        for (id, wanted) in self.cast.unchanging() {
            let status = self.endpoint.core().status(id, START).map(|status| status.word());
            assert_eq!(status, Some(wanted), "{id} after {recipe:?}");
        }
        for (id, ..) in FLEET {
            let served = if self.cast.served.as_deref() == Some(id) { self.served } else { 0 };
            let restarts = self.endpoint.core().restarts(id).unwrap_or_default();
            assert_eq!(restarts, served, "{id} was restarted {restarts} times by {recipe:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Fault;

    fn inputs(seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
        let mut random = fastrand::Rng::with_seed(seed);
        (0..count).map(move |_| {
            let mut bytes = vec![0; random.usize(1..200)];
            random.fill(&mut bytes);
            bytes
        })
    }

    #[test]
    fn random_recipes_pass() {
        inputs(1, 5_000).for_each(|input| body(&input));
    }

    #[test]
    fn recipes_show_faults() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let missed: Vec<Fault> = [
            Fault::SignatureUnchecked,
            Fault::NonceForgottenAfterRefusal,
            Fault::TruncatedEscapeInternalError,
            Fault::TimestampOffsetRead,
            Fault::XmlAmpersandUnescaped,
            Fault::WrongSignatureRestarts,
            Fault::DuplicateFirstObeyed,
            Fault::HeadersUnchecked,
            Fault::LockUnchecked,
            Fault::RestartHitsAll,
        ]
        .into_iter()
        .filter(|fault| {
            let shows = |input: Vec<u8>| {
                std::panic::catch_unwind(|| body_with(&input, (*fault).into())).is_err()
            };
            !inputs(2, 5_000).any(shows)
        })
        .collect();
        std::panic::set_hook(hook);
        assert_eq!(missed, []);
    }
}
