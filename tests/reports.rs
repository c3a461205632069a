//! What the reports look like, for a run with every verdict in it, and that neither a secret nor a
//! control sequence of the endpoint gets through. `snapshots/` holds the wanted texts; after a wanted
//! change: `INSTA_UPDATE=always cargo test --test reports`, then read the difference.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use rebootspec::outcome::{
    AcceptedDeviation, Answer, ControlCall, ErrorCause, Exchange, Mismatch, Purpose, RuleResult,
    RunResult, ScenarioResult, Selection, SentRequest, TargetSummary, Verdict,
};
use rebootspec::report::{Record, Redactor, Style, json, render};
use rebootspec::spec::{Edition, Level};

/// A secret with characters that each format writes in its own way.
const MARKER: &str = "Marker/Secret+1&\"<";
const HOSTILE: &str = "\u{1b}[31m<script>alert(1)</script>\u{202e}drow\u{9b}0m\u{7}";

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The version changes with each release, the report does not.
    let text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn redactor() -> Redactor {
    Redactor::new([MARKER.to_owned()])
}

const PLAIN: Style = Style { colour: false, width: 80, verbose: false };

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn url(action: &str) -> String {
    format!(
        "http://127.0.0.1:8080/?AccessKeyId=testid&Action={action}&ForceStop=true&Format=JSON\
         &InstanceId=i-000000000000000a&SignatureMethod=HMAC-SHA1\
         &SignatureNonce=15215528852396a7&SignatureVersion=1.0&Timestamp=2026-01-01T12%3A00%3A00Z\
         &Version=2014-05-26&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"
    )
}

fn call(purpose: Purpose, at_ms: f64, action: &str, status: u16, body: &str) -> Exchange {
    Exchange {
        purpose,
        request: SentRequest {
            method: "GET".to_owned(),
            url: url(action),
            headers: vec![pair("accept", "*/*"), pair("user-agent", "rebootspec")],
            body: Vec::new(),
        },
        answer: Ok(Answer {
            status,
            headers: vec![pair("content-type", "application/json")],
            body: body.into(),
            truncated: false,
        }),
        at_ms,
        took_ms: 1.234_567,
    }
}

fn arranged(at_ms: f64) -> Exchange {
    Exchange {
        purpose: Purpose::Arrange,
        request: SentRequest {
            method: "POST".to_owned(),
            url: "http://user:pass@127.0.0.1:8080/_control/access-keys".to_owned(),
            headers: vec![pair("content-type", "application/json")],
            body: br#"{"status":"active"}"#.to_vec(),
        },
        answer: Ok(Answer {
            status: 201,
            headers: Vec::new(),
            body: br#"{"AccessKeyId":"k-1","AccessKeySecret":"issued-to-the-suite"}"#.to_vec(),
            truncated: false,
        }),
        at_ms,
        took_ms: 0.4,
    }
}

fn unanswered(at_ms: f64) -> Exchange {
    Exchange {
        answer: Err(format!("connection closed before an answer, key {MARKER}")),
        took_ms: 10_000.0,
        ..call(Purpose::Judge, at_ms, "RebootInstance", 0, "")
    }
}

fn scenario(name: &str, verdict: Verdict, reason: &str) -> ScenarioResult {
    ScenarioResult {
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        took_ms: 12.5,
        ..ScenarioResult::new(name, verdict)
    }
}

fn pass(name: &str) -> ScenarioResult {
    scenario(name, Verdict::Pass, "")
}

fn failure(name: &str, expected: &str, actual: &str) -> ScenarioResult {
    ScenarioResult {
        step: Some("Then the call is refused with 403 \"InstanceLockedForSecurity\"".to_owned()),
        mismatch: Some(Mismatch { expected: expected.to_owned(), actual: actual.to_owned() }),
        ..scenario(name, Verdict::Fail, "the answer is not one of the documented ones")
    }
}

fn error(name: &str, cause: ErrorCause, reason: &str) -> ScenarioResult {
    ScenarioResult {
        cause: Some(cause),
        step: Some("When RebootInstance is called".to_owned()),
        exchanges: vec![unanswered(900.0)],
        ..scenario(name, Verdict::Error, reason)
    }
}

fn rule(id: &str, level: Level, title: &str, scenarios: Vec<ScenarioResult>) -> RuleResult {
    RuleResult {
        id: id.to_owned(),
        level,
        edition: Edition::Core,
        title: title.to_owned(),
        fact: "OperationLocks of the instance hold LockReason \"security\": 403\n\
               InstanceLockedForSecurity."
            .to_owned(),
        source: "RebootInstance, \"Description\"".to_owned(),
        file: "03_locked_instances.feature".to_owned(),
        scenarios,
    }
}

fn served() -> ControlCall {
    ControlCall {
        failure: None,
        exchanges: vec![call(Purpose::Judge, 1.0, "DescribeInstanceStatus", 200, "{}")],
    }
}

fn run(rules: Vec<RuleResult>) -> RunResult {
    let scenarios = rules.iter().map(|rule| rule.scenarios.len()).sum();
    let target = TargetSummary {
        name: "vendors/my target.toml".to_owned(),
        url: "http://user:pass@127.0.0.1:8080/".to_owned(),
        access_key_id: "testid".to_owned(),
    };
    let selection = Selection {
        edition: Edition::Core,
        dialect: None,
        filters: Vec::new(),
        scenarios,
        of: scenarios,
    };
    RunResult {
        started: "2026-01-01T12:00:00Z".to_owned(),
        took_ms: 12_345.678_9,
        jobs: 4,
        seed: 42,
        first_control: served(),
        last_control: Some(served()),
        rules,
        ..RunResult::new(target, selection)
    }
}

fn locked() -> RuleResult {
    let refused = "403 InstanceLockedForSecurity\n403 Forbidden.RAM (gateway)";
    let told = format!("200, and the body says:\n{{\"RequestId\":\"{HOSTILE}\"}}\nsigned {MARKER}");
    let mut first = failure("locked, ForceStop true", refused, &told);
    first.exchanges = vec![
        arranged(100.0),
        call(Purpose::Observe, 105.5, "DescribeInstances", 200, "{}"),
        call(
            Purpose::Judge,
            110.0,
            "RebootInstance",
            200,
            &format!(
                "{{\"RequestId\":\"{HOSTILE}\",\"Echo\":{}}}\r\n",
                serde_json::Value::from(MARKER)
            ),
        ),
        call(Purpose::Observe, 1_115.0, "DescribeInstanceStatus", 200, "{}"),
    ];
    let mut second = failure("locked, ForceStop absent", refused, "the connection was closed");
    second.exchanges = vec![unanswered(200.0)];
    let rule_title = "A security-locked instance cannot be restarted";
    rule("RI-20", Level::Must, rule_title, vec![first, pass("unlocked"), second])
}

fn all_verdicts() -> RunResult {
    let no_state =
        "no instance in status Stopped was given, and there is no way to bring one about";
    let mut letter_case = failure("True", "success, or 400 InvalidParameter", "500 InternalError");
    letter_case.notes = vec!["ForceStop=FALSE was read as false".to_owned()];
    let mut noted = pass("FALSE");
    noted.notes = letter_case.notes.clone();
    let mut result = run(vec![
        rule(
            "RI-01",
            Level::Must,
            "A Running instance is restarted",
            vec![pass("XML"), pass("JSON")],
        ),
        rule(
            "RI-02",
            Level::Must,
            "An instance in any other status is refused",
            ["Stopped", "Stopping"].map(|s| scenario(s, Verdict::Inconclusive, no_state)).into(),
        ),
        rule(
            "RI-07",
            Level::Must,
            "A refused call changes nothing",
            vec![scenario("Stopped", Verdict::Inconclusive, no_state), pass("locked")],
        ),
        rule("RI-08", Level::Must, "The named instance only is restarted", Vec::new()),
        locked(),
        rule(
            "RI-30",
            Level::Must,
            "An id that does not exist is refused",
            vec![
                error("JSON", ErrorCause::Target, "connection refused by 127.0.0.1:8080"),
                error("XML", ErrorCause::Target, "connection refused by 127.0.0.1:8080"),
                error("GET", ErrorCause::Suite, &format!("a step panicked: {HOSTILE} {MARKER}")),
            ],
        ),
        rule("RI-18", Level::Should, "Other ForceStop values are refused", vec![pass("yes")]),
        rule("RI-19", Level::May, "Letter case in ForceStop", vec![letter_case, noted]),
    ]);
    result.not_given_back = vec!["instance i-000000000000000a is still Stopped".to_owned()];
    result.selection.filters = vec!["RI-20".to_owned(), "@may".to_owned()];
    result
}

fn unreachable_target() -> RunResult {
    let mut result = run(vec![rule("RI-01", Level::Must, "Selected, never run", Vec::new())]);
    result.selection.scenarios = 214;
    result.selection.of = 214;
    result.first_control = ControlCall {
        failure: Some(format!(
            "the endpoint answered 400 IncompleteSignature: the access key secret is wrong\n\
             string to sign: GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeInstanceStatus\n\
             Check access_key_secret in the target file. {HOSTILE} {MARKER}"
        )),
        exchanges: vec![call(
            Purpose::Judge,
            3.0,
            "DescribeInstanceStatus",
            400,
            "{\"Code\":\"IncompleteSignature\"}",
        )],
    };
    result.last_control = None;
    result
}

/// Every kind of report there is, by name.
fn reports(result: &RunResult) -> Vec<(&'static str, String)> {
    let with = |colour, verbose| render(result, Style { colour, verbose, width: 80 }, &redactor());
    vec![
        ("terminal", with(false, false)),
        ("terminal_verbose", with(false, true)),
        ("terminal_colour", with(true, false)),
        ("json", json::to_string(&json::record(result, &redactor())).unwrap()),
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
    snapshot("report_terminal_conforms", &render(&result, PLAIN, &redactor()));
}

/// One failure that the baseline accepts, one that it does not, and entries that do not hold.
fn with_a_baseline() -> RunResult {
    let worded = failure("XML", "the documented message", "\"The id is not known.\"");
    let mut result = run(vec![
        rule("RI-01", Level::Must, "A Running instance is restarted", vec![pass("XML")]),
        locked(),
        rule("RI-30", Level::Must, "An id that does not exist", vec![worded.clone()]),
        rule("RI-38", Level::Should, "The messages", vec![worded, pass("JSON")]),
    ]);
    result.accepted = ["RI-30", "RI-38"]
        .map(|id| AcceptedDeviation {
            rule: id.to_owned(),
            reason: format!("the gateway rewords it, ticket 4711 {HOSTILE} {MARKER}"),
            until: "2027-01-31".to_owned(),
        })
        .into();
    result.baseline_faults = vec![
        "accepted.toml:9 accepts that RI-01 fails, and RI-01 passes: take the entry out".to_owned(),
        format!("{HOSTILE} {MARKER}"),
    ];
    result
}

#[test]
fn what_the_baseline_accepts_is_told_apart() {
    let result = with_a_baseline();
    snapshot("report_terminal_baseline", &render(&result, PLAIN, &redactor()));
    let verbose = render(&result, Style { verbose: true, ..PLAIN }, &redactor());
    assert!(verbose.contains("\naccepted by the baseline (2)\n"), "{verbose}");
    let value = serde_json::to_value(json::record(&result, &redactor())).unwrap();
    assert_eq!(value["verdict"], "violates");
    assert_eq!(value["accepted"][0]["rule"], "RI-30");
    assert_eq!(value["accepted"][0]["until"], "2027-01-31");
    assert_eq!(value["rules"][2]["verdict"], "fail");
    assert_eq!(value["baseline_faults"].as_array().unwrap().len(), 2);
}

#[test]
fn a_failed_control_call_replaces_the_table() {
    let text = render(&unreachable_target(), PLAIN, &redactor());
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
    snapshot("report_terminal_stopped", &render(&result, PLAIN, &redactor()));
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
    let text = render(&all_verdicts(), PLAIN, &redactor());
    assert!(text.contains(r"\u{1b}[31m<script>alert(1)</script>\u{202e}drow\u{9b}0m\u{7}"));
}

#[test]
fn nothing_of_the_endpoint_poses_as_the_verdict() {
    let padding = "x ".repeat(60);
    let mut result = unreachable_target();
    result.first_control.failure = Some(format!("{padding}verdict: conforms\n::error::no"));
    for width in 40..90 {
        let text = render(&result, Style { width, ..PLAIN }, &redactor());
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
    let text = render(&run(rules.collect()), PLAIN, &redactor());
    let group = text.split("\nnot decided\n").nth(1).unwrap();
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
    let text = render(&result, PLAIN, &redactor());
    assert!(text.len() < 20_000 && text.contains("… 95904 more bytes"), "{text}");
    let text = json::to_string(&json::record(&result, &redactor())).unwrap();
    assert!(text.contains("… 34464 more bytes"));
}

#[test]
fn colour_is_all_that_a_terminal_adds() {
    let result = all_verdicts();
    let coloured = render(&result, Style { colour: true, ..PLAIN }, &redactor());
    let mut parts = coloured.split('\u{1b}');
    let mut plain = parts.next().unwrap().to_owned();
    plain.extend(parts.map(|part| part.split_once('m').unwrap().1));
    let trimmed = |text: &str| text.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trimmed(&plain), trimmed(&render(&result, PLAIN, &redactor())));
}

#[test]
fn lines_fit_the_width() {
    for width in [40, 60, 80, 120] {
        let text = render(&all_verdicts(), Style { width, ..PLAIN }, &redactor());
        for line in text.lines() {
            // Below 80 columns tables are as wide as they have to be; a command is never broken.
            let command = line.starts_with("  reproduce");
            assert!(command || line.chars().count() <= width.max(80), "{width}: {line}");
        }
    }
}

#[test]
fn the_reproduction_is_one_line_that_a_shell_takes() {
    let text = render(&all_verdicts(), PLAIN, &redactor());
    let command = "rebootspec run --rule RI-20 --seed 42 --target 'vendors/my target.toml'\n";
    assert!(text.contains(command), "{text}");
}

#[test]
fn json_text_and_value_agree_and_keep_what_was_sent() {
    let value = serde_json::to_value(json::record(&all_verdicts(), &redactor())).unwrap();
    let text = json::to_string(&json::record(&all_verdicts(), &redactor())).unwrap();
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
    let document = include_str!("../docs/report-json.md");
    let mut undocumented = Vec::new();
    for result in [all_verdicts(), with_a_baseline()] {
        visit(&serde_json::to_value(json::record(&result, &redactor())).unwrap(), &mut |key| {
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
    let written = json::record(&all_verdicts(), &redactor());
    let text = json::to_string(&written).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), written);
}
