//! Which scenarios a run is to execute: an edition, narrowed by rule ids and tags. What matches
//! nothing is a mistake of the caller's and never an empty run.

use std::collections::BTreeSet;

use super::features::{Index, IndexedRule, IndexedScenario, rule_id};
use super::shard;
use super::similar::similar;
use crate::api::{Dialect, Edition, Level, rules};
use crate::outcome::{Selection, Shard};

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The edition.
    pub edition: Edition,
    /// The dialect to hold the endpoint to; `None` lets it speak either.
    pub dialect: Option<Dialect>,
    /// Rule ids; a rule that is one of them, or has one of the tags, is selected.
    pub rules: Vec<String>,
    /// Tags, with or without `@`.
    pub tags: Vec<String>,
    /// The part to run, of all that the rest of the filter selects.
    pub shard: Option<Shard>,
}

/// Why a filter selects nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// No rule has this id.
    #[error("there is no rule {id:?}{nearest}")]
    NoSuchRule {
        /// What was asked for.
        id: String,
        /// Ids that look like it, as the end of the sentence.
        nearest: String,
    },
    /// The rule exists, but no call to an endpoint can decide it.
    #[error("{id} has no scenario: {reason}")]
    Excluded {
        /// Its id.
        id: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// No rule or scenario has this tag.
    #[error("there is no tag {tag:?}{nearest}")]
    NoSuchTag {
        /// What was asked for.
        tag: String,
        /// Tags that look like it, as the end of the sentence.
        nearest: String,
    },
    /// The rule exists, but not in this edition.
    #[error("nothing that was asked for is in edition {edition}; try --edition current")]
    OtherEdition {
        /// The edition.
        edition: &'static str,
    },
    /// No selected rule falls into this part.
    #[error(
        "part {} of {} holds no rule of what is selected; divide it into fewer parts",
        shard.part,
        shard.of
    )]
    EmptyPart {
        /// The part.
        shard: Shard,
    },
}

/// A scenario by rule id and name.
pub type ScenarioKey = (String, String);

/// The scenarios to execute.
#[derive(Clone, Debug)]
pub struct Selected {
    /// The edition.
    pub edition: Edition,
    /// The dialect that the endpoint is held to, if it is.
    pub dialect: Option<Dialect>,
    /// What it comes to, for the report.
    pub summary: Selection,
    /// The rules, each with its selected scenarios, in the order of the files.
    pub rules: Vec<IndexedRule>,
    /// The seed of the order in which scenarios are run; `None` for the order of the files.
    order: Option<u64>,
}

impl Selected {
    /// Whether a scenario holds the endpoint to a MUST.
    #[must_use]
    pub fn binds(&self, (rule, name): &ScenarioKey) -> bool {
        let rule =
            self.rules.iter().find(|one| one.rule.id == rule && one.rule.level == Level::Must);
        let scenario = rule.and_then(|rule| rule.scenarios.iter().find(|one| one.name == *name));
        scenario.is_some_and(|scenario| scenario.level().is_none())
    }

    /// Every selected scenario.
    pub fn keys(&self) -> impl Iterator<Item = ScenarioKey> {
        self.rules.iter().flat_map(|rule| {
            rule.scenarios.iter().map(|scenario| (rule.rule.id.to_owned(), scenario.name.clone()))
        })
    }

    /// The same scenarios, to be run in another order that follows from a seed. Reports keep the order
    /// of the files.
    #[must_use]
    pub fn shuffled(self, seed: u64) -> Self {
        Self { order: Some(seed), ..self }
    }

    /// The features with nothing in them but selected scenarios for which `wanted` holds; where the
    /// order is another one, a feature for each scenario.
    pub(super) fn features(
        &self,
        index: &Index,
        wanted: impl Fn(&IndexedScenario) -> bool,
    ) -> Vec<gherkin::Feature> {
        let keys: BTreeSet<ScenarioKey> = self
            .rules
            .iter()
            .flat_map(|rule| {
                rule.scenarios
                    .iter()
                    .filter(|scenario| wanted(scenario))
                    .map(|scenario| (rule.rule.id.to_owned(), scenario.name.clone()))
            })
            .collect();
        let mut features = Vec::new();
        for feature in &index.features {
            let mut feature = feature.clone();
            for block in &mut feature.rules {
                let id = rule_id(block).unwrap_or_default().to_owned();
                block
                    .scenarios
                    .retain(|scenario| keys.contains(&(id.clone(), scenario.name.clone())));
            }
            feature.rules.retain(|block| !block.scenarios.is_empty());
            if !feature.rules.is_empty() {
                features.push(feature);
            }
        }
        match self.order {
            Some(seed) => singly(features, seed),
            None => features,
        }
    }
}

/// A feature for each scenario, in an order that follows from the seed.
fn singly(features: Vec<gherkin::Feature>, seed: u64) -> Vec<gherkin::Feature> {
    let mut single = Vec::new();
    for mut feature in features {
        for mut block in std::mem::take(&mut feature.rules) {
            for scenario in std::mem::take(&mut block.scenarios) {
                let block = gherkin::Rule { scenarios: vec![scenario], ..block.clone() };
                single.push(gherkin::Feature { rules: vec![block], ..feature.clone() });
            }
        }
    }
    fastrand::Rng::with_seed(seed).shuffle(&mut single);
    single
}

/// Selects scenarios.
///
/// # Errors
/// When an id or tag is unknown, or nothing is left.
pub fn select(index: &Index, filter: &Filter) -> Result<Selected, SelectError> {
    let of_edition: Vec<IndexedRule> =
        index.rules.iter().filter_map(|rule| rule.of(filter.edition)).collect();
    let of = of_edition.iter().map(|rule| rule.scenarios.len()).sum();

    let ids: Vec<String> = filter
        .rules
        .iter()
        .map(|id| find(index, id).map(|rule| rule.rule.id.to_owned()))
        .collect::<Result<_, _>>()?;
    let all_tags: BTreeSet<String> = index.rules.iter().flat_map(tags_of).collect();
    let tags: Vec<String> = filter
        .tags
        .iter()
        .map(|tag| {
            let tag = tag.trim_start_matches('@');
            if all_tags.contains(tag) {
                Ok(tag.to_owned())
            } else {
                let known: Vec<String> = all_tags.iter().map(|tag| format!("@{tag}")).collect();
                Err(SelectError::NoSuchTag {
                    tag: format!("@{tag}"),
                    nearest: nearest(&format!("@{tag}"), known.iter().map(String::as_str)),
                })
            }
        })
        .collect::<Result<_, _>>()?;

    let everything = ids.is_empty() && tags.is_empty();
    let rules: Vec<IndexedRule> = of_edition
        .into_iter()
        .filter_map(|rule| {
            let whole = everything
                || ids.iter().any(|id| id == rule.rule.id)
                || tags.iter().any(|tag| rule_tags(&rule).contains(tag));
            let mut rule = rule;
            if !whole {
                rule.scenarios
                    .retain(|scenario| scenario.tags.iter().any(|tag| tags.contains(tag)));
            }
            (!rule.scenarios.is_empty()).then_some(rule)
        })
        .collect();
    if rules.is_empty() {
        return Err(SelectError::OtherEdition { edition: filter.edition.word() });
    }
    let rules = match filter.shard {
        Some(shard) => shard::part(rules, shard),
        None => rules,
    };
    if let (Some(shard), true) = (filter.shard, rules.is_empty()) {
        return Err(SelectError::EmptyPart { shard });
    }
    let filters = ids.into_iter().chain(tags.into_iter().map(|tag| format!("@{tag}"))).collect();
    let scenarios = rules.iter().map(|rule| rule.scenarios.len()).sum();
    let Filter { edition, dialect, shard, .. } = *filter;
    let operation = index.operation.name.to_owned();
    let summary = Selection { operation, filters, scenarios, of, shard };
    Ok(Selected { edition, dialect, summary, rules, order: None })
}

/// Finds a rule by its id, in any letter case and whatever its edition.
///
/// # Errors
/// When there is no such rule, or it has no scenario.
pub fn find<'a>(index: &'a Index, id: &str) -> Result<&'a IndexedRule, SelectError> {
    if let Some(rule) = index.rules.iter().find(|rule| rule.rule.id.eq_ignore_ascii_case(id)) {
        return Ok(rule);
    }
    let excluded = rules::EXCLUDED.iter().find(|(excluded, _)| excluded.eq_ignore_ascii_case(id));
    Err(match excluded {
        Some(&(id, reason)) => SelectError::Excluded { id, reason },
        None => SelectError::NoSuchRule {
            id: id.to_owned(),
            nearest: nearest(id, rules::RULES.iter().map(|rule| rule.id)),
        },
    })
}

fn rule_tags(rule: &IndexedRule) -> [String; 3] {
    [
        rule.rule.id.to_owned(),
        rule.rule.level.word().to_lowercase(),
        rule.rule.edition.word().to_owned(),
    ]
}

fn tags_of(rule: &IndexedRule) -> Vec<String> {
    let own = rule.scenarios.iter().flat_map(|scenario| scenario.tags.clone());
    rule_tags(rule).into_iter().chain(own).collect()
}

/// The most similar names, as the end of a sentence.
pub(super) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    let names = similar(wanted, known);
    match names.is_empty() {
        true => "; `rebootspec run --list` shows them all".to_owned(),
        false => format!("; did you mean {}?", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(rules: &[&str], tags: &[&str]) -> Result<Selected, SelectError> {
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        let filter = Filter { rules: own(rules), tags: own(tags), ..Filter::default() };
        select(Index::embedded().unwrap(), &filter)
    }

    #[test]
    fn nothing_asked_for_is_the_whole_edition() {
        let selected = embedded(&[], &[]).unwrap();
        assert_eq!(selected.summary.scenarios, selected.summary.of);
        assert_eq!(selected.keys().count(), selected.summary.of);
    }

    #[test]
    fn a_shuffled_order_loses_nothing() {
        let index = Index::embedded().unwrap();
        let order = |selected: &Selected| -> Vec<ScenarioKey> {
            let features = selected.features(index, |_| true);
            let blocks = features.iter().flat_map(|feature| &feature.rules);
            blocks
                .flat_map(|block| {
                    let id = rule_id(block).unwrap_or_default().to_owned();
                    block.scenarios.iter().map(move |scenario| (id.clone(), scenario.name.clone()))
                })
                .collect()
        };
        let of_files = embedded(&[], &[]).unwrap();
        let shuffled = of_files.clone().shuffled(1);
        assert_ne!(order(&shuffled), order(&of_files));
        assert_ne!(order(&shuffled), order(&of_files.clone().shuffled(2)));
        assert_eq!(order(&shuffled), order(&of_files.clone().shuffled(1)));
        let set = |selected: &Selected| order(selected).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(set(&shuffled), set(&of_files));
        assert_eq!(order(&shuffled).len(), order(&of_files).len());
    }

    #[test]
    fn a_rule_is_found_in_any_letter_case() {
        let selected = embedded(&["ri-20"], &[]).unwrap();
        assert_eq!(selected.rules.len(), 1);
        assert!(selected.summary.scenarios < selected.summary.of);
    }

    #[test]
    fn tags_select_rules() {
        let selected = embedded(&[], &["@should"]).unwrap();
        let should = Some(crate::api::Level::Should);
        assert!(selected.rules.iter().all(|rule| {
            Some(rule.rule.level) == should
                || rule.scenarios.iter().all(|scenario| scenario.level() == should)
        }));
    }

    #[test]
    fn what_does_not_exist_is_named_with_its_neighbours() {
        let error = embedded(&["RI-99"], &[]).unwrap_err().to_string();
        assert!(error.starts_with("there is no rule \"RI-99\"; did you mean RI-"), "{error}");
        let error = embedded(&["sg-02"], &[]).unwrap_err().to_string();
        assert!(error.starts_with("SG-02 has no scenario: "), "{error}");
        let error = embedded(&[], &["@nosuch"]).unwrap_err().to_string();
        assert!(error.starts_with("there is no tag \"@nosuch\";"), "{error}");
        let error = embedded(&[], &["@shuold"]).unwrap_err().to_string();
        assert!(error.contains("@should"), "{error}");
    }
}
