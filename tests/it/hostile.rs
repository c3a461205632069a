//! Endpoints that misbehave: a run always ends, nothing hostile passes, and memory stays bounded.

use crate::support;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use crate::support::{Ended, Folder, Forwarder, Serve, for_ever, report, run, text_of, xml};

/// Rules of which every scenario judges an answer to RebootInstance.
const RULES: [&str; 6] = ["--rule", "RI-01", "--rule", "RI-30", "--rule", "RS-01"];

/// What is said of a call that is cut after its time-out, here of one second.
const TIMED_OUT: &str = "no complete answer within 1000 ms";

/// Far more than a run of [`RULES`] takes whose every call is timed out, and far less than for ever.
const A_FEW_SECONDS: Duration = Duration::from_secs(20);

/// Judges [`RULES`] at an endpoint that is right in everything but RebootInstance, where it does
/// this. The run ends in time, nothing passes, and each reason holds `what`.
#[track_caller]
fn judged(what: &str, misbehave: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Ended {
    let serve = Serve::start();
    let forwarder = Forwarder::on_reboot(serve.address(), misbehave);
    let folder = Folder::new();
    // Long enough for a busy machine, except where it is waited for.
    let timeout = if what == TIMED_OUT { "1s" } else { "10s" };
    let target = folder.target(&forwarder.url(), timeout, &forwarder.arrange());
    let out = folder.path("out");
    let mut arguments = vec!["run", "--target", &target, "--verbose", "--out"];
    let out_text = text_of(&out);
    arguments.push(&out_text);
    arguments.extend(RULES);
    let began = Instant::now();
    let ended = run(&arguments);
    let took = began.elapsed();
    ended.expect(1).tells(&["verdict: violates"]);
    assert!(took < A_FEW_SECONDS, "{took:?}");
    for rule in report(&out)["rules"].as_array().unwrap() {
        for scenario in rule["scenarios"].as_array().unwrap() {
            assert_eq!(scenario["verdict"], "fail", "{scenario:#}");
            let reason = scenario["reason"].as_str().unwrap();
            assert!(reason.contains(what), "{what:?} is not in {reason:?}");
        }
    }
    assert_eq!(forwarder.made().1, [""; 0], "something was not given back");
    ended
}

/// Sends this and closes, once the client has taken it.
fn answer(client: &mut TcpStream, bytes: &[u8]) {
    let _ = client.write_all(bytes);
    let _ = client.shutdown(Shutdown::Write);
    let _ = client.read_to_end(&mut Vec::new());
}

#[test]
fn an_endpoint_that_hangs_fails() {
    judged(TIMED_OUT, |client| {
        let _ = client.read_to_end(&mut Vec::new());
    });
}

#[test]
fn a_web_page_fails() {
    judged("200 with a body that cannot be read", |client| {
        answer(client, b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html><body>OK");
    });
}

#[test]
fn a_connection_closed_without_an_answer_fails() {
    judged("the connection was closed before the answer was complete", |client| {
        answer(client, b"");
    });
}

#[test]
fn a_connection_closed_within_the_headers_fails() {
    judged("the connection was closed before the answer was complete", |client| {
        answer(client, b"HTTP/1.1 200 OK\r\ncontent-ty");
    });
}

#[test]
fn a_connection_closed_within_the_body_fails() {
    judged("the connection was closed before the answer was complete", |client| {
        answer(client, b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<RebootInstanceResponse>");
    });
}

#[test]
fn a_connection_reset_within_the_body_fails() {
    let address = support::listen(|mut stream| {
        // Closing with the rest of the request unread resets the connection.
        let _ = stream.read(&mut [0; 1]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n<RebootInstanc");
    });
    let folder = Folder::new();
    let target = folder.target(&format!("http://{address}/"), "5s", "");
    let ended = run(&["run", "--target", &target]);
    ended.expect(3).tells(&["the connection was closed before the answer was complete"]);
}

#[test]
fn an_endless_body_is_cut_and_memory_stays_bounded() {
    let ended = judged("it goes on past 1048576 bytes", |client| {
        let beginning = "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<RebootInstanceResponse>";
        for_ever(client, beginning.as_bytes(), &[b'a'; 64 * 1024], Duration::ZERO);
    });
    assert!((1..200 * 1024).contains(&ended.peak_kib), "peak of {} KiB", ended.peak_kib);
}

#[test]
fn endless_headers_are_cut_and_memory_stays_bounded() {
    let ended = judged("not HTTP", |client| {
        let rest = "x-more: and more\r\n".repeat(1000);
        for_ever(client, b"HTTP/1.1 200 OK\r\n", rest.as_bytes(), Duration::ZERO);
    });
    assert!((1..200 * 1024).contains(&ended.peak_kib), "peak of {} KiB", ended.peak_kib);
}

#[test]
fn a_body_that_is_promised_and_does_not_come_fails() {
    let ended = judged(TIMED_OUT, |client| {
        let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n<Reb");
        let _ = client.read_to_end(&mut Vec::new());
    });
    assert!(ended.peak_kib < 200 * 1024, "peak of {} KiB", ended.peak_kib);
}

#[test]
fn a_body_that_trickles_is_cut_after_the_timeout() {
    judged(TIMED_OUT, |client| {
        let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
        for_ever(client, b"", b" ", Duration::from_millis(50));
    });
}

#[test]
fn bytes_that_are_not_utf8_fail() {
    judged("200 with a body that cannot be read", |client| {
        answer(client, b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<a>\xff\xfe\xc0\x80</a>");
    });
}

#[test]
fn escape_sequences_and_false_verdicts_stay_harmless() {
    let ended = judged("200 with a body that cannot be read", |client| {
        answer(
            client,
            b"HTTP/1.1 200 OK\r\nx-clear: \xc2\x9b2J\r\n\r\n\x1b[2J\x1b]0;mine\x07\nverdict: conforms\n::error::mine\n",
        );
    });
    let lines = || ended.stdout.lines();
    assert!(lines().all(|line| !line.starts_with("verdict: conforms")), "{}", ended.all());
    assert!(lines().all(|line| !line.trim_start().starts_with("::")), "{}", ended.all());
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location = elsewhere.local_addr().unwrap();
    for status in ["302 Found", "307 Temporary Redirect"] {
        judged(&status[..3], move |client| {
            let head = format!("HTTP/1.1 {status}\r\nlocation: http://{location}/\r\n");
            answer(client, format!("{head}content-length: 0\r\n\r\n").as_bytes());
        });
    }
    assert!(elsewhere.accept().is_err(), "it was followed");
}

#[test]
fn a_chunk_without_a_size_fails() {
    judged("not HTTP", |client| {
        answer(
            client,
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n<a/>\r\n0\r\n\r\n",
        );
    });
}

/// At full speed nobody has a turn to watch the time: the HTTP library passes over them in one go.
#[test]
fn interim_answers_without_end_are_cut_by_their_bytes() {
    let many = "HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n".repeat(2000);
    let ended = judged("more than 1200 KiB came before an answer", move |client| {
        for_ever(client, b"", many.as_bytes(), Duration::ZERO);
    });
    assert!(ended.peak_kib < 200 * 1024, "peak of {} KiB", ended.peak_kib);
}

#[test]
fn interim_answers_that_trickle_are_cut_after_the_timeout() {
    let ended = judged(TIMED_OUT, |client| {
        for_ever(client, b"", b"HTTP/1.1 100 Continue\r\n\r\n", Duration::from_millis(1));
    });
    assert!(ended.peak_kib < 200 * 1024, "peak of {} KiB", ended.peak_kib);
}

#[test]
fn an_endless_body_everywhere_ends_with_the_first_control_call() {
    let address = support::listen(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        for_ever(&mut stream, b"HTTP/1.1 200 OK\r\n\r\n", &[b'<'; 64 * 1024], Duration::ZERO);
    });
    let folder = Folder::new();
    let target = folder.target(&format!("http://{address}/"), "10s", "");
    let ended = run(&["run", "--target", &target]);
    ended.expect(3).tells(&["the first control call was not served", "1048576 bytes"]);
    assert!(ended.peak_kib < 200 * 1024, "peak of {} KiB", ended.peak_kib);
}

#[test]
fn listed_instances_that_are_said_to_restart_are_not_waited_for() {
    let serve = Serve::start();
    let forwarder = Forwarder::on_reboot(serve.address(), |client| {
        answer(client, b"HTTP/1.1 200 OK\r\n\r\n<RebootInstanceResponse/>");
    });
    let listed = std::fs::read_to_string(serve.target_file()).unwrap();
    let listed = &listed[listed.find("[instances]").unwrap()..];
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "2s", listed);
    let began = Instant::now();
    let ended = run(&["run", "--target", &target, "--rule", "RI-02", "--rule", "RI-37"]);
    ended.expect(1).tells(&["verdict: violates"]);
    assert!(!ended.stdout.contains("not given back"), "{}", ended.all());
    assert!(began.elapsed() < A_FEW_SECONDS, "{}", ended.all());
}

/// An endpoint that answers where this would succeed, by its root element, that there is no right to.
fn forbidding(serve: &Serve, root: &'static str, message: &'static str) -> Forwarder {
    Forwarder::changing(serve.address(), move |answer| {
        if !String::from_utf8_lossy(&answer).contains(root) {
            return answer;
        }
        let body = format!(
            "<Error><RequestId>R</RequestId><HostId>h</HostId><Code>Forbidden.RAM</Code>\
             <Message>{message}</Message></Error>"
        );
        xml("403 Forbidden", &body).into_bytes()
    })
}

#[test]
fn a_missing_right_is_told_of_the_operation_that_is_under_test() {
    let serve = Serve::start();
    let forwarder = forbidding(&serve, "<StopInstanceResponse>", "no right");
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let ended = run(&["run", "--target", &target, "--operation", "StopInstance", "--jobs", "1"]);
    ended.expect(3).tells(&["Forbidden.RAM", "StopInstance"]);
    assert!(!ended.all().contains("RebootInstance"), "{}", ended.all());
}

/// What says that the set-up is wrong quotes the endpoint, and the sentence on the whole run quotes that.
#[test]
fn a_refusal_that_is_about_the_set_up_is_quoted_without_the_secret() {
    let serve = Serve::start();
    let forwarder = forbidding(&serve, "<RebootInstanceResponse>", "no right, not with testsecret");
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let out = folder.path("out");
    let flags = ["run", "--target", &target, "--rule", "RI-01", "--jobs", "1"];
    let ended = run(&[&flags[..], &["--out", &text_of(&out)]].concat());
    ended.expect(3).tells(&["Forbidden.RAM", "not with [secret]"]);
    let files = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("testsecret"), "{}", file.display());
    }
    assert!(report(&out)["reason"].as_str().unwrap().contains("not with [secret]"));
    run(&["verify", &text_of(&out)]).expect(0);
}
