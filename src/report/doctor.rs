//! What `rebootspec doctor` found, for people and as JSON. The wording of [`render`] is no interface
//! for programs; the fields of [`to_json`] are.

use serde_json::{Value, json};

use crate::api::Level;
use crate::outcome::diagnosis::{Consequence, Coverage, Diagnosis, Finding, State};

use super::page::{Page, Paint, Style};
use super::redact::Redactor;

/// Names the format and its generation.
pub const FORMAT: &str = "rebootspec-doctor/1";
/// Where findings begin, counted from the left.
const INDENT: usize = 9;

/// A diagnosis without secrets: what both of the others are made of.
#[must_use]
pub fn redacted(mut diagnosis: Diagnosis, redactor: &Redactor) -> Diagnosis {
    let cover = |text: &mut String| *text = redactor.text(text);
    let target = &mut diagnosis.target;
    target.url = redactor.url(&target.url);
    [&mut target.name, &mut target.access_key_id].into_iter().for_each(cover);
    for finding in &mut diagnosis.findings {
        cover(&mut finding.seen);
        finding.details.iter_mut().for_each(|detail| cover(&mut detail.text));
        if let State::Warning(advice) | State::Problem(_, advice) = &mut finding.state {
            cover(&mut advice.next);
        }
    }
    let undecided = diagnosis.coverage.iter_mut().flat_map(|coverage| &mut coverage.undecided);
    undecided.flat_map(|rule| &mut rule.reasons).for_each(cover);
    diagnosis.not_given_back.iter_mut().for_each(cover);
    diagnosis
}

/// The findings as text. Without `style.colour` it holds no control character but newlines.
#[must_use]
pub fn render(diagnosis: &Diagnosis, style: Style) -> String {
    let mut page = Page::new(style);
    let title = format!("rebootspec {} doctor", env!("CARGO_PKG_VERSION"));
    let title = page.paint(Paint::Strong, &title);
    page.line(&title);
    let target = &diagnosis.target;
    let mut named = vec![page.safe(&target.name)];
    if !target.url.is_empty() {
        named.push(page.safe(&target.url));
        named.push(format!("access key {}", page.safe(&target.access_key_id)));
    }
    let named = named.join(", ");
    page.field(0, "target", Paint::Plain, &named);
    page.blank();
    for finding in &diagnosis.findings {
        show(&mut page, finding);
    }
    if let Some(coverage) = &diagnosis.coverage {
        undecided(&mut page, coverage);
    }
    if !diagnosis.not_given_back.is_empty() {
        page.heading("not removed");
        for left in &diagnosis.not_given_back {
            let left = page.safe(left);
            page.wrapped(2, Paint::Warning, &left);
        }
    }
    summary(&mut page, diagnosis);
    page.finish()
}

fn paint(state: &State) -> Paint {
    match state {
        State::Ok => Paint::Good,
        State::Skipped => Paint::Faint,
        State::Warning(_) => Paint::Warning,
        State::Problem(..) => Paint::Bad,
    }
}

fn show(page: &mut Page, finding: &Finding) {
    let word = page.paint(paint(&finding.state), &format!("{:<INDENT$}", finding.state.word()));
    let check = page.paint(Paint::Strong, finding.check);
    page.line(&format!("{word}{check}"));
    let seen = page.safe_lines(&finding.seen);
    page.wrapped(INDENT, Paint::Plain, &seen);
    for detail in &finding.details {
        page.wrapped(INDENT, Paint::Faint, &format!("{}:", detail.label));
        let text = page.safe_lines(&detail.text);
        page.verbatim(&" ".repeat(INDENT + 2), &text);
    }
    if let Some(advice) = finding.state.advice() {
        page.field(INDENT, "whose", Paint::Plain, advice.owner.words());
        let next = page.safe_lines(&advice.next);
        page.field(INDENT, "next", Paint::Plain, &next);
    }
}

fn undecided(page: &mut Page, coverage: &Coverage) {
    if coverage.undecided.is_empty() {
        return;
    }
    page.heading("rules that this target cannot decide");
    for (reason, rules) in coverage.by_reason() {
        page.blank();
        let reason = page.safe(reason);
        page.wrapped(2, Paint::Warning, &reason);
        page.wrapped(4, Paint::Plain, &rules.join(", "));
    }
}

fn summary(page: &mut Page, diagnosis: &Diagnosis) {
    page.blank();
    let text = verdict(diagnosis);
    let paint = match diagnosis.worst() {
        _ if diagnosis.interrupted => Paint::Warning,
        Some(Consequence::Undecided) => Paint::Warning,
        Some(_) => Paint::Bad,
        None => Paint::Good,
    };
    page.wrapped(0, paint, &text);
}

/// One sentence on what a run against this target would be.
#[must_use]
fn verdict(diagnosis: &Diagnosis) -> String {
    let counted = |word: &str| match diagnosis.count(word) {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    let counts = format!("{}, {}", counted("problem"), counted("warning"));
    let what = match diagnosis.worst() {
        _ if diagnosis.interrupted => "stopped before its end",
        Some(Consequence::TargetFile) => "the target file cannot be used",
        Some(Consequence::NotServed) => "a run would end before its first scenario",
        Some(Consequence::SuiteBroken) => "the suite is at fault: please report it",
        Some(Consequence::Undecided) => "a run is possible, and could not decide everything",
        None => "a run can decide what is asked for: rebootspec run",
    };
    format!("{counts}: {what}")
}

/// The findings as JSON. Every field is always there; where there is nothing to say it is null or
/// empty.
#[must_use]
pub fn to_json(diagnosis: &Diagnosis) -> Value {
    let findings: Vec<Value> = diagnosis
        .findings
        .iter()
        .map(|finding| {
            let details: Vec<Value> = finding
                .details
                .iter()
                .map(|detail| json!({ "label": detail.label, "text": detail.text }))
                .collect();
            let advice = finding.state.advice();
            json!({
                "check": finding.check,
                "state": finding.state.word(),
                "seen": finding.seen,
                "whose": advice.map(|advice| advice.owner.words()),
                "next": advice.map(|advice| &advice.next),
                "details": details,
            })
        })
        .collect();
    json!({
        "format": FORMAT,
        "target": {
            "name": diagnosis.target.name,
            "url": diagnosis.target.url,
            "access_key_id": diagnosis.target.access_key_id,
        },
        "verdict": verdict(diagnosis),
        "findings": findings,
        "rules": diagnosis.coverage.as_ref().map(rules),
        "not_removed": diagnosis.not_given_back,
        "interrupted": diagnosis.interrupted,
    })
}

fn rules(coverage: &Coverage) -> Value {
    let level = |level: Level| {
        let (decidable, total) = coverage.of(level);
        json!({ "decidable": decidable, "total": total })
    };
    let undecided: Vec<Value> = coverage
        .undecided
        .iter()
        .map(|rule| json!({ "id": rule.id, "level": rule.level.word(), "reasons": rule.reasons }))
        .collect();
    json!({
        "edition": coverage.edition.word(),
        "MUST": level(Level::Must),
        "SHOULD": level(Level::Should),
        "MAY": level(Level::May),
        "undecided": undecided,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Edition;
    use crate::outcome::TargetSummary;
    use crate::outcome::diagnosis::{Advice, Detail, Owner, UndecidedRule};

    fn diagnosis() -> Diagnosis {
        let advice = Advice { owner: Owner::Setup, next: "correct it".into() };
        Diagnosis {
            target: TargetSummary {
                name: "t.toml".into(),
                url: "http://u:p@h/".into(),
                access_key_id: "id".into(),
            },
            findings: vec![Finding {
                check: "signature",
                state: State::Problem(Consequence::NotServed, advice),
                seen: "refused \u{1b}[31m topsecret".into(),
                details: vec![Detail { label: "string", text: "GET&topsecret".into() }],
            }],
            coverage: Some(Coverage {
                edition: Edition::Core,
                levels: vec![Level::Must, Level::Must, Level::May],
                undecided: vec![UndecidedRule {
                    id: "RI-20",
                    level: Level::Must,
                    reasons: vec!["none is listed".into()],
                }],
            }),
            not_given_back: vec![],
            interrupted: false,
        }
    }

    fn covered() -> Diagnosis {
        redacted(diagnosis(), &Redactor::new(["topsecret".to_owned()]))
    }

    #[test]
    fn text_is_harmless_and_holds_no_secret() {
        let style = Style { colour: false, width: 80, verbose: false };
        let text = render(&covered(), style);
        assert!(!text.contains("topsecret") && !text.contains('\u{1b}'), "{text}");
        for part in [
            "problem  signature\n",
            "refused \\u{1b}[31m [secret]\n",
            "GET&[secret]\n",
            "whose       your setup\n",
            "next        correct it\n",
            "  none is listed\n    RI-20\n",
            "1 problem, 0 warnings: a run would end before its first scenario\n",
        ] {
            assert!(text.contains(part), "{part:?} in {text}");
        }
    }

    #[test]
    fn json_has_every_field_and_no_secret() {
        let value = to_json(&covered());
        assert!(!value.to_string().contains("topsecret"), "{value}");
        assert_eq!(value["target"]["url"], "http://h/");
        assert_eq!(value["findings"][0]["whose"], "your setup");
        assert_eq!(value["rules"]["MUST"], json!({ "decidable": 1, "total": 2 }));
        assert_eq!(value["rules"]["undecided"][0]["id"], "RI-20");
    }
}
