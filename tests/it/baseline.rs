//! `run --baseline` and `run --write-baseline`: the real program against a reference endpoint with
//! faults. What follows from an accepted failure is tested beside `outcome::baseline`; here, that a
//! user gets it told: exit code, report and messages.

use crate::support;
use crate::support::{Ended, Folder, text_of};
use rebootspec::endpoint::Settings;
use rebootspec::endpoint::faults::{Fault, Faults};
use rebootspec::proof::embedded::Embedded;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// An endpoint, and a folder with its target file and a baseline.
struct Bench {
    folder: Folder,
    endpoint: Embedded,
    _runtime: Runtime,
}

const ACCEPTED: &str = "accepted.toml";

impl Bench {
    fn with(faults: Faults) -> Self {
        let runtime = Runtime::new().unwrap();
        let started = Embedded::start_with(Settings::default(), faults);
        let endpoint = runtime.block_on(started).unwrap();
        let bench = Self { folder: Folder::new(), endpoint, _runtime: runtime };
        let control = bench.endpoint.target.arrange.control.clone().unwrap();
        bench.folder.write("bare.toml", &bench.target(""));
        let more = format!("[arrange]\ncontrol = {control:?}\n");
        bench.folder.write("target.toml", &bench.target(&more));
        bench
    }

    fn target(&self, more: &str) -> String {
        let target = &self.endpoint.target;
        format!(
            "[endpoint]\nurl = {:?}\n[credentials]\naccess_key_id = {:?}\naccess_key_secret = {:?}\n{more}",
            target.url.as_str(),
            target.access_key.id,
            target.access_key.secret.reveal()
        )
    }

    fn accept(&self, text: &str) {
        self.folder.write(ACCEPTED, text);
    }

    fn path(&self, file: &str) -> String {
        text_of(&self.folder.path(file))
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// Runs these rules; files are files of the folder.
    fn run(&self, target: &str, rules: &[&str], files: &[(&str, &str)]) -> Ended {
        let mut all = vec!["run".to_owned()];
        for (option, file) in [("--target", target), ("--out", "report")].iter().chain(files) {
            all.extend([(*option).to_owned(), self.path(file)]);
        }
        for rule in rules {
            all.extend(["--rule".to_owned(), (*rule).to_owned()]);
        }
        support::run(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs two rules that pass, and the two that fail with the fault of [`wrong_status`].
    fn judge(&self, files: &[(&str, &str)]) -> Ended {
        self.run("target.toml", &["RI-01", "RI-13", "RI-30", "RI-38"], files)
    }

    fn report(&self) -> Value {
        support::report(&self.folder.path("report"))
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
    let ended = bench.judge(&[("--write-baseline", ACCEPTED)]);
    ended.expect(1);
    let told = "write a reason into 2 of its entries: `--baseline` refuses an entry without one";
    assert!(ended.stderr.contains(told), "{}", ended.all());

    let refused = bench.judge(&[("--baseline", ACCEPTED)]);
    refused.is_usage_error(&["accepted.toml:7:10: RI-30 is accepted without a reason"]);

    bench.accept(&bench.read(ACCEPTED).replace("\"\"", "\"ticket 4711\""));
    let ended = bench.judge(&[("--baseline", ACCEPTED)]);
    ended.expect(0).tells(&["verdict: conforms", ": ticket 4711"]);
    assert_eq!(ended.stdout.matches("accepted until 2").count(), 2, "{}", ended.all());
    let report = bench.report();
    assert_eq!(report["verdict"], "conforms");
    assert_eq!(
        report["reason"],
        "2 of 3 selected MUST rules passed, the baseline accepts that 1 failed"
    );
    assert_eq!(report["accepted"][0]["rule"], "RI-30");
    assert_eq!(report["accepted"][0]["reason"], "ticket 4711");
    assert_eq!(report["counts"]["MUST"]["fail"], 1);
    assert_eq!(report["baseline_faults"], json!([]));
}

#[test]
fn reasons_that_somebody_wrote_are_not_overwritten() {
    let bench = wrong_status();
    let known = entry("RI-38", "2999-12-31");
    bench.accept(&known);
    let refused = bench.judge(&[("--write-baseline", ACCEPTED)]);
    refused.is_usage_error(&["accepted.toml is there already: choose another file"]);
    assert_eq!(bench.read(ACCEPTED), known);

    // Nor is it found out after the run that nothing can be written.
    let refused = bench.judge(&[("--write-baseline", "accepted.toml/new.toml")]);
    refused.is_usage_error(&["--write-baseline: ", "accepted.toml cannot be written to ("]);

    let ended = bench.judge(&[("--baseline", ACCEPTED), ("--write-baseline", "new.toml")]);
    ended.expect(1);
    assert!(ended.stderr.contains("write a reason into 1 of its entries"), "{}", ended.all());
    let new = bench.read("new.toml");
    assert!(new.contains(&known) && new.contains("RI-30"), "{new}");
}

#[test]
fn nothing_is_written_where_nothing_failed() {
    let bench = Bench::with(Faults::NONE);
    let ended = bench.judge(&[("--write-baseline", ACCEPTED)]);
    ended.expect(0);
    assert!(ended.stderr.contains("no rule failed"), "{}", ended.all());
    assert!(!bench.folder.path(ACCEPTED).exists());
}

#[test]
fn entries_that_do_not_hold_fail_the_run() {
    let bench = wrong_status();
    let accepted = entry("RI-30", "2999-12-31");
    for (rule, until, what) in [
        ("RI-01", "2999-12-31", "accepts that RI-01 fails, and RI-01 passes: take the entry out"),
        (
            "RI-38",
            "2020-01-31",
            "accepts that RI-38 fails until 2020-01-31, which is over: have RI-38 mended, or decide anew",
        ),
        ("SG-02", "2999-12-31", "names no rule that can fail: SG-02 has no scenario"),
    ] {
        bench.accept(&format!("{accepted}{}", entry(rule, until)));
        let sentence = format!("{}:5 {what}", bench.path(ACCEPTED));
        bench.judge(&[("--baseline", ACCEPTED)]).expect(1).tells(&[
            &format!("the baseline does not hold {sentence}"),
            &format!("verdict: violates the baseline does not hold: {sentence}"),
        ]);
        let report = bench.report();
        assert_eq!(report["verdict"], "violates");
        assert!(report["baseline_faults"][0].as_str().unwrap().starts_with(&sentence));
    }
}

#[test]
fn a_rule_that_is_not_selected_is_not_judged() {
    let bench = wrong_status();
    bench.accept(&format!("{}{}", entry("RI-02", "2999-12-31"), entry("RI-30", "2020-01-31")));
    bench.run("target.toml", &["RI-01"], &[("--baseline", ACCEPTED)]).expect(0);
}

#[test]
fn what_cannot_be_decided_is_not_accepted() {
    let bench = Bench::with(Faults::NONE);
    bench.accept(&entry("RI-20", "2999-12-31"));
    bench.run("bare.toml", &["RI-20", "RI-30"], &[("--baseline", ACCEPTED)]).expect(5);
    assert_eq!(bench.report()["accepted"], json!([]));
}

#[test]
fn a_baseline_that_is_not_understood_stops_before_anything_is_called() {
    let bench = wrong_status();
    let right = entry("RI-30", "2999-12-31");
    for (text, message) in [
        (right.replace("reason", "why"), "accepted.toml:3:1: unknown field `why`"),
        (right.replace("2999-12", "31.12"), "accepted.toml:4:9: \"31.12-31\" is not a day"),
        (
            right.replace("RI-30", "RI-3O"),
            "accepted.toml:2:8: there is no rule \"RI-3O\"; did you mean RI-30",
        ),
        (right.repeat(2), "accepted.toml:6:8: RI-30 is accepted twice, first on line 1"),
    ] {
        bench.accept(&text);
        let refused = bench.judge(&[("--baseline", ACCEPTED)]);
        refused.is_usage_error(&[message, "write instead: "]);
    }
    let refused = bench.judge(&[("--baseline", "nowhere.toml")]);
    refused.is_usage_error(&["cannot read the baseline", "nowhere.toml: "]);
    assert!(!bench.folder.path("report").exists());
}
