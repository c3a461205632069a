//! The shapes of answers, locked: names, nesting and types of a success and of every error that can be
//! provoked, in both formats. The snapshots hold for every conforming endpoint: with
//! `REBOOTSPEC_TARGET` they are compared with what that one answers, and what its target file gives no
//! means to provoke is named on standard error and passed over.

use std::env;
use std::path::Path;

use rebootspec::api::Format;
use rebootspec::api::instance::{InstanceStatus, LockReason};
use rebootspec::api::names::parameter;
use rebootspec::api::operations;
use rebootspec::endpoint::Settings;
use rebootspec::outcome::Purpose;
use rebootspec::proof::embedded::Embedded;
use rebootspec::suite::arrange::Arranger;
use rebootspec::suite::call::Call;
use rebootspec::suite::need::Need;
use rebootspec::suite::session::{Log, Session};
use rebootspec::suite::target;
use rebootspec::wire::shape;

/// A call, by what it is answered with.
struct Case {
    name: &'static str,
    need: Option<Need>,
    change: fn(Call) -> Call,
}

fn running() -> Option<Need> {
    Some(Need::status(InstanceStatus::Running))
}

fn cases() -> Vec<Case> {
    let locked =
        Need { locks: vec![LockReason::Security], ..Need::status(InstanceStatus::Running) };
    let disk = Need { disk_abnormal: true, ..Need::status(InstanceStatus::Running) };
    let same: fn(Call) -> Call = |call| call;
    let case = |name, need, change| Case { name, need, change };
    vec![
        case("success", running(), same),
        case("disk_error", Some(disk), same),
        case("incorrect_instance_status", Some(Need::status(InstanceStatus::Stopped)), same),
        case("instance_locked_for_security", Some(locked), same),
        case("invalid_instance_id_not_found", None, same),
        case("parameter_missing", running(), |call| call.without(parameter::INSTANCE_ID)),
        case("parameter_invalid", running(), |call| call.with(parameter::FORCE_STOP, "yes")),
        case("common_parameter_missing", running(), |call| call.without(parameter::VERSION)),
        case("timestamp_missing", running(), |call| call.without(parameter::TIMESTAMP)),
        case("timestamp_malformed", running(), |call| call.with(parameter::TIMESTAMP, "now")),
        case("timestamp_expired", running(), |call| {
            call.with(parameter::TIMESTAMP, "2016-02-23T12:46:24Z")
        }),
        case("nonce_missing", running(), |call| call.without(parameter::SIGNATURE_NONCE)),
        case("signature_method_wrong", running(), |call| {
            call.with(parameter::SIGNATURE_METHOD, "HMAC-MD5")
        }),
        case("signature_version_wrong", running(), |call| {
            call.with(parameter::SIGNATURE_VERSION, "9.9")
        }),
        case("access_key_unknown", running(), |call| call.with(parameter::ACCESS_KEY_ID, "nobody")),
        case("action_unknown", running(), |call| call.with(parameter::ACTION, "NoSuchAction")),
        case("version_wrong", running(), |call| call.with(parameter::VERSION, "1999-01-01")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_keeps_its_shape() {
    let mut embedded = None;
    let target = match env::var_os("REBOOTSPEC_TARGET") {
        Some(path) => target::read(Path::new(&path)).unwrap(),
        None => embedded.insert(Embedded::start(Settings::default()).await.unwrap()).target.clone(),
    };
    let session = Session::new(target);
    let mut log = Log::new();
    let arranger = Arranger::new(&session, &mut log).await.unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);

    let mut compared = 0;
    for case in cases() {
        for format in Format::ALL {
            let lease = match &case.need {
                None => None,
                Some(need) => {
                    match arranger.lend(&session, &mut log, std::slice::from_ref(need)).await {
                        Ok(mut leases) => leases.pop(),
                        Err(stop) => {
                            assert!(embedded.is_none(), "{}: {stop:?}", case.name);
                            eprintln!("{} passed over: {stop:?}", case.name);
                            continue;
                        }
                    }
                }
            };
            let id = lease.as_ref().map_or_else(|| session.unused_instance_id(), |l| l.id.clone());
            let call = Call::new(operations::REBOOT_INSTANCE.name).with(parameter::INSTANCE_ID, id);
            let call = (case.change)(call.format(format));
            let received = session.call(&mut log, Purpose::Judge, &call).await;
            if let Some(lease) = &lease {
                if received.is_success() {
                    arranger.restarted(&lease.id);
                }
                arranger.give_back(&session, &mut log, lease).await;
            }
            let document = received.document().unwrap_or_else(|| panic!("{}", received.describe()));
            assert_eq!(received.is_success(), case.name == "success", "{}", received.describe());
            let name = format!("shape_{}_{}", case.name, format.value().to_lowercase());
            settings.bind(|| insta::assert_snapshot!(name, shape::of(document)));
            compared += 1;
        }
    }
    arranger.give_all_back(&session, &mut log).await;
    assert!(compared > 0, "nothing was compared");
}

#[test]
fn no_snapshot_is_left_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let kept = std::fs::read_dir(folder)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("shape_"))
        .count();
    assert_eq!(kept, cases().len() * Format::ALL.len());
}
