//! What answers of the control protocol say. Whatever comes is read bounded, or told in words that are.

use serde::Deserialize;

use crate::outcome::Answer;
use crate::suite::answer::{encoded, redirect};
use crate::suite::kept;
use crate::suite::target::AccessKey;
use crate::wire::secret::Secret;

/// The version spoken here.
const PROTOCOL: &str = "rebootspec-control/1";

/// What an endpoint says it can arrange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    pub(super) protocol: String,
    /// Statuses.
    pub status: Vec<String>,
    /// Lock reasons.
    pub locks: Vec<String>,
    /// Disk states beside normal.
    pub disk: Vec<String>,
    /// States of the key of an encrypted disk beside authorized.
    pub kms: Vec<String>,
    /// Accounts beside the caller's own.
    pub account: Vec<String>,
    /// Statuses of access keys that can be made.
    pub access_keys: Vec<String>,
    /// Failures that can be switched on.
    #[serde(rename = "faults")]
    pub failures: Vec<String>,
}

/// Why something was not made.
#[derive(Debug)]
pub(crate) enum NotMade {
    /// It was refused, or the answer was not the documented one.
    Refused(String),
    /// It was made under an id that nobody can ask for, and stays.
    Stays(String),
}

impl From<String> for NotMade {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

/// How long an answer of the control protocol may be, in bytes.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// What can be arranged.
///
/// # Errors
/// What came instead.
pub(crate) fn capabilities(answer: &Answer) -> Result<Capabilities, String> {
    if answer.status != 200 {
        let redirect = redirect(answer).map_or_else(String::new, |text| format!(", {text}"));
        return Err(format!("status {}{redirect}", answer.status));
    }
    let capabilities: Capabilities = parsed(answer)?;
    if capabilities.protocol != PROTOCOL {
        let protocol = kept::id(&capabilities.protocol);
        return Err(format!("protocol {protocol:?} instead of {PROTOCOL:?}"));
    }
    Ok(capabilities)
}

/// The id of an instance that was made.
///
/// # Errors
/// Why there is none.
pub(crate) fn instance(answer: &Answer) -> Result<String, NotMade> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Made {
        instance_id: String,
    }
    named(read::<Made>(answer, 201)?.instance_id, "InstanceId")
}

/// An access key that was made.
///
/// # Errors
/// Why there is none.
pub(crate) fn key(answer: &Answer) -> Result<AccessKey, NotMade> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Made {
        access_key_id: String,
        access_key_secret: String,
    }
    let made: Made = read(answer, 201)?;
    let id = named(made.access_key_id, "AccessKeyId")?;
    Ok(AccessKey { id, secret: Secret::new(made.access_key_secret) })
}

/// The id by which an arranged failure is switched off again.
///
/// # Errors
/// Why there is none.
pub(crate) fn failure(answer: &Answer) -> Result<String, NotMade> {
    #[derive(Deserialize)]
    struct Made {
        id: String,
    }
    named(read::<Made>(answer, 201)?.id, "id of a failure")
}

/// Checks that an answer has the documented status.
///
/// # Errors
/// The reason that it gives, or what came.
pub(crate) fn expect(answer: &Answer, status: u16) -> Result<(), String> {
    if answer.status == status {
        return Ok(());
    }
    let reason = parsed::<serde_json::Value>(answer)
        .ok()
        .and_then(|body| body.get("reason")?.as_str().map(str::to_owned))
        .unwrap_or_else(|| {
            let redirect = redirect(answer).map_or_else(String::new, |text| format!(", {text}"));
            format!("{} instead of {status}{redirect}", answer.status)
        });
    Err(kept::text(format!("the control protocol refused: {reason}")))
}

fn read<T: serde::de::DeserializeOwned>(answer: &Answer, status: u16) -> Result<T, String> {
    expect(answer, status)?;
    parsed(answer).map_err(|why| format!("the control protocol's answer is not understood: {why}"))
}

/// The body of an answer, or why it is not understood.
fn parsed<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, String> {
    if answer.body.len() > MOST_BYTES {
        return Err(format!("it is longer than {} KiB", MOST_BYTES / 1024));
    }
    // A list of the members would be read as them, with no name by which a secret is known.
    let is_list = answer.body.trim_ascii_start().starts_with(b"[");
    if is_list {
        return Err("it is a list".to_owned());
    }
    serde_json::from_slice(&answer.body).map_err(|error| unread(answer, &error))
}

/// An id, unless it is one that nothing can be asked for: too long, or a step in a path.
fn named(id: String, what: &str) -> Result<String, NotMade> {
    let (length, most) = (id.len(), kept::ID);
    let wrong = match &*id {
        "" => "that is empty".to_owned(),
        // Written in any way, it leads to the folder above. Source: URL Standard, "double-dot URL path segment".
        "." | ".." => format!("{id:?}"),
        _ if length > most => format!("of {length} bytes, and {most} are the most"),
        _ => return Ok(id),
    };
    Err(NotMade::Stays(format!("the control protocol gave an {what} {wrong}: what it made stays")))
}

/// Why a body is not understood.
fn unread(answer: &Answer, error: &serde_json::Error) -> String {
    // The error quotes what stands in the place of something else.
    let told = || kept::text(error.to_string());
    encoded(answer).map_or_else(told, |encoded| format!("it has {encoded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(id: &str) -> Result<String, NotMade> {
        let body = serde_json::json!({ "InstanceId": id }).to_string().into_bytes();
        instance(&Answer { status: 201, body, ..Answer::default() })
    }

    #[test]
    fn what_nobody_can_ask_for_stays() {
        assert_eq!(made("i-1").unwrap(), "i-1");
        let longest = "i".repeat(kept::ID);
        assert_eq!(made(&longest).unwrap(), longest);
        for id in ["", ".", "..", &(longest + "i")] {
            assert!(matches!(made(id), Err(NotMade::Stays(_))), "{id:?}");
        }
        let body = br#" ["k", "s3cr3t-of-mine"]"#.to_vec();
        assert!(key(&Answer { status: 201, body, ..Answer::default() }).is_err());
    }
}
