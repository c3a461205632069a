//! `run --baseline` and `run --write-baseline`: the real program against a reference endpoint with
//! faults. What follows from an accepted failure is tested beside `outcome::baseline`; here, that a
//! user gets it told: exit code, report and messages.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::path::PathBuf;
use std::process::Command;

use rebootspec::cli::embedded::Embedded;
use rebootspec::endpoint::Settings;
use rebootspec::endpoint::faults::{Fault, Faults};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// An endpoint, and a folder with its target file.
struct Bench {
    folder: TempDir,
    _runtime: Runtime,
    _endpoint: Embedded,
}

/// What the program did.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Bench {
    fn with(faults: Faults) -> Self {
        let runtime = Runtime::new().unwrap();
        let settings = Settings { faults, ..Settings::default() };
        let endpoint = runtime.block_on(Embedded::start(settings)).unwrap();
        let bench =
            Self { folder: TempDir::new().unwrap(), _runtime: runtime, _endpoint: endpoint };
        let control = bench._endpoint.target.arrange.control.clone().unwrap();
        bench.write("target.toml", &bench.target(&format!("[arrange]\ncontrol = {control:?}\n")));
        bench.write("bare.toml", &bench.target(""));
        bench
    }

    fn target(&self, rest: &str) -> String {
        let target = &self._endpoint.target;
        format!(
            "[endpoint]\nurl = {:?}\n[credentials]\naccess_key_id = {:?}\naccess_key_secret = {:?}\n{rest}",
            target.url.as_str(),
            target.access_key.id,
            target.access_key.secret.reveal()
        )
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// Runs the suite in the folder, so that messages name files and no folders.
    fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_rebootspec"))
            .current_dir(self.folder.path())
            .args(["run", "--out", "report"])
            .args(arguments)
            .output()
            .unwrap();
        Ended {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs two rules that pass, and the two that fail with the fault of [`wrong_status`].
    fn judge(&self, arguments: &[&str]) -> Ended {
        let mut all = vec!["--target", "target.toml"];
        for rule in ["RI-01", "RI-13", "RI-30", "RI-38"] {
            all.extend(["--rule", rule]);
        }
        all.extend(arguments);
        self.run(&all)
    }

    fn report(&self) -> Value {
        serde_json::from_str(&self.read("report/report.json")).unwrap()
    }
}

/// RI-30 (MUST) and RI-38 (SHOULD) fail.
fn wrong_status() -> Bench {
    Bench::with(Fault::UnknownIdBadRequest.into())
}

fn entry(rule: &str, until: &str) -> String {
    format!("[[accepted]]\nrule = {rule:?}\nreason = \"ticket 4711\"\nuntil = {until:?}\n")
}

#[test]
fn a_baseline_is_written_completed_and_accepted() {
    let bench = wrong_status();
    let ended = bench.judge(&["--write-baseline", "accepted.toml"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(
        ended.err.contains(
            "accepted.toml is written; write a reason into 2 of its entries: `--baseline` refuses an entry without one"
        ),
        "{}",
        ended.err
    );

    let ended = bench.judge(&["--baseline", "accepted.toml"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("accepted.toml:7:10: RI-30 is accepted without"), "{}", ended.err);

    let completed = bench.read("accepted.toml").replace("\"\"", "\"ticket 4711\"");
    bench.write("accepted.toml", &completed);
    let ended = bench.judge(&["--baseline", "accepted.toml"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("\nverdict: conforms\n"), "{}", ended.out);
    assert_eq!(ended.out.matches("accepted until 2").count(), 2, "{}", ended.out);
    assert!(ended.out.contains(": ticket 4711\n"), "{}", ended.out);
    let report = bench.report();
    assert_eq!(report["verdict"], "conforms");
    assert_eq!(
        report["reason"],
        "2 of 3 selected MUST rules passed, the baseline accepts that 1 failed"
    );
    assert_eq!(report["accepted"][0]["rule"], "RI-30");
    assert_eq!(report["accepted"][0]["reason"], "ticket 4711");
    assert_eq!(report["counts"]["MUST"]["fail"], 1);
    assert_eq!(report["baseline_faults"], Value::Array(vec![]));
}

#[test]
fn reasons_that_somebody_wrote_are_not_overwritten() {
    let bench = wrong_status();
    bench.write("accepted.toml", &entry("RI-38", "2999-12-31"));
    let ended = bench.judge(&["--write-baseline", "accepted.toml"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("accepted.toml is there already"), "{}", ended.err);
    assert_eq!(bench.read("accepted.toml"), entry("RI-38", "2999-12-31"));

    let both = ["--baseline", "accepted.toml", "--write-baseline", "new.toml"];
    let ended = bench.judge(&both);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("write a reason into 1 of its entries"), "{}", ended.err);
    let new = bench.read("new.toml");
    assert!(new.contains(&entry("RI-38", "2999-12-31")) && new.contains("RI-30"), "{new}");
}

#[test]
fn nothing_is_written_where_nothing_failed() {
    let bench = Bench::with(Faults::NONE);
    let ended = bench.judge(&["--write-baseline", "accepted.toml"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("no rule failed"), "{}", ended.err);
    assert!(!bench.path("accepted.toml").exists());
}

#[test]
fn entries_that_do_not_hold_fail_the_run() {
    let bench = wrong_status();
    let accepted = entry("RI-30", "2999-12-31");
    for (text, sentence) in [
        (
            entry("RI-01", "2999-12-31"),
            "accepted.toml:5 accepts that RI-01 fails, and RI-01 passes: take the entry out",
        ),
        (
            entry("RI-38", "2020-01-31"),
            "accepted.toml:5 accepts that RI-38 fails until 2020-01-31, which is over: have RI-38 mended, or decide anew",
        ),
        (
            entry("RI-99", "2999-12-31"),
            "accepted.toml:5 names no rule that can fail: there is no rule \"RI-99\"; did you mean",
        ),
        (
            entry("SG-02", "2999-12-31"),
            "accepted.toml:5 names no rule that can fail: SG-02 has no scenario",
        ),
    ] {
        bench.write("accepted.toml", &format!("{accepted}{text}"));
        let ended = bench.judge(&["--baseline", "accepted.toml"]);
        assert_eq!(ended.code, Some(1), "{}{}", ended.out, ended.err);
        // The report breaks lines.
        let flat = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&format!("the baseline does not hold {sentence}")), "{}", ended.out);
        assert!(flat.contains(&format!("the baseline does not hold: {sentence}")), "{}", ended.out);
        assert!(ended.out.contains("\nverdict: violates\n"), "{}", ended.out);
        let report = bench.report();
        assert_eq!(report["verdict"], "violates");
        assert!(report["baseline_faults"][0].as_str().unwrap().starts_with(sentence));
    }
}

#[test]
fn a_rule_that_is_not_selected_is_not_judged() {
    let bench = wrong_status();
    bench.write(
        "accepted.toml",
        &[("RI-02", "2999-12-31"), ("RI-30", "2020-01-31")].map(|(r, u)| entry(r, u)).concat(),
    );
    let only = ["--target", "target.toml", "--rule", "RI-01", "--baseline", "accepted.toml"];
    let ended = bench.run(&only);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
}

#[test]
fn what_cannot_be_decided_is_not_accepted() {
    let bench = Bench::with(Faults::NONE);
    bench.write("accepted.toml", &entry("RI-20", "2999-12-31"));
    let ended = bench.run(&[
        "--target",
        "bare.toml",
        "--rule",
        "RI-20",
        "--rule",
        "RI-30",
        "--baseline",
        "accepted.toml",
    ]);
    assert_eq!(ended.code, Some(5), "{}{}", ended.out, ended.err);
    assert_eq!(bench.report()["accepted"], Value::Array(vec![]));
}

#[test]
fn a_baseline_that_is_not_understood_stops_before_anything_is_called() {
    let bench = wrong_status();
    let right = entry("RI-30", "2999-12-31");
    for (text, message) in [
        (right.replace("reason", "why"), "accepted.toml:3:1: unknown field `why`"),
        (
            right.replace("2999-12-31", "31.12.2999"),
            "accepted.toml:4:9: \"31.12.2999\" is not a day",
        ),
        (right.repeat(2), "accepted.toml:6:8: RI-30 is accepted twice, first on line 1"),
    ] {
        bench.write("accepted.toml", &text);
        let ended = bench.judge(&["--baseline", "accepted.toml"]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
        assert!(ended.err.starts_with(&format!("rebootspec: {message}")), "{}", ended.err);
        assert!(ended.err.contains("\n  write instead: "), "{}", ended.err);
    }
    let ended = bench.judge(&["--baseline", "nowhere.toml"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("cannot read the baseline nowhere.toml"), "{}", ended.err);
    assert!(!bench.path("report").exists());
}
