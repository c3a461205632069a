//! What an answer says, noted with its exchange for those who read of it: its code, and the statuses that it shows.
//! Nothing is judged by it.

use super::answer::Received;
use super::journal::Log;
use super::kept;
use super::sight::Describe;
use crate::api::names::parameter;
use crate::outcome::{Exchange, Shown};

/// How many statuses of one answer are noted: one is asked for.
const MOST: usize = 20;

/// Notes what the answer to the last exchange of a log says.
pub(super) fn note(log: &mut Log, received: &Received) {
    let Some(Exchange { operation, answer: Some(answer), .. }) = log.last_mut() else { return };
    answer.code = received.error_code_in_any_format().map(short);
    // Where a run has kept enough, no bodies are, and nothing of them.
    let is_look = operation.as_deref() == Some(Describe::Status.action());
    if let (true, Some(document)) = (is_look && !answer.body.is_empty(), received.document()) {
        let shown = Describe::Status.instances(document).unwrap_or_default().into_iter();
        let shown = shown.filter_map(|one| {
            let text = |name: &str| one.text_of(name).map(short);
            Some(Shown { instance: text(parameter::INSTANCE_ID)?, status: text("Status")? })
        });
        answer.statuses = shown.take(MOST).collect();
    }
}

fn short(text: impl AsRef<str>) -> String {
    kept::id(text.as_ref()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Format;
    use crate::outcome::{Answer, Purpose};
    use crate::suite::client::Prepared;

    fn noted(operation: &str, format: Format, body: &str) -> Answer {
        let answer = Answer { status: 200, body: body.into(), ..Answer::default() };
        let prepared = Prepared { operation: Some(operation.to_owned()), ..Prepared::default() };
        let mut log = Log::new();
        log.push(prepared.under_way(Purpose::Observe, 0.0));
        log[0].came(Ok(answer.clone()));
        note(&mut log, &Received::new(format, Ok(answer)));
        log.pop().unwrap().answer.unwrap()
    }

    #[test]
    fn statuses_are_noted_from_both_formats() {
        let xml = "<DescribeInstanceStatusResponse><InstanceStatuses><InstanceStatus>\
                   <Status>Starting</Status><InstanceId>i-1</InstanceId></InstanceStatus>\
                   <InstanceStatus><InstanceId>i-2</InstanceId></InstanceStatus><InstanceStatus>\
                   <InstanceId>i-3</InstanceId><Status>Running</Status></InstanceStatus>\
                   </InstanceStatuses></DescribeInstanceStatusResponse>";
        let json = r#"{"InstanceStatuses":{"InstanceStatus":[{"InstanceId":"i-1","Status":"Starting"},
                      {"InstanceId":"i-2"},{"InstanceId":"i-3","Status":"Running"}]}}"#;
        for (format, body) in [(Format::Xml, xml), (Format::Json, json)] {
            let pairs = |answer: Answer| -> Vec<(String, String)> {
                answer.statuses.into_iter().map(|one| (one.instance, one.status)).collect()
            };
            let seen = pairs(noted("DescribeInstanceStatus", format, body));
            let pair = |id: &str, status: &str| (id.to_owned(), status.to_owned());
            assert_eq!(seen, [pair("i-1", "Starting"), pair("i-3", "Running")], "{body}");
            assert_eq!(pairs(noted("RebootInstance", format, body)), [], "{body}");
        }
    }

    #[test]
    fn a_code_is_that_of_the_envelope() {
        for body in ["<Error><Code>C</Code></Error>", r#"{"Code":"C"}"#] {
            let code = noted("RebootInstance", Format::Json, body).code;
            assert_eq!(code.as_deref(), Some("C"), "{body}");
        }
        for body in ["<A><B><Code>C</Code></B></A>", r#"{"A":{"Code":"C"}}"#, "<", "", "]]>"] {
            assert_eq!(noted("RebootInstance", Format::Xml, body).code, None, "{body}");
        }
    }
}
