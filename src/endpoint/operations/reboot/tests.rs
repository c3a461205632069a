//! RebootInstance, rule by rule of its page.

use crate::api::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND, OperationError,
};
use crate::api::{Edition, Format};
use crate::endpoint::Settings;
use crate::endpoint::testing::Bench;

const ID: &str = "i-running0001";

#[test]
fn a_running_instance_restarts() {
    let mut bench = Bench::demo();
    let answer = bench.reboot(ID);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.document.root.as_deref(), Some("RebootInstanceResponse"));
    assert_eq!(answer.document.value.members().len(), 1);
    assert_eq!(bench.status(ID), "Starting");
    assert_eq!(bench.reboot(ID).error(), (403, "IncorrectInstanceStatus"));
    bench.wait_ms(199);
    assert_eq!(bench.status(ID), "Starting");
    bench.wait_ms(1);
    assert_eq!(bench.status(ID), "Running");
    assert_eq!(bench.reboot(ID).status, 200);
    assert_eq!(bench.core.restarts(ID), Some(2));
    assert_eq!(bench.core.restarts("i-running0002"), Some(0));
}

#[test]
fn a_stopping_phase_comes_first_where_there_is_one() {
    let settings = Settings { stopping_ms: 50, boot_ms: 100, ..Settings::demo() };
    let mut bench = Bench::new(settings);
    assert_eq!(bench.reboot(ID).status, 200);
    for (wait, status) in
        [(0, "Stopping"), (49, "Stopping"), (1, "Starting"), (99, "Starting"), (1, "Running")]
    {
        bench.wait_ms(wait);
        assert_eq!(bench.status(ID), status);
    }
}

#[test]
fn each_error_of_the_page_is_the_same_in_both_formats() {
    let errors: [(&str, OperationError); 8] = [
        ("i-stopped0001", INCORRECT_INSTANCE_STATUS),
        ("i-stopping0001", INCORRECT_INSTANCE_STATUS),
        ("i-starting0001", INCORRECT_INSTANCE_STATUS),
        ("i-pending0001", INCORRECT_INSTANCE_STATUS),
        ("i-locked0001", INSTANCE_LOCKED_FOR_SECURITY),
        ("i-diskbad0001", DISK_ERROR),
        ("i-nosuchinstance", INVALID_INSTANCE_ID_NOT_FOUND),
        ("i-other0001", INVALID_INSTANCE_ID_NOT_FOUND),
    ];
    let mut bench = Bench::demo();
    for (id, error) in errors {
        for format in Format::ALL {
            for force_stop in [None, Some("true"), Some("false")] {
                let mut further = vec![("Format", format.value())];
                further.extend(force_stop.map(|value| ("ForceStop", value)));
                let before = bench.status(id);
                let answer = bench.reboot_with(id, &further);
                assert_eq!(answer.error(), (error.status, error.code), "{id}");
                assert_eq!(Some(answer.text("Message")), error.message);
                assert!(!answer.text("RequestId").is_empty());
                assert_eq!(answer.text("HostId"), "ecs.aliyuncs.com");
                assert_eq!(answer.document.root.is_some(), format == Format::Xml);
                assert_eq!(bench.status(id), before);
                assert!(matches!(bench.core.restarts(id), None | Some(0)));
            }
        }
    }
}

#[test]
fn force_stop_is_a_boolean_in_any_letter_case() {
    for value in ["true", "false", "True", "FALSE"] {
        assert_eq!(Bench::demo().reboot_with(ID, &[("ForceStop", value)]).status, 200);
    }
    let mut bench = Bench::demo();
    for value in ["", "yes", "1", "truefalse", " true"] {
        let answer = bench.reboot_with(ID, &[("ForceStop", value)]);
        assert_eq!(answer.error(), (400, "InvalidParameter"), "{value:?}");
    }
    assert_eq!(bench.core.restarts(ID), Some(0));
}

#[test]
fn an_instance_id_has_to_be_one() {
    let mut bench = Bench::demo();
    let answer = bench.call(&[("Action", "RebootInstance")]);
    assert_eq!(answer.error(), (400, "MissingParameter"));
    assert!(answer.text("Message").contains("\"InstanceId\""));
    let long = format!("i-{}", "a".repeat(63));
    for id in [
        "",
        "i-",
        " ",
        "i-a b",
        "i-running0001 ",
        "I-running0001",
        "i-\u{0}",
        "i-é",
        "<a>&\"'",
        "i-1' OR '1'='1",
        "../i-1",
        "i-1_2",
        &long,
    ] {
        for format in ["XML", "JSON"] {
            let answer = bench.reboot_with(id, &[("Format", format)]);
            assert_eq!(answer.error(), (400, "InvalidParameter"), "{id:?}");
        }
    }
    let answer = bench.reboot("<a>&\"'");
    assert!(answer.text("Message").contains("\"<a>&\"'\""), "{answer:?}");
    assert_eq!(bench.reboot(&long[..64]).error(), (404, "InvalidInstanceId.NotFound"));
}

#[test]
fn a_lifted_lock_lets_the_restart_through() {
    let mut bench = Bench::demo();
    let id = bench.arrange(r#"{"locks":["financial","security"],"disk":"abnormal"}"#);
    assert_eq!(bench.reboot(&id).error(), (403, "InstanceLockedForSecurity"));
    bench.control("PATCH", &format!("/instances/{id}"), r#"{"locks":[]}"#);
    assert_eq!(bench.reboot(&id).error(), (403, "DiskError"));
    bench.control("PATCH", &format!("/instances/{id}"), r#"{"disk":"normal"}"#);
    assert_eq!(bench.reboot(&id).status, 200);
}

#[test]
fn edition_current_knows_more() {
    let arranged = r#"{"locks":["financial"],"kms":"unauthorized"}"#;
    let mut core = Bench::demo();
    let id = core.arrange(arranged);
    assert_eq!(core.reboot_with(&id, &[("DryRun", "true")]).status, 200);

    let mut current = Bench::new(Settings { edition: Edition::Current, ..Settings::demo() });
    let id = current.arrange(arranged);
    assert_eq!(current.reboot(&id).error(), (403, "InstanceExpiredOrInArrears"));
    current.control("PATCH", &format!("/instances/{id}"), r#"{"locks":[]}"#);
    let kms = "InvalidParameter.KMSKeyId.KMSUnauthorized";
    assert_eq!(current.reboot_with(&id, &[("DryRun", "true")]).error(), (403, kms));
    current.control("PATCH", &format!("/instances/{id}"), r#"{"kms":"authorized"}"#);
    let answer = current.reboot_with(&id, &[("DryRun", "true")]);
    assert_eq!(answer.error(), (400, "DryRunOperation"));
    let answer = current.reboot_with(&id, &[("DryRun", "maybe")]);
    assert_eq!(answer.error(), (400, "InvalidParameter"));
    assert_eq!(current.core.restarts(&id), Some(0));
    assert_eq!(current.reboot_with(&id, &[("DryRun", "false")]).status, 200);
}
