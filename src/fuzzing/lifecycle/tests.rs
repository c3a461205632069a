//! The model's own figures, and whether the body finds what it should.

use super::*;
use crate::api::instance::InstanceStatus;
use crate::endpoint::Fault;

const DEFAULTS: u8 = 0;

/// An input of steps.
fn input(steps: &[[u8; 4]]) -> Vec<u8> {
    let mut input = vec![DEFAULTS];
    input.extend(steps.concat());
    input
}

/// RebootInstance on the first instance, which is Running.
const REBOOT: [u8; 4] = [0, 0, 0, 0];

#[test]
fn a_restart_passes_as_documented() {
    let mut model = Model::new(crate::api::Edition::Core, 100, 200);
    let asked = model::Asked {
        wish: model::Wish::Reboot,
        caller: Account::Own,
        instance: Some("i-running0001".to_owned()),
        force_stop: model::Given::Absent,
        dry_run: model::Given::Absent,
    };
    assert_eq!(model.reasons(&asked, 1000), []);
    model.serve(&asked, 1000);
    let status = |at| model.instances["i-running0001"].status(at);
    assert_eq!(status(1099), InstanceStatus::Stopping);
    assert_eq!(status(1100), InstanceStatus::Starting);
    assert_eq!(status(1299), InstanceStatus::Starting);
    assert_eq!(status(1300), InstanceStatus::Running);
    assert!(!model.reasons(&asked, 1299).is_empty());
    assert_eq!(model.reasons(&asked, 1300), []);
}

#[test]
fn random_steps_agree() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..500 {
        let bytes: Vec<u8> = (0..random.usize(..120)).map(|_| random.u8(..)).collect();
        body(&bytes);
    }
}

/// What the steps reach: every kind of refusal, and being served.
#[test]
fn every_reason_is_met() {
    let mut met = std::collections::BTreeSet::new();
    let mut random = fastrand::Rng::with_seed(2);
    for bits in 0..4 {
        let mut play = Play::new(bits, Faults::NONE);
        for _ in 0..1_500 {
            let step = Step {
                what: random.u8(..),
                whom: random.u8(..),
                how: random.u8(..),
                with: random.u8(..),
            };
            play.take(step);
            let Some((case, _)) = play.sent.last() else { continue };
            let mut reasons = case.common_reasons(play.seconds());
            reasons.extend(play.model.reasons(&case.asked, play.now));
            met.extend(reasons.iter().map(|reason| format!("{reason:?}")));
        }
    }
    for name in [
        "NonceMissing",
        "TimestampMissing",
        "TimestampExpired",
        "TimestampMalformed",
        "SignatureWrong",
        "ActionUnknown",
        "VersionWrong",
        "AccessKeyUnknown",
        "AccessKeyDisabled",
        "MethodNotSupported",
        "ParameterMissing",
        "ParameterInvalid",
        "DiskError",
        "IncorrectInstanceStatus",
        "InstanceLockedForSecurity",
        "InvalidInstanceId.NotFound",
        "InstanceExpiredOrInArrears",
        "KMSUnauthorized",
        "DryRunOperation",
        "Throttling",
        "InternalError",
        "ServiceUnavailable",
    ] {
        assert!(met.iter().any(|reason| reason.contains(name)), "{name} is never met");
    }
}

fn finds(fault: Fault, steps: &[[u8; 4]]) {
    let input = input(steps);
    body(&input);
    let found = std::panic::catch_unwind(|| body_with(&input, fault.into()));
    assert!(found.is_err(), "{fault} is not found");
}

#[test]
fn faults_are_found() {
    let replay = [9, 0, 0, 0];
    let wait = [11, 0, 7, 0];
    let locked = [0, 6, 0, 0];
    finds(Fault::LockUnchecked, &[locked]);
    finds(Fault::RestartEndsStopped, &[REBOOT, wait]);
    finds(Fault::RestartInProgressServed, &[REBOOT, REBOOT]);
    finds(Fault::NonceUnchecked, &[REBOOT, wait, replay]);
    finds(Fault::NonceForgottenAfterRefusal, &[locked, replay]);
    finds(Fault::RefusedStillRestarts, &[locked]);
    finds(Fault::RequestIdFixed, &[REBOOT]);
    finds(Fault::ErrorsOk, &[locked]);
}
