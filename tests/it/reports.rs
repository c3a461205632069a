//! What the reports look like, for a run with every verdict in it, and that neither a secret nor a
//! control sequence of the endpoint gets through. `snapshots/` holds the wanted texts; after a wanted
//! change: `INSTA_UPDATE=always cargo test --test it reports`, then read the difference.

use rebootspec::api::Level;
use rebootspec::outcome::{ErrorCause, Purpose, RunResult, Verdict};
use rebootspec::report::{Style, json, render};

use crate::support::results::*;

const PLAIN: Style = Style { colour: false, width: 80, verbose: false };

/// Every kind of report there is, by name.
fn reports(result: &RunResult) -> Vec<(&'static str, String)> {
    let with = |colour, verbose| render(&redacted(result), Style { colour, verbose, width: 80 });
    vec![
        ("terminal", with(false, false)),
        ("terminal_verbose", with(false, true)),
        ("terminal_colour", with(true, false)),
        ("json", json::to_string(&redacted(result)).unwrap()),
    ]
}

#[test]
fn every_verdict_is_reported() {
    for (kind, text) in reports(&all_verdicts()) {
        // Escapes in a snapshot would act on the terminal of whoever reads it.
        snapshot(&format!("report_{kind}_all_verdicts"), &text.replace('\u{1b}', "␛"));
    }
}

#[test]
fn clocks_that_differ_are_told_of() {
    let with = |ahead| {
        let result = RunResult { clock_ahead_s: ahead, ..all_verdicts() };
        render(&redacted(&result), PLAIN)
    };
    for (ahead, told) in [(-7200, "7200 s behind"), (61, "61 s ahead of")] {
        // On one line, wherever it was broken.
        let text = with(Some(ahead)).split_whitespace().collect::<Vec<_>>().join(" ");
        let line = format!(
            "clock the endpoint's Date is {told} this machine's clock; the rules on the age of a Timestamp go by that Date "
        );
        assert!(text.contains(&line), "{text}");
    }
    for ahead in [None, Some(0), Some(-60), Some(60)] {
        assert!(!with(ahead).contains("\nclock"), "{ahead:?}");
    }
}

#[test]
fn one_is_not_told_as_many() {
    let reason = |rules| run(rules).reason();
    let must = |scenario| rule("RI-20", Level::Must, "t", vec![scenario]);
    let may = rule("RI-19", Level::May, "t", vec![pass("a")]);
    assert_eq!(reason(vec![must(pass("a"))]), "the one selected MUST rule passed");
    assert_eq!(reason(vec![may]), "no MUST rule was selected");
    assert_eq!(reason(vec![must(failure("a", "x", "y"))]), "the one MUST rule failed");
    let open = must(scenario("a", Verdict::Inconclusive, "no instance"));
    assert_eq!(reason(vec![open]), "the one MUST rule could not be decided");
    let broken = must(error("a", ErrorCause::Suite, "broke"));
    assert_eq!(reason(vec![broken]), "1 scenario could not be run");
}

/// A deviation that many scenarios show is read once; nothing of it is lost, and --verbose shows it all.
#[test]
fn scenarios_that_fail_alike_are_told_in_one_line() {
    let mut result = all_verdicts();
    let rule = result.rules.iter_mut().find(|rule| rule.id == "RI-20").unwrap();
    let first = rule.scenarios.iter().find(|scenario| scenario.mismatch().is_some()).unwrap();
    let (mut alike, mut otherwise) = (first.clone(), first.clone());
    alike.name = "failed alike, JSON".to_owned();
    otherwise.name = "failed otherwise, JSON".to_owned();
    otherwise.expected = Some("something else".to_owned());
    otherwise.step = Some("Then something else".to_owned());
    let blocks = |result: &RunResult, verbose| {
        let text = render(&redacted(result), Style { verbose, ..PLAIN });
        (text.matches("FAIL  RI-20").count(), text)
    };
    let (before, _) = blocks(&result, false);
    result
        .rules
        .iter_mut()
        .find(|rule| rule.id == "RI-20")
        .unwrap()
        .scenarios
        .extend([alike, otherwise]);
    let (after, text) = blocks(&result, false);
    assert_eq!(after, before + 1, "only what failed otherwise has a block of its own: {text}");
    assert!(text.contains("  1 more scenario failed alike; --verbose"), "{text}");
    assert!(text.contains("\n    failed alike, JSON\n"), "{text}");
    assert!(text.contains("scenario    failed otherwise, JSON"), "{text}");
    let (all, text) = blocks(&result, true);
    assert!(all >= before + 2 && text.contains("scenario    failed alike, JSON"), "{text}");
}

#[test]
fn a_conforming_run_reads_as_one() {
    let mut result = run(vec![
        rule(
            "RI-01",
            Level::Must,
            "A Running instance is restarted",
            vec![pass("XML"), pass("JSON")],
        ),
        rule("RI-18", Level::Should, "Other ForceStop values are refused", vec![pass("yes")]),
    ]);
    result.target.name = "embedded".to_owned();
    snapshot("report_terminal_conforms", &render(&redacted(&result), PLAIN));
}

#[test]
fn what_the_baseline_accepts_is_told_apart() {
    let result = with_a_baseline();
    snapshot("report_terminal_baseline", &render(&redacted(&result), PLAIN));
    let verbose = render(&redacted(&result), Style { verbose: true, ..PLAIN });
    assert!(verbose.contains("\naccepted by the baseline (2)\n"), "{verbose}");
    let value = serde_json::to_value(redacted(&result)).unwrap();
    assert_eq!(value["verdict"], "violates");
    assert_eq!(value["accepted"][0]["rule"], "RI-30");
    assert_eq!(value["accepted"][0]["until"], "2027-01-31");
    assert_eq!(value["rules"][2]["verdict"], "fail");
    assert_eq!(value["baseline_faults"].as_array().unwrap().len(), 2);
}

#[test]
fn a_failed_control_call_replaces_the_table() {
    let text = render(&redacted(&unreachable_target()), PLAIN);
    assert!(!text.contains("rules by level"));
    snapshot("report_terminal_control_call_failed", &text);
}

#[test]
fn a_run_that_was_stopped_says_so() {
    let mut result =
        run(vec![rule("RI-01", Level::Must, "A Running instance is restarted", vec![pass("XML")])]);
    result.selection.scenarios = 214;
    result.selection.of = 214;
    result.interrupted = true;
    result.suite_fault = Some("scenario RI-01 JSON was selected and did not run".to_owned());
    snapshot("report_terminal_stopped", &render(&redacted(&result), PLAIN));
}

#[test]
fn no_secret_is_in_any_report() {
    for result in [all_verdicts(), unreachable_target(), with_a_baseline()] {
        for (kind, text) in reports(&result) {
            for hidden in ["Marker", "Secret+", "issued-to-the-suite", "OLeaidS", "user:pass"] {
                assert!(!text.contains(hidden), "{hidden} is in {kind}");
            }
            assert!(text.contains("[secret]"), "nothing was covered in {kind}");
            assert!(text.contains("OLea…"), "no cut signature in {kind}");
        }
    }
}

#[test]
fn nothing_of_the_endpoint_acts_on_a_terminal() {
    for result in [all_verdicts(), unreachable_target(), with_a_baseline()] {
        for (kind, text) in reports(&result) {
            let own_escapes = kind == "terminal_colour";
            let mut rest = text.as_str();
            while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n') {
                let sequence = rest[at..].split_inclusive('m').next().unwrap();
                let number = sequence.trim_start_matches("\u{1b}[").trim_end_matches('m');
                assert!(
                    own_escapes && ["0", "1", "2", "31", "32", "33"].contains(&number),
                    "{sequence:?} in {kind}"
                );
                rest = &rest[at + sequence.len()..];
            }
            assert!(!text.contains('\u{202e}'), "a bidi override in {kind}");
        }
    }
    // What the endpoint sent would be red; the report's own red is bold.
    let text = render(&redacted(&all_verdicts()), PLAIN);
    assert!(text.contains(r"\u{1b}[31m<script>alert(1)</script>\u{202e}drow\u{9b}0m\u{7}"));
}

#[test]
fn nothing_of_the_endpoint_poses_as_the_verdict() {
    let padding = "x ".repeat(60);
    let mut result = unreachable_target();
    result.control.first.failure = Some(format!("{padding}verdict: conforms\n::error::no"));
    for width in 40..90 {
        let text = render(&redacted(&result), Style { width, ..PLAIN });
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("verdict:")).collect();
        assert_eq!(lines, ["verdict: error"]);
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::")));
    }
}

#[test]
fn many_undecided_scenarios_read_as_a_few_lines() {
    let reason = "Starting was too short to be seen";
    let rules = (1..=40).map(|number| {
        let undecided = scenario("XML", Verdict::Inconclusive, reason);
        rule(&format!("RI-{number:02}"), Level::Must, "A rule", vec![undecided.clone(), undecided])
    });
    let text = render(&redacted(&run(rules.collect())), PLAIN);
    let group = text.split("\ninconclusive\n").nth(1).unwrap();
    let group = group.split("\nrules by level").next().unwrap();
    assert_eq!(group.matches(reason).count(), 1);
    assert!(group.contains("80 scenarios: RI-01×2, RI-02×2"), "{group}");
    assert!(group.lines().count() < 15, "{group}");
}

#[test]
fn a_long_answer_is_cut_and_says_so() {
    let mut long = failure("XML", "a success", &"y".repeat(9_000));
    long.exchanges = vec![call(Purpose::Judge, 1.0, "RebootInstance", 200, &"x".repeat(100_000))];
    let result = run(vec![rule("RI-01", Level::Must, "A rule", vec![long])]);
    let text = render(&redacted(&result), PLAIN);
    assert!(text.len() < 20_000 && text.contains("… 95904 more bytes"), "{text}");
    let text = json::to_string(&redacted(&result)).unwrap();
    assert!(text.contains("… 34464 more bytes"));
}

#[test]
fn colour_is_all_that_a_terminal_adds() {
    let result = all_verdicts();
    let coloured = render(&redacted(&result), Style { colour: true, ..PLAIN });
    let mut parts = coloured.split('\u{1b}');
    let mut plain = parts.next().unwrap().to_owned();
    plain.extend(parts.map(|part| part.split_once('m').unwrap().1));
    let trimmed = |text: &str| text.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trimmed(&plain), trimmed(&render(&redacted(&result), PLAIN)));
}

#[test]
fn lines_fit_the_width() {
    for width in [40, 60, 80, 120] {
        let text = render(&redacted(&all_verdicts()), Style { width, ..PLAIN });
        for line in text.lines() {
            // Below 80 columns tables are as wide as they have to be; a command is never broken.
            let command = line.starts_with("  reproduce") || line.starts_with("  resend");
            assert!(command || line.chars().count() <= width.max(80), "{width}: {line}");
        }
    }
}

#[test]
fn the_reproduction_is_one_line_that_a_shell_takes() {
    let text = render(&redacted(&all_verdicts()), PLAIN);
    let command = "rebootspec run --rule RI-20 --seed 42 --target 'vendors/my target.toml'\n";
    assert!(text.contains(command), "{text}");
}

#[test]
fn json_text_and_value_agree_and_keep_what_was_sent() {
    let value = serde_json::to_value(redacted(&all_verdicts())).unwrap();
    let text = json::to_string(&redacted(&all_verdicts())).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    assert_eq!(value["verdict"], "error");
    assert_eq!(value["counts"]["MUST"]["total"], 6);
    let judged = &value["rules"][4]["scenarios"][0]["exchanges"][2];
    assert!(judged["answer"]["body"].as_str().unwrap().contains(HOSTILE));
    assert!(
        text.starts_with("{\n  \"format\": \"rebootspec-report/1\",\n  \"verdict\": \"error\"")
    );
}

#[test]
fn every_json_field_is_documented() {
    let document = include_str!("../../docs/report-json.md");
    let mut undocumented = Vec::new();
    for result in [all_verdicts(), with_a_baseline()] {
        visit(&serde_json::to_value(redacted(&result)).unwrap(), &mut |key| {
            if !document.contains(&format!("| `{key}` |")) {
                undocumented.push(key.to_owned());
            }
        });
    }
    assert!(undocumented.is_empty(), "not in docs/report-json.md: {undocumented:?}");
}

fn visit(value: &serde_json::Value, on_key: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::Object(members) => {
            for (key, member) in members {
                on_key(key);
                visit(member, on_key);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| visit(item, on_key)),
        _ => {}
    }
}

#[test]
fn a_stored_report_reads_back_as_what_was_written() {
    let written = redacted(&all_verdicts());
    let text = json::to_string(&written).unwrap();
    assert_eq!(serde_json::from_str::<RunResult>(&text).unwrap(), written);
}

#[test]
fn a_call_that_has_its_action_in_a_header_is_named_by_it() {
    let mut result = all_verdicts();
    let failed = result.rules.iter_mut().find(|rule| rule.id == "RI-20").unwrap();
    let look = failed.scenarios[0].exchanges.last_mut().unwrap();
    look.request.url = "http://127.0.0.1:8080/".to_owned();
    let text = render(&redacted(&result), PLAIN);
    let line = text.lines().find(|line| line.contains("1.1 s  GET")).unwrap();
    assert!(line.contains("GET DescribeInstanceStatus  "), "{line}");
}
