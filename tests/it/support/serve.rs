//! A `rebootspec serve` child.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::Folder;
use super::program::LIMIT;

/// Starts the endpoint, sends it the signals that come by its own standard input, and kills it as soon as that
/// ends: when this value is dropped, and also when the test process is killed and drops nothing.
const LEASH: &str = r#""$@" & while read -r signal; do kill -"$signal" $!; done; kill -9 $!; wait"#;

fn spawn(flags: &[&str]) -> (Child, Folder) {
    let folder = Folder::new();
    let mut command = Command::new("sh");
    command
        .args(["-c", LEASH, "sh", env!("CARGO_BIN_EXE_rebootspec")])
        .args(["serve", "--port", "0"]);
    // In front of another endpoint it has no target file of its own.
    if !flags.contains(&"--in-front-of") {
        command.arg("--write-target").arg(folder.path("target.toml"));
    }
    let leash = command
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    (leash, folder)
}

/// A running reference endpoint. Killed when dropped.
pub struct Serve {
    leash: Child,
    folder: Folder,
    address: SocketAddr,
}

impl Serve {
    /// Starts one on a free port and waits until it serves.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// Starts one with these flags.
    pub fn with(flags: &[&str]) -> Self {
        let (mut leash, folder) = spawn(flags);
        let mut stdout = BufReader::new(leash.stdout.take().unwrap());
        let (sender, receiver) = channel();
        thread::spawn(move || {
            let mut line = String::new();
            let _ = stdout.read_line(&mut line);
            let _ = sender.send(line);
            // What else it prints must not fill the pipe.
            let _ = stdout.read_to_end(&mut Vec::new());
        });
        let line = receiver.recv_timeout(LIMIT).expect("serve prints its address");
        let url = line.split_whitespace().last().expect("serve prints its address, and ended");
        let address = url.split('/').nth(2).unwrap().parse().unwrap();
        Self { leash, folder, address }
    }

    /// Starts one whose standard output is closed before it prints.
    pub fn start_unread() -> Self {
        let (mut leash, folder) = spawn(&[]);
        drop(leash.stdout.take());
        let path = folder.path("target.toml");
        let pause = Duration::from_millis(5);
        for _ in 0..LIMIT.as_millis() / pause.as_millis() {
            if let Ok(text) = std::fs::read_to_string(&path) {
                let url = text.split("http://").nth(1).unwrap();
                let address = url.split('/').next().unwrap().parse().unwrap();
                return Self { leash, folder, address };
            }
            thread::sleep(pause);
        }
        panic!("serve writes its target file");
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The target file that it wrote.
    pub fn target_file(&self) -> String {
        super::text_of(&self.folder.path("target.toml"))
    }

    /// Holds it where it is: what is asked from now on stays without an answer.
    pub fn pause(&mut self) {
        self.leash.stdin.as_mut().unwrap().write_all(b"STOP\n").unwrap();
    }

    /// Ends it at once, and waits until it is gone.
    pub fn kill(&mut self) {
        drop(self.leash.stdin.take());
        let _ = self.leash.wait();
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        self.kill();
    }
}
