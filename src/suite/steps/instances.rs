//! Given: instances and ids.

use cucumber::{given, when};
use serde_json::json;

use crate::spec::errors::Passing;
use crate::spec::instance::{InstanceStatus, LockReason};
use crate::suite::arrange::Need;
use crate::suite::stop::OrStop;
use crate::suite::world::{Bench, World};

fn lock_named(word: &str) -> LockReason {
    match word {
        "financial" => LockReason::Financial,
        _ => LockReason::Security,
    }
}

#[given(regex = r"^an? (Pending|Starting|Running|Stopping|Stopped) instance$")]
async fn an_instance(world: &mut World, status: InstanceStatus) {
    world.lend(&[Need::status(status)]).await.or_stop();
}

#[given("two Running instances of the same owner")]
async fn two_instances(world: &mut World) {
    let running = Need::status(InstanceStatus::Running);
    world.lend(&[running.clone(), running]).await.or_stop();
}

#[given(regex = r#"^a (Running|Stopped) instance locked for "(security|financial)"$"#)]
async fn a_locked_instance(world: &mut World, status: InstanceStatus, lock: String) {
    let need = Need { locks: vec![lock_named(&lock)], ..Need::status(status) };
    world.lend(&[need]).await.or_stop();
}

#[given(r#"a Running instance locked for "security", whose lock can be lifted"#)]
async fn a_liftable_lock(world: &mut World) {
    let need = Need {
        locks: vec![LockReason::Security],
        to_be_changed: true,
        ..Need::status(InstanceStatus::Running)
    };
    world.lend(&[need]).await.or_stop();
}

#[given("a Running instance with an abnormal disk")]
async fn a_disk_abnormal(world: &mut World) {
    let need = Need { disk_abnormal: true, ..Need::status(InstanceStatus::Running) };
    world.lend(&[need]).await.or_stop();
}

#[given(r#"a Running instance locked for "security" with an abnormal disk"#)]
async fn locked_with_a_disk_abnormal(world: &mut World) {
    let need = Need {
        locks: vec![LockReason::Security],
        disk_abnormal: true,
        ..Need::status(InstanceStatus::Running)
    };
    world.lend(&[need]).await.or_stop();
}

#[given(r#"a Running instance locked for "financial" and "security""#)]
async fn locked_twice(world: &mut World) {
    let need = Need {
        locks: vec![LockReason::Financial, LockReason::Security],
        ..Need::status(InstanceStatus::Running)
    };
    world.lend(&[need]).await.or_stop();
}

#[given("a Running instance with an encrypted disk whose key may not be used")]
async fn with_a_key_refused(world: &mut World) {
    let need = Need { kms_unauthorized: true, ..Need::status(InstanceStatus::Running) };
    world.lend(&[need]).await.or_stop();
}

#[given(regex = r#"^a Running instance on which every call fails with "([\w-]+)"$"#)]
async fn with_a_fault(world: &mut World, fault: String) {
    world.lend(&[Need::status(InstanceStatus::Running)]).await.or_stop();
    let lease = world.lease().or_stop();
    let Bench { session, arranger, .. } = world.bench().or_stop();
    arranger.break_calls(&session, &mut world.log, &lease, &fault).await.or_stop();
    world.arranged = Some(match fault.as_str() {
        "throttling" => Passing::Throttled,
        _ => Passing::ServerFault,
    });
}

#[given("a Running instance of another account")]
async fn another_account(world: &mut World) {
    let need = Need { other_account: true, ..Need::status(InstanceStatus::Running) };
    world.lend(&[need]).await.or_stop();
}

#[given("the well-formed id of an instance that does not exist")]
async fn no_instance(world: &mut World) {
    let id = world.bench().or_stop().session.unused_instance_id();
    world.instance_id = Some(id);
}

#[when("the lock is lifted")]
async fn lift_the_lock(world: &mut World) {
    let lease = world.lease().or_stop();
    let bench = world.bench().or_stop();
    let change = json!({ "locks": [] });
    bench.arranger.change(&bench.session, &mut world.log, &lease, &change).await.or_stop();
}
