//! `rules`, `explain` and `sign`, as a user runs them. `snapshots/` holds what they print; after a
//! wanted change: `INSTA_UPDATE=always cargo test --test it commands`, then read the difference.

use crate::support;
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use crate::support::Ended;
use rebootspec::api::rules::{EXCLUDED, RULES};
use rebootspec::endpoint::Settings;
use rebootspec::endpoint::faults::Fault;
use rebootspec::proof::embedded::Embedded;
use rebootspec::proof::recorded;
use rebootspec::wire::http::RawRequest;
use rebootspec::wire::secret::Secret;
use rebootspec::wire::signature::signed::SignedRequest;
use serde_json::Value;

const SECRET: &str = "testsecret";

/// Runs the program with a secret in its environment.
fn run_with(secret: &str, arguments: &[&str]) -> Ended {
    support::start_with(arguments, &[("ECS_ACCESS_KEY_SECRET", secret)]).end()
}

/// Standard output of a command that succeeds.
fn printed(arguments: &[&str]) -> String {
    let ended = run_with(SECRET, arguments);
    assert_eq!(ended.expect(0).stderr, "", "{arguments:?}");
    ended.stdout
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn catalogue(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(&[&["rules", "--json"], arguments].concat())).unwrap()
}

fn ids(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_catalogue_is_listed_whole() {
    let all = catalogue(&[]);
    let known: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    let excluded: BTreeSet<String> = EXCLUDED.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(ids(&all["excluded"]), excluded);
    assert_eq!(ids(&all["rules"]), known.difference(&excluded).cloned().collect());
    let core = catalogue(&["--edition", "core"]);
    assert!(core["rules"].as_array().unwrap().iter().all(|rule| rule["edition"] == "core"));
    assert_eq!(catalogue(&["--edition", "current"]), all);

    let table = printed(&["rules"]);
    for rule in all["rules"].as_array().unwrap() {
        let field = |name: &str| rule[name].as_str().unwrap();
        let line = table.lines().find(|line| line.starts_with(field("id"))).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[1..3], [field("level"), field("edition")], "{line}");
        let scenarios =
            format!(" {}  {}", rule["scenarios"].as_array().unwrap().len(), field("title"));
        assert!(line.ends_with(&scenarios), "{line}");
    }
    for (id, reason) in EXCLUDED {
        let line = table.lines().find(|line| line.starts_with(id)).unwrap();
        assert!(line.ends_with(reason), "{line}");
    }
}

#[test]
fn every_field_of_the_catalogue_is_documented() {
    let document = include_str!("../../docs/rules-json.md");
    let all = catalogue(&[]);
    for object in [&all, &all["rules"][0], &all["excluded"][0]] {
        for key in object.as_object().unwrap().keys() {
            assert!(
                document.contains(&format!("| `{key}` |")),
                "{key} is not in docs/rules-json.md"
            );
        }
    }
}

#[test]
fn a_rule_is_explained() {
    let text = printed(&["explain", "ri-20"]);
    // Faults come and go; how a rule is told does not.
    let (told, faults) = text.split_once("\nFaults of").unwrap();
    snapshot("explain_rule", told);
    for fault in Fault::ALL {
        let own = fault.rule() == "RI-20";
        let also = recorded::fallen_in_any(*fault).contains(&"RI-20");
        let name =
            if own { format!("  {} ", fault.name()) } else { format!("  {} (", fault.name()) };
        assert_eq!(faults.contains(&name), own || also, "{fault}: {text}");
    }
}

#[test]
fn what_cannot_be_tested_is_explained_and_what_is_unknown_refused() {
    let (id, reason) = EXCLUDED[0];
    run_with("", &["explain", id]).expect(0).tells(&[id, reason]);
    let unknown = run_with("", &["explain", "RI-2O"]);
    unknown.is_usage_error(&["rebootspec: there is no rule \"RI-2O\"; did you mean RI-2"]);
}

const NONCE: &str = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf";

/// The command line of the published vector, see `wire::signature::v1`.
fn vector<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["sign", "--access-key-id", "testid", "--timestamp", "2016-02-23T12:46:24Z"];
    all.extend(["--nonce", NONCE, "Format=XML", "Action=DescribeRegions"]);
    all.extend(more);
    all
}

#[test]
fn the_published_vector_is_reproduced() {
    let text = printed(&vector(&[]));
    assert!(text.contains("\nsignature\nOLeaidS1JvxuMvnyHOwuJ+uX5qY=\n"), "{text}");
    assert!(text.contains(concat!(
        "\nstring to sign\nGET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML",
        "%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z",
        "%26Version%3D2014-05-26\n"
    )));
    snapshot("sign_version_1", &text);
    snapshot("sign_version_1_post", &printed(&vector(&["--method", "POST", "InstanceId=a b"])));
    snapshot("sign_version_3", &printed(&vector(&["--v3"])));
    snapshot("sign_curl", &printed(&vector(&["--v3", "--method", "post", "--curl"])));
}

/// The text below a heading of `sign`.
fn step<'a>(text: &'a str, name: &str) -> &'a str {
    let at = text.find(&format!("{name}\n")).unwrap_or_else(|| panic!("no {name} in {text}"));
    let rest = &text[at + name.len() + 1..];
    rest.split("\n\n").next().unwrap().trim_end()
}

#[test]
fn what_is_signed_is_served() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let endpoint = runtime.block_on(Embedded::start(Settings::default())).unwrap();
    let url = endpoint.target.url.as_str();
    let secret = endpoint.target.access_key.secret.reveal();
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    for method in ["GET", "POST"] {
        let arguments = [
            "sign",
            "--access-key-id",
            &endpoint.target.access_key.id,
            "--url",
            url,
            "--method",
            method,
            "Action=DescribeInstanceStatus",
            "RegionId=cn-hangzhou",
            "Note=a b+云&*~",
        ];
        let text = run_with(secret, &arguments).expect(0).stdout.clone();
        let target = step(&text, "URL").split_once(authority).unwrap().1;
        let body = if method == "POST" { step(&text, "body") } else { "" };
        let mut stream = TcpStream::connect(authority).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{method}: {answer}");
    }
}

#[test]
fn version_3_verifies() {
    for method in ["GET", "POST"] {
        let text = printed(&vector(&["--v3", "--method", method, "InstanceId=a b+云&*~"]));
        let target = step(&text, "URL").strip_prefix("http://127.0.0.1:8080").unwrap();
        let headers = step(&text, "headers").replace('\n', "\r\n");
        let body = if method == "POST" { step(&text, "body") } else { "" };
        let request = format!("{method} {target} HTTP/1.1\r\n{headers}\r\n\r\n{body}");
        let raw = RawRequest::split(request.as_bytes()).unwrap();
        let signed = SignedRequest::read(&raw).unwrap();
        assert!(signed.verify(&Secret::new(SECRET)), "{text}");
        assert_eq!(signed.string_to_sign, step(&text, "string to sign"));
        assert!(text.contains(&signed.canonical_request), "{text}");
    }
}

#[test]
fn a_shell_takes_the_curl_line_apart_as_it_was_meant() {
    let line = printed(&vector(&["--curl", "InstanceId=it's $(a) \"b\""]));
    let script = format!("curl() {{ printf '%s\\n' \"$#\" \"$1\"; }}\n{line}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let plain = printed(&vector(&["InstanceId=it's $(a) \"b\""]));
    assert_eq!(said, format!("1\n{}\n", step(&plain, "URL")));
}

#[test]
fn mistakes_are_refused_and_the_secret_is_never_shown() {
    for (more, message) in [
        (&["Signature=x"][..], "the signature is what this command makes"),
        (&["InstanceId"], "there is no \"=\""),
        (&["=x"], "there is no name before"),
        (&["Format=JSON"], "the parameter \"Format\" is given twice"),
        (&["Timestamp=x"], "the parameter \"Timestamp\" is given twice"),
        (&["AccessKeyId=x"], "the parameter \"AccessKeyId\" is given twice"),
        (&["--url", "127.0.0.1:8080"], "address"),
        (&["--url", "ftp://127.0.0.1/"], "neither http nor https"),
        (&["--url", "http://127.0.0.1/?A=1"], "holds a query or a fragment"),
        (&["--url", "http://me:testsecret@127.0.0.1/"], "a user name or a password"),
        (&["--secret-env", "NO_SUCH_VARIABLE"], "the variable NO_SUCH_VARIABLE does not hold"),
        (&["--v3", "Version=a\r\nb"], "cannot stand in the header x-acs-version"),
        (&["InstanceId=testsecret"], "one of the values is the secret"),
        (&["--method", "PUT"], "another one needs --resend"),
    ] {
        // Which checks that the secret is not shown, too.
        run_with(SECRET, &vector(more)).is_usage_error(&[message]);
    }
    run_with(SECRET, &["sign", "--access-key-id", "a", "--v3", "Timestamp=now"])
        .is_usage_error(&["version 3 sends Timestamp in a header: give it with --timestamp"]);
    run_with(SECRET, &["sign", "--access-key-id", "a", "--timestamp", "now"])
        .is_usage_error(&["to sign another text, give it as Timestamp=TEXT"]);
    run_with("", &vector(&[]))
        .is_usage_error(&["the variable ECS_ACCESS_KEY_SECRET does not hold the AccessKeySecret"]);
}
