//! The feature files, embedded in the binary, and what is read from them: rules with their scenarios.

use gherkin::{Feature, GherkinEnv};

use crate::api::operations::Operation;
use crate::api::rules::{self, Rule};
use crate::api::{Edition, Level};

/// A feature file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// The folder that it stands in: `common`, or an operation's.
    pub folder: &'static str,
    /// Its name, such as `03_locked_instances.feature`.
    pub name: &'static str,
    /// What it holds.
    pub text: &'a str,
}

/// Every feature file, in the order of their names.
pub const FILES: &[File<'static>] = include!(concat!(env!("OUT_DIR"), "/features.rs"));

/// The tag of scenarios that look back over a whole run, and therefore come last.
pub const CLOSING: &str = "closing";

/// The tag of scenarios of a core rule that are of edition current alone.
pub const CURRENT: &str = "current";

/// The tag of scenarios of a MUST rule that hold an endpoint to a SHOULD alone.
pub const SHOULD: &str = "should";

/// Why the feature files cannot be used: always the suite's own fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("features/{file}: {what}")]
pub struct FeatureError {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedScenario {
    /// Name, unique within its rule.
    pub name: String,
    /// Tags of the scenario itself, without `@`.
    pub tags: Vec<String>,
    /// Its steps with their keywords, those of a Background first.
    pub steps: Vec<String>,
    /// The line on which it begins; of an outline, the line of its row.
    pub line: usize,
}

impl IndexedScenario {
    /// Whether a run of an edition covers it, its rule being covered.
    #[must_use]
    pub fn is_of(&self, edition: Edition) -> bool {
        edition == Edition::Current || !self.tags.iter().any(|tag| tag == CURRENT)
    }

    /// Its own level, where that is less binding than its rule's.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.tags.iter().any(|tag| tag == SHOULD).then_some(Level::Should)
    }

    /// Whether it looks back over the whole run.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        self.tags.iter().any(|tag| tag == CLOSING)
    }
}

/// One `Rule:` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedRule {
    /// The rule of the catalogue.
    pub rule: &'static Rule,
    /// Its name.
    pub title: String,
    /// Its description: the documented fact.
    pub fact: String,
    /// The pages it comes from.
    pub source: String,
    /// The operation whose rule it is; `None` where it is common to all.
    pub operation: Option<&'static Operation>,
    /// The file it stands in.
    pub file: &'static str,
    /// Its scenarios, outlines expanded.
    pub scenarios: Vec<IndexedScenario>,
}

impl IndexedRule {
    /// Where its file stands in the repository.
    #[must_use]
    pub fn path(&self) -> String {
        let folder = self.operation.map_or_else(|| COMMON.to_owned(), Operation::folder);
        format!("features/{folder}/{}", self.file)
    }

    /// The rule with what a run of an edition covers of it; `None` where that is nothing.
    #[must_use]
    pub fn of(&self, edition: Edition) -> Option<Self> {
        if !edition.covers(self.rule.edition) {
            return None;
        }
        let mut rule = self.clone();
        rule.scenarios.retain(|scenario| scenario.is_of(edition));
        Some(rule)
    }

    /// Its scenarios as they are written: outlines with their tables, and what a Background adds.
    ///
    /// # Errors
    /// When the embedded file cannot be read: a fault of this build.
    pub fn written(&self) -> Result<Vec<gherkin::Scenario>, FeatureError> {
        let error = |what: String| FeatureError { file: self.file.to_owned(), what };
        let File { text, .. } = FILES
            .iter()
            .find(|file| file.name == self.file)
            .ok_or_else(|| error("there is no such file".to_owned()))?;
        let feature = Feature::parse(text, GherkinEnv::default())
            .map_err(|problem| error(problem.to_string()))?;
        let block = feature
            .rules
            .into_iter()
            .find(|block| rule_id(block) == Some(self.rule.id))
            .ok_or_else(|| error(format!("it does not hold {}", self.rule.id)))?;
        let grounds = feature.background.into_iter().chain(block.background);
        let before: Vec<gherkin::Step> = grounds.flat_map(|ground| ground.steps).collect();
        let mut scenarios = block.scenarios;
        for scenario in &mut scenarios {
            scenario.steps.splice(0..0, before.iter().cloned());
        }
        Ok(scenarios)
    }
}

/// The folder of what every operation shares.
pub(super) const COMMON: &str = "common";

/// The rule id among the tags of a block.
pub(super) fn rule_id(block: &gherkin::Rule) -> Option<&str> {
    block.tags.iter().map(String::as_str).find(|tag| rules::rule(tag).is_some())
}
