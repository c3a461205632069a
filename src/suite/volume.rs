//! How many calls scenarios make, to say beforehand how long a run will take where an endpoint limits them: most
//! make about as many, and the one that makes very many says here how many those are.

use std::time::Duration;

use super::features::{Index, IndexedScenario};
use crate::api::Edition;

/// How many calls a scenario makes, counted over runs of everything at an endpoint that throttles. Where it does not,
/// less is looked at while something is waited for.
const USUAL: f64 = 2.5;

/// The step that makes very many calls.
const MANY: &str = "is called a thousand times more";

/// How many calls [`MANY`] makes: more than a small memory holds.
pub(super) const MANY_CALLS: usize = 1000;

/// How long that may take; and how long where the endpoint throttles, so that other calls get their turn.
pub(super) const MANY_TIME: Duration = Duration::from_secs(20);
pub(super) const MANY_TIME_THROTTLED: Duration = Duration::from_secs(5);

/// How many calls a run of everything makes in an edition at an endpoint that takes so many a second, or at one that
/// takes any number.
#[must_use]
pub fn of_everything(index: &Index, edition: Edition, rate: Option<f64>) -> usize {
    let calls: f64 = index.scenarios_of(edition).map(|scenario| of(scenario, rate)).sum();
    calls as usize // rounds down what is near the truth at best
}

/// How many calls one scenario makes.
fn of(scenario: &IndexedScenario, rate: Option<f64>) -> f64 {
    let many = MANY_CALLS as f64;
    let makes_many = scenario.steps.iter().any(|step| step.ends_with(MANY));
    let fit = rate.map_or(many, |rate| (rate * MANY_TIME_THROTTLED.as_secs_f64()).min(many));
    USUAL + if makes_many { fit } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_scenario_makes_very_many_calls() {
        let index = Index::embedded().unwrap();
        let scenarios = index.rules.iter().flat_map(|rule| &rule.scenarios);
        let many: Vec<_> = scenarios.filter(|one| of(one, None) > 10.0).collect();
        assert_eq!(many.len(), 1);
        assert_eq!(many[0].name, "a call of a thousand calls ago");
        assert_eq!(of(many[0], Some(20.0)), USUAL + 100.0);
        assert_eq!(of(many[0], Some(1e9)), of(many[0], None));
    }

    #[test]
    fn an_edition_has_calls_of_its_own_scenarios_alone() {
        let index = Index::embedded().unwrap();
        let [core, current] =
            [Edition::Core, Edition::Current].map(|it| of_everything(index, it, None));
        assert!(core < current);
        let limited = of_everything(index, Edition::Core, Some(20.0));
        assert_eq!(core - limited, MANY_CALLS - 100);
    }
}
