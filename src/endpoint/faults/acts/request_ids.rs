//! Faults of the RequestId: where an answer has none, what it looks like, and whether it is new.

use super::answers::{is_error, without};
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::response::Response;
use crate::wire::document::Value;
use crate::wire::reply::member;

/// Another RequestId.
fn identified(response: Response, change: impl FnOnce(&str) -> String) -> Response {
    response.rewritten(|document| {
        let id = document.value.text_of(member::REQUEST_ID).map(change);
        if let Some(id) = id {
            document.value.set(member::REQUEST_ID, Value::Text(id));
        }
    })
}

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    const LAST: &str = "last RequestId";
    // RequestIds are the whole endpoint's, so every operation has the fault.
    Some(match fault {
        Fault::RequestIdFixed => |front, asked| {
            identified(front.forward(&asked), |_| "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A".to_owned())
        },
        Fault::RefusalRepeatsRequestId => |front, asked| {
            let response = front.forward(&asked);
            let refused = is_error(&response);
            identified(response, |id| {
                let last = front.memory.texts.get(LAST).filter(|_| refused).cloned();
                let id = last.unwrap_or_else(|| id.to_owned());
                front.memory.texts.insert(LAST.to_owned(), id.clone());
                id
            })
        },
        Fault::RequestIdLowerCase => {
            |front, asked| identified(front.forward(&asked), str::to_ascii_lowercase)
        }
        Fault::RequestIdWithoutHyphens => {
            |front, asked| identified(front.forward(&asked), |id| id.replace('-', ""))
        }
        Fault::RefusalWithoutRequestId => |front, asked| without_id(front, &asked, |_| true),
        Fault::MissingParameterWithoutRequestId => {
            |front, asked| without_id(front, &asked, |code| code.starts_with("Missing"))
        }
        Fault::NonceUsedWithoutRequestId => {
            |front, asked| without_id(front, &asked, |code| code == "SignatureNonceUsed")
        }
        Fault::SignatureWrongWithoutRequestId => |front, asked| {
            without_id(front, &asked, |code| {
                ["IncompleteSignature", "SignatureDoesNotMatch"].contains(&code)
            })
        },
        Fault::TimestampWithoutRequestId => |front, asked| {
            let is_timestamp =
                |code: &str| code == "IllegalTimestamp" || code.starts_with("InvalidTimeStamp");
            without_id(front, &asked, is_timestamp)
        },
        Fault::KeyWithoutRequestId => {
            |front, asked| without_id(front, &asked, |code| code.contains("AccessKey"))
        }
        Fault::DescribeWithoutRequestId => |front, asked| {
            let response = front.forward(&asked);
            if asked.action().is_some_and(|name| name.starts_with("Describe")) {
                return response.rewritten(|document| without(document, member::REQUEST_ID));
            }
            response
        },
        _ => return None,
    })
}

/// Sends on, and leaves the RequestId out of errors of some codes.
fn without_id(front: &mut Front<'_>, asked: &Asked, is_meant: fn(&str) -> bool) -> Response {
    let response = front.forward(asked);
    let told = Told::read(&response);
    if is_error(&response) && told.code().is_some_and(is_meant) {
        return response.rewritten(|document| without(document, member::REQUEST_ID));
    }
    response
}
