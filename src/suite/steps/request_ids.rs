//! Then: RequestIds.

use cucumber::{then, when};

use crate::api::Format;
use crate::suite::called::Called;
use crate::suite::journal::{MEANT, Place, listed, sightings};
use crate::suite::judge;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

#[then("the answer carries a RequestId")]
async fn present(world: &mut World) {
    judge::request_id_present(world.last().or_stop()).or_stop();
}

#[then("its RequestId has the form 8-4-4-4-12 of upper-case hexadecimal digits")]
async fn form(world: &mut World) {
    judge::request_id_form(world.last().or_stop()).or_stop();
}

#[when(
    regex = r"^(the operation|[A-Z][A-Za-z]+) is called ([0-9]+) times, in XML and in JSON by turns$"
)]
async fn called_often(world: &mut World, called: Called, times: usize) {
    for format in Format::ALL.into_iter().cycle().take(times) {
        let call = world.called(called).or_stop().format(format);
        world.judge(call).await.or_stop();
    }
}

#[then("every answer of this run carries a RequestId")]
async fn always_present(world: &mut World) {
    for received in &world.received {
        judge::request_id_present(received).or_stop();
    }
    let journal = world.bench().or_stop().session.journal();
    let without = &journal.without_request_id;
    if !without.is_empty() {
        world.meant = sightings(without.iter().take(MEANT));
        let came = without.iter().map(|place| format!("none in {}", place.words()));
        let expected = format!("a RequestId in each of {} answers", journal.answers);
        stop(Stop::mismatch(expected, listed(came.collect())));
    }
    world.notes.push(format!("{} answers looked at", journal.answers));
}

#[then("no RequestId of this run has come twice")]
async fn never_twice(world: &mut World) {
    for received in &world.received {
        judge::request_id_present(received).or_stop();
    }
    let journal = world.bench().or_stop().session.journal();
    let repeated: Vec<(&String, &Vec<Place>)> =
        journal.request_ids.iter().filter(|(_, places)| places.len() > 1).collect();
    if !repeated.is_empty() {
        // Two answers show a repetition.
        world.meant = sightings(repeated[0].1.iter().take(2));
        let came = repeated.iter().map(|(id, places)| {
            let (first, second) = (places[0].words(), places[1].words());
            let again = if first == second { "there again".to_owned() } else { second };
            format!("{id} {} times, first in {first}, then in {again}", places.len())
        });
        let expected = format!("a different RequestId in each of {} answers", journal.answers);
        stop(Stop::mismatch(expected, listed(came.collect())));
    }
    world.notes.push(format!("{} answers looked at", journal.answers));
}
