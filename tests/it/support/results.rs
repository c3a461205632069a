//! Runs as the suite would hand them over, with every verdict in them and with text that would do harm
//! if it were shown as it is.

use rebootspec::api::{Edition, Level};
use rebootspec::outcome::{
    AcceptedDeviation, Answer, Control, ControlCall, ErrorCause, Exchange, Purpose, Resend,
    Resigning, RuleResult, RunResult, ScenarioResult, Selection, SentRequest, TargetSummary,
    Verdict,
};
use rebootspec::report::Redactor;

/// A secret with characters that each format writes in its own way.
pub const MARKER: &str = "Marker/Secret+1&\"<";
/// Text that acts on a terminal, is markup, and changes the direction of what follows.
pub const HOSTILE: &str = "\u{1b}[31m<script>alert(1)</script>\u{202e}drow\u{9b}0m\u{7}";

/// Compares a text with the one in `snapshots/`.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The version changes with each release, the report does not.
    let mut text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    // So does, with the version, the digest of a whole report: the last field of one.
    let digest = text.rfind("\"sha256\": \"").map(|at| at + 11);
    if let Some(at) = digest.filter(|_| text.contains("\"rebootspec-report/1\"")) {
        text.replace_range(at..at + 64, "[digest]");
    }
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Knows [`MARKER`] to be a secret.
pub fn redactor() -> Redactor {
    Redactor::new([MARKER.to_owned()])
}

/// A run as reports are made of it.
pub fn redacted(result: &RunResult) -> RunResult {
    rebootspec::report::redacted(result.clone(), &redactor())
}

/// A header.
pub fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Address of a signed call.
pub fn url(action: &str) -> String {
    format!(
        "http://127.0.0.1:8080/?AccessKeyId=testid&Action={action}&ForceStop=true&Format=JSON\
         &InstanceId=i-000000000000000a&SignatureMethod=HMAC-SHA1\
         &SignatureNonce=15215528852396a7&SignatureVersion=1.0&Timestamp=2026-01-01T12%3A00%3A00Z\
         &Version=2014-05-26&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"
    )
}

/// A call that was answered.
pub fn call(purpose: Purpose, at_ms: f64, action: &str, status: u16, body: &str) -> Exchange {
    let request = SentRequest {
        method: "GET".to_owned(),
        url: url(action),
        headers: vec![pair("accept", "*/*"), pair("user-agent", "rebootspec")],
        body: Vec::new(),
    };
    let mut exchange = Exchange::under_way(purpose, request, at_ms);
    exchange.took_ms = 1.234_567;
    exchange.operation = Some(action.to_owned());
    exchange.instance = Some("i-000000000000000a".to_owned());
    exchange.came(Ok(Answer {
        status,
        headers: vec![pair("content-type", "application/json")],
        body: body.into(),
        ..Answer::default()
    }));
    exchange
}

/// A call of the control protocol, which answers with a secret of its own.
pub fn arranged(at_ms: f64) -> Exchange {
    let request = SentRequest {
        method: "POST".to_owned(),
        url: "http://user:pass@127.0.0.1:8080/_control/access-keys".to_owned(),
        headers: vec![pair("content-type", "application/json")],
        body: br#"{"status":"active"}"#.to_vec(),
    };
    let mut exchange = Exchange::under_way(Purpose::Arrange, request, at_ms);
    exchange.took_ms = 0.4;
    exchange.came(Ok(Answer {
        status: 201,
        body: br#"{"AccessKeyId":"k-1","AccessKeySecret":"issued-to-the-suite"}"#.to_vec(),
        ..Answer::default()
    }));
    exchange
}

/// A call that was not answered.
pub fn unanswered(at_ms: f64) -> Exchange {
    let mut exchange = call(Purpose::Judge, at_ms, "RebootInstance", 0, "");
    exchange.took_ms = 10_000.0;
    exchange.came(Err(format!("connection closed before an answer, key {MARKER}")));
    exchange
}

/// A scenario that did not fail.
pub fn scenario(name: &str, verdict: Verdict, reason: &str) -> ScenarioResult {
    ScenarioResult {
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        took_ms: 12.5,
        ..ScenarioResult::new(name, verdict)
    }
}

/// A scenario that passed.
pub fn pass(name: &str) -> ScenarioResult {
    scenario(name, Verdict::Pass, "")
}

/// A scenario that failed.
pub fn failure(name: &str, expected: &str, actual: &str) -> ScenarioResult {
    ScenarioResult {
        step: Some("Then the call is refused with 403 \"InstanceLockedForSecurity\"".to_owned()),
        expected: Some(expected.to_owned()),
        actual: Some(actual.to_owned()),
        ..scenario(name, Verdict::Fail, "the answer is not one of the documented ones")
    }
}

/// A scenario that could not be run.
pub fn error(name: &str, cause: ErrorCause, reason: &str) -> ScenarioResult {
    ScenarioResult {
        cause: Some(cause),
        step: Some("When RebootInstance is called".to_owned()),
        exchanges: vec![unanswered(900.0)],
        ..scenario(name, Verdict::Error, reason)
    }
}

/// A rule of the core edition.
pub fn rule(id: &str, level: Level, title: &str, scenarios: Vec<ScenarioResult>) -> RuleResult {
    RuleResult {
        title: title.to_owned(),
        fact: "OperationLocks of the instance hold LockReason \"security\": 403\n\
               InstanceLockedForSecurity."
            .to_owned(),
        source: "RebootInstance, \"Description\"".to_owned(),
        file: "03_locked_instances.feature".to_owned(),
        scenarios,
        ..RuleResult::new(id, level, Edition::Core)
    }
}

/// A control call as it should be.
pub fn served() -> ControlCall {
    ControlCall {
        failure: None,
        whose: None,
        exchanges: vec![call(Purpose::Judge, 1.0, "DescribeInstanceStatus", 200, "{}")],
    }
}

/// A run of these rules.
pub fn run(rules: Vec<RuleResult>) -> RunResult {
    let scenarios = rules.iter().map(|rule| rule.scenarios.len()).sum();
    let target = TargetSummary {
        name: "vendors/my target.toml".to_owned(),
        url: "http://user:pass@127.0.0.1:8080/".to_owned(),
        access_key_id: "testid".to_owned(),
    };
    let selection = Selection {
        operation: "RebootInstance".to_owned(),
        filters: Vec::new(),
        scenarios,
        of: scenarios,
        shard: None,
    };
    RunResult {
        started: "2026-01-01T12:00:00Z".to_owned(),
        took_ms: 12_345.678_9,
        jobs: 4,
        seed: 42,
        control: Control { first: served(), last: Some(served()), aside: Vec::new() },
        rules,
        ..RunResult::new(target, selection)
    }
}

/// A rule that failed twice, with its calls.
pub fn locked() -> RuleResult {
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
    first.line = Some(20);
    first.resend = Some(Resend { exchange: 2, signing: Resigning::Fresh { keep: Vec::new() } });
    second.line = Some(21);
    second.resend = Some(Resend { exchange: 0, signing: Resigning::AsSent });
    let rule_title = "A security-locked instance cannot be restarted";
    rule("RI-20", Level::Must, rule_title, vec![first, pass("unlocked"), second])
}

/// A run with every verdict in it.
pub fn all_verdicts() -> RunResult {
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

/// A run that ended at its first control call.
pub fn unreachable_target() -> RunResult {
    let mut result = run(vec![rule("RI-01", Level::Must, "Selected, never run", Vec::new())]);
    result.selection.scenarios = 214;
    result.selection.of = 214;
    let mut refused = call(
        Purpose::Judge,
        3.0,
        "DescribeInstanceStatus",
        400,
        "{\"Code\":\"IncompleteSignature\"}",
    );
    refused.answer.as_mut().unwrap().code = Some("IncompleteSignature".to_owned());
    result.control.first = ControlCall {
        failure: Some(format!(
            "the endpoint answered 400 IncompleteSignature: the access key secret is wrong\n\
             string to sign: GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeInstanceStatus\n\
             Check access_key_secret in the target file. {HOSTILE} {MARKER}"
        )),
        whose: None,
        exchanges: vec![refused],
    };
    result.control.last = None;
    result
}

/// One failure that the baseline accepts, one that it does not, and entries that do not hold.
pub fn with_a_baseline() -> RunResult {
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
