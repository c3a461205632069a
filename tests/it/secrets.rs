//! That a secret is nowhere: an endpoint that knows it puts it into everything it sends, in every way of
//! writing it, and makes the calls fail in every way there is; the real program runs against it, and
//! whatever it wrote is searched.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{Ended, Folder, Stub, closed_port, http, start_with, text_of};
use base64::Engine as _;

/// Has characters that each format writes in its own way. Its parts stand nowhere else.
const SECRET: &str = "Zq7Marker/+&\"<'>%Qx9Hidden";
/// What no output may hold in any form of it: the parts that all ways of writing leave as they are.
const PARTS: [&str; 2] = ["Zq7Marker", "Qx9Hidden"];

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// Ways of writing the secret.
fn forms() -> Vec<String> {
    let xml = SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let json = serde_json::Value::from(SECRET).to_string();
    vec![
        SECRET.to_owned(),
        percent(SECRET),
        percent(SECRET)
            .to_lowercase()
            .replace("zq7marker", PARTS[0])
            .replace("qx9hidden", PARTS[1]),
        percent(&percent(SECRET)),
        xml.replace('"', "&quot;").replace('\'', "&apos;"),
        xml.replace('"', "&#34;").replace('\'', "&#39;"),
        json.trim_matches('"').to_owned(),
        json.trim_matches('"').replace('/', "\\/"),
        base64(SECRET),
    ]
}

/// Serves what the control call asks, as long as `healthy`, and gives the secret away in all the rest.
fn traitor(healthy: bool) -> Stub {
    let calls = AtomicUsize::new(0);
    Stub::start(move |head| {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        let json = head.contains("Format=JSON");
        let id = format!("{number:08X}-AB09-45A1-B5C5-EB9F5C4E4E4A");
        if healthy && head.contains("Action=DescribeInstanceStatus") {
            return match json {
                true => http(
                    "200 OK",
                    "application/json",
                    &format!(
                        r#"{{"RequestId":"{id}","TotalCount":1,"PageNumber":1,"PageSize":10,"InstanceStatuses":{{"InstanceStatus":[{{"InstanceId":"i-1","Status":"Running"}}]}}}}"#
                    ),
                ),
                false => http(
                    "200 OK",
                    "text/xml",
                    &format!(
                        "<DescribeInstanceStatusResponse><RequestId>{id}</RequestId><TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize><InstanceStatuses><InstanceStatus><InstanceId>i-1</InstanceId><Status>Running</Status></InstanceStatus></InstanceStatuses></DescribeInstanceStatusResponse>"
                    ),
                ),
            };
        }
        let all = forms().join(" ");
        let reason = format!("400 {SECRET}\r\nx-echo: {all}\r\nlocation: /?s={}", percent(SECRET));
        // The request too, with the signature in it.
        let echo = head.lines().next().unwrap_or_default();
        match number % 6 {
            0 => http(
                &reason,
                "text/xml",
                &format!(
                    "<Error><RequestId>{SECRET}</RequestId><Code>{}</Code><Message>{all} {echo}</Message></Error>",
                    forms()[4]
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
                    &format!("text/{}", percent(SECRET)),
                    &format!("::error::{all}\n##[error]{all}"),
                )
            }
        }
    })
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

/// Runs everything at an address, and searches what comes of it.
#[track_caller]
fn nothing_gets_out(url: &str, exit: i32, wanted: &str) -> Vec<(String, String)> {
    let folder = Folder::new();
    let target = folder.write("target.toml", &format!(
        "[endpoint]\nurl = {url:?}\ntimeout = \"1s\"\nrestart_deadline = \"1s\"\n[credentials]\n\
         access_key_id = \"testid\"\naccess_key_secret_env = \"MY_SECRET\"\n[instances]\nrunning = [\"i-1\"]\n"
    ));
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
    assert!(all.len() >= 8, "not every file is there");
    for (name, text) in &all {
        for part in PARTS.into_iter().chain([&base64(SECRET)[..16]]) {
            if let Some(at) = text.find(part) {
                let from = text.floor_char_boundary(at.saturating_sub(60));
                let to = text.ceil_char_boundary((at + 60).min(text.len()));
                panic!("{part} is in {name}: {}", &text[from..to]);
            }
        }
        // No command of a build service but our own, which name a file or a title.
        let strange = |line: &&str| {
            let line = line.trim_start();
            line.starts_with("::") && !line.contains(" title=") && !line.contains(" file=")
        };
        let commands: Vec<&str> = text.lines().filter(strange).collect();
        assert!(name != "stdout" && name != "stderr" || commands.is_empty(), "{commands:?}");
    }
    let stdout = &all[0].1;
    assert!(stdout.contains(wanted), "{wanted:?} is not in {stdout}");
    all
}

#[test]
fn an_endpoint_that_gives_the_secret_away_in_everything_is_not_quoted() {
    let stub = traitor(true);
    let all = nothing_gets_out(&stub.url(), 1, "[secret]");
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
    nothing_gets_out(&traitor(false).url(), 3, "control call");
}

#[test]
fn nothing_is_told_of_an_endpoint_that_is_not_there() {
    nothing_gets_out(&format!("http://{}/", closed_port()), 3, "nothing listens there");
    let with_user = format!("http://user:{}@{}/", percent(SECRET), closed_port());
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
