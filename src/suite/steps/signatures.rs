//! When: calls that are signed in another way, or changed after signing.

use cucumber::{then, when};

use crate::outcome::Purpose;
use crate::spec::Format;
use crate::spec::errors::{Failure, Terms};
use crate::spec::names::parameter;
use crate::suite::call::{Call, Edit, Order, Place, Signing, Spelling, no_signature};
use crate::suite::client::Way;
use crate::suite::judge::{self};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;
use crate::wire::percent;

#[when(regex = r"^RebootInstance is called with a signature (.+) in (XML|JSON)$")]
async fn called_with_signature(world: &mut World, which: String, format: Format) {
    let mut call = world.reboot().or_stop().format(format);
    let signing = match which.as_str() {
        "under another secret" => Signing::OtherSecret,
        "under the bare secret" => Signing::BareSecret,
        "for the method POST" => Signing::ForMethod("POST"),
        "over unsorted parameters" => Signing::Unsorted,
        "that takes a blank for +" => {
            // The signed text must hold a blank for the two readings to differ.
            call = call.nonce_begins("a blank ");
            Signing::PlusForBlank
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
    regex = r#"^RebootInstance is called with SignatureMethod "HMAC-SHA256", and signed by that, in (XML|JSON)$"#
)]
async fn called_signed_by_sha256(world: &mut World, format: Format) {
    let call = world.reboot().or_stop().format(format);
    let call = call.with(parameter::SIGNATURE_METHOD, "HMAC-SHA256");
    world.judge(call.signing(Signing::Sha256)).await.or_stop();
}

#[when(
    regex = r"^RebootInstance is sent by (POST|HEAD) with a signature for the method GET in (XML|JSON)$"
)]
async fn sent_as_get(world: &mut World, method: String, format: Format) {
    let call = world.reboot().or_stop().format(format);
    let call = if method == "HEAD" { call.method("HEAD") } else { call.post(Place::Query) };
    world.judge(call.signing(Signing::ForMethod("GET"))).await.or_stop();
}

#[when(regex = r"^RebootInstance is signed with ForceStop=false in (XML|JSON), and then (.+)$")]
async fn changed_after_signing(world: &mut World, format: Format, what: String) {
    let own = |text: &str| text.to_owned();
    let edit = match what.as_str() {
        "ForceStop is changed to true" => Edit::Set(own(parameter::FORCE_STOP), own("true")),
        "RegionId is added" => Edit::Set(own(parameter::REGION_ID), own("cn-hangzhou")),
        "ForceStop is dropped" => Edit::Drop(own(parameter::FORCE_STOP)),
        "ForceStop is renamed forceStop" => {
            Edit::Rename(own(parameter::FORCE_STOP), own("forceStop"))
        }
        "the instance is changed to the other" => {
            let other = match &world.leases[..] {
                [_, other] => other.id.clone(),
                _ => stop(Stop::Broken("there is no other instance".into())),
            };
            Edit::Set(own(parameter::INSTANCE_ID), other)
        }
        other => stop(Stop::Broken(format!("there is no change {other:?}"))),
    };
    let call = world.reboot().or_stop().format(format).with(parameter::FORCE_STOP, "false");
    world.judge(call.edit(edit)).await.or_stop();
}

#[when(regex = r"^RebootInstance is called with the parameters (.+) in (XML|JSON)$")]
async fn called_in_order(world: &mut World, which: String, format: Format) {
    let call = world.reboot().or_stop().format(format).with(parameter::FORCE_STOP, "false");
    let call = match which.as_str() {
        "sorted" => call.order(Order::Sorted),
        "sorted backwards" => call.order(Order::Reversed),
        "behind the signature" => call.order(Order::SignatureFirst),
        "written with lower-case digits" => {
            // With letters among its escapes' digits, so that their letter case shows.
            call.spelling(Spelling::LowerHex).nonce_begins("/*:云")
        }
        "escaped without need" => call.spelling(Spelling::Needless),
        other => stop(Stop::Broken(format!("there is no order {other:?}"))),
    };
    world.judge(call).await.or_stop();
}

/// Calls with a parameter that holds a text. It is one that the operation does not define, or the
/// nonce, where the endpoint makes use of its right to refuse the former.
async fn call_holding(world: &mut World, text: &str, format: Format) {
    let call = world.reboot().or_stop().format(format);
    world.judge(call.clone().with("Remark", text)).await.or_stop();
    if unsupported(world) {
        world.judge(call.nonce_begins(text)).await.or_stop();
    }
}

/// Whether the endpoint refused a parameter because the operation does not define it.
fn unsupported(world: &World) -> bool {
    let received = world.last().or_stop();
    judge::refused_as(received, Failure::ParameterUnsupported, "", Terms::default()).is_ok()
}

#[when(regex = r"^RebootInstance is called with a parameter that holds (\S+) in (XML|JSON)$")]
async fn called_holding(world: &mut World, encoded: String, format: Format) {
    let text = percent::decode(encoded.as_bytes())
        .map_err(|error| Stop::Broken(format!("{encoded:?}: {error}")))
        .or_stop();
    call_holding(world, &text, format).await;
}

#[when(regex = r"^RebootInstance is called with further parameters named (.+) in (XML|JSON)$")]
async fn called_with_names(world: &mut World, names: String, format: Format) {
    let call = world.reboot().or_stop().format(format);
    let add = |call: Call, name: &str| call.with(name, "x");
    let call = names.split(", ").fold(call, add);
    world.judge(call).await.or_stop();
}

#[then("the call succeeds, unless the endpoint refuses parameters that it does not define")]
async fn succeeds_or_unsupported(world: &mut World) {
    if unsupported(world) {
        let came = world.last().or_stop().describe();
        world.notes.push(format!("no such request can be served here: {came}"));
    } else {
        super::answers::served(world);
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
