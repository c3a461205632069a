//! The conventions of the feature files. Gherkin itself forgives too much: a misspelled keyword turns
//! a scenario into prose, an outline without rows is no scenario at all, and both leave a run green.

use std::collections::BTreeSet;

use super::indexed::{CLOSING, CURRENT, FeatureError, IndexedRule, SHOULD};
use crate::api::rules::{self, Rule};
use crate::api::{Edition, Level};

const STEP_WORDS: [&str; 6] = ["Given ", "When ", "Then ", "And ", "But ", "* "];
const BLOCK_WORDS: [&str; 9] = [
    "Feature:",
    "Rule:",
    "Background:",
    "Scenario Outline:",
    "Scenario Template:",
    "Scenario:",
    "Example:",
    "Examples:",
    "Scenarios:",
];

/// Checks a parsed file, outlines not yet expanded, against its text.
pub(super) fn feature(text: &str, feature: &gherkin::Feature) -> Result<(), String> {
    if feature.rules.is_empty() {
        return Err("it holds no Rule".into());
    }
    if !feature.scenarios.is_empty() {
        return Err("a scenario stands outside a Rule".into());
    }
    let parsed: usize = feature.rules.iter().map(|rule| rule.scenarios.len()).sum();
    let written = text
        .lines()
        .map(str::trim_start)
        .filter(|line| {
            ["Scenario:", "Scenario Outline:", "Scenario Template:", "Example:"]
                .iter()
                .any(|word| line.starts_with(word))
        })
        .count();
    if parsed != written {
        return Err(format!("{written} scenarios are written, {parsed} are understood"));
    }
    for block in &feature.rules {
        let place = format!("rule {:?}", block.name);
        prose(block.description.as_deref(), &place)?;
        if block.description.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return Err(format!("{place} states no documented fact"));
        }
        for scenario in &block.scenarios {
            let place = format!("{place}, scenario {:?}", scenario.name);
            prose(scenario.description.as_deref(), &place)?;
            steps(scenario, &place)?;
            rows(scenario, &place)?;
        }
    }
    Ok(())
}

/// A description that begins like a step, or like a keyword that is not quite one, is a scenario that
/// was lost.
fn prose(description: Option<&str>, place: &str) -> Result<(), String> {
    for line in description.unwrap_or_default().lines().map(str::trim_start) {
        let lost = STEP_WORDS.iter().any(|word| line.starts_with(word))
            || BLOCK_WORDS.iter().any(|word| line.starts_with(word))
            || line.starts_with('|')
            || line.starts_with('@')
            || ["Scen", "Exam", "Rul", "Feat"]
                .iter()
                .any(|word| line.starts_with(word) && line.contains(':'));
        if lost {
            return Err(format!("{place}: the line {line:?} was read as prose"));
        }
    }
    Ok(())
}

fn steps(scenario: &gherkin::Scenario, place: &str) -> Result<(), String> {
    let has = |wanted| scenario.steps.iter().any(|step| step.ty == wanted);
    if !has(gherkin::StepType::When) {
        return Err(format!("{place} has no When"));
    }
    if scenario.steps.last().map(|step| step.ty) != Some(gherkin::StepType::Then) {
        return Err(format!("{place} does not end with a Then"));
    }
    Ok(())
}

fn rows(scenario: &gherkin::Scenario, place: &str) -> Result<(), String> {
    let outline = scenario.keyword.contains("Outline") || scenario.keyword.contains("Template");
    if !outline && scenario.examples.is_empty() {
        return Ok(());
    }
    if scenario.examples.is_empty() {
        return Err(format!("{place} is an outline without Examples"));
    }
    for examples in &scenario.examples {
        let rows = examples.table.as_ref().map_or(&[][..], |table| &table.rows);
        let [header, body @ ..] = rows else {
            return Err(format!("{place} has Examples without a table"));
        };
        if body.is_empty() {
            return Err(format!("{place} has Examples without a row"));
        }
        if body.iter().any(|row| row.len() != header.len()) {
            return Err(format!("{place} has a row that does not fit its header"));
        }
    }
    Ok(())
}

/// Finds a block's rule in the catalogue, and checks that its tags say the same.
pub(super) fn rule(block: &gherkin::Rule) -> Result<&'static Rule, String> {
    let place = format!("rule {:?}", block.name);
    let known: Vec<&'static Rule> = block.tags.iter().filter_map(|tag| rules::rule(tag)).collect();
    let [rule] = known[..] else {
        return Err(format!("{place} has {} ids of the catalogue instead of one", known.len()));
    };
    for tag in [rule.level.word().to_lowercase(), rule.edition.word().to_owned()] {
        if !block.tags.contains(&tag) {
            return Err(format!("{place} lacks the tag @{tag}, which the catalogue demands"));
        }
    }
    if block.tags.len() != 3 {
        return Err(format!("{place} has tags beside its id, level and edition"));
    }
    if block.scenarios.is_empty() {
        return Err(format!("{place} has no scenario"));
    }
    let mut names = BTreeSet::new();
    for scenario in &block.scenarios {
        if scenario.name.trim().is_empty() {
            return Err(format!("{place} has a scenario without a name"));
        }
        for tag in &scenario.tags {
            let fits = match tag.as_str() {
                CLOSING => true,
                SHOULD => rule.level == Level::Must,
                CURRENT => rule.edition == Edition::Core,
                _ => false,
            };
            if !fits {
                return Err(format!("{place}, scenario {:?} has the tag @{tag}", scenario.name));
            }
        }
        if !names.insert(&scenario.name) {
            return Err(format!("{place} has two scenarios named {:?}", scenario.name));
        }
    }
    Ok(rule)
}

/// Checks that the files and the catalogue hold the same rules, but for those that are excluded.
pub(super) fn index(indexed: &[IndexedRule]) -> Result<(), FeatureError> {
    let found: Vec<(&str, &str)> = indexed.iter().map(|rule| (rule.rule.id, rule.file)).collect();
    let catalogue: Vec<&str> = rules::RULES.iter().map(|rule| rule.id).collect();
    let excluded: Vec<&str> = rules::EXCLUDED.iter().map(|(id, _)| *id).collect();
    compare(&found, &catalogue, &excluded)
}

/// Compares ids and their files with the catalogue.
fn compare(
    found: &[(&str, &str)],
    catalogue: &[&str],
    excluded: &[&str],
) -> Result<(), FeatureError> {
    let mut seen = BTreeSet::new();
    for &(id, file) in found {
        let error = |what: String| Err(FeatureError { file: file.to_owned(), what });
        if !seen.insert(id) {
            return error(format!("{id} stands in a file twice"));
        }
        if excluded.contains(&id) {
            return error(format!("{id} is excluded in src/api/rules.rs and has a Rule"));
        }
    }
    match catalogue.iter().find(|id| !seen.contains(*id) && !excluded.contains(id)) {
        Some(missing) => Err(FeatureError {
            file: String::new(),
            what: format!("{missing} of the catalogue has no Rule and is not excluded"),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use gherkin::{Feature, GherkinEnv};

    use super::*;

    fn check(body: &str) -> Result<(), String> {
        let text = format!("Feature: F\n  @RI-01 @must @core\n  Rule: R\n    A fact.\n\n{body}");
        let parsed = Feature::parse(&text, GherkinEnv::default()).map_err(|e| e.to_string())?;
        feature(&text, &parsed)?;
        parsed.rules.iter().try_for_each(|block| rule(block).map(|_| ()))
    }

    const RIGHT: &str = "    Scenario: one\n      When a call\n      Then an answer\n";

    #[test]
    fn a_plain_rule_is_right() {
        check(RIGHT).unwrap();
    }

    #[test]
    fn what_would_vanish_is_found() {
        for (body, what) in [
            ("    Scenaro: one\n      When a\n      Then b\n".to_owned(), "prose"),
            (format!("{RIGHT}    Scenaro: two\n      When a\n      Then b\n"), ""),
            ("    Scenario: one\n      When a\n".into(), "does not end with a Then"),
            ("    Scenario: one\n      Then a\n".into(), "no When"),
            ("    Scenario: one\n".into(), ""),
            (format!("{RIGHT}{RIGHT}"), "two scenarios named"),
            (format!("    @shoud\n{RIGHT}"), "has the tag @shoud"),
            ("    Scenario Outline: <a>\n      When <a>\n      Then b\n".into(), "without Examples"),
            ("    Scenario Outline: <a>\n      When <a>\n      Then b\n      Examples:\n        | a |\n".into(), "without a row"),
            ("    Scenario Outline: <a>\n      When <a>\n      Then b\n      Examples:\n".into(), ""),
        ] {
            let error = check(&body).unwrap_err();
            assert!(error.contains(what), "{body}: {error}");
        }
    }

    #[test]
    fn files_and_catalogue_hold_the_same_rules_but_for_the_excluded() {
        let catalogue = ["RI-01", "SG-02"];
        let one = [("RI-01", "a.feature")];
        compare(&one, &catalogue, &["SG-02"]).unwrap();
        for (found, excluded, what) in [
            (&one[..], &[][..], "SG-02 of the catalogue has no Rule"),
            (&[], &["SG-02"], "RI-01 of the catalogue has no Rule"),
            (&[one[0], one[0]], &["SG-02"], "RI-01 stands in a file twice"),
            (&[one[0], ("SG-02", "b.feature")], &["SG-02"], "SG-02 is excluded"),
        ] {
            let error = compare(found, &catalogue, excluded).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }

    #[test]
    fn tags_must_agree_with_the_catalogue() {
        for tags in [
            "@RI-01 @should @core",
            "@RI-01 @must",
            "@must @core",
            "@RI-01 @RI-02 @must @core",
            "@RI-01 @must @core @more",
        ] {
            let text = format!("Feature: F\n  {tags}\n  Rule: R\n    A fact.\n\n{RIGHT}");
            let parsed = Feature::parse(&text, GherkinEnv::default()).unwrap();
            assert!(rule(&parsed.rules[0]).is_err(), "{tags}");
        }
    }
}
