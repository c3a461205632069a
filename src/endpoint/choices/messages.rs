//! Choices of what messages of errors say beside what is documented. Rules RS-08, RI-36 and RI-37 leave it open.

use crate::api::Format;
use crate::api::names::parameter;
use crate::endpoint::front::{Asked, Front, Told};
use crate::endpoint::refusal::quote;
use crate::endpoint::response::{Response, value_of};
use crate::wire::document::Value;
use crate::wire::reply::member;
use crate::wire::request::split_target;

/// An error with another message, written as the endpoint writes.
pub(super) fn reworded(
    front: &Front<'_>,
    response: Response,
    change: impl FnOnce(&str) -> String,
) -> Response {
    response.rewritten_as(front.settings.writing, |document| {
        if let Some(message) = document.value.text_of(member::MESSAGE).map(change) {
            document.value.set(member::MESSAGE, Value::text(message));
        }
    })
}

/// Sends on, and says more at the end of the message of an error.
fn adds(
    front: &mut Front<'_>,
    asked: &Asked,
    more: impl FnOnce(&Front<'_>, &Response) -> String,
) -> Response {
    let response = front.forward(asked);
    if response.status < 400 {
        return response;
    }
    let more = more(front, &response);
    reworded(front, response, |message| format!("{message}{more}"))
}

/// They quote the InstanceId of the call.
pub(in crate::endpoint) fn quotes_id(front: &mut Front<'_>, asked: Asked) -> Response {
    adds(front, &asked, |_, _| {
        let id = |id: &str| format!(" InstanceId: {}.", quote(id));
        asked.with_raw(|raw| {
            value_of(raw, parameter::INSTANCE_ID).as_deref().map_or_else(String::new, id)
        })
    })
}

/// They quote the query of the call.
pub(in crate::endpoint) fn quotes_query(front: &mut Front<'_>, asked: Asked) -> Response {
    adds(front, &asked, |_, _| {
        asked.with_raw(|raw| {
            let (_, query) = split_target(raw.target);
            format!(" (request: {})", String::from_utf8_lossy(query))
        })
    })
}

/// They tell the time.
pub(in crate::endpoint) fn tells_time(front: &mut Front<'_>, asked: Asked) -> Response {
    adds(front, &asked, |front, _| format!(" Time: {}.", front.now))
}

/// They have more than one line; which kind of line end is left open too.
pub(in crate::endpoint) fn has_lines(front: &mut Front<'_>, asked: Asked) -> Response {
    adds(front, &asked, |_, response| {
        // A reader of XML folds CR LF into LF, so this is the same text in both formats.
        let end = if Told::read(response).format() == Format::Xml { "\n" } else { "\r\n" };
        format!("{end}Look at the parameters of the call.{end}")
    })
}
