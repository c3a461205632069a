//! Who may call the reference endpoint: no web page by way of a browser on this machine, nobody whose request
//! HTTP does not know, and everybody else at once, however many connections others leave open.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::support::Serve;

/// Sends a request and reads to the end of the connection.
fn sent(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset ends too.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A request of the control protocol with these lines in its head.
fn control(method: &str, path: &str, head: &str, body: &str) -> String {
    format!(
        "{method} /_control{path} HTTP/1.1\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_web_page_has_no_control() {
    let serve = Serve::start();
    let port = serve.address().port();
    let make = |head: &str| {
        sent(serve.address(), &control("POST", "/instances", head, r#"{"status":"Running"}"#))
    };
    for host in ["127.0.0.1", "localhost", "[::1]", "LOCALHOST", "127.7.7.7", "127.0.0.1:"] {
        for port in [String::new(), format!(":{port}"), ":1".to_owned()] {
            if host.ends_with(':') && !port.is_empty() {
                continue;
            }
            let answer = make(&format!("Host: {host}{port}\r\n"));
            assert!(answer.starts_with("HTTP/1.1 201 "), "{host}{port}: {answer}");
        }
    }
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    for head in [
        // A page that is shown by a browser on this machine.
        format!("{own}Origin: https://page.example\r\n"),
        format!("{own}origin: null\r\n"),
        format!("{own}Origin: http://127.0.0.1:{port}\r\n"),
        format!("{own}Sec-Fetch-Site: cross-site\r\n"),
        // A page whose name leads to this machine since it was loaded.
        format!("Host: page.example:{port}\r\n"),
        "Host: localhost.page.example\r\n".to_owned(),
        "Host: 127.0.0.1.page.example\r\n".to_owned(),
        "Host: page-localhost\r\n".to_owned(),
        "Host: me@127.0.0.1\r\n".to_owned(),
        "Host: 192.168.1.7\r\n".to_owned(),
    ] {
        let answer = make(&head);
        assert!(answer.starts_with("HTTP/1.1 40"), "{head}: {answer}");
        assert!(!answer.contains("InstanceId"), "{head}: {answer}");
        let answer = sent(serve.address(), &control("POST", "/access-keys", &head, "{}"));
        assert!(!answer.contains("AccessKeySecret"), "{head}: {answer}");
        let answer = sent(serve.address(), &control("GET", "", &head, ""));
        assert!(!answer.contains("rebootspec-control"), "{head}: {answer}");
    }
}

#[test]
fn the_api_is_served_under_any_name() {
    let serve = Serve::start();
    let head = "Host: ecs.page.example\r\nOrigin: https://page.example\r\nConnection: close\r\n";
    let answer = sent(serve.address(), &format!("GET /?Format=JSON HTTP/1.1\r\n{head}\r\n"));
    assert!(answer.contains("MissingParameter"), "{answer}");
}

#[test]
fn a_request_has_one_host() {
    let serve = Serve::start();
    for (head, is_one) in [
        ("HTTP/1.1\r\nHost: h", true),
        ("HTTP/1.1\r\nHost: h:80", true),
        ("HTTP/1.1\r\nHost: [::1]:80", true),
        ("HTTP/1.1\r\nHost:", true),
        ("HTTP/1.0", true),
        ("HTTP/1.0\r\nHost: h", true),
        ("HTTP/1.1", false),
        ("HTTP/1.1\r\nHost: h\r\nHost: h", false),
        ("HTTP/1.1\r\nHost: h\r\nHOST: i", false),
        ("HTTP/1.0\r\nHost: h\r\nHost: h", false),
        ("HTTP/1.1\r\nHost: h i", false),
        ("HTTP/1.1\r\nHost: h, i", false),
        ("HTTP/1.1\r\nHost: h/i", false),
    ] {
        for path in ["/?Format=JSON", "/_control"] {
            let request = format!("GET {path} {head}\r\nConnection: close\r\n\r\n");
            let answer = sent(serve.address(), &request);
            let is_refused = answer.contains(" 400 Bad Request") && answer.contains("RFC 9112");
            assert_eq!(is_refused, !is_one, "{request}: {answer}");
        }
    }
}

#[test]
fn connections_that_say_nothing_keep_nobody_out() {
    let serve = Serve::start();
    let address = serve.address();
    let idle = || TcpStream::connect(address).unwrap();
    // Some say nothing, some stop in the middle of a head, some were answered once.
    let mut left: Vec<TcpStream> = (0..641).map(|_| idle()).collect();
    for (number, stream) in left.iter_mut().enumerate() {
        match number % 3 {
            0 => {}
            1 => drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nx-slow: ")),
            _ => drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")),
        }
    }
    let began = Instant::now();
    for _ in 0..10 {
        let answer = sent(address, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assert!(answer.contains("MissingParameter"), "{answer}");
    }
    // Without room for it the first one waits for 30 s.
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}
