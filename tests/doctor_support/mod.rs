//! What the tests of `doctor` and `init` share: the binary run to its end, the reference endpoint as
//! a child, and endpoints of a few lines that answer what a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_rebootspec");
/// The secret of the reference endpoint: no output may hold it.
const SECRET: &str = "testsecret";

/// What a command came to.
pub(crate) struct Ended {
    /// Standard output and standard error, in lines that are not broken.
    pub(crate) text: String,
    code: Option<i32>,
}

/// Runs the binary to its end, with standard input closed.
pub(crate) fn rebootspec(arguments: &[&str]) -> Ended {
    let output = Command::new(BINARY)
        .args(arguments)
        .env("ECS_ACCESS_KEY_SECRET", SECRET)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(std::str::from_utf8(&output.stderr).unwrap());
    assert!(!text.contains(SECRET), "the secret stands in:\n{text}");
    Ended { text, code: output.status.code() }
}

impl Ended {
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.text);
        self
    }

    /// Whether it says this, wherever its lines are broken.
    pub(crate) fn says(&self, words: &str) -> &Self {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line(&self.text).contains(&line(words)), "{words:?} is not in:\n{}", self.text);
        self
    }
}

/// The reference endpoint, as a process of its own.
pub(crate) struct Endpoint {
    child: Child,
    // Held open: the endpoint writes to it.
    _stdout: BufReader<ChildStdout>,
    folder: TempDir,
    target: String,
}

impl Endpoint {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target.toml").display().to_string();
        let mut child = Command::new(BINARY)
            .args(["serve", "--port", "0", "--write-target", &target])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        // Its first line comes after the target file is written.
        stdout.read_line(&mut String::new()).unwrap();
        Self { child, _stdout: stdout, folder, target }
    }

    /// Path of its target file.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// A path in its folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Writes a file into its folder and gives the path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// A copy of its target file without the lines that begin so.
    pub(crate) fn target_without(&self, beginning: &str) -> String {
        let text = fs::read_to_string(&self.target).unwrap();
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(beginning)).collect();
        self.write("less.toml", &kept.join("\n"))
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A target file of its own folder.
pub(crate) struct TargetFile {
    pub(crate) path: String,
    _folder: TempDir,
}

/// A target file for this address.
pub(crate) fn target_with(url: &str, rest: &str) -> TargetFile {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("target.toml");
    let text = format!(
        "[endpoint]\nurl = {url:?}\ntimeout = \"2s\"\n[credentials]\naccess_key_id = \"testid\"\n{rest}"
    );
    fs::write(&path, text).unwrap();
    TargetFile { path: path.display().to_string(), _folder: folder }
}

/// An endpoint that gives an answer for the head of a request.
pub(crate) struct Stub {
    address: String,
    target: TargetFile,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// Answers until the tests are over.
    pub(crate) fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                // A connection that is only opened, as a check of the address does, asks nothing.
                while !request.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
                    match stream.read(&mut buffer) {
                        Ok(0) | Err(_) => break,
                        Ok(read) => request.extend_from_slice(&buffer[..read]),
                    }
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                if request.is_empty() {
                    continue;
                }
                let _ = stream.write_all(answer(&request).as_bytes());
                seen.lock().unwrap().push(request);
            }
        });
        let target = target_with(&address, "");
        Self { address, target, requests }
    }

    pub(crate) fn url(&self) -> String {
        self.address.clone()
    }

    /// Path of a target file for it.
    pub(crate) fn target(&self) -> String {
        self.target.path.clone()
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Hands a request without a body on to another endpoint, and gives its answer.
pub(crate) fn forward(url: &str, request: &str) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    let request = request.replacen("\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
