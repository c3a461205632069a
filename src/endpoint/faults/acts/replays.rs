//! Faults of how a replay is refused. Its own scenarios ask for its code alone, so that what else is wrong with
//! it shows to whoever looks at every answer of a run.

use super::answers::{is_error, without};
use crate::api::Format;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::response::Response;
use crate::wire::reply::member;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    const XML: Option<Format> = Some(Format::Xml);
    const JSON: Option<Format> = Some(Format::Json);
    Some(match fault {
        Fault::XmlReplayWithoutHost => |front, asked| {
            of_replays(front, &asked, XML, |response, _| {
                response.rewritten(|document| without(document, member::HOST_ID))
            })
        },
        Fault::JsonReplayWithoutHost => |front, asked| {
            of_replays(front, &asked, JSON, |response, _| {
                response.rewritten(|document| without(document, member::HOST_ID))
            })
        },
        Fault::XmlReplayOtherEncoding => |front, asked| {
            of_replays(front, &asked, XML, |mut response, _| {
                let text = String::from_utf8_lossy(&response.body);
                response.body = text.replacen("UTF-8", "ISO-8859-1", 1).into_bytes();
                response
            })
        },
        Fault::XmlReplayWithoutDeclaration => |front, asked| {
            of_replays(front, &asked, XML, |mut response, _| {
                let text = String::from_utf8_lossy(&response.body);
                let root = text.find("<Error").unwrap_or_default();
                response.body = text[root..].to_owned().into_bytes();
                response
            })
        },
        Fault::ReplayPlain => |front, asked| {
            of_replays(front, &asked, None, |mut response, _| {
                response.content_type = "text/plain; charset=utf-8".into();
                response
            })
        },
        Fault::ReplayDisclosesSecret => |front, asked| {
            of_replays(front, &asked, None, |response, secret| {
                response.with_member(member::MESSAGE, &format!("The secret is {secret}."))
            })
        },
        _ => return None,
    })
}

/// Sends on, and changes the refusal of a replay in this format; with the secret that the call is signed with.
fn of_replays(
    front: &mut Front<'_>,
    asked: &Asked,
    format: Option<Format>,
    change: fn(Response, &str) -> Response,
) -> Response {
    let response = front.forward(asked);
    let told = Told::read(&response);
    let is_replay = is_error(&response)
        && told.code() == Some("SignatureNonceUsed")
        && format.is_none_or(|format| format == told.format());
    match front.key(asked) {
        Some(key) if is_replay => change(response, key.secret.reveal()),
        _ => response,
    }
}
