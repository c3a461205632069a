//! Then: what the answer says. Each step is one judgement of [`crate::suite::judge`].

use cucumber::then;

use crate::outcome::{Mismatch, Purpose};
use crate::spec::errors::{Code, Failure, OPERATION_ERRORS, Status, Terms};
use crate::suite::answer::Received;
use crate::suite::explain;
use crate::suite::judge::{self, Refusal};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

fn judged(world: &World, judgement: impl Fn(&Received) -> Result<(), Mismatch>) {
    judgement(world.last().or_stop()).or_stop();
}

/// What came of the two calls of a scenario that compares two.
fn two(world: &World) -> [&Received; 2] {
    match &world.received[..] {
        [first, second] => [first, second],
        other => stop(Stop::Broken(format!("{} calls instead of two", other.len()))),
    }
}

#[then("the call succeeds")]
async fn succeeds(world: &mut World) {
    served(world);
}

/// The call is served. Where it is refused for its signature although that is right, what was signed
/// is shown beside what the endpoint says it signed.
pub(super) fn served(world: &World) {
    let received = world.last().or_stop();
    if let Err(mismatch) = judge::success(received) {
        let (_, signed) = world.sent().or_stop();
        stop(explain::refused_signature(received, &signed, mismatch));
    }
}

#[then("the call succeeds with the documented shape")]
async fn succeeds_in_shape(world: &mut World) {
    judged(world, judge::success_shape);
}

#[then(regex = r#"^the call is refused with (\d{3}) "([\w.]+)"$"#)]
async fn refused_with(world: &mut World, status: u16, code: String) {
    judged(world, |received| judge::refused(received, &[Refusal::exact(status, &*code)]));
}

#[then(regex = r#"^the call is refused with (\d{3}) "([\w.]+)" or (\d{3}) "([\w.]+)"$"#)]
async fn refused_with_one_of(world: &mut World, one: u16, code: String, two: u16, other: String) {
    let accepted = [Refusal::exact(one, code), Refusal::exact(two, other)];
    judged(world, |received| judge::refused(received, &accepted));
}

#[then(
    regex = r#"^the call is refused with 400 "InvalidParameter" or a code that begins with it$"#
)]
async fn refused_as_invalid(world: &mut World) {
    let accepted = [Refusal { status: Status::Exact(400), code: Code::Family("InvalidParameter") }];
    judged(world, |received| judge::refused(received, &accepted));
}

/// The answer is one that a common failure may be given, in a dialect that the endpoint may speak.
fn refused_as(world: &mut World, words: &str, parameter: &str) {
    let failure = Failure::from_words(words)
        .ok_or_else(|| Stop::Broken(format!("{words:?} is no failure of the error catalogue")))
        .or_stop();
    let terms = world.terms().or_stop();
    let received = world.last().or_stop();
    match judge::refused_as(received, failure, parameter, terms) {
        Ok(dialect) => world.dialects.extend(dialect),
        Err(mismatch) => {
            world.other_dialect = judge::other_dialect(received, failure, parameter, terms);
            world.dialects.extend(world.other_dialect);
            stop(mismatch);
        }
    }
}

#[then(regex = r#"^the call is refused as "([^"]+)"$"#)]
async fn refused_as_failure(world: &mut World, words: String) {
    refused_as(world, &words, "");
}

#[then(regex = r#"^the call is refused as "([^"]+)" for (\w+)$"#)]
async fn refused_as_failure_of(world: &mut World, words: String, parameter: String) {
    refused_as(world, &words, &parameter);
}

/// Two causes hold at once, and nothing documents which of them is named.
#[then(regex = r#"^the call is refused as "([^"]+)" or "([^"]+)"$"#)]
async fn refused_as_either(world: &mut World, one: String, other: String) {
    let second = Failure::from_words(&other)
        .ok_or_else(|| Stop::Broken(format!("{other:?} is no failure of the error catalogue")))
        .or_stop();
    if judge::refused_as(world.last().or_stop(), second, "", Terms::default()).is_err() {
        refused_as(world, &one, "");
    }
}

/// Edition core documents GET alone, so an endpoint need not serve POST at all.
#[then(r#"the call is refused as "signature wrong", or because POST is not served"#)]
async fn refused_for_signature_or_method(world: &mut World) {
    let received = world.last().or_stop();
    let unserved = Failure::MethodNotSupported;
    let refused = judge::refused_as(received, unserved, "", Terms::default()).is_ok();
    if !refused && received.status() != Some(405) {
        refused_as(world, Failure::SignatureWrong.words(), "");
    }
}

#[then("the unchanged call is served")]
async fn unchanged_is_served(world: &mut World) {
    let (call, _) = world.sent().or_stop();
    let plain = world.reboot().or_stop().format(call.expected_format());
    let received = world.ask(Purpose::Judge, &plain).await.or_stop();
    if !received.is_success() && !received.was_carried_out_before() {
        stop(Stop::Inconclusive(format!(
            "the refusal cannot be laid to the change: without it the call is not served either, but gives {}",
            received.describe()
        )));
    }
    world.bench().or_stop().arranger.restarted(&world.lease().or_stop().id);
}

#[then("the call is refused with a documented 4xx code")]
async fn refused_somehow(world: &mut World) {
    judged(world, |received| judge::documented_refusal(received, 400..500));
}

#[then("the call is refused with a documented 400")]
async fn refused_with_400(world: &mut World) {
    judged(world, |received| judge::documented_refusal(received, 400..401));
}

#[then("the call succeeds or is refused with a documented 4xx code")]
async fn safe(world: &mut World) {
    judged(world, judge::success_or_documented_refusal);
    let came = world.last().or_stop().describe();
    world.notes.push(format!("answered {came}"));
}

#[then(regex = r"^the message names (\w+)$")]
async fn message_names(world: &mut World, name: String) {
    judged(world, |received| judge::message_names(received, &name));
}

#[then(regex = r#"^the message is "([^"]*)"$"#)]
async fn message_is(world: &mut World, text: String) {
    let edition = world.bench().or_stop().session.edition;
    let free = OPERATION_ERRORS.iter().any(|error| {
        error.message.is_none()
            && edition.covers(error.edition)
            && world.last().or_stop().reading().is_some_and(|read| read.code == Some(error.code))
    });
    if free {
        let came = world.last().or_stop().describe();
        world.notes.push(format!("this edition leaves the message free: {came}"));
        return;
    }
    judged(world, |received| judge::message_is(received, &text));
}

#[then(regex = r#"^both answers are (\d{3}) "([\w.]+)" with the same message$"#)]
async fn same_in_both(world: &mut World, status: u16, code: String) {
    let [first, second] = two(world);
    let accepted = [Refusal::exact(status, code)];
    judge::refused(first, &accepted).or_stop();
    judge::refused(second, &accepted).or_stop();
    judge::same_error(first, second, &world.carried).or_stop();
}

#[then("the HTTP status is 2xx and the answer no error")]
async fn status_of_success(world: &mut World) {
    judged(world, |received| judge::status_agrees(received, false));
}

#[then("the HTTP status is 4xx or 5xx and the answer an error")]
async fn status_of_error(world: &mut World) {
    judged(world, |received| judge::status_agrees(received, true));
}

#[then("the answer has the documented shape of an error")]
async fn error_shape(world: &mut World) {
    judged(world, judge::error_shape);
}

#[then("the answer is well-formed and in UTF-8")]
async fn well_formed(world: &mut World) {
    judged(world, judge::well_formed);
}

#[then(regex = r#"^the XML root element is "(\w+)"$"#)]
async fn root_is(world: &mut World, name: String) {
    judged(world, |received| judge::root_is(received, &name));
}

#[then(
    r#"the two answers cannot be told apart, or the first is 403 "Forbidden.RAM", "Forbidden.SubUser" or "Forbidden.Unauthorized""#
)]
async fn another_account_is_hidden(world: &mut World) {
    let [first, second] = two(world);
    let forbidden = ["Forbidden.RAM", "Forbidden.SubUser", "Forbidden.Unauthorized"]
        .map(|code| Refusal::exact(403, code));
    if judge::refused(first, &forbidden).is_err() {
        judge::documented_refusal(second, 400..500).or_stop();
        judge::same_error(second, first, &world.carried).or_stop();
    }
}
