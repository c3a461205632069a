//! The command line as a user meets it: what each mistake gets, and what a run leaves behind.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{
    CREDENTIALS, Folder, Serve, closed_port, listen, report, run, text_of, tls_config,
};

const ENDPOINT: &str = "[endpoint]\nurl = \"http://127.0.0.1:9/\"\n";

/// Runs with a target file of this text; nothing may be called.
#[track_caller]
fn mistake(text: &str, words: &[&str]) {
    let folder = Folder::new();
    let target = folder.write("target.toml", text);
    run(&["run", "--target", &target]).is_usage_error(words);
}

/// A control call that is not served: exit 3, and this is said.
#[track_caller]
fn control_call_fails(url: &str, timeout: &str, words: &[&str]) {
    let folder = Folder::new();
    let target = folder.target(url, timeout, "");
    let ended = run(&["run", "--target", &target]);
    ended.expect(3).tells(words).tells(&["verdict: error", url]);
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}/")
}

/// Sends this as soon as a request has begun, and closes.
fn answering(answer: &'static [u8]) -> SocketAddr {
    listen(move |mut stream| {
        let _ = stream.read(&mut [0; 16 * 1024]);
        let _ = stream.write_all(answer);
    })
}

// Usage: exit 2

#[test]
fn a_target_file_that_cannot_be_read_is_named() {
    let folder = Folder::new();
    let missing = text_of(&folder.path("missing.toml"));
    run(&["run", "--target", &missing]).is_usage_error(&[
        &missing,
        "No such file",
        "rebootspec serve --write-target",
    ]);
    let itself = text_of(&folder.path(""));
    run(&["run", "--target", &itself]).is_usage_error(&[
        &itself,
        "Is a directory",
        "name a file in that folder",
    ]);
    // Endless, so it must not be read to its end.
    run(&["run", "--target", "/dev/zero"]).is_usage_error(&["/dev/zero"]);
}

#[test]
fn a_target_file_that_is_not_toml_is_named_with_the_line() {
    mistake("[endpoint]\nurl = nonsense\n", &["target.toml:2:7:", "write instead:"]);
    mistake("<html>\u{1b}[2J</html>", &["target.toml:1:", "write instead:"]);
}

#[test]
fn a_wrong_key_or_type_is_named_with_the_line() {
    let text = format!("{ENDPOINT}tiemout = \"10s\"\n{CREDENTIALS}");
    mistake(&text, &["target.toml:3:1:", "unknown field `tiemout`", "write instead: timeout"]);
    let text = format!("{ENDPOINT}colour = 1\n{CREDENTIALS}");
    mistake(&text, &["target.toml:3:1:", "instead: nothing there, or one of these names: url, "]);
    let text = format!("{ENDPOINT}timeout = 10\n{CREDENTIALS}");
    mistake(&text, &["target.toml:3:11:", "expected a string", "write instead: a text in quotes"]);
    let text = format!("{ENDPOINT}{CREDENTIALS}[instances]\nrunning = \"i-1\"\n");
    mistake(&text, &["target.toml:7:11:", "expected a sequence", "write instead: a list"]);
    let text = format!("{ENDPOINT}{CREDENTIALS}[arrange]\nstart_stop = \"yes\"\n");
    mistake(&text, &["target.toml:7:14:", "write instead: true or false"]);
}

#[test]
fn a_secret_without_quotes_is_not_shown() {
    let folder = Folder::new();
    let text =
        format!("{ENDPOINT}[credentials]\naccess_key_id = \"a\"\naccess_key_secret = 20252026\n");
    let ended = run(&["run", "--target", &folder.write("target.toml", &text)]);
    ended.is_usage_error(&["target.toml:5:21:", "expected a string"]);
    assert!(!ended.stderr.contains("20252026"), "{}", ended.all());
}

#[test]
fn a_wrong_address_is_named_and_its_password_is_not() {
    for (url, what) in [
        ("nonsense", "not an address"),
        ("127.0.0.1:8080", "not an address"),
        ("localhost:8080", "neither http nor https"),
        ("ftp://me:passw0rd@127.0.0.1/", "neither http nor https"),
        ("http://me:passw0rd@127.0.0.1/?a=b", "query"),
        ("http://me:passw0rd@[nowhere/", "not an address"),
    ] {
        let folder = Folder::new();
        let ended = run(&["run", "--target", &folder.target(url, "10s", "")]);
        ended.is_usage_error(&["target.toml:2:7:", what, "write instead: an address such as"]);
        assert!(!ended.stderr.contains("passw0rd"), "{}", ended.all());
    }
}

#[test]
fn a_timeout_needs_its_unit() {
    for timeout in ["10", "0s", "-1s", "soon", "25h"] {
        let text = format!("{ENDPOINT}timeout = {timeout:?}\n{CREDENTIALS}");
        mistake(&text, &["target.toml:3:11:", timeout, "write instead: a number with its unit"]);
    }
}

#[test]
fn an_instance_is_listed_once() {
    let lists = "[instances]\nrunning = [\"i-1\"]\nstopped = [\"i-2\", \"i-1\"]\n";
    mistake(
        &format!("{ENDPOINT}{CREDENTIALS}{lists}"),
        &["target.toml:8:19:", "\"i-1\" is listed twice", "write instead:"],
    );
}

#[test]
fn credentials_are_needed() {
    mistake(ENDPOINT, &["target.toml:1:1:", "no AccessKeyId", "ECS_ACCESS_KEY_ID"]);
    let text = format!("{ENDPOINT}[credentials]\naccess_key_id = \"a\"\n");
    mistake(&text, &["target.toml:3:1:", "no AccessKeySecret", "ECS_ACCESS_KEY_SECRET"]);
}

#[test]
fn an_address_elsewhere_is_not_called_without_permission() {
    // Every address of this machine is reached by 0.0.0.0, but it is not a loopback address.
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let address = listen(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let elsewhere = format!("http://0.0.0.0:{}/", address.port());
    let text = format!("[endpoint]\nurl = {elsewhere:?}\n{CREDENTIALS}");
    mistake(&text, &["target.toml:2:7:", "0.0.0.0 is not this machine", "allow_restart = true"]);
    let text = format!("{ENDPOINT}{CREDENTIALS}[arrange]\ncontrol = {elsewhere:?}\n");
    mistake(&text, &["target.toml:7:11:", "0.0.0.0 is not this machine", "allow_restart = true"]);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[test]
fn an_unknown_rule_or_tag_is_answered_with_the_nearest() {
    run(&["run", "--rule", "RI-99"]).is_usage_error(&["\"RI-99\"", "RI-19"]);
    run(&["run", "--tag", "@nosuch"]).is_usage_error(&["\"@nosuch\"", "`rebootspec run --list`"]);
    run(&["run", "--tag", "@shuold"]).is_usage_error(&["did you mean @should?"]);
    run(&["run", "--rule", "\u{1b}[2J"]).is_usage_error(&["there is no rule"]);
}

#[test]
fn wrong_arguments_are_named() {
    run(&["run", "--jobs", "0"]).is_usage_error(&["--jobs", "0 is not in 1..=1024"]);
    run(&["run", "--nosuch"]).is_usage_error(&["--nosuch", "--help"]);
    run(&["judge"]).is_usage_error(&["judge", "--help"]);
}

#[test]
fn an_output_folder_that_cannot_be_written_is_found_before_the_run() {
    let folder = Folder::new();
    let file = folder.write("taken", "mine");
    for out in [file.clone(), format!("{file}/deeper")] {
        for command in [["run", "--rule", "RI-01"], ["prove", "--fault", "lock-unchecked"]] {
            let ended = run(&[&command[..], &["--out", &out]].concat());
            ended.is_usage_error(&[&out, "cannot be written", "name a folder"]);
        }
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let address = listen(drop);
    let port = address.port().to_string();
    run(&["serve", "--port", &port]).is_usage_error(&[&port, "cannot listen", "--port 0"]);
}

#[test]
fn help_and_lists_are_no_mistakes() {
    let help = run(&["--help"]);
    help.expect(0).tells(&["Exit codes:", "3 the endpoint could not be reached"]);
    run(&["--version"]).expect(0).tells(&[env!("CARGO_PKG_VERSION")]);
    let list = run(&["run", "--list", "--rule", "RI-01"]);
    list.expect(0);
    assert!(list.stdout.lines().count() > 0);
    assert!(list.stdout.lines().all(|line| line.starts_with("RI-01  ")), "{}", list.all());
}

// Unreachable: exit 3

#[test]
fn a_refused_connection_is_told() {
    control_call_fails(
        &url(closed_port()),
        "10s",
        &["connection refused: nothing listens there", "start the endpoint, or correct the port"],
    );
}

#[test]
fn something_else_than_http_is_told() {
    let address = answering(b"SSH-2.0-OpenSSH_9.6\r\n");
    control_call_fails(&url(address), "10s", &["not HTTP", "check the port"]);
    // The banner of a real one comes before any request.
    let address = listen(|mut stream| {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n");
        let _ = stream.read_to_end(&mut Vec::new());
    });
    control_call_fails(&url(address), "10s", &["not HTTP", "check the port"]);
}

#[test]
fn a_connection_that_is_closed_at_once_is_told() {
    let address = answering(b"");
    control_call_fails(&url(address), "10s", &["the connection was closed", "the endpoint's log"]);
    // With the request unread, the system resets the connection.
    let address = listen(drop);
    control_call_fails(&url(address), "10s", &["the connection was closed", "the endpoint's log"]);
}

#[test]
fn silence_is_told_after_the_timeout() {
    let address = listen(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    control_call_fails(
        &url(address),
        "300ms",
        &["no complete answer within 300 ms", "raise timeout"],
    );
}

#[test]
fn https_to_a_port_without_tls_is_told() {
    let serve = Serve::start();
    for address in [serve.address(), answering(b""), answering(b"220 mail\r\n")] {
        let url = format!("https://{address}/");
        control_call_fails(&url, "10s", &["the TLS handshake failed", "TLS", "whose:"]);
    }
}

#[test]
fn http_to_a_port_with_tls_is_told() {
    control_call_fails(&url(with_tls()), "10s", &["not HTTP", "write https://"]);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_told() {
    let url = format!("https://{}/", with_tls());
    control_call_fails(
        &url,
        "10s",
        &["the TLS handshake failed", "certificate", "whose: your setup", "CA:FALSE"],
    );
}

/// A TLS endpoint whose certificate is signed by itself. Nothing trusts its key, which stands in the
/// file beside it.
fn with_tls() -> SocketAddr {
    let config = Arc::new(tls_config(include_bytes!("support/self_signed.pem")));
    listen(move |mut stream: TcpStream| {
        let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let _ = rustls::Stream::new(&mut tls, &mut stream).read(&mut [0; 1024]);
    })
}

#[test]
fn a_machine_that_trusts_nobody_still_judges_http() {
    let ended = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
        .args(["run", "--rule", "RI-01"])
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}

#[test]
fn a_host_name_without_an_address_is_told() {
    let folder = Folder::new();
    let permitted = "[arrange]\nallow_restart = true\n";
    let target = folder.target("http://nosuch.invalid/", "30s", permitted);
    let ended = run(&["run", "--target", &target]);
    ended.expect(3).tells(&["the host name has no address", "check the host name"]);
}

#[test]
fn a_redirect_and_an_encoding_are_named() {
    for (answer, words) in [
        (
            &b"HTTP/1.1 301 Moved\r\nlocation: https://me:pw@ecs.example/?Signature=abcdefgh\r\ncontent-length: 0\r\n\r\n"[..],
            ["answered 301, a redirect to \"https://ecs.example/\"", "not followed"],
        ),
        (
            &b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\x1f\x8b\x08"[..],
            ["answered 200 with a body in Content-Encoding \"gzip\"", "no request asked for"],
        ),
    ] {
        control_call_fails(&url(answering(answer)), "10s", &words);
    }
}

#[test]
fn a_web_page_is_told_from_an_endpoint() {
    control_call_fails(
        &url(answering(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html><body>It works!",
        )),
        "10s",
        &["answered 200 with a body that cannot be read as", "text/html", "not of a web page"],
    );
}

#[test]
fn a_wrong_key_is_told_with_the_code_and_what_was_signed() {
    let serve = Serve::start();
    let folder = Folder::new();
    for (id, secret, code, advice) in [
        ("nobody", "testsecret", "InvalidAccessKeyId.NotFound", "correct access_key_id"),
        ("testid", "wr0ngsecret", "IncompleteSignature", "check access_key_secret"),
    ] {
        let text = format!(
            "[endpoint]\nurl = \"{}\"\n[credentials]\naccess_key_id = {id:?}\naccess_key_secret = {secret:?}\n",
            url(serve.address()),
        );
        let ended = run(&["run", "--target", &folder.write("target.toml", &text)]);
        ended.expect(3).tells(&[code, advice, "string to sign that the suite used:"]);
        // Lines are broken anywhere in it.
        let joined: String = ended.stdout.split_whitespace().collect();
        assert!(joined.contains("GET&%2F&AccessKeyId%3D"), "{}", ended.all());
        assert!(!ended.stdout.contains("wr0ngsecret"), "{}", ended.all());
    }
}

#[test]
fn a_control_protocol_that_is_none_is_told() {
    let serve = Serve::start();
    for (answer, words) in [
        (
            "200 OK\r\n\r\ngarbage\u{1b}[2J",
            ["did not answer with its capabilities", "leave it out"],
        ),
        ("404 Not Found\r\n\r\n", ["status 404", "correct control in the target file"]),
        (
            "200 OK\r\ncontent-encoding: gzip\r\n\r\n\u{1f}\u{8b}",
            ["it has a body in Content-Encoding \"gzip\"", "leave it out"],
        ),
        (
            "308 Permanent\r\nlocation: /control/\r\n\r\n",
            ["status 308, a redirect to \"/control/\"", "not followed"],
        ),
        (
            "200 OK\r\n\r\n{\"protocol\":\"rebootspec-control/2\"}",
            ["protocol \"rebootspec-control/2\"", "instead of \"rebootspec-control/1\""],
        ),
    ] {
        let answer =
            format!("HTTP/1.1 {}", answer.replacen("\r\n", "\r\nconnection: close\r\n", 1));
        let address = listen(move |mut stream| {
            let _ = stream.read(&mut [0; 16 * 1024]);
            let _ = stream.write_all(answer.as_bytes());
        });
        let folder = Folder::new();
        let arrange = format!("[arrange]\ncontrol = \"http://{address}/_control\"\n");
        let target = folder.target(&url(serve.address()), "10s", &arrange);
        let ended = run(&["run", "--target", &target]);
        ended.expect(3).tells(&words).tells(&[&format!("http://{address}/_control")]);
    }
    let folder = Folder::new();
    let arrange = format!("[arrange]\ncontrol = \"http://{}/_control\"\n", closed_port());
    let target = folder.target(&url(serve.address()), "10s", &arrange);
    let ended = run(&["run", "--target", &target]);
    ended.expect(3).tells(&["control protocol", "connection refused"]);
}

// What a run leaves behind

#[test]
fn the_report_has_what_is_promised() {
    let serve = Serve::start();
    let folder = Folder::new();
    let out = folder.path("new/deep");
    let ended = run(&[
        "run",
        "--target",
        &serve.target_file(),
        "--rule",
        "RI-01",
        "--rule",
        "RS-06",
        "--jobs",
        "2",
        "--out",
        &text_of(&out),
    ]);
    ended.expect(0).tells(&["verdict: conforms", "RI-01", "RS-06"]);
    let report = report(&out);
    assert_eq!(report["verdict"], "conforms");
    assert_eq!(report["edition"], "core");
    assert_eq!(report["target"]["url"], url(serve.address()));
    assert_eq!(report["counts"]["MUST"]["pass"], 2);
    let rules = report["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["RI-01", "RS-06"]);
    for rule in rules {
        assert_eq!((&rule["level"], &rule["verdict"]), (&"MUST".into(), &"pass".into()));
        assert!(rule["reason"].is_null());
        for scenario in rule["scenarios"].as_array().unwrap() {
            assert!(scenario["name"].is_string());
            assert_eq!(scenario["verdict"], "pass");
            assert!(scenario["reason"].is_null());
            let exchanges = scenario["exchanges"].as_array().unwrap();
            assert!(exchanges.iter().any(|exchange| exchange["purpose"] == "judge"));
        }
    }
    let files = rebootspec::report::files::names().count();
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), files, "nothing else is left there");
}

#[test]
fn an_output_that_nobody_reads_to_its_end_is_no_fault() {
    // A panic would be exit 101.
    for (arguments, code) in [
        (vec!["run", "--list"], 0),
        (vec!["run", "--rule", "RI-01"], 0),
        (vec!["run", "--rule", "RI-99"], 2),
        (vec!["--help"], 0),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn serve_goes_on_when_nobody_reads_what_it_prints() {
    let serve = Serve::start_unread();
    run(&["run", "--target", &serve.target_file(), "--rule", "RI-01"]).expect(0);
}

/// What could not be decided may be let pass, but not a run that decided nothing.
#[test]
fn an_incomplete_run_may_be_allowed_where_something_passed() {
    let serve = Serve::start();
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let target = folder.target(&url, "10s", "");
    let arguments = ["run", "--target", &target, "--rule", "RI-20"];
    run(&arguments).expect(5);
    run(&[&arguments[..], &["--allow-incomplete"]].concat()).expect(5);
    let more = ["--rule", "RI-30", "--allow-incomplete"];
    run(&[&arguments[..], &more].concat()).expect(0).tells(&["verdict: incomplete"]);
}
