//! Then: what the answer says. Each step is one judgement of [`crate::suite::judge`].

use cucumber::then;

use crate::api::Dialect;
use crate::api::errors::{
    CMK_UNAUTHORIZED, DISK_ERROR, FORBIDDEN_INSTANCE_NOT_FOUND, Failure, INCORRECT_INSTANCE_STATUS,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND,
    KMS_UNAUTHORIZED, OPERATION_ERRORS, OTHER_NAMES, OperationError, Terms,
};
use crate::api::names::parameter;
use crate::outcome::{Mismatch, Purpose};
use crate::suite::answer::Received;
use crate::suite::called::Called;
use crate::suite::explain;
use crate::suite::judge::{self, Refusal};
use crate::suite::stop::{OrStop, Stop, stop};
use crate::suite::world::World;

fn judged(world: &World, judgement: impl Fn(&Received) -> Result<(), Mismatch>) {
    judgement(world.last().or_stop()).or_stop();
}

/// What came of the two calls of a scenario that compares two.
pub(super) fn two(world: &World) -> [&Received; 2] {
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
    let operation = world.last_operation().or_stop();
    judged(world, |received| judge::success_shape(received, operation));
}

#[then(regex = r#"^the call is refused with ([0-9]{3}) "([A-Za-z0-9_.]+)"$"#)]
async fn refused_with(world: &mut World, status: u16, code: String) {
    let accepted = Refusal::of_the_page(status, &code, world.terms().or_stop());
    judged(world, |received| judge::refused(received, &accepted));
}

#[then(
    regex = r#"^the call is refused with ([0-9]{3}) "([A-Za-z0-9_.]+)" or ([0-9]{3}) "([A-Za-z0-9_.]+)"$"#
)]
async fn refused_with_one_of(world: &mut World, one: u16, code: String, two: u16, other: String) {
    let terms = world.terms().or_stop();
    let mut accepted = Refusal::of_the_page(one, &code, terms);
    accepted.extend(Refusal::of_the_page(two, &other, terms));
    judged(world, |received| judge::refused(received, &accepted));
}

/// The answer is one that a common failure may be given, in a dialect that the endpoint may speak.
pub(super) fn refused_as(world: &mut World, words: &str, parameter: &str) {
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

#[then(regex = r#"^the call is refused as "([^"]+)" for ([A-Za-z0-9_]+)$"#)]
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

/// Edition core documents GET alone, and a form body is what clients do: an endpoint need not serve such a call at
/// all, and then a rightly signed one tells so, whatever it is answered with.
#[then(r#"the call is refused as "signature wrong", or such a call is not served at all"#)]
async fn refused_for_signature_or_unserved(world: &mut World) {
    let (failure, terms) = (Failure::SignatureWrong, world.terms().or_stop());
    if judge::refused_as(world.last().or_stop(), failure, "", terms).is_err() {
        let (call, _) = world.sent().or_stop();
        let right = call.unchanged();
        let received = world.ask(Purpose::Judge, &right).await.or_stop();
        if !received.is_success() && !received.was_carried_out_before() {
            let came = received.describe();
            world.notes.push(format!("such a call is not served, rightly signed either: {came}"));
            return;
        }
    }
    refused_as(world, failure.words(), "");
}

/// The HTTP layer answers with a page of its own, which is no envelope of the API.
#[then(r#"the call is refused as "HTTP method not supported", or by the HTTP layer"#)]
async fn method_refused(world: &mut World) {
    const OF_THE_LAYER: [u16; 4] = [400, 403, 405, 501];
    const BY_STATUS: [u16; 2] = [405, 501];
    let received = world.last().or_stop();
    let is_page = received.error_code_in_any_format().is_none();
    let is_layer = received.status().is_some_and(|status| {
        BY_STATUS.contains(&status) || (is_page && OF_THE_LAYER.contains(&status))
    });
    let terms = world.terms().or_stop();
    match judge::refused_as(received, Failure::MethodNotSupported, "", terms) {
        Ok(dialect) => world.dialects.extend(dialect),
        Err(_) if is_layer => {
            let came = received.describe();
            world.notes.push(format!("refused by the HTTP layer: {came}"));
        }
        Err(mismatch) => {
            let expected =
                format!("{}, or the HTTP layer's own 400, 403, 405 or 501", mismatch.expected);
            stop(Mismatch { expected, ..mismatch });
        }
    }
}

#[then("the unchanged call is served")]
async fn unchanged_is_served(world: &mut World) {
    let (call, _) = world.sent().or_stop();
    let plain = world.called(Called::UnderTest).or_stop().format(call.expected_format());
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

#[then(regex = r"^the message names ([A-Za-z0-9_]+)$")]
async fn message_names(world: &mut World, name: String) {
    judged(world, |received| judge::message_names(received, &name));
}

/// Why the message of an answer is free, if it is: the edition leaves it so, or the gateway has another name for
/// the error.
fn is_free(world: &World, text: &str) -> Option<&'static str> {
    let edition = world.bench().or_stop().session.edition;
    let code = world.last().or_stop().reading().and_then(|read| read.code)?;
    let own = |error: &&OperationError| error.code == code && edition.covers(error.edition);
    if OPERATION_ERRORS.iter().filter(own).any(|error| error.message.is_none()) {
        return Some("this edition leaves the message free");
    }
    let is_other_name =
        OTHER_NAMES.iter().any(|(page, other)| page.message == Some(text) && other.code == code);
    is_other_name.then_some("the message of this code is not documented")
}

/// Held to the dialect of the documents, a message may go on: today's gateway adds to the documented sentence.
#[then(regex = r#"^the message is "([^"]*)"$"#)]
async fn message_is(world: &mut World, text: String) {
    if let Some(why) = is_free(world, &text) {
        let came = world.last().or_stop().describe();
        world.notes.push(format!("{why}: {came}"));
        return;
    }
    match world.bench().or_stop().session.dialect {
        Some(Dialect::Documented) => {
            judged(world, |received| judge::message_begins(received, &text))
        }
        _ => judged(world, |received| judge::message_is(received, &text)),
    }
}

#[then(regex = r#"^both answers are ([0-9]{3}) "([A-Za-z0-9_.]+)" with the same message$"#)]
async fn same_in_both(world: &mut World, status: u16, code: String) {
    let [first, second] = two(world);
    let accepted = Refusal::of_the_page(status, &code, world.terms().or_stop());
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
    let is_error = !was_served_as_may_be(world);
    judged(world, |received| judge::status_agrees(received, is_error));
}

#[then("the answer has the documented shape of an error")]
async fn error_shape(world: &mut World) {
    if !was_served_as_may_be(world) {
        judged(world, judge::error_shape);
    }
}

/// Whether the last call was served, on an instance for which the documentation leaves that open: then there is no
/// error to judge.
pub(super) fn was_served_as_may_be(world: &mut World) -> bool {
    let operation = world.under_test().or_stop();
    let is_open = world.leases.first().is_some_and(|lease| lease.need.is_open_to(operation));
    let served = Some(world.last().or_stop()).filter(|last| is_open && last.is_success());
    let Some(came) = served.map(Received::describe) else { return false };
    world.notes.push(format!("served, which the documentation leaves open: {came}"));
    true
}

#[then("the answer is well-formed and in UTF-8")]
async fn well_formed(world: &mut World) {
    judged(world, judge::declares_utf_8);
}

#[then(regex = r#"^the XML root element is "([A-Za-z0-9_]+)"$"#)]
async fn root_is(world: &mut World, name: String) {
    judged(world, |received| judge::root_is(received, &name));
}

/// What may stand against a restart, as the features word it, with the errors of it.
const CAUSES: [(&str, &[OperationError]); 5] = [
    ("its status", &[INCORRECT_INSTANCE_STATUS]),
    ("its security lock", &[INSTANCE_LOCKED_FOR_SECURITY]),
    ("its financial lock", &[INSTANCE_EXPIRED_OR_IN_ARREARS]),
    ("its disk", &[DISK_ERROR]),
    ("the key of its disk", &[KMS_UNAUTHORIZED, CMK_UNAUTHORIZED]),
];

#[then(regex = r"^the call is refused as one of (.+)$")]
async fn refused_for_a_cause(world: &mut World, causes: String) {
    let terms = world.terms().or_stop();
    let mut accepted = Vec::new();
    for words in causes.split(", ") {
        let cause = CAUSES.iter().find(|(known, _)| *known == words);
        let (_, errors) =
            cause.ok_or_else(|| Stop::Broken(format!("{words:?} is no cause"))).or_stop();
        for error in *errors {
            accepted.extend(Refusal::of_the_page(error.status, error.code, terms));
        }
    }
    judged(world, |received| judge::refused(received, &accepted));
}

/// Whether so short an id is one at all is not documented.
#[then(
    r#"the call is refused with 404 "InvalidInstanceId.NotFound" or as "operation parameter invalid" for InstanceId"#
)]
async fn refused_as_unknown_or_invalid(world: &mut World) {
    let (error, terms) = (INVALID_INSTANCE_ID_NOT_FOUND, world.terms().or_stop());
    let mut accepted = Refusal::of_the_page(error.status, error.code, terms);
    let invalid = Failure::ParameterInvalid.accepted_under(parameter::INSTANCE_ID, terms);
    accepted.extend(invalid.into_iter().map(Refusal::from));
    judged(world, |received| judge::refused(received, &accepted));
}

/// What an endpoint may say of another account's instance beside that it does not exist.
const NOT_YOURS: [(u16, &str); 5] = [
    (403, "Forbidden.RAM"),
    (403, "Forbidden.SubUser"),
    (403, "Forbidden.Unauthorized"),
    (403, FORBIDDEN_INSTANCE_NOT_FOUND.code),
    (404, FORBIDDEN_INSTANCE_NOT_FOUND.code),
];

#[then(
    r#"the two answers cannot be told apart, or the first is 403 "Forbidden.RAM", "Forbidden.SubUser", "Forbidden.Unauthorized" or "Forbidden.InstanceNotFound", or 404 "Forbidden.InstanceNotFound""#
)]
async fn another_account_is_hidden(world: &mut World) {
    let [first, second] = two(world);
    let forbidden = NOT_YOURS.map(|(status, code)| Refusal::exact(status, code));
    if judge::refused(first, &forbidden).is_err() {
        judge::documented_refusal(second, 400..500).or_stop();
        judge::same_error(second, first, &world.carried).or_stop();
    }
}
