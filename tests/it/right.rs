//! A right endpoint is never failed: what endpoints do that no document forbids, and what was once held against
//! one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::support::{Folder, Forwarder, Serve, run, xml};

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
