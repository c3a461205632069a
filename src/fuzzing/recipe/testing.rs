//! What unit tests of this module share.

use arbitrary::Unstructured;

use super::Recipe;
use super::site::{Cast, Site, Stamp};
use crate::api::{Edition, Format};
use crate::wire::secret::Secret;

pub(in crate::fuzzing) fn site() -> Site {
    Site {
        host: "127.0.0.1:8080".to_owned(),
        path: "/".to_owned(),
        front: None,
        key_id: "testid".to_owned(),
        secret: Secret::new("testsecret"),
        region: "cn-hangzhou".to_owned(),
        edition: Edition::Core,
        dialect: None,
        observing: Format::Xml,
    }
}

pub(in crate::fuzzing) fn stamp() -> Stamp {
    Stamp::new(1_500_000_000, "nonce".to_owned())
}

pub(in crate::fuzzing) fn cast() -> Cast {
    let id = |text: &str| Some(text.to_owned());
    Cast {
        served: id("i-served"),
        watched: id("i-watched"),
        stopped: id("i-stopped"),
        locked: id("i-locked"),
        disk: id("i-disk"),
        foreign: id("i-foreign"),
        unknown: "i-unknown".to_owned(),
    }
}

/// The first recipes of a seed.
pub(in crate::fuzzing) fn drawn(seed: u64, count: usize) -> Vec<Recipe> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut bytes = [0; 256];
    let draw = |_| {
        random.fill(&mut bytes);
        Unstructured::new(&bytes).arbitrary().unwrap()
    };
    (0..count).map(draw).collect()
}
