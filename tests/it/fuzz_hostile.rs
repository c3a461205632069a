//! `rebootspec fuzz` at hostile endpoints: they neither hang it nor make it green.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Ended, Folder, Forwarder, Serve, findings, for_ever, run, text_of};

/// Fuzzes an endpoint that is right in everything but RebootInstance, where it does this.
#[track_caller]
fn hostile(oracle: &str, misbehave: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Ended {
    let serve = Serve::start();
    let forwarder = Forwarder::on_reboot(serve.address(), misbehave);
    let folder = Folder::new();
    let out = folder.path("out");
    let target = folder.target(&forwarder.url(), "4s", &forwarder.arrange());
    let ended = run(&[
        "fuzz",
        "--target",
        &target,
        "--requests",
        "40",
        "--jobs",
        "2",
        "--time",
        "5s",
        "--seed",
        "4",
        "--out",
        &text_of(&out),
    ]);
    ended.check_manners();
    assert_eq!(ended.code, Some(1), "{}", ended.all());
    let json = findings(&out);
    let oracles: BTreeSet<&str> =
        json["findings"].as_array().unwrap().iter().filter_map(|f| f["oracle"].as_str()).collect();
    assert!(oracles.contains(oracle), "{oracle}: {}", ended.all());
    assert!(ended.peak_kib < 300 * 1024, "peak of {} KiB", ended.peak_kib);
    ended
}

#[test]
fn an_endless_body_is_cut() {
    hostile("answered", |client| {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = [b"8000\r\n".as_slice(), &[b'a'; 0x8000], b"\r\n"].concat();
        for_ever(client, head, &chunk, Duration::ZERO);
    });
}

#[test]
fn an_answer_that_trickles_is_cut_after_the_timeout() {
    hostile("answered", |client| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
        for_ever(client, head, b" ", Duration::from_millis(50));
    });
}

#[test]
fn interim_answers_without_end_are_cut() {
    hostile("answered", |client| {
        for_ever(client, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", Duration::ZERO);
    });
}

#[test]
fn garbage_and_escape_sequences_stay_harmless() {
    let ended = hostile("envelope", |client| {
        let _ = client.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n\x1b[2J\xff\n::error::mine\nfuzz: no..",
        );
    });
    assert!(ended.stdout.lines().all(|line| !line.trim_start().starts_with("::")));
}

#[test]
fn connections_that_close_are_found() {
    hostile("answered", |_| {});
}
