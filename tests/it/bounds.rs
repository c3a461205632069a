//! Every file that is read has a bound, in bytes and, where it is no file on a disk, in time: what is longer
//! is told with the bound, and nothing is called. What is cut in silence would be judged by half of what
//! somebody wrote.

use std::process::Command;

use crate::support::{Ended, Folder, Serve, run, start_with, text_of};

/// More than any of them may take. The program alone takes about 20 MiB.
const MOST_KIB: u64 = 160 * 1024;

/// Checks that a command line is refused, names this, and took little memory.
#[track_caller]
fn is_refused(ended: &Ended, words: &[&str]) {
    ended.is_usage_error(words);
    assert!(ended.peak_kib < MOST_KIB, "peak of {} KiB", ended.peak_kib);
}

/// Command lines that read this file, but for reports.
fn readers(file: &str) -> [Vec<&str>; 7] {
    [
        vec!["run", "--target", file],
        vec!["fuzz", "--target", file, "--requests", "1"],
        vec!["run", "--baseline", file],
        vec!["run", "--rule", "RI-19", "--baseline", file],
        vec!["inspect", file],
        vec!["inspect", "--string-to-sign", file, "tests/data/captures/node-ecs-acs3.txt"],
        vec!["inspect", "--string-to-sign", file, file],
    ]
}

#[test]
fn a_file_without_an_end_is_left_at_its_bound() {
    for line in readers("/dev/zero") {
        is_refused(&run(&line), &["/dev/zero", "longer than", "the most that is read"]);
    }
    let ended = run(&["doctor", "--target", "/dev/zero"]);
    ended.expect(2).tells(&["/dev/zero", "it is longer than 1 MiB"]);
    let folder = Folder::new();
    let out = text_of(&folder.path("out"));
    for line in [
        &["verify", "/dev/zero"][..],
        &["merge", "/dev/zero", "--out", &out],
        &["compare", "/dev/zero", "/dev/zero"],
    ] {
        run(line).is_usage_error(&["/dev/zero", "larger than 128 MiB"]);
    }
}

#[test]
fn a_target_file_is_not_cut() {
    let serve = Serve::start();
    let whole = std::fs::read_to_string(serve.target_file()).unwrap();
    let folder = Folder::new();
    // What stands behind the bound would have been passed over.
    let padded = |bytes: usize| format!("{}\n{whole}", "#".repeat(bytes - whole.len() - 1));
    let fits = folder.write("fits.toml", &padded(1 << 20));
    run(&["run", "--rule", "RI-19", "--target", &fits]).expect(0);
    let long = folder.write("long.toml", &padded((1 << 20) + 1));
    is_refused(
        &run(&["run", "--target", &long]),
        &["long.toml: it is longer than 1 MiB, and that is the most that is read"],
    );
}

#[test]
fn a_baseline_and_a_request_are_not_cut() {
    let folder = Folder::new();
    let long = folder.write("long", &"#\n".repeat(2 << 20));
    for line in &readers(&long)[2..] {
        is_refused(&run(line), &["long", "longer than"]);
    }
}

#[test]
fn inputs_that_are_not_sent_are_told() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("corpus")).unwrap();
    folder.write("corpus/long", &"a".repeat(16 * 1024 + 1));
    folder.write("corpus/fits", "aaaaaaaa");
    let made = Command::new("mkfifo").arg(folder.path("corpus/pipe")).status().unwrap();
    assert!(made.success());
    let corpus = text_of(&folder.path("corpus"));
    let ended = run(&["fuzz", "--corpus", &corpus, "--requests", "20", "--jobs", "1"]);
    ended.expect(0);
    assert!(ended.stderr.contains("1 of its files are passed over"), "{}", ended.all());
}

#[test]
fn certificates_without_an_end_are_not_read() {
    let folder = Folder::new();
    let long = folder.path("long");
    std::fs::File::create(&long).unwrap().set_len(33 << 20).unwrap();
    let pipe = folder.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let of_folder = text_of(long.parent().unwrap());
    for (variable, path) in [
        ("SSL_CERT_FILE", "/dev/zero"),
        ("SSL_CERT_FILE", &text_of(&long)),
        ("SSL_CERT_FILE", &text_of(&pipe)),
        ("SSL_CERT_DIR", &of_folder),
    ] {
        let ended = start_with(&["run", "--rule", "RI-19"], &[(variable, path)]).end();
        is_refused(&ended, &[variable, path]);
        // Where it serves, it never ends: what it called would have it read them.
        let serving = ["serve", "--port", "0", "--in-front-of", "https://127.0.0.1:9/"];
        let key = ["ECS_ACCESS_KEY_ID", "ECS_ACCESS_KEY_SECRET"].map(|name| (name, "x"));
        let serving = start_with(&serving, &[key[0], key[1], (variable, path)]);
        is_refused(&serving.end(), &[variable, path]);
    }
    for path in ["/nonexistent", "/dev/null"] {
        start_with(&["run", "--rule", "RI-19"], &[("SSL_CERT_FILE", path)]).end().expect(0);
    }
}

#[test]
fn a_report_takes_a_small_multiple_of_its_length() {
    let folder = Folder::new();
    let out = text_of(&folder.path("out"));
    run(&["run", "--rule", "RI-19", "--out", &out]).expect(0);
    let sound = std::fs::read_to_string(folder.path("out/report.json")).unwrap();
    let sound = sound.trim_end().strip_suffix('}').unwrap();
    // Values that take many times what they are long, in a text that is long enough to hold so many.
    for (piece, times, length) in [
        ("{\"a\":0},", 950_000, 32 << 20),
        ("{\"a\":0},", 45_000, 0),
        ("[0],", 300_000, 1 << 20),
        ("0,", 300_000, 0),
    ] {
        let padding = " ".repeat(length);
        let text = format!("{sound},\"more\":[{}0],\"text\":\"{padding}\"}}", piece.repeat(times));
        let file = folder.write("report.json", &text);
        let most_kib = MOST_KIB / 2 + 6 * text.len() as u64 / 1024;
        for line in [&["verify", &file][..], &["compare", &file, &file]] {
            let ended = run(line);
            assert!(matches!(ended.code, Some(0..=2)), "{}", ended.all());
            assert!(
                ended.peak_kib < most_kib,
                "{times} times {piece}: a peak of {} KiB for {} KiB",
                ended.peak_kib,
                text.len() / 1024
            );
        }
    }
}
