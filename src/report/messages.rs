//! The report as `messages.ndjson`: Cucumber Messages, one JSON object a line, which the report tools of
//! Cucumber read.
//!
//! Feature files are told as they were run: each row of an outline is a scenario of its own. Statuses
//! are those that Cucumber has. What could not be decided is `SKIPPED`, what failed or could not be run
//! is `FAILED`, a warning (SHOULD, MAY) too, with a message that says so; whether the run succeeded is
//! told at its end, and that follows the verdict. Times of single steps are not measured: that of a
//! scenario stands with the step that ended it. Source: Cucumber Messages, `messages.schema.json`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::json::escaped;
use super::{ReportError, plain};
use crate::api::Level;
use crate::outcome::{
    Exchange, Purpose, RuleResult, RunResult, RunVerdict, ScenarioResult, Verdict,
};

/// The generation of the messages that is written.
const PROTOCOL: &str = "34.2.1";

/// The messages, each on a line.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_string(record: &RunResult) -> Result<String, ReportError> {
    let mut stream = Stream { text: String::new(), ids: 0, began: seconds(record) };
    stream.write(&meta(record))?;
    let mut cases = Vec::new();
    for (file, rules) in by_file(record) {
        stream.document(file, &rules, &mut cases)?;
    }
    let run = stream.id();
    stream.write(&json!({ "testRunStarted": { "id": run, "timestamp": stream.moment(0.0) } }))?;
    for case in &mut cases {
        stream.test_case(&run, case)?;
    }
    for case in &cases {
        stream.ran(record, case)?;
    }
    stream.write(&json!({ "testRunFinished": {
        "testRunStartedId": run,
        "success": record.verdict == RunVerdict::Conforms,
        "message": format!("{}: {}", record.verdict.word(), record.reason),
        "timestamp": stream.moment(record.took_ms),
    } }))?;
    Ok(stream.text)
}

fn meta(record: &RunResult) -> Value {
    let unknown = json!({ "name": "unknown" });
    json!({ "meta": {
        "protocolVersion": PROTOCOL,
        "implementation": { "name": record.suite.name, "version": record.suite.version },
        // A stored report does not tell on what machine it was made.
        "runtime": unknown, "os": unknown, "cpu": unknown,
    } })
}

/// The rules of each file, in the order in which the files come.
fn by_file(record: &RunResult) -> Vec<(&str, Vec<&RuleResult>)> {
    let mut files: Vec<(&str, Vec<&RuleResult>)> = Vec::new();
    for rule in &record.rules {
        match files.iter_mut().find(|(file, _)| *file == rule.file) {
            Some((_, rules)) => rules.push(rule),
            None => files.push((&rule.file, vec![rule])),
        }
    }
    files
}

/// A scenario, and the ids under which messages speak of it.
struct Case<'a> {
    rule: &'a RuleResult,
    scenario: &'a ScenarioResult,
    pickle: String,
    case: String,
    /// Of each step: its id in the pickle, then in the test case.
    steps: Vec<(String, String)>,
}

/// Messages that are being written.
struct Stream {
    text: String,
    ids: usize,
    /// When the run began, in s since 1970.
    began: i64,
}

impl Stream {
    fn write(&mut self, message: &Value) -> Result<(), ReportError> {
        self.text.push_str(&escaped(&serde_json::to_string(message)?));
        self.text.push('\n');
        Ok(())
    }

    fn id(&mut self) -> String {
        self.ids += 1;
        self.ids.to_string()
    }

    fn moment(&self, after_ms: f64) -> Value {
        let micros = micros(after_ms);
        json!({
            "seconds": self.began.saturating_add(micros.div_euclid(1_000_000)),
            "nanos": micros.rem_euclid(1_000_000) * 1_000,
        })
    }

    /// A feature file, with its pickles.
    fn document<'a>(
        &mut self,
        file: &str,
        rules: &[&'a RuleResult],
        cases: &mut Vec<Case<'a>>,
    ) -> Result<(), ReportError> {
        let uri = format!("features/{file}");
        let mut pickles = Vec::new();
        let mut children = Vec::new();
        for &rule in rules {
            let first = rule.scenarios.iter().find_map(|scenario| scenario.line).unwrap_or(1);
            let words = [&rule.id, &rule.level.word().to_lowercase(), rule.edition.word()];
            let tags: Vec<(String, String)> =
                words.iter().map(|word| (self.id(), format!("@{word}"))).collect();
            let mut of_rule = Vec::new();
            for scenario in &rule.scenarios {
                let (node, pickle) = self.scenario(&uri, &tags, rule, scenario, cases);
                of_rule.push(json!({ "scenario": node }));
                pickles.push(pickle);
            }
            let tags: Vec<Value> = tags
                .iter()
                .map(|(id, name)| json!({ "id": id, "name": name, "location": at(first) }))
                .collect();
            children.push(json!({ "rule": {
                "id": self.id(), "location": at(first), "tags": tags, "keyword": "Rule",
                "name": format!("{} {}", rule.id, rule.title),
                "description": format!("{}\nSource: {}", rule.fact, rule.cited()),
                "children": of_rule,
            } }));
        }
        self.write(&json!({ "gherkinDocument": { "uri": uri, "comments": [], "feature": {
            "location": at(1), "tags": [], "language": "en", "keyword": "Feature", "name": file,
            "description": "", "children": children,
        } } }))?;
        pickles.iter().try_for_each(|pickle| self.write(&json!({ "pickle": pickle })))
    }

    fn scenario<'a>(
        &mut self,
        uri: &str,
        tags: &[(String, String)],
        rule: &'a RuleResult,
        scenario: &'a ScenarioResult,
        cases: &mut Vec<Case<'a>>,
    ) -> (Value, Value) {
        let line = scenario.line.unwrap_or(1);
        let (node, pickle) = (self.id(), self.id());
        let (mut of_node, mut of_pickle, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        let mut meaning = ("Unknown", "Unknown");
        for step in steps(scenario) {
            let (keyword, text) = step.split_once(' ').unwrap_or(("*", step));
            meaning = meant(keyword, meaning.1);
            let (in_node, in_pickle) = (self.id(), self.id());
            of_node.push(json!({
                "id": in_node, "location": at(line), "keyword": format!("{keyword} "),
                "keywordType": meaning.0, "text": text,
            }));
            of_pickle.push(json!({
                "id": in_pickle, "astNodeIds": [in_node], "type": meaning.1, "text": text,
            }));
            ids.push((in_pickle, String::new()));
        }
        let pickle_tags: Vec<Value> =
            tags.iter().map(|(id, name)| json!({ "name": name, "astNodeId": id })).collect();
        cases.push(Case {
            rule,
            scenario,
            pickle: pickle.clone(),
            case: String::new(),
            steps: ids,
        });
        (
            json!({
                "id": node, "location": at(line), "tags": [], "keyword": "Scenario",
                "name": scenario.name, "description": "", "steps": of_node, "examples": [],
            }),
            json!({
                "id": pickle, "uri": uri, "location": at(line), "name": scenario.name,
                "language": "en", "steps": of_pickle, "tags": pickle_tags, "astNodeIds": [node],
            }),
        )
    }

    fn test_case(&mut self, run: &str, case: &mut Case<'_>) -> Result<(), ReportError> {
        case.case = self.id();
        let mut steps = Vec::new();
        for (pickle_step, test_step) in &mut case.steps {
            *test_step = self.id();
            // Which definition a step has is the suite's business, and no list is a definition.
            steps.push(json!({ "id": test_step, "pickleStepId": pickle_step }));
        }
        let (id, pickle) = (&case.case, &case.pickle);
        self.write(&json!({ "testCase": {
            "id": id, "pickleId": pickle, "testSteps": steps, "testRunStartedId": run,
        } }))
    }

    /// What came of a scenario, step by step.
    fn ran(&mut self, record: &RunResult, case: &Case<'_>) -> Result<(), ReportError> {
        let scenario = case.scenario;
        let began = scenario.exchanges.first().map_or(0.0, |call| call.at_ms);
        let ended = self.moment(began + scenario.took_ms);
        let began = self.moment(began);
        let started = self.id();
        self.write(&json!({ "testCaseStarted": {
            "id": started, "attempt": 0, "testCaseId": case.case, "timestamp": began,
        } }))?;
        let decided = deciding(scenario);
        for (index, (_, step)) in case.steps.iter().enumerate() {
            let status = status(scenario.verdict, index, decided);
            self.write(&json!({ "testStepStarted": {
                "testCaseStartedId": started, "testStepId": step, "timestamp": began,
            } }))?;
            let took = if index == decided { micros(scenario.took_ms).max(0) } else { 0 };
            let mut result = json!({
                "duration": { "seconds": took / 1_000_000, "nanos": took % 1_000_000 * 1_000 },
                "status": status,
            });
            if index == decided {
                if let Some(message) = message(case) {
                    result["message"] = message.into();
                }
                for (media, body) in attachments(record, scenario) {
                    self.write(&json!({ "attachment": {
                        "body": body, "contentEncoding": "IDENTITY", "mediaType": media,
                        "testCaseStartedId": started, "testStepId": step,
                    } }))?;
                }
            }
            self.write(&json!({ "testStepFinished": {
                "testCaseStartedId": started, "testStepId": step, "testStepResult": result,
                "timestamp": ended,
            } }))?;
        }
        self.write(&json!({ "testCaseFinished": {
            "testCaseStartedId": started, "timestamp": ended, "willBeRetried": false,
        } }))
    }
}

/// The steps of a scenario. One that lists none is told as a single step, since Cucumber has no status
/// for a scenario without.
fn steps(scenario: &ScenarioResult) -> Vec<&str> {
    if scenario.steps.is_empty() {
        return vec![scenario.step.as_deref().unwrap_or("* the scenario")];
    }
    scenario.steps.iter().map(String::as_str).collect()
}

/// The place of the step that ended a scenario; its last one where that is not known.
fn deciding(scenario: &ScenarioResult) -> usize {
    let steps = steps(scenario);
    let named = scenario.step.as_deref();
    steps.iter().position(|step| Some(*step) == named).unwrap_or(steps.len() - 1)
}

fn status(verdict: Verdict, index: usize, decided: usize) -> &'static str {
    match verdict {
        Verdict::Pass => "PASSED",
        Verdict::Inconclusive => "SKIPPED",
        Verdict::Fail | Verdict::Error if index < decided => "PASSED",
        Verdict::Fail | Verdict::Error if index == decided => "FAILED",
        Verdict::Fail | Verdict::Error => "SKIPPED",
    }
}

fn message(case: &Case<'_>) -> Option<String> {
    let scenario = case.scenario;
    let kind = match scenario.verdict {
        Verdict::Pass => return None,
        Verdict::Inconclusive => "inconclusive",
        Verdict::Error => "could not be run",
        Verdict::Fail if case.rule.level_of(scenario) == Level::Must => "failed",
        Verdict::Fail => "a warning, since this is no MUST",
    };
    let mut lines = vec![format!("{} {kind}", case.rule.id)];
    for (name, text) in [
        ("reason", &scenario.reason),
        ("expected", &scenario.expected),
        ("actual", &scenario.actual),
        ("again", &scenario.reproduce.as_ref().map(|reproduce| reproduce.run.clone())),
    ] {
        lines.extend(text.as_ref().map(|text| format!("{name}: {text}")));
    }
    Some(lines.join("\n"))
}

/// Notes, and of what did not pass the judged calls, or those that it means.
fn attachments(record: &RunResult, scenario: &ScenarioResult) -> Vec<(&'static str, String)> {
    let notes = scenario.notes.iter().map(|note| ("text/x.cucumber.log+plain", note.clone()));
    let shown = matches!(scenario.verdict, Verdict::Fail | Verdict::Error);
    let judged =
        |call: &&Exchange| shown && scenario.meant.is_empty() && call.purpose == Purpose::Judge;
    let meant = scenario.meant.iter().filter_map(|sighting| record.sighted(sighting));
    let calls = scenario.exchanges.iter().filter(judged).chain(meant);
    notes.chain(calls.map(|call| ("text/plain", plain::call(call)))).collect()
}

/// The kind of a keyword, and what it means where it only continues the one before.
fn meant(keyword: &str, before: &'static str) -> (&'static str, &'static str) {
    let known: BTreeMap<&str, &'static str> =
        BTreeMap::from([("Given", "Context"), ("When", "Action"), ("Then", "Outcome")]);
    match (known.get(keyword), keyword) {
        (Some(kind), _) => (kind, kind),
        (None, "And" | "But") => ("Conjunction", before),
        (None, _) => ("Unknown", "Unknown"),
    }
}

fn at(line: usize) -> Value {
    json!({ "line": line, "column": 1 })
}

fn seconds(record: &RunResult) -> i64 {
    record.started.parse().map_or(0, |began: jiff::Timestamp| began.as_second())
}

/// As a cast, it holds at the ends of the range.
fn micros(ms: f64) -> i64 {
    (ms * 1_000.0) as i64
}
