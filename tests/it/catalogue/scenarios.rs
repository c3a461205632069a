//! Scenarios are told by rule and name, in reports, baselines and shards: none goes or gets another name.

use crate::support::run;

/// Every scenario of edition current, as `run --list` printed it before features of other operations came.
const BEFORE: &str = include_str!("../../data/scenarios.txt");

#[test]
fn no_scenario_has_gone_or_has_another_name() {
    let now = run(&["run", "--list", "--edition", "current"]).expect(0).stdout.clone();
    let now: Vec<&str> = now.lines().collect();
    let mut looked_for = now.iter();
    assert!(BEFORE.lines().count() > 600);
    // In the order of before, whatever came between.
    for scenario in BEFORE.lines() {
        assert!(looked_for.any(|one| *one == scenario), "{scenario:?} is not where it was");
    }
}
