//! Writes the answer of a call: envelope, status and format.

use super::operations::Members;
use super::refusal::Refusal;
use super::response::Response;
use super::settings::Settings;
use super::today;
use crate::api::operations::{self, Operation};
use crate::api::{Dialect, Format};
use crate::wire::http::RawRequest;
use crate::wire::reply::{ErrorReply, success};

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
    let verdict = if mixed { refusal.verdict_of_today() } else { refusal.verdict(dialect) };
    let access_denied = || today::access_denied(&verdict, operations::REBOOT_INSTANCE.name);
    let access_denied_detail = if mixed { access_denied() } else { None };
    // The later gateway points to a page of help, in JSON alone.
    let recommends = writing.recommend || (dialect == Dialect::Gateway && format == Format::Json);
    let recommend = recommends.then(|| {
        format!(
            "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
            verdict.code
        )
    });
    let host = raw.header("host").filter(|host| !host.is_empty());
    let reply = ErrorReply {
        request_id,
        host_id: host.unwrap_or(&settings.host).to_owned(),
        code: verdict.code,
        message: verdict.message,
        recommend,
        access_denied_detail,
    };
    let mut document = reply.document();
    writing.arrange(&mut document);
    writing.written(verdict.status, format, &document)
}
