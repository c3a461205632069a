//! The real binary, run as a user would run it, and never for longer than [`LIMIT`].

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long anything may take before a test gives up. Far more than is needed: it is there so that a
/// test cannot hang.
pub const LIMIT: Duration = Duration::from_secs(240);

/// The signals that ask a program to end: that of Ctrl-C, and that of build services and containers.
pub const SIGNALS: [&str; 2] = ["INT", "TERM"];

/// What is left of a program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// All of its standard output.
    pub stdout: String,
    /// All of its standard error.
    pub stderr: String,
    /// The most memory it ever had, in KiB; 0 where it was never seen.
    pub peak_kib: u64,
}

impl Ended {
    /// Everything it said, for the message of a failed assertion.
    pub fn all(&self) -> String {
        format!("exit {:?}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// What holds for every end: no panic, no secret, and on a pipe nothing that a terminal obeys.
    pub fn check_manners(&self) {
        for text in [&self.stdout, &self.stderr] {
            for word in ["panicked", "RUST_BACKTRACE", "testsecret"] {
                assert!(!text.contains(word), "{word}: {}", self.all());
            }
            let bad = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(bad, None, "{:?}", self.all());
        }
    }

    /// Checks the exit code and the manners.
    #[track_caller]
    pub fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.all());
        self.check_manners();
        self
    }

    /// Checks for a usage error: exit 2, nothing on standard output, and all of these words on
    /// standard error.
    #[track_caller]
    pub fn is_usage_error(&self, words: &[&str]) {
        self.expect(2);
        assert_eq!(self.stdout, "", "{}", self.all());
        self.says(&self.stderr, words);
    }

    /// Checks that standard output holds all of these words, wherever lines were broken.
    #[track_caller]
    pub fn tells(&self, words: &[&str]) -> &Self {
        self.says(&self.stdout, words);
        self
    }

    #[track_caller]
    fn says(&self, text: &str, words: &[&str]) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(text.contains(word), "{word:?} is not in: {}", self.all());
        }
    }
}

/// A program under way. Killed when dropped.
pub struct Running {
    child: Option<Child>,
    output: [Receiver<String>; 2],
}

/// Starts the binary.
pub fn start(arguments: &[&str]) -> Running {
    start_with(arguments, &[])
}

/// Starts the binary with these variables in its environment.
pub fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rebootspec"));
    command.args(arguments).env_remove("ECS_ACCESS_KEY_ID").env_remove("ECS_ACCESS_KEY_SECRET");
    command.envs(environment.iter().copied());
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = [all_of(child.stdout.take().unwrap()), all_of(child.stderr.take().unwrap())];
    Running { child: Some(child), output }
}

/// Runs the binary to its end.
pub fn run(arguments: &[&str]) -> Ended {
    start(arguments).end()
}

/// Reads everything, in a thread of its own.
fn all_of(mut source: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = source.read_to_end(&mut bytes);
        // Nobody waits for it any more where the test has failed.
        let _ = sender.send(String::from_utf8(bytes).expect("output is UTF-8"));
    });
    receiver
}

impl Running {
    /// The process.
    pub fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Presses Ctrl-C.
    pub fn interrupt(&self) {
        self.signal("INT");
    }

    /// Sends a signal, such as one of [`SIGNALS`].
    pub fn signal(&self, name: &str) {
        let arguments = ["-s", name, &self.id().to_string()];
        assert!(Command::new("kill").args(arguments).status().unwrap().success());
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let id = self.id();
        let mut child = self.child.take().unwrap();
        let (sender, ended) = channel();
        thread::spawn(move || {
            let _ = sender.send(child.wait());
        });
        // The peak only grows, so the last reading before the end is the peak of the whole run.
        let mut peak_kib = 0;
        let pause = Duration::from_millis(5);
        for _ in 0..LIMIT.as_millis() / pause.as_millis() {
            if let Ok(status) = ended.recv_timeout(pause) {
                let [stdout, stderr] = self.output.each_ref().map(|text| text.recv().unwrap());
                return Ended { code: status.unwrap().code(), stdout, stderr, peak_kib };
            }
            peak_kib = peak_kib_of(id).unwrap_or(peak_kib);
        }
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
        panic!("the program did not end within {LIMIT:?}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn peak_kib_of(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The `findings.json` in a folder.
pub fn findings(folder: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join("findings.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The `report.json` in a folder.
pub fn report(folder: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join("report.json")).unwrap();
    assert!(!text.contains("testsecret"));
    serde_json::from_str(&text).unwrap()
}
