//! What the two Describe operations show of an instance: how they are asked, how their answers are read, and
//! what is known of them at one endpoint. Either of them is enough to see a status.
//!
//! Asks nobody itself: that is `search`.

use std::sync::Mutex;

use super::answer::Received;
use super::call::Call;
use super::locked::locked;
use crate::api::Format;
use crate::api::names::parameter;
use crate::api::operations;
use crate::wire::document::{Document, Value};
use crate::wire::shape;

/// An operation that shows instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Describe {
    /// DescribeInstanceStatus: id and status.
    Status,
    /// DescribeInstances: id, status and locks.
    Instances,
}

impl Describe {
    /// Both, in the order in which a status is looked for.
    pub const ALL: [Self; 2] = [Self::Status, Self::Instances];

    /// Its Action.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Status => operations::DESCRIBE_INSTANCE_STATUS.name,
            Self::Instances => operations::DESCRIBE_INSTANCES.name,
        }
    }

    /// The operation of an Action, where it is one of these.
    #[must_use]
    pub fn of(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|describe| describe.action() == action)
    }

    /// Its documented shape, as far as the suite reads it. Source: DescribeInstanceStatus and
    /// DescribeInstances, "Examples".
    #[must_use]
    pub const fn documented(self) -> &'static str {
        match self {
            Self::Status => "InstanceStatuses {InstanceStatus [{InstanceId, Status}]}",
            Self::Instances => {
                "Instances {Instance [{InstanceId, Status, OperationLocks {LockReason [{LockReason}]}}]}"
            }
        }
    }

    /// The member that holds the instances, and the name of each.
    const fn members(self) -> (&'static str, &'static str) {
        match self {
            Self::Status => ("InstanceStatuses", "InstanceStatus"),
            Self::Instances => ("Instances", "Instance"),
        }
    }

    /// The call that shows one instance, by its id.
    #[must_use]
    pub fn call(self, region: &str, format: Format, id: &str) -> Call {
        let call = self.plain(region, format);
        match self {
            Self::Status => call.with("InstanceId.1", id),
            Self::Instances => {
                call.with(parameter::INSTANCE_IDS, serde_json::Value::from(vec![id]).to_string())
            }
        }
    }

    /// The call without a list of ids. Source: both pages, "RegionId" is required.
    #[must_use]
    pub fn plain(self, region: &str, format: Format) -> Call {
        Call::new(self.action()).format(format).with(parameter::REGION_ID, region)
    }

    /// The instances in an answer.
    ///
    /// # Errors
    /// The shape that came, where it is not the documented one.
    pub fn instances(self, document: &Document) -> Result<Vec<&Value>, String> {
        let (list, entry) = self.members();
        let other = |value| Err(format!("{list} {}", shape::line(value)));
        match (&document.root, document.value.get(list)) {
            (Some(root), _) if root.strip_suffix("Response") != Some(self.action()) => {
                Err(format!("{root} {}", shape::line(&document.value)))
            }
            // Where there is none, XML may leave the list out.
            (Some(_), None) => Ok(Vec::new()),
            (None, None) => Err(shape::line(&document.value)),
            (_, Some(held)) => match held {
                Value::Object(members) if members.is_empty() => Ok(Vec::new()),
                Value::Object(_) => {
                    let entries = held.all(entry);
                    let named = |one: &&Value| one.text_of(parameter::INSTANCE_ID).is_some();
                    // An empty element of XML is a text, here that of an empty list.
                    let is_empty =
                        |one: &&Value| matches!(one, Value::Text(text) if is_blank(text));
                    if entries.is_empty() && held.get(entry).is_none() {
                        return other(held);
                    }
                    let entries: Vec<&Value> =
                        entries.into_iter().filter(|one| !is_empty(one)).collect();
                    if entries.iter().all(named) { Ok(entries) } else { other(held) }
                }
                Value::List(items) if items.is_empty() => Ok(Vec::new()),
                Value::Null => Ok(Vec::new()),
                Value::Text(text) if is_blank(text) => Ok(Vec::new()),
                _ => other(held),
            },
        }
    }

    /// One instance of an answer.
    #[must_use]
    pub fn instance<'a>(self, document: &'a Document, id: &str) -> Option<&'a Value> {
        let instances = self.instances(document).ok()?;
        instances.into_iter().find(|one| one.text_of(parameter::INSTANCE_ID) == Some(id))
    }

    /// Why an answer shows nothing.
    #[must_use]
    pub fn unshown_by(self, received: &Received) -> String {
        let action = self.action();
        match (received.is_success(), received.document().map(|document| self.instances(document)))
        {
            (true, Some(Err(came))) => {
                format!("{action} answers {came}, and {} is documented", self.documented())
            }
            _ => format!("{action} gave {}", received.describe()),
        }
    }

    /// Whether an answer is the documented one. A success of another shape shows nothing, and says that the
    /// operation is not served.
    #[must_use]
    pub fn is_answered_by(self, received: &Received) -> bool {
        received.is_success()
            && received.document().is_some_and(|document| self.instances(document).is_ok())
    }
}

/// Whether a text is none: white space alone, as it stands in an empty element that is pretty-printed.
fn is_blank(text: &str) -> bool {
    text.trim_matches([' ', '\t', '\r', '\n']).is_empty()
}

/// The lock reasons of an instance that DescribeInstances shows, in whatever form; `None` where it shows no
/// OperationLocks.
#[must_use]
pub fn locks(instance: &Value) -> Option<Vec<String>> {
    fn texts(value: &Value, reasons: &mut Vec<String>) {
        match value {
            Value::Text(text) if !is_blank(text) => reasons.push(text.clone()),
            Value::Object(members) => members.iter().for_each(|(name, value)| {
                // What else an entry tells, such as a message, is no reason.
                if name == "LockReason" || members.len() == 1 {
                    texts(value, reasons);
                }
            }),
            Value::List(items) => items.iter().for_each(|item| texts(item, reasons)),
            _ => {}
        }
    }
    let held = instance.get("OperationLocks")?;
    let mut reasons = Vec::new();
    texts(held, &mut reasons);
    Some(reasons)
}

/// What came of looking for an instance by one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// What the operation shows of it.
    Shown(Value),
    /// The operation is served, and does not show it.
    Absent,
    /// The operation shows nothing, for this reason.
    Nothing(String),
}

/// What is known of both operations at one endpoint.
#[derive(Debug, Default)]
pub struct Sight(Mutex<[Way; 2]>);

/// What is known of one.
#[derive(Clone, Debug, Default)]
struct Way {
    /// Why it shows nothing, where that will not change.
    nothing: Option<String>,
    /// Whether it takes no list of ids.
    knows_no_ids: bool,
}

impl Sight {
    fn way<T>(&self, describe: Describe, with: impl FnOnce(&mut Way) -> T) -> T {
        let mut ways = locked(&self.0);
        with(&mut ways[describe as usize])
    }

    /// Why an operation shows nothing, where that is known.
    #[must_use]
    pub fn nothing(&self, describe: Describe) -> Option<String> {
        self.way(describe, |way| way.nothing.clone())
    }

    /// Notes that an operation shows nothing, and will not.
    pub fn nothing_by(&self, describe: Describe, reason: String) -> Found {
        self.way(describe, |way| {
            // The first reason stays, so that what depends on it has one reason.
            Found::Nothing(way.nothing.get_or_insert(reason).clone())
        })
    }

    /// Whether neither operation shows anything.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        Describe::ALL.into_iter().all(|describe| self.nothing(describe).is_some())
    }

    /// Whether an operation takes no list of ids.
    #[must_use]
    pub fn knows_no_ids(&self, describe: Describe) -> bool {
        self.way(describe, |way| way.knows_no_ids)
    }

    /// Notes that it does not.
    pub fn note_no_ids(&self, describe: Describe) {
        self.way(describe, |way| way.knows_no_ids = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(format: Format, text: &str) -> Document {
        Document::decode(format, text.as_bytes()).unwrap()
    }

    #[test]
    fn instances_are_read_in_the_documented_shape_alone() {
        for (text, came) in [
            (r#"{"InstanceStatuses":{"InstanceStatus":[{"InstanceId":"i"}]}}"#, Ok(1)),
            (r#"{"InstanceStatuses":{"InstanceStatus":[]}}"#, Ok(0)),
            (r#"{"InstanceStatuses":[]}"#, Ok(0)),
            (r#"{"InstanceStatuses":null}"#, Ok(0)),
            (
                r#"{"InstanceStatuses":[{"InstanceId":"i"}]}"#,
                Err("InstanceStatuses [{InstanceId}]"),
            ),
            (
                r#"{"InstanceStatuses":{"InstanceStatus":[{"id":"i"}]}}"#,
                Err("InstanceStatuses {InstanceStatus [{id}]}"),
            ),
            (r#"{"statuses":[]}"#, Err("{statuses []}")),
        ] {
            let document = document(Format::Json, text);
            let found = Describe::Status.instances(&document);
            assert_eq!(found.map(|all| all.len()), came.map_err(str::to_owned), "{text}");
        }
        for (text, came) in [
            ("<DescribeInstancesResponse/>", Some(0)),
            ("<DescribeInstancesResponse><Instances/></DescribeInstancesResponse>", Some(0)),
            (
                "<DescribeInstancesResponse><Instances>\n  </Instances></DescribeInstancesResponse>",
                Some(0),
            ),
            (
                "<DescribeInstancesResponse><Instances><Instance>\r\n\t</Instance></Instances></DescribeInstancesResponse>",
                Some(0),
            ),
            (
                "<DescribeInstancesResponse><Instances>none</Instances></DescribeInstancesResponse>",
                None,
            ),
            (
                "<DescribeInstancesResponse><Instances><Instance><InstanceId>i</InstanceId></Instance></Instances></DescribeInstancesResponse>",
                Some(1),
            ),
            ("<Other><Instances/></Other>", None),
        ] {
            let document = document(Format::Xml, text);
            let found = Describe::Instances.instances(&document);
            assert_eq!(found.ok().map(|all| all.len()), came, "{text}");
        }
    }

    #[test]
    fn locks_are_read_in_any_form() {
        for held in [
            r#"{"LockReason":[{"LockReason":"security","LockMsg":"m"}]}"#,
            r#"{"LockReason":["security"]}"#,
            r#"{"LockReason":"security"}"#,
            r#"[{"LockReason":"security"}]"#,
            r#"["security"]"#,
            r#"{"OperationLock":[{"LockReason":"security"}]}"#,
        ] {
            let instance = document(Format::Json, &format!(r#"{{"OperationLocks":{held}}}"#));
            assert_eq!(locks(&instance.value), Some(vec!["security".to_owned()]), "{held}");
        }
        for held in [r#"{"LockReason":[]}"#, "[]", "\"\"", "null", "{}"] {
            let instance = document(Format::Json, &format!(r#"{{"OperationLocks":{held}}}"#));
            assert_eq!(locks(&instance.value), Some(Vec::new()), "{held}");
        }
        assert_eq!(locks(&document(Format::Json, "{}").value), None);
        let pretty = "<I><OperationLocks>\n  <LockReason>\n  </LockReason>\n</OperationLocks></I>";
        assert_eq!(locks(&document(Format::Xml, pretty).value), Some(Vec::new()));
    }
}
