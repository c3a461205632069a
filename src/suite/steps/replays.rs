//! When: bytes that are sent again, and nonces that are used again.

use cucumber::when;

use crate::spec::Format;
use crate::spec::names::parameter;
use crate::suite::stop::OrStop;
use crate::suite::world::World;
use crate::wire::request::Method;

#[when("the same bytes are sent again")]
async fn sent_again(world: &mut World) {
    let (call, signed) = world.sent().or_stop();
    world.judge_signed(call, signed).await.or_stop();
}

/// What the last request carried.
pub(super) fn carried(world: &World, name: &str) -> String {
    let (_, signed) = world.sent().or_stop();
    let url = signed.prepared.url;
    let target = url.splitn(4, '/').nth(3).map(|rest| format!("/{rest}")).unwrap_or_default();
    let raw = crate::wire::http::RawRequest {
        method: Method::Get.word(),
        target: target.as_bytes(),
        headers: Vec::new(),
        body: b"",
    };
    let request = crate::wire::request::parse(&raw).ok();
    request.and_then(|request| request.parameters.get(name).map(str::to_owned)).unwrap_or_default()
}

#[when(
    regex = r"^RebootInstance is called with the same SignatureNonce, newly signed, in (XML|JSON)$"
)]
async fn same_nonce(world: &mut World, format: Format) {
    let nonce = carried(world, parameter::SIGNATURE_NONCE);
    let call = world
        .reboot()
        .or_stop()
        .format(format)
        .with(parameter::SIGNATURE_NONCE, nonce)
        .with(parameter::FORCE_STOP, "false");
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^RebootInstance is called with the same Timestamp and another SignatureNonce in (XML|JSON)$"
)]
async fn same_timestamp(world: &mut World, format: Format) {
    let timestamp = carried(world, parameter::TIMESTAMP);
    let call = world.reboot().or_stop().format(format).with(parameter::TIMESTAMP, timestamp);
    world.judge(call).await.or_stop();
}
