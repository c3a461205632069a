//! `rebootspec rules --traceability`: what each page of the documentation says, fact by fact, and the rules
//! that hold an endpoint to it. Kept as `docs/traceability.md`, which a test compares with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::api::facts::{Fact, Held, PAGES, Page};

const HEAD: &str = "\
# What the documentation says, and what holds an endpoint to it

Written by `rebootspec rules --traceability`. Every sentence and every table row of the pages that the rules come
from, in the order of the page and in our own words, with the rules that hold an endpoint to it, or why no call can
show it. The number of a fact is the letter of its page and its place there. A test keeps every fact to a rule or a
reason, and every rule that binds (MUST, SHOULD) to a fact.
";

/// The whole document.
pub(super) fn text() -> String {
    let mut text = HEAD.to_owned();
    for page in PAGES {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "\n## {}: {} ({})\n",
            page.source.letter(),
            page.source.name(),
            page.source.edition()
        );
        text.push_str("| fact | section | what it says | held by |\n|---|---|---|---|\n");
        for (number, fact) in numbered(page) {
            let held = match fact.held {
                Held::By(rules) => rules.join(", "),
                Held::NotObservable(reason) => format!("not observable: {reason}"),
            };
            let _ = writeln!(text, "| {number} | {} | {} | {held} |", fact.section, fact.says);
        }
    }
    text.push_str("\n## Rules\n\n| rule | facts |\n|---|---|\n");
    for (rule, facts) in by_rule() {
        let _ = writeln!(text, "| {rule} | {} |", facts.join(", "));
    }
    text
}

fn numbered(page: &Page) -> impl Iterator<Item = (String, &'static Fact)> {
    let letter = page.source.letter();
    page.facts
        .iter()
        .enumerate()
        .map(move |(index, fact)| (format!("{letter}-{}", index + 1), fact))
}

/// The facts of each rule, in the order of the ids.
fn by_rule() -> BTreeMap<&'static str, Vec<String>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (number, fact) in PAGES.iter().flat_map(numbered) {
        if let Held::By(rules) = fact.held {
            for rule in rules {
                all.entry(rule).or_default().push(number.clone());
            }
        }
    }
    all
}
