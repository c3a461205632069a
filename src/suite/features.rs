//! The requirements: the feature files, embedded in the binary, parsed and expanded once a process.
//! Which rules there are, and which scenarios each has, is read from them; `lint` makes sure
//! that nothing vanished on the way.

use std::sync::OnceLock;

use cucumber::feature::Ext as _;
use gherkin::{Feature, GherkinEnv};

use super::indexed::COMMON;
pub(super) use super::indexed::rule_id;
pub use super::indexed::{
    CLOSING, CURRENT, FILES, FeatureError, File, IndexedRule, IndexedScenario, SHOULD,
};
use super::lint;
use crate::api::Edition;
use crate::api::operations::{self, Operation};

/// The rules of an operation, those that all operations share among them, with their scenarios.
#[derive(Debug)]
pub struct Index {
    /// The operation that is under test.
    pub operation: &'static Operation,
    /// The features, outlines expanded.
    pub(super) features: Vec<Feature>,
    /// The rules, in the order of the files.
    pub rules: Vec<IndexedRule>,
}

impl Index {
    /// The scenarios that a run of everything in an edition has.
    pub fn scenarios_of(&self, edition: Edition) -> impl Iterator<Item = &IndexedScenario> {
        let rules = self.rules.iter().filter(move |rule| edition.covers(rule.rule.edition));
        rules.flat_map(|rule| &rule.scenarios).filter(move |scenario| scenario.is_of(edition))
    }

    /// The embedded features of RebootInstance.
    ///
    /// # Errors
    /// When one of the embedded files breaks a convention: a fault of this build.
    pub fn embedded() -> Result<&'static Self, FeatureError> {
        Self::of(&operations::REBOOT_INSTANCE)
    }

    /// The embedded features of an operation.
    ///
    /// # Errors
    /// As [`Index::embedded`].
    pub fn of(operation: &'static Operation) -> Result<&'static Self, FeatureError> {
        static INDICES: OnceLock<Result<Vec<Index>, FeatureError>> = OnceLock::new();
        let indices = INDICES.get_or_init(|| {
            let all = Self::all()?;
            Ok(operations::under_test().map(|operation| all.narrowed(operation)).collect())
        });
        let indices = indices.as_ref().map_err(Clone::clone)?;
        let found = indices.iter().find(|index| index.operation == operation);
        found.ok_or_else(|| FeatureError {
            file: operation.folder(),
            what: format!("{} has no rules of its own", operation.name),
        })
    }

    /// The embedded features of every operation.
    ///
    /// # Errors
    /// As [`Index::embedded`].
    pub fn all() -> Result<&'static Self, FeatureError> {
        static INDEX: OnceLock<Result<Index, FeatureError>> = OnceLock::new();
        INDEX.get_or_init(|| Self::read(FILES)).as_ref().map_err(Clone::clone)
    }

    /// What an operation shares with others, and what is its own.
    fn narrowed(&self, operation: &'static Operation) -> Self {
        let is_its = |rule: &&IndexedRule| rule.operation.is_none_or(|own| own == operation);
        let rules: Vec<IndexedRule> = self.rules.iter().filter(is_its).cloned().collect();
        let mut features = self.features.clone();
        for feature in &mut features {
            feature.rules.retain(|block| {
                rule_id(block).is_some_and(|id| rules.iter().any(|rule| rule.rule.id == id))
            });
        }
        features.retain(|feature| !feature.rules.is_empty());
        Self { operation, features, rules }
    }

    /// Parses feature files and checks every convention.
    ///
    /// # Errors
    /// When a file is malformed or breaks a convention.
    pub fn read(files: &[File<'_>]) -> Result<Self, FeatureError> {
        let operation = &operations::REBOOT_INSTANCE;
        let mut index = Self { operation, features: Vec::new(), rules: Vec::new() };
        for &File { folder, name: file, text } in files {
            let error = |what: String| FeatureError { file: file.to_owned(), what };
            let mut feature = Feature::parse(text, GherkinEnv::default())
                .map_err(|problem| error(problem.to_string()))?;
            lint::feature(text, &feature).map_err(error)?;
            feature.path = Some(file.into());
            let own = operation_of(folder)
                .ok_or_else(|| error(format!("the folder {folder} is no operation's")))?;
            let feature =
                feature.expand_examples().map_err(|problem| error(problem.to_string()))?;
            for block in &feature.rules {
                index.rules.push(indexed(&feature, block, file, own).map_err(error)?);
            }
            index.features.push(feature);
        }
        lint::index(&index.rules)?;
        Ok(index)
    }
}

/// The operation whose folder this is, such as `reboot_instance`; no operation where it is what all share, nothing
/// where it is neither.
fn operation_of(folder: &str) -> Option<Option<&'static Operation>> {
    if folder == COMMON {
        return Some(None);
    }
    operations::ALL.iter().copied().find(|operation| operation.folder() == folder).map(Some)
}

fn indexed(
    feature: &Feature,
    block: &gherkin::Rule,
    file: &'static str,
    operation: Option<&'static Operation>,
) -> Result<IndexedRule, String> {
    let rule = lint::rule(block)?;
    let grounds = [&feature.background, &block.background];
    let before: Vec<&gherkin::Step> =
        grounds.into_iter().flatten().flat_map(|ground| &ground.steps).collect();
    let scenarios = block
        .scenarios
        .iter()
        .map(|scenario| IndexedScenario {
            name: scenario.name.clone(),
            tags: scenario.tags.clone(),
            steps: before.iter().copied().chain(&scenario.steps).map(in_words).collect(),
            line: scenario.position.line,
        })
        .collect();
    let fact = block.description.as_deref().unwrap_or_default();
    Ok(IndexedRule {
        rule,
        title: block.name.clone(),
        fact: fact.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned(),
        source: rule.source(),
        operation,
        file,
        scenarios,
    })
}

fn in_words(step: &gherkin::Step) -> String {
    format!("{} {}", step.keyword.trim(), step.value)
}

#[cfg(test)]
mod tests {
    use cucumber::World as _;

    use super::*;
    use crate::suite::world::World;

    #[test]
    fn the_embedded_files_keep_every_convention() {
        Index::embedded().unwrap();
    }

    #[test]
    fn every_step_has_one_definition() {
        let steps = World::collection();
        let index = Index::embedded().unwrap();
        let mut checked = 0;
        for rule in index.features.iter().flat_map(|feature| &feature.rules) {
            for scenario in &rule.scenarios {
                for step in &scenario.steps {
                    let found = steps.find(step);
                    assert!(matches!(found, Ok(Some(_))), "{}: {step}", scenario.name);
                    checked += 1;
                }
            }
        }
        assert!(checked > 1000, "only {checked} steps were looked at");
    }

    #[test]
    fn a_missing_rule_is_found() {
        let without_first = &FILES[1..];
        let error = Index::read(without_first).unwrap_err();
        assert!(error.what.contains("RI-01 of the catalogue has no Rule"), "{error}");
    }
}
