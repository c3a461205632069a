//! Which rules of an edition a target can decide: what each scenario needs, against the ways there
//! are to come by it and to observe it.

use super::wants::{self, Want};
use crate::outcome::diagnosis::{Coverage, UndecidedRule};
use crate::spec::Edition;
use crate::suite::arrange::{Arranger, Doubts};
use crate::suite::features::{Index, SHOULD, rule_id};
use crate::suite::session::Session;

/// What is known of a target by now.
pub(super) struct Means<'a> {
    pub(super) session: &'a Session,
    pub(super) arranger: &'a Arranger,
    pub(super) doubts: &'a Doubts,
    /// Operations that are not served.
    pub(super) unserved: &'a [&'static str],
}

/// What the rules come to.
pub(super) struct Covered {
    pub(super) coverage: Coverage,
    /// Rules that can be decided only where a restart lasts long enough to be seen, since nothing can
    /// tell the endpoint how long it is to take.
    pub(super) by_chance: Vec<&'static str>,
}

pub(super) fn of(index: &Index, edition: Edition, means: &Means<'_>) -> Covered {
    let rules: Vec<_> =
        index.rules.iter().filter(|rule| edition.covers(rule.rule.edition)).collect();
    let mut undecided = Vec::new();
    let mut by_chance = Vec::new();
    for rule in &rules {
        let id = rule.rule.id;
        let mut reasons = Vec::new();
        let mut chance = false;
        for block in index.features.iter().flat_map(|feature| &feature.rules) {
            if rule_id(block) != Some(id) {
                continue;
            }
            // What is less binding than its rule decides nothing of it.
            for scenario in
                block.scenarios.iter().filter(|one| !one.tags.iter().any(|tag| tag == SHOULD))
            {
                let needed = Needed::of(scenario, means);
                chance |= needed.chance;
                reasons.extend(needed.missing);
            }
        }
        let mut unique: Vec<String> = Vec::new();
        for reason in reasons {
            if !unique.contains(&reason) {
                unique.push(reason);
            }
        }
        if !unique.is_empty() {
            undecided.push(UndecidedRule { id, level: rule.rule.level, reasons: unique });
        } else if chance {
            by_chance.push(id);
        }
    }
    let levels = rules.iter().map(|rule| rule.rule.level).collect();
    Covered { coverage: Coverage { edition, levels, undecided }, by_chance }
}

/// What a scenario needs, against what there is.
#[derive(Default)]
struct Needed {
    missing: Vec<String>,
    chance: bool,
}

impl Needed {
    fn of(scenario: &gherkin::Scenario, means: &Means<'_>) -> Self {
        let mut needed = Self::default();
        let mut boot_is_told = true;
        let mut seen_restart = false;
        for step in &scenario.steps {
            let wants = match step.ty {
                gherkin::StepType::Given => wants::of_given(&step.value).unwrap_or_default(),
                gherkin::StepType::When | gherkin::StepType::Then => wants::of_step(&step.value),
            };
            for want in wants {
                match want {
                    Want::Instances(needs) => {
                        match means.arranger.prospect(means.session, &needs, means.doubts) {
                            Ok(way) => boot_is_told &= way.boot_is_told(),
                            Err(reason) => needed.missing.push(reason),
                        }
                    }
                    Want::Key { status, account } => {
                        needed.missing.extend(no_key(means.arranger, status, account));
                    }
                    Want::Fault(fault) => needed.missing.extend(no_fault(means.arranger, &fault)),
                    Want::Operation(action) if means.unserved.contains(&action) => {
                        needed.missing.push(format!("the endpoint does not serve {action}"));
                    }
                    Want::Operation(_) => {}
                    Want::SeenRestart => seen_restart = true,
                }
            }
        }
        needed.chance = seen_restart && !boot_is_told;
        needed
    }
}

fn no_key(arranger: &Arranger, status: &str, account: &str) -> Option<String> {
    let key = format!("an access key of account {account:?} in status {status:?}");
    match arranger.abilities() {
        None => Some(format!("{key} could not be arranged: the target has no control protocol")),
        Some(abilities) if !abilities.access_keys.iter().any(|word| word == status) => {
            Some(format!("{key} could not be arranged: the control protocol does not offer it"))
        }
        Some(_) => None,
    }
}

fn no_fault(arranger: &Arranger, fault: &str) -> Option<String> {
    match arranger.abilities() {
        None => Some(format!(
            "the fault {fault:?} could not be arranged: the target has no control protocol"
        )),
        Some(abilities) if !abilities.faults.iter().any(|word| word == fault) => {
            Some(format!("the control protocol does not offer the fault {fault:?}"))
        }
        Some(_) => None,
    }
}
