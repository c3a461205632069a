//! Writes the answer of a call: envelope, status and format.

use super::faults::{Fault, Faults};
use super::operations::{Members, Operation};
use super::refusal::Refusal;
use super::response::Response;
use super::settings::Settings;
use crate::spec::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND,
};
use crate::spec::{Dialect, Format};
use crate::wire::document::{Document, Value};
use crate::wire::http::RawRequest;
use crate::wire::reply::{ErrorReply, member, success};

/// The answer of a call that was served.
pub(super) fn served(
    operation: Operation,
    members: Members,
    request_id: &str,
    format: Format,
    faults: Faults,
) -> Response {
    let mut document = success(operation.name(), request_id, members);
    if operation != Operation::RebootInstance {
        return Response::document(200, format, &document);
    }
    misshape_success(&mut document, format, faults);
    let mut response = Response::document(200, format, &document);
    if faults.has(Fault::JsonSuccessUnquoted) && format == Format::Json {
        response.body = format!("{{{}:\"{request_id}\"}}", member::REQUEST_ID).into_bytes();
    }
    response
}

fn misshape_success(document: &mut Document, format: Format, faults: Faults) {
    if faults.has(Fault::SuccessRootOther) {
        document.root = Some("RebootInstanceResult".to_owned());
    }
    if faults.has(Fault::SuccessRootLowerCase) {
        document.root = Some("rebootInstanceResponse".to_owned());
    }
    let Value::Object(members) = &mut document.value else { return };
    match format {
        Format::Xml if faults.has(Fault::XmlSuccessExtra) => {
            members.push(("Result".to_owned(), Value::text("true")));
        }
        Format::Xml if faults.has(Fault::XmlSuccessTwice) => {
            members.extend(members.first().cloned());
        }
        Format::Json if faults.has(Fault::JsonSuccessExtra) => {
            members.push(("Success".to_owned(), Value::Boolean(true)));
        }
        Format::Json if faults.has(Fault::JsonSuccessWrapped) => {
            let inner = Value::Object(std::mem::take(members));
            members.push(("RebootInstanceResponse".to_owned(), inner));
        }
        _ => {}
    }
}

/// The answer of a call that was refused.
pub(super) fn refused(
    refusal: Refusal,
    raw: &RawRequest<'_>,
    request_id: String,
    format: Format,
    settings: &Settings,
) -> Response {
    let (dialect, faults) = (settings.dialect, settings.faults);
    let verdict = refusal.verdict(dialect);
    // Today's gateway points to a page of help, in JSON alone.
    let recommend = (dialect == Dialect::Gateway && format == Format::Json).then(|| {
        format!(
            "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
            verdict.code
        )
    });
    let host = raw.header("host").filter(|host| !host.is_empty());
    let mut reply = ErrorReply {
        request_id,
        host_id: host.unwrap_or(&settings.host).to_owned(),
        code: verdict.code,
        message: verdict.message,
        recommend,
    };
    let mut status = verdict.status;
    if faults != Faults::NONE {
        misstate(&mut reply, &mut status, format, faults);
    }
    let mut document = reply.document();
    misshape_error(&mut document, &reply.code, format, faults);
    let mut response = Response::document(status, format, &document);
    if faults.has(Fault::XmlErrorUnclosed) && format == Format::Xml {
        let closed = response.body.len().saturating_sub("</Error>".len());
        response.body.truncate(closed);
    }
    response
}

/// Faults in what an error says.
fn misstate(reply: &mut ErrorReply, status: &mut u16, format: Format, faults: Faults) {
    let own = [
        DISK_ERROR,
        INCORRECT_INSTANCE_STATUS,
        INSTANCE_LOCKED_FOR_SECURITY,
        INVALID_INSTANCE_ID_NOT_FOUND,
    ];
    let is_own = own.iter().any(|error| error.code == reply.code);
    if faults.has(Fault::MessagesReworded) && is_own {
        reply.message = "This is not possible at present.".to_owned();
    }
    if format == Format::Json && faults.has(Fault::JsonOtherMessage) {
        reply.message.insert_str(0, "Error: ");
    }
    let is = |code: &str| reply.code == code;
    if faults.has(Fault::ErrorsOk)
        || (faults.has(Fault::NotFoundOk) && is(INVALID_INSTANCE_ID_NOT_FOUND.code))
    {
        *status = 200;
    }
    if format == Format::Json
        && faults.has(Fault::JsonOtherCode)
        && is(INSTANCE_LOCKED_FOR_SECURITY.code)
    {
        reply.code = "InstanceLocked".to_owned();
    }
}

/// Faults in the shape of an error.
fn misshape_error(document: &mut Document, code: &str, format: Format, faults: Faults) {
    if faults.has(Fault::XmlErrorRootOther) {
        document.root = Some("Errors".to_owned());
    }
    let Value::Object(members) = &mut document.value else { return };
    let without_host = match format {
        Format::Xml => faults.has(Fault::XmlErrorWithoutHost),
        Format::Json => faults.has(Fault::JsonErrorWithoutHost),
    };
    let without_id = faults.has(Fault::RefusalWithoutRequestId)
        || (faults.has(Fault::MissingParameterWithoutRequestId) && code.starts_with("Missing"));
    members.retain(|(name, _)| {
        !(without_host && name == member::HOST_ID || without_id && name == member::REQUEST_ID)
    });
    if format == Format::Json && faults.has(Fault::JsonErrorHostNull) {
        for (name, value) in members {
            if name == member::HOST_ID {
                *value = Value::Null;
            }
        }
    }
}
