//! Target `stored`: a report.json that anybody wrote, as `verify`, `merge` and `compare` read it, and as every
//! format is made of it. The input is its text where it begins as JSON; otherwise it is edits of four bytes to a
//! report that is sound, so that what is bent gets past the reading.
//!
//! Holds: a named error or a report that reads back as what it was written from; the sound one is sound, and parts
//! that are sound are so when joined; what is told is bounded, and holds nothing that a terminal or a build service
//! obeys; every format in JSON is JSON.

#![allow(clippy::unwrap_used, reason = "what cannot be written again is a finding")]

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::{Edition, Level, rules};
use crate::outcome::{
    Answer, Control, ControlCall, Exchange, Purpose, Resend, Resigning, RuleResult, RunResult,
    ScenarioResult, Selection, SentRequest, Shard, TargetSummary, Verdict,
};
use crate::report::stored::{self, Stored, StoredError};
use crate::report::verify::{self, Own};
use crate::report::{
    Redactor, compare, escape, github, har, html, json as written, junit, merge, messages,
    redacted, side_by_side,
};

/// How much of an input is looked at, in bytes.
const MOST: usize = 256 * 1024;
/// The rules of the sound report.
const RULES: [&str; 2] = ["RI-30", "RI-38"];
/// How many edits are made.
const MOST_EDITS: usize = 16;
/// How long one input may take: a thousand times what it takes, so that no other load decides.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a format may be for each byte of a report: a page shows a text in several places, with an escape for
/// each character.
const TIMES: usize = 60;

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let data = data.get(..MOST).unwrap_or(data);
    let began = Instant::now();
    let is_text = data.first().is_some_and(|byte| b" \t\r\n{[\"-0123456789tfn".contains(byte));
    let text = if is_text { data.to_vec() } else { bent(data) };
    match stored::parse(&text) {
        Ok(stored) => read(&stored, text.len(), data.is_empty()),
        Err(StoredError::Unreadable(_) | StoredError::TooLarge) => panic!("it is no file"),
        Err(error) => {
            // Of JSON that is not understood, the value in the wrong place is quoted.
            assert!(error.to_string().len() <= 1000 + 10 * text.len(), "a long reason");
        }
    }
    assert!(began.elapsed() < PATIENCE, "{:?} for {} bytes", began.elapsed(), text.len());
}

fn read(stored: &Stored, length: usize, is_plain: bool) {
    let whole = sound();
    let record = &stored.record;
    let again = written::to_string(record).unwrap();
    let back = stored::parse(again.as_bytes()).unwrap();
    assert_eq!(back.record, *record, "it does not read back");

    let own = Own {
        features: whole.suite.features.clone(),
        scenarios: RULES
            .into_iter()
            .flat_map(|id| {
                ["XML", "JSON"].map(|name| (Edition::Core, id.to_owned(), name.to_owned()))
            })
            .collect(),
    };
    let found = verify::verify(stored, &own);
    assert!(!is_plain || found.is_sound(), "{:?}", found.faults);
    assert!(found.faults.len() <= 51, "{} faults", found.faults.len());
    let told = verify::text(record, &found);
    harmless(&told, length);

    // Bent parts join to something, or not; sound ones to a sound whole.
    let mut other = whole.clone();
    other.selection.shard = Some(Shard { part: 2, of: 2 });
    let other = crate::report::digest::sealed(other);
    let parts = [("a".to_owned(), record.clone()), ("b".to_owned(), other)];
    match merge::merge(&parts) {
        Ok(joined) => {
            harmless(&merge::text(&joined), length);
            formats(&joined, length);
            let text = written::to_string(&joined).unwrap();
            let joined = stored::parse(text.as_bytes()).unwrap();
            let faults = verify::verify(&joined, &own).faults;
            assert!(!found.is_sound() || faults.is_empty(), "joined of sound parts: {faults:?}");
        }
        // As the command line shows it.
        Err(error) => {
            let line = escape::for_terminal(&error.to_string());
            harmless(&escape::for_build_log(&line), length);
        }
    }
    let runs = [("a".to_owned(), whole.clone()), ("b".to_owned(), record.clone())];
    let compared = compare::compare(&runs);
    harmless(&side_by_side::text(&compared, true), length);
    bounded(&html::compare(&compared), length);
    is_json(&compare::to_json(&compared).unwrap(), length);
}

/// Every format of a report.
fn formats(record: &RunResult, length: usize) {
    let page = html::report(record);
    assert!(!page.contains("<script>alert"), "markup");
    bounded(&page, length);
    bounded(&junit::to_string(record).unwrap(), length);
    is_json(&har::to_string(record).unwrap(), length);
    for line in messages::to_string(record).unwrap().lines() {
        is_json(line, length);
    }
    bounded(&github::summary(record), length);
    let annotations = github::annotations(record);
    assert!(annotations.lines().all(|line| line.starts_with("::")), "{annotations}");
    bounded(&annotations, length);
}

fn bounded(text: &str, length: usize) {
    let most = 400_000 + TIMES * length;
    assert!(text.len() <= most, "{} bytes of {length}", text.len());
}

fn is_json(text: &str, length: usize) {
    bounded(text, length);
    assert!(serde_json::from_str::<Value>(text).is_ok(), "no JSON: {text}");
}

/// A text for a terminal, or the log of a build.
fn harmless(text: &str, length: usize) {
    bounded(text, length);
    assert!(!text.chars().any(|c| c != '\n' && escape::is_hidden(c)), "{text:?}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
    }
}

/// A report that is sound: one failure, one pass, calls.
fn sound() -> &'static RunResult {
    static SOUND: OnceLock<RunResult> = OnceLock::new();
    SOUND.get_or_init(|| {
        let redactor = Redactor::new(["s3cr3t-of-mine".to_owned()]);
        let request = SentRequest {
            method: "GET".to_owned(),
            url: "http://127.0.0.1:8080/?Action=RebootInstance&InstanceId=i-1".to_owned(),
            headers: vec![("accept".to_owned(), "*/*".to_owned())],
            body: Vec::new(),
        };
        let mut exchange = Exchange::under_way(Purpose::Judge, request, 1.0);
        exchange.took_ms = 2.0;
        exchange.came(Ok(Answer {
            status: 404,
            headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
            body: b"<Error><Code>a</Code></Error>".to_vec(),
            ..Answer::default()
        }));
        let control = ControlCall { exchanges: vec![exchange.clone()], ..ControlCall::default() };
        let failed = ScenarioResult {
            line: Some(7),
            reason: Some("the answer is another one".to_owned()),
            step: Some("Then the call is refused".to_owned()),
            steps: vec!["Then the call is refused".to_owned()],
            expected: Some("403".to_owned()),
            actual: Some("404".to_owned()),
            resend: Some(Resend { exchange: 0, signing: Resigning::AsSent }),
            exchanges: vec![exchange],
            ..ScenarioResult::new("XML", Verdict::Fail)
        };
        let rules = RULES.map(|id| {
            let (level, edition) = rules::RULES
                .iter()
                .find(|rule| rule.id == id)
                .map(|rule| (rule.level, rule.edition))
                .unwrap();
            assert!(level != Level::May);
            RuleResult {
                title: "A title".to_owned(),
                fact: "A fact.".to_owned(),
                source: "A page".to_owned(),
                file: "a.feature".to_owned(),
                scenarios: vec![
                    failed.clone(),
                    ScenarioResult { line: Some(9), ..ScenarioResult::new("JSON", Verdict::Pass) },
                ],
                ..RuleResult::new(id, level, edition)
            }
        });
        let selection = Selection {
            operation: "RebootInstance".to_owned(),
            filters: vec!["RI-30".to_owned()],
            scenarios: 4,
            of: 4,
            shard: Some(Shard { part: 1, of: 2 }),
        };
        let target = TargetSummary {
            name: "t.toml".to_owned(),
            url: "http://127.0.0.1:8080/".to_owned(),
            access_key_id: "testid".to_owned(),
        };
        let result = RunResult {
            started: "2026-01-01T12:00:00Z".to_owned(),
            control: Control { first: control.clone(), last: Some(control), aside: Vec::new() },
            rules: rules.to_vec(),
            ..RunResult::new(target, selection)
        };
        redacted(result, &redactor)
    })
}

/// The sound report with some of its values changed.
fn bent(data: &[u8]) -> Vec<u8> {
    let mut value = serde_json::to_value(sound()).unwrap();
    for edit in data.chunks_exact(4).take(MOST_EDITS) {
        let place = usize::from(edit[0]) << 8 | usize::from(edit[1]);
        let mut left = place % count(&value);
        change(&mut value, &mut left, edit[2], edit[3]);
    }
    serde_json::to_vec(&value).unwrap()
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// Changes the value that comes after `left` others, in the order in which they stand.
fn change(value: &mut Value, left: &mut usize, how: u8, with: u8) -> bool {
    if *left == 0 {
        edit(value, how, with);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change(item, left, how, with)),
        Value::Object(members) => {
            members.values_mut().any(|member| change(member, left, how, with))
        }
        _ => false,
    }
}

/// Texts that are in the way somewhere.
const TEXTS: [&str; 16] = [
    "",
    "\u{1b}[2J\u{9b}31m",
    "::error::x",
    "\n::error::x\r\n##[error]x",
    "##teamcity[x]",
    "<script>alert(1)</script>&amp;",
    "]]>\u{0}\u{ffff}\u{202e}",
    "RI-20",
    "pass",
    "error",
    "2026-01-01T12:00:00Z",
    "9999-12-31T23:59:60+23:59",
    "../../é/\\",
    "http://[::1]:99999/?\u{e000}",
    "s3cr3t",
    "🦀\u{fe0f}",
];

fn edit(value: &mut Value, how: u8, with: u8) {
    let times = usize::from(with) + 1;
    match (how % 8, &mut *value) {
        (0, _) => *value = json!(TEXTS[usize::from(with) % TEXTS.len()]),
        (1, _) => *value = Value::Null,
        (2, _) => {
            let numbers =
                [json!(0), json!(-1), json!(u64::MAX), json!(1e300), json!(0.1), json!(2)];
            *value = numbers[usize::from(with) % numbers.len()].clone();
        }
        (3, Value::Array(items)) => {
            // Few values, so that edits of edits stay small.
            if let Some(last) = items.last().cloned().filter(|_| items.len() < 300)
                && count(&last) < 300
            {
                items.extend(std::iter::repeat_n(last, times));
            }
        }
        (3, Value::String(text)) if text.len() < 4000 => *text = text.repeat(times),
        (4, Value::Array(items)) => drop(items.pop()),
        (4, Value::Object(members)) => {
            let name = members.keys().nth(usize::from(with) % members.len().max(1)).cloned();
            name.and_then(|name| members.remove(&name));
        }
        (5, Value::Array(items)) => items.reverse(),
        (5, Value::Object(members)) => {
            let first = members.values().next().cloned().unwrap_or_default();
            members.insert(TEXTS[usize::from(with) % TEXTS.len()].to_owned(), first);
        }
        (6, Value::Bool(one)) => *one = !*one,
        (6, Value::String(text)) => text.push_str(TEXTS[usize::from(with) % TEXTS.len()]),
        (6, Value::Array(items)) => items.clear(),
        (7, _) => *value = json!([value.take()]),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bent_holds() {
        body(b"");
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..300 {
            let data: Vec<u8> = (0..4 * random.usize(1..4)).map(|_| random.u8(..)).collect();
            // A first byte that begins no text.
            body(&[&[255], &data[1..]].concat());
        }
    }
}
