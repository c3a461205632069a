//! The control protocol: how instances, access keys and failures are arranged. Source: the control
//! protocol, version 1, "Protocol".
//!
//! It is a side door for tests: it is not signed, and it is not part of the API.

mod requests;

use super::clock::Moment;
use super::core::Core;
use super::instance::{Account, Arrangement};
use super::response::{JSON, Response};
use super::settings::AccessKey;
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;
use requests::{AccessKeyRequest, FailureRequest, KeyStatus, body};

/// Where the control protocol lives.
pub const CONTROL_PATH: &str = "/_control";

/// What this endpoint can arrange: everything in the protocol.
const ABILITIES: &str = r#"{"protocol":"rebootspec-control/1","status":["Running","Stopped","Starting","Stopping","Pending"],"locks":["security","financial"],"disk":["abnormal"],"kms":["unauthorized","not-enabled","not-found"],"account":["other"],"access_keys":["active","disabled"],"faults":["internal-error","service-unavailable","throttling"]}"#;

/// Why a control call is not done.
enum Denied {
    /// No such address, instance, key or failure.
    NotFound(&'static str),
    /// The address is there, the method is not.
    Method,
    /// What is asked for cannot be arranged; why.
    CannotArrange(String),
}

pub(super) fn handle(core: &mut Core, raw: &RawRequest<'_>, now: Moment) -> Response {
    route(core, raw, now).unwrap_or_else(|denied| {
        let (status, reason) = match denied {
            Denied::NotFound(what) => (404, format!("no such {what}")),
            Denied::Method => (405, format!("{} is not served here", raw.method)),
            Denied::CannotArrange(reason) => (422, reason),
        };
        answer(status, &serde_json::json!({ "reason": reason }))
    })
}

fn route(core: &mut Core, raw: &RawRequest<'_>, now: Moment) -> Result<Response, Denied> {
    let target = std::str::from_utf8(raw.target).map_err(|_| Denied::NotFound("address"))?;
    let path = target.split('?').next().unwrap_or_default();
    let rest = path.strip_prefix(CONTROL_PATH).ok_or(Denied::NotFound("address"))?;
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    match (parts.as_slice(), raw.method) {
        ([] | [""], "GET") => Ok(json(200, ABILITIES.to_owned())),
        (["instances"], "POST") => create_instance(core, raw, now),
        (["instances", id], "PATCH") => change_instance(core, raw, id, now),
        (["instances", id], "DELETE") => done(core.fleet.remove(id), "instance"),
        (["access-keys"], "POST") => create_access_key(core, raw),
        (["access-keys", id], "DELETE") => done(core.keys.remove(*id).is_some(), "access key"),
        (["faults"], "POST") => arrange_failure(core, raw),
        (["faults", id], "DELETE") => done(core.fleet.remove_failure(id), "fault"),
        ([] | [""] | ["instances" | "access-keys" | "faults"], _)
        | (["instances" | "access-keys" | "faults", _], _) => Err(Denied::Method),
        _ => Err(Denied::NotFound("address")),
    }
}

fn create_instance(core: &mut Core, raw: &RawRequest<'_>, now: Moment) -> Result<Response, Denied> {
    let arrangement: Arrangement = body(raw)?;
    let id = core.fleet.create(&arrangement, &mut core.ids, now);
    Ok(answer(201, &serde_json::json!({ "InstanceId": id })))
}

fn change_instance(
    core: &mut Core,
    raw: &RawRequest<'_>,
    id: &str,
    now: Moment,
) -> Result<Response, Denied> {
    let instance = core.fleet.get_mut(id, now).ok_or(Denied::NotFound("instance"))?;
    instance.arrange(&body(raw)?);
    Ok(nothing())
}

fn create_access_key(core: &mut Core, raw: &RawRequest<'_>) -> Result<Response, Denied> {
    let request: AccessKeyRequest = body(raw)?;
    let id = core.ids.unused("LTAI", |id| core.keys.contains_key(id));
    let secret = core.ids.text(30);
    let key = AccessKey {
        id: id.clone(),
        secret: Secret::new(&secret),
        active: request.status.unwrap_or_default() == KeyStatus::Active,
        account: request.account.unwrap_or(Account::Own),
    };
    core.keys.insert(id.clone(), key);
    Ok(answer(201, &serde_json::json!({ "AccessKeyId": id, "AccessKeySecret": secret })))
}

fn arrange_failure(core: &mut Core, raw: &RawRequest<'_>) -> Result<Response, Denied> {
    let request: FailureRequest = body(raw)?;
    if core.fleet.get(&request.instance).is_none() {
        return Err(Denied::NotFound("instance"));
    }
    let id = core.fleet.arrange_failure(&request.instance, request.fault, &mut core.ids);
    Ok(answer(201, &serde_json::json!({ "id": id })))
}

/// Something was removed, or was not there.
fn done(there: bool, what: &'static str) -> Result<Response, Denied> {
    if there { Ok(nothing()) } else { Err(Denied::NotFound(what)) }
}

fn answer(status: u16, body: &serde_json::Value) -> Response {
    json(status, body.to_string())
}

fn json(status: u16, body: String) -> Response {
    Response { status, content_type: JSON.into(), headers: Vec::new(), body: body.into_bytes() }
}

fn nothing() -> Response {
    json(204, String::new())
}

#[cfg(test)]
mod tests;
