//! An endpoint whose answers to RebootInstance alone are of use: a run of it ends, and soon.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod support;

use std::time::{Duration, Instant};

use support::{CREDENTIALS, Folder, Stub, run, xml};

#[test]
fn an_endpoint_that_answers_everything_alike_is_judged_in_seconds() {
    let stub = Stub::start(|_| {
        let body = "<RebootInstanceResponse><RequestId>0C9E7A1B-1111-4222-8333-444455556666</RequestId></RebootInstanceResponse>";
        xml("200 OK", body)
    });
    let folder = Folder::new();
    let target = |lists: &str| {
        let endpoint = format!("[endpoint]\nurl = {:?}\nrestart_deadline = \"60s\"\n", stub.url());
        folder.write("target.toml", &format!("{endpoint}{CREDENTIALS}[instances]\n{lists}\n"))
    };
    let all = "running = [\"i-1\", \"i-2\"]\nstopped = [\"i-3\"]\nsecurity_locked = [\"i-4\"]";
    let began = Instant::now();
    let ended = run(&["run", "--target", &target(all)]);
    let took = began.elapsed();
    ended.expect(1).tells(&["verdict: violates", "nothing to observe with"]);
    assert!(took < Duration::from_secs(30), "{took:?}");
    run(&["doctor", "--target", &target(all)])
        .expect(5)
        .tells(&["not served: 200, RebootInstanceResponse is not its documented answer"]);
    // Without an instance there is not even a control call.
    run(&["run", "--target", &target("")]).expect(3).tells(&["serves no DescribeInstanceStatus"]);
}
