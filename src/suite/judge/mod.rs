//! Judgements: an answer against what is documented. Pure; each gives everything that would have been
//! accepted, and what came.

mod envelope;
mod judgement;
mod message;

pub use self::envelope::{
    begins_with_declaration, content_type_fits, declares_utf_8, discloses_nothing, error_shape,
    host_id_is, no_byte_order_mark, request_id_form, request_id_present, root_is, same_error,
    status_agrees, success_shape, well_formed,
};

pub use self::judgement::success;
use self::judgement::{Judgement, judge};
pub(super) use self::message::without_own;
use super::answer::Received;
use crate::api::Dialect;
pub use crate::api::errors::Refusal;
use crate::api::errors::{Accepted, Failure, Terms, is_known_code};
use crate::outcome::Mismatch;

/// The call is refused with one of these answers.
///
/// # Errors
/// The mismatch.
pub fn refused(received: &Received, accepted: &[Refusal]) -> Judgement {
    let holds = received.reading().is_some_and(|reading| {
        reading.is_error
            && received.status().zip(reading.code).is_some_and(|(status, code)| {
                accepted.iter().any(|refusal| refusal.matches(status, code))
            })
    });
    let mut texts: Vec<String> = Vec::new();
    for text in accepted.iter().map(Refusal::text) {
        // Both dialects may document the same.
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    judge(holds, texts.join(", or "), received.describe())
}

/// The call is refused as a common failure is documented to be, under the terms that its answer is held
/// to. Gives the dialect, where only one of them answers like this.
///
/// # Errors
/// The mismatch.
pub fn refused_as(
    received: &Received,
    failure: Failure,
    parameter: &str,
    terms: Terms,
) -> Result<Option<Dialect>, Mismatch> {
    let accepted = failure.accepted_under(parameter, terms);
    let refusals: Vec<Refusal> = accepted.iter().cloned().map(Refusal::from).collect();
    refused(received, &refusals)?;
    Ok(dialect_of(received, &accepted))
}

/// Where an answer is refused by the dialect that it is held to: the other one, if that documents it.
#[must_use]
pub fn other_dialect(
    received: &Received,
    failure: Failure,
    parameter: &str,
    terms: Terms,
) -> Option<Dialect> {
    let held_to = terms.dialect?;
    let other = Dialect::ALL.into_iter().find(|dialect| *dialect != held_to)?;
    let terms = Terms { dialect: Some(other), ..terms };
    refused_as(received, failure, parameter, terms).is_ok().then_some(other)
}

/// The dialect that alone documents this answer: by status and code, or else by how the message begins, since
/// the gateway adds the string to sign to either sentence.
fn dialect_of(received: &Received, accepted: &[Accepted]) -> Option<Dialect> {
    let reading = received.reading()?;
    let fitting: Vec<&Accepted> = accepted
        .iter()
        .filter(|accepted| {
            let refusal = Refusal::from((*accepted).clone());
            let answered = received.status().zip(reading.code);
            answered.is_some_and(|(status, code)| refusal.matches(status, code))
        })
        .collect();
    let only = |rows: &[&Accepted]| {
        let first = rows.first()?.dialect;
        rows.iter().all(|row| row.dialect == first).then_some(first)
    };
    let by_message: Vec<&Accepted> = fitting
        .iter()
        .copied()
        .filter(|row| {
            let (ours, theirs) = (row.message.as_deref(), reading.message);
            ours.zip(theirs).is_some_and(|(ours, theirs)| theirs.starts_with(ours))
        })
        .collect();
    only(&fitting).or_else(|| only(&by_message))
}

/// The message names a parameter.
///
/// # Errors
/// The mismatch.
pub fn message_names(received: &Received, name: &str) -> Judgement {
    let message = received.reading().and_then(|reading| reading.message);
    judge(
        message.is_some_and(|message| message.contains(name)),
        format!("a message that names {name}"),
        received.describe(),
    )
}

/// The message is this text.
///
/// # Errors
/// The mismatch, with both texts.
pub fn message_is(received: &Received, text: &str) -> Judgement {
    let message = received.reading().and_then(|reading| reading.message);
    judge(
        message == Some(text),
        format!("message {text:?}"),
        message.map_or_else(|| received.describe(), |message| format!("message {message:?}")),
    )
}

/// The message is this text, or goes on after it.
///
/// # Errors
/// The mismatch, with both texts.
pub fn message_begins(received: &Received, text: &str) -> Judgement {
    let message = received.reading().and_then(|reading| reading.message);
    judge(
        message.is_some_and(|message| message.starts_with(text)),
        format!("a message that begins with {text:?}"),
        message.map_or_else(|| received.describe(), |message| format!("message {message:?}")),
    )
}

/// The call is refused with a code that the documentation knows, with a status in the given range.
///
/// # Errors
/// The mismatch.
pub fn documented_refusal(received: &Received, statuses: std::ops::Range<u16>) -> Judgement {
    let holds = received.reading().is_some_and(|reading| {
        reading.is_error
            && received.status().is_some_and(|status| {
                statuses.contains(&status)
                    && reading.code.is_some_and(|code| is_known_code(status, code))
            })
    });
    judge(
        holds,
        match statuses.end - statuses.start {
            1 => format!("a documented error with status {}", statuses.start),
            _ => format!(
                "a documented error with a status from {} to {}",
                statuses.start,
                statuses.end - 1
            ),
        },
        received.describe(),
    )
}

/// The call is served, or refused with a documented 4xx: never a server fault, never silence.
///
/// # Errors
/// The mismatch.
pub fn success_or_documented_refusal(received: &Received) -> Judgement {
    if received.is_success() {
        return Ok(());
    }
    documented_refusal(received, 400..500).map_err(|mismatch| Mismatch {
        expected: format!("success, or {}", mismatch.expected),
        ..mismatch
    })
}

#[cfg(test)]
mod tests;
