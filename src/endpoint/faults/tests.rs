//! The list of faults, and that each of them shows.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::{Fault, Faults, WITHOUT_FAULTS, probes};
use crate::api::Edition;
use crate::api::Level::{self, Must};
use crate::api::rules::RULES;
use crate::endpoint::testing::Bench;
use crate::endpoint::{CONTROL_PATH, Endpoint, Settings};
use crate::wire::query;

#[test]
fn names_are_unique_and_read_back() {
    let mut seen = BTreeSet::new();
    for &fault in Fault::ALL {
        let name = fault.name();
        assert!(seen.insert(name), "{name} stands twice");
        assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{name}");
        assert_eq!(name.parse(), Ok(fault));
    }
    assert!(Fault::from_str("no-such-fault").is_err());
}

/// Every rule and its level.
fn rules() -> BTreeMap<&'static str, Level> {
    RULES.iter().map(|rule| (rule.id, rule.level)).collect()
}

#[test]
fn every_rule_named_exists() {
    let rules = rules();
    for &fault in Fault::ALL {
        assert!(rules.contains_key(fault.rule()), "{fault}: {}", fault.rule());
    }
}

#[test]
fn every_rule_has_its_faults() {
    for (id, level) in rules() {
        let count = Fault::ALL.iter().filter(|fault| fault.rule() == id).count();
        let wanted = if level == Must { 2 } else { 1 };
        match WITHOUT_FAULTS.iter().find(|(without, _)| *without == id) {
            Some((_, reason)) => assert_eq!((count, reason.is_empty()), (0, false), "{id}"),
            None => assert!(count >= wanted, "{id} has {count} faults, wanted {wanted}"),
        }
    }
}

#[test]
fn every_fault_says_what_it_does() {
    for &fault in Fault::ALL {
        let sentence = fault.sentence();
        assert!(sentence.ends_with('.') && !sentence.starts_with(' '), "{fault}: {sentence}");
    }
}

#[test]
fn a_set_holds_what_was_put_in() {
    for &fault in Fault::ALL {
        assert_eq!(Faults::from(fault).iter().collect::<Vec<_>>(), [fault]);
    }
    let two: Faults = "lock-unchecked, status-unchecked".parse().unwrap();
    assert_eq!(two.iter().count(), 2);
    assert_eq!("".parse(), Ok(Faults::NONE));
    assert!("lock-unchecked,x".parse::<Faults>().is_err());
}

/// A step of the script below.
enum Step {
    /// RebootInstance, or the operation that is named, with these parameters.
    Call(&'static [(&'static str, &'static str)]),
    /// A change through the control protocol.
    Patch(&'static str, &'static str),
    /// So many milliseconds pass.
    Wait(u64),
}

use Step::{Call, Patch, Wait};

/// Everything that a fault may change, once in each format.
const SCRIPT: &[Step] = &[
    Call(&[("InstanceId", "i-running0002")]),
    Call(&[("InstanceId", "i-running0002")]),
    Wait(50),
    Call(&[]),
    Call(&[("InstanceId", "")]),
    Call(&[("InstanceId", "<é>")]),
    Call(&[("InstanceId", "i-nosuch")]),
    Call(&[("InstanceId", "i-other0001")]),
    Wait(150),
    Call(&[("InstanceId", "i-running0002")]),
    Wait(200),
    Call(&[("InstanceId", "i-locked0001")]),
    Call(&[("InstanceId", "i-locked0001"), ("ForceStop", "false")]),
    Call(&[("InstanceId", "i-locked0001"), ("ForceStop", "true")]),
    Call(&[("InstanceId", "i-diskbad0001")]),
    Call(&[("InstanceId", "i-stopped0001")]),
    Call(&[("InstanceId", "i-pending0001")]),
    Call(&[("InstanceId", "i-starting0001")]),
    Call(&[("InstanceId", "i-starting0001"), ("ForceStop", "true")]),
    Call(&[("InstanceId", "i-stopping0001"), ("ForceStop", "true")]),
    Wait(200),
    Call(&[("InstanceId", "i-running0003"), ("ForceStop", "false")]),
    Call(&[("InstanceId", "i-running0004"), ("ForceStop", "true")]),
    Wait(300),
    Call(&[("InstanceId", "i-running0003"), ("ForceStop", "")]),
    Call(&[("InstanceId", "i-running0003"), ("ForceStop", "yes")]),
    Call(&[("InstanceId", "i-running0003"), ("ForceStop", "True")]),
    Patch("i-locked0001", r#"{"status":"Running","locks":[]}"#),
    Call(&[("InstanceId", "i-locked0001")]),
    Patch("i-overdue0001", r#"{"locks":["financial","security"]}"#),
    Call(&[("InstanceId", "i-overdue0001")]),
    Patch("i-stopped0001", r#"{"status":"Stopped","locks":["security"]}"#),
    Call(&[("InstanceId", "i-stopped0001")]),
    Patch("i-diskbad0001", r#"{"status":"Running","locks":["security"]}"#),
    Call(&[("InstanceId", "i-diskbad0001")]),
    Call(&[STOP, ("InstanceId", "i-nosuch")]),
    Call(&[STOP, ("InstanceId", "i-running0002")]),
    Wait(200),
];

const STOP: (&str, &str) = ("Action", "StopInstance");

/// An endpoint with faults.
fn with(faults: Faults, settings: Settings) -> Bench {
    Bench::of(Endpoint::new(settings).with_faults(faults))
}

/// What a client sees of the script, and the statuses after each step.
fn transcript(faults: Faults, format: &str) -> Vec<String> {
    let mut bench = with(faults, Settings::demo());
    let ids: Vec<_> =
        bench.core.settings().instances.iter().map(|prepared| prepared.id.clone()).collect();
    let mut seen = Vec::new();
    for step in SCRIPT {
        match step {
            Wait(milliseconds) => bench.wait_ms(*milliseconds),
            Patch(id, body) => {
                let target = format!("{CONTROL_PATH}/instances/{id}");
                let response = bench.raw_bytes("PATCH", &target, &[], body.as_bytes());
                assert_eq!(response.status, 204);
            }
            Call(own) => {
                let mut own = own.to_vec();
                if !own.iter().any(|(name, _)| *name == "Action") {
                    own.push(("Action", "RebootInstance"));
                }
                own.push(("Format", format));
                let mut parameters = bench.parameters(&own);
                bench.sign("GET", &mut parameters);
                let pairs = crate::endpoint::testing::pairs(&parameters);
                let target = format!("/?{}", query::print(pairs));
                let response = bench.raw_bytes("GET", &target, &[], b"");
                seen.push(format!(
                    "{} {}",
                    response.status,
                    String::from_utf8_lossy(&response.body)
                ));
            }
        }
        let now = bench.now;
        seen.push(format!(
            "{:?}",
            ids.iter().map(|id| bench.core.status(id, now)).collect::<Vec<_>>()
        ));
    }
    seen
}

/// What the script shows in either format, then what each probe shows in edition current.
fn seen(faults: Faults) -> impl Iterator<Item = Vec<String>> {
    let scripts = ["XML", "JSON"].into_iter().map(move |format| transcript(faults, format));
    let edition = Edition::Current;
    let probes = probes::PROBES
        .iter()
        .map(move |probe| probe(&mut with(faults, Settings { edition, ..Settings::demo() })));
    scripts.chain(probes)
}

#[test]
fn every_fault_can_be_seen_and_nothing_else_can() {
    let faithful: Vec<_> = seen(Faults::NONE).collect();
    assert!(seen(Faults::NONE).eq(faithful.iter().cloned()));
    let is_unseen = |fault: &&Fault| seen((**fault).into()).eq(faithful.iter().cloned());
    let unseen: Vec<_> = Fault::ALL.iter().filter(is_unseen).collect();
    assert!(unseen.is_empty(), "no difference: {unseen:?}");
}

/// The suite observes with the other operations; only what is about them may change them.
#[test]
fn the_other_operations_stay_as_they_are() {
    let observed = |faults: Faults| {
        let mut bench = with(faults, Settings::demo());
        ["XML", "JSON"].map(|format| {
            let answer = bench.call(&[
                ("Action", "DescribeInstances"),
                ("RegionId", "cn-hangzhou"),
                ("InstanceIds", "[\"i-running0001\"]"),
                ("Format", format),
            ]);
            assert_eq!(answer.status, 200);
            answer.document.value.get("Instances").cloned()
        })
    };
    let faithful = observed(Faults::NONE);
    for &fault in Fault::ALL {
        assert_eq!(observed(fault.into()), faithful, "{fault}");
    }
}

/// A fault is a layer, and the endpoint behind it knows of none.
#[test]
fn every_fault_is_a_layer() {
    for &fault in Fault::ALL {
        assert!(fault.act().is_some(), "{fault} does nothing");
    }
}

#[test]
fn faults_deviate_as_they_say() {
    let with = |fault: Fault| with(fault.into(), Settings::demo());
    let mut bench = with(Fault::LockSeenWithoutForceStop);
    assert_eq!(bench.reboot("i-locked0001").status, 403);
    assert_eq!(bench.reboot_with("i-locked0001", &[("ForceStop", "false")]).status, 200);

    let mut bench = with(Fault::ForceStopLockedRestarts);
    assert_eq!(bench.reboot_with("i-locked0001", &[("ForceStop", "true")]).status, 403);
    assert_eq!(bench.status("i-locked0001"), "Starting");

    let mut bench = with(Fault::RestartPassesStopped);
    assert_eq!(bench.reboot("i-running0001").status, 200);
    assert_eq!(bench.status("i-running0001"), "Stopped");
    bench.wait_ms(1_000);
    assert_eq!(bench.status("i-running0001"), "Starting");

    let mut bench = with(Fault::RestartHitsNeighbours);
    assert_eq!(bench.reboot("i-running0002").status, 200);
    assert_eq!(bench.status("i-running0001"), "Starting");
    assert_eq!(bench.status("i-running0003"), "Starting");
    assert_eq!(bench.status("i-running0004"), "Running");

    let mut bench = with(Fault::EmptyIdFirstInstance);
    assert_eq!(bench.reboot("").status, 200);
    assert_eq!(bench.core.restarts("i-overdue0001"), Some(1), "the first by id");
}
