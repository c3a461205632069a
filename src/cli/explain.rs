//! `rebootspec explain RI-20`: what a rule says, how it is tested, and which mistakes it catches.

mod answers;

use std::fmt::Write as _;

use clap::Args;
use gherkin::{Scenario, Step, StepType};

use super::exit::Exit;
use super::{ended, printed};
use crate::api::rules::{self, Rule};
use crate::api::{Edition, facts};
use crate::endpoint::faults::{Fault, WITHOUT_FAULTS};
use crate::proof::recorded;
use crate::report::wrap;
use crate::suite::features::{CLOSING, CURRENT, Index, IndexedRule, SHOULD};
use crate::suite::select::{self, SelectError};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The rule, such as RI-20.
    #[arg(value_name = "ID")]
    rule: String,
}

/// Columns of the text; what is to be copied may be longer.
const COLUMNS: usize = 100;

pub(super) fn explain(arguments: &Arguments) -> Exit {
    let index = match Index::all() {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let text = match select::find(index, &arguments.rule) {
        Ok(rule) => match rule.written() {
            Ok(scenarios) => tested(rule, &scenarios),
            Err(error) => return ended(Exit::Suite, &error.to_string()),
        },
        Err(SelectError::Excluded { id, reason }) => excluded(id, reason),
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    printed(&text)
}

/// A rule that no call can decide.
fn excluded(id: &str, reason: &str) -> String {
    let mut text = format!("{id}\n\n");
    if let Some(rule) = rules::rule(id) {
        head(&mut text, rule);
    }
    field(&mut text, "not tested", reason);
    text
}

fn tested(rule: &IndexedRule, scenarios: &[Scenario]) -> String {
    let mut text = format!("{}  {}\n\n", rule.rule.id, rule.title);
    field(&mut text, "documented", &rule.fact);
    head(&mut text, rule.rule);
    field(&mut text, "file", &rule.path());
    field(&mut text, "run alone", &command(rule.rule));
    let count = rule.scenarios.len();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\n{count} scenario{}", if count == 1 { "" } else { "s" });
    for scenario in scenarios {
        text.push('\n');
        text.push_str(&one(scenario));
    }
    let caught = |fault: &&Fault| fault.rule() == rule.rule.id;
    let falls_with = |fault: &&Fault| recorded::fallen_in_any(**fault).contains(&rule.rule.id);
    let of = |wanted: &dyn Fn(&&Fault) -> bool| {
        Fault::ALL.iter().filter(|fault| wanted(fault)).copied().collect::<Vec<_>>()
    };
    faults(&mut text, "Faults of the reference endpoint that it catches:", &of(&caught), false);
    if let Some((_, reason)) = WITHOUT_FAULTS.iter().find(|(id, _)| *id == rule.rule.id) {
        let _ = writeln!(text, "\nNo fault of the reference endpoint breaks it:");
        beside(&mut text, 2, 0, "", reason);
    }
    faults(&mut text, "Faults of other rules that it fails with:", &of(&falls_with), true);
    text
}

fn head(text: &mut String, rule: &Rule) {
    let cited = facts::citations(rule.id);
    for (index, citation) in cited.iter().enumerate() {
        let label = if index == 0 { "source" } else { "" };
        let words = facts::words(std::slice::from_ref(citation)).concat();
        field(text, label, &format!("{words}: {}", citation.numbers().join(", ")));
    }
    if cited.is_empty() {
        field(text, "source", &rule.source());
    }
    field(text, "level", rule.level.word());
    field(text, "edition", rule.edition.word());
}

/// The command that runs a rule and nothing else.
fn command(rule: &Rule) -> String {
    let mut command = format!("rebootspec run --rule {}", rule.id);
    if rule.edition != Edition::default() {
        let _ = write!(command, " --edition {}", rule.edition.word());
    }
    command
}

/// A label, and a value beside it that may take more than one line.
fn field(text: &mut String, label: &str, value: &str) {
    const LABEL: usize = 12;
    beside(text, 2, LABEL, label, value);
}

fn beside(text: &mut String, indent: usize, width: usize, label: &str, value: &str) {
    for (number, line) in wrap(value, COLUMNS - indent - width).iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        let _ = writeln!(text, "{:indent$}{label:<width$}{line}", "");
    }
}

/// A scenario as it is written: an outline's steps once, and its rows below.
fn one(scenario: &Scenario) -> String {
    let mut text = format!("  {}\n", scenario.name);
    for (tag, says) in [
        (CLOSING, "after all others, over what they called"),
        (CURRENT, "edition current alone"),
        (SHOULD, "SHOULD: otherwise it is a warning"),
    ] {
        if scenario.tags.iter().any(|other| other == tag) {
            let _ = writeln!(text, "    ({says})");
        }
    }
    let mut last = None;
    for step in &scenario.steps {
        let label = if last == Some(step.ty) { "" } else { label(step.ty) };
        last = Some(step.ty);
        beside(&mut text, 4, 10, label, &step.value);
        if step.ty == StepType::Then {
            let tables = scenario.examples.iter().filter_map(|examples| examples.table.as_ref());
            let rows: Vec<Vec<String>> = tables.flat_map(|table| table.rows.clone()).collect();
            for answer in answers::accepted(&step.value, &rows) {
                beside(&mut text, 16, 0, "", &answer);
            }
        }
        more(&mut text, step);
    }
    for examples in &scenario.examples {
        if let Some(table) = &examples.table {
            text.push('\n');
            rows(&mut text, 4, &table.rows);
        }
    }
    text
}

/// What a step means to someone who has never seen Gherkin.
const fn label(kind: StepType) -> &'static str {
    match kind {
        StepType::Given => "arranged",
        StepType::When => "sent",
        StepType::Then => "accepted",
    }
}

/// The text or table that belongs to a step.
fn more(text: &mut String, step: &Step) {
    for line in step.docstring.iter().flat_map(|text| text.trim_matches('\n').lines()) {
        let _ = writeln!(text, "{:16}{line}", "");
    }
    if let Some(table) = &step.table {
        rows(text, 16, &table.rows);
    }
}

fn rows(text: &mut String, indent: usize, rows: &[Vec<String>]) {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| short(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    for row in &rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            format!("{cell:<width$}")
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "{:indent$}{}", "", line.trim_end());
    }
}

/// A cell that fits beside others: of a value that is long for its own sake, the beginning.
fn short(cell: &str) -> String {
    const LONGEST: usize = 120;
    const SHOWN: usize = 30;
    match cell.chars().count() {
        length if length > LONGEST => {
            let beginning: String = cell.chars().take(SHOWN).collect();
            format!("{beginning}… ({length} characters)")
        }
        _ => cell.to_owned(),
    }
}

fn faults(text: &mut String, title: &str, faults: &[Fault], with_rule: bool) {
    if faults.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    let name = |fault: &Fault| match with_rule {
        true => format!("{} ({})", fault.name(), fault.rule()),
        false => fault.name().to_owned(),
    };
    let width = faults.iter().map(|fault| name(fault).chars().count()).max().unwrap_or_default();
    for fault in faults {
        beside(text, 2, width + 2, &name(fault), fault.sentence());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_explained() {
        for rule in &Index::all().unwrap().rules {
            let text = tested(rule, &rule.written().unwrap());
            assert!(text.starts_with(rule.rule.id), "{text}");
            assert!(text.contains("\n    accepted  ") && text.contains("\n    sent "), "{text}");
            // Rows of tables are as wide as what they hold, and steps stand as deep as they do.
            let mut lines = text.lines().filter(|line| !line.starts_with("    "));
            assert!(lines.all(|line| line.chars().count() <= COLUMNS), "{text}");
        }
    }
}
