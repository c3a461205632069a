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
    /// K: no page; what widely used clients send.
    Clients,
    /// M: Request syntax and signature method V2 for RPC APIs.
    SignatureV2,
    /// E: the error pages of the API gateway.
    GatewayErrors,
    /// T: StopInstance.
    StopInstance,
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
            Self::Clients => 'K',
            Self::SignatureV2 => 'M',
            Self::GatewayErrors => 'E',
            Self::StopInstance => 'T',
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
            Self::Clients => "what widely used clients send",
            Self::SignatureV2 => "Request syntax and signature method V2 for RPC APIs",
            Self::GatewayErrors => "Error pages of the API gateway",
            Self::StopInstance => "StopInstance",
        }
    }

    /// The title without what tells it from that of another edition.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RebootInstanceCurrent => "RebootInstance",
            other => other.title(),
        }
    }

    /// When the copies were published that the catalogue was turned from: a year and a month where all of
    /// them tell it, or the first and the last.
    #[must_use]
    pub const fn edition(self) -> &'static str {
        match self {
            Self::RebootInstance => "2018-08",
            Self::CommonParameters
            | Self::RequestStructure
            | Self::Signature
            | Self::ResponseResults
            | Self::SecurityLock
            | Self::InstanceStatus => "2018",
            Self::OverduePayments | Self::Describe => "2018 to 2025-12",
            Self::RebootInstanceCurrent => "2019-04 to 2025-12",
            Self::SignatureV3 => "2024-02 to 2025-11",
            Self::SignatureV2 => "2023 to 2025",
            Self::GatewayErrors => "2018 to 2025-12",
            Self::StopInstance => "2021 to 2025-12",
            Self::Clients => "2018 to 2025",
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

const fn current(id: &'static str, level: Level, sources: &'static [Source]) -> Rule {
    Rule { id, level, edition: Edition::Current, sources }
}

use Level::{May, Must, Should};

/// S, the page itself.
const PAGE: &[Source] = &[Source::RebootInstance];
/// R, the answers.
const ANSWERS: &[Source] = &[Source::ResponseResults];
/// C, the common parameters, those of answers among them.
const COMMON: &[Source] = &[Source::CommonParameters];
/// C and R.
const COMMON_AND_ANSWERS: &[Source] = &[Source::CommonParameters, Source::ResponseResults];
/// Q.
const STRUCTURE: &[Source] = &[Source::RequestStructure];
/// G.
const SIGNATURE: &[Source] = &[Source::Signature];
/// L.
const LOCK: &[Source] = &[Source::SecurityLock];
/// I.
const STATUS: &[Source] = &[Source::InstanceStatus];
/// D.
const DESCRIBE: &[Source] = &[Source::Describe];
/// X.
const LATER: &[Source] = &[Source::RebootInstanceCurrent];
/// X and P.
const LATER_AND_PAYMENTS: &[Source] = &[Source::RebootInstanceCurrent, Source::OverduePayments];
/// V.
const VERSION_3: &[Source] = &[Source::SignatureV3];
/// M and V.
const VERSIONS_2_AND_3: &[Source] = &[Source::SignatureV2, Source::SignatureV3];
/// K.
const CLIENTS: &[Source] = &[Source::Clients];
/// T.
const STOP: &[Source] = &[Source::StopInstance];
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
    core("RI-09", Should, PAGE),
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
    current("RI-40", Must, LATER),
    current("RI-41", Must, LATER),
    current("RI-42", Must, LATER),
    current("RI-43", Must, LATER_AND_PAYMENTS),
    current("RI-44", Must, LATER),
    current("RI-45", Should, LATER),
    current("RI-46", Must, LATER),
    current("RI-47", May, LATER),
    core("CP-01", Must, COMMON_AND_ANSWERS),
    core("CP-02", Must, COMMON_AND_ANSWERS),
    core("CP-03", Must, COMMON_AND_ANSWERS),
    core("CP-04", Must, COMMON_AND_ANSWERS),
    core("CP-05", Must, COMMON_AND_ANSWERS),
    core("CP-06", Must, COMMON_AND_ANSWERS),
    core("CP-07", Must, COMMON_AND_ANSWERS),
    core("CP-08", Must, COMMON_AND_ANSWERS),
    core("CP-10", Must, COMMON_AND_ANSWERS),
    core("CP-11", Must, COMMON_AND_ANSWERS),
    core("CP-12", Must, COMMON_AND_ANSWERS),
    core("CP-13", Must, COMMON_AND_ANSWERS),
    core("CP-14", Must, COMMON_AND_ANSWERS),
    core("CP-15", Must, COMMON_AND_ANSWERS),
    core("CP-20", Must, COMMON_AND_ANSWERS),
    core("CP-21", Must, COMMON_AND_ANSWERS),
    core("CP-22", Should, COMMON_AND_ANSWERS),
    core("CP-23", Must, COMMON_AND_ANSWERS),
    core("CP-30", Must, COMMON_AND_ANSWERS),
    core("CP-31", Must, COMMON_AND_ANSWERS),
    core("CP-40", Must, COMMON_AND_ANSWERS),
    core("CP-41", Must, COMMON_AND_ANSWERS),
    core("CP-42", Should, COMMON_AND_ANSWERS),
    core("CP-43", May, COMMON_AND_ANSWERS),
    core("CP-50", Must, COMMON),
    core("CP-51", Must, COMMON),
    core("CP-52", Should, COMMON),
    core("RQ-01", Must, STRUCTURE),
    core("RQ-02", Must, STRUCTURE),
    core("RQ-03", Must, STRUCTURE),
    core("RQ-04", Must, STRUCTURE),
    core("RQ-05", Must, STRUCTURE),
    core("RQ-06", Must, STRUCTURE),
    core("RQ-07", Must, STRUCTURE),
    core("RQ-08", Must, STRUCTURE),
    current("RQ-10", Should, CLIENTS),
    current("RQ-11", Must, VERSIONS_2_AND_3),
    current("RQ-12", Should, CLIENTS),
    core("RQ-13", Must, STRUCTURE),
    core("RQ-14", May, STRUCTURE),
    current("RQ-15", Must, VERSION_3),
    core("SG-01", Must, SIGNATURE),
    core("SG-02", Must, SIGNATURE),
    core("SG-03", Must, SIGNATURE),
    core("SG-04", Must, SIGNATURE),
    core("SG-05", Must, SIGNATURE),
    core("SG-06", Must, SIGNATURE),
    core("SG-07", Must, SIGNATURE),
    core("SG-08", Must, SIGNATURE),
    core("SG-09", Must, SIGNATURE),
    core("SG-10", Must, SIGNATURE),
    core("SG-11", Must, SIGNATURE),
    core("SG-12", Must, SIGNATURE),
    core("SG-13", Should, SIGNATURE),
    current("SG-20", Must, VERSION_3),
    current("SG-21", Must, VERSION_3),
    core("RS-01", Must, ANSWERS),
    core("RS-02", Must, PAGE_AND_ANSWERS),
    core("RS-03", Must, ANSWERS),
    core("RS-04", Must, ANSWERS),
    core("RS-05", Must, ANSWERS),
    core("RS-06", Must, ANSWERS),
    core("RS-07", Should, ANSWERS),
    core("RS-08", Must, ANSWERS),
    core("RS-09", Must, ANSWERS),
    core("RS-10", Should, ANSWERS),
    core("RS-11", May, ANSWERS),
    core("RS-12", Should, ANSWERS),
    core("RS-13", Must, ANSWERS),
    core("RS-14", Must, ANSWERS),
    core("RS-15", Must, ANSWERS),
    core("LK-01", Must, LOCK),
    core("LK-02", Must, LOCK),
    core("LK-03", Must, LOCK),
    core("LK-04", Should, LOCK),
    core("ST-01", Must, STATUS),
    core("OB-01", Must, DESCRIBE),
    core("STOP-01", Must, STOP),
    core("STOP-03", Must, STOP),
    core("STOP-06", Must, STOP),
];

/// Ids that are no longer in use, with the reason.
pub const RETIRED: &[(&str, &str)] = &[];

/// Rules that no scenario can test from outside, with the reason.
pub const EXCLUDED: &[(&str, &str)] = &[(
    "SG-02",
    "the published vectors test this suite's own signer, not an endpoint: unit tests of the signer hold them",
)];

/// Finds a rule by its id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
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
