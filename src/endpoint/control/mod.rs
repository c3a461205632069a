//! The control protocol: how instances, access keys and failures are arranged. Source: the control
//! protocol, version 1, "Protocol".
//!
//! It is a side door for tests: it is not signed, and it is not part of the API.

mod denied;
mod requests;

use std::collections::BTreeMap;

use super::clock::Moment;
use super::fleet::Fleet;
use super::ids::Ids;
use super::instance::{Account, Arrangement};
use super::response::{JSON, Response};
use super::settings::AccessKey;
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;
use denied::Denied;
use requests::{AccessKeyRequest, FailureRequest, KeyStatus, body};

/// Where the control protocol lives.
pub const CONTROL_PATH: &str = "/_control";

/// What this endpoint can arrange: everything in the protocol.
const ABILITIES: &str = r#"{"protocol":"rebootspec-control/1","status":["Running","Stopped","Starting","Stopping","Pending"],"locks":["security","financial"],"disk":["abnormal"],"kms":["unauthorized","not-enabled","not-found"],"account":["other"],"access_keys":["active","disabled"],"faults":["internal-error","service-unavailable","throttling"]}"#;

/// What can be arranged: what the endpoint remembers of instances and keys.
pub(super) struct State<'a> {
    /// What new ids are made from.
    pub(super) ids: &'a mut Ids,
    /// The access keys, by id.
    pub(super) keys: &'a mut BTreeMap<String, AccessKey>,
    /// The instances.
    pub(super) fleet: &'a mut Fleet,
}

pub(super) fn handle(state: &mut State<'_>, raw: &RawRequest<'_>, now: Moment) -> Response {
    route(state, raw, now).unwrap_or_else(|denied| {
        let (status, reason) = match denied {
            Denied::NotFound(what) => (404, format!("no such {what}")),
            Denied::Method => (405, format!("{} is not served here", raw.method)),
            Denied::CannotArrange(reason) => (422, reason),
        };
        answer(status, &serde_json::json!({ "reason": reason }))
    })
}

fn route(state: &mut State<'_>, raw: &RawRequest<'_>, now: Moment) -> Result<Response, Denied> {
    let target = std::str::from_utf8(raw.target).map_err(|_| Denied::NotFound("address"))?;
    let path = target.split('?').next().unwrap_or_default();
    let rest = path.strip_prefix(CONTROL_PATH).ok_or(Denied::NotFound("address"))?;
    let parts: Vec<&str> = rest.split('/').skip(1).collect();
    match (parts.as_slice(), raw.method) {
        ([] | [""], "GET") => Ok(json(200, ABILITIES.to_owned())),
        (["instances"], "POST") => create_instance(state, raw, now),
        (["instances", id], "PATCH") => change_instance(state, raw, id, now),
        (["instances", id], "DELETE") => done(state.fleet.remove(id), "instance"),
        (["access-keys"], "POST") => create_access_key(state, raw),
        (["access-keys", id], "DELETE") => done(state.keys.remove(*id).is_some(), "access key"),
        (["faults"], "POST") => arrange_failure(state, raw),
        (["faults", id], "DELETE") => done(state.fleet.remove_failure(id), "fault"),
        ([] | [""] | ["instances" | "access-keys" | "faults"], _)
        | (["instances" | "access-keys" | "faults", _], _) => Err(Denied::Method),
        _ => Err(Denied::NotFound("address")),
    }
}

fn create_instance(
    state: &mut State<'_>,
    raw: &RawRequest<'_>,
    now: Moment,
) -> Result<Response, Denied> {
    let arrangement: Arrangement = body(raw)?;
    let id = state.fleet.create(&arrangement, state.ids, now);
    Ok(answer(201, &serde_json::json!({ "InstanceId": id })))
}

fn change_instance(
    state: &mut State<'_>,
    raw: &RawRequest<'_>,
    id: &str,
    now: Moment,
) -> Result<Response, Denied> {
    let instance = state.fleet.get_mut(id, now).ok_or(Denied::NotFound("instance"))?;
    instance.arrange(&body(raw)?);
    Ok(nothing())
}

fn create_access_key(state: &mut State<'_>, raw: &RawRequest<'_>) -> Result<Response, Denied> {
    let request: AccessKeyRequest = body(raw)?;
    let id = state.ids.unused("LTAI", |id| state.keys.contains_key(id));
    let secret = state.ids.text(30);
    let key = AccessKey {
        id: id.clone(),
        secret: Secret::new(&secret),
        active: request.status.unwrap_or_default() == KeyStatus::Active,
        account: request.account.unwrap_or(Account::Own),
    };
    state.keys.insert(id.clone(), key);
    Ok(answer(201, &serde_json::json!({ "AccessKeyId": id, "AccessKeySecret": secret })))
}

fn arrange_failure(state: &mut State<'_>, raw: &RawRequest<'_>) -> Result<Response, Denied> {
    let request: FailureRequest = body(raw)?;
    if state.fleet.get(&request.instance).is_none() {
        return Err(Denied::NotFound("instance"));
    }
    let id = state.fleet.arrange_failure(&request.instance, request.fault, state.ids);
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
