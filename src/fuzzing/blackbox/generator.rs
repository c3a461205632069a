//! Recipes from a seed. The sequence of one worker depends on the seed and the worker's number alone:
//! not on the endpoint, its answers, the time, or what the other workers do.

use fastrand::Rng;

use super::bends::Bend;
use super::bends::head::Head;
use super::bends::parameter::Parameter;
use super::bends::signature::Wrong;
use super::draft::{Place, Signing};
use super::raw::Raw;
use super::recipe::{CallRecipe, Recipe};
use super::site::Subject;
use crate::spec::Format;
use crate::spec::names::parameter;

/// The recipes of one worker.
#[derive(Clone, Debug)]
pub(super) struct Generator {
    random: Rng,
}

impl Generator {
    /// The generator of a worker.
    pub(super) fn new(seed: u64, worker: usize) -> Self {
        // Workers must not follow each other's sequence, as neighbouring seeds might.
        let mut mixed = Rng::with_seed(seed ^ (worker as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { random: Rng::with_seed(mixed.u64(..)) }
    }

    /// The next recipe.
    pub(super) fn next(&mut self) -> Recipe {
        let random = &mut self.random;
        match random.u8(..100) {
            0..=3 => Recipe::Raw(Raw::new(random.usize(..Raw::COUNT))),
            4 => {
                let length = random.usize(2..=4);
                Recipe::Pipeline((0..length).map(|_| pipelined(random)).collect())
            }
            _ => Recipe::Call(call(random)),
        }
    }
}

fn call(random: &mut Rng) -> CallRecipe {
    let version_3 = random.u8(..8) == 0;
    let subject = match random.u8(..20) {
        0 => Subject::Stopped,
        1 => Subject::Locked,
        2 => Subject::Disk,
        3 => Subject::Foreign,
        4 => Subject::Unknown,
        _ => Subject::Running,
    };
    let place = match random.u8(..10) {
        0 => Place::Form,
        1 => Place::Split,
        2 => Place::PostQuery,
        _ => Place::Query,
    };
    let wanted = match random.u8(..100) {
        0..=6 => 0,
        7..=64 => 1,
        65..=86 => 2,
        87..=96 => 3,
        _ => 4,
    };
    let mut bends: Vec<Bend> = Vec::new();
    for _ in 0..wanted {
        let bend = Bend::random(random, version_3);
        if bends.iter().all(|other| other.slot() != bend.slot()) {
            bends.push(bend);
        }
    }
    CallRecipe { version_3, subject, format: format(random), place, bends }
}

fn format(random: &mut Rng) -> Option<Format> {
    match random.u8(..10) {
        0..=2 => None,
        3..=4 => Some(Format::Xml),
        _ => Some(Format::Json),
    }
}

/// A call that is refused for one plain reason.
fn pipelined(random: &mut Rng) -> CallRecipe {
    let mut call = CallRecipe { format: format(random), ..CallRecipe::plain(Subject::Running) };
    match random.u8(..4) {
        0 => call.subject = Subject::Unknown,
        1 => call.bends.push(Bend::Signature(Wrong::Signature(Signing::OneOff))),
        2 => call.bends.push(Bend::Parameter(Parameter::Missing(parameter::VERSION))),
        _ => {
            call.subject = Subject::Unknown;
            call.bends.push(Bend::Head(Head::Header("x-empty", "")));
        }
    }
    call
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::blackbox::testing::{cast, site, stamp};
    use crate::spec::Edition;
    use std::collections::BTreeSet;

    fn first(seed: u64, worker: usize, count: usize) -> Vec<Recipe> {
        let mut generator = Generator::new(seed, worker);
        (0..count).map(|_| generator.next()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_requests() {
        assert_eq!(first(1, 0, 500), first(1, 0, 500));
        assert_ne!(first(1, 0, 50), first(2, 0, 50));
        assert_ne!(first(1, 0, 50), first(1, 1, 50), "workers do not do the same");
        let (site, stamp, cast) = (site(), stamp(), cast());
        let bytes = |seed| {
            first(seed, 3, 300)
                .into_iter()
                .filter_map(|recipe| match recipe {
                    Recipe::Call(call) => call.write(&site, &stamp, &cast, false),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(bytes(9), bytes(9));
    }

    #[test]
    fn every_kind_of_bend_comes_up_soon() {
        let classes: BTreeSet<String> =
            first(1, 0, 20_000).iter().flat_map(Recipe::classes).collect();
        assert!(classes.len() > 140, "{}: {classes:#?}", classes.len());
    }

    #[test]
    fn a_request_that_may_be_served_never_names_the_watched_instance_alone() {
        let (site, stamp, cast) = (site(), stamp(), cast());
        for recipe in first(5, 0, 5000) {
            let Recipe::Call(call) = recipe else { continue };
            let expected = call.expected(Edition::Core);
            let written = call.write(&site, &stamp, &cast, expected.served).unwrap();
            let text = String::from_utf8_lossy(&written.bytes);
            if expected.served && text.contains("i-watched") {
                assert!(text.contains("i-served"), "{call:?}");
            }
        }
    }
}
