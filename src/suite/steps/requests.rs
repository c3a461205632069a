//! When and Then: HTTP methods, places of parameters, what is malformed or stands twice, connections.

use cucumber::{then, when};

use crate::api::Format;
use crate::api::errors::{Code, Status};
use crate::api::names::parameter;
use crate::client::{Edit, Order, Place};
use crate::outcome::Mismatch;
use crate::suite::called::Called;
use crate::suite::judge;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called by (GET|PUT|DELETE|PATCH|HEAD) in (XML|JSON)$"
)]
async fn called_by(world: &mut World, called: Called, method: String, format: Format) {
    let method = match method.as_str() {
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "HEAD" => "HEAD",
        _ => "GET",
    };
    let call = world.called(called).or_stop().format(format).method(method);
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called by POST with (.+) in (XML|JSON)$")]
async fn called_by_post(world: &mut World, called: Called, which: String, format: Format) {
    let place = match which.as_str() {
        "all parameters in the query and an empty body" => Place::PostQuery,
        "all parameters in a form body" => Place::Form,
        "its own parameters in a form body and the others in the query" => Place::Split,
        other => stop(Stop::Broken(format!("there is no place {other:?}"))),
    };
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "true");
    world.judge(call.post(place)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed for POST in (XML|JSON), and then the query is changed$"
)]
async fn post_changed(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "false");
    let edit = Edit::set(parameter::FORCE_STOP, "true");
    world.judge(call.post(Place::PostQuery).edit(edit)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with (\S+) at the end of the query, after signing, in (XML|JSON)$"
)]
async fn called_with_tail(world: &mut World, called: Called, tail: String, format: Format) {
    let call = world.called(called).or_stop().format(format).tail(&tail);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the other instance as a second InstanceId (behind|before) the first, (signed|unsigned), in (XML|JSON)$"
)]
async fn called_twice_named(
    world: &mut World,
    called: Called,
    side: String,
    signed: String,
    format: Format,
) {
    let other = match &world.leases[..] {
        [_, other] => other.id.clone(),
        _ => stop(Stop::Broken("there is no other instance".into())),
    };
    let edit = Edit::repeat(parameter::INSTANCE_ID, other, side == "before");
    let call = world.called(called).or_stop().format(format);
    let call = if signed == "signed" { call.repeat_signed(edit) } else { call.edit(edit) };
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed with ForceStop=false and sent with (\S+) behind that in (XML|JSON)$"
)]
async fn called_with_value_tail(world: &mut World, called: Called, tail: String, format: Format) {
    // What is sent last stands at the end of the address.
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "false");
    world.judge(call.order(Order::SignatureFirst).tail(&tail)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the endpoint's RegionId in (XML|JSON)$"
)]
async fn called_with_region(world: &mut World, called: Called, format: Format) {
    let region = world.bench().or_stop().session.target.region.clone();
    let call = world.called(called).or_stop().format(format).with(parameter::REGION_ID, region);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the RegionId of another region in (XML|JSON)$"
)]
async fn called_with_other_region(world: &mut World, called: Called, format: Format) {
    const REGIONS: [&str; 2] = ["cn-hangzhou", "cn-beijing"];
    let own = world.bench().or_stop().session.target.region.clone();
    let other = if own == REGIONS[0] { REGIONS[1] } else { REGIONS[0] };
    let call = world.called(called).or_stop().format(format).with(parameter::REGION_ID, other);
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called without a body by (GET|POST) with Content-Type application/json in (XML|JSON)$"
)]
async fn called_with_content_type(
    world: &mut World,
    called: Called,
    method: String,
    format: Format,
) {
    let call =
        world.called(called).or_stop().format(format).header("content-type", "application/json");
    let call = if method == "POST" { call.post(Place::PostQuery) } else { call };
    world.judge(call).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called over a fresh connection in (XML|JSON)$")]
async fn called_afresh(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format);
    world.judge_afresh(call).await.or_stop();
}

#[then("the call succeeds, or the unknown parameter is refused as not supported")]
async fn unknown_ignored(world: &mut World) {
    let received = world.last().or_stop();
    if judge::refused(received, &[judge::Refusal::exact(400, "UnsupportedParameter")]).is_err() {
        super::answers::served(world);
    }
}

#[then("the call succeeds, or the region is refused as another endpoint's")]
async fn other_region_told(world: &mut World) {
    let mut accepted = vec![
        judge::Refusal::exact(400, "UnsupportedParameter"),
        judge::Refusal::exact(404, "InvalidRegionId.NotFound"),
    ];
    let (code, status) = ("InvalidOperation.NotSupportedEndpoint", Status::Client);
    accepted.push(judge::Refusal { status, code: Code::Exact(code.to_owned()) });
    let received = world.last().or_stop();
    if received.is_success() {
        return;
    }
    if let Err(mismatch) = judge::refused(received, &accepted) {
        let expected = format!("success, or {}", mismatch.expected);
        stop(Mismatch { expected, ..mismatch });
    }
    let came = received.describe();
    world.notes.push(format!("answered {came}"));
}

#[then("where the endpoint is configured as https, the certificate has been verified")]
async fn over_tls(world: &mut World) {
    let scheme = world.bench().or_stop().session.target.url.scheme().to_owned();
    // The client refuses a certificate that does not verify, so an answer is the proof.
    judge::well_formed(world.last().or_stop()).or_stop();
    world.notes.push(match scheme.as_str() {
        "https" => "served over TLS with a certificate that verifies".to_owned(),
        _ => "the endpoint is configured as http: there is no certificate to verify".to_owned(),
    });
}

#[then(regex = r"^the message quotes (\S+) unharmed or not at all$")]
async fn quoted_unharmed(world: &mut World, encoded: String) {
    let text = crate::wire::percent::decode(encoded.as_bytes())
        .map_err(|error| Stop::Broken(format!("{encoded:?}: {error}")))
        .or_stop();
    let received = world.last().or_stop();
    judge::well_formed(received).or_stop();
    let message = received.reading().and_then(|reading| reading.message).unwrap_or_default();
    // UTF-8 that was read as Latin-1, and UTF-8 that was not understood.
    let mangled: String = text.bytes().map(char::from).collect();
    let broken =
        message.contains('\u{fffd}') || (!mangled.is_ascii() && message.contains(&mangled));
    if broken {
        stop(Stop::mismatch(
            format!("a message that quotes {text:?} as it is, or not at all"),
            format!("message {message:?}"),
        ));
    }
    let quotes = message.contains(&*text);
    world
        .notes
        .push(format!("the message {} it", if quotes { "quotes" } else { "does not quote" }));
}
