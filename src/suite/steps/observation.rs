//! When and Then: DescribeInstanceStatus, DescribeInstances, StartInstance and StopInstance, where a
//! rule is about what they show or refuse.

use cucumber::{then, when};

use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::api::{Edition, Format};
use crate::suite::call::Call;
use crate::suite::journal::{MEANT, Place, listed, sightings};
use crate::suite::judge;
use crate::suite::observe;
use crate::suite::search::{Next, Search};
use crate::suite::sight::{Describe, Found};
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
fn unless_unserved(world: &World, action: &str) {
    if is_not_served(world) {
        world.bench().or_stop().session.note_unserved(action);
        let came = world.last().or_stop().describe();
        stop(Stop::Inconclusive(format!("nothing to observe with: {action} gave {came}")));
    }
}

/// Looks for the instance by a Describe operation. One that takes no list of ids and shows all in pages is
/// read page by page; the last page that was read is what is judged. What was arranged may be shown late.
async fn look(world: &mut World, describe: Describe, format: Format) -> Found {
    let session = world.bench().or_stop().session;
    session.lateness.wait().await;
    let id = world.lease().or_stop().id;
    let (mut search, mut call) = Search::begin(&session, describe, &id, format);
    loop {
        world.judge(call).await.or_stop();
        match search.take(&session, world.last().or_stop()) {
            Next::Ask(next) => call = *next,
            Next::Found(found) => return found,
        }
    }
}

#[when(regex = r"^(DescribeInstanceStatus|DescribeInstances) is called for it in (XML|JSON)$")]
async fn describe(world: &mut World, action: String, format: Format) {
    let describe = Describe::of(&action)
        .ok_or_else(|| Stop::Broken(format!("{action} shows no instance")))
        .or_stop();
    look(world, describe, format).await;
    unless_unserved(world, &action);
}

#[when(regex = r"^its status is looked at in (XML|JSON)$")]
async fn look_at_its_status(world: &mut World, format: Format) {
    let mut reasons = Vec::new();
    for by in Describe::ALL {
        match look(world, by, format).await {
            Found::Nothing(reason) => reasons.push(reason),
            Found::Shown(_) | Found::Absent => return,
        }
    }
    stop(Stop::Inconclusive(format!("nothing to observe with: {}", reasons.join("; "))));
}

/// An operation that is not served shows nothing.
#[when(regex = r"^it is looked for in (XML|JSON) by each Describe operation that is served$")]
async fn look_by_each(world: &mut World, format: Format) {
    let mut reasons = Vec::new();
    for by in Describe::ALL {
        if let Found::Nothing(reason) = look(world, by, format).await {
            reasons.push(reason);
        }
    }
    if reasons.len() == Describe::ALL.len() {
        stop(Stop::Inconclusive(format!("nothing to observe with: {}", reasons.join("; "))));
    }
}

#[when(regex = r"^(StartInstance|StopInstance) is called for it in (XML|JSON)$")]
async fn start_or_stop(world: &mut World, action: String, format: Format) {
    let id = world.lease().or_stop().id;
    let order = Call::new(&action).format(format).with(parameter::INSTANCE_ID, id);
    world.judge(order).await.or_stop();
    unless_unserved(world, &action);
}

#[then(regex = r"^the answer shows the instance in status ([A-Za-z0-9_]+)$")]
async fn shows_status(world: &mut World, expected: InstanceStatus) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| observe::status_in(document, &id));
    match shown {
        Some(status) if status == expected.word() => {}
        Some(status) => stop(Stop::mismatch(
            format!("the instance {id} in status {expected}"),
            format!("status {status}"),
        )),
        None => {
            let whole = Describe::Status.documented();
            let expected = format!("the instance {id} in status {expected}, shown as {whole}");
            stop(Stop::mismatch(expected, shape(world)));
        }
    }
}

#[then("the answer shows the instance in a documented status")]
async fn shows_documented_status(world: &mut World) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| {
        let by = |by: Describe| by.instance(document, &id)?.text_of("Status").map(str::to_owned);
        Describe::ALL.into_iter().find_map(by)
    });
    if shown.as_deref().is_none_or(|status| status.parse::<InstanceStatus>().is_err()) {
        let actual = shown.map_or_else(|| shape(world), |status| format!("status {status:?}"));
        let whole = Describe::Status.documented();
        let expected = format!("Pending, Starting, Running, Stopping or Stopped, shown as {whole}");
        stop(Stop::mismatch(expected, actual));
    }
}

#[then("the answer shows the instance")]
async fn shows_instance(world: &mut World) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    if document.and_then(|document| observe::lock_reasons_in(document, &id)).is_none() {
        let whole = Describe::Instances.documented();
        stop(Stop::mismatch(format!("the instance {id}, shown as {whole}"), shape(world)));
    }
}

/// A refusal shows nothing either.
#[then("no answer shows the instance")]
async fn shows_no_instance(world: &mut World) {
    let id = world.lease().or_stop().id;
    for received in &world.received {
        let document = received.document();
        let shown = document.and_then(|document| {
            Describe::ALL.into_iter().find_map(|by| by.instance(document, &id))
        });
        if let (Some(_), Some(document)) = (shown, document) {
            stop(Stop::mismatch(
                format!("no answer with {id}, which is another account's"),
                crate::wire::shape::line(&document.value),
            ));
        }
    }
}

/// The lock page of 2018 says that StopInstance is an error; its latest editions let it through.
#[then("the call is an error and the instance still Running; edition current leaves it open")]
async fn stop_is_an_error(world: &mut World) {
    let session = world.bench().or_stop().session;
    let received = world.last().or_stop();
    if session.edition == Edition::Current && received.is_success() {
        let came = received.describe();
        world.notes.push(format!("StopInstance is let through, as this edition has it: {came}"));
        return;
    }
    judge::status_agrees(received, true).or_stop();
    super::statuses::still(world, &world.lease().or_stop(), InstanceStatus::Running.word()).await;
}

#[then(regex = r#"^its OperationLocks show LockReason "([A-Za-z0-9_]+)"$"#)]
async fn shows_lock(world: &mut World, reason: String) {
    super::answers::served(world);
    let id = world.lease().or_stop().id;
    let document = world.last().or_stop().document();
    let shown = document.and_then(|document| observe::lock_reasons_in(document, &id));
    if !shown.as_ref().is_some_and(|reasons| reasons.contains(&reason)) {
        let whole = Describe::Instances.documented();
        let actual = match shown {
            Some(reasons) if !reasons.is_empty() => format!("LockReason {reasons:?}"),
            _ => shape(world),
        };
        let expected = format!("OperationLocks with LockReason {reason:?}, shown as {whole}");
        stop(Stop::mismatch(expected, actual));
    }
}

/// The shape of the last answer, in a line.
fn shape(world: &World) -> String {
    let document = world.last().or_stop().document();
    document.map(|document| crate::wire::shape::line(&document.value)).unwrap_or_default()
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
