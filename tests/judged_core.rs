//! The endpoint's core behind another HTTP shell, judged by the program as it would judge a stranger's:
//! a few threads of the standard library instead of hyper.
//!
//! It is also what `cargo mutants` runs (docs/mutants.md): this file needs no feature, so a mutant of the
//! core is built in seconds, and `REBOOTSPEC_JUDGE` names a program that was built without the mutant.

#![expect(clippy::unwrap_used, reason = "a test that cannot serve or judge fails")]

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use rebootspec::api::Edition;
use rebootspec::endpoint::{Endpoint, Moment, Response, Settings};
use rebootspec::wire::http::RawRequest;

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Moment::from_unix_ms(u64::try_from(since.as_millis()).unwrap())
}

/// How long the request at the beginning of these bytes is, once it is whole.
fn whole(bytes: &[u8]) -> Option<usize> {
    let request = RawRequest::split(bytes).ok()?;
    let head = bytes.len() - request.body.len();
    let body: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    (request.body.len() >= body).then_some(head + body)
}

fn written(response: &Response) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {} -\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        response.status,
        response.content_type,
        response.body.len()
    );
    [head.as_bytes(), &response.body].concat()
}

/// Serves one connection until the other side closes it.
fn serve(mut stream: TcpStream, core: &Mutex<Endpoint>) {
    let (mut buffer, mut chunk) = (Vec::new(), [0; 16 * 1024]);
    loop {
        while let Some(length) = whole(&buffer) {
            let request: Vec<u8> = buffer.drain(..length).collect();
            let request = RawRequest::split(&request).unwrap();
            let mut core = core.lock().unwrap_or_else(PoisonError::into_inner);
            let answer = written(&core.answer(&request, now()));
            drop(core);
            if stream.write_all(&answer).is_err() {
                return;
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(read) => buffer.extend_from_slice(&chunk[..read]),
        }
    }
}

/// The program that judges; without the feature `suite` none was built, and one has to be named.
fn judge() -> String {
    let named = env::var("REBOOTSPEC_JUDGE").ok();
    let built = option_env!("CARGO_BIN_EXE_rebootspec").map(str::to_owned);
    named.or(built).unwrap()
}

fn conforms(edition: Edition) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let core = Endpoint::new(Settings { edition, ..Settings::default() });
    let core = Arc::new(Mutex::new(core));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let core = Arc::clone(&core);
            thread::spawn(move || serve(stream.unwrap(), &core));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target.toml");
    let text = format!(
        "[endpoint]\nurl = \"http://{address}/\"\nrestart_deadline = \"1s\"\n\
         [credentials]\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\n\
         [arrange]\ncontrol = \"http://{address}/_control\"\n"
    );
    fs::write(&target, text).unwrap();
    let output = Command::new(judge())
        .args(["run", "--edition", edition.word(), "--target"])
        .arg(&target)
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}");
    // The verdict is about MUST; here nothing that SHOULD be may be otherwise either.
    assert!(!report.contains("with a warning"), "{report}");
}

#[test]
fn the_core_edition_is_conformed_to() {
    conforms(Edition::Core);
}

#[test]
fn the_current_edition_is_conformed_to() {
    conforms(Edition::Current);
}
