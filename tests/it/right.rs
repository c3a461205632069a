//! A right endpoint is never failed: what endpoints do that no document forbids, and what was once held against
//! one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::support::{Ended, Folder, Forwarder, Serve, run, xml};

/// The InstanceId of a request line, whatever number the parameter has.
fn instance(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("InstanceId")?;
    let (_, value) = rest.split_once('=')?;
    value.split('&').next().map(str::to_owned)
}

#[test]
fn a_throttled_look_is_no_look() {
    // From the second restart of an instance on, nothing is shown until it is over, however long it takes.
    let serve = Serve::start();
    let restarts = Mutex::new(BTreeMap::<String, (usize, Instant)>::new());
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        let line = request.line();
        let Some(id) = instance(line) else { return false };
        let mut restarts = restarts.lock().unwrap();
        if line.contains("Action=RebootInstance") {
            let of_this = restarts.entry(id).or_insert((0, Instant::now()));
            *of_this = (of_this.0 + 1, Instant::now());
            return false;
        }
        let is_hidden = line.contains("Action=Describe")
            && restarts.get(&id).is_some_and(|(number, since)| {
                *number >= 2 && since.elapsed() < Duration::from_secs(6)
            });
        if is_hidden {
            let body = "<Error><RequestId>F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A</RequestId><HostId>h</HostId>\
                        <Code>Throttling.User</Code><Message>Request was denied due to user flow control.</Message></Error>";
            let _ = client.write_all(xml("403 Forbidden", body).as_bytes());
        }
        is_hidden
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    let ended = run(&["run", "--target", &target, "--rule", "RI-06"]);
    ended.expect(5).tells(&["the endpoint throttles", "no restart was seen"]);
}

/// Runs rules at an endpoint whose RebootInstance alone is unavailable for a while: for everything from its third
/// call on, or for each instance from its first call on. Everything else is served meanwhile.
fn judged_while_out(length: Duration, retry_after: &'static str, is_of_each: bool) -> Ended {
    let serve = Serve::start();
    let calls = Mutex::new((0, BTreeMap::<String, Instant>::new()));
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        let line = request.line();
        if !line.contains("Action=RebootInstance&") && !line.ends_with("Action=RebootInstance") {
            return false;
        }
        let mut calls = calls.lock().unwrap();
        calls.0 += 1;
        if calls.0 < 3 {
            return false;
        }
        let what = if is_of_each { instance(line).unwrap_or_default() } else { String::new() };
        let since = *calls.1.entry(what).or_insert_with(Instant::now);
        let is_out = since.elapsed() < length;
        if is_out {
            let body = "<Error><RequestId>F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A</RequestId><HostId>h</HostId>\
                        <Code>ServiceUnavailable</Code><Message>The request has failed due to a temporary failure of the server.</Message></Error>";
            let _ = client.write_all(xml(&format!("503 No{retry_after}"), body).as_bytes());
        }
        is_out
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    run(&["run", "--target", &target, "--rule", "RI-01", "--rule", "RI-11", "--rule", "RI-13"])
}

#[test]
fn an_operation_that_is_unavailable_for_a_while_is_waited_for() {
    for (length, retry_after, is_of_each) in [
        (Duration::from_secs(4), "\r\nretry-after: 4", false),
        (Duration::from_secs(6), "", false),
        (Duration::from_secs(4), "\r\nretry-after: 4", true),
        (Duration::from_millis(1500), "", true),
    ] {
        let ended = judged_while_out(length, retry_after, is_of_each);
        ended.expect(0).tells(&["verdict: conforms", "503"]);
    }
}

#[test]
fn an_operation_that_never_answers_some_calls_is_failed() {
    // Others are served.
    let serve = Serve::start();
    let forwarder = Forwarder::start(serve.address(), |request, client| {
        let is_bad = request.line().contains("ForceStop=true");
        if is_bad {
            let body = "<Error><RequestId>F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A</RequestId><HostId>h</HostId>\
                        <Code>ServiceUnavailable</Code><Message>m</Message></Error>";
            let _ = client.write_all(xml("503 No", body).as_bytes());
        }
        is_bad
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    run(&["run", "--target", &target, "--rule", "RI-01", "--rule", "RI-15", "--jobs", "1"])
        .expect(1)
        .tells(&["FAIL RI-15"]);
}
