//! What the integration tests share: the binary under a time limit, a `serve` child that never
//! outlives the test, and endpoints that misbehave. Nothing here leaves 127.0.0.1.

pub mod large;
mod program;
mod python;
pub mod results;
mod serve;
mod stub;
mod tls;
mod wire;

pub use program::{Ended, LIMIT, SIGNALS, findings, report, run, start, start_with};
pub use python::{Python, Script};
pub use serve::Serve;
pub use stub::{Stub, http, xml};
pub use tls::{AUTHORITY, Closing, Tls, config as tls_config};
pub use wire::{Forwarder, Request, closed_port, for_ever, listen, send};

use std::path::{Path, PathBuf};

/// A folder of its own for one test, gone with it.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A new, empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        text_of(&self.path(name))
    }

    /// Writes the target file of an endpoint: a time-out, the demo key, and more lines.
    pub fn target(&self, url: &str, timeout: &str, more: &str) -> String {
        self.write(
            "target.toml",
            &format!("[endpoint]\nurl = {url:?}\ntimeout = {timeout:?}\n\n{CREDENTIALS}\n{more}"),
        )
    }
}

/// The key that `serve` knows, as a target file names it.
pub const CREDENTIALS: &str =
    "[credentials]\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\n";

/// A path as an argument.
pub fn text_of(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
