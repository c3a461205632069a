//! Then: what every answer has in common, whatever it says.

use cucumber::then;

use crate::api::Format;
use crate::api::errors::is_known_code;
use crate::suite::journal::{MEANT, Matter, Place, listed, sightings};
use crate::suite::judge;
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

#[then("its HostId is the host that was called")]
async fn host_id(world: &mut World) {
    if super::answers::was_served_as_may_be(world) {
        return;
    }
    let url = world.bench().or_stop().session.target.url.clone();
    let host = url.host_str().unwrap_or_default();
    judge::host_id_is(world.last().or_stop(), host, url.port_or_known_default()).or_stop();
}

#[then("the answer begins with the XML declaration")]
async fn declaration(world: &mut World) {
    let received = world.last().or_stop();
    judge::begins_with_declaration(received).or_stop();
    if judge::no_byte_order_mark(received).is_err() {
        world.notes.push("a byte order mark stands before it".to_owned());
    }
}

#[then("the answer begins with no byte order mark")]
async fn no_mark(world: &mut World) {
    judge::no_byte_order_mark(world.last().or_stop()).or_stop();
}

#[then("the Content-Type names the format that was sent")]
async fn content_type(world: &mut World) {
    judge::content_type_fits(world.last().or_stop()).or_stop();
}

#[then("whether it is pretty-printed is recorded")]
async fn pretty_printed(world: &mut World) {
    judge::well_formed(world.last().or_stop()).or_stop();
    let exchange = world.log.iter().rev().find_map(|exchange| exchange.answer.as_ref());
    let body = exchange.map(|answer| String::from_utf8_lossy(&answer.body).trim().to_owned());
    let lines = body.unwrap_or_default().lines().count();
    // A line break behind the declaration is no pretty-printing yet.
    world.notes.push(if lines > 2 { "pretty-printed" } else { "not pretty-printed" }.to_owned());
}

/// What is said of a refusal says nothing of a call that was served: whether that had to be refused is another
/// rule's to say, which may be a SHOULD. A second call then is another one too: its instance is being restarted.
fn nothing_was_refused(world: &mut World) -> bool {
    let Some(served) = world.received.first().filter(|first| first.is_success()) else {
        return false;
    };
    let came = served.describe();
    world.notes.push(format!("nothing was refused, so there is nothing to judge: {came}"));
    true
}

#[then("both answers carry the same status, code and message")]
async fn same_in_both(world: &mut World) {
    if nothing_was_refused(world) {
        return;
    }
    let [first, second] = &world.received[..] else {
        stop(Stop::Broken(format!("{} calls instead of two", world.received.len())))
    };
    judge::status_agrees(first, true).or_stop();
    judge::same_error(first, second, &world.carried).or_stop();
}

#[then("its error code is one that the documentation knows")]
async fn known_code(world: &mut World) {
    if nothing_was_refused(world) {
        return;
    }
    judge::documented_refusal(world.last().or_stop(), 400..600).or_stop();
}

/// Nothing is wrong in this matter with any answer of the run.
fn none_is_amiss(world: &mut World, matter: Matter, expected: &str) {
    let journal = world.bench().or_stop().session.journal();
    let amiss = journal.amiss.get(&matter).map(Vec::as_slice).unwrap_or_default();
    if amiss.is_empty() {
        world.notes.push(format!("{} answers looked at", journal.answers));
        return;
    }
    world.meant = sightings(amiss.iter().take(MEANT).map(|(_, place)| place));
    let came = amiss.iter().map(|(came, place)| format!("{came}, in {}", place.words()));
    stop(Stop::mismatch(format!("{expected}, in every answer of the run"), listed(came.collect())));
}

#[then(regex = r"^every error of this run in (XML|JSON) has the documented shape$")]
async fn every_error_shape(world: &mut World, format: Format) {
    let matter = if format == Format::Xml { Matter::XmlError } else { Matter::JsonError };
    none_is_amiss(
        world,
        matter,
        "RequestId, HostId, Code and Message, each once, a text and not empty",
    );
}

#[then("every answer of this run is well-formed and in UTF-8")]
async fn every_answer_well_formed(world: &mut World) {
    none_is_amiss(world, Matter::WellFormed, "a well-formed answer in UTF-8");
}

#[then("every answer of this run in XML begins with the XML declaration")]
async fn every_declaration(world: &mut World) {
    none_is_amiss(world, Matter::Declaration, "the XML declaration");
}

#[then("the Content-Type of every answer of this run names the format that was sent")]
async fn every_content_type(world: &mut World) {
    none_is_amiss(world, Matter::ContentType, "a Content-Type that names the format");
}

#[then("no answer of this run discloses the secret")]
async fn no_disclosure(world: &mut World) {
    none_is_amiss(world, Matter::Disclosure, "nothing of the secret");
}

#[then("every error code of this run is one that the documentation knows")]
async fn known_codes(world: &mut World) {
    let journal = world.bench().or_stop().session.journal();
    let mut unknown: Vec<(String, &Place)> = Vec::new();
    for (error, places) in &journal.errors {
        let (status, code) = error;
        if is_known_code(*status, code) {
            continue;
        }
        // What a rule has failed on is not judged a second time.
        match (journal.judged(error), places.first()) {
            (Some(place), _) => {
                let text = format!("{status} {code} is judged where it came: {}", place.words());
                world.notes.push(text);
            }
            (None, Some(place)) => unknown.push((format!("{status} {code}"), place)),
            (None, None) => {}
        }
    }
    if !unknown.is_empty() {
        world.meant = sightings(unknown.iter().take(MEANT).map(|(_, place)| *place));
        let came = unknown.iter().map(|(error, place)| format!("{error}, in {}", place.words()));
        let expected = "error codes of the documented set alone, with their HTTP status";
        stop(Stop::mismatch(expected, listed(came.collect())));
    }
    world.notes.push(format!("{} different errors looked at", journal.errors.len()));
}
