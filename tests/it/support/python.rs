//! The endpoint in Python (`tests/fixtures/other_endpoint.py`), as a child that never outlives the test.
//!
//! Without `python3` on the machine there is nothing to run it with, and the test says so;
//! `REBOOTSPEC_PYTHON=required`, which `.ci/run` sets, makes that a failure.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// An endpoint, written in Python from the documentation alone. Ends with this value.
pub struct Python {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Python {
    /// Starts it on a free port; `None` where there is no Python.
    #[allow(clippy::print_stderr, reason = "what is passed over is said")]
    pub fn start(arguments: &[&str]) -> Option<Self> {
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
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Some(Self { child, url })
    }
}
