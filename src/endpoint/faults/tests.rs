use std::collections::BTreeSet;
use std::str::FromStr;

use super::{Fault, Faults};
use crate::endpoint::testing::Bench;
use crate::endpoint::{CONTROL_PATH, Settings};
use crate::spec::rules::{RULES, rule};
use crate::spec::{Edition, Level};
use crate::wire::query;

#[test]
fn names_are_unique_and_read_back() {
    let mut seen = BTreeSet::new();
    for &fault in Fault::ALL {
        let name = fault.name();
        assert!(seen.insert(name), "{name} stands twice");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
        assert_eq!(name.parse(), Ok(fault));
    }
    assert!(Fault::from_str("no-such-fault").is_err());
}

#[test]
fn every_rule_named_exists() {
    for &fault in Fault::ALL {
        assert!(rule(fault.rule()).is_some(), "{fault}: {}", fault.rule());
        for other in fault.also() {
            assert!(rule(other).is_some(), "{fault}: {other}");
            assert_ne!(*other, fault.rule(), "{fault} names it twice");
        }
    }
}

#[test]
fn every_rule_has_its_faults() {
    for rule in RULES.iter().filter(|rule| rule.edition == Edition::Core) {
        let count = Fault::ALL.iter().filter(|fault| fault.rule() == rule.id).count();
        let wanted = if rule.level == Level::Must { 2 } else { 1 };
        assert!(count >= wanted, "{} has {count} faults, wanted {wanted}", rule.id);
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
    /// RebootInstance with these parameters.
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
];

/// What a client sees of the script, and the statuses after each step.
fn transcript(faults: Faults, format: &str) -> Vec<String> {
    let mut bench = Bench::new(Settings { faults, ..Settings::demo() });
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
                own.extend([("Action", "RebootInstance"), ("Format", format)]);
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

#[test]
fn every_fault_can_be_seen_and_nothing_else_can() {
    let faithful = ["XML", "JSON"].map(|format| transcript(Faults::NONE, format));
    assert_eq!(faithful, ["XML", "JSON"].map(|format| transcript(Faults::NONE, format)));
    for &fault in Fault::ALL {
        let faulty = ["XML", "JSON"].map(|format| transcript(fault.into(), format));
        assert_ne!(faulty, faithful, "{fault} changes nothing");
    }
}
