//! Whether an answer is one that the documentation allows: pure, but for the RequestIds it notes.

use std::sync::LazyLock;

use super::effect::Expectation;
use super::seen::RequestIds;
use super::sign::Written;
use super::site::Site;
use crate::api::Format;
use crate::api::errors::{
    Failure, INCORRECT_INSTANCE_STATUS, Passing, Refusal, Terms, is_known_code, passing,
};
use crate::api::operations;
use crate::wire::document::Document;
use crate::wire::percent;
use crate::wire::reply::{self, member};

/// What watches over an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Oracle {
    /// An answer comes, and in time.
    Answered,
    /// It is no server fault.
    NoServerFault,
    /// It is a well-formed document of the format asked for.
    Envelope,
    /// It has the documented shape, and the HTTP status agrees with it.
    Shape,
    /// Its code is documented.
    Code,
    /// It carries a RequestId of its own.
    RequestId,
    /// A valid call is served.
    Served,
    /// A call that has to be refused is not served.
    Refused,
    /// It is refused for what is wrong with it.
    Reason,
    /// Nothing secret is told.
    Disclosure,
    /// Nothing restarts by a call that must not restart it.
    Restarted,
    /// A restart that was asked for ends.
    Back,
    /// A plain correct call is still served.
    ControlCall,
    /// The endpoint is still there.
    Alive,
}

impl Oracle {
    /// What findings call it.
    pub(in crate::fuzzing) const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoServerFault => "no-server-fault",
            Self::Envelope => "envelope",
            Self::Shape => "shape",
            Self::Code => "code",
            Self::RequestId => "request-id",
            Self::Served => "served",
            Self::Refused => "refused",
            Self::Reason => "reason",
            Self::Disclosure => "disclosure",
            Self::Restarted => "nothing-restarted",
            Self::Back => "restart-ends",
            Self::ControlCall => "control-call",
            Self::Alive => "alive",
        }
    }
}

/// What is not as it has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) struct Violation {
    pub(in crate::fuzzing) oracle: Oracle,
    /// The rule that the oracle stands for, where it is one of its own.
    pub(in crate::fuzzing) rule: Option<&'static str>,
    pub(in crate::fuzzing) expected: String,
    pub(in crate::fuzzing) actual: String,
    /// What tells causes apart: status and code, or how it ended.
    pub(in crate::fuzzing) token: String,
}

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) enum Judged {
    /// Served, as is allowed.
    Served,
    /// Refused, as is allowed.
    Refused,
    /// The endpoint has too many calls; not judged.
    Throttled,
    /// The instance that may be restarted is not Running: an earlier call restarted it, or the
    /// answer is wrong.
    Busy(Violation),
    /// Not allowed.
    Bad(Violation),
}

/// An answer, as far as it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) struct Answered<'a> {
    /// HTTP status code.
    pub(in crate::fuzzing) status: u16,
    pub(in crate::fuzzing) body: &'a [u8],
}

/// How much of an answer is quoted, in characters.
const QUOTED: usize = 160;

/// Judges an answer.
pub(in crate::fuzzing) fn judge(
    answer: Answered<'_>,
    expected: &Expectation,
    written: &Written,
    is_head: bool,
    site: &Site,
    ids: &RequestIds,
) -> Judged {
    let status = answer.status;
    let bad =
        |oracle, rule, wanted: &str| Judged::Bad(violation(answer, oracle, rule, wanted, None));
    if let Some(what) = disclosed(answer.body, written, site) {
        return bad(
            Oracle::Disclosure,
            Some("SG-12"),
            &format!("an answer that does not tell {what}"),
        );
    }
    if (expected.below_api && matches!(status, 501 | 505)) || expected.refuses_method(status, false)
    {
        return Judged::Refused;
    }
    if status >= 500 {
        return bad(Oracle::NoServerFault, None, &expected.words());
    }
    if is_head {
        return if (400..500).contains(&status) || (expected.served && status < 300) {
            Judged::Refused
        } else {
            bad(Oracle::Refused, expected.rule, &expected.words())
        };
    }
    let refused_below = (expected.below_api && (400..500).contains(&status))
        || expected.refuses_method(status, true);
    let document = match decode(answer, expected.format) {
        Ok((document, format)) if looks_like_envelope(&document) || !refused_below => {
            return envelope(answer, expected, ids, &document, format);
        }
        Ok(_) => return Judged::Refused,
        Err(wanted) => wanted,
    };
    if refused_below {
        return Judged::Refused;
    }
    bad(Oracle::Envelope, Some(document.0), &document.1)
}

/// Whether a document could be one of the API's; a page of the HTTP layer is none, even if it is XML.
fn looks_like_envelope(document: &Document) -> bool {
    document.value.get(member::CODE).is_some() || document.value.get(member::REQUEST_ID).is_some()
}

fn decode(
    answer: Answered<'_>,
    format: Option<Format>,
) -> Result<(Document, Format), (&'static str, String)> {
    let read = |format| Document::decode(format, answer.body).map(|document| (document, format));
    let Some(format) = format else {
        let first = if answer.body.trim_ascii_start().starts_with(b"{") {
            Format::Json
        } else {
            Format::Xml
        };
        return read(first)
            .map_err(|error| ("RS-06", format!("a well-formed answer in XML or JSON ({error})")));
    };
    read(format).map_err(|error| {
        let other = if format == Format::Xml { Format::Json } else { Format::Xml };
        let rule = if read(other).is_ok() { "CP-41" } else { "RS-06" };
        (rule, format!("a well-formed answer in {} ({error})", format.value()))
    })
}

fn envelope(
    answer: Answered<'_>,
    expected: &Expectation,
    ids: &RequestIds,
    document: &Document,
    format: Format,
) -> Judged {
    let reading = reply::read(document);
    let status = answer.status;
    let bad = |oracle, rule, wanted: &str| {
        Judged::Bad(violation(answer, oracle, rule, wanted, reading.code))
    };
    match reading.request_id {
        None | Some("") => {
            return bad(Oracle::RequestId, Some("CP-50"), "a RequestId that is not empty");
        }
        Some(id) => {
            if !ids.note(id) {
                return bad(
                    Oracle::RequestId,
                    Some("CP-51"),
                    "a RequestId that did not come before",
                );
            }
        }
    }
    let agrees = match status {
        200..=299 => !reading.is_error,
        400..=499 => reading.is_error,
        _ => false,
    };
    if !agrees {
        return bad(Oracle::Shape, Some("RS-01"), "2xx with a success, or 4xx with an error");
    }
    if !reading.is_error {
        if !expected.served {
            return bad(Oracle::Refused, expected.rule, &expected.words());
        }
        let rule = if format == Format::Xml { "RS-02" } else { "RS-03" };
        if !reply::is_plain_success(document, &operations::REBOOT_INSTANCE) {
            return bad(Oracle::Shape, Some(rule), "RequestId and nothing else");
        }
        return Judged::Served;
    }
    let code = reading.code.unwrap_or_default();
    if !reply::is_error(document, status) {
        let rule = if format == Format::Xml { "RS-04" } else { "RS-05" };
        return bad(Oracle::Shape, Some(rule), "RequestId, HostId, Code and Message, each once");
    }
    if passing(status, Some(code)) == Some(Passing::Throttled) {
        return Judged::Throttled;
    }
    if !is_known_code(status, code) {
        return bad(
            Oracle::Code,
            Some("RS-13"),
            "a code that the documentation knows with this status",
        );
    }
    if expected.accepts(status, code) {
        return Judged::Refused;
    }
    if expected.served {
        let found = violation(answer, Oracle::Served, None, &expected.words(), reading.code);
        let is_busy = busy().iter().any(|refusal| refusal.matches(status, code));
        return if is_busy { Judged::Busy(found) } else { Judged::Bad(found) };
    }
    bad(Oracle::Reason, expected.rule, &expected.words())
}

/// How a call is refused while an earlier one has the instance restart.
fn busy() -> &'static [Refusal] {
    static BUSY: LazyLock<Vec<Refusal>> = LazyLock::new(|| {
        let (error, terms) = (INCORRECT_INSTANCE_STATUS, Terms::default());
        let mut refusals = Refusal::of_the_page(error.status, error.code, terms);
        let conflict = Failure::Conflict.accepted_under("", terms);
        refusals.extend(conflict.into_iter().map(Refusal::from));
        refusals
    });
    &BUSY
}

/// What an answer tells that it must not.
fn disclosed(body: &[u8], written: &Written, site: &Site) -> Option<&'static str> {
    let holds = |text: &str| !text.is_empty() && contains(body, text.as_bytes());
    // A secret of a few letters may stand in any text.
    let secret = site.secret.reveal();
    if secret.len() >= 6 && holds(secret) {
        return Some("the secret");
    }
    let right = &written.expected_signature;
    if !right.is_empty() && (holds(right) || holds(&percent::encode(right))) {
        return Some("the signature that would have been right");
    }
    None
}

fn contains(text: &[u8], what: &[u8]) -> bool {
    let Some((first, rest)) = what.split_first() else { return false };
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| byte == first) {
        let after = from + at + 1;
        if text[after..].starts_with(rest) {
            return true;
        }
        from = after;
    }
    false
}

fn violation(
    answer: Answered<'_>,
    oracle: Oracle,
    rule: Option<&'static str>,
    expected: &str,
    code: Option<&str>,
) -> Violation {
    let quoted = beginning(&String::from_utf8_lossy(answer.body), QUOTED);
    let token = match code {
        Some(code) => format!("{} {}", answer.status, beginning(code, 64)),
        None => answer.status.to_string(),
    };
    Violation {
        oracle,
        rule,
        expected: expected.to_owned(),
        actual: format!("{} {quoted:?}", answer.status),
        token,
    }
}

/// The first characters of a text, with the mark of a cut behind them where there are more.
fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::recipe::effect::Effect;
    use crate::fuzzing::recipe::testing::site;

    const SERVED: &str = r#"{"RequestId":"1"}"#;

    fn refused(code: &str) -> String {
        format!(r#"{{"RequestId":"2","HostId":"h","Code":"{code}","Message":"m"}}"#)
    }

    fn judged(effect: Effect, status: u16, body: &str) -> Judged {
        let answer = Answered { status, body: body.as_bytes() };
        let expected = Expectation::of(&[effect], Some(Format::Json), None);
        let written =
            Written { expected_signature: "right+signature=".into(), ..Written::default() };
        judge(answer, &expected, &written, false, &site(), &RequestIds::default())
    }

    fn oracle(verdict: &Judged) -> Option<Oracle> {
        match verdict {
            Judged::Bad(found) => Some(found.oracle),
            _ => None,
        }
    }

    #[test]
    fn documented_answers_pass() {
        assert_eq!(judged(Effect::Harmless, 200, SERVED), Judged::Served);
        assert_eq!(judged(Effect::Harmless, 202, SERVED), Judged::Served);
        let somehow = Effect::RefusedSomehow("SG-10");
        assert_eq!(judged(somehow, 400, &refused("IncompleteSignature")), Judged::Refused);
        assert_eq!(judged(Effect::Harmless, 400, &refused("Throttling.User")), Judged::Throttled);
        assert_eq!(judged(Effect::BelowApi, 414, "<html>"), Judged::Refused);
        for (status, body) in [(405, ""), (501, "<html>"), (403, "<html>"), (400, "no")] {
            assert_eq!(judged(Effect::Method("RQ-05"), status, body), Judged::Refused);
        }
        let busy = judged(Effect::Harmless, 403, &refused("IncorrectInstanceStatus"));
        assert!(matches!(busy, Judged::Busy(_)));
    }

    #[test]
    fn each_oracle_can_say_no() {
        let somehow = || Effect::RefusedSomehow("SG-10");
        for (effect, status, body, found) in [
            (somehow(), 500, refused("InternalError"), Oracle::NoServerFault),
            (Effect::BelowApi, 502, "<html>".to_owned(), Oracle::NoServerFault),
            (somehow(), 400, "<html>".to_owned(), Oracle::Envelope),
            (somehow(), 400, "<Error/>".to_owned(), Oracle::Envelope),
            (somehow(), 200, refused("MissingParameter"), Oracle::Shape),
            (
                somehow(),
                400,
                r#"{"RequestId":"1","Code":"MissingParameter"}"#.into(),
                Oracle::Shape,
            ),
            (Effect::Harmless, 200, r#"{"RequestId":"1","More":1}"#.into(), Oracle::Shape),
            (somehow(), 400, refused("NoSuchCode"), Oracle::Code),
            (somehow(), 400, r#"{"Code":"MissingParameter"}"#.into(), Oracle::RequestId),
            (Effect::Harmless, 400, refused("MissingParameter"), Oracle::Served),
            (somehow(), 200, SERVED.to_owned(), Oracle::Refused),
            (Effect::Method("RQ-05"), 400, refused("MissingParameter"), Oracle::Reason),
            (somehow(), 400, refused("IncompleteSignature testsecret"), Oracle::Disclosure),
            (somehow(), 400, refused("x right%2Bsignature%3D"), Oracle::Disclosure),
        ] {
            let verdict = judged(effect, status, &body);
            assert_eq!(oracle(&verdict), Some(found), "{status} {body}");
        }
    }

    #[test]
    fn a_request_id_that_came_before_is_found() {
        let ids = RequestIds::default();
        let answer = Answered { status: 200, body: SERVED.as_bytes() };
        let expected = Expectation::of(&[], Some(Format::Json), None);
        let judge = || judge(answer, &expected, &Written::default(), false, &site(), &ids);
        assert_eq!(judge(), Judged::Served);
        assert_eq!(oracle(&judge()), Some(Oracle::RequestId));
    }
}
