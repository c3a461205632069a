//! The index of rules: id, level, edition and source of each. The documented fact of a rule stands in
//! the feature file that holds its scenarios; a test compares the two in both directions.
//!
//! Ids are permanent: a rule that is given up moves to [`RETIRED`], and its id is never used again.

use super::{Edition, Level};

/// A page of the documentation, by the letter the catalogue uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// S: RebootInstance (2018).
    RebootInstance,
    /// C: Common parameters.
    CommonParameters,
    /// Q: Request structure.
    RequestStructure,
    /// G: Signature.
    Signature,
    /// R: Response results.
    ResponseResults,
    /// L: API behaviour when an instance is locked for security reasons.
    SecurityLock,
    /// P: behaviour for accounts with overdue payments.
    OverduePayments,
    /// I: Instance status table.
    InstanceStatus,
    /// D: DescribeInstances and DescribeInstanceStatus.
    Describe,
    /// X: RebootInstance (2021 and later).
    RebootInstanceCurrent,
    /// V: Request syntax and signature method V3.
    SignatureV3,
}

impl Source {
    /// The letter of the catalogue.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::RebootInstance => 'S',
            Self::CommonParameters => 'C',
            Self::RequestStructure => 'Q',
            Self::Signature => 'G',
            Self::ResponseResults => 'R',
            Self::SecurityLock => 'L',
            Self::OverduePayments => 'P',
            Self::InstanceStatus => 'I',
            Self::Describe => 'D',
            Self::RebootInstanceCurrent => 'X',
            Self::SignatureV3 => 'V',
        }
    }

    /// Title of the page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::RebootInstance => "RebootInstance",
            Self::CommonParameters => "Common parameters",
            Self::RequestStructure => "Request structure",
            Self::Signature => "Signature",
            Self::ResponseResults => "Response results",
            Self::SecurityLock => "API behaviour when an instance is locked for security reasons",
            Self::OverduePayments => "Behaviour for accounts with overdue payments",
            Self::InstanceStatus => "Instance status table",
            Self::Describe => "DescribeInstances, DescribeInstanceStatus",
            Self::RebootInstanceCurrent => "RebootInstance (2021 and later)",
            Self::SignatureV3 => "Request syntax and signature method V3",
        }
    }
}

/// One documented, observable requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Permanent id, such as `RI-20`.
    pub id: &'static str,
    /// How binding it is.
    pub level: Level,
    /// The edition it came with.
    pub edition: Edition,
    /// The pages it comes from.
    pub sources: &'static [Source],
}

impl Rule {
    /// The titles of the pages it comes from.
    #[must_use]
    pub fn source(&self) -> String {
        let titles: Vec<&str> = self.sources.iter().map(|source| source.title()).collect();
        titles.join("; ")
    }
}

const fn core(id: &'static str, level: Level, sources: &'static [Source]) -> Rule {
    Rule { id, level, edition: Edition::Core, sources }
}

use Level::{May, Must, Should};

/// S, the page itself.
const PAGE: &[Source] = &[Source::RebootInstance];
/// R, the answers.
const ANSWERS: &[Source] = &[Source::ResponseResults];
/// C, the common parameters, those of answers among them.
const COMMON: &[Source] = &[Source::CommonParameters];
/// G, how requests are signed.
const SIGNING: &[Source] = &[Source::Signature];
/// S and R.
const PAGE_AND_ANSWERS: &[Source] = &[Source::RebootInstance, Source::ResponseResults];

/// Every rule, in the order of the catalogue.
#[rustfmt::skip] // a table, one rule a line
pub const RULES: &[Rule] = &[
    core("RI-01", Must, PAGE),
    core("RI-02", Must, PAGE),
    core("RI-03", Must, PAGE),
    core("RI-04", Must, PAGE),
    core("RI-05", Must, PAGE),
    core("RI-06", Must, PAGE),
    core("RI-07", Must, PAGE),
    core("RI-08", Must, PAGE),
    core("RI-10", Must, PAGE),
    core("RI-11", Must, PAGE),
    core("RI-12", Must, PAGE),
    core("RI-13", Must, PAGE),
    core("RI-14", Must, PAGE),
    core("RI-15", Must, PAGE),
    core("RI-16", Must, PAGE),
    core("RI-17", Must, PAGE),
    core("RI-18", Should, PAGE),
    core("RI-19", May, PAGE),
    core("RI-20", Must, PAGE),
    core("RI-21", Must, PAGE),
    core("RI-22", Must, PAGE),
    core("RI-30", Must, PAGE),
    core("RI-31", Must, PAGE),
    core("RI-32", Must, PAGE),
    core("RI-35", Must, PAGE),
    core("RI-36", Must, PAGE),
    core("RI-38", Should, PAGE),
    core("RI-37", Must, PAGE),
    core("CP-50", Must, COMMON),
    core("CP-51", Must, COMMON),
    core("CP-52", Should, COMMON),
    core("SG-02", Must, SIGNING),
    core("RS-01", Must, ANSWERS),
    core("RS-02", Must, PAGE_AND_ANSWERS),
    core("RS-03", Must, ANSWERS),
    core("RS-04", Must, ANSWERS),
    core("RS-05", Must, ANSWERS),
    core("RS-06", Must, ANSWERS),
];

/// Ids that are no longer in use, with the reason.
pub const RETIRED: &[(&str, &str)] = &[];

/// Rules that no call to an endpoint can decide, with the reason: they have no scenario.
pub const EXCLUDED: &[(&str, &str)] =
    &[("SG-02", "the published vector tests this suite's own signer; it is a unit test")];

/// Finds a rule by its id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Why no call to an endpoint can decide a rule.
#[must_use]
pub fn exclusion(id: &str) -> Option<&'static str> {
    EXCLUDED.iter().find(|(excluded, _)| *excluded == id).map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_not_retired() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in RULES {
            assert!(seen.insert(rule.id), "{} stands twice in RULES", rule.id);
        }
        for (id, _) in RETIRED {
            assert!(!seen.contains(id), "{id} is retired and in use");
        }
    }

    #[test]
    fn what_is_excluded_is_a_rule_and_has_a_reason() {
        for (id, reason) in EXCLUDED {
            assert!(rule(id).is_some(), "{id} is excluded and not in RULES");
            assert!(!reason.is_empty(), "{id} is excluded without a reason");
        }
    }

    #[test]
    fn every_rule_names_a_source() {
        for rule in RULES {
            assert!(!rule.sources.is_empty(), "{} has no source", rule.id);
        }
    }
}
