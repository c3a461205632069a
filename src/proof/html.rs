//! The proof as one page, `prove.html`: the matrix as a picture, with no scripts and nothing to load.
//! Rules are columns, since their ids are short; faults are rows, so that their names can be read.

use super::matrix::{Mark, Row, because};
use super::whole::Proof;
use crate::report::escape::{for_build_log, for_terminal};

const STYLE: &str = include_str!("prove.css");

/// The page.
#[must_use]
pub fn to_html(proof: &Proof) -> String {
    let problems = proof.problems();
    let (class, word) =
        if problems.is_empty() { ("good", "proven") } else { ("bad", "not proven") };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>rebootspec prove: {word}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>rebootspec prove: <span class=\"{class}\">{word}</span></h1>\n<p>{}.</p>\n\
         <p>The suite was run at its own reference endpoint with one deliberate mistake at a time. A rule \
         that turned red noticed the mistake; a mistake that its own rule lets pass would show that the \
         rule cannot be believed.</p>\n\
         <p class=\"faint\">Edition {}, {} scenarios of {} rules, {} runs in {:.1} s, rebootspec {}.</p>\n",
        escaped(&proof.summary()),
        proof.edition.word(),
        proof.scenarios,
        proof.matrix.rules.len(),
        proof.runs,
        proof.took_ms / 1e3,
        env!("CARGO_PKG_VERSION"),
    );
    if !problems.is_empty() {
        page.push_str("<h2>What stands against it</h2>\n<ul>\n");
        for problem in &problems {
            page.push_str(&format!("<li>{}</li>\n", escaped(problem)));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("<h2>Which rule caught which fault</h2>\n");
    legend(&mut page);
    matrix(&mut page, proof);
    styles(&mut page, proof);
    faults(&mut page, proof);
    page.push_str("</body>\n</html>\n");
    page
}

/// Class, sign and meaning of a mark; a passing rule leaves its cell empty.
const fn look(mark: Mark) -> (&'static str, &'static str, &'static str) {
    match mark {
        Mark::Caught => ("caught", "●", "the rule that the fault violates failed, as it must"),
        Mark::Survived => ("survived", "○", "the rule that the fault violates did not fail"),
        Mark::Listed => {
            ("listed", "•", "another rule failed, which necessarily falls with the fault")
        }
        Mark::Spared => ("spared", "–", "a rule that is listed with the fault did not fail"),
        Mark::Stranger => ("stranger", "✕", "a rule failed that the fault does not list"),
        Mark::Undecided => ("undecided", "?", "the rule is inconclusive"),
        Mark::Passed => ("", "", "the rule passed"),
    }
}

fn legend(page: &mut String) {
    page.push_str("<ul class=\"legend\">\n");
    for mark in
        [Mark::Caught, Mark::Survived, Mark::Listed, Mark::Stranger, Mark::Undecided, Mark::Spared]
    {
        let (class, sign, meaning) = look(mark);
        page.push_str(&format!("<li><b class=\"{class}\">{sign}</b> {meaning}</li>\n"));
    }
    page.push_str("</ul>\n");
}

fn matrix(page: &mut String, proof: &Proof) {
    page.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Faults by rules\">\n<table class=\"matrix\">\n\
         <thead><tr><th scope=\"col\">fault</th>",
    );
    for rule in &proof.matrix.rules {
        page.push_str(&format!(
            "<th scope=\"col\" title=\"{} {}\"><span>{}</span></th>",
            rule.level.word(),
            escaped(&rule.title),
            escaped(&rule.id)
        ));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &proof.matrix.rows {
        let name = escaped(&row.fault.name);
        page.push_str(&format!(
            "<tr><th scope=\"row\"><a href=\"#{name}\" title=\"{}\">{name}</a></th>",
            escaped(&row.fault.sentence)
        ));
        for rule in &proof.matrix.rules {
            page.push_str(&cell(row, &rule.id));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n<tfoot>\n");
    counts(page, proof, "faults caught", |rule| proof.matrix.killers(rule).count());
    counts(page, proof, "of them its own", |rule| proof.matrix.own_killers(rule).count());
    page.push_str("</tfoot>\n</table>\n</div>\n");
}

fn cell(row: &Row, rule: &str) -> String {
    match row.mark(rule) {
        None | Some(Mark::Passed) => "<td></td>".to_owned(),
        Some(mark) => {
            let (class, sign, meaning) = look(mark);
            let name = &row.fault.name;
            let title = escaped(&format!("{rule}, {name}: {meaning}"));
            format!("<td class=\"{class}\" title=\"{title}\">{sign}</td>")
        }
    }
}

fn counts(page: &mut String, proof: &Proof, name: &str, count: impl Fn(&str) -> usize) {
    page.push_str(&format!("<tr><th scope=\"row\">{name}</th>"));
    for rule in &proof.matrix.rules {
        page.push_str(&format!("<td>{}</td>", count(&rule.id)));
    }
    page.push_str("</tr>\n");
}

fn styles(page: &mut String, proof: &Proof) {
    if proof.styles.is_empty() {
        return;
    }
    page.push_str("<h2>Conforming endpoints of another kind</h2>\n<ul>\n");
    for row in &proof.styles {
        let class = if row.problems().is_empty() { "good" } else { "bad" };
        let word = row.word();
        page.push_str(&format!(
            "<li><b>{}</b>: <span class=\"{class}\">{word}</span>. {}</li>\n",
            escaped(&row.name()),
            escaped(row.style.sentence)
        ));
    }
    page.push_str("</ul>\n");
}

/// Each fault with what it does, and how the rule that it violates noticed.
fn faults(page: &mut String, proof: &Proof) {
    page.push_str("<h2>The faults</h2>\n<dl>\n");
    for row in &proof.matrix.rows {
        let rule = row.seen.rule(&row.fault.rule);
        let (class, how) = match rule {
            Some(rule) if row.is_caught() => ("good", format!("failed at {}", because(rule))),
            Some(rule) => ("bad", format!("is {}", rule.verdict.word())),
            None => ("bad", "was not run".to_owned()),
        };
        page.push_str(&format!(
            "<dt id=\"{name}\">{name}</dt>\n<dd>{}<br><span class=\"{class}\">{}</span> {}</dd>\n",
            escaped(&row.fault.sentence),
            escaped(&row.fault.rule),
            escaped(&how),
            name = escaped(&row.fault.name),
        ));
    }
    page.push_str("</dl>\n");
}

/// Text that may hold what an endpoint sent: no markup, no command to a build service, and nothing that cannot be seen.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in for_build_log(&for_terminal(text)).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
