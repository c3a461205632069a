//! A headless Chromium, spoken to by the DevTools protocol over two pipes: no port, no other program, no
//! library. Every wait is bounded; the browser ends with the test.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::page::{Look, Page};

/// How long the browser may take for one answer: far more than it ever needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running browser.
pub struct Browser {
    child: Child,
    requests: Option<ChildStdin>,
    messages: Receiver<Value>,
    last_id: u64,
    /// Everything that it told without being asked.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends when its pipe does; what hangs is killed.
        self.requests = None;
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Starts it. Where there is none, the test says so; `REBOOTSPEC_CHROMIUM=required`, which
    /// `.ci/run` sets, makes that a failure.
    pub fn start() -> Option<Self> {
        if !Command::new("chromium").arg("--version").output().is_ok_and(|o| o.status.success()) {
            let required = std::env::var_os("REBOOTSPEC_CHROMIUM").is_some();
            assert!(!required, "chromium cannot be started");
            eprintln!("passed over: chromium cannot be started");
            return None;
        }
        let profile = tempfile::tempdir().unwrap();
        // The protocol is spoken on the descriptors 3 and 4. Nothing asks for the network; what would
        // does not get it.
        let mut child = Command::new("sh")
            .args(["-c", "exec chromium \"$@\" 3<&0 4>&1 </dev/null >/dev/null", "sh"])
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"])
            .args(["--no-first-run", "--disable-extensions", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"])
            .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let (send, messages) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while answers.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { return };
                if send.send(value).is_err() {
                    return;
                }
                message.clear();
            }
        });
        let requests = child.stdin.take();
        let events = Vec::new();
        Some(Self { child, requests, messages, last_id: 0, events, _profile: profile })
    }

    /// Opens a file in a tab of its own.
    pub fn open(&mut self, path: &Path, look: Look) -> Page<'_> {
        Page::open(self, path, look)
    }

    /// Asks for something and waits for the answer.
    pub fn ask(&mut self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            request["sessionId"] = session.into();
        }
        let pipe = self.requests.as_mut().unwrap();
        pipe.write_all(format!("{request}\0").as_bytes()).unwrap();
        pipe.flush().unwrap();
        loop {
            let message = self.next(method);
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    /// Waits until an event has come.
    pub fn wait_for(&mut self, session: &str, event: &str) {
        let is_it = |message: &Value| message["sessionId"] == session && message["method"] == event;
        while !self.events.iter().any(is_it) {
            self.next(event);
        }
    }

    /// The events of a session, so far.
    pub fn events<'a>(&'a self, session: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |event| event["sessionId"] == session)
    }

    fn next(&mut self, wanted: &str) -> Value {
        let message = self.messages.recv_timeout(PATIENCE);
        let message = message.unwrap_or_else(|_| panic!("the browser does not answer {wanted}"));
        if message["id"].is_null() {
            self.events.push(message.clone());
        }
        message
    }
}
