//! Then: what the answer says. Each step is one judgement of [`crate::suite::judge`].

use cucumber::then;

use crate::outcome::Mismatch;
use crate::spec::errors::{Code, Failure};
use crate::suite::answer::Received;
use crate::suite::judge::{self, Refusal};
use crate::suite::stop::{OrStop, Stop};
use crate::suite::world::World;

fn judged(world: &World, judgement: impl Fn(&Received) -> Result<(), Mismatch>) {
    judgement(world.last().or_stop()).or_stop();
}

/// What came of the two calls of a scenario that compares two.
fn two(world: &World) -> [&Received; 2] {
    match &world.received[..] {
        [first, second] => [first, second],
        other => {
            let stop = Stop::Broken(format!("{} calls instead of two", other.len()));
            std::panic::panic_any(stop)
        }
    }
}

#[then("the call succeeds")]
async fn succeeds(world: &mut World) {
    judged(world, judge::success);
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
    let accepted = [Refusal { status: 400, code: Code::Family("InvalidParameter") }];
    judged(world, |received| judge::refused(received, &accepted));
}

#[then(regex = r"^the call is refused as (\w+) being a missing parameter$")]
async fn refused_as_missing(world: &mut World, name: String) {
    judged(world, |received| judge::refused_as(received, Failure::ParameterMissing, &name));
}

#[then("the call is refused with a documented 4xx code")]
async fn refused_somehow(world: &mut World) {
    judged(world, |received| judge::documented_refusal(received, 400..500));
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
    judged(world, |received| judge::message_is(received, &text));
}

#[then(regex = r#"^both answers are (\d{3}) "([\w.]+)" with the same message$"#)]
async fn same_in_both(world: &mut World, status: u16, code: String) {
    let [first, second] = two(world);
    let accepted = [Refusal::exact(status, code)];
    judge::refused(first, &accepted).or_stop();
    judge::refused(second, &accepted).or_stop();
    judge::same_error(first, second).or_stop();
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
        judge::same_error(second, first).or_stop();
    }
}
