//! Faults of answers: their format, their envelope, what stands in them.

use crate::api::Format;
use crate::api::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND, OPERATION_ERRORS,
};
use crate::api::names::parameter;
use crate::api::operations;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::response::Response;
use crate::wire::document::Value;
use crate::wire::reply::member;

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    format(fault)
        .or_else(|| success(fault))
        .or_else(|| error(fault))
        .or_else(|| stated(fault))
        .or_else(|| bytes(fault))
}

/// Sends on, and changes what comes of a call under test.
fn then(
    front: &mut Front<'_>,
    asked: &Asked,
    change: impl FnOnce(&mut Front<'_>, Response) -> Response,
) -> Response {
    let response = front.forward(asked);
    if asked.is_under_test() { change(front, response) } else { response }
}

/// The same answer in another format.
fn in_format(response: Response, format: Format) -> Response {
    let told = Told::read(&response);
    if told.format() == format {
        return response;
    }
    let is_success = told.is_success();
    let Some(mut document) = told.document else { return response };
    document.root = Some(match is_success {
        true => format!("{}Response", operations::REBOOT_INSTANCE.name),
        false => member::ERROR.to_owned(),
    });
    Response::document(response.status, format, &document)
}

pub(super) fn is_error(response: &Response) -> bool {
    response.status >= 400
}

/// The format that the header Accept of a call of version 1.0 names first.
fn accepted(asked: &Asked) -> Option<Format> {
    let accept = asked.header("accept").filter(|_| !asked.is_version_3())?;
    accept.split(',').find_map(|part| {
        let part = part.split(';').next().unwrap_or_default().trim();
        match part {
            "application/json" => Some(Format::Json),
            "text/xml" | "application/xml" => Some(Format::Xml),
            _ => None,
        }
    })
}

fn format(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::FormatIgnored => {
            |front, asked| then(front, &asked, |_, response| in_format(response, Format::Xml))
        }
        Fault::FormatUpperCaseOnly => |front, asked| {
            then(front, &asked, |_, response| match asked.get(parameter::FORMAT) {
                Some(value) if Format::ALL.iter().all(|known| known.value() != value) => {
                    in_format(response, Format::default())
                }
                _ => response,
            })
        },
        Fault::DefaultJson => |front, asked| {
            then(front, &asked, |_, response| {
                if asked.get(parameter::FORMAT).is_none() && !asked.is_version_3() {
                    return in_format(response, Format::Json);
                }
                response
            })
        },
        Fault::DefaultJsonForErrors => |front, asked| {
            then(front, &asked, |_, response| {
                if asked.get(parameter::FORMAT).is_none() && is_error(&response) {
                    return in_format(response, Format::Json);
                }
                response
            })
        },
        Fault::JsonErrorsInXml => |front, asked| {
            then(front, &asked, |_, response| {
                if is_error(&response) { in_format(response, Format::Xml) } else { response }
            })
        },
        Fault::AcceptDecides => |front, asked| {
            then(front, &asked, |_, response| match accepted(&asked) {
                Some(format) if asked.get(parameter::FORMAT).is_none() => {
                    in_format(response, format)
                }
                _ => response,
            })
        },
        Fault::AcceptOverFormat => |front, asked| {
            then(front, &asked, |_, response| match accepted(&asked) {
                Some(format) if asked.get(parameter::FORMAT).is_some() => {
                    in_format(response, format)
                }
                _ => response,
            })
        },
        Fault::AcceptOfXmlIgnored => |front, asked| {
            then(front, &asked, |_, response| {
                if asked.is_version_3() && asked.get(parameter::FORMAT).is_none() {
                    return in_format(response, Format::Json);
                }
                response
            })
        },
        Fault::AcceptIgnored => |front, asked| {
            then(front, &asked, |_, response| {
                if asked.is_version_3() && asked.get(parameter::FORMAT).is_none() {
                    return in_format(response, Format::Xml);
                }
                response
            })
        },
        _ => return None,
    })
}

/// Changes the document of a success of one format.
fn success_in(
    front: &mut Front<'_>,
    asked: &Asked,
    format: Option<Format>,
    change: fn(&mut crate::wire::document::Document),
) -> Response {
    then(front, asked, |_, response| {
        let told = Told::read(&response);
        if told.is_success() && format.is_none_or(|format| format == told.format()) {
            return response.rewritten(change);
        }
        response
    })
}

fn success(fault: Fault) -> Option<Act> {
    const XML: Option<Format> = Some(Format::Xml);
    const JSON: Option<Format> = Some(Format::Json);
    Some(match fault {
        Fault::SuccessRootOther => |front, asked| {
            success_in(front, &asked, XML, |document| {
                document.root = Some("RebootInstanceResult".to_owned());
            })
        },
        Fault::SuccessRootLowerCase => |front, asked| {
            success_in(front, &asked, XML, |document| {
                document.root = Some("rebootInstanceResponse".to_owned());
            })
        },
        Fault::XmlSuccessExtra => |front, asked| {
            success_in(front, &asked, XML, |document| {
                document.value.set("Result", Value::text("true"));
            })
        },
        Fault::XmlSuccessTwice => |front, asked| {
            success_in(front, &asked, XML, |document| {
                if let Value::Object(members) = &mut document.value {
                    members.extend(members.first().cloned());
                }
            })
        },
        Fault::JsonSuccessExtra => |front, asked| {
            success_in(front, &asked, JSON, |document| {
                document.value.set("Success", Value::Boolean(true));
            })
        },
        Fault::JsonSuccessWrapped => |front, asked| {
            success_in(front, &asked, JSON, |document| {
                let inner = std::mem::replace(&mut document.value, Value::Null);
                document.value = Value::object([("RebootInstanceResponse", inner)]);
            })
        },
        Fault::JsonSuccessUnquoted => |front, asked| {
            then(front, &asked, |_, mut response| {
                let told = Told::read(&response);
                if told.is_success() && told.format() == Format::Json {
                    let text = String::from_utf8_lossy(&response.body);
                    let name = member::REQUEST_ID;
                    response.body = text.replace(&format!("\"{name}\""), name).into_bytes();
                }
                response
            })
        },
        _ => return None,
    })
}

/// Changes the document of an error of one format.
pub(super) fn error_in(
    front: &mut Front<'_>,
    asked: &Asked,
    format: Option<Format>,
    change: fn(&mut crate::wire::document::Document),
) -> Response {
    let response = front.forward(asked);
    let told = Told::read(&response);
    if is_error(&response) && format.is_none_or(|format| format == told.format()) {
        return response.rewritten(change);
    }
    response
}

pub(super) fn without(document: &mut crate::wire::document::Document, name: &str) {
    if let Value::Object(members) = &mut document.value {
        members.retain(|(other, _)| other != name);
    }
}

fn error(fault: Fault) -> Option<Act> {
    const XML: Option<Format> = Some(Format::Xml);
    const JSON: Option<Format> = Some(Format::Json);
    Some(match fault {
        Fault::XmlErrorRootOther => |front, asked| {
            error_in(front, &asked, XML, |document| document.root = Some("Errors".to_owned()))
        },
        Fault::XmlErrorWithoutHost => |front, asked| {
            error_in(front, &asked, XML, |document| without(document, member::HOST_ID))
        },
        Fault::JsonErrorWithoutHost => |front, asked| {
            error_in(front, &asked, JSON, |document| without(document, member::HOST_ID))
        },
        Fault::XmlDetailOnNotFound => |front, asked| {
            let response = front.forward(&asked);
            if response.status == 404 && Told::read(&response).format() == Format::Xml {
                let detail = Value::object([("PolicyType", Value::text("none"))]);
                return response.rewritten(|document| {
                    document.value.set(member::ACCESS_DENIED_DETAIL, detail);
                });
            }
            response
        },
        Fault::JsonDetailText => |front, asked| {
            let response = front.forward(&asked);
            if response.status == 403 && Told::read(&response).format() == Format::Json {
                return response.with_member(member::ACCESS_DENIED_DETAIL, "none");
            }
            response
        },
        Fault::JsonErrorHostNull => |front, asked| {
            error_in(front, &asked, JSON, |document| {
                document.value.set(member::HOST_ID, Value::Null);
            })
        },
        _ => return None,
    })
}

/// Sends on, and changes what an error says: it is given the format and the code, and changes status and
/// document.
fn restated(
    front: &mut Front<'_>,
    asked: &Asked,
    change: fn(Response, Format, &str) -> Response,
) -> Response {
    let response = front.forward(asked);
    let told = Told::read(&response);
    match told.code() {
        Some(code) if is_error(&response) => change(response, told.format(), code),
        _ => response,
    }
}

fn is_common(code: &str) -> bool {
    OPERATION_ERRORS.iter().all(|error| error.code != code)
}

/// The same error with another beginning of its message.
fn prefixed(response: Response) -> Response {
    response.rewritten(|document| {
        let message = document.value.text_of(member::MESSAGE).unwrap_or_default();
        let message = Value::Text(format!("Error: {message}"));
        document.value.set(member::MESSAGE, message);
    })
}

fn with_status(mut response: Response, status: u16) -> Response {
    response.status = status;
    response
}

fn stated(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::MessagesReworded => |front, asked| {
            restated(front, &asked, |response, _, code| {
                let own = [
                    DISK_ERROR,
                    INCORRECT_INSTANCE_STATUS,
                    INSTANCE_LOCKED_FOR_SECURITY,
                    INVALID_INSTANCE_ID_NOT_FOUND,
                ];
                if own.iter().any(|error| error.code == code) {
                    return response
                        .with_member(member::MESSAGE, "This is not possible at present.");
                }
                response
            })
        },
        Fault::JsonOtherMessage => |front, asked| {
            restated(front, &asked, |response, format, _| {
                if format == Format::Json { prefixed(response) } else { response }
            })
        },
        Fault::JsonOtherCommonMessage => |front, asked| {
            restated(front, &asked, |response, format, code| {
                if format == Format::Json && is_common(code) {
                    return prefixed(response);
                }
                response
            })
        },
        Fault::ErrorsOk => {
            |front, asked| restated(front, &asked, |response, _, _| with_status(response, 200))
        }
        Fault::NotFoundOk => |front, asked| {
            restated(front, &asked, |response, _, code| {
                if code == INVALID_INSTANCE_ID_NOT_FOUND.code {
                    return with_status(response, 200);
                }
                response
            })
        },
        Fault::JsonOtherCode => |front, asked| {
            restated(front, &asked, |response, format, code| {
                if format == Format::Json && code == INSTANCE_LOCKED_FOR_SECURITY.code {
                    return response.with_code("InstanceLocked");
                }
                response
            })
        },
        Fault::HostIdFixed => |front, asked| {
            let host = front.settings.host.clone();
            let response = front.forward(&asked);
            if is_error(&response) {
                return response.with_member(member::HOST_ID, &host);
            }
            response
        },
        Fault::JsonOtherStatus => |front, asked| {
            restated(front, &asked, |response, format, code| {
                let is_meant = code == "InvalidParameter" || code.starts_with("Missing");
                if format == Format::Json && is_meant {
                    return with_status(response, 403);
                }
                response
            })
        },
        Fault::InvalidBadRequest => |front, asked| {
            restated(front, &asked, |response, _, code| {
                if code == "InvalidParameter" {
                    return response.with_code("BadRequest");
                }
                response
            })
        },
        Fault::CommonCodesLowerCase => |front, asked| {
            restated(front, &asked, |response, _, code| {
                let mut letters = code.chars();
                match letters.next() {
                    Some(first) if is_common(code) => {
                        let code = first.to_lowercase().to_string() + letters.as_str();
                        response.with_code(&code)
                    }
                    _ => response,
                }
            })
        },
        Fault::ThrottledTooManyRequests => |front, asked| {
            restated(front, &asked, |response, _, code| {
                if code == "Throttling" {
                    return with_status(response.with_code("TooManyRequests"), 429);
                }
                response
            })
        },
        Fault::InternalFailureOk => |front, asked| {
            restated(front, &asked, |response, _, code| {
                if matches!(code, "InternalError" | "ServiceUnavailable") {
                    return with_status(response, 200);
                }
                response
            })
        },
        Fault::InternalFailureHtml => |front, asked| {
            restated(front, &asked, |response, _, code| {
                if matches!(code, "InternalError" | "ServiceUnavailable") {
                    return Response {
                        content_type: "text/html; charset=utf-8".into(),
                        body: b"<html><body><h1>Something went wrong</h1></body></html>".to_vec(),
                        ..response
                    };
                }
                response
            })
        },
        _ => return None,
    })
}

/// Replaces texts in the bytes of an answer, of errors alone or of all.
fn replaced(
    front: &mut Front<'_>,
    asked: &Asked,
    format: Format,
    of_errors: bool,
    texts: &[(&str, &str)],
) -> Response {
    let mut response = front.forward(asked);
    let is_meant = Told::read(&response).format() == format
        && (is_error(&response) || (!of_errors && asked.is_under_test()));
    if is_meant {
        let mut text = String::from_utf8_lossy(&response.body).into_owned();
        for (from, to) in texts {
            text = text.replace(from, to);
        }
        response.body = text.into_bytes();
    }
    response
}

fn bytes(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::ContentTypePlain => |front, asked| {
            then(front, &asked, |_, mut response| {
                response.content_type = "text/plain; charset=utf-8".into();
                response
            })
        },
        Fault::XmlUnescaped => |front, asked| {
            let marks =
                [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
            replaced(front, &asked, Format::Xml, true, &marks)
        },
        Fault::XmlAmpersandUnescaped => {
            |front, asked| replaced(front, &asked, Format::Xml, true, &[("&amp;", "&")])
        }
        Fault::JsonUnescaped => {
            |front, asked| replaced(front, &asked, Format::Json, true, &[("\\\"", "\"")])
        }
        Fault::XmlWithoutDeclaration => |front, asked| {
            let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
            replaced(front, &asked, Format::Xml, false, &[(declaration, "")])
        },
        Fault::XmlOtherEncoding => |front, asked| {
            let encoding = [("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"")];
            replaced(front, &asked, Format::Xml, false, &encoding)
        },
        Fault::JsonByteOrderMark => |front, asked| {
            then(front, &asked, |_, mut response| {
                if Told::read(&response).format() == Format::Json {
                    response.body.splice(0..0, "\u{feff}".bytes());
                }
                response
            })
        },
        Fault::XmlErrorUnclosed => {
            |front, asked| replaced(front, &asked, Format::Xml, true, &[("</Error>", "")])
        }
        _ => return None,
    })
}
