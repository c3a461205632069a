//! Judgements: an answer against what is documented. Pure; each gives everything that would have been
//! accepted, and what came.

use super::answer::{Content, Received};
use super::explain;
use crate::outcome::Mismatch;
use crate::spec::errors::{Accepted, Code, Failure, is_known_code};
use crate::spec::{Dialect, Format};
use crate::wire::document::Value;
use crate::wire::reply::{is_request_id, member};

type Judgement = Result<(), Mismatch>;

fn judge(holds: bool, expected: impl Into<String>, actual: impl Into<String>) -> Judgement {
    if holds { Ok(()) } else { Err(Mismatch { expected: expected.into(), actual: actual.into() }) }
}

/// One documented answer: HTTP status and code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Error code.
    pub code: Code,
}

impl Refusal {
    /// A status and one code.
    pub fn exact(status: u16, code: impl Into<String>) -> Self {
        Self { status, code: Code::Exact(code.into()) }
    }

    fn text(&self) -> String {
        match &self.code {
            Code::Exact(code) => format!("{} {code}", self.status),
            Code::Family(code) => format!("{} {code} or {code}.…", self.status),
        }
    }
}

impl From<Accepted> for Refusal {
    fn from(accepted: Accepted) -> Self {
        Self { status: accepted.status, code: accepted.code }
    }
}

/// The call is served: 2xx and no error. Its exact shape is [`success_shape`]'s.
///
/// # Errors
/// The mismatch.
pub fn success(received: &Received) -> Judgement {
    judge(
        received.is_success(),
        format!("success: 2xx with a {} answer that is no error", received.format.value()),
        received.describe(),
    )
}

/// The call is refused with one of these answers.
///
/// # Errors
/// The mismatch.
pub fn refused(received: &Received, accepted: &[Refusal]) -> Judgement {
    let holds = received.reading().is_some_and(|reading| {
        reading.is_error
            && accepted.iter().any(|refusal| {
                received.status() == Some(refusal.status)
                    && reading.code.is_some_and(|code| refusal.code.matches(code))
            })
    });
    let mut texts: Vec<String> = accepted.iter().map(Refusal::text).collect();
    texts.dedup();
    judge(holds, texts.join(", or "), received.describe())
}

/// The call is refused as a common failure is documented to be, in either dialect or in the one that
/// the endpoint is held to. Gives the dialect, where only one of them answers like this.
///
/// # Errors
/// The mismatch.
pub fn refused_as(
    received: &Received,
    failure: Failure,
    parameter: &str,
    held_to: Option<Dialect>,
) -> Result<Option<Dialect>, Mismatch> {
    let accepted: Vec<Accepted> = failure
        .accepted(parameter)
        .into_iter()
        .filter(|accepted| held_to.is_none_or(|dialect| accepted.dialect == dialect))
        .collect();
    let refusals: Vec<Refusal> = accepted.iter().cloned().map(Refusal::from).collect();
    refused(received, &refusals)?;
    Ok(dialect_of(received, &accepted))
}

/// The dialect that alone documents this answer: by status and code, or else by the message.
fn dialect_of(received: &Received, accepted: &[Accepted]) -> Option<Dialect> {
    let reading = received.reading()?;
    let fitting: Vec<&Accepted> = accepted
        .iter()
        .filter(|accepted| {
            received.status() == Some(accepted.status)
                && reading.code.is_some_and(|code| accepted.code.matches(code))
        })
        .collect();
    let only = |rows: &[&Accepted]| {
        let first = rows.first()?.dialect;
        rows.iter().all(|row| row.dialect == first).then_some(first)
    };
    let by_message: Vec<&Accepted> = fitting
        .iter()
        .copied()
        .filter(|row| row.message.is_some() && row.message.as_deref() == reading.message)
        .collect();
    only(&fitting).or_else(|| only(&by_message))
}

/// The message names a parameter.
///
/// # Errors
/// The mismatch.
pub fn message_names(received: &Received, name: &str) -> Judgement {
    let message = received.reading().and_then(|reading| reading.message);
    judge(
        message.is_some_and(|message| message.contains(name)),
        format!("a message that names {name}"),
        received.describe(),
    )
}

/// The message is this text.
///
/// # Errors
/// The mismatch, with both texts.
pub fn message_is(received: &Received, text: &str) -> Judgement {
    let message = received.reading().and_then(|reading| reading.message);
    judge(
        message == Some(text),
        format!("message {text:?}"),
        message.map_or_else(|| received.describe(), |message| format!("message {message:?}")),
    )
}

/// The call is refused with a code that the documentation knows, with a status in the given range.
///
/// # Errors
/// The mismatch.
pub fn documented_refusal(received: &Received, statuses: std::ops::Range<u16>) -> Judgement {
    let holds = received.reading().is_some_and(|reading| {
        reading.is_error
            && received.status().is_some_and(|status| {
                statuses.contains(&status)
                    && reading.code.is_some_and(|code| is_known_code(status, code))
            })
    });
    judge(
        holds,
        match statuses.end - statuses.start {
            1 => format!("a documented error with status {}", statuses.start),
            _ => format!(
                "a documented error with a status from {} to {}",
                statuses.start,
                statuses.end - 1
            ),
        },
        received.describe(),
    )
}

/// The call is served, or refused with a documented 4xx: never a server fault, never silence.
///
/// # Errors
/// The mismatch.
pub fn success_or_documented_refusal(received: &Received) -> Judgement {
    if received.is_success() {
        return Ok(());
    }
    documented_refusal(received, 400..500).map_err(|mismatch| Mismatch {
        expected: format!("success, or {}", mismatch.expected),
        ..mismatch
    })
}

/// Success is 2xx, an error is 4xx or 5xx: the HTTP status and the envelope say the same.
///
/// # Errors
/// The mismatch.
pub fn status_agrees(received: &Received, error_expected: bool) -> Judgement {
    let holds = received.reading().is_some_and(|reading| {
        reading.is_error == error_expected
            && match received.status() {
                Some(200..=299) => !reading.is_error,
                Some(400..=599) => reading.is_error,
                _ => false,
            }
    });
    let expected = if error_expected { "4xx or 5xx with an error" } else { "2xx without an error" };
    judge(holds, expected, received.describe())
}

/// The body is a well-formed document of the format asked for, in UTF-8.
///
/// # Errors
/// The mismatch.
pub fn well_formed(received: &Received) -> Judgement {
    judge(
        received.document().is_some(),
        format!("a well-formed {} answer in UTF-8", received.format.value()),
        received.describe(),
    )
}

/// The exact shape of a success: XML root `RebootInstanceResponse` with the one child `RequestId`;
/// JSON an object with the member `RequestId` alone.
///
/// # Errors
/// The mismatch.
pub fn success_shape(received: &Received) -> Judgement {
    const ROOT: &str = "RebootInstanceResponse";
    success(received)?;
    let expected = match received.format {
        Format::Xml => format!("root {ROOT} with one child RequestId and nothing else"),
        Format::Json => "an object with the member RequestId, a text, and nothing else".to_owned(),
    };
    shape(
        received,
        expected,
        (received.format == Format::Xml).then_some(ROOT),
        |members| matches!(members, [(name, Value::Text(text))] if name == member::REQUEST_ID && !text.is_empty()),
    )
}

/// The exact shape of an error: XML root `Error` (JSON: an object) with RequestId, HostId, Code and
/// Message, each once, a text and not empty; `Recommend` may stand beside them.
///
/// # Errors
/// The mismatch.
pub fn error_shape(received: &Received) -> Judgement {
    const MEMBERS: [&str; 4] = [member::REQUEST_ID, member::HOST_ID, member::CODE, member::MESSAGE];
    let expected = format!(
        "{} {}, each once, a text and not empty",
        match received.format {
            Format::Xml => "root Error with",
            Format::Json => "an object with",
        },
        MEMBERS.join(", "),
    );
    shape(
        received,
        expected,
        (received.format == Format::Xml).then_some(member::ERROR),
        |members| {
            let documented: Vec<_> =
                members.iter().filter(|(name, _)| name != member::RECOMMEND).collect();
            documented.len() == MEMBERS.len()
                && MEMBERS.iter().all(|wanted| {
                    documented.iter().any(|(name, value)| {
                        name == wanted && value.as_text().is_some_and(|text| !text.is_empty())
                    })
                })
        },
    )
}

fn shape(
    received: &Received,
    expected: String,
    root: Option<&str>,
    fits: impl Fn(&[(String, Value)]) -> bool,
) -> Judgement {
    match &received.content {
        Content::Read(_, document) => judge(
            document.root.as_deref() == root && fits(document.value.members()),
            expected,
            crate::wire::shape::of(document),
        ),
        _ => judge(false, expected, received.describe()),
    }
}

/// The XML root element (JSON has none) is the operation's.
///
/// # Errors
/// The mismatch.
pub fn root_is(received: &Received, name: &str) -> Judgement {
    let root = received.document().and_then(|document| document.root.as_deref());
    judge(
        root == Some(name),
        format!("root element {name}"),
        root.map_or_else(|| received.describe(), |root| format!("root element {root}")),
    )
}

/// The answer carries a RequestId that is not empty.
///
/// # Errors
/// The mismatch.
pub fn request_id_present(received: &Received) -> Judgement {
    let id = received.reading().and_then(|reading| reading.request_id);
    judge(
        id.is_some_and(|id| !id.is_empty()),
        "a RequestId that is not empty",
        match id {
            Some(_) => "an empty RequestId".to_owned(),
            None => format!("no RequestId: {}", received.describe()),
        },
    )
}

/// The RequestId has the form of the documentation's examples.
///
/// # Errors
/// The mismatch.
pub fn request_id_form(received: &Received) -> Judgement {
    request_id_present(received)?;
    let id = received.reading().and_then(|reading| reading.request_id).unwrap_or_default();
    judge(
        is_request_id(id),
        "a RequestId of 8-4-4-4-12 upper-case hexadecimal digits",
        format!("RequestId {id:?}"),
    )
}

/// Two answers say the same: HTTP status, code and message. A string to sign that a message quotes
/// holds the nonce and the format, and is left out of the comparison.
///
/// # Errors
/// The mismatch.
pub fn same_error(first: &Received, second: &Received) -> Judgement {
    let essence = |received: &Received| {
        received.reading().map(|reading| {
            (
                received.status(),
                reading.code.map(str::to_owned),
                reading.message.map(|message| explain::without_echo(message).to_owned()),
            )
        })
    };
    let (one, two) = (essence(first), essence(second));
    judge(
        one.is_some() && one == two,
        format!(
            "the answer in {}, in {} as well: {}",
            first.format.value(),
            second.format.value(),
            first.describe()
        ),
        second.describe(),
    )
}

/// `HostId` is the host that the request was sent to, with or without the port.
///
/// # Errors
/// The mismatch.
pub fn host_id_is(received: &Received, host: &str, port: Option<u16>) -> Judgement {
    let id = received.reading().and_then(|reading| reading.host_id);
    let with_port = port.map(|port| format!("{host}:{port}"));
    judge(
        id.is_some_and(|id| id == host || Some(id) == with_port.as_deref()),
        format!("HostId {host}, with or without the port"),
        id.map_or_else(|| received.describe(), |id| format!("HostId {id:?}")),
    )
}

/// The XML answer begins with the declaration of version 1.0 and UTF-8.
///
/// # Errors
/// The mismatch.
pub fn begins_with_declaration(received: &Received) -> Judgement {
    const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let body = match &received.content {
        Content::Read(answer, _) | Content::Unreadable(answer, _) => &answer.body[..],
        Content::None(_) => &[],
    };
    let head: String = String::from_utf8_lossy(body).chars().take(60).collect();
    // Either quote may stand around a value, and UTF-8 be written in any letter case.
    let written = head.replace('\'', "\"").to_lowercase();
    judge(
        written.starts_with(&DECLARATION.to_lowercase()),
        format!("an answer that begins with {DECLARATION}"),
        format!("{head:?}"),
    )
}

/// `Content-Type` names the format that was sent, with charset utf-8 or none.
///
/// # Errors
/// The mismatch.
pub fn content_type_fits(received: &Received) -> Judgement {
    let types: &[&str] = match received.format {
        Format::Xml => &["text/xml", "application/xml"],
        Format::Json => &["application/json"],
    };
    let header = match &received.content {
        Content::Read(answer, _) | Content::Unreadable(answer, _) => answer.header("content-type"),
        Content::None(_) => None,
    };
    let fits = header.is_some_and(|header| {
        let mut parts = header.split(';').map(str::trim);
        let media_type = parts.next().unwrap_or_default();
        types.iter().any(|known| known.eq_ignore_ascii_case(media_type))
            && parts.all(|part| {
                let part = part.to_ascii_lowercase().replace('"', "");
                !part.starts_with("charset=") || part == "charset=utf-8"
            })
    });
    judge(
        fits,
        format!("Content-Type {}, with charset utf-8 or none", types.join(" or ")),
        header
            .map_or_else(|| "no Content-Type".to_owned(), |text| format!("Content-Type {text:?}")),
    )
}

/// Nothing in the answer discloses one of these texts, plain or percent-encoded.
///
/// # Errors
/// The mismatch; it does not repeat what must not be disclosed.
pub fn discloses_nothing(received: &Received, hidden: &[(&str, &str)]) -> Judgement {
    let (Content::Read(answer, _) | Content::Unreadable(answer, _)) = &received.content else {
        return judge(false, "an answer", received.describe());
    };
    let headers = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
    let text = headers.collect::<String>() + &String::from_utf8_lossy(&answer.body);
    let found: Vec<&str> = hidden
        .iter()
        .filter(|(_, value)| {
            text.contains(value) || text.contains(&crate::wire::percent::encode(value))
        })
        .map(|(name, _)| *name)
        .collect();
    judge(
        found.is_empty(),
        "an answer that discloses neither the secret nor the expected signature",
        format!("an answer that holds {}", found.join(" and ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Answer;
    use crate::suite::client::NoAnswer;

    const ID: &str = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A";

    fn received(format: Format, status: u16, body: &str) -> Received {
        let answer = Answer { status, headers: vec![], body: body.into(), truncated: false };
        Received::new(format, Ok(answer))
    }

    fn json(status: u16, body: &str) -> Received {
        received(Format::Json, status, body)
    }

    fn error(status: u16, code: &str) -> Received {
        json(
            status,
            &format!(
                r#"{{"RequestId":"{ID}","HostId":"h","Code":"{code}","Message":"m InstanceId"}}"#
            ),
        )
    }

    fn none() -> Received {
        Received::new(Format::Xml, Err(NoAnswer::Refused))
    }

    #[test]
    fn silence_satisfies_nothing() {
        let none = none();
        for judgement in [
            success(&none),
            refused(&none, &[Refusal::exact(403, "X")]),
            refused_as(&none, Failure::ParameterMissing, "InstanceId", None).map(drop),
            message_names(&none, "x"),
            message_is(&none, ""),
            documented_refusal(&none, 400..500),
            success_or_documented_refusal(&none),
            status_agrees(&none, true),
            status_agrees(&none, false),
            well_formed(&none),
            success_shape(&none),
            error_shape(&none),
            root_is(&none, "Error"),
            request_id_present(&none),
            request_id_form(&none),
            same_error(&none, &none),
        ] {
            assert!(judgement.is_err());
        }
    }

    #[test]
    fn a_refusal_needs_status_and_code_and_an_error() {
        let wanted = [Refusal::exact(403, "DiskError")];
        assert!(refused(&error(403, "DiskError"), &wanted).is_ok());
        assert!(refused(&error(404, "DiskError"), &wanted).is_err());
        assert!(refused(&error(403, "DiskErrors"), &wanted).is_err());
        assert!(refused(&json(403, "<Error/>"), &wanted).is_err());
        let mismatch =
            refused(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#)), &wanted).unwrap_err();
        assert_eq!(mismatch.expected, "403 DiskError");
        assert_eq!(mismatch.actual, "200, a JSON object");
    }

    #[test]
    fn success_is_not_an_error_in_disguise() {
        assert!(success(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#))).is_ok());
        assert!(success(&error(200, "X")).is_err());
        assert!(success(&json(302, "{}")).is_err());
        assert!(success(&json(200, "<html>")).is_err());
        assert!(status_agrees(&error(200, "X"), true).is_err());
        assert!(status_agrees(&error(403, "X"), true).is_ok());
        assert!(status_agrees(&error(403, "X"), false).is_err());
    }

    #[test]
    fn shapes_are_exact() {
        assert!(success_shape(&json(200, &format!(r#"{{"RequestId":"{ID}"}}"#))).is_ok());
        assert!(success_shape(&json(200, &format!(r#"{{"RequestId":"{ID}","More":1}}"#))).is_err());
        assert!(success_shape(&json(200, r#"{"RequestId":5}"#)).is_err());
        assert!(error_shape(&error(403, "X")).is_ok());
        assert!(error_shape(&json(403, r#"{"RequestId":"a","Code":"b","Message":"c"}"#)).is_err());
        assert!(
            error_shape(&json(403, r#"{"RequestId":"a","HostId":"","Code":"b","Message":"c"}"#))
                .is_err()
        );
        assert!(
            error_shape(&json(
                403,
                r#"{"RequestId":"a","HostId":"h","Code":"b","Message":"c","Recommend":"r"}"#
            ))
            .is_ok()
        );
        assert!(
            error_shape(&json(
                403,
                r#"{"RequestId":"a","HostId":"h","Code":"b","Message":"c","More":"r"}"#
            ))
            .is_err()
        );
        assert!(
            error_shape(&json(
                403,
                r#"{"RequestId":"a","HostId":"h","Code":"b","Code":"b","Message":"c"}"#
            ))
            .is_err()
        );
        let xml = |root: &str| {
            received(
                Format::Xml,
                403,
                &format!(
                    "<{root}><RequestId>a</RequestId><HostId>h</HostId><Code>b</Code><Message>c</Message></{root}>"
                ),
            )
        };
        assert!(error_shape(&xml("Error")).is_ok());
        assert!(error_shape(&xml("Errors")).is_err());
    }

    #[test]
    fn the_dialect_is_told_where_it_can_be() {
        use crate::spec::Dialect::{Documented, Gateway};
        let spoken = |received: &Received, failure, held_to| {
            refused_as(received, failure, "Version", held_to).ok()
        };
        let missing = error(400, "MissingParameter");
        let missing_version = error(400, "MissingVersion");
        let failure = Failure::CommonParameterMissing;
        assert_eq!(spoken(&missing, failure, None), Some(Some(Documented)));
        assert_eq!(spoken(&missing_version, failure, None), Some(Some(Gateway)));
        assert_eq!(spoken(&missing_version, failure, Some(Documented)), None);
        assert_eq!(spoken(&missing, failure, Some(Gateway)), None);
        assert_eq!(spoken(&error(400, "SignatureNonceUsed"), Failure::NonceUsed, None), Some(None));
    }

    #[test]
    fn undocumented_codes_are_no_documented_refusal() {
        assert!(documented_refusal(&error(404, "InvalidInstanceId.NotFound"), 400..500).is_ok());
        assert!(documented_refusal(&error(404, "NoSuchThing"), 400..500).is_err());
        assert!(documented_refusal(&error(500, "InternalError"), 400..500).is_err());
        assert!(success_or_documented_refusal(&error(500, "InternalError")).is_err());
    }

    #[test]
    fn messages_and_request_ids() {
        assert!(message_names(&error(400, "X"), "InstanceId").is_ok());
        assert!(message_names(&error(400, "X"), "ForceStop").is_err());
        assert!(message_is(&error(400, "X"), "m InstanceId").is_ok());
        assert!(message_is(&error(400, "X"), "m").is_err());
        assert!(request_id_form(&error(400, "X")).is_ok());
        assert!(request_id_present(&json(200, "{}")).is_err());
        assert!(request_id_present(&json(200, r#"{"RequestId":"x"}"#)).is_ok());
        assert!(request_id_form(&json(200, r#"{"RequestId":"x"}"#)).is_err());
        assert!(same_error(&error(400, "X"), &error(400, "X")).is_ok());
        assert!(same_error(&error(400, "X"), &error(403, "X")).is_err());
    }
}
