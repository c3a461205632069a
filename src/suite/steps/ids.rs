//! Ids that are nearly those of an instance, and ids of no instance.

use cucumber::when;

use crate::api::Format;
use crate::api::instance::InstanceStatus;
use crate::api::names::parameter;
use crate::suite::called::Called;
use crate::suite::ids::{Character, is_roomy};
use crate::suite::need::Need;
use crate::suite::observe::{self, Seen};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::{Bench, World};

/// How often another id is tried where one turns out to be taken.
const TRIES: usize = 24;

/// A well-formed id that no instance has.
pub(super) async fn unused(world: &mut World) -> String {
    let Bench { session, arranger, .. } = world.bench().or_stop();
    if !session.known_ids.any() {
        // What ids look like shows the first that is given. Where there is no way to come by one, the form of the
        // documentation's examples has to do.
        let running = [Need::status(InstanceStatus::Running)];
        if let Ok(leases) = arranger.lend(&session, &mut world.log, &running).await {
            for lease in leases {
                arranger.give_back(&session, &mut world.log, &lease).await;
            }
        }
    }
    for _ in 0..TRIES {
        let id = session.unused_instance_id();
        if is_roomy(&id) || is_there(world, &id).await != Some(true) {
            return id;
        }
        session.known_ids.note(&id);
    }
    stop(Stop::Inconclusive("every id like those of the endpoint is one of an instance".into()))
}

/// Whether an instance of this id is shown: it may be one that nobody lent. Nothing where nothing can show it.
async fn is_there(world: &mut World, id: &str) -> Option<bool> {
    let session = world.bench().or_stop().session;
    match observe::look(&session, &mut world.log, id, None).await.or_stop() {
        Seen::Status(_) => Some(true),
        Seen::Absent(_) => Some(false),
        Seen::Nothing(_) => None,
    }
}

/// So many of its first characters.
fn beginning(id: &str, length: usize) -> String {
    id.chars().take(length).collect()
}

/// The id of the instance with something added, cut or changed, as the features say it; several where one may
/// be another instance's.
fn changed(world: &World, how: &str) -> Vec<String> {
    let session = world.bench().or_stop().session;
    let id = world.lease().or_stop().id;
    let length = id.chars().count();
    let one = match how {
        "one character changed" => {
            // Where nobody can look, the last character is not for guessing.
            let is_blind = session.sight.is_blind();
            let which = if is_blind { Character::Middle } else { Character::Any };
            return session.ids_one_character_away(&id, which);
        }
        // Where that is another's, a shorter or longer beginning does as well.
        "its last character cut off" => {
            return (1..length).rev().map(|length| beginning(&id, length)).collect();
        }
        "its first half alone" => {
            let half = length / 2;
            let lengths = (1..=half).rev().chain(half + 1..length);
            return lengths.map(|length| beginning(&id, length)).collect();
        }
        "twice over" => format!("{id}{id}"),
        "in other letter case" => {
            let turn = |c: char| match c {
                'a'..='z' => c.to_ascii_uppercase(),
                other => other.to_ascii_lowercase(),
            };
            id.chars().map(turn).collect()
        }
        other => {
            let is_before = other.ends_with(" before it");
            let what = other.trim_end_matches(" before it").trim_end_matches(" behind it");
            let text = match what {
                "a blank" => " ",
                "a tab" => "\t",
                "a line feed" => "\n",
                "a line end" => "\r\n",
                "a NUL" => "\0",
                "a comma" => ",",
                "a path" if is_before => "../",
                "a path" => "/x",
                "a query" if is_before => "?InstanceId=",
                "a query" => "?ForceStop=true",
                "a semicolon" => ";",
                _ => stop(Stop::Broken(format!("there is no id {how:?}"))),
            };
            if is_before { format!("{text}{id}") } else { format!("{id}{text}") }
        }
    };
    vec![one]
}

/// Changes that leave what may be the id of another instance, which the suite must not touch.
const MAY_BE_ANOTHER: [&str; 3] =
    ["one character changed", "its last character cut off", "its first half alone"];

#[when(regex = r"^(the operation|[A-Z][A-Za-z]+) is called with its id, (.+), in (XML|JSON)$")]
async fn called_nearly(world: &mut World, called: Called, how: String, format: Format) {
    let session = world.bench().or_stop().session;
    let is_asked = MAY_BE_ANOTHER.contains(&&*how);
    if is_asked && session.known_ids.holds_secret(&world.lease().or_stop().id) {
        stop(Stop::Inconclusive("its id holds a secret, and a part of that is never sent".into()));
    }
    let own = world.lease().or_stop().id;
    for id in changed(world, &how).into_iter().take(TRIES) {
        if is_asked {
            if session.known_ids.has(&id) {
                continue;
            }
            match is_there(world, &id).await {
                Some(true) => continue,
                Some(false) => {}
                // It may well be an instance that nobody lent to the suite.
                None if session.known_ids.may_be_counted(&own) => {
                    let reason = format!(
                        "nothing shows whether its id, {how}, is the id of another instance"
                    );
                    stop(Stop::Inconclusive(reason));
                }
                None => {}
            }
        }
        let call = world.called(called).or_stop().with(parameter::INSTANCE_ID, id).format(format);
        return world.judge(call).await.or_stop();
    }
    stop(Stop::Inconclusive(format!("its id, {how}, is the id of another instance")));
}
