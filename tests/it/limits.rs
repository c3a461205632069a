//! How long a run may take, and how it ends where it could not undo what it did: what is decided is reported,
//! and nothing is green without a word.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::support::{Folder, Forwarder, Serve, report, run, text_of};

/// Waits for the end of the connection, and answers nothing.
fn hang(client: &mut std::net::TcpStream) {
    let _ = client.read_to_end(&mut Vec::new());
}

#[test]
fn a_run_ends_with_its_time() {
    let serve = Serve::start();
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        let served = std::sync::atomic::Ordering::SeqCst;
        let hangs = request.is_reboot() && calls.fetch_add(1, served) >= 4;
        if hangs {
            hang(client);
        }
        hangs
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let out = folder.path("out");
    let began = Instant::now();
    let flags = ["run", "--target", &target, "--jobs", "1", "--time-limit", "3s", "--out"];
    let ended = run(&[&flags[..], &[&text_of(&out)]].concat());
    assert!(began.elapsed() < Duration::from_secs(25), "{}", ended.all());
    ended.expect(5).tells(&["verdict: incomplete", "the time limit of 3 s was reached"]);
    let (made, left) = forwarder.made();
    assert!(made > 0 && left.is_empty(), "of {made} made, {left:?} were not given back");
    let report = report(&out);
    assert_eq!(report["interrupted"], true);
    assert_eq!(report["stopped_at_limit_ms"], 3000);
    assert!(report["counts"]["scenarios"]["pass"].as_u64().unwrap() > 0);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("the time limit of 3 s was reached"), "the page does not say it");
    run(&["verify", &text_of(&out)]).expect(0);
    // Time that was up is never good.
    run(&[&flags[..], &[&text_of(&out), "--allow-incomplete"]].concat()).expect(5);
}

#[test]
fn a_run_says_beforehand_how_long_it_may_take() {
    run(&["doctor"]).expect(0).tells(&["a run of everything is stopped after", "--time-limit"]);
    for wrong in ["0s", "soon", "169h"] {
        run(&["run", "--time-limit", wrong]).is_usage_error(&["--time-limit"]);
    }
    let folder = Folder::new();
    let out = text_of(&folder.path("out"));
    run(&["run", "--rule", "RI-19", "--out", &out]).expect(0);
    let written = report(&folder.path("out"));
    assert!(written["stopped_at_limit_ms"].is_null());
}

/// A forwarder to an endpoint that removes no instance.
fn keeping(serve: &Serve) -> Forwarder {
    Forwarder::start(serve.address(), |request, client| {
        let removes = request.line().starts_with("DELETE /_control/instances");
        if removes {
            let _ = client.write_all(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n");
        }
        removes
    })
}

#[test]
fn what_could_not_be_removed_is_not_green() {
    let serve = Serve::start();
    let forwarder = keeping(&serve);
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let flags = ["run", "--target", &target, "--rule", "RI-01"];
    let ended = run(&flags);
    ended.expect(5).tells(&["verdict: incomplete", "could not be given back", "not given back"]);
    run(&[&flags[..], &["--allow-incomplete"]].concat()).expect(0);
    // The same code as that of the fuzzer.
    let fuzz = ["fuzz", "--target", &target, "--requests", "20", "--jobs", "1"];
    run(&fuzz).expect(5).tells(&["not given back"]);
    run(&[&fuzz[..], &["--allow-incomplete"]].concat()).expect(0);
}

#[test]
fn parts_that_could_not_remove_something_are_not_green_together() {
    let serve = Serve::start();
    let forwarder = keeping(&serve);
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let parts = ["1/2", "2/2"].map(|part| {
        let out = text_of(&folder.path(part.split('/').next().unwrap()));
        // Without a seed: one is the same for all parts.
        let rules = ["--rule", "RI-01", "--rule", "CP-21"];
        let flags = [&["run", "--target", &target, "--shard", part], &rules[..]].concat();
        run(&[&flags[..], &["--out", &out]].concat()).expect(5);
        out
    });
    let joined = text_of(&folder.path("joined"));
    let flags = ["merge", &parts[0], &parts[1], "--out", &joined];
    run(&flags).expect(5).tells(&["verdict: incomplete"]);
    run(&[&flags[..], &["--allow-incomplete"]].concat()).expect(0);
    run(&["verify", &joined]).expect(0);
}

#[test]
fn a_part_is_not_replaced_by_the_whole() {
    let folder = Folder::new();
    let part = text_of(&folder.path("part"));
    run(&["run", "--rule", "RI-19", "--shard", "1/1", "--out", &part]).expect(0);
    let before = report(&folder.path("part"));
    let again = format!("{part}/.");
    for out in [&part, &again] {
        run(&["merge", &part, "--out", out]).is_usage_error(&["--out", "is one of the parts"]);
    }
    assert_eq!(report(&folder.path("part")), before);
}

/// A terminal that is closed sends it.
#[cfg(unix)]
#[test]
fn a_hangup_ends_a_run_as_other_signals_do_but_under_nohup() {
    use std::process::{Command, Stdio};
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    for (trap, code) in [("-", 5), ("", 0)] {
        let serve = Serve::start();
        let (sender, reached) = channel();
        let sender = Mutex::new(sender);
        // The first calls of all wait for the signal to arrive.
        let forwarder = Forwarder::start(serve.address(), move |request, _| {
            if request.is_reboot() {
                let _ = sender.lock().unwrap().send(());
                std::thread::sleep(Duration::from_secs(1));
            }
            false
        });
        let folder = Folder::new();
        let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
        let script = format!("trap '{trap}' HUP; exec \"$@\"");
        let mut child = Command::new("sh")
            .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_rebootspec")])
            .args(["run", "--target", &target, "--rule", "RI-01"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
        let status = child.wait().unwrap();
        // What ignored it when the tests were started cannot be made to hear it by a shell.
        if status.code() == Some(0) && code == 5 {
            eprintln!("the tests run under nohup");
            continue;
        }
        assert_eq!(status.code(), Some(code), "with trap {trap:?}");
        assert_eq!(forwarder.made().1, [""; 0], "something was not given back");
    }
}
