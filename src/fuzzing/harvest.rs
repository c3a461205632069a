//! Seeds from a run of the suite: every request that a scenario judged, as inputs of the fuzz targets.
//! What differs from run to run is replaced by what the endpoint of `stage` knows, and
//! what was rightly signed is signed again, so that a harvest is the same every time.
//!
//! Does not run anything and writes no file.

mod normal;
mod scene;
mod signing;

use std::collections::{BTreeMap, BTreeSet};

use self::normal::Normal;
use self::scene::Scene;
use super::recipe;
pub use super::seed::Seed;
use super::seed::{MAX_NAME, slug};
use super::stage::{self, START};
use crate::api::Format;
use crate::api::names::parameter;
use crate::endpoint::{Faults, Response};
use crate::outcome::{Purpose, RunResult};
use crate::wire::document::Document;
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::reply;
use crate::wire::request::split_target;

/// The seeds of a run: for each target every input that is new to it, and for `handle` at least one of
/// every rule.
#[must_use]
pub fn seeds(run: &RunResult) -> Vec<Seed> {
    let mut harvest = Harvest::default();
    let mut scene = Scene::default();
    for rule in &run.rules {
        let mut first = None;
        let before = harvest.seeds.len();
        for scenario in &rule.scenarios {
            scene.begin();
            let mut judged = 0;
            for exchange in &scenario.exchanges {
                if exchange.purpose != Purpose::Judge {
                    scene.note(exchange);
                    continue;
                }
                judged += 1;
                let name = harvest.name(&rule.id, &slug(&scenario.name), judged);
                let request = scene.normal(exchange, &run.started);
                harvest.take(&name, &request);
                first.get_or_insert((name, request));
            }
        }
        let has_one = harvest.seeds[before..].iter().any(|seed| seed.target == "handle");
        if let (false, Some((name, request))) = (has_one, first) {
            harvest.seeds.push(Seed { target: "handle", name, bytes: request.bytes() });
        }
    }
    harvest.seeds.extend(recipe::seeds::seeds());
    harvest.seeds
}

/// Whether a file of this name is one that [`seeds`] gives, now or at another time.
#[must_use]
pub fn is_made(name: &str) -> bool {
    rule_of(name).is_some() || name.starts_with(recipe::seeds::PREFIX)
}

/// The rule of a seed that a scenario sent: its name begins with the id.
#[must_use]
pub fn rule_of(name: &str) -> Option<&str> {
    let mut parts = name.splitn(3, '-');
    let (letters, digits) = (parts.next()?, parts.next()?);
    let is_id = letters.len() == 2
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_id && parts.next().is_some()).then(|| &name[..letters.len() + 1 + digits.len()])
}

#[derive(Default)]
struct Harvest {
    seeds: Vec<Seed>,
    /// What each target has seen, up to what makes no difference to it.
    seen: BTreeMap<&'static str, BTreeSet<Vec<u8>>>,
}

impl Harvest {
    /// A file name that is not taken: rule and scenario, and which of its requests.
    fn name(&self, rule: &str, slug: &str, judged: usize) -> String {
        let mut name = format!("{rule}-{slug}");
        name.truncate(MAX_NAME);
        if judged > 1 {
            name.push_str(&format!("-{judged}"));
        }
        while self.seeds.iter().any(|seed| seed.name == name) {
            name.push('x');
        }
        name
    }

    fn take(&mut self, name: &str, request: &Normal) {
        let bytes = request.bytes();
        self.add("handle", name, bytes.clone(), bytes.clone());
        self.add("request", name, outline(&bytes), bytes.clone());
        let Ok(raw) = RawRequest::split(&bytes) else { return };
        let (_, query) = split_target(raw.target);
        // The other rules write and sign their requests alike.
        if ["RQ-", "SG-"].iter().any(|rules| name.starts_with(rules)) {
            let parts = [query, raw.body].join(&b'\n');
            self.add("query", name, outline(&parts), parts.clone());
            let signed = [&b"testsecret"[..], &parts].join(&b'\n');
            self.add("signature", name, outline(&signed), signed);
        }
        let mut parameters = Parameters::new();
        if parameters.read(query).is_ok()
            && let Some(timestamp) = parameters.get(parameter::TIMESTAMP)
        {
            self.add("timestamp", name, timestamp.into(), timestamp.into());
        }
        let mut core = stage::endpoint(0, Faults::NONE);
        let answer = core.answer(&raw, START);
        self.add("response", name, kind(&answer), answer.body);
    }

    fn add(&mut self, target: &'static str, name: &str, key: Vec<u8>, bytes: Vec<u8>) {
        if self.seen.entry(target).or_default().insert(key) {
            self.seeds.push(Seed { target, name: name.to_owned(), bytes });
        }
    }
}

/// The bytes with each run of letters and digits as one: what a parser makes a difference of.
fn outline(bytes: &[u8]) -> Vec<u8> {
    let mut outline: Vec<u8> = Vec::new();
    let mut escaped = 0_u8;
    for &byte in bytes {
        // The digits of an escape are kept apart by letter case, the only thing that differs in them.
        let kind = match byte {
            b'%' => byte,
            b'a'..=b'f' if escaped > 0 => b'l',
            _ if escaped > 0 => b'u',
            _ if byte.is_ascii_alphanumeric() => b'w',
            _ => byte,
        };
        escaped = if byte == b'%' { 2 } else { escaped.saturating_sub(1) };
        if kind != b'w' || outline.last() != Some(&b'w') {
            outline.push(kind);
        }
    }
    outline
}

/// Format, status and code of an answer.
fn kind(answer: &Response) -> Vec<u8> {
    let format = if answer.content_type.contains("json") { Format::Json } else { Format::Xml };
    let document = Document::decode(format, &answer.body);
    let code = document.as_ref().ok().and_then(|document| reply::read(document).code);
    format!("{format:?} {} {code:?}", answer.status).into_bytes()
}

#[cfg(test)]
mod tests;
