//! What each page of the documentation says, sentence by sentence and table row by table row, in our own
//! words and in the order of the page; and the rules that hold an endpoint to each, or why no call can.
//!
//! Read together with the catalogue in two directions: a fact without a rule has a reason, and a rule that
//! binds has a fact. Where a rule comes from, page, edition and section, follows from here alone.
//! Written out as `docs/traceability.md`.

mod common;
mod fact;
mod gateway;
mod later;
mod locks;
mod page;
mod results;
mod signature;
mod stop_instance;
mod version_3;

pub use self::fact::{Fact, Held, Page};
use super::rules::{Rule, Source};

/// Every page, in the order in which the catalogue cites them.
pub const PAGES: &[Page] = &[
    page::PAGE,
    common::PARAMETERS,
    common::STRUCTURE,
    signature::PAGE,
    results::PAGE,
    locks::SECURITY,
    locks::PAYMENTS,
    locks::STATUSES,
    locks::DESCRIBE,
    later::PAGE,
    signature::VERSION_2,
    version_3::PAGE,
    gateway::PAGE,
    gateway::CLIENTS,
    stop_instance::PAGE,
];

/// Where a rule comes from: a section of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The page.
    pub source: Source,
    /// The section.
    pub section: &'static str,
    /// The facts of that section, by their numbers on the page, from 1.
    pub facts: Vec<usize>,
}

impl Citation {
    /// The numbers of its facts, as `docs/traceability.md` has them: `S-21`.
    #[must_use]
    pub fn numbers(&self) -> Vec<String> {
        let letter = self.source.letter();
        self.facts.iter().map(|number| format!("{letter}-{number}")).collect()
    }

    /// The section, where the page has sections; what stands before the first of them is the page's.
    #[must_use]
    pub fn named_section(&self) -> Option<&'static str> {
        (self.section != self.source.name()).then_some(self.section)
    }
}

/// The sections that a rule comes from, of the pages that the catalogue names for it.
#[must_use]
pub fn cited(rule: &Rule) -> Vec<Citation> {
    let mut all = citations(rule.id);
    if all.iter().any(|one| rule.sources.contains(&one.source)) {
        all.retain(|one| rule.sources.contains(&one.source));
    }
    all
}

/// Sections in words, each page once: `RebootInstance (2018-08), "Description", "Error codes"`.
#[must_use]
pub fn words(citations: &[Citation]) -> Vec<String> {
    let pages = citations.chunk_by(|one, two| one.source == two.source);
    let words = pages.filter_map(|sections| {
        let source = sections.first()?.source;
        let mut words = format!("{} ({})", source.name(), source.edition());
        for section in sections.iter().filter_map(Citation::named_section) {
            words.push_str(&format!(", {section:?}"));
        }
        Some(words)
    });
    words.collect()
}

/// The sections that a rule comes from, in the order of the pages.
#[must_use]
pub fn citations(rule: &str) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for page in PAGES {
        for (index, fact) in page.facts.iter().enumerate() {
            if !fact.is_held_by(rule) {
                continue;
            }
            let known = found
                .iter_mut()
                .find(|one| one.source == page.source && one.section == fact.section);
            match known {
                Some(citation) => citation.facts.push(index + 1),
                None => found.push(Citation {
                    source: page.source,
                    section: fact.section,
                    facts: vec![index + 1],
                }),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::Level;
    use crate::api::rules::RULES;

    #[test]
    fn every_fact_has_a_rule_or_a_reason() {
        for page in PAGES {
            assert!(!page.facts.is_empty(), "{} has no facts", page.source.title());
            for fact in page.facts {
                assert!(!fact.section.is_empty() && !fact.says.is_empty(), "{fact:?}");
                match fact.held {
                    Held::By(rules) => {
                        let unique: BTreeSet<&&str> = rules.iter().collect();
                        assert!(!rules.is_empty() && unique.len() == rules.len(), "{fact:?}");
                    }
                    Held::NotObservable(reason) => assert!(!reason.is_empty(), "{fact:?}"),
                }
            }
        }
    }

    #[test]
    fn every_rule_that_binds_has_a_fact() {
        for rule in RULES.iter().filter(|rule| rule.level != Level::May) {
            assert!(!citations(rule.id).is_empty(), "{} stands on no fact", rule.id);
        }
    }

    #[test]
    fn a_rule_has_a_fact_on_each_page_that_it_names() {
        for rule in RULES {
            let cited: Vec<Source> = citations(rule.id).iter().map(|one| one.source).collect();
            let missing: Vec<&Source> =
                rule.sources.iter().filter(|source| !cited.contains(source)).collect();
            assert!(cited.is_empty() || missing.is_empty(), "{}: no fact of {missing:?}", rule.id);
        }
    }

    #[test]
    fn no_fact_stands_twice() {
        let mut seen = BTreeSet::new();
        for (page, fact) in PAGES.iter().flat_map(|p| p.facts.iter().map(move |f| (p, f))) {
            assert!(seen.insert((page.source.letter(), fact.section, fact.says)), "{fact:?}");
        }
        let letters: BTreeSet<char> = PAGES.iter().map(|page| page.source.letter()).collect();
        assert_eq!(letters.len(), PAGES.len(), "a page stands twice");
    }
}
