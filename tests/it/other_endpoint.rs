//! An endpoint in another language, written by somebody else from the documentation alone, conforms: no
//! rule depends on the habits of our own endpoint. It is deliberately of another style: the gateway's
//! dialect, indented XML, members in another order, chunked answers, `connection: close`, a Stopping phase,
//! 202 instead of 200, checks in another order.
//!
//! Without `python3` on the machine there is nothing to run it with, and the test says so;
//! `REBOOTSPEC_PYTHON=required`, which `.ci/run` sets, makes that a failure.

use std::process::Command;

use crate::support::Python;

fn judge(endpoint: &[&str], run: &[&str]) {
    let Some(endpoint) = Python::start(endpoint) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target.toml");
    let text = format!(
        "[endpoint]\nurl = {url:?}\n[credentials]\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\n[arrange]\ncontrol = \"{url}_control\"\n",
        url = endpoint.url
    );
    std::fs::write(&target, text).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
        .args(["run", "--target"])
        .arg(&target)
        .args(run)
        .output()
        .expect("run");
    let report = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains("\nverdict: conforms\n"), "{report}");
}

#[test]
fn it_conforms_in_the_gateway_dialect() {
    judge(
        &["--dialect", "gateway", "--edition", "current"],
        &["--edition", "current", "--dialect", "gateway"],
    );
}

#[test]
fn it_conforms_in_the_documented_dialect() {
    judge(&["--dialect", "documented", "--edition", "core"], &["--dialect", "documented"]);
}

#[test]
fn it_conforms_with_keep_alive_and_latency() {
    judge(&["--keep-alive", "--latency-ms", "10"], &["--edition", "current"]);
}
