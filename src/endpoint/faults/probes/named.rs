//! Ids that are nearly right, locks that come and go, keys of disks, other accounts.

use super::fire_as;
use crate::endpoint::testing::Bench;

/// Calls RebootInstance on an id, with further parameters.
fn reboot(bench: &mut Bench, id: &str, further: &[(&str, &str)]) -> String {
    let mut own = vec![("Action", "RebootInstance"), ("InstanceId", id)];
    own.extend_from_slice(further);
    fire_as(bench, &own)
}

/// The ids.
pub(in crate::endpoint::faults) fn ids(bench: &mut Bench) -> Vec<String> {
    let id = bench.arrange("{}");
    let removed = bench.arrange("{}");
    bench.control("DELETE", &format!("/instances/{removed}"), "");
    let (but_last, last) = id.split_at(id.len() - 1);
    let near = [
        format!("{id} "),
        format!("{id},x"),
        format!("{id}\0"),
        but_last.to_owned(),
        format!("{but_last}{}", if last == "x" { "y" } else { "x" }),
        removed,
    ];
    let calls = near.iter().map(|id| reboot(bench, id, &[])).collect();
    bench.wait_ms(1_000);
    calls
}

/// What stands in the way.
pub(in crate::endpoint::faults) fn states(bench: &mut Bench) -> Vec<String> {
    let mut seen = Vec::new();
    for (first, then) in [
        (r#"{"locks":["security"]}"#, [r#"{"locks":[]}"#, r#"{"locks":["security"]}"#]),
        (r#"{"locks":["security","financial"]}"#, ["{}", r#"{"locks":["security"]}"#]),
        (r#"{"disk":"abnormal","kms":"unauthorized"}"#, ["{}", "{}"]),
        (r#"{"kms":"not-enabled"}"#, ["{}", "{}"]),
        (r#"{"kms":"not-found"}"#, ["{}", "{}"]),
    ] {
        let id = bench.arrange(first);
        for change in then {
            bench.control("PATCH", &format!("/instances/{id}"), change);
        }
        seen.push(reboot(bench, &id, &[]));
    }
    seen
}

/// Parameters that name an account or a repetition, and what is shown of another account.
pub(in crate::endpoint::faults) fn further(bench: &mut Bench) -> Vec<String> {
    let (id, foreign) = (bench.arrange("{}"), bench.arrange(r#"{"account":"other"}"#));
    vec![
        reboot(bench, &id, &[("ClientToken", "t")]),
        reboot(bench, &id, &[("ClientToken", "t")]),
        reboot(bench, &foreign, &[("OwnerId", "1")]),
        fire_as(
            bench,
            &[
                ("Action", "DescribeInstanceStatus"),
                ("RegionId", "cn-hangzhou"),
                ("InstanceId.1", &foreign),
            ],
        ),
    ]
}
