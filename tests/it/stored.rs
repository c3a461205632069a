//! What is done with reports that a run left: they are checked, compared and joined, by the real
//! program, and each mistake gets one clear message.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::results::{all_verdicts, redacted};
use crate::support::{Folder, LIMIT, listen, report, run, start, text_of};
use rebootspec::report::{digest, files, json};
use serde_json::{Value, json};

/// Runs at the embedded endpoint, and leaves its reports in a folder.
#[track_caller]
fn judged(folder: &Folder, name: &str, arguments: &[&str]) -> String {
    let out = text_of(&folder.path(name));
    let arguments = [&["run", "--seed", "7", "--out", &out], arguments].concat();
    run(&arguments).expect(0);
    out
}

/// Writes a changed copy of a report; with new digests where it is to be found out by other means.
fn changed(folder: &Folder, name: &str, report: &Value, seal: bool) -> String {
    let mut report = report.clone();
    if seal {
        report["sha256"] = digest::of(&report).into();
    }
    folder.write(name, &serde_json::to_string(&report).unwrap())
}

#[test]
fn a_report_is_sound_until_something_in_it_is_changed() {
    let folder = Folder::new();
    let out = judged(&folder, "out", &["--rule", "RI-20", "--rule", "RI-38"]);
    run(&["verify", &out])
        .expect(0)
        .tells(&["report is sound", "conforms for the selected rules only"]);
    let good = report(Path::new(&out));
    let undecided = json!("inconclusive");
    for (pointer, value, seal, said) in [
        ("/took_ms", json!(1), false, "the digest of the report is not that of what it holds"),
        (
            "/rules/0/scenarios/0/exchanges/0/answer/body",
            json!("x"),
            true,
            "the digest of exchange 1 of RI-20",
        ),
        (
            "/rules/0/verdict",
            json!("fail"),
            true,
            "RI-20 is pass by its scenarios, and the report says fail",
        ),
        ("/rules/0/scenarios/0/verdict", undecided, true, "the verdict is incomplete by the rules"),
        ("/verdict", json!("violates"), true, "the verdict is conforms by the rules"),
        ("/counts/MUST/pass", json!(9), true, "the counts are not those"),
        (
            "/rules/0/level",
            json!("MAY"),
            true,
            "RI-20 is MUST of edition core, and the report says MAY",
        ),
        ("/rules/0/id", json!("RI-99"), true, "there is no rule \"RI-99\""),
        ("/rules/0/scenarios/0/name", json!("mine"), true, "RI-20 \"mine\" is in no feature file"),
        ("/selection/filters", json!([]), true, "CP-01 \"Action absent, XML\" is missing"),
        ("/control/first/failure", json!("no"), true, "the verdict is error by the rules"),
        ("/interrupted", json!(true), true, "the verdict is incomplete by the rules"),
        ("/rules/1/id", json!("RI-20"), true, "RI-20 is there twice"),
        ("/selection/of", json!(1), true, "more scenarios were selected than there are"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let file = changed(&folder, "bad.json", &bad, seal);
        let ended = run(&["verify", &file]);
        ended.expect(1).tells(&[said, "report is not sound", "it shows nothing"]);
        assert!(!ended.stdout.contains("conforms to edition"), "{}", ended.all());
    }
    let mut other = good.clone();
    other["suite"]["commit"] = "4fdca0f96502-changed".into();
    let file = changed(&folder, "other.json", &other, true);
    run(&["verify", &file]).expect(0).tells(&["changed after its commit 4fdca0f96502."]);
    let mut short = good.clone();
    short.as_object_mut().unwrap().remove("joined_from");
    let file = changed(&folder, "bad.json", &short, true);
    run(&["verify", &file]).expect(1).tells(&["the field /joined_from is missing"]);
}

#[test]
fn a_sound_report_is_never_taken_for_more_than_it_decides() {
    let folder = Folder::new();
    let part = judged(&folder, "part", &["--shard", "1/9"]);
    let ended = run(&["verify", &part]);
    ended.expect(0).tells(&["Part 1 of 9 passed; it says nothing of the others"]);
    assert!(!ended.stdout.contains("conforms"), "{}", ended.all());
    // The runs that tests are made of name other feature files: none.
    let mut stopped = all_verdicts();
    stopped.interrupted = true;
    for result in [all_verdicts(), stopped] {
        let text = json::to_string(&redacted(&result)).unwrap();
        let file = folder.write("report.json", &text);
        let ended = run(&["verify", &file]);
        assert!(!ended.stdout.contains("conforms"), "{}", ended.all());
        ended.tells(&["No verdict", "other feature files"]);
    }
}

#[test]
fn what_is_no_report_is_named_by_each_command() {
    let folder = Folder::new();
    let sound = judged(&folder, "sound", &["--rule", "RI-20"]);
    let missing = text_of(&folder.path("missing.json"));
    let deep = folder.write("deep.json", &"[".repeat(100_000));
    let huge = folder.write("huge.json", r#"{"format":"rebootspec-report/1","seed":1e400}"#);
    let html = folder.write("page.json", "<html>\u{1b}[2J</html>");
    let other = folder.write("other.json", "{\"format\":\"rebootspec-report/2\\u001b[2J\"}");
    let many = folder.write("many.json", &format!("[{}1]", "{\"a\":0},".repeat(4_000_000)));
    let out = text_of(&folder.path("out"));
    for (file, words) in [
        (missing.as_str(), "cannot be read"),
        (&deep, "recursion limit"),
        (&huge, "number out of range"),
        (&html, "it is not JSON"),
        (&other, "this version reads \"rebootspec-report/1\""),
        ("/dev/zero", "larger than 128 MiB"),
        (&many, "more values than any report of its length"),
    ] {
        let words = &[file, words, "name a report.json"];
        let ended = run(&["verify", file]);
        ended.is_usage_error(words);
        assert!(ended.peak_kib < 300 * 1024, "{file}: a peak of {} KiB", ended.peak_kib);
        run(&["compare", &sound, file]).is_usage_error(words);
        run(&["merge", file, "--out", &out]).is_usage_error(words);
    }
    for arguments in [&["verify"][..], &["compare", &sound], &["merge", "--out", &out]] {
        run(arguments).is_usage_error(&["Usage"]);
    }
}

#[test]
fn a_comparison_fails_where_a_rule_got_worse() {
    let folder = Folder::new();
    let good = judged(&folder, "good", &["--rule", "RI-20", "--rule", "RI-38"]);
    let less = judged(&folder, "less", &["--rule", "RI-20"]);
    run(&["compare", &good, &less]).expect(0).tells(&["RI-38", "removed", "0 worse"]);
    let mut worse = report(Path::new(&good));
    worse["rules"][0]["verdict"] = "fail".into();
    worse["rules"][0]["title"] = "\u{1b}[2J<script>alert(1)</script>".into();
    let bad = changed(&folder, "bad.json", &worse, true);
    let out = text_of(&folder.path("out"));
    let ended = run(&["compare", &good, &bad, &good, "--out", &out]);
    ended.expect(1).tells(&["RI-20", "worse", "1 worse, 0 better, 1 the same"]);
    let taken = folder.path("taken");
    fs::create_dir_all(taken.join("compare.html")).unwrap();
    let ended = run(&["compare", &good, &good, "--out", &text_of(&taken)]);
    let told = format!("the page {}", text_of(&taken.join("compare.html")));
    assert!(ended.expect(2).stderr.contains(&told), "{}", ended.all());
    let page = fs::read_to_string(folder.path("out").join("compare.html")).unwrap();
    assert!(!page.contains("<script>alert(1)"));
    let text = fs::read_to_string(folder.path("out").join("compare.json")).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["format"], "rebootspec-compare/1");
    assert_eq!(value["rules"][0]["verdicts"], json!(["pass", "fail", "pass"]));
    assert_eq!(value["regressions"], 1);
    let ended = run(&["compare", &bad, &good]);
    ended.expect(0).tells(&["better", "0 worse, 1 better"]);
}

/// What of a report does not depend on when it was made and how long it took.
fn lasting(mut report: Value) -> Value {
    fn visit(value: &mut Value) {
        match value {
            Value::Object(members) => {
                for name in [
                    "started",
                    "took_ms",
                    "at_ms",
                    "sha256",
                    "exchanges",
                    "notes",
                    "dialects",
                    "joined_from",
                    "url",
                    "clock_ahead_s",
                    // Calls of no scenario: each part makes its own.
                    "aside",
                ] {
                    members.remove(name);
                }
                members.values_mut().for_each(visit);
            }
            Value::Array(items) => items.iter_mut().for_each(visit),
            _ => {}
        }
    }
    visit(&mut report);
    report
}

#[test]
fn joined_parts_say_the_same_as_an_undivided_run() {
    let folder = Folder::new();
    let whole = judged(&folder, "whole", &[]);
    let parts: Vec<String> = (1..=3)
        .map(|part| judged(&folder, &format!("part{part}"), &["--shard", &format!("{part}/3")]))
        .collect();
    let joined = text_of(&folder.path("joined"));
    // In any order.
    let arguments = ["merge", &parts[2], &parts[0], &parts[1], "--out", &joined];
    run(&arguments).expect(0).tells(&["joined 3 parts", "verdict: conforms"]);
    let (one, two) = (report(Path::new(&whole)), report(Path::new(&joined)));
    assert_eq!(lasting(one), lasting(two.clone()));
    assert_eq!(two["joined_from"].as_array().unwrap().len(), 3);
    let files = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(files(&whole), files(&joined));
    run(&["verify", &joined])
        .expect(0)
        .tells(&["joined from 3 reports", "conforms to edition core"]);
    run(&["compare", &whole, &joined]).expect(0).tells(&["0 worse, 0 better"]);

    let merge = |reports: &[&str]| run(&[&["merge", "--out", &joined], reports].concat());
    merge(&[&parts[0], &parts[2]]).is_usage_error(&["part 2 of 3 is missing"]);
    merge(&[&parts[0], &parts[0], &parts[1], &parts[2]]).is_usage_error(&["are both part 1"]);
    merge(&[&whole]).is_usage_error(&["is not the report of a part", "--shard 1/3"]);
    let part = report(Path::new(&parts[1]));
    for (pointer, value, said) in [
        ("/seed", json!(8), "differs from"),
        ("/suite/version", json!("9.9.9"), "the version of the suite (9.9.9, and"),
        ("/target/access_key_id", json!("other"), "the AccessKeyId"),
        ("/selection/filters", json!(["RI-01"]), "the selection"),
        ("/dialect/held_to", json!("gateway"), "the dialect it is held to"),
    ] {
        let mut other = part.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        let other = changed(&folder, "other.json", &other, true);
        merge(&[&parts[0], &other, &parts[2]]).is_usage_error(&["other.json", said]);
    }
    let other = judged(&folder, "other", &["--shard", "2/4"]);
    merge(&[&parts[0], &other, &parts[2]]).is_usage_error(&["the number of parts (4, and 3)"]);
    let mut broken = part;
    broken["took_ms"] = 1.into();
    let broken = changed(&folder, "broken.json", &broken, false);
    merge(&[&parts[0], &broken, &parts[2]])
        .is_usage_error(&["broken.json", "the digest of the report"]);
}

#[test]
fn a_part_that_is_none_is_a_mistake() {
    for part in ["0/3", "4/3", "3", "a/b", "1/0", "1/100000"] {
        run(&["run", "--shard", part]).is_usage_error(&["--shard", part]);
    }
    let far = (1..=50).map(|part| format!("{part}/50")).find(|part| {
        let ended = run(&["run", "--rule", "RI-20", "--shard", part, "--list"]);
        ended.code == Some(2)
    });
    let part = far.unwrap();
    run(&["run", "--rule", "RI-20", "--shard", &part])
        .is_usage_error(&["holds no rule of what is selected", "fewer parts"]);
}

#[test]
fn a_run_that_is_stopped_leaves_every_format() {
    let (sender, called) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let address = listen(move |stream| {
        let _ = sender.lock().unwrap().send(());
        // Held open without an answer until the client goes away.
        let _ = std::io::Read::read_to_end(&mut &stream, &mut Vec::new());
    });
    let folder = Folder::new();
    let target = folder.target(&format!("http://{address}/"), "60s", "");
    let out = folder.path("out");
    let running = start(&["run", "--target", &target, "--out", &text_of(&out)]);
    called.recv_timeout(LIMIT).unwrap();
    running.interrupt();
    running.end().expect(5);
    for name in files::names() {
        assert!(out.join(name).exists(), "{name}");
    }
    assert_eq!(report(&out)["interrupted"], true);
    run(&["verify", &text_of(&out)]).expect(0).tells(&["the run was stopped before its end"]);
}
