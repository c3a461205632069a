//! An endpoint in another language, written by somebody else from the documentation alone, conforms: no
//! rule depends on the habits of our own endpoint. It is deliberately of another style: the gateway's
//! dialect, indented XML, members in another order, chunked answers, `connection: close`, a Stopping phase,
//! 202 instead of 200, checks in another order.
//!
//! Without `python3` on the machine there is nothing to run it with, and the test says so;
//! `REBOOTSPEC_PYTHON=required`, which `.ci/run` sets, makes that a failure.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "helpers of tests fail as tests do")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

struct Endpoint {
    child: Child,
    url: String,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it on a free port; `None` where there is no Python.
fn start(arguments: &[&str]) -> Option<Endpoint> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/other_endpoint.py");
    let started = Command::new("python3")
        .args([script, "--port", "0", "--stop-with-stdin"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            let required = std::env::var_os("REBOOTSPEC_PYTHON").is_some();
            assert!(!required, "python3 cannot be started: {error}");
            eprintln!("passed over: python3 cannot be started: {error}");
            return None;
        }
    };
    let mut line = String::new();
    let stdout = child.stdout.take().expect("it was piped");
    BufReader::new(stdout).read_line(&mut line).expect("it prints its address");
    let url = line.trim().strip_prefix("listening on ").expect("its address").to_owned();
    Some(Endpoint { child, url })
}

fn judge(endpoint: &[&str], run: &[&str]) {
    let Some(endpoint) = start(endpoint) else { return };
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
