//! An answer under judgement: what came, read in the format that was asked for.

use super::client::NoAnswer;
use super::kept;
use crate::api::Format;
use crate::api::errors::{Failure, INCORRECT_INSTANCE_STATUS, Passing};
use crate::outcome::Answer;
use crate::wire::document::{DecodeError, Document};
use crate::wire::reply::{self, Reading};

/// What came of a call.
#[derive(Clone, Debug)]
pub struct Received {
    /// The format the call asked for.
    pub format: Format,
    /// The body in that format, or why there is none.
    pub content: Content,
    /// Why it says nothing about the call, where every answer that came was of that kind.
    pub passing: Option<Passing>,
    /// Whether the call may have been carried out before: an earlier try was answered with a failure.
    pub is_unsure: bool,
}

/// An answer with its body read, or what happened instead.
#[derive(Clone, Debug)]
pub enum Content {
    /// An answer whose body could be read.
    Read(Answer, Document),
    /// An answer whose body is not a document of the format asked for.
    Unreadable(Answer, DecodeError),
    /// No answer.
    None(NoAnswer),
}

/// How much of a body is quoted where it could not be read, in characters.
const QUOTED: usize = 120;

impl Received {
    /// Reads the body of an answer.
    #[must_use]
    pub fn new(format: Format, outcome: Result<Answer, NoAnswer>) -> Self {
        let content = match outcome {
            Err(failure) => Content::None(failure),
            Ok(answer) if answer.truncated => {
                let error = DecodeError::Malformed(format!(
                    "it goes on past {} bytes",
                    Answer::MAX_BODY_BYTES
                ));
                Content::Unreadable(answer, error)
            }
            Ok(answer) => match Document::decode(format, &answer.body) {
                Ok(mut document) => {
                    kept::document(&mut document);
                    Content::Read(answer, document)
                }
                Err(error) => Content::Unreadable(answer, error),
            },
        };
        Self { format, content, passing: None, is_unsure: false }
    }

    /// Forgets of the body what no report shows: for an answer that is judged.
    pub(super) fn forget_the_rest(&mut self) {
        if let Content::Read(answer, _) | Content::Unreadable(answer, _) = &mut self.content
            && answer.body.len() > kept::BODY
        {
            let left_out = answer.left_out.get_or_insert_default();
            left_out.body_bytes += answer.body.len() - kept::BODY;
            answer.body.truncate(kept::BODY);
            answer.body.shrink_to_fit();
        }
    }

    /// The HTTP status, where there is an answer.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match &self.content {
            Content::Read(answer, _) | Content::Unreadable(answer, _) => Some(answer.status),
            Content::None(_) => None,
        }
    }

    /// The body, where it could be read.
    #[must_use]
    pub const fn document(&self) -> Option<&Document> {
        match &self.content {
            Content::Read(_, document) => Some(document),
            _ => None,
        }
    }

    /// What the body says, where it could be read.
    #[must_use]
    pub fn reading(&self) -> Option<Reading<'_>> {
        self.document().map(reply::read)
    }

    /// The code of an error envelope, in whichever format it is written: what stands in front of an endpoint
    /// has one of its own.
    pub(super) fn error_code_in_any_format(&self) -> Option<String> {
        let code = |document: &Document| {
            let reading = reply::read(document);
            reading.code.filter(|_| reading.is_error).map(str::to_owned)
        };
        match &self.content {
            Content::Read(_, document) => code(document),
            Content::Unreadable(answer, _) => Format::ALL
                .into_iter()
                .find_map(|format| code(&Document::decode(format, &answer.body).ok()?)),
            Content::None(_) => None,
        }
    }

    /// Whether the call is refused since an earlier try of it was carried out, although that was answered
    /// with a failure: the instance is being restarted.
    pub(super) fn was_carried_out_before(&self) -> bool {
        self.is_unsure
            && self.reading().and_then(|reading| reading.code).is_some_and(|code| {
                code.starts_with(INCORRECT_INSTANCE_STATUS.code) || code.ends_with("Conflict")
            })
    }

    /// Whether the call was served: 2xx, and not an error.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.status(), Some(200..=299))
            && self.reading().is_some_and(|reading| !reading.is_error)
    }

    /// Whether it names the call that it is the answer to, as every answer of the API does.
    pub(super) fn names_its_call(&self) -> bool {
        let id = self.reading().and_then(|reading| reading.request_id);
        id.is_some_and(|id| !id.trim().is_empty())
    }

    /// Whether the answer is one that documents this failure.
    #[must_use]
    pub fn answers(&self, failure: Failure) -> bool {
        self.reading().and_then(|reading| reading.code).is_some_and(|code| {
            failure.accepted("").iter().any(|accepted| {
                accepted.code.matches(code)
                    && self.status().is_some_and(|status| accepted.status.matches(status))
            })
        })
    }

    /// Whether it says that the operation does not exist at this endpoint.
    ///
    /// `InvalidParameter` is also a documented answer to an unknown Action, but it can mean anything.
    #[must_use]
    pub fn is_unknown_action(&self) -> bool {
        self.answers(Failure::ActionUnknown)
            && self.reading().and_then(|reading| reading.code) != Some("InvalidParameter")
    }

    /// What came, in one line for the `actual` of a mismatch.
    #[must_use]
    pub fn describe(&self) -> String {
        if let Content::Read(answer, _) | Content::Unreadable(answer, _) = &self.content
            && let Some(redirect) = redirect(answer)
        {
            return format!("{}, {redirect}", answer.status);
        }
        match &self.content {
            Content::None(failure) => format!("no answer: {failure}"),
            Content::Unreadable(answer, error) => {
                if let Some(encoded) = encoded(answer) {
                    return format!("{} with {encoded}", answer.status);
                }
                let text = String::from_utf8_lossy(&answer.body);
                let quoted = kept::beginning(&text, QUOTED);
                format!(
                    "{} with a body that cannot be read as {}: {error}: {quoted:?}",
                    answer.status,
                    self.format.value(),
                )
            }
            Content::Read(answer, document) => {
                let reading = reply::read(document);
                if reading.is_error {
                    format!(
                        "{} {}, message {:?}",
                        answer.status,
                        reading.code.unwrap_or("without a code"),
                        reading.message.unwrap_or("none"),
                    )
                } else {
                    let root = document.root.as_deref().unwrap_or("a JSON object");
                    format!("{}, {root}", answer.status)
                }
            }
        }
    }
}

/// Where an answer sends a client to instead of serving it. The address is shown without its query, which
/// may repeat a signed request, and without user information.
pub(super) fn redirect(answer: &Answer) -> Option<String> {
    let location = match answer.status {
        301 | 302 | 303 | 307 | 308 => answer.header("location")?,
        _ => return None,
    };
    let bare = match url::Url::parse(location) {
        Ok(mut url) => {
            // Only an address without a host has no user information to take out.
            let _ = url.set_username("").and_then(|()| url.set_password(None));
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        }
        // It names no host; what follows a `@` is the most that is harmless.
        Err(_) => {
            let path = location.split(['?', '#']).next().unwrap_or_default();
            path.rsplit('@').next().unwrap_or_default().to_owned()
        }
    };
    let to = kept::beginning(&bare, QUOTED);
    Some(format!(
        "a redirect to {to:?}, and redirects are not followed: write that address into the target file if it is the right one"
    ))
}

/// What makes a body unreadable though it may be right: an encoding that no request accepts.
pub(super) fn encoded(answer: &Answer) -> Option<String> {
    let encoding = answer.header("content-encoding")?.trim();
    let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
    (!is_plain).then(|| {
        let encoding = kept::beginning(encoding, QUOTED);
        format!("a body in Content-Encoding {encoding:?}, which no request asked for: have it sent as it is")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(status: u16, name: &str, value: &str) -> String {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let answer = Answer { status, headers, body: vec![0x1f, 0x8b, 8], ..Answer::default() };
        Received::new(Format::Json, Ok(answer)).describe()
    }

    #[test]
    fn a_redirect_is_told_with_its_address_and_nothing_secret() {
        for (location, shown) in [
            ("https://me:pass-w0rd@ecs.example/api?Signature=abc#x", "\"https://ecs.example/api\""),
            ("//me:pass-w0rd@ecs.example/api?Signature=abc", "\"ecs.example/api\""),
            ("/v2/\u{1b}[2J?Signature=abc", "\"/v2/\\u{1b}[2J\""),
        ] {
            let told = came(301, "location", location);
            assert!(told.starts_with(&format!("301, a redirect to {shown}, and")), "{told}");
            assert!(!told.contains("abc") && !told.contains("pass-w0rd"), "{told}");
        }
        assert!(!came(304, "location", "/").contains("redirect"));
        assert!(!came(301, "x-other", "/").contains("redirect"));
    }

    #[test]
    fn an_encoding_is_named_in_place_of_the_bytes() {
        assert_eq!(
            came(200, "content-encoding", "gzip"),
            "200 with a body in Content-Encoding \"gzip\", which no request asked for: have it sent as it is"
        );
        assert!(came(200, "content-encoding", "Identity").contains("cannot be read as"));
    }
}
