//! Seeds of the target `recipe`: the shortest bytes at hand for every kind of bend, alone where it can
//! be. Drawn from one number, so that they are the same every time.

use std::collections::BTreeMap;

use super::body::recipe_of;
use crate::fuzzing::seed::{MAX_NAME, Seed, slug};

/// What the names of these seeds begin with, and no other's.
pub(in crate::fuzzing) const PREFIX: &str = "drawn-";

/// How many recipes are drawn. All kinds have come up long before.
const DRAWN: usize = 60_000;

/// How many bytes each is drawn from; what a recipe needs of them is kept.
const BYTES: usize = 128;

/// The seeds, by name.
#[must_use]
pub(in crate::fuzzing) fn seeds() -> Vec<Seed> {
    let mut best: BTreeMap<String, (usize, Vec<u8>)> = BTreeMap::new();
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..DRAWN {
        let mut bytes = vec![0; BYTES];
        random.fill(&mut bytes);
        let Some(recipe) = recipe_of(&bytes) else { continue };
        let classes = recipe.classes();
        for class in &classes {
            let known = best.get(class).map_or(usize::MAX, |(count, _)| *count);
            if classes.len() < known {
                best.insert(class.clone(), (classes.len(), bytes.clone()));
            }
        }
    }
    let seed = |(class, (_, bytes)): (String, (usize, Vec<u8>))| {
        let mut name = format!("{PREFIX}{}", slug(&class));
        name.truncate(MAX_NAME);
        Seed { target: "recipe", name, bytes: shortest(bytes) }
    };
    best.into_iter().map(seed).collect()
}

/// The bytes without the end that makes no difference.
fn shortest(mut bytes: Vec<u8>) -> Vec<u8> {
    let recipe = recipe_of(&bytes);
    while bytes.len() > 1 && recipe_of(&bytes[..bytes.len() - 1]) == recipe {
        bytes.pop();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::site::Subject;
    use super::super::{CallRecipe, Recipe};
    use super::*;

    #[test]
    fn every_kind_of_bend_has_a_seed_of_its_own() {
        let seeds = seeds();
        let mut names: Vec<&str> = seeds.iter().map(|seed| seed.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), seeds.len(), "names are unique");
        let plain = Some(Recipe::Call(CallRecipe::plain(Subject::Running)));
        assert!(seeds.len() > 150, "{}", seeds.len());
        for seed in &seeds {
            assert!(seed.bytes.len() < BYTES, "{}", seed.name);
            assert_ne!(recipe_of(&seed.bytes), plain, "{}", seed.name);
        }
    }
}
