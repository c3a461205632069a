//! Given: instances and ids.

use cucumber::{given, when};
use serde_json::json;

use crate::api::errors::Passing;
use crate::api::instance::InstanceStatus;
use crate::suite::need::{Need, UnknownNeed};
use crate::suite::stop::{OrStop, Stop};
use crate::suite::world::{Bench, World};

/// An instance, and whatever is said of it: the words of a [`Need`].
#[given(
    regex = r"^(an? (?:Pending|Starting|Running|Stopping|Stopped) instance(?: (?:locked|with|of) .+|, wh.+)?)$"
)]
async fn an_instance(world: &mut World, words: String) {
    let need = words
        .parse::<Need>()
        .map_err(|unknown: UnknownNeed| Stop::Broken(unknown.to_string()))
        .or_stop();
    world.lend(&[need]).await.or_stop();
}

#[given("an instance for the operation")]
async fn for_the_operation(world: &mut World) {
    let need = Need::for_operation(world.under_test().or_stop());
    world.lend(&[need]).await.or_stop();
}

#[given("an instance that the operation is refused for")]
async fn refused_for(world: &mut World) {
    let need = Need::refused_for(world.under_test().or_stop());
    world.lend(&[need]).await.or_stop();
}

#[given("two instances for the operation, of the same owner")]
async fn two_for_the_operation(world: &mut World) {
    let need = Need::for_operation(world.under_test().or_stop());
    world.lend(&[need.clone(), need]).await.or_stop();
}

#[given("two Running instances of the same owner")]
async fn two_instances(world: &mut World) {
    let running = Need::status(InstanceStatus::Running);
    world.lend(&[running.clone(), running]).await.or_stop();
}

#[given(regex = r#"^a Running instance on which every call fails with "([A-Za-z0-9_-]+)"$"#)]
async fn that_fails(world: &mut World, failure: String) {
    world.lend(&[Need::status(InstanceStatus::Running)]).await.or_stop();
    let lease = world.lease().or_stop();
    let Bench { session, arranger, .. } = world.bench().or_stop();
    arranger.break_calls(&session, &mut world.log, &lease, &failure).await.or_stop();
    world.arranged = Some(match failure.as_str() {
        "throttling" => Passing::Throttled,
        _ => Passing::ServerFault,
    });
}

#[given("the well-formed id of an instance that does not exist")]
async fn no_instance(world: &mut World) {
    let id = super::ids::unused(world).await;
    world.instance_id = Some(id);
}

#[given("the id of an instance that was removed")]
async fn a_removed_instance(world: &mut World) {
    let running = Need::status(InstanceStatus::Running);
    world.lend(&[Need { to_be_changed: true, ..running }]).await.or_stop();
    let lease = world.lease().or_stop();
    let Bench { session, arranger, .. } = world.bench().or_stop();
    arranger.remove_made(&session, &mut world.log, &lease).await.or_stop();
    world.leases.clear();
}

async fn relock(world: &mut World, reasons: &[&str]) {
    let lease = world.lease().or_stop();
    let bench = world.bench().or_stop();
    let change = json!({ "locks": reasons });
    bench.arranger.change(&bench.session, &mut world.log, &lease, &change).await.or_stop();
}

#[when("the lock is lifted")]
async fn lift_the_lock(world: &mut World) {
    relock(world, &[]).await;
}

#[when(regex = r#"^of its locks "(security|financial)" alone is left$"#)]
async fn lift_one_of_two(world: &mut World, left: String) {
    relock(world, &[&*left]).await;
}

#[when(regex = r#"^it is locked for "(security)" again$"#)]
async fn lock_again(world: &mut World, reason: String) {
    relock(world, &[&*reason]).await;
}
