//! The recorded kill matrix: which other rules fell with each fault when the proof was last recorded, an edition
//! a file in `recorded/`. A proof is held against it: a rule that falls with a fault and is not recorded is a
//! stranger. `rebootspec prove --record` writes it; a difference is read like that of a snapshot.
//!
//! A line below the first is the name of a fault, a colon, and the ids of the rules in the order of the catalogue.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::api::Edition;
use crate::api::rules::{RULES, rule};
use crate::endpoint::Fault;

/// The first line of a file.
pub const HEAD: &str =
    "# the other rules that fall with each fault; by rebootspec prove --record\n";

/// The rules that fell with each fault, by its name.
type Fallen = BTreeMap<&'static str, Vec<&'static str>>;

static CORE: LazyLock<Fallen> = LazyLock::new(|| read(include_str!("recorded/core.txt")));
static CURRENT: LazyLock<Fallen> = LazyLock::new(|| read(include_str!("recorded/current.txt")));

/// Names that are no fault's or no rule's are passed over: both may have been given up since.
fn read(text: &str) -> Fallen {
    let line = |line: &str| {
        let (name, rules) = line.split_once(':')?;
        let fault: Fault = name.parse().ok()?;
        let rules = rules.split_whitespace().filter_map(rule).map(|rule| rule.id);
        Some((fault.name(), rules.collect()))
    };
    text.lines().filter_map(line).collect()
}

/// The rules beside its own that fell with a fault, in an edition.
#[must_use]
pub fn fallen(fault: Fault, edition: Edition) -> &'static [&'static str] {
    let recorded = match edition {
        Edition::Core => &CORE,
        Edition::Current => &CURRENT,
    };
    recorded.get(fault.name()).map_or(&[], Vec::as_slice)
}

/// The rules beside its own that fell with a fault in any edition, in the order of the catalogue.
#[must_use]
pub fn fallen_in_any(fault: Fault) -> Vec<&'static str> {
    let fell = |id: &&str| Edition::ALL.iter().any(|edition| fallen(fault, *edition).contains(id));
    RULES.iter().map(|rule| rule.id).filter(fell).collect()
}

/// The file of an edition, `recorded` as it was, with what a proof saw (by a fault's name, the other rules that
/// fell) in place of what it saw before. What is no fault of the edition any more is left out, and what was not
/// proven stays.
#[must_use]
pub fn with(recorded: &str, seen: &BTreeMap<&str, Vec<&str>>, edition: Edition) -> String {
    let recorded = read(recorded);
    let mut text = HEAD.to_owned();
    for fault in Fault::ALL.iter().filter(|fault| fault.violates_in(edition)) {
        let rules = seen.get(fault.name()).or_else(|| recorded.get(fault.name()));
        let Some(rules) = rules else { continue };
        text.push_str(fault.name());
        text.push(':');
        for rule in RULES.iter().filter(|rule| rules.contains(&rule.id)) {
            text.push(' ');
            text.push_str(rule.id);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Level;

    #[test]
    fn every_fault_is_recorded_where_it_violates() {
        for edition in Edition::ALL {
            let recorded = match edition {
                Edition::Core => &CORE,
                Edition::Current => &CURRENT,
            };
            for fault in Fault::ALL {
                assert_eq!(
                    recorded.contains_key(fault.name()),
                    fault.violates_in(edition),
                    "{fault} in {}: cargo run --release -- prove --edition {0} --fault {fault} --record",
                    edition.word()
                );
            }
        }
    }

    #[test]
    fn every_line_names_what_there_is() {
        for text in [include_str!("recorded/core.txt"), include_str!("recorded/current.txt")] {
            for line in text.lines().skip(1) {
                let (name, rules) = line.split_once(':').unwrap();
                let own = name.parse::<Fault>().unwrap().rule();
                for id in rules.split_whitespace() {
                    assert!(rule(id).is_some() && id != own, "{line}");
                }
            }
        }
    }

    /// A SHOULD or MAY never decides a MUST.
    #[test]
    fn with_what_violates_no_must_none_fell() {
        let level = |id: &str| rule(id).map(|rule| rule.level);
        for &fault in Fault::ALL {
            if level(fault.rule()) != Some(Level::Must) {
                let rules = fallen_in_any(fault);
                let binding: Vec<_> =
                    rules.iter().filter(|id| level(id) == Some(Level::Must)).collect();
                assert!(binding.is_empty(), "{fault} violates {} alone: {binding:?}", fault.rule());
            }
        }
    }

    #[test]
    fn what_was_not_proven_stays() {
        let core = include_str!("recorded/core.txt");
        assert_eq!(with(core, &BTreeMap::new(), Edition::Core), core);
    }
}
