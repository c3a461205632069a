//! What is no endpoint, or none that can be called now: `run` and `doctor` say so alike, whose it is, and what to do,
//! within a bounded time.

use crate::support::{Closing, Ended, Serve, Stub, Tls, http, run, start, xml};

const LISTED: &str = "[instances]\nrunning = [\"i-1\"]\n";

/// What both commands come to.
fn both(target: &str) -> [Ended; 2] {
    let running = ["run", "doctor"].map(|command| start(&[command, "--target", target]));
    running.map(|running| running.end())
}

#[test]
fn a_page_that_answers_everything_is_no_endpoint() {
    for (kind, body) in [
        ("application/json", r#"{"status":"ok"}"#),
        ("application/json", r#"{"RequestId":" "}"#),
        ("text/xml", "<status>ok</status>"),
        ("text/html", "<html><head><title>Welcome</title></head><body/></html>"),
    ] {
        let stub = Stub::start(move |_| http("200 OK", kind, body));
        for ended in both(&stub.target(LISTED)) {
            ended.expect(3).tells(&["with no RequestId", "your setup", "not of a web page"]);
        }
    }
}

#[test]
fn an_endpoint_that_throttles_every_call_is_given_up() {
    let throttled = "<Error><RequestId>1</RequestId><HostId>h</HostId><Code>Throttling.User</Code><Message>m</Message></Error>";
    let answers =
        [http("429 Too Many Requests", "text/html", "slow down"), xml("403 F", throttled)];
    // Each is waited for about a minute: side by side.
    let stubs = answers.map(|answer| Stub::start(move |_| answer.clone()));
    let targets: Vec<String> = stubs.iter().map(|stub| stub.target(LISTED)).collect();
    let start_all = |command: &'static str| -> Vec<_> {
        targets.iter().map(|target| start(&[command, "--target", target])).collect()
    };
    let (runs, doctors) = (start_all("run"), start_all("doctor"));
    for running in runs {
        let ended = running.end();
        ended.expect(3).tells(&["throttled", "next: wait until its limit takes calls again"]);
        let said = "waits for the endpoint, which throttles (";
        assert!(ended.stderr.contains(said), "{}", ended.all());
    }
    for running in doctors {
        running.end().expect(3).tells(&["throttled", "wait until its limit takes calls again"]);
    }
}

#[test]
fn what_an_answer_says_of_the_set_up_is_the_users() {
    for (code, word) in [
        ("InvalidOperation.NotSupportedEndpoint", "correct region"),
        ("InvalidSecurityToken.Expired", "name a session key that is still valid"),
        ("InvalidSecurityToken.MismatchWithAccessKey", "name a session key that is still valid"),
    ] {
        let body = format!(
            "<Error><RequestId>1</RequestId><HostId>h</HostId><Code>{code}</Code><Message>m</Message></Error>"
        );
        let stub = Stub::start(move |_| xml("400 B", &body));
        run(&["run", "--target", &stub.target(LISTED)]).expect(3).tells(&[
            code,
            "whose: your setup",
            word,
        ]);
    }
}

#[test]
fn an_address_without_tls_where_tls_is_spoken_is_told() {
    let serve = Serve::start();
    let tls = Tls::start(serve.address(), Closing::Never);
    let folder = crate::support::Folder::new();
    let target = folder.target(&tls.url("127.0.0.1").replace("https", "http"), "5s", LISTED);
    for ended in both(&target) {
        ended.expect(3).tells(&["TLS is spoken there", "write https://"]);
    }
}

#[test]
fn a_front_that_serves_nothing_is_told_once() {
    let stub = Stub::start(|_| http("503 S", "text/html", "<html>out</html>"));
    let ended = run(&["run", "--target", &stub.target(LISTED)]);
    ended.expect(3).tells(&["every call of RebootInstance was answered with 503"]);
    let told = ended.stdout.split("next:").next().unwrap_or_default();
    assert_eq!(told.matches("503, html").count(), 1, "{}", ended.all());
}
