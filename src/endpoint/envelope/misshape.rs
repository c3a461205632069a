//! Faults in the envelope: what a deviating endpoint says instead, and how it misshapes it.

use crate::endpoint::faults::{Fault, Faults};
use crate::endpoint::response::Response;
use crate::endpoint::settings::Settings;
use crate::spec::Format;
use crate::spec::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND, OPERATION_ERRORS,
};
use crate::wire::document::{Document, Value};
use crate::wire::reply::{ErrorReply, member};

/// Faults in the shape of a success.
pub(super) fn success(document: &mut Document, format: Format, faults: Faults) {
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

/// Faults in what an error says.
pub(super) fn misstate(
    reply: &mut ErrorReply,
    status: &mut u16,
    format: Format,
    settings: &Settings,
) {
    let faults = settings.faults;
    misstate_common(reply, status, format, settings);
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
pub(super) fn error(document: &mut Document, code: &str, format: Format, faults: Faults) {
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

/// Faults in what an error says that is not the operation's own.
fn misstate_common(reply: &mut ErrorReply, status: &mut u16, format: Format, settings: &Settings) {
    let faults = settings.faults;
    let is_common = OPERATION_ERRORS.iter().all(|error| error.code != reply.code);
    let is_invalid = reply.code == "InvalidParameter";
    if faults.has(Fault::HostIdFixed) {
        reply.host_id.clone_from(&settings.host);
    }
    if format == Format::Json {
        if faults.has(Fault::JsonOtherStatus) && (is_invalid || reply.code.starts_with("Missing")) {
            *status = 403;
        }
        if faults.has(Fault::JsonOtherCommonMessage) && is_common {
            reply.message.insert_str(0, "Error: ");
        }
    }
    if faults.has(Fault::InvalidBadRequest) && is_invalid {
        reply.code = "BadRequest".to_owned();
    }
    if faults.has(Fault::CommonCodesLowerCase) && is_common {
        reply.code = reply.code[..1].to_lowercase() + &reply.code[1..];
    }
    if faults.has(Fault::ThrottledTooManyRequests) && reply.code == "Throttling" {
        (*status, reply.code) = (429, "TooManyRequests".to_owned());
    }
}

/// Faults in the bytes of an answer.
pub(super) fn bytes(response: &mut Response, format: Format, faults: Faults) {
    if faults == Faults::NONE {
        return;
    }
    if faults.has(Fault::ContentTypePlain) {
        response.content_type = "text/plain; charset=utf-8";
    }
    let is_error = response.status >= 400;
    let replaced: &[(&str, &str)] = match format {
        Format::Xml if faults.has(Fault::XmlUnescaped) && is_error => {
            &[("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        }
        Format::Xml if faults.has(Fault::XmlAmpersandUnescaped) && is_error => &[("&amp;", "&")],
        Format::Json if faults.has(Fault::JsonUnescaped) && is_error => &[("\\\"", "\"")],
        Format::Xml if faults.has(Fault::XmlWithoutDeclaration) => {
            &[("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "")]
        }
        Format::Xml if faults.has(Fault::XmlErrorUnclosed) => &[("</Error>", "")],
        _ => return,
    };
    let mut text = String::from_utf8_lossy(&response.body).into_owned();
    for (from, to) in replaced {
        text = text.replace(from, to);
    }
    response.body = text.into_bytes();
}

/// Faults in how an internal failure is answered.
pub(super) fn internal_failure(response: &mut Response, reply: &ErrorReply, faults: Faults) {
    if !matches!(&*reply.code, "InternalError" | "ServiceUnavailable") {
        return;
    }
    if faults.has(Fault::InternalFailureOk) {
        response.status = 200;
    }
    if faults.has(Fault::InternalFailureHtml) {
        response.content_type = "text/html; charset=utf-8";
        response.body = b"<html><body><h1>Something went wrong</h1></body></html>".to_vec();
    }
}
