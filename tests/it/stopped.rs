//! Runs that are cut short, by the endpoint's end or by a signal: what was decided is reported, and what was made is
//! given back.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::{Ended, Folder, Forwarder, Request, SIGNALS, Serve, report, start, text_of};

/// Far more than giving back takes, and far less than the time-out of 30 s of a call that hangs.
const A_WHILE: Duration = Duration::from_secs(20);

#[test]
fn an_endpoint_that_dies_in_the_middle_is_an_error() {
    let mut serve = Serve::start();
    let address = serve.address();
    let (sender, reached) = channel();
    let calls = AtomicUsize::new(0);
    let sender = Mutex::new(sender);
    let folder = Folder::new();
    let forwarder = Forwarder::start(address, move |request, _| {
        if request.is_reboot() && calls.fetch_add(1, Ordering::SeqCst) == 20 {
            let _ = sender.lock().unwrap().send(());
        }
        false
    });
    let target = folder.target(&forwarder.url(), "2s", &forwarder.arrange());
    let out = folder.path("out");
    let running = start(&["run", "--target", &target, "--out", &text_of(&out), "--jobs", "2"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    serve.kill();
    let ended = running.end();
    ended.expect(3).tells(&["verdict: error", "the last control call was not served"]);
    let report = report(&out);
    assert_eq!(report["verdict"], "error");
    assert!(report["control"]["last"]["failure"].is_string());
}

#[test]
fn an_endpoint_that_refuses_in_the_middle_is_an_error() {
    // As above, but without anything between that still accepts connections.
    let mut serve = Serve::start();
    let (sender, reached) = channel();
    let sender = Mutex::new(sender);
    let forwarder = Forwarder::start(serve.address(), move |request, _| {
        if request.line().starts_with("POST /_control/instances") {
            let _ = sender.lock().unwrap().send(());
        }
        false
    });
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let target = folder.target(&url, "2s", &forwarder.arrange());
    let running = start(&["run", "--target", &target, "--jobs", "2"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    serve.kill();
    running.end().expect(3).tells(&["verdict: error", "connection refused: nothing listens there"]);
}

/// Starts a run in which the first few calls are served and then none is, interrupts it there, and
/// gives what came of it.
fn interrupted(
    signal: &str,
    hang: impl Fn(&Request) -> bool + Send + Sync + 'static,
) -> (Ended, Folder) {
    interrupted_in(&["run", "--jobs", "4"], signal, hang)
}

/// The same of a command.
fn interrupted_in(
    command: &[&str],
    signal: &str,
    hang: impl Fn(&Request) -> bool + Send + Sync + 'static,
) -> (Ended, Folder) {
    let serve = Serve::start();
    let (sender, reached) = channel();
    let sender = Mutex::new(sender);
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        let hangs = hang(request);
        if hangs {
            let _ = sender.lock().unwrap().send(());
            let _ = client.read_to_end(&mut Vec::new());
        }
        hangs
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let out = text_of(&folder.path("out"));
    let running = start(&[command, &["--target", &target, "--out", &out]].concat());
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    let began = Instant::now();
    running.signal(signal);
    let ended = running.end();
    assert!(began.elapsed() < A_WHILE, "{}", ended.all());
    let (made, left) = forwarder.made();
    assert_eq!(left, [""; 0], "of {made} made, these were not given back: {}", ended.all());
    (ended, folder)
}

#[test]
fn an_interrupted_run_reports_what_was_decided_and_gives_back_what_was_made() {
    for signal in SIGNALS {
        let calls = AtomicUsize::new(0);
        let (ended, folder) = interrupted(signal, move |request| {
            request.is_reboot() && calls.fetch_add(1, Ordering::SeqCst) >= 12
        });
        ended.expect(5).tells(&["verdict: incomplete", "stopped before its end", "RI-01"]);
        let ran = ended.stdout.lines().find(|line| line.ends_with("selected scenarios were run."));
        let numbers: Vec<usize> =
            ran.unwrap().split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(0 < numbers[0] && numbers[0] < numbers[1], "{}", ended.all());
        let report = report(&folder.path("out"));
        assert_eq!(report["verdict"], "incomplete");
        assert_eq!(report["interrupted"], true);
        let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
        assert!(
            page.contains("Stopped before its end"),
            "the page does not say that it was stopped"
        );
        assert!(report["control"]["last"].is_null());
        let scenarios = &report["counts"]["scenarios"];
        assert!(scenarios["pass"].as_u64().unwrap() > 0, "{scenarios}");
        assert!(scenarios["inconclusive"].as_u64().unwrap() > 0, "{scenarios}");
        assert_eq!(scenarios["error"], 0, "{scenarios}");
        assert_eq!(report["not_given_back"].as_array().unwrap().len(), 0);
    }
}

/// Interrupts a run of StopInstance on a listed instance once it is stopped. Nothing that comes after is answered
/// where `is_deaf`. Gives what came of it and whether the instance was started.
fn interrupted_once_stopped(is_deaf: bool) -> (Ended, bool) {
    let serve = Serve::start();
    let address = serve.address();
    let (sender, reached) = channel();
    let sender = Mutex::new(sender);
    let (stops, looks) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let is_started = Arc::new(AtomicBool::new(false));
    let saw_start = Arc::clone(&is_started);
    let forwarder = Forwarder::start(address, move |request, client| {
        let line = request.line();
        let is_about_it = line.contains("i-running0001");
        if is_about_it && line.contains("Action=StopInstance") {
            stops.fetch_add(1, Ordering::SeqCst);
        }
        saw_start.fetch_or(is_about_it && line.contains("Action=StartInstance"), Ordering::SeqCst);
        if stops.load(Ordering::SeqCst) == 0 || !line.contains("Action=Describe") {
            return is_deaf && stops.load(Ordering::SeqCst) > 0 && line.contains("Action=Start");
        }
        let hangs = is_deaf || looks.fetch_add(1, Ordering::SeqCst) == 0;
        if hangs {
            let _ = sender.lock().unwrap().send(());
            let _ = client.read_to_end(&mut Vec::new());
        }
        hangs
    });
    let folder = Folder::new();
    let more = "[instances]\nrunning = [\"i-running0001\"]\n";
    let target = folder.target(&forwarder.url(), "30s", more);
    let running =
        start(&["run", "--target", &target, "--operation", "StopInstance", "--rule", "STOP-03"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    running.interrupt();
    (running.end(), is_started.load(Ordering::SeqCst))
}

#[test]
fn what_an_interrupted_run_has_stopped_is_started_or_named() {
    let (ended, is_started) = interrupted_once_stopped(false);
    assert!(is_started, "{}", ended.all());
    ended.expect(5);
    assert!(!ended.stdout.contains("set it back by hand"), "{}", ended.all());
    let (ended, _) = interrupted_once_stopped(true);
    ended.expect(5).tells(&[
        "set it back by hand",
        "i-running0001: it may be Stopped, and StartInstance was not answered",
    ]);
}

#[test]
fn an_interrupted_proof_gives_back_what_was_made_and_proves_nothing() {
    for signal in SIGNALS {
        let calls = AtomicUsize::new(0);
        let (ended, folder) = interrupted_in(&["prove"], signal, move |request| {
            request.is_reboot() && calls.fetch_add(1, Ordering::SeqCst) >= 12
        });
        ended.expect(5);
        assert!(ended.stderr.contains("stopped, so nothing is proven"), "{}", ended.all());
        assert!(!ended.all().contains("not given back"), "{}", ended.all());
        assert!(!folder.path("out/prove.json").exists());
    }
}

#[test]
fn an_interrupted_run_is_incomplete_although_something_failed() {
    let serve = Serve::start();
    let (sender, reached) = channel();
    let sender = Mutex::new(sender);
    let calls = AtomicUsize::new(0);
    let forwarder = Forwarder::on_reboot(serve.address(), move |client| {
        if calls.fetch_add(1, Ordering::SeqCst) < 4 {
            let _ = client.write_all(b"HTTP/1.1 500 Broken\r\n\r\n");
            let _ = client.shutdown(Shutdown::Write);
            let _ = client.read_to_end(&mut Vec::new());
        } else {
            let _ = sender.lock().unwrap().send(());
            let _ = client.read_to_end(&mut Vec::new());
        }
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let running = start(&["run", "--target", &target, "--jobs", "1"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    running.interrupt();
    running.end().expect(5).tells(&["verdict: incomplete", "the run was stopped before its end"]);
}

#[test]
fn an_instance_that_is_being_made_when_the_run_is_interrupted_is_given_back() {
    let serve = Serve::start();
    let (arrived, reached) = channel();
    let (release, released) = channel::<()>();
    let (arrived, released) = (Mutex::new(arrived), Mutex::new(released));
    let calls = AtomicUsize::new(0);
    let forwarder = Forwarder::start(serve.address(), move |request, _| {
        let makes = request.line().starts_with("POST /_control/instances");
        if makes && calls.fetch_add(1, Ordering::SeqCst) == 5 {
            let _ = arrived.lock().unwrap().send(());
            let _ = released.lock().unwrap().recv_timeout(Duration::from_secs(30));
        }
        false
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let running = start(&["run", "--target", &target, "--jobs", "4"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    running.interrupt();
    // Nothing shows from outside that the program has noticed; it is given time to.
    std::thread::sleep(Duration::from_millis(300));
    release.send(()).unwrap();
    let ended = running.end();
    ended.expect(5).tells(&["verdict: incomplete"]);
    let (made, left) = forwarder.made();
    assert!(made > 5 && left.is_empty(), "of {made} made, {left:?} were not given back");
}

#[test]
fn a_first_control_call_that_hangs_can_be_interrupted() {
    for (action, signal) in ["Action=DescribeInstanceStatus", "GET /_control"].iter().zip(SIGNALS) {
        let (ended, folder) = interrupted(signal, move |request| request.line().contains(action));
        ended.expect(5).tells(&["verdict: incomplete", "stopped before its end"]);
        assert_eq!(report(&folder.path("out"))["verdict"], "incomplete");
    }
}

#[test]
fn a_second_interrupt_ends_the_program_at_once() {
    // In any order: a build service asks for the end of what somebody has stopped already.
    for [first, second] in [["INT", "INT"], ["TERM", "TERM"], ["INT", "TERM"]] {
        let serve = Serve::start();
        let (sender, reached) = channel();
        let sender = Mutex::new(sender);
        let forwarder = Forwarder::start(serve.address(), move |request, client| {
            let returns = request.line().starts_with("DELETE");
            if returns || request.is_reboot() {
                let _ = sender.lock().unwrap().send(returns);
                let _ = client.read_to_end(&mut Vec::new());
            }
            returns || request.is_reboot()
        });
        let folder = Folder::new();
        let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
        let running = start(&["run", "--target", &target, "--rule", "RI-01"]);
        let next = || reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
        while next() {}
        running.signal(first);
        // Giving back has begun, so the first one has been noticed.
        while !next() {}
        // Sooner it would be the first one, arriving twice.
        std::thread::sleep(Duration::from_millis(600));
        running.signal(second);
        let ended = running.end();
        assert_eq!(ended.code, Some(5), "{}", ended.all());
    }
}

/// Whatever it is busy with: here it prints to somebody who does not read.
#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_a_program_that_is_deaf_to_the_first() {
    // Everything fails, so that it says more than a pipe holds.
    let serve = Serve::with(&["--fault", "errors-ok"]);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_rebootspec"))
        .args(["run", "--verbose", "--target", &serve.target_file()])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Nothing is printed before the run is over.
    let mut first = [0; 1];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(600));
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }
    for _ in 0..600 {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(5));
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    panic!("it did not end");
}

#[test]
fn a_signal_that_arrives_twice_at_once_is_one() {
    let serve = Serve::start();
    let (sender, reached) = channel();
    let sender = Mutex::new(sender);
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        if request.line().starts_with("DELETE") {
            // Giving back takes so long that an end at once would show.
            std::thread::sleep(Duration::from_millis(500));
        } else if request.is_reboot() {
            let _ = sender.lock().unwrap().send(());
            let _ = client.read_to_end(&mut Vec::new());
        }
        request.is_reboot()
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let running = start(&["run", "--target", &target, "--rule", "RI-01"]);
    reached.recv_timeout(Duration::from_secs(30)).expect("the run is under way");
    // `timeout` sends it to the program and to the program's group.
    running.signal("TERM");
    std::thread::sleep(Duration::from_millis(10));
    running.signal("TERM");
    running.end().expect(5).tells(&["verdict: incomplete", "stopped before its end"]);
    let (made, left) = forwarder.made();
    assert!(made > 0 && left.is_empty(), "of {made} made, {left:?} were not given back");
}
