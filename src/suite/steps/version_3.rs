//! When: calls that are signed by version 3, ACS3-HMAC-SHA256.

use cucumber::when;

use crate::api::names::parameter;
use crate::client::{Edit, HeaderEdit, Place, Signing};
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::session::Session;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;
use crate::wire::query;
use crate::wire::signature::v3::header;
use crate::wire::timestamp::Timestamp;

/// What official clients send: POST, and JSON asked for by Accept alone.
fn call(world: &World, called: Called, place: Place) -> Call {
    let call = world.called(called).or_stop().with(parameter::FORCE_STOP, "false");
    call.version_3().header("accept", "application/json").post(place)
}

fn place_named(which: &str) -> Place {
    if which == "form body" { Place::Form } else { Place::PostQuery }
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 with its parameters in the (query|form body)$"
)]
async fn called_plainly(world: &mut World, called: Called, place: String) {
    let call = call(world, called, place_named(&place));
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 and called by GET$")]
async fn called_by_get(world: &mut World, called: Called) {
    let call = call(world, called, Place::PostQuery).method("GET");
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 and called by (GET|POST) with Content-Type application/json$"
)]
async fn called_with_content_type(world: &mut World, called: Called, method: String) {
    let call = call(world, called, Place::PostQuery).header("content-type", "application/json");
    let call = if method == "GET" { call.method("GET") } else { call };
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 and called with Accept (\S+, \S+)$"
)]
async fn called_with_accept(world: &mut World, called: Called, accept: String) {
    let call =
        world.called(called).or_stop().version_3().header("accept", &accept).post(Place::PostQuery);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 with the header (x-acs-[A-Za-z0-9_-]+: \S+)$"
)]
async fn called_with_header(world: &mut World, called: Called, written: String) {
    let (name, value) = written.split_once(": ").unwrap_or_default();
    let call = call(world, called, Place::PostQuery).header(name, value);
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3, and then (.+)$")]
async fn changed(world: &mut World, called: Called, what: String) {
    let query = call(world, called, Place::PostQuery);
    let call = match what.as_str() {
        "the query is changed" => query.edit(Edit::set(parameter::FORCE_STOP, "true")),
        "a header that is signed is changed" => query
            .header("x-acs-more", "1")
            .edit_header(HeaderEdit::Set("x-acs-more", "2".to_owned())),
        "its date is changed" => {
            let make = |session: &Session| {
                let earlier = session.endpoint_now().unix_seconds() - 60;
                let date = Timestamp::from_unix_seconds(earlier).to_string();
                query.clone().edit_header(HeaderEdit::Set(header::DATE, date))
            };
            return world.judge_made(make).await.or_stop();
        }
        "its nonce is changed" => {
            let edit = |session: &Session| HeaderEdit::Set(header::NONCE, session.nonce());
            let make = |session: &Session| query.clone().edit_header(edit(session));
            return world.judge_made(make).await.or_stop();
        }
        "the form body is changed" => {
            let id = world.instance_id.clone().unwrap_or_default();
            let pairs = [(parameter::INSTANCE_ID, id.as_str()), (parameter::FORCE_STOP, "true")];
            self::call(world, called, Place::Form)
                .edit_header(HeaderEdit::Body(query::print(pairs)))
        }
        "the secret is another" => query.signing(Signing::OtherSecret),
        other => stop(Stop::Broken(format!("there is no change {other:?}"))),
    };
    world.judge(call).await.or_stop();
}
