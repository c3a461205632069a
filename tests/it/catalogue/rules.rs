//! Rules: id, level, edition.

use std::collections::BTreeMap;

use rebootspec::api::rules::RULES;

use super::page;

/// Rules of the catalogue that are not here yet. One that is here has to leave the list.
const NOT_YET: &[&str] =
    &["CP-16", "CP-17", "SG-22", "SG-23", "SG-24", "SG-25", "SG-26", "SG-27", "SG-28"];

/// The rules of other operations that are here; of operations.md the others are still to come.
const OF_OTHERS: &[&str] = &["STOP-01", "STOP-03", "STOP-06"];

/// The level of a rule in the tables of operations.md, none of which has a column for the edition.
fn level_of_other(id: &str) -> Option<String> {
    let text = page("operations.md");
    let row = text.lines().find_map(|line| line.strip_prefix(&format!("| {id} | ")))?;
    Some(row.split(" |").next()?.to_owned())
}

/// Level and edition of every rule that the tables of rules.md list.
fn listed() -> BTreeMap<String, (String, String)> {
    let mut listed = BTreeMap::new();
    let text = page("rules.md");
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, level, edition, ..] = cells[..] else { continue };
        let ids = match id.split_once("..") {
            Some((first, last)) => {
                let number = |id: &str| id[3..].parse::<u8>().unwrap();
                let name = |number| format!("{}{number:02}", &first[..3]);
                (number(first)..=number(last)).map(name).collect()
            }
            None => vec![id.to_owned()],
        };
        if !matches!(level, "MUST" | "SHOULD" | "MAY") {
            continue;
        }
        let edition = edition.split(" (").next().unwrap();
        for id in ids {
            let other = listed.insert(id, (level.to_owned(), edition.to_owned()));
            assert_eq!(other, None, "{line} stands twice");
        }
    }
    listed
}

#[test]
fn the_rules_are_those_of_the_catalogue() {
    let listed = listed();
    assert!(listed.len() > 110, "only {} rules were read", listed.len());
    for rule in RULES {
        if OF_OTHERS.contains(&rule.id) {
            assert_eq!(Some(rule.level.word().to_owned()), level_of_other(rule.id), "{}", rule.id);
            continue;
        }
        let Some((level, edition)) = listed.get(rule.id) else {
            panic!("{} is no rule of the catalogue", rule.id)
        };
        assert_eq!(rule.level.word(), level, "{}", rule.id);
        assert_eq!(rule.edition.word(), edition, "{}", rule.id);
    }
    for id in listed.keys() {
        let is_here = RULES.iter().any(|rule| rule.id == id);
        let is_expected = !NOT_YET.contains(&id.as_str());
        assert_eq!(is_here, is_expected, "{id}: here {is_here}, expected {is_expected}");
    }
    for id in NOT_YET {
        assert!(listed.contains_key(*id), "{id} is no rule of the catalogue");
    }
}
