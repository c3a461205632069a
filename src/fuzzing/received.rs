//! Target `received`: an answer of the endpoint under test, as the suite takes it: its status, its headers with
//! `Date` and `Retry-After`, its body in both formats, the instances in it, and what is told of all of that.
//!
//! Holds: whatever came is told in words whose length is bounded however long it is; a clock that is gone by is
//! within a day of ours, a wait within its bound; the same instant as the crate time of a date of the preferred
//! form; the secret stands in nothing that was redacted, and no character that a terminal obeys in what is shown.
//! The input is a whole answer, or a body where it does not begin as one.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use time::format_description::well_known::Rfc2822;

use crate::api::errors::{Terms, passing};
use crate::api::operations;
use crate::api::{Edition, Format};
use crate::outcome::Answer;
use crate::report::{Redactor, escape};
use crate::suite::answer::{Content, Received};
use crate::suite::clock::Clock;
use crate::suite::sight::{Describe, locks};
use crate::suite::{judge, kept, observe, patience};
use crate::wire::timestamp::Timestamp;

/// The secret that no shown text may hold.
pub const SECRET: &str = "s3cr3t-Of/mine+é";
/// Now, for this target.
const NOW: i64 = 784_111_777;
/// The longest time that a clock may differ by, in seconds.
const A_DAY: i64 = 24 * 3600;
/// How long one input may take: a thousand times what it takes, so that no other load decides.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a text may be that tells of an answer: a few texts of it, each character as an escape.
const MOST_TOLD: usize = 10 * 8 * kept::TEXT;

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let began = Instant::now();
    let answer = answer_of(data);
    let whole = String::from_utf8_lossy(data);
    date(&whole);
    for name in ["date", "retry-after"] {
        answer.header(name).into_iter().for_each(date);
    }
    let wait = patience::told(&answer, Timestamp::from_unix_seconds(NOW));
    assert!(wait.is_none_or(|wait| wait <= Duration::from_secs(60)), "{wait:?}");
    for format in Format::ALL {
        for truncated in [false, true] {
            let answer = Answer { truncated, ..answer.clone() };
            judged(&Received::new(format, Ok(answer)));
        }
    }
    shown(&whole, data, &answer);
    assert!(began.elapsed() < PATIENCE, "{:?} for {} bytes", began.elapsed(), data.len());
}

/// The bytes as an answer.
fn answer_of(data: &[u8]) -> Answer {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(end)) = parsed.parse(data) else {
        return Answer { status: 200, body: data.to_vec(), ..Answer::default() };
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = parsed.headers.iter().map(|field| (field.name.to_owned(), text(field.value)));
    Answer {
        status: parsed.code.unwrap_or_default(),
        headers: headers.collect(),
        body: data[end..].to_vec(),
        ..Answer::default()
    }
}

/// A date is read as the other calendar reads it, and gone by only where it can be true.
fn date(text: &str) {
    match Clock::of(text, NOW) {
        Clock::Ahead(ahead) => {
            assert!(ahead.abs() <= A_DAY, "{text:?} is {ahead} s ahead");
            // The obsolete forms are read in several ways.
            if is_preferred(text.trim())
                && let Ok(other) = time::OffsetDateTime::parse(text.trim(), &Rfc2822)
            {
                assert_eq!(other.unix_timestamp() - NOW, ahead, "{text:?}");
            }
        }
        Clock::Unbelievable(_) | Clock::Unreadable => {}
    }
}

/// Whether a date is written as RFC 9110, section 5.6.7, prefers it, and is no leap second.
fn is_preferred(text: &str) -> bool {
    let form = "Sun, 06 Nov 1994 08:49:37 GMT";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(one, other)| {
            one.is_ascii_digit() == other.is_ascii_digit() && (one == b' ') == (other == b' ')
        })
        && text.ends_with(" GMT")
        && text.get(23..25) != Some("60")
}

/// Everything that a scenario asks of an answer. Whatever holds or not, what is told of it is bounded.
fn judged(received: &Received) {
    let told = |text: &str| assert!(text.len() <= MOST_TOLD, "{} bytes are told", text.len());
    told(&received.describe());
    let own = ["AbCdEf012345".to_owned(), String::new()];
    let other = Received::new(Format::Xml, Ok(Answer { status: 500, ..Answer::default() }));
    let terms = Terms { edition: Edition::Current, dialect: None, version_3: false };
    for failure in crate::api::errors::Failure::ALL {
        let _ = judge::refused_as(received, failure, "InstanceId", terms);
        let _ = received.answers(failure);
    }
    for outcome in [
        judge::success(received),
        judge::status_agrees(received, true),
        judge::well_formed(received),
        judge::success_shape(received, &operations::REBOOT_INSTANCE),
        judge::error_shape(received),
        judge::root_is(received, "Error"),
        judge::request_id_form(received),
        judge::same_error(received, &other, &own),
        judge::host_id_is(received, "ecs.example", Some(80)),
        judge::begins_with_declaration(received),
        judge::content_type_fits(received),
        judge::message_is(received, "none"),
        judge::message_begins(received, "none"),
        judge::success_or_documented_refusal(received),
    ] {
        if let Err(mismatch) = outcome {
            told(&mismatch.expected);
            told(&mismatch.actual);
        }
    }
    let reading = received.reading();
    if let Some(status) = received.status() {
        let _ = passing(status, reading.and_then(|reading| reading.code));
    }
    for describe in Describe::ALL {
        told(&describe.unshown_by(received));
        let _ = describe.is_answered_by(received);
    }
    let Content::Read(answer, document) = &received.content else { return };
    for describe in Describe::ALL {
        let Ok(instances) = describe.instances(document) else { continue };
        assert!(instances.len() <= answer.body.len(), "{} instances", instances.len());
        for instance in instances.into_iter().take(64) {
            let reasons = locks(instance).unwrap_or_default();
            assert!(reasons.iter().map(String::len).sum::<usize>() <= answer.body.len());
            let Some(id) = instance.text_of("InstanceId") else { continue };
            let status = observe::status_in(document, id).unwrap_or_default();
            assert!(status.len() <= kept::ID + 100, "a status of {} bytes", status.len());
            let _ = observe::lock_reasons_in(document, id);
        }
    }
}

/// What is shown holds neither the secret nor what a terminal obeys, and is little longer than what came.
fn shown(whole: &str, data: &[u8], answer: &Answer) {
    static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| Redactor::new([SECRET.to_owned()]));
    let redactor = &*REDACTOR;
    let without = redactor.text(whole);
    assert!(!without.contains(SECRET), "{without:?}");
    assert!(without.len() <= 9 * whole.len() + 100, "{} bytes of {}", without.len(), whole.len());
    let bytes = redactor.bytes_without_secrets(data);
    assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
    for (name, value) in redactor.headers(&answer.headers) {
        assert!(!name.contains(SECRET) && !value.contains(SECRET), "{name}: {value}");
    }
    let part = redactor.part_of_body(&answer.body, 7, 1000);
    assert!(part.len() <= 1100 && !part.contains(SECRET), "{part:?}");
    let line = escape::for_terminal(&without);
    assert!(!line.chars().any(escape::is_hidden), "{line:?}");
    let lines = escape::lines_for_terminal(&without);
    assert!(!lines.chars().any(|c| c != '\n' && escape::is_hidden(c)), "{lines:?}");
    let logged = escape::for_build_log(&line);
    assert!(!logged.trim_start().starts_with("::"), "{logged:?}");
    for command in ["##[", "##vso[", "##teamcity["] {
        assert!(!logged.contains(command), "{logged:?}");
    }
    assert!(kept::id(whole).len() <= kept::ID + 100);
    assert!(kept::text(without).len() <= kept::TEXT + 100);
    assert!(kept::beginning(whole, 60).chars().count() <= 61);
}
