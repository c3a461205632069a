//! Recipes of a corpus, then from a seed. What one worker draws from the seed depends on the seed and the
//! worker's number alone: not on the endpoint, its answers, the time, or what the other workers do.

use arbitrary::{Arbitrary as _, Unstructured};
use fastrand::Rng;

use super::options::Options;
use crate::fuzzing::recipe::site::Subject;
use crate::fuzzing::recipe::{CallRecipe, Recipe};

/// How many bytes a recipe is drawn from; few need more than a fifth of them.
const BYTES: usize = 256;

/// The recipes of one worker.
#[derive(Clone, Debug)]
pub(super) struct Generator {
    /// Its share of the corpus, the last one first.
    first: Vec<Recipe>,
    random: Rng,
}

impl Generator {
    /// The generator of a worker.
    pub(super) fn new(options: &Options, worker: usize) -> Self {
        let Options { seed, jobs, corpus, .. } = options;
        let mut first: Vec<Recipe> =
            corpus.recipes.iter().skip(worker).step_by((*jobs).max(1)).cloned().collect();
        first.reverse();
        // Workers must not follow each other's sequence, as neighbouring seeds might.
        let mut mixed = Rng::with_seed(seed ^ (worker as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { first, random: Rng::with_seed(mixed.u64(..)) }
    }

    /// The next recipe.
    pub(super) fn next(&mut self) -> Recipe {
        if let Some(recipe) = self.first.pop() {
            return recipe;
        }
        let mut bytes = [0; BYTES];
        self.random.fill(&mut bytes);
        // Drawing fails where there is nothing to choose from, and every list has something in it.
        Recipe::arbitrary(&mut Unstructured::new(&bytes))
            .unwrap_or_else(|_| Recipe::Call(CallRecipe::plain(Subject::Running)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Edition;
    use crate::fuzzing::blackbox::Corpus;
    use crate::fuzzing::recipe::testing::{cast, site, stamp};

    fn first(seed: u64, worker: usize, count: usize) -> Vec<Recipe> {
        let mut generator = Generator::new(&options(seed), worker);
        (0..count).map(|_| generator.next()).collect()
    }

    fn options(seed: u64) -> Options {
        Options {
            time: Options::DEFAULT_TIME,
            requests: None,
            rate: None,
            jobs: 4,
            seed,
            edition: Edition::Core,
            dialect: None,
            accepted: Vec::new(),
            corpus: Corpus::default(),
        }
    }

    #[test]
    fn each_worker_begins_with_its_share_of_the_corpus() {
        let subjects = [Subject::Stopped, Subject::Locked, Subject::Disk, Subject::Foreign];
        let recipe = |subject: &Subject| Recipe::Call(CallRecipe::plain(*subject));
        let corpus = subjects.iter().cycle().take(9).map(recipe).collect();
        let options = Options { corpus: Corpus { recipes: corpus, passed_over: 0 }, ..options(1) };
        let mut generator = Generator::new(&options, 0);
        let sent: Vec<Recipe> = (0..3).map(|_| generator.next()).collect();
        assert_eq!(sent, [recipe(&subjects[0]), recipe(&subjects[0]), recipe(&subjects[0])]);
        assert_eq!(generator.next(), first(1, 0, 1)[0], "and goes on with the seed");
        assert_eq!(Generator::new(&options, 3).next(), recipe(&subjects[3]));
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
}
