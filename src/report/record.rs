//! The result as every report tells it: secrets taken out, numbers rounded, fields as promised in
//! `docs/report-json.md`. Written as `report.json`, and read back from it, so that what is made of a
//! stored report is what would have been made of the run.

use serde::{Deserialize, Serialize};

use crate::api::operations::REBOOT_INSTANCE;
use crate::api::{Dialect, Edition, Level};
use crate::outcome::{LeftOut, Pace, Purpose, RunVerdict, Verdict};

/// A whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Name and generation of the format: [`super::json::FORMAT`].
    pub format: String,
    /// What the run came to.
    pub verdict: RunVerdict,
    /// Why, in one sentence; a diagnosis may follow on further lines.
    pub reason: String,
    /// The edition that was asked for.
    pub edition: Edition,
    /// What was judged.
    pub target: Target,
    /// Rules and scenarios by verdict.
    pub counts: AllCounts,
    /// Which dialect the endpoint spoke.
    pub dialect: DialectsSpoken,
    /// The rules that were selected, in the order of the feature files.
    pub rules: Vec<Rule>,
    /// What judged.
    pub suite: Suite,
    /// When the run began: RFC 3339, UTC.
    pub started: String,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// Scenarios run at once.
    pub jobs: usize,
    /// The seed of the run.
    pub seed: u64,
    /// How far the endpoint's clock was ahead of ours, in s; `None` where it did not tell.
    #[serde(default)]
    pub clock_ahead_s: Option<i64>,
    /// What held the run up.
    #[serde(default)]
    pub pace: Pace,
    /// What was asked to run.
    pub selection: Selection,
    /// The calls before the first scenario and after the last.
    pub control: Control,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// The time limit in ms, where that is what stopped it.
    #[serde(default)]
    pub stopped_at_limit_ms: Option<u64>,
    /// A fault of the suite that makes the rest unbelievable.
    pub suite_fault: Option<String>,
    /// What the run changed and could not undo.
    pub not_given_back: Vec<String>,
    /// Operations that are not served, and what serving them would decide; what decides most first.
    #[serde(default)]
    pub wanted: Vec<Wanted>,
    /// Failing rules that the baseline accepts.
    pub accepted: Vec<Accepted>,
    /// Entries of the baseline that do not hold.
    pub baseline_faults: Vec<String>,
    /// The reports that this one was joined from; empty where one run gave it.
    #[serde(default)]
    pub joined_from: Vec<Joined>,
    /// Digest of the rest of the report: [`super::digest`].
    #[serde(default)]
    pub sha256: String,
}

impl Record {
    /// The call that a sighting names.
    #[must_use]
    pub fn sighted(&self, sighting: &Sighting) -> Option<&Call> {
        let rule = self.rules.iter().find(|rule| rule.id == sighting.rule)?;
        let scenario = rule.scenarios.iter().find(|one| one.name == sighting.scenario)?;
        scenario.exchanges.get(sighting.exchange)
    }

    /// The acceptance of a rule's failure. Nothing but a failure can be accepted.
    #[must_use]
    pub fn acceptance(&self, rule: &Rule) -> Option<&Accepted> {
        if rule.verdict != Verdict::Fail {
            return None;
        }
        self.accepted.iter().find(|accepted| accepted.rule == rule.id)
    }
}

/// An operation that is not served, or not as documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Its Action.
    pub operation: String,
    /// Ids of the rules that serving it alone would let be decided.
    pub decides: Vec<String>,
    /// Ids of the rules that need it and are open: those, and others that need more beside it.
    pub open: Vec<String>,
}

/// A failing rule that the baseline accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Its id.
    pub rule: String,
    /// Why, in the user's words.
    pub reason: String,
    /// The last day: `YYYY-MM-DD`, UTC.
    pub until: String,
}

/// What was judged, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `embedded`, or the path of the target file.
    pub name: String,
    /// Address of the endpoint.
    pub url: String,
    /// The AccessKeyId in use.
    pub access_key_id: String,
}

/// Rules by level, and scenarios, by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllCounts {
    /// MUST rules.
    #[serde(rename = "MUST")]
    pub must: Count,
    /// SHOULD rules.
    #[serde(rename = "SHOULD")]
    pub should: Count,
    /// MAY rules.
    #[serde(rename = "MAY")]
    pub may: Count,
    /// Scenarios of all rules.
    pub scenarios: Count,
}

/// How many came to which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Could not be decided.
    pub inconclusive: usize,
    /// Could not be run.
    pub error: usize,
    /// All together.
    pub total: usize,
}

/// Which dialect of error codes the endpoint spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectsSpoken {
    /// The dialect that the run accepted alone.
    pub held_to: Option<Dialect>,
    /// Answers that only the Response results page documents.
    pub documented: usize,
    /// Answers that only the API gateway documents.
    pub gateway: usize,
}

/// What one rule came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Permanent id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The edition it came with.
    pub edition: Edition,
    /// The rule in one line.
    pub title: String,
    /// What the documentation says.
    pub fact: String,
    /// The pages that say it.
    pub source: String,
    /// Where it stands there.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// The feature file it stands in, such as `03_locked_instances.feature`.
    #[serde(default)]
    pub file: String,
    /// The worst of its scenarios.
    pub verdict: Verdict,
    /// Why it is not a pass.
    pub reason: Option<String>,
    /// Its scenarios, in the order of the feature file.
    pub scenarios: Vec<Scenario>,
}

impl Rule {
    /// How binding one of its scenarios is.
    #[must_use]
    pub fn level_of(&self, scenario: &Scenario) -> Level {
        scenario.level.unwrap_or(self.level)
    }

    /// Whether it passed, and something that is less binding than it did not.
    #[must_use]
    pub fn warns(&self) -> bool {
        let warns = |one: &Scenario| one.level.is_some() && one.verdict == Verdict::Fail;
        self.verdict == Verdict::Pass && self.scenarios.iter().any(warns)
    }
}

/// A section of a page that a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Title of the page.
    pub page: String,
    /// When the copies of it were published that the rules were turned from.
    pub edition: String,
    /// The section.
    pub section: String,
}

impl Rule {
    /// Where it comes from, as precisely as is known.
    #[must_use]
    pub fn cited(&self) -> String {
        let pages =
            self.sources.chunk_by(|one, two| one.page == two.page && one.edition == two.edition);
        let words = pages.filter_map(|sections| {
            let Source { page, edition, .. } = sections.first()?;
            let named = sections.iter().filter(|one| one.section != *page);
            let sections: String = named.map(|one| format!(", {:?}", one.section)).collect();
            Some(format!("{page} ({edition}){sections}"))
        });
        match self.sources.is_empty() {
            true => self.source.clone(),
            false => words.collect::<Vec<_>>().join("; "),
        }
    }
}

/// What one scenario came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Unique within the rule.
    pub name: String,
    /// Line of the feature file on which it begins. The only number here that an edit of the file
    /// changes.
    #[serde(default)]
    pub line: Option<usize>,
    /// Its own level, where that is less binding than its rule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why it is not a pass.
    pub reason: Option<String>,
    /// Whose an error is.
    pub cause: Option<Cause>,
    /// The step that decided a fail or an error.
    pub step: Option<String>,
    /// Its steps, keyword included, in order.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Of a fail: everything that would have been accepted.
    pub expected: Option<String>,
    /// Of a fail: what came.
    pub actual: Option<String>,
    /// What came of a fail, or the reason of what is no pass, without what it repeats of its own call.
    #[serde(default)]
    pub likeness: Option<String>,
    /// What was observed without being judged.
    pub notes: Vec<String>,
    /// The dialect of each answer that only one of the two documents.
    pub dialects: Vec<Dialect>,
    /// Of a fail: the dialect in which the answer is right, where the run is held to the other one.
    #[serde(default)]
    pub other_dialect: Option<Dialect>,
    /// How to see a fail or an error again.
    #[serde(default)]
    pub reproduce: Option<Reproduction>,
    /// How long it took, in ms.
    pub took_ms: f64,
    /// Its requests and answers, in order.
    pub exchanges: Vec<Call>,
    /// Exchanges of other scenarios that the mismatch means.
    #[serde(default)]
    pub meant: Vec<Sighting>,
}

/// Where in the report an exchange stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Id of its rule.
    pub rule: String,
    /// Name of its scenario.
    pub scenario: String,
    /// Its number in the list of exchanges there, from 0.
    pub exchange: usize,
}

/// Whose an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The endpoint, or the way to it.
    Target,
    /// The target's set-up.
    #[serde(rename = "set-up")]
    SetUp,
    /// The suite itself.
    Suite,
}

/// How to see a failure again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reproduction {
    /// The command that runs the rule again in the same way.
    pub run: String,
    /// The command line that sends the judged request again, signed afresh; `None` where no request
    /// was judged.
    pub curl: Option<String>,
}

/// A request and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Digest of what follows: [`super::digest`].
    #[serde(default)]
    pub sha256: String,
    /// Why it was sent.
    pub purpose: Purpose,
    /// When, in ms since the run began.
    pub at_ms: f64,
    /// How long the answer took, in ms.
    pub took_ms: f64,
    /// Whether it was asked again, since what came says nothing about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_again: bool,
    /// What was sent.
    pub request: Request,
    /// What came; `None` when nothing did.
    pub answer: Option<Answer>,
    /// What happened instead of an answer.
    pub failure: Option<String>,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Full address, query included.
    pub url: String,
    /// The headers that the suite set, in order.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers in order.
    pub headers: Vec<(String, String)>,
    /// Body as text.
    pub body: String,
    /// Whether the body went on past the limit of what is read.
    pub truncated: bool,
    /// How much of it was judged and is not told here; `None` where all of it is.
    #[serde(default)]
    pub left_out: Option<LeftOut>,
}

/// What judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suite {
    /// `rebootspec`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit it was built from; `None` where it was not built in a repository.
    #[serde(default)]
    pub commit: Option<String>,
    /// The feature files that were embedded, in their order.
    #[serde(default)]
    pub features: Vec<FeatureFile>,
}

/// A feature file and what its text comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureFile {
    /// Name of the file.
    pub file: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// The operation that reports of before there were others are about.
fn reboot_instance() -> String {
    REBOOT_INSTANCE.name.to_owned()
}

/// What was asked to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The operation under test; RebootInstance in reports that do not say.
    #[serde(default = "reboot_instance")]
    pub operation: String,
    /// Rule ids and tags asked for; empty means the whole edition.
    pub filters: Vec<String>,
    /// Scenarios selected.
    pub scenarios: usize,
    /// Scenarios of the whole edition.
    pub of: usize,
    /// The part of it that was run, where it was divided.
    #[serde(default)]
    pub shard: Option<Shard>,
}

/// One of several parts that together make a whole selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

/// One of the reports that this one was joined from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Its part.
    pub shard: Shard,
    /// The digest that it carried.
    pub sha256: String,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// How long it took, in ms, without fractions of it.
    pub took_ms: u64,
}

/// The control calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Before the first scenario.
    pub first: Attempt,
    /// After the last; `None` when nothing ran.
    pub last: Option<Attempt>,
    /// Requests that belong to neither and to no scenario: what the control protocol was asked before the first
    /// scenario, and what was given back after the last.
    #[serde(default)]
    pub aside: Vec<Call>,
}

/// A control call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// `None` when it was served; otherwise what was wrong, and what to try.
    pub failure: Option<String>,
    /// Whose that is, as `rebootspec doctor` words it.
    #[serde(default)]
    pub whose: Option<String>,
    /// Its requests and answers.
    pub exchanges: Vec<Call>,
}
