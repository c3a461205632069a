//! What is wrong with an answer, whoever asked for it and why: for the rules that bind every answer of a run.
//! Looked at as it comes, since no body is kept.
//!
//! An answer is the API's own where it holds a success or an error code; a page of whatever stands in front of it
//! is nobody's business here. What it is written in decides what it is held to, not what was asked for: whether
//! that was heeded is another rule's.

use super::answer::{Content, Received};
use super::journal::{Log, Matter};
use super::judge;
use crate::api::Format;
use crate::outcome::{Answer, Mismatch};

/// The methods whose answers are the API's: others need not come to it, and one to HEAD has no body.
const METHODS: [&str; 2] = ["GET", "POST"];

/// How long a secret has to be so that a text does not hold it by chance.
const SECRET: usize = 8;

/// What is wrong with the answer to the last exchange of a log, and what came.
pub(super) fn found(log: &Log, received: &Received, secret: &str) -> Vec<(Matter, String)> {
    let mut found = Vec::new();
    let (Content::Read(answer, _) | Content::Unreadable(answer, _)) = &received.content else {
        return found;
    };
    let mut hold = |matter, judgement: Result<(), Mismatch>| {
        if let Err(mismatch) = judgement {
            found.push((matter, mismatch.actual));
        }
    };
    if secret.len() >= SECRET {
        let hidden = [("the secret", secret)];
        hold(Matter::Disclosure, judge::discloses_nothing(received, &hidden));
    }
    let is_asked = log.last().is_some_and(|exchange| METHODS.contains(&&*exchange.request.method));
    let Some(own) = as_written(answer).filter(|_| is_asked && !answer.truncated) else {
        return found;
    };
    let Some(reading) = own.reading() else {
        hold(Matter::WellFormed, judge::well_formed(&own));
        return found;
    };
    let is_success = matches!(answer.status, 200..=299);
    if !is_success && reading.code.is_none() {
        return found;
    }
    hold(Matter::WellFormed, judge::declares_utf_8(&own));
    hold(Matter::ContentType, judge::content_type_fits(&own));
    if own.format == Format::Xml {
        hold(Matter::Declaration, judge::begins_with_declaration(&own));
    }
    if !is_success {
        let matter = match own.format {
            Format::Xml => Matter::XmlError,
            Format::Json => Matter::JsonError,
        };
        hold(matter, judge::error_shape(&own));
    }
    found
}

/// The answer in the format that it is written in; nothing where it is a page of no API.
fn as_written(answer: &Answer) -> Option<Received> {
    const XML: [&[u8]; 2] = [b"<?xml", b"<Error"];
    let text = answer.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&answer.body);
    let text = text.trim_ascii_start();
    let is_success = matches!(answer.status, 200..=299);
    let format = match text.first()? {
        b'{' => Format::Json,
        b'<' if is_success || XML.iter().any(|head| text.starts_with(head)) => Format::Xml,
        _ => return None,
    };
    Some(Received::new(format, Ok(answer.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Exchange, Purpose, SentRequest};

    fn matters(method: &str, status: u16, content_type: &str, came: &str) -> Vec<Matter> {
        let (url, headers, body) = (String::new(), Vec::new(), Vec::new());
        let request = SentRequest { method: method.to_owned(), url, headers, body };
        let mut log = Log::new();
        log.push(Exchange::under_way(Purpose::Judge, request, 0.0));
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        let answer = Answer { status, headers, body: came.into(), ..Answer::default() };
        // Whatever was asked for.
        let received = Received::new(Format::Json, Ok(answer));
        found(&log, &received, "a secret").into_iter().map(|(matter, _)| matter).collect()
    }

    #[test]
    fn each_matter_is_found_and_nothing_in_what_is_right() {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        let error = "<Error><RequestId>1</RequestId><HostId>h</HostId><Code>C</Code><Message>m</Message></Error>";
        let json = r#"{"RequestId":"1","HostId":"h","Code":"C","Message":"m"}"#;
        for (status, content_type, body, wanted) in [
            (400, "text/xml", format!("{head}{error}"), vec![]),
            (400, "application/json", json.to_owned(), vec![]),
            (200, "application/json", r#"{"RequestId":"1"}"#.to_owned(), vec![]),
            (400, "text/xml", error.to_owned(), vec![Matter::Declaration]),
            (400, "text/html", format!("{head}{error}"), vec![Matter::ContentType]),
            (
                400,
                "text/xml",
                format!("{}{error}", head.replace("UTF-8", "GBK")),
                vec![Matter::WellFormed, Matter::Declaration],
            ),
            (400, "text/xml", format!("{head}<Error><Code>C</Code>"), vec![Matter::WellFormed]),
            (
                404,
                "text/xml",
                format!("{head}{}", error.replace("<HostId>h</HostId>", "")),
                vec![Matter::XmlError],
            ),
            (403, "application/json", json.replace("\"h\"", "null"), vec![Matter::JsonError]),
            (400, "application/json", json.replace("m\"", "a secret\""), vec![Matter::Disclosure]),
            // Pages of whatever stands in front.
            (502, "text/html", "<html><head>".to_owned(), vec![]),
            (404, "text/plain", "{\"error\":\"no upstream\"}".to_owned(), vec![]),
            (405, "text/plain", String::new(), vec![]),
        ] {
            assert_eq!(matters("GET", status, content_type, &body), wanted, "{status} {body}");
        }
        assert_eq!(matters("HEAD", 200, "text/xml", "<no"), []);
        assert_eq!(matters("PUT", 403, "text/html", error), []);
    }
}
