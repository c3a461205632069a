//! A finding, and those of a run, told apart by cause.

use crate::fuzzing::recipe::Recipe;
use crate::fuzzing::recipe::oracle::Violation;
use crate::outcome::AcceptedDeviation;

/// How many causes are kept; what comes after is counted.
const MOST: usize = 64;

/// How many causes are kept of those that violate one oracle and rule. A defect that shows in every answer
/// shows under every bend, and a handful of them is enough to see it.
const MOST_ALIKE: usize = 8;

/// One cause, and the smallest request that shows it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was violated.
    pub(in crate::fuzzing::blackbox) violation: Violation,
    /// The rule it is about, where one is known.
    pub rule: Option<&'static str>,
    /// The kinds of everything that is not plain about the request.
    pub classes: Vec<String>,
    /// How often it came up.
    pub times: u64,
    /// Whether it showed again when the request was made again.
    pub reproduced: bool,
    /// How many requests were made to find a smaller one.
    pub tries: usize,
    /// When it came up, in ms since the run began.
    pub at_ms: u64,
    /// How many requests had been made by then.
    pub at_request: u64,
    /// The smallest recipe; none where it is not about one request.
    pub(in crate::fuzzing::blackbox) recipe: Option<Recipe>,
    /// The request, signed anew and never sent; empty where there is none.
    pub request: Vec<u8>,
    /// The id of the instance that it names.
    pub(in crate::fuzzing::blackbox) instance: String,
    /// Requests that were on their way, or were made shortly before.
    pub in_flight: Vec<Vec<u8>>,
}

impl Finding {
    /// What was violated, in a word.
    #[must_use]
    pub const fn oracle(&self) -> &'static str {
        self.violation.oracle.word()
    }

    /// What it sent that is not the same in every call: values of parameters, and another method or path.
    #[must_use]
    pub fn sent(&self) -> Vec<String> {
        super::sent::values(&self.request, &self.instance, &self.classes)
    }

    /// What tells it from other causes.
    #[must_use]
    pub fn cause(&self) -> String {
        let classes =
            if self.classes.is_empty() { "plain call".into() } else { self.classes.join(", ") };
        format!("{}: {} [{}]", self.oracle(), classes, self.violation.token)
    }
}

/// The findings of a run.
#[derive(Debug, Default)]
pub(in crate::fuzzing::blackbox) struct Findings {
    list: Vec<Finding>,
    /// Causes beyond those that are kept.
    further: u64,
    /// Rules whose violation is accepted: of these, none beyond is counted.
    accepted: Vec<String>,
}

impl Findings {
    /// None yet; violations of these rules are accepted.
    pub(in crate::fuzzing::blackbox) fn accepting(accepted: &[AcceptedDeviation]) -> Self {
        let accepted = accepted.iter().map(|one| one.rule.clone()).collect();
        Self { accepted, ..Self::default() }
    }

    /// Whether a violation is one that was found: of the same oracle and answer, by a request that is
    /// bent in every way in which the smallest one is. Counts it.
    pub(in crate::fuzzing::blackbox) fn covers(
        &mut self,
        violation: &Violation,
        classes: &[String],
    ) -> bool {
        let alike = |finding: &&Finding| {
            finding.violation.oracle == violation.oracle && finding.violation.rule == violation.rule
        };
        let is_full =
            self.list.len() >= MOST || self.list.iter().filter(alike).count() >= MOST_ALIKE;
        let known = self.list.iter_mut().find(|finding| {
            finding.violation.oracle == violation.oracle
                && finding.violation.token == violation.token
                && finding.classes.iter().all(|class| classes.contains(class))
        });
        match known {
            Some(finding) => {
                finding.times += 1;
                true
            }
            None if is_full => {
                let is_accepted = |rule: &str| self.accepted.iter().any(|one| one == rule);
                self.further += u64::from(!violation.rule.is_some_and(is_accepted));
                true
            }
            None => false,
        }
    }

    /// Adds a finding, unless another worker found it meanwhile.
    pub(in crate::fuzzing::blackbox) fn add(&mut self, finding: Finding) {
        let classes = finding.classes.clone();
        if !self.covers(&finding.violation, &classes) {
            self.list.push(finding);
        }
    }

    pub(in crate::fuzzing::blackbox) const fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them, and how many causes were not kept.
    pub(in crate::fuzzing::blackbox) fn take(&mut self) -> (Vec<Finding>, u64) {
        let mut list = std::mem::take(&mut self.list);
        list.sort_by_key(|finding| finding.at_request);
        (list, self.further)
    }
}

#[cfg(test)]
pub(in crate::fuzzing::blackbox::found) mod tests {
    use super::*;
    use crate::fuzzing::recipe::oracle::Oracle;

    pub(in crate::fuzzing::blackbox) fn finding(
        oracle: Oracle,
        token: &str,
        classes: &[&str],
    ) -> Finding {
        let violation = Violation {
            oracle,
            rule: None,
            expected: "a 4xx".into(),
            actual: "500".into(),
            token: token.into(),
        };
        Finding {
            violation,
            rule: Some("RQ-07"),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
            times: 1,
            reproduced: true,
            tries: 3,
            at_ms: 1,
            at_request: 1,
            recipe: None,
            request: Vec::new(),
            instance: String::new(),
            in_flight: Vec::new(),
        }
    }

    #[test]
    fn a_cause_is_found_once() {
        let mut findings = Findings::default();
        findings.add(finding(Oracle::NoServerFault, "500", &["tail"]));
        findings.add(finding(Oracle::NoServerFault, "500", &["tail", "Format JSON"]));
        assert_eq!(findings.len(), 1, "a request bent further shows the same");
        findings.add(finding(Oracle::NoServerFault, "500", &["Format JSON"]));
        findings.add(finding(Oracle::NoServerFault, "502", &["tail"]));
        findings.add(finding(Oracle::Code, "500", &["tail"]));
        assert_eq!(findings.len(), 4);
        assert_eq!(findings.take().0[0].times, 2);
    }

    #[test]
    fn the_number_of_causes_is_bounded() {
        let mut findings = Findings::default();
        for oracle in [Oracle::Code, Oracle::Envelope] {
            for number in 0..100 {
                findings.add(finding(oracle, &number.to_string(), &[]));
            }
        }
        let (list, further) = findings.take();
        assert_eq!((list.len(), further), (2 * MOST_ALIKE, 200 - 2 * MOST_ALIKE as u64));
    }
}
