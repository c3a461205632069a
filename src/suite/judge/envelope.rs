//! What every answer has in common, whatever it says: well-formedness, shapes, headers, RequestIds.

use super::judgement::{Judgement, judge, success};
use super::message::Said;
use crate::api::Format;
use crate::api::operations::Operation;
use crate::suite::answer::{Content, Received};
use crate::suite::kept;
use crate::wire::document::Document;
use crate::wire::reply::{self, is_request_id};

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

/// An XML answer whose declaration names an encoding names UTF-8.
///
/// # Errors
/// The mismatch.
pub fn declares_utf_8(received: &Received) -> Judgement {
    well_formed(received)?;
    let head = head(received);
    let encoding = (received.format == Format::Xml).then(|| encoding(&head)).flatten();
    judge(
        encoding.is_none_or(|name| name.eq_ignore_ascii_case("utf-8")),
        "an answer that declares no other encoding than UTF-8",
        format!("the encoding {:?}", encoding.unwrap_or_default()),
    )
}

/// The encoding that an XML declaration names.
fn encoding(head: &str) -> Option<&str> {
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// No byte order mark stands before the answer.
///
/// # Errors
/// The mismatch.
pub fn no_byte_order_mark(received: &Received) -> Judgement {
    well_formed(received)?;
    judge(
        !body(received).starts_with(BYTE_ORDER_MARK),
        "an answer that begins with no byte order mark",
        "one before the answer",
    )
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn body(received: &Received) -> &[u8] {
    match &received.content {
        Content::Read(answer, _) | Content::Unreadable(answer, _) => &answer.body,
        Content::None(_) => &[],
    }
}

/// The beginning of a body, without a byte order mark.
fn head(received: &Received) -> String {
    let body = body(received);
    let text = String::from_utf8_lossy(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body));
    kept::beginning(&text, 60)
}

/// The exact shape of a success: in XML the operation's root with the one child `RequestId`; in JSON an object
/// with the member `RequestId` alone.
///
/// # Errors
/// The mismatch.
pub fn success_shape(received: &Received, operation: &Operation) -> Judgement {
    success(received)?;
    let expected = match received.format {
        Format::Xml => {
            format!("root {} with one child RequestId and nothing else", operation.root())
        }
        Format::Json => "an object with the member RequestId, a text, and nothing else".to_owned(),
    };
    shape(received, expected, |document| reply::is_plain_success(document, operation))
}

/// The exact shape of an error: XML root `Error` (JSON: an object) with RequestId, HostId, Code and
/// Message, each once, a text and not empty; what gateways of today add may be there too.
///
/// # Errors
/// The mismatch.
pub fn error_shape(received: &Received) -> Judgement {
    let expected = format!(
        "{} {}, each once, a text and not empty",
        match received.format {
            Format::Xml => "root Error with",
            Format::Json => "an object with",
        },
        reply::OF_AN_ERROR.join(", "),
    );
    let status = received.status().unwrap_or_default();
    shape(received, expected, |document| reply::is_error(document, status))
}

fn shape(received: &Received, expected: String, fits: impl Fn(&Document) -> bool) -> Judgement {
    match &received.content {
        Content::Read(_, document) => {
            judge(fits(document), expected, crate::wire::shape::of(document))
        }
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

/// Two answers say the same: HTTP status, code and message. What a message repeats of its call is left out of
/// the comparison: `quoted` are values that the calls carried.
///
/// # Errors
/// The mismatch.
pub fn same_error(first: &Received, second: &Received, quoted: &[String]) -> Judgement {
    let told = |received: &Received| {
        let code = received.reading()?.code.map(str::to_owned);
        Some((received.status(), code))
    };
    let (one, two) = (told(first), told(second));
    let messages_agree = match (Said::by(first), Said::by(second)) {
        (Some(one), Some(two)) => one.is_as(&two, quoted),
        (one, two) => one.is_none() && two.is_none(),
    };
    judge(
        one.is_some() && one == two && messages_agree,
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
    let head = head(received);
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
