//! The requests and answers as `exchanges.har`: HAR 1.2, which the network panel of a browser opens.
//!
//! Each entry says in its comment for which rule and scenario it was made; fields that begin with an
//! underscore, which the format leaves to its writers, say so to programs. What was not measured is -1,
//! as the format wants it. Source: HTTP Archive 1.2.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::ReportError;
use super::json::pretty;
use crate::outcome::{Answer, Exchange, Purpose, RunResult, SentRequest};

/// Whom a call was made for.
struct Whom<'a> {
    rule: &'a str,
    scenario: &'a str,
}

/// The archive as JSON text.
///
/// # Errors
///
/// When serialising fails, which is a fault of the suite.
pub fn to_string(record: &RunResult) -> Result<String, ReportError> {
    let began: Option<jiff::Timestamp> = record.started.parse().ok();
    let mut calls: Vec<(Whom<'_>, &Exchange)> = Vec::new();
    let control = |scenario, calls: &mut Vec<_>, exchanges| {
        for call in exchanges {
            calls.push((Whom { rule: "control call", scenario }, call));
        }
    };
    control("before the first scenario", &mut calls, &record.control.first.exchanges);
    for rule in &record.rules {
        for scenario in &rule.scenarios {
            let whom = || Whom { rule: &rule.id, scenario: &scenario.name };
            calls.extend(scenario.exchanges.iter().map(|call| (whom(), call)));
        }
    }
    if let Some(last) = &record.control.last {
        control("after the last scenario", &mut calls, &last.exchanges);
    }
    control("before the first scenario or after the last", &mut calls, &record.control.aside);
    // Readers show entries as they come.
    calls.sort_by(|(_, one), (_, two)| one.at_ms.total_cmp(&two.at_ms));
    let comment = format!(
        "Requests and answers of a run of rebootspec at {}: {}. Secrets are taken out, signatures cut.",
        record.target.url,
        record.verdict.word()
    );
    let log = Log {
        comment,
        creator: json!({ "name": record.suite.name, "version": record.suite.version }),
        entries: Entries { began, calls },
        version: "1.2",
    };
    pretty(&Archive { log })
}

#[derive(Serialize)]
struct Archive<'a> {
    log: Log<'a>,
}

#[derive(Serialize)]
struct Log<'a> {
    comment: String,
    creator: Value,
    entries: Entries<'a>,
    version: &'static str,
}

/// Written one by one: as values, all of them take ten times their length.
struct Entries<'a> {
    began: Option<jiff::Timestamp>,
    calls: Vec<(Whom<'a>, &'a Exchange)>,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.calls.iter().map(|(whom, call)| entry(self.began, whom, call));
        serializer.collect_seq(entries)
    }
}

fn entry(began: Option<jiff::Timestamp>, whom: &Whom<'_>, call: &Exchange) -> Value {
    let purpose = match call.purpose {
        Purpose::Judge => "the call judged",
        Purpose::Observe => "a call to observe",
        Purpose::Arrange => "a call to arrange",
    };
    let mut comment = format!("{} {:?}: {purpose}", whom.rule, whom.scenario);
    if let Some(failure) = &call.failure {
        comment.push_str(&format!("; no answer: {failure}"));
    }
    if call.asked_again {
        comment.push_str("; asked again");
    }
    json!({
        "startedDateTime": moment(began, call.at_ms),
        "time": call.took_ms,
        "request": request(&call.request),
        "response": call.answer.as_ref().map_or_else(|| unanswered(call), answer),
        "cache": {},
        "timings": { "send": 0, "wait": call.took_ms, "receive": 0 },
        "comment": comment,
        "_rule": whom.rule,
        "_scenario": whom.scenario,
        "_purpose": call.purpose,
        "_sha256": call.sha256,
    })
}

/// RFC 3339 with milliseconds. A stored report may hold a text that is no time, and any number.
fn moment(began: Option<jiff::Timestamp>, at_ms: f64) -> String {
    // As a cast, it holds at the ends of the range.
    let after = jiff::SignedDuration::from_micros((at_ms * 1_000.0) as i64);
    let moment = began.and_then(|began| began.checked_add(after).ok());
    format!("{:.3}", moment.unwrap_or(jiff::Timestamp::UNIX_EPOCH))
}

fn request(request: &SentRequest) -> Value {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let mut written = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": pairs(query),
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        let mime = header(&request.headers, "content-type").unwrap_or_default();
        // Either text or params: the format excludes both.
        written["postData"] = json!({ "mimeType": mime, "text": request.text() });
    }
    written
}

fn answer(answer: &Answer) -> Value {
    let mime = header(&answer.headers, "content-type").unwrap_or("x-unknown");
    let mut written = json!({
        "status": answer.status,
        // The client does not keep the text behind the status.
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&answer.headers),
        "content": { "size": answer.body.len(), "mimeType": mime, "text": answer.text() },
        "redirectURL": header(&answer.headers, "location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": answer.body.len(),
    });
    if answer.truncated {
        written["content"]["comment"] = "the body went on; reading stopped".into();
        written["bodySize"] = (-1).into();
    } else if let Some(left_out) = answer.left_out {
        written["content"]["comment"] = "not all of it was kept".into();
        written["bodySize"] = (-1).into();
        if left_out.header_bytes > 0 {
            written["comment"] =
                format!("{} bytes of headers were not kept", left_out.header_bytes).into();
        }
    }
    written
}

/// Stands where no answer came: status 0 is what browsers write then.
fn unanswered(call: &Exchange) -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "unknown",
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "x-unknown" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "comment": call.failure.as_deref().unwrap_or("no answer came"),
        "_error": call.failure.as_deref().unwrap_or("no answer came"),
    })
}

fn headers(headers: &[(String, String)]) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// Names and values of a query, decoded.
fn pairs(query: &str) -> Vec<Value> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_counted_from_the_beginning_of_the_run() {
        let began = "2026-01-01T12:00:00Z".parse().ok();
        assert_eq!(moment(began, 1_234.567), "2026-01-01T12:00:01.234Z");
        assert_eq!(moment(began, f64::MAX), "1970-01-01T00:00:00.000Z");
        assert_eq!(moment(None, 1.0), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_query_is_told_pair_by_pair() {
        assert_eq!(
            pairs("A=1%262&B"),
            [json!({ "name": "A", "value": "1&2" }), json!({ "name": "B", "value": "" })]
        );
    }
}
