//! `rebootspec init`: what it writes, and what it refuses to write.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod support;

use std::fs;

use support::{Folder, Serve, run, text_of};

#[test]
fn doctor_accepts_what_is_written() {
    let serve = Serve::start();
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let control = format!("{url}_control");
    let out = text_of(&folder.path("new/target.toml"));
    let init = [
        "init",
        "--url",
        &url,
        "--access-key-id",
        "testid",
        "--control",
        &control,
        "--running",
        "i-running0001, i-running0002",
        "--stopped",
        "i-stopped0001",
        "--security-locked",
        "i-locked0001",
        "--out",
        &out,
    ];
    run(&init).expect(0).tells(&["rebootspec doctor --target", "ECS_ACCESS_KEY_SECRET"]);
    let written = fs::read_to_string(&out).unwrap();
    // The tests' programs have no such variable.
    let with_secret = written.replace(
        "access_key_secret_env = \"ECS_ACCESS_KEY_SECRET\"",
        "access_key_secret = \"testsecret\"",
    );
    let target = folder.write("with_secret.toml", &with_secret);
    run(&["doctor", "--target", &target])
        .expect(0)
        .tells(&["running: 2 as claimed", "security_locked: 1 as claimed"]);

    run(&["init", "--out", &out]).is_usage_error(&["is there already", "--force"]);
    assert_eq!(fs::read_to_string(&out).unwrap(), written);
    run(&["init", "--out", &out, "--force"]).expect(0);
    assert_ne!(fs::read_to_string(&out).unwrap(), written);
}

#[test]
fn what_is_missing_elsewhere_is_said() {
    let folder = Folder::new();
    let out = text_of(&folder.path("t.toml"));
    let url = "https://ecs.example.com/";
    run(&["init", "--url", url, "--out", &out]).expect(0).tells(&["It is not complete"]);
    assert!(fs::read_to_string(&out).unwrap().contains("# MISSING"));
    run(&["doctor", "--target", &out]).expect(2).tells(&["allow_restart = true"]);
    run(&["init", "--url", url, "--allow-restart", "--out", &out, "--force"]).expect(0);
    assert!(!fs::read_to_string(&out).unwrap().contains("# MISSING"));
}

#[test]
fn what_would_not_be_understood_is_not_written() {
    let folder = Folder::new();
    let out = text_of(&folder.path("t.toml"));
    for (flag, value, says) in [
        ("--url", "nonsense", "is not an address"),
        ("--url", "http://me:pass-w0rd@127.0.0.1/", "holds a password"),
        ("--running", "i-1,i-1", "listed twice"),
        ("--access-key-id", "", "there is no AccessKeyId"),
    ] {
        let ended = run(&["init", flag, value, "--out", &out]);
        ended.is_usage_error(&[says]);
        assert!(!ended.stderr.contains("pass-w0rd"), "{}", ended.stderr);
        assert!(!folder.path("t.toml").exists());
    }
}
