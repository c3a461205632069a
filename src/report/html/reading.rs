//! What a call was about, read from what was recorded of it: the operation, the instance, the error code,
//! the statuses that an answer shows. Lenient, and for pictures and headings alone: nothing is judged by
//! it. A recorded body is bounded already; what does not parse tells nothing.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::api::names::parameter;
use crate::outcome::{Answer, SentRequest};

/// A longer body is not read, in bytes: a page has many, and an error is short.
const READ_LIMIT: usize = 16 * 1024;
/// Elements of an answer that are looked at. An answer about one instance has a dozen.
const ELEMENTS: usize = 2_000;
/// How deep they may stand.
const DEPTH: usize = 32;

/// The operation that a request asks for, or its path where it asks for none.
pub(super) fn operation(request: &SentRequest) -> &str {
    let in_header = || {
        let mut headers = request.headers.iter();
        headers
            .find(|(name, _)| name.eq_ignore_ascii_case("x-acs-action"))
            .map(|(_, value)| &**value)
    };
    parameter_of(request, parameter::ACTION).or_else(in_header).unwrap_or_else(|| {
        let address = request.url.split_once('?').map_or(&*request.url, |(address, _)| address);
        let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
        after_scheme.find('/').map_or("/", |path| &after_scheme[path..])
    })
}

/// The value of a parameter as it was sent, percent-encoded; an id of an instance needs no decoding.
pub(super) fn parameter_of<'a>(request: &'a SentRequest, name: &str) -> Option<&'a str> {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let body = std::str::from_utf8(&request.body).unwrap_or_default();
    let mut pairs = query.split('&').chain(body.split('&'));
    pairs.find_map(|pair| {
        pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value)
    })
}

/// The error code of an answer.
pub(super) fn code(answer: &Answer) -> Option<String> {
    if answer.body.len() > READ_LIMIT {
        return None;
    }
    let body = answer.text();
    if body.trim_start().starts_with('<') {
        let leaf = leaves(&body).into_iter().find(|leaf| leaf.name == "Code")?;
        return (leaf.parent == "Error").then_some(leaf.text);
    }
    let value: Value = serde_json::from_str(&body).ok()?;
    value.get("Code")?.as_str().map(str::to_owned)
}

/// Ids and statuses in an answer of DescribeInstanceStatus.
pub(super) fn statuses(answer: &Answer) -> Vec<(String, String)> {
    if answer.body.len() > READ_LIMIT {
        return Vec::new();
    }
    let body = answer.text();
    if body.trim_start().starts_with('<') {
        return statuses_in_xml(&body);
    }
    let Ok(value) = serde_json::from_str::<Value>(&body) else { return Vec::new() };
    let entries = value.pointer("/InstanceStatuses/InstanceStatus").and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .take(ELEMENTS)
        .filter_map(|entry| {
            let text = |name: &str| entry.get(name)?.as_str().map(str::to_owned);
            Some((text(parameter::INSTANCE_ID)?, text("Status")?))
        })
        .collect()
}

fn statuses_in_xml(body: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // Members of one entry have the same parent; their order is the endpoint's.
    let mut id: Option<(usize, String)> = None;
    let mut status: Option<(usize, String)> = None;
    for leaf in leaves(body).into_iter().filter(|leaf| leaf.parent == "InstanceStatus") {
        match leaf.name.as_str() {
            parameter::INSTANCE_ID => id = Some((leaf.entry, leaf.text)),
            "Status" => status = Some((leaf.entry, leaf.text)),
            _ => {}
        }
        if let (Some((of_id, name)), Some((of_status, word))) = (&id, &status)
            && of_id == of_status
        {
            found.push((name.clone(), word.clone()));
            (id, status) = (None, None);
        }
    }
    found
}

/// An element that holds text alone.
struct Leaf {
    name: String,
    parent: String,
    /// Tells one parent from another of the same name.
    entry: usize,
    text: String,
}

fn leaves(body: &str) -> Vec<Leaf> {
    let mut reader = Reader::from_str(body);
    let mut found = Vec::new();
    let mut open: Vec<(String, usize, String)> = Vec::new();
    for number in 0..ELEMENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) if open.len() < DEPTH => {
                open.push((start.name().as_ref().to_owned(), number, String::new()));
            }
            Ok(Event::Text(text)) => {
                if let Some((_, _, held)) = open.last_mut() {
                    held.push_str(&text.xml10_content());
                }
            }
            Ok(Event::End(_)) => {
                let Some((name, _, text)) = open.pop() else { break };
                if let Some((parent, entry, _)) = open.last() {
                    found.push(Leaf { name, parent: parent.clone(), entry: *entry, text });
                }
            }
            Ok(Event::Start(_) | Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Answer {
        Answer { status: 200, body: body.into(), ..Answer::default() }
    }

    fn request(url: &str, body: &str) -> SentRequest {
        SentRequest {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: vec![("X-Acs-Action".to_owned(), "StopInstance".to_owned())],
            body: body.into(),
        }
    }

    #[test]
    fn statuses_are_read_from_both_formats() {
        let xml = "<R><InstanceStatuses><InstanceStatus><Status>Starting</Status>\
                   <InstanceId>i-1</InstanceId></InstanceStatus><InstanceStatus>\
                   <InstanceId>i-2</InstanceId></InstanceStatus><InstanceStatus>\
                   <InstanceId>i-3</InstanceId><Status>Running</Status></InstanceStatus>\
                   </InstanceStatuses></R>";
        let json = r#"{"InstanceStatuses":{"InstanceStatus":[{"InstanceId":"i-1","Status":"Starting"},
                      {"InstanceId":"i-2"},{"InstanceId":"i-3","Status":"Running"}]}}"#;
        for body in [xml, json] {
            let seen = statuses(&answer(body));
            let pair = |id: &str, status: &str| (id.to_owned(), status.to_owned());
            assert_eq!(seen, [pair("i-1", "Starting"), pair("i-3", "Running")], "{body}");
        }
    }

    #[test]
    fn an_error_code_is_that_of_the_envelope() {
        for body in ["<Error><Code>C</Code></Error>", r#"{"Code":"C"}"#] {
            assert_eq!(code(&answer(body)).as_deref(), Some("C"));
        }
        for body in ["<A><B><Code>C</Code></B></A>", r#"{"A":{"Code":"C"}}"#, "<", "", "]]>"] {
            assert_eq!(code(&answer(body)), None, "{body}");
        }
    }

    #[test]
    fn broken_and_deep_answers_tell_nothing_and_end() {
        for body in ["<a>".repeat(100_000), "{".repeat(100_000), "<a><b>".to_owned()] {
            assert!(statuses(&answer(&body)).is_empty() && code(&answer(&body)).is_none());
        }
    }

    #[test]
    fn a_call_is_named_by_its_action_or_its_path() {
        assert_eq!(
            operation(&request("http://h/?A=1&Action=RebootInstance", "")),
            "RebootInstance"
        );
        assert_eq!(operation(&request("http://h/", "Action=RebootInstance")), "RebootInstance");
        assert_eq!(operation(&request("http://h/a?b", "")), "StopInstance");
        let plain = SentRequest { headers: Vec::new(), ..request("http://h:1/_control/x", "{}") };
        assert_eq!(operation(&plain), "/_control/x");
        assert_eq!(operation(&SentRequest { url: "http://h".to_owned(), ..plain }), "/");
    }
}
