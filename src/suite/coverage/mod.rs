//! Which rules of an edition a target can decide: what each scenario needs, against the ways there are to come
//! by it and to observe it. Told before a run by `doctor`, and after one of what stayed open.

mod wants;

use std::collections::BTreeSet;

use self::wants::Want;
use super::arrange::{Arranger, Doubts};
use super::call::{NO_VERSION_3, basic};
use super::features::{CURRENT, Index, SHOULD, rule_id};
use super::free;
use super::session::Session;
use crate::api::Edition;
use crate::api::operations;
use crate::outcome::Wanted;
use crate::outcome::diagnosis::{Coverage, UndecidedRule};
use crate::suite::need::Need;

/// What is known of a target by now.
#[derive(Clone)]
pub(super) struct Means<'a> {
    pub(super) edition: Edition,
    pub(super) session: &'a Session,
    pub(super) arranger: &'a Arranger,
    pub(super) doubts: &'a Doubts,
    /// Operations that are not served.
    pub(super) unserved: Vec<&'static str>,
    /// What the endpoint does not take in a call.
    pub(super) refused: free::Refused,
}

/// What the rules come to.
pub(super) struct Covered {
    pub(super) coverage: Coverage,
    /// Rules that can be decided only where a restart lasts long enough to be seen, since nothing can
    /// tell the endpoint how long it is to take.
    pub(super) by_chance: Vec<&'static str>,
    /// Rules that call a listed Running instance where nothing shows whether an earlier restart of it is over.
    pub(super) unseen: Vec<&'static str>,
}

/// The operations that decide rules beside RebootInstance.
const OPERATIONS: [&str; 4] = [
    operations::DESCRIBE_INSTANCE_STATUS.name,
    operations::DESCRIBE_INSTANCES.name,
    operations::START_INSTANCE.name,
    operations::STOP_INSTANCE.name,
];

pub(super) fn of(index: &Index, edition: Edition, means: &Means<'_>) -> Covered {
    let rules: Vec<_> =
        index.rules.iter().filter(|rule| edition.covers(rule.rule.edition)).collect();
    let mut undecided = Vec::new();
    let (mut by_chance, mut unseen) = (Vec::new(), Vec::new());
    for rule in &rules {
        let id = rule.rule.id;
        let needed = Needed::of_rule(index, id, means);
        let mut unique: Vec<String> = Vec::new();
        for reason in needed.missing {
            if !unique.contains(&reason) {
                unique.push(reason);
            }
        }
        if !unique.is_empty() {
            undecided.push(UndecidedRule { id, level: rule.rule.level, reasons: unique });
        } else if needed.chance {
            by_chance.push(id);
        } else if needed.unseen {
            unseen.push(id);
        }
    }
    let levels = rules.iter().map(|rule| rule.rule.level).collect();
    Covered { coverage: Coverage { edition, levels, undecided }, by_chance, unseen }
}

/// The texts that scenarios of an edition want to hold in a signed value.
pub(super) fn texts(index: &Index, edition: Edition) -> BTreeSet<String> {
    let blocks = index.features.iter().flat_map(|feature| &feature.rules);
    let scenarios = blocks.flat_map(|block| &block.scenarios);
    let steps = scenarios
        .filter(|scenario| decides(scenario, edition))
        .flat_map(|scenario| &scenario.steps);
    steps
        .flat_map(|step| wants::of_step(&step.value))
        .filter_map(|want| match want {
            Want::Text(text) => Some(text.into_owned()),
            _ => None,
        })
        .collect()
}

/// What serving one more operation would decide of these rules, for each that is not served; what decides most
/// first.
pub(super) fn wanted(index: &Index, rules: &[&'static str], means: &Means<'_>) -> Vec<Wanted> {
    let is_open =
        |id: &str, means: &Means<'_>| !Needed::of_rule(index, id, means).missing.is_empty();
    let ids = |chosen: Vec<&'static str>| chosen.into_iter().map(str::to_owned).collect();
    let mut wanted: Vec<Wanted> = OPERATIONS
        .into_iter()
        .filter(|operation| means.unserved.contains(operation))
        .map(|operation| {
            let mut more = means.clone();
            more.unserved.retain(|unserved| *unserved != operation);
            let needs = |id: &&'static str| {
                Needed::of_rule(index, id, means).missing
                    != Needed::of_rule(index, id, &more).missing
            };
            let open: Vec<&'static str> = rules.iter().copied().filter(needs).collect();
            let decides = open.iter().copied().filter(|id| !is_open(id, &more)).collect();
            Wanted { operation: operation.to_owned(), decides: ids(decides), open: ids(open) }
        })
        .filter(|wanted| !wanted.open.is_empty())
        .collect();
    wanted.sort_by_key(|wanted| std::cmp::Reverse((wanted.decides.len(), wanted.open.len())));
    wanted
}

/// Whether a run of an edition covers a scenario, and the scenario is as binding as its rule.
fn decides(scenario: &gherkin::Scenario, edition: Edition) -> bool {
    scenario.tags.iter().all(|tag| match tag.as_str() {
        SHOULD => false,
        CURRENT => edition == Edition::Current,
        _ => true,
    })
}

/// What a scenario needs, against what there is.
#[derive(Default)]
struct Needed {
    missing: Vec<String>,
    chance: bool,
    unseen: bool,
}

impl Needed {
    fn of_rule(index: &Index, id: &str, means: &Means<'_>) -> Self {
        let blocks = index.features.iter().flat_map(|feature| &feature.rules);
        let mut all = Self::default();
        let scenarios =
            blocks.filter(|block| rule_id(block) == Some(id)).flat_map(|b| &b.scenarios);
        for scenario in scenarios.filter(|scenario| decides(scenario, means.edition)) {
            let needed = Self::of(scenario, means);
            all.chance |= needed.chance;
            all.unseen |= needed.unseen;
            all.missing.extend(needed.missing);
        }
        all
    }

    fn of(scenario: &gherkin::Scenario, means: &Means<'_>) -> Self {
        let mut needed = Self::default();
        let mut boot_is_told = true;
        let mut seen_restart = false;
        for step in &scenario.steps {
            let wants = match step.ty {
                gherkin::StepType::Given => {
                    wants::of_given(&step.value, means.session.operation).unwrap_or_default()
                }
                gherkin::StepType::When | gherkin::StepType::Then => wants::of_step(&step.value),
            };
            for want in wants {
                match want {
                    Want::Instances(needs) => {
                        match means.arranger.prospect(means.session, &needs, means.doubts) {
                            Ok(way) => {
                                boot_is_told &= way.boot_is_told();
                                let may_restart = needs.iter().any(Need::is_plain_running);
                                needed.unseen |= may_restart
                                    && !way.boot_is_told()
                                    && no_status(means).is_some();
                            }
                            Err(reason) => needed.missing.push(reason),
                        }
                    }
                    Want::Key { status, account } => {
                        needed.missing.extend(no_key(means.arranger, status, account));
                    }
                    Want::Failure(failure) => {
                        needed.missing.extend(no_failure(means.arranger, &failure))
                    }
                    Want::Operation(action) if means.unserved.contains(&action) => {
                        needed.missing.push(format!("the endpoint does not serve {action}"));
                    }
                    Want::Operation(_) => {}
                    Want::Status => needed.missing.extend(no_status(means)),
                    Want::SeenRestart => seen_restart = true,
                    Want::Further => {
                        let came = means.refused.further.as_deref();
                        needed.missing.extend(came.map(free::no_name));
                    }
                    Want::Empty => {
                        let came = means.refused.empty.as_deref();
                        needed.missing.extend(came.map(free::no_name));
                    }
                    Want::Text(text) => {
                        let came = means.refused.texts.get(&*text);
                        needed.missing.extend(came.map(|came| free::no_text(&text, came)));
                    }
                    Want::Version3 => needed.missing.extend(no_version_3(means)),
                }
            }
        }
        needed.chance = seen_restart && !boot_is_told;
        needed
    }
}

fn no_status(means: &Means<'_>) -> Option<String> {
    let unserved = |action: &str| means.unserved.contains(&action);
    let neither = unserved(operations::DESCRIBE_INSTANCE_STATUS.name)
        && unserved(operations::DESCRIBE_INSTANCES.name);
    neither.then(|| {
        "the endpoint shows no status: it serves neither DescribeInstanceStatus nor DescribeInstances"
            .to_owned()
    })
}

fn no_version_3(means: &Means<'_>) -> Option<String> {
    basic(&means.session.target.url).map(|_| NO_VERSION_3.to_owned())
}

fn no_key(arranger: &Arranger, status: &str, account: &str) -> Option<String> {
    let key = format!("an access key of account {account:?} in status {status:?}");
    match arranger.capabilities() {
        None => Some(format!("{key} could not be arranged: the target has no control protocol")),
        Some(capabilities) if !capabilities.access_keys.iter().any(|word| word == status) => {
            Some(format!("{key} could not be arranged: the control protocol does not offer it"))
        }
        Some(_) => None,
    }
}

fn no_failure(arranger: &Arranger, failure: &str) -> Option<String> {
    match arranger.capabilities() {
        None => Some(format!(
            "the failure {failure:?} could not be arranged: the target has no control protocol"
        )),
        Some(capabilities) if !capabilities.failures.iter().any(|word| word == failure) => {
            Some(format!("the control protocol does not offer the failure {failure:?}"))
        }
        Some(_) => None,
    }
}
