//! When and Then: DescribeInstanceStatus, DescribeInstances, StartInstance and StopInstance, where a
//! rule is about what they show or refuse.

use cucumber::{then, when};

use crate::spec::Format;
use crate::spec::instance::InstanceStatus;
use crate::spec::names::{action, parameter};
use crate::suite::call::Call;
use crate::suite::journal::{MEANT, Place, listed, sightings};
use crate::suite::observe;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

fn is_not_served(world: &World) -> bool {
    let received = world.last().or_stop();
    received
        .reading()
        .and_then(|reading| reading.code)
        .is_some_and(|code| code.starts_with("InvalidAction") || code == "UnsupportedOperation")
}

/// An endpoint that does not serve an operation at all has nothing to be judged by it.
async fn call(world: &mut World, action: &str, call: Call) {
    world.judge(call).await.or_stop();
    if is_not_served(world) {
        let came = world.last().or_stop().describe();
        stop(Stop::Inconclusive(format!("nothing to observe with: {action} gave {came}")));
    }
}

#[when(regex = r"^DescribeInstanceStatus is called for it in (XML|JSON)$")]
async fn describe_status(world: &mut World, format: Format) {
    let session = world.bench().or_stop().session;
    let id = world.lease().or_stop().id;
    let describe = observe::status_call(&session, &id).format(format);
    call(world, action::DESCRIBE_INSTANCE_STATUS, describe).await;
}

#[when(regex = r"^DescribeInstances is called for it in (XML|JSON)$")]
async fn describe_instances(world: &mut World, format: Format) {
    let session = world.bench().or_stop().session;
    let id = world.lease().or_stop().id;
    let describe = observe::instance_call(&session, &id).format(format);
    call(world, action::DESCRIBE_INSTANCES, describe).await;
}

#[when(regex = r"^(StartInstance|StopInstance) is called for it in (XML|JSON)$")]
async fn start_or_stop(world: &mut World, action: String, format: Format) {
    let id = world.lease().or_stop().id;
    let order = Call::new(&action).format(format).with(parameter::INSTANCE_ID, id);
    call(world, &action, order).await;
}

#[then(regex = r"^the answer shows the instance in status (\w+)$")]
async fn shows_status(world: &mut World, expected: InstanceStatus) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| observe::status_in(document, &id));
    if shown.as_deref() != Some(expected.word()) {
        let actual = shown.map_or_else(
            || format!("an answer without it: {}", shape(world)),
            |status| format!("status {status}"),
        );
        stop(Stop::mismatch(format!("the instance {id} in status {expected}"), actual));
    }
}

#[then("the answer shows the instance in a documented status")]
async fn shows_documented_status(world: &mut World) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| observe::status_in(document, &id));
    if shown.as_deref().is_none_or(|status| status.parse::<InstanceStatus>().is_err()) {
        let actual = shown.map_or_else(|| shape(world), |status| format!("status {status:?}"));
        stop(Stop::mismatch("Pending, Starting, Running, Stopping or Stopped", actual));
    }
}

#[then("the answer shows the instance")]
async fn shows_instance(world: &mut World) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    if document.and_then(|document| observe::lock_reasons_in(document, &id)).is_none() {
        stop(Stop::mismatch(
            format!("the instance {id}"),
            format!("an answer without it: {}", shape(world)),
        ));
    }
}

#[then(regex = r#"^its OperationLocks show LockReason "(\w+)"$"#)]
async fn shows_lock(world: &mut World, reason: String) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| observe::lock_reasons_in(document, &id));
    if !shown.as_ref().is_some_and(|reasons| reasons.contains(&reason)) {
        let actual = shown.map_or_else(
            || format!("an answer without the instance: {}", shape(world)),
            |reasons| format!("LockReason {reasons:?}"),
        );
        stop(Stop::mismatch(format!("OperationLocks with LockReason {reason:?}"), actual));
    }
}

fn shape(world: &World) -> String {
    let document = world.last().or_stop().document();
    document.map(crate::wire::shape::of).unwrap_or_default()
}

#[then("every status observed in this run is a documented one")]
async fn documented_statuses(world: &mut World) {
    let journal = world.bench().or_stop().session.journal();
    let strange: Vec<(&String, &Place)> = journal
        .statuses
        .iter()
        .filter(|(status, _)| status.parse::<InstanceStatus>().is_err())
        .collect();
    if !strange.is_empty() {
        world.meant = sightings(strange.iter().take(MEANT).map(|(_, place)| *place));
        let came: Vec<String> = strange
            .iter()
            .map(|(status, place)| format!("{status:?}, first in {}", place.words()))
            .collect();
        let expected = "Pending, Starting, Running, Stopping and Stopped alone";
        stop(Stop::mismatch(expected, listed(came)));
    }
    if journal.statuses.is_empty() {
        stop(Stop::Inconclusive("nothing to observe with: no status was seen in this run".into()));
    }
    let seen: Vec<&str> = journal.statuses.keys().map(String::as_str).collect();
    world.notes.push(format!("seen: {}", seen.join(", ")));
}
