//! An answer under judgement: what came, read in the format that was asked for.

use super::client::NoAnswer;
use crate::outcome::Answer;
use crate::spec::Format;
use crate::wire::document::{DecodeError, Document};
use crate::wire::reply::{self, Reading};

/// What came of a call.
#[derive(Clone, Debug)]
pub struct Received {
    /// The format the call asked for.
    pub format: Format,
    /// The body in that format, or why there is none.
    pub content: Content,
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
                Ok(document) => Content::Read(answer, document),
                Err(error) => Content::Unreadable(answer, error),
            },
        };
        Self { format, content }
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

    /// Whether the call was served: 2xx, and not an error.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.status(), Some(200..=299))
            && self.reading().is_some_and(|reading| !reading.is_error)
    }

    /// What came, in one line for the `actual` of a mismatch.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.content {
            Content::None(failure) => format!("no answer: {failure}"),
            Content::Unreadable(answer, error) => {
                let text = String::from_utf8_lossy(&answer.body);
                let mut quoted: String = text.chars().take(QUOTED).collect();
                if quoted.len() < text.len() {
                    quoted.push('…');
                }
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
