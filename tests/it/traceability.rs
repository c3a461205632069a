//! `docs/traceability.md`: that it is what `rebootspec rules --traceability` prints, and that the facts in it
//! are those of the pages, with rules that the catalogue knows.

use std::collections::BTreeSet;

use crate::support::run;
use rebootspec::api::Level;
use rebootspec::api::facts::{Held, PAGES, citations};
use rebootspec::api::rules::{RULES, Source};

/// The document as it stands in the repository.
const DOCUMENT: &str = include_str!("../../docs/traceability.md");
/// The catalogue that the rules were turned from.
const CATALOGUE: &str =
    concat!(include_str!("../data/spec/rules.md"), include_str!("../data/spec/operations.md"));
/// The tables of errors.
const ERRORS: &str = include_str!("../data/spec/errors.md");

#[test]
fn the_document_is_what_the_command_prints() {
    let printed = run(&["rules", "--traceability"]);
    // The documentation's own key stands in it, so its manners are not those of a run.
    assert_eq!(printed.code, Some(0), "{}", printed.all());
    assert_eq!(
        printed.stdout, DOCUMENT,
        "write it again: cargo run -- rules --traceability > docs/traceability.md"
    );
}

/// Ids that the catalogue has a row for; a row may be of several, as CP-01..CP-08.
fn catalogued() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for row in CATALOGUE.lines().filter_map(|line| line.strip_prefix("| ")) {
        let first = row.split(" | ").next().unwrap();
        match first.split_once("..") {
            Some((one, last)) if one.starts_with("CP-") => {
                let number = |id: &str| id[3..].parse::<u32>().unwrap();
                ids.extend((number(one)..=number(last)).map(|n| format!("CP-{n:02}")));
            }
            _ => {
                ids.insert(first.to_owned());
            }
        }
    }
    ids
}

#[test]
fn a_fact_names_rules_of_the_catalogue_alone() {
    let known = catalogued();
    assert!(known.len() > 100 && known.contains("CP-05"), "{known:?}");
    for fact in PAGES.iter().flat_map(|page| page.facts) {
        if let Held::By(rules) = fact.held {
            for rule in rules {
                assert!(known.contains(*rule), "{rule} is in no table of the catalogue: {fact:?}");
            }
        }
    }
}

#[test]
fn a_rule_that_binds_stands_on_a_fact_that_is_cited() {
    for rule in RULES.iter().filter(|rule| rule.level != Level::May) {
        assert!(!citations(rule.id).is_empty(), "{} stands on no fact", rule.id);
        let row = format!("\n| {} | ", rule.id);
        assert!(DOCUMENT.contains(&row), "{} is not in the document", rule.id);
    }
}

#[test]
fn every_error_of_the_tables_stands_in_a_fact() {
    let of = |sources: &[Source]| -> String {
        let pages = PAGES.iter().filter(|page| sources.contains(&page.source));
        pages.flat_map(|page| page.facts).map(|fact| format!("{}\n", fact.says)).collect()
    };
    let own = of(&[Source::RebootInstance, Source::RebootInstanceCurrent]);
    let rows = |heading: &str| {
        let section = ERRORS.split(heading).nth(1).unwrap().split("\n## ").next().unwrap();
        let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    for row in rows("## Errors of RebootInstance itself") {
        let code = row.trim_start_matches("| ").split(" | ").next().unwrap();
        assert!(own.contains(code), "{code} stands in no fact of the operation's pages");
    }
    // Codes of the common tables: words that are no prose, with a status before them or a dot in them.
    let common = of(&[Source::ResponseResults, Source::GatewayErrors, Source::SignatureV3]);
    let rest = ERRORS.split("The rest of the documented common table, for RS-13: ").nth(1).unwrap();
    let rest = rest.split("\n\n").next().unwrap();
    let mut checked = 0;
    for entry in rest.split(',').map(str::trim) {
        let code = entry.split_whitespace().next().unwrap_or_default();
        if code.chars().next().is_some_and(char::is_uppercase) && !code.ends_with(')') {
            assert!(common.contains(code), "{code} stands in no fact of the common pages");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    for row in rows("## Common failures, both dialects") {
        let failure = row.trim_start_matches("| ").split(" | ").next().unwrap();
        let documented = row.split(" | ").nth(1).unwrap();
        for code in
            documented.split_whitespace().map(|word| word.trim_matches([',', ';', '|', ')']))
        {
            let is_code = code.len() > 8
                && code.starts_with(char::is_uppercase)
                && code.chars().skip(1).any(char::is_uppercase)
                && !code.contains(['{', '*', '"']);
            if is_code {
                assert!(common.contains(code), "{failure}: {code} stands in no fact");
            }
        }
    }
}
