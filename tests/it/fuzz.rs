//! `rebootspec fuzz`: conforming endpoints give no finding, faults that show under odd input alone are
//! found, and its exit codes are those of the table.

use crate::support;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{
    Folder, Forwarder, LIMIT, Python, SIGNALS, Serve, closed_port, findings, run, start, text_of,
};
use rebootspec::api::Edition;
use rebootspec::endpoint::styles::STYLES;
use rebootspec::endpoint::{Endpoint, Fault, Faults, Settings};
use rebootspec::fuzzing::blackbox::{self, Corpus, Options, Outcome};
use rebootspec::proof::embedded::Embedded;
use serde_json::Value;

/// So long that no test gets there: requests end each run.
const LONG: Duration = Duration::from_secs(50);

fn options(edition: Edition, requests: u64, seed: u64) -> Options {
    let corpus = Corpus::default();
    Options {
        time: LONG,
        requests: Some(requests),
        rate: None,
        jobs: 4,
        seed,
        edition,
        dialect: None,
        accepted: Vec::new(),
        corpus,
    }
}

/// Fuzzes the reference endpoint inside this process.
fn fuzzed(settings: Settings, options: Options) -> Outcome {
    fuzzed_with(settings, Faults::NONE, options)
}

fn fuzzed_with(settings: Settings, faults: Faults, options: Options) -> Outcome {
    fuzzed_at(Endpoint::new(settings).with_faults(faults), options)
}

fn fuzzed_at(endpoint: Endpoint, options: Options) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let embedded = Embedded::serving(endpoint).await.unwrap();
        let target = embedded.target.clone();
        blackbox::run(target, options, |_| {}, std::future::pending()).await.unwrap()
    })
}

fn causes(outcome: &Outcome) -> Vec<String> {
    outcome.findings.iter().map(blackbox::Finding::cause).collect()
}

#[test]
fn a_conforming_endpoint_of_any_style_gives_no_finding() {
    for (number, style) in STYLES.iter().enumerate() {
        let endpoint = style.endpoint(Settings::default());
        // The edition that the endpoint serves, and the one before: both must be satisfied.
        let edition = endpoint.settings().edition;
        let outcome = fuzzed_at(endpoint, options(edition, 400, number as u64));
        assert_eq!(causes(&outcome), [""; 0], "{}", style.name);
        assert!(outcome.untested.is_empty(), "{}: {:?}", style.name, outcome.untested);
        assert_eq!(outcome.sent, 400, "{}", style.name);
        assert!(outcome.judged > 300, "{}: {}", style.name, outcome.judged);
        assert!(outcome.not_given_back.is_empty(), "{:?}", outcome.not_given_back);
    }
}

#[test]
fn more_workers_than_the_endpoint_takes_connections_take_turns() {
    for connections in [3, 8] {
        let settings = Settings { connections: Some(connections), ..Settings::default() };
        let options = Options { jobs: 16, ..options(Edition::Core, 2000, connections as u64) };
        let outcome = fuzzed(settings, options);
        assert_eq!(causes(&outcome), [""; 0], "{connections}");
        assert!(outcome.judged > 1900, "{connections}: {}", outcome.judged);
    }
}

#[test]
fn a_later_endpoint_satisfies_the_earlier_edition() {
    let settings = Settings { edition: Edition::Current, ..Settings::default() };
    let outcome = fuzzed(settings, options(Edition::Core, 800, 77));
    assert_eq!(causes(&outcome), [""; 0]);
}

/// Faults that show under odd input alone, the rule that each violates, and the oracle that sees it.
const ODD: [(Fault, &str, &str); 6] = [
    (Fault::TruncatedEscapeInternalError, "RQ-07", "no-server-fault"),
    (Fault::DuplicateFirstObeyed, "RI-08", "nothing-restarted"),
    (Fault::TimestampOffsetRead, "CP-20", "refused"),
    (Fault::NonceForgottenAfterRefusal, "CP-30", "refused"),
    (Fault::XmlAmpersandUnescaped, "RS-06", "envelope"),
    (Fault::WrongSignatureRestarts, "RI-07", "nothing-restarted"),
];

#[test]
fn faults_that_show_under_odd_input_are_found() {
    for (fault, rule, oracle) in ODD {
        let options = options(Edition::Core, 2000, 1);
        let outcome = fuzzed_with(Settings::default(), fault.into(), options);
        let found = outcome.findings.iter().find(|finding| {
            finding.rule == Some(rule) && finding.oracle() == oracle && finding.reproduced
        });
        let found = found.unwrap_or_else(|| panic!("{}: {:#?}", fault.name(), causes(&outcome)));
        assert!(found.classes.len() <= 2, "{}: not shrunk: {}", fault.name(), found.cause());
    }
}

#[test]
fn a_should_that_is_not_followed_is_a_remark() {
    let faults = Fault::TimestampFutureUnchecked.into();
    let outcome = fuzzed_with(Settings::default(), faults, options(Edition::Core, 800, 1));
    assert_eq!(causes(&outcome), [""; 0]);
    let rules: BTreeSet<&str> = outcome.remarks.iter().map(|remark| remark.rule).collect();
    assert_eq!(rules, BTreeSet::from(["CP-22"]), "{:?}", outcome.remarks);
}

#[test]
fn another_conforming_endpoint_gives_no_finding() {
    for (edition, arguments) in [
        ("core", ["--dialect", "documented", "--edition", "core"]),
        ("core", ["--dialect", "documented", "--edition", "current"]),
        ("current", ["--dialect", "gateway", "--edition", "current"]),
    ] {
        let arguments = [&["--keep-alive"], &arguments[..]].concat();
        let Some(endpoint) = Python::start(&arguments) else { return };
        let folder = Folder::new();
        let control = format!("[arrange]\ncontrol = \"{}_control\"\n", endpoint.url);
        let target = folder.target(&endpoint.url, "10s", &control);
        let ended = run(&[
            "fuzz",
            "--target",
            &target,
            "--edition",
            edition,
            "--requests",
            "600",
            "--jobs",
            "4",
            "--time",
            "50s",
        ]);
        ended.expect(0).tells(&["fuzz: no finding"]);
    }
}

#[test]
fn findings_are_written_so_that_they_can_be_done_again() {
    let serve = Serve::with(&["--fault", "truncated-escape-internal-error"]);
    let folder = Folder::new();
    let out = folder.path("out");
    let ended = run(&[
        "fuzz",
        "--target",
        &serve.target_file(),
        "--seed",
        "1",
        "--requests",
        "1500",
        "--time",
        "50s",
        "--out",
        &text_of(&out),
    ]);
    ended.expect(1).tells(&["RQ-07, no-server-fault", "seed 1"]);
    let json = findings(&out);
    assert_eq!(json["format"], "rebootspec-fuzz/1");
    assert_eq!(json["seed"], 1);
    let findings = json["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    for (file, bytes) in files(&out) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("testsecret"), "{file} tells the secret");
    }
    let is_tail = |finding: &&Value| {
        finding["bends"] == serde_json::json!(["an escape cut short at the end"])
    };
    let first = findings.iter().find(is_tail).unwrap_or_else(|| panic!("{json:#}"));
    assert_eq!(first["rule"], "RQ-07");
    let name = first["name"].as_str().unwrap();
    let request = std::fs::read(out.join(format!("{name}.http"))).unwrap();
    // A seed for the target of cargo-fuzz: its body takes it.
    rebootspec::fuzzing::request::body(&request);
    // Sent as it is, it shows the same.
    let mut stream = TcpStream::connect(serve.address()).unwrap();
    stream.write_all(&request).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 500");
    let line = std::fs::read_to_string(out.join(format!("{name}.sh"))).unwrap();
    assert!(line.lines().last().unwrap().starts_with("curl "), "{line}");
    let feature = std::fs::read_to_string(out.join(format!("{name}.feature"))).unwrap();
    assert!(feature.contains("@RQ-07 @must @core"), "{feature}");
    assert!(feature.contains("at the end of the query, after signing"), "{feature}");
}

fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), std::fs::read(&path).unwrap())
        })
        .collect()
}

#[test]
fn what_cannot_be_used_is_told_before_anything_is_called() {
    run(&["fuzz", "--time", "soon"]).is_usage_error(&["\"soon\" is no duration"]);
    run(&["fuzz", "--requests", "0"]).is_usage_error(&["--requests"]);
    run(&["fuzz", "--jobs", "0"]).is_usage_error(&["--jobs"]);
    run(&["fuzz", "--target", "/nonexistent/target.toml"]).is_usage_error(&["cannot read"]);
    let folder = Folder::new();
    let far = folder.target("http://192.0.2.1/", "1s", "");
    run(&["fuzz", "--target", &far]).is_usage_error(&["allow_restart = true"]);
    let file = folder.write("file", "");
    let near = folder.target(&format!("http://{}/", closed_port()), "1s", "");
    run(&["fuzz", "--target", &near, "--out", &file]).is_usage_error(&["--out"]);
    let ended = run(&["fuzz", "--target", &near]);
    assert!(ended.expect(3).stderr.contains("nothing listens there"), "{}", ended.all());
}

/// The tracked seeds of the target `recipe` hold every kind of bend once: they are sent first, and an endpoint
/// that conforms gives no finding.
#[test]
fn a_corpus_is_sent_first() {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/recipe");
    let count = std::fs::read_dir(seeds).unwrap().count();
    let serve = Serve::start();
    let folder = Folder::new();
    let out = folder.path("out");
    let (requests, text) = (count.to_string(), text_of(&out));
    let arguments = ["fuzz", "--target", &serve.target_file(), "--corpus", seeds, "--time", "50s"];
    let more = ["--requests", &requests, "--jobs", "3", "--out", &text];
    run(&[&arguments[..], &more].concat()).expect(0).tells(&["fuzz: no finding"]);
    let json = findings(&out);
    assert_eq!(
        (json["corpus"].as_u64(), json["sent"].as_u64()),
        (Some(count as u64), Some(count as u64))
    );

    run(&["fuzz", "--corpus", "/nonexistent"]).is_usage_error(&["--corpus", "/nonexistent"]);
    let empty = Folder::new();
    let empty = text_of(&empty.path(""));
    run(&["fuzz", "--corpus", &empty]).is_usage_error(&["--corpus", "no input of the fuzz target"]);
}

#[test]
fn what_cannot_be_tested_is_told_and_is_not_green() {
    let serve = Serve::start();
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let target = folder.target(&url, "10s", "[instances]\nrunning = [\"i-running0001\"]\n");
    let arguments = ["fuzz", "--target", &target, "--requests", "300", "--time", "50s"];
    let ended = run(&arguments);
    ended.expect(5).tells(&["not tested: valid calls", "not tested: calls on a Stopped instance"]);
    run(&[&arguments[..], &["--allow-incomplete"]].concat()).expect(0);
    // What has no instance to name is not sent, and not counted.
    let out = folder.path("out");
    let nothing = folder.write(
        "nothing.toml",
        &std::fs::read_to_string(&target).unwrap().replace("\"i-running0001\"", ""),
    );
    let arguments = ["fuzz", "--target", &nothing, "--requests", "300", "--time", "50s", "--out"];
    run(&[&arguments[..], &[&text_of(&out)]].concat()).expect(5);
    let json = findings(&out);
    let (sent, judged) = (json["sent"].as_u64().unwrap(), json["judged"].as_u64().unwrap());
    assert!(sent < 60 && judged <= sent, "{sent} sent, {judged} judged");
}

/// However many workers wait for their turn, none of them waits longer than the run goes on.
#[test]
fn a_low_rate_does_not_outlast_the_time() {
    let outcome = fuzzed(
        Settings::default(),
        Options {
            time: Duration::from_secs(1),
            rate: Some(1),
            jobs: 32,
            requests: None,
            ..options(Edition::Core, 1, 1)
        },
    );
    assert!((1..=3).contains(&outcome.sent), "{} sent at one a second", outcome.sent);
}

#[test]
fn instances_that_are_not_listed_are_never_restarted() {
    let serve = Serve::with(&["--boot-ms", "3600000"]);
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let lists = "[instances]\nrunning = [\"i-running0001\", \"i-running0002\"]\n";
    let target = folder.target(&url, "10s", lists);
    let text = std::fs::read_to_string(&target).unwrap();
    let text = text.replace("timeout", "restart_deadline = \"1s\"\ntimeout");
    let target = folder.write("short.toml", &text);
    // Two are listed, two are not.
    run(&["fuzz", "--target", &target, "--requests", "1500", "--time", "20s", "--jobs", "2"]);
    let statuses = statuses(&serve);
    for id in ["i-running0003", "i-running0004", "i-locked0001", "i-diskbad0001"] {
        assert!(statuses.contains(&(id.to_owned(), "Running".to_owned())), "{id}: {statuses:?}");
    }
    assert!(statuses.contains(&("i-stopped0001".to_owned(), "Stopped".to_owned())));
}

/// Every instance with its status, as the endpoint shows them.
fn statuses(serve: &Serve) -> BTreeSet<(String, String)> {
    let url = format!("http://{}/", serve.address());
    let signed = support::start_with(
        &[
            "sign",
            "--access-key-id",
            "testid",
            "--url",
            &url,
            "--curl",
            "Action=DescribeInstanceStatus",
            "RegionId=cn-hangzhou",
            "Format=JSON",
            "PageSize=50",
        ],
        &[("ECS_ACCESS_KEY_SECRET", "testsecret")],
    )
    .end();
    let line = signed.expect(0).stdout.trim().to_owned();
    let address = line.rsplit(' ').next().unwrap().trim_matches('\'').to_owned();
    let target = address.split_once(&serve.address().to_string()).unwrap().1;
    let mut stream = TcpStream::connect(serve.address()).unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let list = body["InstanceStatuses"]["InstanceStatus"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.iter().map(|entry| (text(&entry["InstanceId"]), text(&entry["Status"]))).collect()
}

/// Waits, however long it takes, until a run is under way: two files a call, and some calls come before the first bend.
fn until_under_way(calls: &Path) {
    let until = Instant::now() + LIMIT;
    while fs::read_dir(calls).unwrap().count() < 400 {
        assert!(Instant::now() < until, "the run is not under way");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_endpoint_that_dies_is_a_finding_with_what_was_on_its_way() {
    let folder = Folder::new();
    let (calls, out) = (folder.path("calls"), folder.path("out"));
    let mut serve = Serve::with(&["--record", &text_of(&calls)]);
    let target = serve.target_file();
    let running = start(&["fuzz", "--target", &target, "--time", "50s", "--out", &text_of(&out)]);
    until_under_way(&calls);
    serve.pause();
    thread::sleep(Duration::from_secs(1));
    serve.kill();
    let ended = running.end();
    ended.expect(1).tells(&["alive"]);
    let json = findings(&out);
    let findings = json["findings"].as_array().unwrap();
    let gone = findings.iter().find(|finding| finding["oracle"] == "alive").unwrap();
    assert!(gone["in_flight"].as_u64().unwrap() > 0, "{json:#}");
    assert!(files(&out).iter().any(|(file, _)| file.contains("in-flight-01.http")));
}

#[test]
fn an_interrupted_run_reports_and_is_not_green() {
    for signal in SIGNALS {
        let folder = Folder::new();
        let calls = folder.path("calls");
        let serve = Serve::with(&["--record", &text_of(&calls)]);
        let running = start(&["fuzz", "--target", &serve.target_file(), "--time", "10m"]);
        until_under_way(&calls);
        running.signal(signal);
        running.end().expect(5).tells(&["interrupted", "fuzz: no finding"]);
    }
}

#[test]
fn a_run_that_is_interrupted_before_its_first_request_gives_back_what_was_made() {
    // While the control protocol is greeted, while the control call is made, while instances are.
    for (awaited, number) in [
        ("GET /_control", 1),
        ("Action=DescribeInstanceStatus", 1),
        ("POST /_control/instances", 7),
    ] {
        let serve = Serve::start();
        let (sender, reached) = channel();
        let (sender, came) = (Mutex::new(sender), AtomicUsize::new(0));
        let forwarder = Forwarder::start(serve.address(), move |request, _| {
            let is_it = request.line().contains(awaited);
            if is_it && came.fetch_add(1, Ordering::SeqCst) + 1 == number {
                let _ = sender.lock().unwrap().send(());
                thread::sleep(Duration::from_secs(1));
            }
            false
        });
        let folder = Folder::new();
        let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
        let running = start(&["fuzz", "--target", &target, "--time", "10m"]);
        reached.recv_timeout(LIMIT).expect("the run is under way");
        running.interrupt();
        running.end().expect(5).tells(&[": 0 requests in", "interrupted", "fuzz: no finding"]);
        let (made, left) = forwarder.made();
        assert!(
            made + 1 >= number && left.is_empty(),
            "of {made} made, {left:?} were not given back"
        );
    }
}
