//! The answer envelopes. Writing them is for the reference endpoint; reading is lenient, so that a
//! missing member turns the rule red that demands it and no other.
//!
//! Source: Response results, "Successful results" and "Error results".

use super::document::{Document, Value};
use crate::api::operations::Operation;

/// Names of members and elements.
pub mod member {
    /// Identifies the call.
    pub const REQUEST_ID: &str = "RequestId";
    /// The host that answered.
    pub const HOST_ID: &str = "HostId";
    /// Error code.
    pub const CODE: &str = "Code";
    /// Error message.
    pub const MESSAGE: &str = "Message";
    /// An address of a troubleshooting page, which today's gateway adds.
    pub const RECOMMEND: &str = "Recommend";
    /// Why access control refused, which today's gateway adds.
    pub const ACCESS_DENIED_DETAIL: &str = "AccessDeniedDetail";
    /// Root element of an XML error.
    pub const ERROR: &str = "Error";
}

/// A successful answer of an operation: RequestId first, then its own members.
#[must_use]
pub fn success(
    operation: &Operation,
    request_id: &str,
    members: impl IntoIterator<Item = (&'static str, Value)>,
) -> Document {
    let request_id = (member::REQUEST_ID, Value::text(request_id));
    Document {
        root: Some(operation.root()),
        value: Value::object(std::iter::once(request_id).chain(members)),
    }
}

/// An error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorReply {
    /// Identifies the call.
    pub request_id: String,
    /// The host that answered.
    pub host_id: String,
    /// Error code.
    pub code: String,
    /// Error message.
    pub message: String,
    /// An address of a troubleshooting page.
    pub recommend: Option<String>,
    /// Why access control refused.
    pub access_denied_detail: Option<Value>,
}

impl ErrorReply {
    /// The envelope.
    #[must_use]
    pub fn document(&self) -> Document {
        let mut members = vec![
            (member::REQUEST_ID, Value::text(&self.request_id)),
            (member::HOST_ID, Value::text(&self.host_id)),
            (member::CODE, Value::text(&self.code)),
            (member::MESSAGE, Value::text(&self.message)),
        ];
        if let Some(recommend) = &self.recommend {
            members.push((member::RECOMMEND, Value::text(recommend)));
        }
        if let Some(detail) = &self.access_denied_detail {
            members.push((member::ACCESS_DENIED_DETAIL, detail.clone()));
        }
        Document { root: Some(member::ERROR.to_owned()), value: Value::object(members) }
    }
}

/// Whether an error of today's gateway may carry a member beside the documented four: `Recommend`, or on a
/// 403 `AccessDeniedDetail`, which holds members of its own.
#[must_use]
pub fn may_stand_beside(status: u16, name: &str, value: &Value) -> bool {
    match name {
        member::RECOMMEND => value.as_text().is_some(),
        member::ACCESS_DENIED_DETAIL => status == 403 && matches!(value, Value::Object(_)),
        _ => false,
    }
}

/// The members of every error.
pub const OF_AN_ERROR: [&str; 4] =
    [member::REQUEST_ID, member::HOST_ID, member::CODE, member::MESSAGE];

/// Whether an answer is the success of an operation that shows nothing: RequestId and nothing beside it, under the
/// operation's root element where it is XML.
#[must_use]
pub fn is_plain_success(document: &Document, operation: &Operation) -> bool {
    document.root.as_ref().is_none_or(|root| *root == operation.root())
        && matches!(document.value.members(),
            [(name, Value::Text(id))] if name == member::REQUEST_ID && !id.is_empty())
}

/// Whether an answer is an error with the four members, each once, a text and not empty, under the root `Error`
/// where it is XML; what [`may_stand_beside`] names may be there too.
#[must_use]
pub fn is_error(document: &Document, status: u16) -> bool {
    let members = document.value.members();
    let documented: Vec<_> =
        members.iter().filter(|(name, value)| !may_stand_beside(status, name, value)).collect();
    let is_told = |wanted: &str| {
        documented.iter().any(|(name, value)| {
            name == wanted && value.as_text().is_some_and(|text| !text.is_empty())
        })
    };
    document.root.as_ref().is_none_or(|root| root == member::ERROR)
        && documented.len() == OF_AN_ERROR.len()
        && OF_AN_ERROR.into_iter().all(is_told)
}

/// What an answer says, as far as it says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// Whether it is an error: the XML root is `Error`, or there is a `Code`.
    pub is_error: bool,
    /// Identifies the call.
    pub request_id: Option<&'a str>,
    /// Error code.
    pub code: Option<&'a str>,
    /// Error message.
    pub message: Option<&'a str>,
    /// The host that answered.
    pub host_id: Option<&'a str>,
}

/// Reads an answer leniently.
#[must_use]
pub fn read(document: &Document) -> Reading<'_> {
    let value = &document.value;
    Reading {
        is_error: document.root.as_deref() == Some(member::ERROR)
            || (document.root.is_none() && value.get(member::CODE).is_some()),
        request_id: value.text_of(member::REQUEST_ID),
        code: value.text_of(member::CODE),
        message: value.text_of(member::MESSAGE),
        host_id: value.text_of(member::HOST_ID),
    }
}

/// Whether a RequestId has the form that examples show: 8-4-4-4-12 upper-case hexadecimal digits.
/// Source: RebootInstance, "Examples".
#[must_use]
pub fn is_request_id(text: &str) -> bool {
    let mut groups = text.split('-');
    [8, 4, 4, 4, 12].into_iter().all(|length| {
        groups.next().is_some_and(|group| {
            group.len() == length
                && group.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
        })
    }) && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Format;

    const ID: &str = "F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A";

    #[test]
    fn the_documented_examples_are_written() {
        let reply = success(&crate::api::operations::REBOOT_INSTANCE, ID, []);
        assert_eq!(
            reply.encode(Format::Xml),
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><RebootInstanceResponse><RequestId>{ID}</RequestId></RebootInstanceResponse>"
            )
        );
        assert_eq!(reply.encode(Format::Json), format!("{{\"RequestId\":\"{ID}\"}}"));
    }

    #[test]
    fn an_error_reads_the_same_in_both_formats() {
        let error = ErrorReply {
            request_id: ID.into(),
            host_id: "h:1".into(),
            code: "C".into(),
            message: "<&\"'>".into(),
            recommend: Some("r".into()),
            access_denied_detail: None,
        };
        for format in Format::ALL {
            let bytes = error.document().encode(format);
            let document = Document::decode(format, bytes.as_bytes()).unwrap();
            let reading = read(&document);
            assert!(reading.is_error);
            assert_eq!(reading.code, Some("C"));
            assert_eq!(reading.message, Some("<&\"'>"));
            assert_eq!(reading.request_id, Some(ID));
            assert_eq!(reading.host_id, Some("h:1"));
        }
    }

    #[test]
    fn two_members_may_stand_beside_the_documented_ones() {
        let object = Value::object([("PolicyType", Value::text("x"))]);
        assert!(may_stand_beside(400, member::RECOMMEND, &Value::text("https://h/")));
        assert!(may_stand_beside(403, member::ACCESS_DENIED_DETAIL, &object));
        assert!(!may_stand_beside(404, member::ACCESS_DENIED_DETAIL, &object));
        assert!(!may_stand_beside(403, member::ACCESS_DENIED_DETAIL, &Value::text("x")));
        assert!(!may_stand_beside(403, member::RECOMMEND, &object));
        assert!(!may_stand_beside(403, "Result", &Value::text("x")));
    }

    #[test]
    fn request_ids_have_one_form() {
        assert!(is_request_id(ID));
        for text in ["", &ID.to_lowercase(), &ID[1..], &format!("{ID}-"), &ID.replace('-', "")] {
            assert!(!is_request_id(text), "{text}");
        }
    }
}
