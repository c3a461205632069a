//! DescribeInstanceStatus and DescribeInstances, as far as the suite observes with them: the caller's
//! instances, by id, in pages. Ids that are not the caller's are left out, not refused. Other filters
//! and attributes are not served.

use super::call::{Admitted, Members};
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::endpoint::fleet::Fleet;
use crate::endpoint::instance::Instance;
use crate::endpoint::refusal::Refusal;
use crate::wire::document::Value;

/// How many ids a call may name. Source: DescribeInstances, "InstanceIds".
const MAX_IDS: usize = 100;

/// Source: DescribeInstanceStatus, "PageSize".
const STATUS_PAGE_MAX: usize = 50;

/// Source: DescribeInstances, "PageSize".
const INSTANCES_PAGE_MAX: usize = 100;

/// Ids and statuses.
pub(super) fn statuses(call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    region(call)?;
    let ids: Vec<String> = (1..=MAX_IDS)
        .filter_map(|number| call.parameters.get(&format!("{}.{number}", parameter::INSTANCE_ID)))
        .map(str::to_owned)
        .collect();
    let page = Page::asked_for(call, STATUS_PAGE_MAX)?;
    let ids = (!ids.is_empty()).then_some(ids);
    let found = found(call, fleet, ids);
    Ok(page.answer(found, "InstanceStatuses", "InstanceStatus", |id, instance| {
        Value::object([
            ("InstanceId", Value::text(id)),
            ("Status", Value::text(status(call, instance))),
        ])
    }))
}

/// Ids, statuses and locks.
pub(super) fn instances(call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
    region(call)?;
    let ids = instance_ids(call)?;
    let page = Page::asked_for(call, INSTANCES_PAGE_MAX)?;
    let found = found(call, fleet, ids);
    Ok(page.answer(found, "Instances", "Instance", |id, instance| {
        let reasons = instance
            .locks
            .iter()
            .map(|reason| Value::object([("LockReason", Value::text(reason.word()))]))
            .collect();
        Value::object([
            ("InstanceId", Value::text(id)),
            ("InstanceName", Value::text(id)),
            ("Status", Value::text(status(call, instance))),
            ("RegionId", Value::text(&call.settings.region)),
            ("OperationLocks", Value::object([("LockReason", Value::List(reasons))])),
        ])
    }))
}

/// The status of an instance, as it is shown.
fn status(call: &Admitted<'_>, instance: &Instance) -> &'static str {
    instance.status(call.settings.sight.moment(call.now)).word()
}

/// RegionId is required, and there is one region.
fn region(call: &Admitted<'_>) -> Result<(), Refusal> {
    let region = call
        .parameters
        .get(parameter::REGION_ID)
        .ok_or_else(|| Refusal::common(Failure::ParameterMissing, parameter::REGION_ID))?;
    if region == call.settings.region {
        Ok(())
    } else {
        Err(Refusal::other(
            "InvalidRegionId.NotFound",
            404,
            "The specified RegionId does not exist.",
        ))
    }
}

/// The ids of DescribeInstances: a JSON array of texts.
fn instance_ids(call: &Admitted<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(text) = call.parameters.get(parameter::INSTANCE_IDS) else {
        return Ok(None);
    };
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(ids) if ids.len() <= MAX_IDS => Ok(Some(ids)),
        _ => Err(Refusal::invalid(parameter::INSTANCE_IDS, text)),
    }
}

/// The caller's instances, or those of them that are named, in the order of their ids.
fn found<'a>(
    call: &Admitted<'_>,
    fleet: &'a Fleet,
    ids: Option<Vec<String>>,
) -> Vec<(&'a str, &'a Instance)> {
    match ids {
        None => fleet.seen_of(call.caller, call.now).collect(),
        Some(mut ids) => {
            ids.sort_unstable();
            ids.dedup();
            ids.iter().filter_map(|id| fleet.seen_named(call.caller, id, call.now)).collect()
        }
    }
}

/// Which part of a list is answered.
struct Page {
    number: usize,
    size: usize,
}

impl Page {
    fn asked_for(call: &Admitted<'_>, max_size: usize) -> Result<Self, Refusal> {
        Ok(Self {
            number: count(call, parameter::PAGE_NUMBER, 1, usize::MAX)?,
            size: count(call, parameter::PAGE_SIZE, 10, max_size)?,
        })
    }

    fn answer(
        &self,
        found: Vec<(&str, &Instance)>,
        list: &'static str,
        item: &'static str,
        describe: impl Fn(&str, &Instance) -> Value,
    ) -> Members {
        let items = found
            .iter()
            .skip(self.size.saturating_mul(self.number - 1))
            .take(self.size)
            .map(|(id, instance)| describe(id, instance))
            .collect();
        vec![
            ("TotalCount", Value::Number(found.len().to_string())),
            (parameter::PAGE_NUMBER, Value::Number(self.number.to_string())),
            (parameter::PAGE_SIZE, Value::Number(self.size.to_string())),
            (list, Value::object([(item, Value::List(items))])),
        ]
    }
}

/// A whole number from 1 to `max`.
fn count(
    call: &Admitted<'_>,
    name: &'static str,
    default: usize,
    max: usize,
) -> Result<usize, Refusal> {
    let Some(text) = call.parameters.get(name) else {
        return Ok(default);
    };
    match text.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => Err(Refusal::invalid(name, text)),
    }
}

#[cfg(test)]
mod tests {
    use crate::endpoint::testing::{Answer, Bench};

    const STATUS: (&str, &str) = ("Action", "DescribeInstanceStatus");
    const INSTANCES: (&str, &str) = ("Action", "DescribeInstances");
    const REGION: (&str, &str) = ("RegionId", "cn-hangzhou");

    fn ids(answer: &Answer, list: &str, item: &str) -> Vec<String> {
        let list = answer.document.value.get(list).unwrap();
        list.all(item).iter().map(|one| one.text_of("InstanceId").unwrap().to_owned()).collect()
    }

    #[test]
    fn statuses_are_shown_in_both_formats() {
        let mut bench = Bench::demo();
        for format in ["XML", "JSON"] {
            let answer = bench.call(&[
                STATUS,
                REGION,
                ("Format", format),
                ("InstanceId.1", "i-stopped0001"),
                ("InstanceId.2", "i-other0001"),
                ("InstanceId.3", "i-nosuch"),
                ("InstanceId.4", "i-running0001"),
            ]);
            assert_eq!(answer.status, 200);
            let found = ids(&answer, "InstanceStatuses", "InstanceStatus");
            assert_eq!(found, ["i-running0001", "i-stopped0001"]);
        }
    }

    #[test]
    fn pages_cover_everything_once() {
        let mut bench = Bench::demo();
        let mut seen = Vec::new();
        for number in ["1", "2", "3", "18446744073709551615"] {
            let answer = bench.call(&[STATUS, REGION, ("PageSize", "5"), ("PageNumber", number)]);
            assert_eq!(answer.text("TotalCount"), "11");
            seen.extend(ids(&answer, "InstanceStatuses", "InstanceStatus"));
        }
        assert_eq!(seen.len(), 11);
        assert!(!seen.contains(&"i-other0001".to_owned()));
    }

    #[test]
    fn locks_are_shown() {
        let mut bench = Bench::demo();
        let answer = bench.call(&[
            INSTANCES,
            REGION,
            ("Format", "JSON"),
            ("InstanceIds", r#"["i-locked0001","i-running0001"]"#),
        ]);
        assert_eq!(ids(&answer, "Instances", "Instance"), ["i-locked0001", "i-running0001"]);
        let text = answer.document.encode(crate::api::Format::Json);
        assert!(text.contains(r#""OperationLocks":{"LockReason":[{"LockReason":"security"}]}"#));
        assert!(text.contains(r#""OperationLocks":{"LockReason":[]}"#));
    }

    #[test]
    fn bad_parameters_are_refused() {
        let mut bench = Bench::demo();
        assert_eq!(bench.call(&[STATUS]).error(), (400, "MissingParameter"));
        assert_eq!(
            bench.call(&[STATUS, ("RegionId", "nowhere")]).error(),
            (404, "InvalidRegionId.NotFound")
        );
        for (name, value) in [
            ("PageSize", "0"),
            ("PageSize", "101"),
            ("PageNumber", "x"),
            ("InstanceIds", "i-1"),
            ("InstanceIds", "[1]"),
        ] {
            let answer = bench.call(&[INSTANCES, REGION, (name, value)]);
            assert_eq!(answer.error(), (400, "InvalidParameter"), "{name}={value}");
        }
    }
}
