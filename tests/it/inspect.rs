//! `inspect`, and `serve --record`, as a user runs them: what is recorded is what was sent, is told apart
//! into what it asks, and holds or breaks its signature. Nothing here leaves 127.0.0.1.

use crate::support;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Ended, Folder, SIGNALS, Serve};

const SECRET: &str = "testsecret";

fn capture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures").join(name)
}

/// Inspects a file, with this secret in the environment.
fn inspect_with(secret: &str, file: &str, more: &[&str]) -> Ended {
    let arguments = [&["inspect", file], more].concat();
    support::start_with(&arguments, &[("ECS_ACCESS_KEY_SECRET", secret)]).end()
}

/// Inspects a capture of which a part is replaced.
fn changed(name: &str, from: &str, to: &str, more: &[&str]) -> Ended {
    let text = fs::read_to_string(capture(name)).unwrap();
    assert!(text.contains(from), "{name}: {from}");
    let folder = Folder::new();
    let file = folder.write("request", &text.replacen(from, to, 1));
    inspect_with(SECRET, &file, more)
}

#[test]
fn every_capture_is_told_and_signed_right() {
    for entry in fs::read_dir(capture("")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".txt") {
            continue;
        }
        let operation = match &*name {
            "py-libcloud.describe.txt" => "DescribeInstances",
            describe if describe.contains(".describe") => "DescribeInstanceStatus",
            _ => "RebootInstance",
        };
        let ended = inspect_with(SECRET, path.to_str().unwrap(), &[]);
        let words =
            [&*format!("operation {operation}"), "access key testid", "verdict: signed right"];
        ended.expect(0).tells(&words);
    }
}

#[test]
fn what_is_asked_stands_in_its_place() {
    let file = capture("node-openapi-client-rpc-v2-formbody.txt");
    inspect_with(SECRET, file.to_str().unwrap(), &[]).expect(0).tells(&[
        "method POST /",
        "format JSON, by Format=json",
        "signature version 1.0, HMAC-SHA1, in parameters",
        "Format query \"json\"",
        "ForceStop form \"true\"",
        "the string to sign that is right POST&%2F&AccessKeyId%3Dtestid%26",
    ]);
    let file = capture("py-tea-acs3.txt");
    inspect_with(SECRET, file.to_str().unwrap(), &[]).expect(0).tells(&[
        "format by Accept: application/json",
        "signature version 3, ACS3-HMAC-SHA256, in headers",
        "ForceStop query \"True\"",
        "canonical request that is right POST↵/↵ForceStop=True&",
    ]);
}

#[test]
fn what_was_changed_is_not_signed_right() {
    for (name, from, to) in [
        ("py-libcloud.txt", "ForceStop=true", "ForceStop=false"),
        ("node-pop-core.txt", "GET /", "POST /"),
        ("node-ecs-acs3.txt", "ForceStop=true", "ForceStop=false"),
    ] {
        let ended = changed(name, from, to, &[]);
        ended.expect(1).tells(&["verdict: not signed right", "its signature"]);
    }
    changed("py-sdk-core.txt", "&SignatureType=", "", &[]).expect(1).tells(&["No known mistake"]);
    changed("node-openapi-client-acs3-formbody.txt", "ForceStop=true", "ForceStop=false", &[])
        .expect(1)
        .tells(&["the header \"x-acs-content-sha256\" is not the hash of the body"]);
}

#[test]
fn a_known_mistake_is_named_and_marked() {
    let made = |nonce: u32| {
        let nonce = nonce.to_string();
        let arguments =
            ["sign", "--access-key-id", "testid", "--timestamp", "2026-11-23T09:43:45Z"];
        let call = ["--nonce", &nonce, "Action=RebootInstance", "InstanceId=i-1"];
        let arguments = [&arguments[..], &call].concat();
        let signed = support::start_with(&arguments, &[("ECS_ACCESS_KEY_SECRET", SECRET)]).end();
        let url =
            signed.stdout.lines().skip_while(|line| *line != "URL").nth(1).unwrap().to_owned();
        url.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
    };
    let folder = Folder::new();
    let inspect = |target: &str| {
        let request = format!("GET {target} HTTP/1.1\r\nHost: h\r\n\r\n");
        inspect_with(SECRET, &folder.write("request", &request), &[])
    };
    let call = made(1);
    inspect(&call).expect(0);
    let ended = inspect(&format!("{call}&Added=1"));
    ended.expect(1).tells(&[
        "The client made a known mistake: the parameter \"Added\" is not signed",
        "right …tion%3DRebootInstance%26Added%3D1%26InstanceId%3…",
        "signed …tion%3DRebootInstance%26InstanceId%3Di-1%26Signa…",
    ]);
    let column = |mark: &str| {
        let line = ended.stdout.lines().find(|line| line.contains(mark)).unwrap();
        line[..line.find(mark).unwrap()].chars().count()
    };
    assert_eq!(
        column("^ character 58"),
        column("…tion") + "…tion%3DRebootInstance%26".chars().count()
    );

    // The first nonce that gives a signature with the mark that matters here.
    let call = (2..).map(made).find(|call| call.contains("%2B")).unwrap();
    inspect(&call.replace("%2B", "+")).expect(1).tells(&["send it as \"%2B\""]);
}

/// The names of parameters begin lines.
#[test]
fn a_build_service_is_told_nothing() {
    let folder = Folder::new();
    let request = "GET /?::error::pwn=1&%23%23vso%5Ba%5D=1&%23%23teamcity%5Bx=::warning::&Signature=x HTTP/1.1\r\n\
                   Host: ##[error]h\r\n\r\n";
    let file = folder.write("request", request);
    for secret in [SECRET, "another"] {
        let ended = inspect_with(secret, &file, &[]);
        assert!(ended.stdout.contains("error::pwn"), "{}", ended.all());
        for line in ended.stdout.lines() {
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(!["##[", "##vso[", "##teamcity["].iter().any(|it| line.contains(it)), "{line}");
        }
    }
}

#[test]
fn standard_input_is_read() {
    let run = |secret: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
            .args(["inspect", "--secret-env", "MINE", "-"])
            .env("MINE", secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let bytes = fs::read(capture("py-libcloud.txt")).unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        child.wait().unwrap().code()
    };
    assert_eq!([run(SECRET), run("another"), run("")], [Some(0), Some(1), Some(5)]);
}

#[test]
fn what_the_client_signed_is_compared() {
    let folder = Folder::new();
    let text = |name: &str| {
        let ended = inspect_with(SECRET, capture(name).to_str().unwrap(), &[]);
        let line = ended.stdout.lines().skip_while(|line| !line.starts_with("the ")).nth(1);
        line.unwrap().replace('↵', "\n")
    };
    let ours = text("py-libcloud.txt");
    for (theirs, word) in [
        (ours.replace("%26Format%3DXML", ""), "the parameter \"Format\" is not signed"),
        (ours.replace("GET&%2F&", "GET&/&"), "the path is signed as \"/\""),
        (ours.replace("%253A", "%3A"), "\":\" is not escaped"),
        (ours.replace("true", "TRUE"), "The value of \"ForceStop\" is another one."),
        (format!("{ours}%26Added%3D1"), "Signed, but not sent: \"Added\"."),
    ] {
        let file = folder.write("theirs", &format!("{theirs}\n"));
        // Without a secret, and so without knowing whether it is the right one.
        let path = capture("py-libcloud.txt");
        let ended = inspect_with("", path.to_str().unwrap(), &["--string-to-sign", &file]);
        ended.expect(1).tells(&["verdict: not signed right", word, "^ character"]);
    }
    let ours_v3 = text("node-ecs-acs3.txt");
    let file = folder.write("theirs", &ours_v3.replace("\n\n", "\n"));
    let path = capture("node-ecs-acs3.txt");
    inspect_with("", path.to_str().unwrap(), &["--string-to-sign", &file])
        .expect(1)
        .tells(&["the empty line after the headers is missing"]);
    let file = folder.write("theirs", &ours);
    let path = capture("py-libcloud.txt");
    inspect_with("", path.to_str().unwrap(), &["--string-to-sign", &file])
        .expect(5)
        .tells(&["verdict: inconclusive", "The client signed the same text."]);
    inspect_with("another", path.to_str().unwrap(), &["--string-to-sign", &file])
        .expect(1)
        .tells(&["The client signed the same text: the secret or the digest differs."]);
}

#[test]
fn without_a_secret_it_says_what_it_cannot_tell() {
    let path = capture("py-libcloud.txt");
    inspect_with("", path.to_str().unwrap(), &[]).expect(5).tells(&[
        "verdict: inconclusive",
        "cannot be told: the variable ECS_ACCESS_KEY_SECRET does not hold the AccessKeySecret",
    ]);
    let unsigned = Folder::new();
    let file = unsigned.write("request", "GET /?Action=RebootInstance HTTP/1.1\r\nHost: h\r\n\r\n");
    inspect_with("", &file, &[])
        .expect(1)
        .tells(&["there is no Version, no AccessKeyId, no Signature"]);
}

#[test]
fn what_cannot_be_read_is_a_usage_error() {
    let folder = Folder::new();
    let path = |name: &str, text: &str| folder.write(name, text);
    inspect_with(SECRET, "/no/such/file", &[]).is_usage_error(&["/no/such/file cannot be read"]);
    for text in ["", "GET / HTTP/1.1\r\n", "no request\r\n\r\n", "\u{0}"] {
        let ended = inspect_with(SECRET, &path("request", text), &[]);
        ended.is_usage_error(&["is not one HTTP request", "from the request line on"]);
    }
    let long = path("long", &format!("GET / HTTP/1.1\r\n\r\n{}", "a".repeat(2 * 1024 * 1024)));
    inspect_with(SECRET, &long, &[]).is_usage_error(&["is longer than"]);
    let good = capture("py-libcloud.txt");
    let missing = ["--string-to-sign", "/no/such/file"];
    inspect_with(SECRET, good.to_str().unwrap(), &missing).is_usage_error(&["cannot be read"]);
    let binary = folder.path("binary");
    fs::write(&binary, b"\xff").unwrap();
    let binary = ["--string-to-sign", binary.to_str().unwrap()];
    inspect_with(SECRET, good.to_str().unwrap(), &binary).is_usage_error(&["is not text"]);
}

#[test]
fn hostile_requests_are_shown_harmlessly_and_no_secret_is() {
    let folder = Folder::new();
    let request =
        "POST /\u{1b}[31m?a=%1b%5b31m&b=testsecret&%07=%E2%80%AE HTTP/1.1\r\nHost: h\r\n\r\n";
    let ended = inspect_with(SECRET, &folder.write("request", &request.replace('\u{1b}', "")), &[]);
    // Which checks that there is no control character and no secret.
    ended.expect(1).tells(&["The secret itself stands in the request.", "\\u{1b}[31m"]);
}

/// What is no good request is told to be none, and nothing else comes of it.
#[test]
fn every_seed_is_inspected() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/request");
    for entry in fs::read_dir(seeds).unwrap() {
        let path = entry.unwrap().path();
        let ended = inspect_with(SECRET, path.to_str().unwrap(), &[]);
        ended.check_manners();
        let name = path.file_name().unwrap().to_str().unwrap();
        let expected: &[i32] = match name {
            _ if name.starts_with("capture-") => &[0],
            // What a scenario sends, named after its rule, may be rightly signed.
            _ if name.starts_with(|first: char| first.is_ascii_uppercase()) => &[0, 1, 2],
            _ => &[1, 2],
        };
        assert!(expected.contains(&ended.code.unwrap()), "{}: {}", path.display(), ended.all());
    }
}

/// Sends a request, and reads until the connection ends.
fn send(serve: &Serve, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(serve.address()).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn what_is_recorded_is_what_was_sent() {
    let folder = Folder::new();
    let record = folder.path("new/record");
    let serve = Serve::with(&["--record", record.to_str().unwrap()]);
    let odd = b"GET /?b=%2f&a=1&%61b=c HTTP/1.1\r\nhOST:  h \r\nConnection: close\r\n\r\n";
    let chunked = b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na=\r\n1\r\n1\r\n0\r\n\r\n";
    let control = b"GET /_control HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = send(&serve, odd);
    send(&serve, chunked);
    send(&serve, control);
    let mut names: Vec<String> = fs::read_dir(&record)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["00001.answer", "00001.request", "00002.answer", "00002.request"]);
    assert_eq!(fs::read(record.join("00001.request")).unwrap(), odd);
    let recorded = fs::read_to_string(record.join("00001.answer")).unwrap();
    let body = |text: &str| text.split_once("\r\n\r\n").unwrap().1.to_owned();
    assert_eq!(body(&recorded), body(&answer));
    assert!(
        recorded.starts_with("HTTP/1.1 400 Bad Request\r\ncontent-type: text/xml"),
        "{recorded}"
    );
    let joined = fs::read_to_string(record.join("00002.request")).unwrap();
    assert!(joined.ends_with("chunked\r\n\r\na=1"), "{joined}");
    inspect_with(SECRET, record.join("00001.request").to_str().unwrap(), &[])
        .expect(1)
        .tells(&["ab query \"c\""]);
}

/// The suite's own calls, recorded: `inspect` says of each signature what the endpoint said.
#[test]
fn inspect_and_the_endpoint_agree() {
    let folder = Folder::new();
    let record = folder.path("record");
    let serve = Serve::with(&["--record", record.to_str().unwrap()]);
    let target = serve.target_file();
    let rules = ["--rule", "SG-03", "--rule", "SG-05", "--rule", "SG-07", "--rule", "SG-20"];
    support::run(&[&["run", "--target", &target], &rules[..]].concat()).expect(0);
    let mut counts = [0, 0];
    for entry in fs::read_dir(&record).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "answer") {
            let answer = fs::read_to_string(&path).unwrap();
            let refused = usize::from(answer.contains("IncompleteSignature"));
            let request = path.with_extension("request");
            // Keys that were made for the run have secrets of their own.
            if !fs::read_to_string(&request).unwrap().contains("testid") {
                continue;
            }
            let ended = inspect_with(SECRET, request.to_str().unwrap(), &[]);
            assert_eq!(ended.code, Some(i32::try_from(refused).unwrap()), "{}", ended.all());
            counts[refused] += 1;
        }
    }
    assert!(counts[0] > 5 && counts[1] > 3, "{counts:?} served and refused");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_said_before_serving() {
    let folder = Folder::new();
    let file = folder.write("file", "");
    support::run(&["serve", "--port", "0", "--record", &file])
        .is_usage_error(&["nothing can be recorded to", "choose another folder with --record"]);
}

#[test]
fn serve_counts_the_restarts() {
    for signal in SIGNALS {
        let folder = Folder::new();
        let target = folder.path("target.toml");
        let serve =
            support::start(&["serve", "--port", "0", "--write-target", target.to_str().unwrap()]);
        let mut text = String::new();
        // Bounded: `end` below gives up, too.
        for _ in 0..2_000 {
            text = fs::read_to_string(&target).unwrap_or_default();
            if !text.is_empty() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let url = text.split('"').nth(1).unwrap();
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        let arguments = ["sign", "--access-key-id", "testid", "--url", url];
        let call = ["Action=RebootInstance", "InstanceId=i-running0001"];
        let arguments = [&arguments[..], &call[..]].concat();
        let signed = support::start_with(&arguments, &[("ECS_ACCESS_KEY_SECRET", SECRET)]).end();
        let line = signed.stdout.lines().skip_while(|line| *line != "URL").nth(1).unwrap();
        let target = line.split_once(address).unwrap().1;
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        serve.signal(signal);
        let ended = serve.end();
        assert_eq!(ended.code, Some(0), "{}", ended.all());
        assert!(ended.stdout.ends_with("\nrestarts         i-running0001 1\n"), "{}", ended.all());
    }
}
