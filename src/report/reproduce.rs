//! How a failure is seen again: the command that runs its rule, and the line that sends the judged request. The line
//! holds no secret and no signature: where the request was signed as documented, `rebootspec sign` signs it anew when
//! the line is run, with the secret from the environment. Where it was not, its signature cannot be had again, and the
//! line says so.

use super::escape::is_hidden;
use super::redact::Redactor;
use super::shell::shell_quoted;
use crate::api::Edition;
use crate::outcome::{
    Reproduction, Resigning, RuleResult, RunResult, ScenarioResult, SentRequest, Verdict,
};

/// How long such a line may be, in bytes.
const LIMIT: usize = 32 * 1024;

/// How a fail or an error is seen again, at the target that is shown under this name.
pub(super) fn reproduction(
    result: &RunResult,
    rule: &RuleResult,
    scenario: &ScenarioResult,
    target: &str,
    redactor: &Redactor,
) -> Option<Reproduction> {
    matches!(scenario.verdict, Verdict::Fail | Verdict::Error).then(|| Reproduction {
        run: command(result, rule, scenario, target),
        curl: curl(result, scenario, redactor),
    })
}

/// The command that runs the rule again in the same way, with those whose calls it means.
fn command(
    result: &RunResult,
    rule: &RuleResult,
    scenario: &ScenarioResult,
    target: &str,
) -> String {
    let mut ids = vec![rule.id.as_str()];
    for meant in &scenario.meant {
        if !ids.contains(&meant.rule.as_str()) {
            ids.push(&meant.rule);
        }
    }
    let rules: String = ids.iter().map(|id| format!(" --rule {id}")).collect();
    let mut command = format!("rebootspec run{rules} --seed {}", result.seed);
    if result.edition != Edition::default() {
        command.push_str(&format!(" --edition {}", result.edition.word()));
    }
    if result.target.name != "embedded" {
        command.push_str(&format!(" --target {}", shell_quoted(target)));
    }
    command
}

/// The line that sends the request of a scenario; `None` where it judged none, or where no line would send the
/// same bytes.
fn curl(result: &RunResult, scenario: &ScenarioResult, redactor: &Redactor) -> Option<String> {
    let access_key_id = &result.target.access_key_id;
    let resend = scenario.resend.as_ref()?;
    let exchanges = match scenario.meant.first() {
        Some(meant) => &result.scenario_of(meant)?.exchanges,
        None => &scenario.exchanges,
    };
    let sent = &exchanges.get(resend.exchange)?.request;
    let body = std::str::from_utf8(&sent.body).ok()?;
    let line = match &resend.signing {
        Resigning::Fresh { keep } => {
            // With something covered, other bytes would be sent. Of our own words nothing is.
            let is_bare = |text: &str| redactor.text(text) == text;
            let are_bare =
                |pair: (&str, &str)| is_bare(pair.0) && is_bare(without_signature(pair.0, pair.1));
            let url = without_signature_in(&sent.url);
            let all_bare = is_bare(&url)
                && is_bare(&without_parameter(body))
                && is_bare(access_key_id)
                && headers(sent).all(are_bare);
            all_bare.then(|| signed_anew(sent, body, access_key_id, keep))?
        }
        Resigning::AsSent => as_sent(sent, body, redactor),
    };
    // A character that is shown as an escape would be sent as one.
    (line.len() <= LIMIT && !line.chars().any(is_hidden)).then_some(line)
}

fn signed_anew(sent: &SentRequest, body: &str, access_key_id: &str, keep: &[String]) -> String {
    let mut words = vec!["rebootspec".to_owned(), "sign".to_owned(), "--curl".to_owned()];
    let mut option = |name: &str, value: &str| {
        // As one word, so that no value is taken for an option.
        words.push(format!("--{name}={}", shell_quoted(value)));
    };
    option("access-key-id", access_key_id);
    if sent.method != "GET" {
        option("method", &sent.method);
    }
    for (name, value) in headers(sent) {
        option("header", &format!("{name}: {}", without_signature(name, value)));
    }
    if !body.is_empty() {
        option("body", &without_parameter(body));
    }
    for name in keep {
        option("keep", name);
    }
    option("resend", &without_signature_in(&sent.url));
    format!("eval \"$({})\"", words.join(" "))
}

/// An address without the value of its signature.
fn without_signature_in(url: &str) -> String {
    match url.split_once('?') {
        Some((address, query)) => format!("{address}?{}", without_parameter(query)),
        None => url.to_owned(),
    }
}

fn as_sent(sent: &SentRequest, body: &str, redactor: &Redactor) -> String {
    let mut words = vec!["curl".to_owned()];
    if sent.method != "GET" {
        words.extend(["-X".to_owned(), shell_quoted(&sent.method)]);
    }
    let others = headers(sent).filter(|(name, _)| !name.eq_ignore_ascii_case("host"));
    let others: Vec<(String, String)> =
        others.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in redactor.headers(&others) {
        words.extend(["-H".to_owned(), shell_quoted(&format!("{name}: {value}"))]);
    }
    if !body.is_empty() {
        words.extend(["--data-raw".to_owned(), shell_quoted(&redactor.text(body))]);
    }
    words.push(shell_quoted(&redactor.url(&sent.url)));
    format!(
        "{} # as it was sent: not signed as documented, so its time and nonce are old, and a signature is cut",
        words.join(" ")
    )
}

/// The headers that make a difference.
fn headers(sent: &SentRequest) -> impl Iterator<Item = (&str, &str)> {
    let all = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    all.filter(|(name, _)| !name.eq_ignore_ascii_case("user-agent"))
}

fn without_signature<'a>(name: &str, value: &'a str) -> &'a str {
    match value.rfind("Signature=") {
        Some(at) if name.eq_ignore_ascii_case("authorization") => &value[..at + "Signature=".len()],
        _ => value,
    }
}

/// Leaves its place empty, so that the new one comes to stand where the old one was.
fn without_parameter(query: &str) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some(("Signature", _)) => "Signature=",
        _ => pair,
    });
    pairs.collect::<Vec<_>>().join("&")
}
