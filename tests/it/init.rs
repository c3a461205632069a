//! Target files that `rebootspec init` and `serve` write, and what they refuse to write.

use std::time::Duration;
use std::{fs, thread};

use crate::support::{Folder, LIMIT, Serve, run, start, text_of};

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
fn serve_replaces_no_file_but_its_own() {
    let folder = Folder::new();
    let mine = folder.write("mine.toml", "[endpoint]\nurl = \"http://127.0.0.1:9/\"\n");
    let before = fs::read_to_string(&mine).unwrap();
    for path in [mine.as_str(), &text_of(&folder.path("."))] {
        let ended = run(&["serve", "--port", "0", "--write-target", path]);
        ended.is_usage_error(&["is there already", "name another file with --write-target"]);
    }
    assert_eq!(fs::read_to_string(&mine).unwrap(), before);
    let beyond = format!("{mine}/t.toml");
    run(&["serve", "--port", "0", "--write-target", &beyond])
        .is_usage_error(&["--write-target: ", "cannot be written to"]);

    // Its own, and what `mktemp` leaves, it writes again.
    let own = folder.write("own.toml", "");
    let mut before = String::new();
    for _ in 0..2 {
        let serving = start(&["serve", "--port", "0", "--write-target", &own]);
        wait_until(|| {
            let text = fs::read_to_string(&own).unwrap();
            !text.is_empty() && text != before
        });
        serving.interrupt();
        let ended = serving.end();
        let told = format!("Judge it with `rebootspec run --target {own}`");
        assert!(ended.code == Some(0) && ended.stdout.contains(&told), "{}", ended.all());
        before = fs::read_to_string(&own).unwrap();
        assert!(before.starts_with("# Written by `rebootspec serve`"), "{before}");
    }
}

/// Looks again and again, for as long as a program may take.
fn wait_until(is_so: impl Fn() -> bool) {
    let pause = Duration::from_millis(10);
    for _ in 0..LIMIT.as_millis() / pause.as_millis() {
        if is_so() {
            return;
        }
        thread::sleep(pause);
    }
    panic!("it does not come about");
}

#[test]
fn what_cannot_be_written_is_called_by_its_name() {
    let folder = Folder::new();
    let out = text_of(&folder.path("."));
    run(&["init", "--force", "--out", &out])
        .is_usage_error(&[&format!("the target file {out} cannot be written")]);
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
