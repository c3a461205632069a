//! The report for a job of GitHub Actions: annotations as workflow commands, and a summary in Markdown
//! for the page of the job. Services that took over the same commands read them too.
//!
//! Text of the endpoint stands in both, and may neither raise an annotation of its own nor become
//! markup. Source: GitHub Actions, "Workflow commands".

use super::escape::{for_terminal, lines_for_terminal, within_build_log};
use crate::api::Level;
use crate::outcome::{RuleResult, RunResult, RunVerdict, ScenarioResult, Verdict};

/// How many annotations of a kind a step shows; what lies beyond is dropped without a word.
const SHOWN: usize = 10;
/// How much of one text an annotation or a cell holds, in characters.
const TEXT_LIMIT: usize = 1_000;
/// How many rules the summary lists: a job page takes 1 MiB.
const RULES_LIMIT: usize = 150;

/// One annotation.
struct Annotation {
    kind: &'static str,
    /// File and line; none for what stands in no file.
    place: Option<(String, Option<usize>)>,
    title: String,
    message: String,
}

/// The annotations, one command a line; empty where there is nothing to say.
#[must_use]
pub fn annotations(record: &RunResult) -> String {
    let all = of_run(record).into_iter().chain(of_rules(record)).collect::<Vec<_>>();
    let mut text = String::new();
    for kind in ["error", "warning", "notice"] {
        let of_kind: Vec<&Annotation> = all.iter().filter(|a| a.kind == kind).collect();
        // The last place tells of those for which there is none.
        let room = if of_kind.len() > SHOWN { SHOWN - 1 } else { SHOWN };
        for annotation in of_kind.iter().take(room) {
            text.push_str(&command(annotation));
        }
        if of_kind.len() > room {
            text.push_str(&command(&Annotation {
                kind,
                place: None,
                title: format!("{} more", of_kind.len() - room),
                message: "The summary of the job and the report list them all.".to_owned(),
            }));
        }
    }
    text
}

/// What no rule tells.
fn of_run(record: &RunResult) -> Vec<Annotation> {
    let control = record.control.calls().filter_map(|call| call.failure.as_ref());
    let mut all: Vec<Annotation> =
        control.map(|failure| plain("error", "the control call was not served", failure)).collect();
    all.extend(record.suite_fault.iter().map(|fault| plain("error", "rebootspec broke", fault)));
    let faults = record.baseline_faults.iter();
    all.extend(faults.map(|fault| plain("error", "the baseline does not hold", fault)));
    if let Some(other) = record.other_dialect() {
        let kind = if other.must > 0 { "error" } else { "warning" };
        all.push(plain(kind, "another dialect", &other.sentence()));
    }
    if record.interrupted {
        all.push(plain("error", "stopped", &record.interruption()));
    }
    if record.verdict == RunVerdict::Incomplete {
        all.push(plain("warning", "incomplete", &record.reason));
    }
    all
}

fn plain(kind: &'static str, title: &str, message: &str) -> Annotation {
    Annotation { kind, place: None, title: title.to_owned(), message: message.to_owned() }
}

fn of_rules(record: &RunResult) -> impl Iterator<Item = Annotation> {
    record.rules.iter().flat_map(move |rule| {
        // Those that fail for the dialect alone have an annotation together.
        let wrong = |s: &&ScenarioResult| match s.verdict {
            Verdict::Fail => s.other_dialect.is_none(),
            verdict => verdict == Verdict::Error,
        };
        rule.scenarios.iter().filter(wrong).map(move |scenario| of_scenario(record, rule, scenario))
    })
}

fn of_scenario(record: &RunResult, rule: &RuleResult, scenario: &ScenarioResult) -> Annotation {
    let level = rule.level_of(scenario);
    let kind = match (scenario.verdict, level) {
        (Verdict::Fail, _) if record.acceptance(rule).is_some() => "notice",
        (Verdict::Fail, Level::Should) => "warning",
        (Verdict::Fail, Level::May) => "notice",
        _ => "error",
    };
    let mut lines = vec![rule.title.clone()];
    for (name, text) in [
        ("expected", &scenario.expected),
        ("actual", &scenario.actual),
        ("reason", &scenario.reason),
        ("again", &scenario.reproduce.as_ref().map(|reproduce| reproduce.run.clone())),
    ] {
        lines.extend(text.as_ref().map(|text| format!("{name}: {}", clipped(text))));
    }
    Annotation {
        kind,
        place: Some((format!("features/{}", rule.file), scenario.line)),
        title: format!("{} ({}) {}", rule.id, level.word(), scenario.name),
        message: lines.join("\n"),
    }
}

fn command(annotation: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some((file, line)) = &annotation.place {
        properties.push(format!("file={}", property(file)));
        properties.extend(line.map(|line| format!("line={line}")));
    }
    properties.push(format!("title={}", property(&clipped(&annotation.title))));
    format!("::{} {}::{}\n", annotation.kind, properties.join(","), data(&annotation.message))
}

/// A message: invisible characters shown, then what ends or begins a command written as it wants it.
fn data(text: &str) -> String {
    within_build_log(&lines_for_terminal(text))
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&for_terminal(text)).replace(':', "%3A").replace(',', "%2C")
}

/// The summary, in Markdown.
#[must_use]
pub fn summary(record: &RunResult) -> String {
    let mut text = format!(
        "## rebootspec: {}\n\n{}\n\n",
        record.verdict.word(),
        markdown(record.reason.lines().next().unwrap_or_default())
    );
    text.push_str(&format!(
        "Target {}, edition {}, {} of {} scenarios, seed {}.\n\n",
        markdown(&record.target.url),
        record.edition.word(),
        record.selection.scenarios,
        record.selection.of,
        record.seed,
    ));
    if let Some(other) = record.other_dialect() {
        text.push_str(&format!("{}.\n\n", markdown(&other.sentence())));
    }
    text.push_str("| rules | passed | failed | inconclusive | could not be run |\n");
    text.push_str("|---|---|---|---|---|\n");
    let counts = record.counts;
    for (level, count) in [("MUST", counts.must), ("SHOULD", counts.should), ("MAY", counts.may)] {
        text.push_str(&format!(
            "| {level} | {} | {} | {} | {} |\n",
            count.pass, count.fail, count.inconclusive, count.error
        ));
    }
    let open: Vec<&RuleResult> =
        record.rules.iter().filter(|rule| rule.verdict != Verdict::Pass).collect();
    if !open.is_empty() {
        text.push_str("\n| rule | level | came to | why |\n|---|---|---|---|\n");
    }
    for rule in open.iter().take(RULES_LIMIT) {
        let accepted = record.acceptance(rule).map_or("", |_| ", accepted by the baseline");
        let why = rule.reason.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "| {} {} | {} | {}{accepted} | {} |\n",
            markdown(&rule.id),
            markdown(&rule.title),
            rule.level.word(),
            rule.verdict.word(),
            markdown(&clipped(why))
        ));
    }
    if open.len() > RULES_LIMIT {
        text.push_str(&format!("\n{} more stand in the report.\n", open.len() - RULES_LIMIT));
    }
    text.push('\n');
    text
}

/// Text that stays text in Markdown, in a table too: on one line, and a backslash before all
/// punctuation, which CommonMark takes as the character itself.
fn markdown(text: &str) -> String {
    let shown = for_terminal(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut inert = String::with_capacity(shown.len());
    for character in shown.chars() {
        if character.is_ascii_punctuation() {
            inert.push('\\');
        }
        inert.push(character);
    }
    inert
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(TEXT_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_an_annotation_ends_it_or_begins_another() {
        let hostile = "50% done\r\n::error file=a::no\n\u{1b}[31m, a: b ##teamcity[x]";
        let written = command(&Annotation {
            kind: "warning",
            place: Some((hostile.to_owned(), Some(7))),
            title: hostile.to_owned(),
            message: hostile.to_owned(),
        });
        assert_eq!(written.matches('\n').count(), 1, "{written}");
        let (properties, message) =
            written.trim_start_matches("::warning ").split_once("::").unwrap();
        assert_eq!(properties.split(',').count(), 3, "{written}");
        assert!(properties.split(',').all(|pair| pair.matches(':').count() == 0), "{written}");
        assert!(!written.contains("##teamcity"), "{written}");
        assert!(message.starts_with("50%25 done\\r%0A::error file=a::no%0A\\u{1b}"), "{message}");
    }

    #[test]
    fn text_stays_text_in_markdown() {
        assert_eq!(
            markdown("<img src=x>|a\nb [l](javascript:1) `c` ![i](u) &lt;"),
            "\\<img src\\=x\\>\\|a b \\[l\\]\\(javascript\\:1\\) \\`c\\` \\!\\[i\\]\\(u\\) \\&lt\\;"
        );
    }
}
