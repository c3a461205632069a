//! Runs of other shapes, made of those in `results`: a restart that was watched, five hundred scenarios,
//! and a run in which every text is hostile.

use rebootspec::api::Level;
use rebootspec::outcome::{Exchange, Purpose, RuleResult, RunResult, Shown};
use serde_json::Value;

use super::results::{all_verdicts, call, failure, pass, redacted, rule, run};

/// What the page must never become: markup, attributes, style, script, control sequences, another order.
pub const PAYLOADS: [&str; 6] = [
    "<script>window.harm = 1</script>",
    "\"><img src=x onerror='window.harm = 2'>",
    "</style></script><svg onload=window.harm=3>]]>",
    "javascript:window.harm=4",
    "\u{1b}[2J\u{202e}drow\u{2066}\u{200b}\u{0}\u{9b}0m",
    "{{7*7}} ${7*7} &lt;b&gt; '-window.harm-'",
];

/// A run with every verdict in it, and a restart that was watched to its end.
pub fn watched() -> RunResult {
    let mut result = all_verdicts();
    result.rules.insert(1, restarted());
    (result.selection.scenarios, result.selection.of) = (17, 17);
    result
}

fn restarted() -> RuleResult {
    let status = |at: f64, status: &str| {
        let mut look = call(
            Purpose::Observe,
            at,
            "DescribeInstanceStatus",
            200,
            &format!(
                "{{\"InstanceStatuses\":{{\"InstanceStatus\":[{{\"InstanceId\":\
                 \"i-000000000000000a\",\"Status\":\"{status}\"}}]}},\"RequestId\":\"R\"}}"
            ),
        );
        let (instance, status) = ("i-000000000000000a".to_owned(), status.to_owned());
        look.answer.as_mut().unwrap().statuses = vec![Shown { instance, status }];
        look
    };
    let exchanges = vec![
        status(300.0, "Running"),
        call(Purpose::Judge, 320.0, "RebootInstance", 200, "{\"RequestId\":\"R\"}"),
        status(325.0, "Starting"),
        status(340.0, "Starting"),
        status(400.0, "Starting"),
        status(460.0, "Running"),
        status(520.0, "Running"),
    ];
    let mut seen = pass("Running, Starting, Running");
    seen.exchanges = exchanges.clone();
    let mut missed = failure("ends Running", "Running within 10 s", "Stopping");
    missed.exchanges = exchanges;
    rule("RI-06", Level::Should, "The restart is seen", vec![seen, missed])
}

/// Five hundred scenarios in a hundred rules, each with four calls, answered with so many bytes.
pub fn five_hundred(bytes: usize) -> RunResult {
    let calls = |at: f64| -> Vec<Exchange> {
        [
            (Purpose::Arrange, "StartInstance"),
            (Purpose::Judge, "RebootInstance"),
            (Purpose::Observe, "DescribeInstanceStatus"),
            (Purpose::Arrange, "StopInstance"),
        ]
        .into_iter()
        .map(|(purpose, action)| call(purpose, at, action, 200, "{}"))
        .collect()
    };
    let rules = (0..100).map(|number| {
        let scenarios = (0..5).map(|index| {
            let mut scenario = match (number % 10, index) {
                (9, 2) => failure("row 2", "403 InstanceLockedForSecurity", "200"),
                _ => pass(&format!("row {index}")),
            };
            scenario.steps = ["Given a Running instance", "When it is called", "Then it answers"]
                .map(str::to_owned)
                .into();
            scenario.exchanges = calls(f64::from(number * 5 + index));
            scenario
        });
        let id = format!("RI-{number:03}");
        rule(
            &id,
            Level::Must,
            "An instance is restarted by the documented call",
            scenarios.collect(),
        )
    });
    let mut record = redacted(&run(rules.collect()));
    // Afterwards: to look for secrets in so much takes long.
    let body = format!("{{\"RequestId\":\"{}\"}}", "r".repeat(bytes));
    let scenarios = record.rules.iter_mut().flat_map(|rule| &mut rule.scenarios);
    for answer in scenarios.flat_map(|s| &mut s.exchanges).filter_map(|call| call.answer.as_mut()) {
        answer.body = body.clone().into();
    }
    record
}

/// A run in which every text is hostile, and the same run with plain text in their place.
pub fn hostile_and_plain() -> (RunResult, RunResult) {
    let record = serde_json::to_value(redacted(&watched())).unwrap();
    let (mut hostile, mut plain) = (record.clone(), record);
    let mut turn = 0;
    replace(&mut hostile, &mut |_| {
        turn += 1;
        PAYLOADS[turn % PAYLOADS.len()].to_owned()
    });
    replace(&mut plain, &mut |_| "plain".to_owned());
    (serde_json::from_value(hostile).unwrap(), serde_json::from_value(plain).unwrap())
}

/// Replaces every text but those that are one of a few words.
fn replace(value: &mut Value, with: &mut impl FnMut(&str) -> String) {
    const WORDS: [&str; 7] =
        ["verdict", "level", "edition", "purpose", "cause", "dialects", "held_to"];
    match value {
        Value::Object(members) => {
            for (_, member) in members.iter_mut().filter(|(key, _)| !WORDS.contains(&key.as_str()))
            {
                replace(member, with);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, with)),
        Value::String(text) => *text = with(text),
        _ => {}
    }
}
