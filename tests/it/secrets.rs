//! That a secret is nowhere: an endpoint that knows it puts it into everything it sends, in every way of
//! writing it, and makes the calls fail in every way there is; the real program runs against it, and
//! whatever it wrote is searched.

mod further;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{Ended, Folder, Stub, closed_port, http, run, start_with, text_of};
use base64::Engine as _;

/// Has characters that each format writes in its own way. Its parts stand nowhere else.
const SECRET: &str = "Zq7Marker/+&\"<'>%Qx9Hidden";
/// One that the control protocol gives away in the course of a run.
const LEARNT: &str = "Lw4Taught\\/+&\"<'>%Vk8Secretly";
/// A token that it gives beside.
const TOKEN: &str = "Tk5Bearer/+=&Jm2Ofsession";
/// What no output may hold in any form of them: the parts that ways of writing leave as they are.
const PARTS: [&str; 6] =
    ["Zq7Marker", "Qx9Hidden", "Lw4Taught", "Vk8Secretly", "Tk5Bearer", "Jm2Ofsession"];

fn percent(text: &str, lower: bool) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let escape = |byte: u8| if lower { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
    let written = |byte| if plain(byte) { char::from(byte).to_string() } else { escape(byte) };
    text.bytes().map(written).collect()
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Ways of writing a secret: those that docs/reports.md promises to find.
fn forms_of(secret: &str) -> Vec<String> {
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_matches('"').to_owned();
    let every = |write: fn(char) -> String| secret.chars().map(write).collect::<String>();
    let debug = format!("{secret:?}");
    vec![
        secret.to_owned(),
        percent(secret, false),
        percent(secret, true),
        percent(&percent(secret, false), false),
        percent(&percent(secret, true), true),
        every(|c| format!("%{:02x}", u32::from(c))),
        xml.replace('"', "&quot;").replace('\'', "&apos;"),
        xml.replace('"', "&#34;").replace('\'', "&#39;"),
        every(|c| format!("&#x{:x};", u32::from(c))),
        json.replace('/', "\\/"),
        json.clone(),
        serde_json::Value::from(json).to_string(),
        every(|c| format!("\\u{:04x}", u32::from(c))),
        debug.clone(),
        format!("{debug:?}"),
        base64(secret),
        base64(&format!("x{secret}")),
        base64(&format!("testid:{secret}")),
        base64(&format!("{secret}{secret}")),
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("id:{secret}\n")),
        percent(&base64(secret), false),
        hex(secret),
        hex(secret).to_uppercase(),
    ]
}

/// Pieces of what is not left as it is: out of the middle of Base64 and of hexadecimal digits.
fn pieces() -> Vec<String> {
    let mut pieces = Vec::new();
    for secret in [SECRET, LEARNT, TOKEN] {
        for before in ["", "x", "xy"] {
            let encoded = base64(&format!("{before}{secret}"));
            pieces.push(encoded[8..24].to_owned());
            pieces.push(encoded[8..24].replace('+', "-").replace('/', "_"));
        }
        pieces
            .extend([hex(secret)[8..24].to_owned(), hex(secret).to_uppercase()[8..24].to_owned()]);
        // Of what escapes every character: five of them.
        let five = &secret[2..7];
        pieces.push(five.chars().map(|c| format!("%{:02x}", u32::from(c))).collect());
        pieces.push(five.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect());
        pieces.push(five.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect());
    }
    pieces
}

/// Searches a text for anything of a secret.
#[track_caller]
fn holds_nothing(name: &str, text: &str) {
    let pieces = pieces();
    for part in PARTS.iter().copied().chain(pieces.iter().map(String::as_str)) {
        if let Some(at) = text.find(part) {
            let from = text.floor_char_boundary(at.saturating_sub(60));
            let to = text.ceil_char_boundary((at + 60).min(text.len()));
            panic!("{part} is in {name}: {}", &text[from..to]);
        }
    }
    let lower = text.to_lowercase();
    for part in PARTS {
        assert!(
            !lower.contains(&part.to_lowercase()),
            "{part} is in {name} in another letter case"
        );
    }
    // Nor anything that a terminal obeys, in whatever is shown on one.
    let bad = text.chars().find(|c| c.is_control() && !"\n\r\t".contains(*c));
    assert!(bad.is_none(), "{bad:?} is in {name}");
}

/// What the control call asks for, of an instance of any id.
fn running(json: bool, number: usize, instance: &str) -> String {
    let id = format!("{number:08X}-AB09-45A1-B5C5-EB9F5C4E4E4A");
    let body = serde_json::json!({
        "RequestId": id, "TotalCount": 1, "PageNumber": 1, "PageSize": 10,
        "InstanceStatuses": {
            "InstanceStatus": [{ "InstanceId": instance, "Status": "Running" }]
        },
    });
    if json {
        return http("200 OK", "application/json", &body.to_string());
    }
    let instance = instance.replace('&', "&amp;").replace('<', "&lt;");
    http(
        "200 OK",
        "text/xml",
        &format!(
            "<DescribeInstanceStatusResponse><RequestId>{id}</RequestId><TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize><InstanceStatuses><InstanceStatus><InstanceId>{instance}</InstanceId><Status>Running</Status></InstanceStatus></InstanceStatuses></DescribeInstanceStatusResponse>"
        ),
    )
}

/// The control protocol of an endpoint that puts secrets into ids, and gives keys whose secrets are new.
fn control(head: &str, number: usize) -> Option<String> {
    let (method, path) = head.split_once(" /_control")?;
    let path = path.split(' ').next().unwrap();
    let json =
        |status: &str, body: serde_json::Value| http(status, "application/json", &body.to_string());
    Some(match (method, path) {
        ("GET", _) => json(
            "200 OK",
            serde_json::json!({
                "protocol": "rebootspec-control/1", "status": ["Running", "Stopped"],
                "locks": ["security"], "account": ["other"], "access_keys": ["active", "disabled"],
            }),
        ),
        ("POST", "/instances") => {
            json("201 Made", serde_json::json!({ "InstanceId": format!("i-{number}-{SECRET}") }))
        }
        ("POST", _) => json(
            "201 Made",
            serde_json::json!({
                "AccessKeyId": format!("k-{number}"), "AccessKeySecret": LEARNT, "SecurityToken": TOKEN,
            }),
        ),
        _ => http("204 Done", "text/plain", ""),
    })
}

/// The value of a parameter of the query.
fn parameter(head: &str, name: &str) -> Option<String> {
    let query = head.split_once('?')?.1.split(' ').next()?;
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Serves what the control call asks, as long as `healthy`, and gives secrets away in all the rest: also
/// those of its control protocol, where it has one.
fn traitor(healthy: bool, has_control: bool) -> Stub {
    let calls = AtomicUsize::new(0);
    let forms = forms_of(SECRET);
    // What was not given yet is no secret of anybody's.
    let (all_forms, given) =
        ([SECRET, LEARNT, TOKEN].map(forms_of).concat(), AtomicBool::new(false));
    Stub::start(move |head| {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        let json = head.contains("Format=JSON");
        if has_control && let Some(answer) = control(head, number) {
            given.fetch_or(answer.contains("AccessKeySecret"), Ordering::Relaxed);
            return answer;
        }
        let forms = if given.load(Ordering::Relaxed) { &all_forms } else { &forms };
        if healthy && head.contains("Action=DescribeInstanceStatus") {
            let instance = parameter(head, "InstanceId.1");
            return running(json, number, instance.as_deref().unwrap_or("i-1"));
        }
        let all = format!("\u{9b}31m ##teamcity[x] {}", forms.join(" "));
        let reason =
            format!("400 {SECRET}\r\nx-echo: {all}\r\nlocation: /?s={}", percent(SECRET, false));
        // The request too, with the signature in it.
        let echo = head.lines().next().unwrap_or_default();
        match number % 6 {
            0 => http(
                &reason,
                "text/xml",
                &format!(
                    "<Error><RequestId>{SECRET}</RequestId><Code>{}</Code><Message>{all} {echo}</Message></Error>",
                    forms[6]
                ),
            ),
            1 => http(
                &reason,
                "application/json",
                &serde_json::json!({
                    "RequestId": SECRET, "Code": SECRET, "Message": format!("{all} {echo}"),
                    "AccessKeySecret": "another",
                })
                .to_string(),
            ),
            2 => String::new(),
            3 => format!("{all}\r\n\r\n"),
            4 => format!("HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n{all}"),
            _ => {
                if number % 60 == 5 {
                    std::thread::sleep(Duration::from_secs(3));
                }
                http(
                    "200 OK",
                    &format!("text/{}", percent(SECRET, true)),
                    &format!("::error::{all}\n##[error]{all}"),
                )
            }
        }
    })
}

const LISTED: &str = "[instances]\nrunning = [\"i-1\"]\n";

fn controlled(stub: &Stub) -> String {
    format!("[arrange]\ncontrol = \"{}_control\"\n", stub.url())
}

/// Everything that a run said and left.
fn everything(ended: &Ended, out: &Path, summary: &Path) -> Vec<(String, String)> {
    let mut all = vec![
        ("stdout".to_owned(), ended.stdout.clone()),
        ("stderr".to_owned(), ended.stderr.clone()),
    ];
    for entry in fs::read_dir(out).unwrap() {
        let path = entry.unwrap().path();
        all.push((text_of(&path), fs::read_to_string(&path).unwrap()));
    }
    all.push(("summary".to_owned(), fs::read_to_string(summary).unwrap()));
    all
}

/// A target file for an address.
fn target(folder: &Folder, url: &str, more: &str) -> String {
    folder.write("target.toml", &format!(
        "[endpoint]\nurl = {url:?}\ntimeout = \"1s\"\nrestart_deadline = \"1s\"\n[credentials]\n\
         access_key_id = \"testid\"\naccess_key_secret_env = \"MY_SECRET\"\n{more}"
    ))
}

/// Runs everything at an address, and searches what comes of it.
#[track_caller]
fn nothing_gets_out(url: &str, more: &str, exit: i32, wanted: &str) -> Vec<(String, String)> {
    let folder = Folder::new();
    let target = target(&folder, url, more);
    let (out, summary) = (folder.path("out"), folder.path("summary.md"));
    let arguments = [
        "run",
        "--target",
        &target,
        "--out",
        &text_of(&out),
        "--github",
        "--verbose",
        "--jobs",
        "64",
    ];
    let summary_text = text_of(&summary);
    let environment = [("MY_SECRET", SECRET), ("GITHUB_STEP_SUMMARY", summary_text.as_str())];
    let ended = start_with(&arguments, &environment).end();
    assert_eq!(ended.code, Some(exit), "{}", ended.all());
    let all = everything(&ended, &out, &summary);
    run(&["verify", &text_of(&out)]).expect(0);
    assert!(all.len() >= 8, "not every file is there");
    for (name, text) in &all {
        holds_nothing(name, text);
        // No command of a build service but our own, which name a file or a title.
        let strange = |line: &&str| {
            let line = line.trim_start();
            line.starts_with("::") && !line.contains(" title=") && !line.contains(" file=")
        };
        let commands: Vec<&str> = text.lines().filter(strange).collect();
        assert!(name != "stdout" && name != "stderr" || commands.is_empty(), "{commands:?}");
        for command in ["##teamcity[", "##[error]"] {
            assert!(!text.contains(command), "{command} is in {name}");
        }
        let raised = text.lines().find(|line| line.trim_start().starts_with("::error::"));
        assert_eq!(raised, None, "in {name}");
    }
    let stdout = &all[0].1;
    assert!(stdout.contains(wanted), "{wanted:?} is not in {stdout}");
    all
}

#[test]
fn an_endpoint_that_gives_the_secret_away_in_everything_is_not_quoted() {
    let stub = traitor(true, false);
    let all = nothing_gets_out(&stub.url(), LISTED, 1, "[secret]");
    // What was sent was signed, and no output lets anybody use a signature.
    let mut signatures = 0;
    for head in stub.heads() {
        let line = head.lines().next().unwrap_or_default();
        let headers = head.lines().find(|line| line.starts_with("authorization:"));
        for text in [Some(line), headers].into_iter().flatten() {
            let Some((_, value)) = text.rsplit_once("Signature=") else { continue };
            let value = value.split(['&', ' ']).next().unwrap();
            // A shorter one is a scenario's own text.
            if value.len() >= 28 && !value.starts_with("AAAA") && signatures < 40 {
                signatures += 1;
                for (name, text) in &all {
                    assert!(!text.contains(&value[..16]), "{value} is in {name}");
                }
            }
        }
    }
    assert!(signatures > 20, "only {signatures} signatures were seen");
    for name in ["report.json", "report.html", "exchanges.har", "messages.ndjson", "junit.xml"] {
        let (_, text) = all.iter().find(|(file, _)| file.ends_with(name)).unwrap();
        assert!(text.contains("[secret]"), "nothing was covered in {name}");
    }
}

#[test]
fn an_endpoint_that_serves_nothing_is_not_quoted_either() {
    nothing_gets_out(&traitor(false, false).url(), LISTED, 3, "control call");
}

#[test]
fn nothing_is_told_of_an_endpoint_that_is_not_there() {
    nothing_gets_out(&format!("http://{}/", closed_port()), LISTED, 3, "nothing listens there");
    let with_user = format!("http://user:{}@{}/", percent(SECRET, false), closed_port());
    let folder = Folder::new();
    let text = format!(
        "[endpoint]\nurl = {with_user:?}\n[credentials]\naccess_key_id = \"testid\"\naccess_key_secret = \"x\"\n"
    );
    let target = folder.write("target.toml", &text);
    let ended = start_with(&["run", "--target", &target], &[]).end();
    for part in PARTS {
        assert!(!ended.stdout.contains(part) && !ended.stderr.contains(part), "{}", ended.all());
    }
}

#[test]
fn what_the_control_protocol_gives_is_not_quoted_either() {
    let stub = traitor(true, true);
    nothing_gets_out(&stub.url(), &controlled(&stub), 1, "[secret]");
    let heads = stub.heads();
    assert!(
        heads.iter().any(|head| head.contains("POST /_control/access-keys")),
        "no key was made"
    );
}

#[test]
fn findings_hold_no_secret_and_none_of_an_earlier_run() {
    let stub = traitor(true, true);
    let folder = Folder::new();
    let target = target(&folder, &stub.url(), &controlled(&stub));
    let out = folder.path("out");
    fs::create_dir(&out).unwrap();
    let earlier = serde_json::json!({
        "format": "rebootspec-fuzz/1", "findings": [{ "name": "finding-99", "in_flight": 0 }],
    });
    for (name, text) in [
        ("findings.json", earlier.to_string()),
        ("finding-99.http", "GET / HTTP/1.1\r\n\r\n".to_owned()),
    ] {
        fs::write(out.join(name), text).unwrap();
    }
    let arguments = [
        "fuzz",
        "--target",
        &target,
        "--requests",
        "200",
        "--jobs",
        "2",
        "--seed",
        "1",
        "--out",
        &text_of(&out),
    ];
    let ended = start_with(&arguments, &[("MY_SECRET", SECRET)]).end();
    assert_eq!(ended.code, Some(1), "{}", ended.all());
    holds_nothing("stdout", &ended.stdout);
    holds_nothing("stderr", &ended.stderr);
    let (mut requests, mut taken_out) = (0, 0);
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        // What was sent may hold anything but a secret.
        let shown: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        holds_nothing(
            &text_of(&path),
            if text_of(&path).ends_with(".http") { &shown } else { &text },
        );
        requests += usize::from(text_of(&path).ends_with(".http"));
        taken_out += usize::from(text_of(&path).ends_with(".http") && text.contains("[secret]"));
    }
    assert!(requests > 3 && taken_out > 1, "{requests} requests, {taken_out} with a secret");
    assert!(!out.join("finding-99.http").exists(), "of an earlier run");
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("findings.json")).unwrap()).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["secret_taken_out"] == true), "{json:#}");
}

#[test]
fn a_diagnosis_holds_no_secret() {
    for healthy in [true, false] {
        let stub = traitor(healthy, true);
        let folder = Folder::new();
        let target = target(&folder, &stub.url(), &controlled(&stub));
        for more in [&[][..], &["--json"]] {
            let arguments = [&["doctor", "--target", &target], more].concat();
            let ended = start_with(&arguments, &[("MY_SECRET", SECRET)]).end();
            assert!(matches!(ended.code, Some(3 | 5)), "{}", ended.all());
            holds_nothing("stdout", &ended.stdout);
            holds_nothing("stderr", &ended.stderr);
            assert!(!ended.stdout.contains("##teamcity["), "{}", ended.all());
        }
    }
    let stub = traitor(true, false);
    let folder = Folder::new();
    let path = target(&folder, &stub.url(), LISTED);
    for (secret, warned) in [("instance", true), ("key", true), ("Zq7", true), (SECRET, false)] {
        let ended = start_with(&["doctor", "--target", &path], &[("MY_SECRET", secret)]).end();
        assert_eq!(ended.stdout.contains("is short, or a word"), warned, "{}", ended.all());
    }
    let folder = Folder::new();
    let path = text_of(&folder.path("\u{1b}[31m\u{9b}no.toml"));
    for more in [&[][..], &["--json"]] {
        let ended = run(&[&["doctor", "--target", &path], more].concat());
        ended.expect(2);
    }
}

/// Words that stand in the texts of the suite: whatever a secret is, they are not taken out of those.
#[test]
fn a_secret_that_is_a_word_leaves_our_own_words_as_they_are() {
    let stub = traitor(true, false);
    let plain = Folder::new();
    let whole = own_words(&stub, &plain, SECRET);
    for secret in
        ["secret", "key", "instance", "Instance", "the", "e", "RI-30", "Then", "pass", "control"]
    {
        let folder = Folder::new();
        assert_eq!(own_words(&stub, &folder, secret), whole, "with the secret {secret:?}");
    }
}

/// Names, titles, facts and steps of a run with this secret, from a report that is sound.
#[track_caller]
fn own_words(stub: &Stub, folder: &Folder, secret: &str) -> Vec<String> {
    let target = target(folder, &stub.url(), LISTED);
    let out = text_of(&folder.path("out"));
    let rules = ["--rule", "RI-30", "--rule", "RI-38", "--rule", "CP-01"];
    let arguments = [&["run", "--target", &target, "--out", &out], &rules[..]].concat();
    let ended = start_with(&arguments, &[("MY_SECRET", secret)]).end();
    assert_eq!(ended.code, Some(1), "{}", ended.all());
    run(&["verify", &out]).expect(0).tells(&["report is sound"]);
    let report = crate::support::report(&folder.path("out"));
    let mut words = Vec::new();
    for rule in report["rules"].as_array().unwrap() {
        let fields = ["id", "title", "fact", "source", "file"];
        words.extend(fields.map(|field| rule[field].as_str().unwrap().to_owned()));
        for scenario in rule["scenarios"].as_array().unwrap() {
            words.push(scenario["name"].as_str().unwrap().to_owned());
            words.push(scenario["steps"].to_string());
        }
    }
    words
}
