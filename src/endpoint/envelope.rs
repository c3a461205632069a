//! Writes the answer of a call: envelope, status and format.

use super::operations::Members;
use super::refusal::Refusal;
use super::response::{Response, value_of};
use super::settings::Settings;
use super::today;
use crate::api::names::parameter;
use crate::api::operations::Operation;
use crate::api::{Dialect, Format};
use crate::wire::http::RawRequest;
use crate::wire::reply::{ErrorReply, success};
use crate::wire::signature::v3::header;

/// The answer of a call that was served.
pub(super) fn served(
    operation: &Operation,
    members: Members,
    request_id: &str,
    format: Format,
    settings: &Settings,
) -> Response {
    let document = success(operation, request_id, members);
    settings.writing.written(200, format, &document)
}

/// The answer of a call that was refused.
pub(super) fn refused(
    refusal: Refusal,
    raw: &RawRequest<'_>,
    request_id: String,
    format: Format,
    settings: &Settings,
) -> Response {
    let (dialect, writing) = (settings.dialect, settings.writing);
    let mixed = settings.mixed;
    let reported = if mixed { refusal.reported_today() } else { refusal.reported(dialect) };
    let access_denied = || {
        let in_header = raw.header(header::ACTION).map(str::to_owned);
        let action = in_header.or_else(|| value_of(raw, parameter::ACTION).map(String::from));
        today::access_denied(&reported, &action.unwrap_or_default())
    };
    let access_denied_detail = if mixed { access_denied() } else { None };
    // The later gateway points to a page of help, in JSON alone.
    let recommends = writing.recommend || (dialect == Dialect::Gateway && format == Format::Json);
    let recommend = recommends.then(|| {
        format!(
            "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
            reported.code
        )
    });
    let host = raw.header("host").filter(|host| !host.is_empty());
    let reply = ErrorReply {
        request_id,
        host_id: host.unwrap_or(&settings.host).to_owned(),
        code: reported.code,
        message: reported.message,
        recommend,
        access_denied_detail,
    };
    let mut document = reply.document();
    writing.arrange(&mut document);
    writing.written(reported.status, format, &document)
}
