//! Endpoints in Python, as children that never outlive the test: `tests/fixtures/other_endpoint.py`, and small
//! ones that take a port for their only argument.
//!
//! Without `python3` on the machine there is nothing to run it with, and the test says so;
//! `REBOOTSPEC_PYTHON=required`, which `.ci/run` sets, makes that a failure.

use std::io::{self, BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::program::LIMIT;
use super::wire::closed_port;
use super::{Folder, text_of};

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
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/other_endpoint.py");
        let started = Command::new("python3")
            .args([script, "--port", "0", "--stop-with-stdin"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = or_passed_over(started)?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Some(Self { child, url })
    }
}

/// A small endpoint, and the folder for what a test writes beside it. Ends with this value.
pub struct Script {
    leash: Child,
    folder: Folder,
    /// Its address.
    pub url: String,
}

/// Starts a program, and kills it as soon as its own standard input ends, however that comes about.
const LEASH: &str = r#""$@" & read -r _; kill -9 $!; wait"#;

impl Script {
    /// Starts a script on a free port and waits until it serves; `None` where there is no Python.
    pub fn start(text: &str) -> Option<Self> {
        or_passed_over(Command::new("python3").arg("--version").output())?;
        let folder = Folder::new();
        let script = folder.write("endpoint.py", text);
        let address = closed_port();
        let leash = Command::new("sh")
            .args(["-c", LEASH, "sh", "python3", &script, &address.port().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Self { leash, folder, url: format!("http://{address}/") };
        let pause = Duration::from_millis(10);
        for _ in 0..LIMIT.as_millis() / pause.as_millis() {
            if TcpStream::connect(address).is_ok() {
                return Some(started);
            }
            std::thread::sleep(pause);
        }
        panic!("the endpoint in Python serves");
    }

    /// A target file for it, with more lines.
    pub fn target(&self, more: &str) -> String {
        self.folder.target(&self.url, "10s", more)
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> String {
        text_of(&self.folder.path(name))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.leash.stdin.take());
        let _ = self.leash.wait();
    }
}

/// What came of starting Python, or `None` where there is none and it is not required.
fn or_passed_over<T>(started: io::Result<T>) -> Option<T> {
    let error = match started {
        Ok(started) => return Some(started),
        Err(error) => error,
    };
    let required = std::env::var_os("REBOOTSPEC_PYTHON").is_some();
    assert!(!required, "python3 cannot be started: {error}");
    eprintln!("passed over: python3 cannot be started: {error}");
    None
}
