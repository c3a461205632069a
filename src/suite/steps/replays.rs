//! When: bytes that are sent again, and nonces that are used again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use cucumber::{then, when};

use crate::api::Format;
use crate::api::errors::{Failure, Terms};
use crate::api::names::parameter;
use crate::client::{Place, Signing};
use crate::outcome::Purpose;
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::client::Way;
use crate::suite::journal::Logs;
use crate::suite::judge;
use crate::suite::session::Session;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::volume::{MANY_CALLS, MANY_TIME, MANY_TIME_THROTTLED};
use crate::suite::world::{Bench, World};
use crate::wire::request::Method;

/// How many of them are under way at once: what small endpoints take beside other scenarios.
const AT_ONCE: usize = 4;

#[when("the same bytes are sent again")]
async fn sent_again(world: &mut World) {
    let (call, signed) = world.sent().or_stop();
    world.judge_signed(call, signed, Way::Any).await.or_stop();
}

#[when("the same bytes are sent again over a connection of their own")]
async fn sent_again_apart(world: &mut World) {
    let (call, signed) = world.sent().or_stop();
    world.judge_signed(call, signed, Way::Apart).await.or_stop();
}

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called a thousand times more$")]
async fn called_a_thousand_times(world: &mut World, called: Called) {
    let Bench { session, .. } = world.bench().or_stop();
    let call = &world.called(called).or_stop().format(session.observing_format());
    let (session, began, made) = (&*session, Instant::now(), &AtomicUsize::new(0));
    let goes_on = move || {
        let limit = if session.is_throttled() { MANY_TIME_THROTTLED } else { MANY_TIME };
        began.elapsed() < limit && made.fetch_add(1, Ordering::Relaxed) < MANY_CALLS
    };
    let mut logs = Logs::new(&mut world.log, AT_ONCE);
    let all = logs.each().map(|log| async move {
        let mut answered = 0;
        while goes_on() {
            let received = session.call(log, Purpose::Arrange, call).await;
            answered += usize::from(received.status().is_some());
        }
        answered
    });
    let answered: usize = futures::future::join_all(all).await.into_iter().sum();
    drop(logs);
    match answered {
        0 => stop(Stop::Inconclusive("none of the calls between had an answer".into())),
        MANY_CALLS => {}
        fewer => world.notes.push(format!("{fewer} calls were made, not a thousand")),
    }
}

/// Refusals that come before the operation is reached: for what is said of every answer.
#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON$"
)]
async fn refused_at_the_door(world: &mut World, called: Called) {
    let session = world.bench().or_stop().session;
    for format in Format::ALL {
        let plain = world.called(called).or_stop().format(format);
        let again = plain.clone().with(parameter::SIGNATURE_NONCE, session.nonce());
        let wrong = plain.clone().signing(Signing::OtherSecret);
        for call in [again.clone(), again, wrong, plain.without(parameter::VERSION)] {
            world.judge(call).await.or_stop();
        }
    }
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
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the same SignatureNonce, newly signed, in (XML|JSON)$"
)]
async fn same_nonce(world: &mut World, called: Called, format: Format) {
    let nonce = carried(world, parameter::SIGNATURE_NONCE);
    let call = world
        .called(called)
        .or_stop()
        .format(format)
        .with(parameter::SIGNATURE_NONCE, nonce)
        .with(parameter::FORCE_STOP, "false");
    world.judge(call).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the same Timestamp and another SignatureNonce in (XML|JSON)$"
)]
async fn same_timestamp(world: &mut World, called: Called, format: Format) {
    let call = of_the_same_second(world, called, format);
    world.judge(call).await.or_stop();
}

/// A call with the last one's Timestamp, so that what is done about the nonce is all that sets them apart.
fn of_the_same_second(world: &World, called: Called, format: Format) -> Call {
    let timestamp = carried(world, parameter::TIMESTAMP);
    world.called(called).or_stop().format(format).with(parameter::TIMESTAMP, timestamp)
}

/// The last call's nonce, on a call of another kind.
async fn with_its_nonce(world: &mut World, call: Call) {
    let nonce = carried(world, parameter::SIGNATURE_NONCE);
    world.judge(call.with(parameter::SIGNATURE_NONCE, nonce)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the same SignatureNonce by POST in (XML|JSON)$"
)]
async fn same_nonce_by_post(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format).post(Place::PostQuery);
    with_its_nonce(world, call).await;
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed by version 3 with the same SignatureNonce$"
)]
async fn same_nonce_by_version_3(world: &mut World, called: Called) {
    let call = world.called(called).or_stop().version_3().post(Place::PostQuery);
    with_its_nonce(world, call.header("accept", "application/json")).await;
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a SignatureNonce that goes on where the last one ended, in (XML|JSON)$"
)]
async fn longer_nonce(world: &mut World, called: Called, format: Format) {
    let last = carried(world, parameter::SIGNATURE_NONCE);
    let call = of_the_same_second(world, called, format);
    let make = |session: &Session| {
        call.clone().with(parameter::SIGNATURE_NONCE, format!("{last}{}", session.nonce()))
    };
    world.judge_made(make).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the same SignatureNonce in other letter case, in (XML|JSON)$"
)]
async fn nonce_in_other_case(world: &mut World, called: Called, format: Format) {
    let last = carried(world, parameter::SIGNATURE_NONCE);
    if !last.contains(|letter: char| letter.is_ascii_lowercase()) {
        stop(Stop::Inconclusive(format!("the nonce {last:?} has no small letters")));
    }
    let call = of_the_same_second(world, called, format);
    let make = |session: &Session| {
        let nonce = in_other_case(&last, &session.nonce());
        call.clone().with(parameter::SIGNATURE_NONCE, nonce)
    };
    world.judge_made(make).await.or_stop();
}

/// A nonce with some of its small letters as capitals: which ones, other letters decide, but for the first.
fn in_other_case(nonce: &str, by: &str) -> String {
    let mut is_first = true;
    let turned = |(letter, by): (char, char)| {
        let is_turned = letter.is_ascii_lowercase() && (is_first || by < '8');
        is_first &= !is_turned;
        if is_turned { letter.to_ascii_uppercase() } else { letter }
    };
    nonce.chars().zip(by.chars().chain(std::iter::repeat('0'))).map(turned).collect()
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a SignatureNonce of 300 characters in (XML|JSON)$"
)]
async fn long_nonce(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format);
    let make = |session: &Session| {
        // New from the first character on: another one of this scenario may have been used before.
        let nonce = format!("{}{:a<268}", session.nonce(), "");
        call.clone().with(parameter::SIGNATURE_NONCE, nonce)
    };
    world.judge_made(make).await.or_stop();
}

/// What characters and lengths a nonce may have is not documented in 2018.
#[then("the call succeeds, unless the endpoint takes no such nonce")]
async fn succeeds_unless_no_nonce(world: &mut World) {
    let received = world.last().or_stop();
    let (invalid, name) = (Failure::ParameterInvalid, parameter::SIGNATURE_NONCE);
    if judge::refused_as(received, invalid, name, Terms::default()).is_ok() {
        let came = received.describe();
        stop(Stop::Inconclusive(format!("the endpoint takes no such nonce: {came}")));
    }
    super::answers::served(world);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_letters_are_turned_and_the_first_always() {
        assert_eq!(in_other_case("1abc", "0909"), "1ABc");
        assert_eq!(in_other_case("1abcd", "0900"), "1ABCD");
        assert_eq!(in_other_case("12", "00"), "12");
    }
}
