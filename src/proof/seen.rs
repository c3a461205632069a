//! What the suite saw of one endpoint: the verdicts of a run without its requests and answers, of
//! which a proof would otherwise keep some hundred thousand, and without the secrets that those held.

use std::collections::BTreeSet;

use crate::api::Level;
use crate::outcome::{ErrorCause, RuleResult, RunResult, ScenarioResult, Verdict};
use crate::report::Redactor;

/// What one scenario came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioSeen {
    /// Its name.
    pub name: String,
    /// Its verdict.
    pub verdict: Verdict,
}

/// What one rule came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSeen {
    /// Its id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The worst of its scenarios.
    pub verdict: Verdict,
    /// Whether it passed, and a scenario that is less binding than it did not.
    pub warns: bool,
    /// Why it is not a pass: the first scenario that says so, with its reason.
    pub because: Option<String>,
    /// Its scenarios.
    pub scenarios: Vec<ScenarioSeen>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The rules, in the order of the features.
    pub rules: Vec<RuleSeen>,
    /// Why nothing in it counts: the control call was not served.
    pub unjudged: Option<String>,
    /// A fault of the suite that showed.
    pub suite_fault: Option<String>,
    /// Whether the fault of the endpoint had nothing to act on in any call.
    pub is_idle: bool,
    /// What the run made or changed at a target, and could not give back.
    pub not_given_back: Vec<String>,
    /// How long the run took, in ms.
    pub took_ms: f64,
}

impl Seen {
    /// What is kept of a run. All text of the endpoint goes through the redactor.
    #[must_use]
    pub fn of(result: &RunResult, redactor: &Redactor) -> Self {
        let broken = || {
            result
                .rules
                .iter()
                .flat_map(|rule| rule.scenarios.iter().map(move |scenario| (rule, scenario)))
                .find(|(_, scenario)| scenario.cause == Some(ErrorCause::Suite))
                .map(|(rule, scenario)| {
                    let reason = scenario.reason.as_deref().unwrap_or("no reason was given");
                    format!("{} {:?}: {}", rule.id, scenario.name, redactor.text(reason))
                })
        };
        Self {
            rules: result.rules.iter().map(|result| rule(result, redactor)).collect(),
            unjudged: result.control_failure().map(|reason| redactor.text(reason)),
            suite_fault: result
                .suite_fault
                .as_ref()
                .map(|fault| redactor.text(fault))
                .or_else(broken),
            is_idle: false,
            not_given_back: result.not_given_back.iter().map(|left| redactor.text(left)).collect(),
            took_ms: result.took_ms,
        }
    }

    /// What a rule came to; `None` where it was not selected.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RuleSeen> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// What was not given back after any of these runs, each once.
    pub(super) fn left_after<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<String> {
        let left: BTreeSet<&String> =
            all.into_iter().flat_map(|seen| &seen.not_given_back).collect();
        left.into_iter().cloned().collect()
    }

    /// The rules with a verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &RuleSeen> {
        self.rules.iter().filter(move |rule| rule.verdict == verdict)
    }
}

fn rule(result: &RuleResult, redactor: &Redactor) -> RuleSeen {
    let verdict = result.verdict();
    let decides = |one: &&ScenarioResult| match verdict {
        Verdict::Pass => one.level.is_some() && one.verdict == Verdict::Fail,
        verdict => one.verdict == verdict && result.decides(one),
    };
    let decisive = result.scenarios.iter().find(decides);
    RuleSeen {
        id: result.id.clone(),
        level: result.level,
        verdict,
        warns: result.warns(),
        because: decisive.map(|scenario| {
            let reason = scenario.reason.as_deref().unwrap_or("no reason was given");
            format!("{:?}: {}", scenario.name, redactor.text(reason))
        }),
        scenarios: result
            .scenarios
            .iter()
            .map(|scenario| ScenarioSeen { name: scenario.name.clone(), verdict: scenario.verdict })
            .collect(),
    }
}
