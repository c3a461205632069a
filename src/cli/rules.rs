//! `rebootspec rules`: the catalogue. Its JSON form is described in `docs/rules-json.md`.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::exit::Exit;
use super::{EditionArgument, ended, printed, traceability};
use crate::api::rules::{self, Rule, Source};
use crate::api::{Edition, Level, facts};
use crate::suite::features::{Index, IndexedRule};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Print JSON, with facts and scenarios.
    #[arg(long)]
    json: bool,
    /// Print what each page of the documentation says, and which rules hold an endpoint to it
    #[arg(long, conflicts_with_all = ["json", "edition"])]
    traceability: bool,
    /// Only the rules that a run of this edition covers [default: all].
    #[arg(long, value_enum)]
    edition: Option<EditionArgument>,
}

/// Names the format and its generation.
const FORMAT: &str = "rebootspec-rules/1";

pub(super) fn rules(arguments: &Arguments) -> Exit {
    if arguments.traceability {
        return printed(&traceability::text());
    }
    let index = match Index::all() {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let catalogue = Catalogue::of(index, arguments.edition.map(Edition::from));
    let text = if arguments.json {
        match serde_json::to_string_pretty(&catalogue.json()) {
            Ok(text) => format!("{text}\n"),
            Err(error) => return ended(Exit::Suite, &error.to_string()),
        }
    } else {
        catalogue.table()
    };
    printed(&text)
}

/// The rules of an edition, those with scenarios and those without.
struct Catalogue {
    rules: Vec<IndexedRule>,
    excluded: Vec<(&'static Rule, &'static str)>,
}

#[derive(Serialize)]
struct Json<'a> {
    format: &'static str,
    rules: Vec<JsonRule<'a>>,
    excluded: Vec<JsonExcluded>,
}

#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'static str,
    level: Level,
    edition: Edition,
    source: &'a str,
    sources: Vec<JsonSource>,
    title: &'a str,
    fact: &'a str,
    file: String,
    scenarios: Vec<&'a str>,
}

#[derive(Serialize)]
struct JsonSource {
    page: &'static str,
    edition: &'static str,
    section: &'static str,
    facts: Vec<String>,
}

impl JsonSource {
    fn of(rule: &str) -> Vec<Self> {
        let all = facts::citations(rule).into_iter();
        all.map(|citation| Self {
            page: citation.source.name(),
            edition: citation.source.edition(),
            section: citation.section,
            facts: citation.numbers(),
        })
        .collect()
    }
}

#[derive(Serialize)]
struct JsonExcluded {
    id: &'static str,
    level: Level,
    edition: Edition,
    source: String,
    sources: Vec<JsonSource>,
    reason: &'static str,
}

impl<'a> JsonRule<'a> {
    fn of(indexed: &'a IndexedRule) -> Self {
        Self {
            id: indexed.rule.id,
            level: indexed.rule.level,
            edition: indexed.rule.edition,
            source: &indexed.source,
            sources: JsonSource::of(indexed.rule.id),
            title: &indexed.title,
            fact: &indexed.fact,
            file: indexed.path(),
            scenarios: indexed.scenarios.iter().map(|scenario| &*scenario.name).collect(),
        }
    }
}

impl Catalogue {
    fn of(index: &Index, edition: Option<Edition>) -> Self {
        let wanted = |rule: &Rule| edition.is_none_or(|edition| edition.covers(rule.edition));
        Self {
            rules: index
                .rules
                .iter()
                .filter_map(|rule| rule.of(edition.unwrap_or(Edition::Current)))
                .collect(),
            excluded: rules::EXCLUDED
                .iter()
                .filter_map(|(id, reason)| Some((rules::rule(id)?, *reason)))
                .filter(|(rule, _)| wanted(rule))
                .collect(),
        }
    }

    fn json(&self) -> Json<'_> {
        let excluded = |(rule, reason): &(&'static Rule, &'static str)| JsonExcluded {
            id: rule.id,
            level: rule.level,
            edition: rule.edition,
            source: rule.source(),
            sources: JsonSource::of(rule.id),
            reason,
        };
        Json {
            format: FORMAT,
            rules: self.rules.iter().map(JsonRule::of).collect(),
            excluded: self.excluded.iter().map(excluded).collect(),
        }
    }

    fn table(&self) -> String {
        let mut text = line("rule", "level", "edition", "source", "scenarios", "title");
        let mut scenarios = 0;
        for IndexedRule { rule, title, scenarios: of_rule, .. } in &self.rules {
            scenarios += of_rule.len();
            let count = of_rule.len().to_string();
            text.push_str(&rule_line(rule, &count, title));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{} rules, {scenarios} scenarios", self.rules.len());
        if !self.excluded.is_empty() {
            text.push_str("\nNot tested from outside, and why:\n");
            for (rule, reason) in &self.excluded {
                text.push_str(&rule_line(rule, "-", reason));
            }
        }
        text.push_str("\nSources:\n");
        for source in self.sources() {
            let _ = writeln!(text, "{}  {}", source.letter(), source.title());
        }
        text.push_str("\n`rebootspec explain ID` tells more of a rule.\n");
        text
    }

    /// The pages that the rules come from, each once, in the order in which they are met.
    fn sources(&self) -> Vec<Source> {
        let tested = self.rules.iter().map(|rule| rule.rule);
        let all = tested.chain(self.excluded.iter().map(|(rule, _)| *rule));
        let mut sources = Vec::new();
        for source in all.flat_map(|rule| rule.sources) {
            if !sources.contains(source) {
                sources.push(*source);
            }
        }
        sources
    }
}

fn rule_line(rule: &Rule, scenarios: &str, rest: &str) -> String {
    let letters: Vec<String> = rule.sources.iter().map(|s| s.letter().to_string()).collect();
    let (level, edition) = (rule.level.word(), rule.edition.word());
    line(rule.id, level, edition, &letters.join(" "), scenarios, rest)
}

fn line(id: &str, level: &str, edition: &str, source: &str, scenarios: &str, rest: &str) -> String {
    format!("{id:<5}  {level:<6}  {edition:<7}  {source:<6}  {scenarios:>9}  {rest}\n")
}
