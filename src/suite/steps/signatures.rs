//! When: calls that are signed in another way, or changed after signing.

use cucumber::{then, when};

use crate::api::Format;
use crate::api::names::parameter;
use crate::client::{Change, Edit, Order, Place, Signing, Spelling, no_signature};
use crate::outcome::Purpose;
use crate::suite::call::Call;
use crate::suite::called::Called;
use crate::suite::client::Way;
use crate::suite::free;
use crate::suite::judge;
use crate::suite::session::Session;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;
use crate::wire::percent;

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a signature (.+) in (XML|JSON)$")]
async fn called_with_signature(world: &mut World, called: Called, which: String, format: Format) {
    let mut call = world.called(called).or_stop().format(format);
    let signing = match which.as_str() {
        "under another secret" => Signing::OtherSecret,
        "under the bare secret" => Signing::BareSecret,
        "for the method POST" => Signing::ForMethod("POST"),
        "over unsorted parameters" => Signing::Unsorted,
        "that takes a blank for +" => {
            // The signed text must hold a blank for the two readings to differ.
            return judge_holding(world, call.signing(Signing::PlusForBlank), free::WITH_BLANK)
                .await;
        }
        "with its first character changed" => Signing::Changed(Change::FirstCharacter),
        "with its last character changed" => Signing::Changed(Change::LastCharacter),
        "in other letter case" => Signing::Changed(Change::LetterCase),
        "with its last bytes cut off" => Signing::Changed(Change::BytesCut),
        "with a byte added" => Signing::Changed(Change::ByteAdded),
        "with a text behind it" => Signing::Changed(Change::TextAdded),
        "without its =" => Signing::Changed(Change::Unpadded),
        "in the alphabet of addresses" => {
            call = call.signing(Signing::Changed(Change::UrlSafe));
            return world.judge_made(|session| with_marks(session, &call)).await.or_stop();
        }
        "of the right length that is none" => Signing::Text(no_signature()),
        "that is not Base64" => Signing::Text("*** not Base64 ***".into()),
        "that is empty" => Signing::Text(String::new()),
        "that is cut short" => Signing::CutShort,
        "that another call had" => {
            // The endpoint must have found it right once: it may remember that.
            let session = world.bench().or_stop().session;
            let other = call.clone().with(parameter::INSTANCE_ID, session.unused_instance_id());
            let (_, signed) =
                session.call_signed(&mut world.log, Purpose::Arrange, &other, Way::Any, None).await;
            Signing::Text(signed.signature)
        }
        other => stop(Stop::Broken(format!("there is no signature {other:?}"))),
    };
    world.judge(call.signing(signing)).await.or_stop();
}

#[when(
    regex = r#"^(the operation|[A-Z][A-Za-z]+) is called with SignatureMethod "HMAC-SHA256", and signed by that, in (XML|JSON)$"#
)]
async fn called_signed_by_sha256(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format);
    let call = call.with(parameter::SIGNATURE_METHOD, "HMAC-SHA256");
    world.judge(call.signing(Signing::Sha256)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is sent by (POST|HEAD) with a signature for the method GET in (XML|JSON)$"
)]
async fn sent_as_get(world: &mut World, called: Called, method: String, format: Format) {
    let call = world.called(called).or_stop().format(format);
    let call = if method == "HEAD" { call.method("HEAD") } else { call.post(Place::PostQuery) };
    world.judge(call.signing(Signing::ForMethod("GET"))).await.or_stop();
}

/// A value that is set after signing, in the query and in a form body alike.
fn set_after_signing(what: &str) -> Edit {
    match what {
        "ForceStop is changed to true" => Edit::set(parameter::FORCE_STOP, "true"),
        "an empty SignatureType is added" => Edit::set(parameter::SIGNATURE_TYPE, ""),
        other => stop(Stop::Broken(format!("there is no change {other:?}"))),
    }
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed with ForceStop=false in (XML|JSON), and then (.+)$"
)]
async fn changed_after_signing(world: &mut World, called: Called, format: Format, what: String) {
    let edit = match what.as_str() {
        "RegionId is added" => Edit::set(parameter::REGION_ID, "cn-hangzhou"),
        "ForceStop is dropped" => Edit::drop(parameter::FORCE_STOP),
        "ForceStop is renamed forceStop" => Edit::rename(parameter::FORCE_STOP, "forceStop"),
        "the instance is changed to the other" => {
            let other = match &world.leases[..] {
                [_, other] => other.id.clone(),
                _ => stop(Stop::Broken("there is no other instance".into())),
            };
            Edit::set(parameter::INSTANCE_ID, other)
        }
        other => set_after_signing(other),
    };
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "false");
    world.judge(call.edit(edit)).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with the parameters (.+) in (XML|JSON)$"
)]
async fn called_in_order(world: &mut World, called: Called, which: String, format: Format) {
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "false");
    let call = match which.as_str() {
        "sorted" => call.order(Order::Sorted),
        "sorted backwards" => call.order(Order::Reversed),
        "behind the signature" => call.order(Order::SignatureFirst),
        "written with lower-case digits" => {
            return judge_holding(world, call.spelling(Spelling::LowerHex), free::WITH_LETTERS)
                .await;
        }
        "escaped without need" => call.spelling(Spelling::Needless),
        other => stop(Stop::Broken(format!("there is no order {other:?}"))),
    };
    world.judge(call).await.or_stop();
}

/// Calls with a parameter that holds a text. It is one that the operation does not define, or the
/// nonce, where the endpoint makes use of its right to refuse the former.
///
/// What a nonce may hold is not documented: where that is refused for it too, nothing can be asked.
async fn judge_holding(world: &mut World, call: Call, text: &str) {
    world.judge(call.clone().with(free::FURTHER, text)).await.or_stop();
    if !unsupported(world) {
        return;
    }
    world.judge(call.nonce_begins(text)).await.or_stop();
    let received = world.last().or_stop();
    if free::is_no_nonce(received) {
        stop(Stop::Inconclusive(free::no_text(text, &received.describe())));
    }
}

/// A call whose signature holds a `+` or a `/`, which is written otherwise in the alphabet of addresses.
fn with_marks(session: &Session, call: &Call) -> Call {
    loop {
        let call = call
            .clone()
            .with(parameter::SIGNATURE_NONCE, session.nonce())
            .with(parameter::TIMESTAMP, session.endpoint_now().to_string());
        if session.sign(&call).signature.contains(['+', '/']) {
            return call;
        }
    }
}

/// A parameter that is not defined, with an empty value; where the endpoint makes use of its right to refuse it,
/// nothing can be asked.
async fn judge_with_empty(world: &mut World, call: Call) {
    for name in [parameter::SIGNATURE_TYPE, free::FURTHER] {
        world.judge(call.clone().with(name, "")).await.or_stop();
        if !unsupported(world) {
            return;
        }
    }
    no_free_name(world);
}

fn no_free_name(world: &World) -> ! {
    stop(Stop::Inconclusive(free::no_name(&world.last().or_stop().describe())))
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with an empty SignatureType in (XML|JSON)$"
)]
async fn called_with_empty(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format);
    judge_with_empty(world, call).await;
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed with an empty SignatureType in (XML|JSON), and then that is dropped$"
)]
async fn empty_dropped(world: &mut World, called: Called, format: Format) {
    let call = world.called(called).or_stop().format(format).with(parameter::SIGNATURE_TYPE, "");
    world.judge(call.edit(Edit::drop(parameter::SIGNATURE_TYPE))).await.or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is signed in a form body in (XML|JSON), and then (.+)$"
)]
async fn form_changed(world: &mut World, called: Called, format: Format, what: String) {
    let call = world.called(called).or_stop().format(format).with(parameter::FORCE_STOP, "false");
    let call = call.post(Place::Form);
    let call = match what.as_str() {
        "an empty SignatureType is dropped" => {
            call.with(parameter::SIGNATURE_TYPE, "").edit(Edit::drop(parameter::SIGNATURE_TYPE))
        }
        other => call.edit(set_after_signing(other)),
    };
    world.judge(call).await.or_stop();
}

/// Whether the endpoint refused a parameter because the operation does not define it.
fn unsupported(world: &World) -> bool {
    free::is_unsupported(world.last().or_stop())
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with a parameter that holds (\S+) in (XML|JSON)$"
)]
async fn called_holding(world: &mut World, called: Called, encoded: String, format: Format) {
    let text = percent::decode(encoded.as_bytes())
        .map_err(|error| Stop::Broken(format!("{encoded:?}: {error}")))
        .or_stop();
    let call = world.called(called).or_stop().format(format);
    judge_holding(world, call, &text).await;
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called with further parameters named (.+) in (XML|JSON)$"
)]
async fn called_with_names(world: &mut World, called: Called, names: String, format: Format) {
    let call = world.called(called).or_stop().format(format);
    let add = |call: Call, name: &str| call.with(name, "x");
    let call = names.split(", ").fold(call, add);
    world.judge(call).await.or_stop();
    if unsupported(world) {
        no_free_name(world);
    }
}

#[then("the answer discloses neither the secret nor the expected signature")]
async fn discloses_nothing(world: &mut World) {
    let (_, signed) = world.sent().or_stop();
    let secret = world.bench().or_stop().session.target.access_key.secret.clone();
    let hidden =
        [("the secret", secret.reveal()), ("the expected signature", signed.signature.as_str())];
    judge::discloses_nothing(world.last().or_stop(), &hidden).or_stop();
}
