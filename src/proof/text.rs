//! The proof as text, for a terminal or a log.

use anstyle::{AnsiColor, Style as Ansi};

use super::matrix::{Mark, Row};
use super::seen::RuleSeen;
use super::whole::{PassedOver, Proof, StyleRow};
use crate::outcome::Verdict;
use crate::report::escape::{for_build_log, for_terminal};

const GOOD: Ansi = AnsiColor::Green.on_default();
const BAD: Ansi = AnsiColor::Red.on_default().bold();
const DOUBT: Ansi = AnsiColor::Yellow.on_default();
const HEAD: Ansi = Ansi::new().bold();

/// The matrix, fault by fault and rule by rule, and the verdict; ends with a newline.
#[must_use]
pub fn to_text(proof: &Proof, colour: bool, width: usize) -> String {
    let mut page = Page { colour, width: width.max(60), text: String::new() };
    page.line(&format!(
        "edition {}, {} scenarios of {} rules, {} runs ({} at once) in {:.1} s",
        proof.edition.word(),
        proof.scenarios,
        proof.matrix.rules.len(),
        proof.runs,
        proof.workers,
        proof.took_ms / 1e3
    ));
    if let Some(target) = &proof.target {
        page.wrapped(
            0,
            &format!("in front of {target}, each fault with the scenarios of its own rule"),
        );
    }
    order(&mut page, proof);
    faults(&mut page, proof);
    passed_over(&mut page, proof);
    rules(&mut page, proof);
    if !proof.styles.is_empty() {
        styles(&mut page, &proof.styles);
    }
    verdict(&mut page, proof);
    page.text
}

fn order(page: &mut Page, proof: &Proof) {
    let seeds: Vec<String> = proof
        .rounds
        .iter()
        .filter_map(|round| round.shuffle)
        .map(|seed| seed.to_string())
        .collect();
    let rounds = proof.rounds.len();
    if let Some(first) = seeds.first() {
        page.wrapped(
            0,
            &format!(
                "{rounds} rounds, each in another order (seeds {}); --shuffle --seed {first} repeats them",
                seeds.join(", ")
            ),
        );
    } else if rounds > 1 {
        page.line(&format!("{rounds} rounds, each in the order of the files"));
    }
}

fn faults(page: &mut Page, proof: &Proof) {
    page.heading("Faults: caught by the rule they violate, and what fell with it");
    let name_width = proof.matrix.rows.iter().map(|row| row.fault.name.len()).max().unwrap_or(0);
    let indent = name_width + 2 + 7 + 10;
    for row in &proof.matrix.rows {
        let (paint, word) = if row.is_caught() { (GOOD, "caught") } else { (BAD, "SURVIVED") };
        let left = format!(
            "{:<name_width$}  {:<5}  {}",
            row.fault.name,
            row.fault.rule,
            page.paint(paint, &format!("{word:<10}"))
        );
        let notes = notes(row);
        let mut lines = wrap(&notes, page.width.saturating_sub(indent).max(20)).into_iter();
        page.line(&format!("{left}{}", lines.next().unwrap_or_default()));
        for line in lines {
            page.line(&format!("{:indent$}{line}", ""));
        }
    }
}

/// What else is to be said of a fault, in words.
fn notes(row: &Row) -> String {
    let ids = |mark| row.with(mark).map(|rule| rule.id.as_str()).collect::<Vec<_>>().join(" ");
    let mut notes = Vec::new();
    for (mark, before) in [
        (Mark::Stranger, "STRANGERS: "),
        (Mark::Listed, ""),
        (Mark::Undecided, "inconclusive: "),
        (Mark::Spared, "listed, but not red: "),
    ] {
        let ids = ids(mark);
        if !ids.is_empty() {
            notes.push(format!("{before}{ids}"));
        }
    }
    if row.seen.unjudged.is_some() {
        notes.push("the control call was not served".to_owned());
    }
    notes.join("; ")
}

fn passed_over(page: &mut Page, proof: &Proof) {
    if proof.passed_over.is_empty() {
        return;
    }
    page.heading("Passed over: what they change does not come there, or their rule does not pass without them");
    for PassedOver { fault, reason } in &proof.passed_over {
        page.wrapped(0, &format!("{}  {} {reason}", fault.name, fault.rule));
    }
}

fn rules(page: &mut Page, proof: &Proof) {
    page.heading("Rules: how many faults each one caught, and how many of them are its own");
    for rule in &proof.matrix.rules {
        let killers = proof.matrix.killers(&rule.id).count();
        let own = proof.matrix.own_killers(&rule.id).count();
        if killers == 0 && !proof.is_whole {
            continue;
        }
        let counts = format!("{killers:>4} {own:>3}");
        let counts = match own {
            0 if proof.is_whole => page.paint(DOUBT, &counts),
            _ => counts,
        };
        let line = format!("{:<5}  {:<6}  {counts}  {}", rule.id, rule.level.word(), rule.title);
        page.line(&line);
    }
}

fn styles(page: &mut Page, styles: &[StyleRow]) {
    page.heading("Styles: conforming endpoints of another kind");
    let width = styles.iter().map(|row| row.name().len()).max().unwrap_or_default();
    for row in styles {
        let paint = if row.problems().is_empty() { GOOD } else { BAD };
        let word = page.paint(paint, &format!("{:<11}", row.word()));
        page.line(&format!("{word}  {:<width$}  {}", row.name(), row.style.sentence));
        if !row.fails().is_empty() {
            page.wrapped(13, &format!("to fail: {}", row.fails().join(" ")));
            continue;
        }
        for verdict in [Verdict::Fail, Verdict::Error, Verdict::Inconclusive] {
            for rule in row.seen.with(verdict) {
                page.wrapped(13, &said(rule));
            }
        }
    }
}

fn said(rule: &RuleSeen) -> String {
    let because = rule.because.as_deref().unwrap_or("no reason was given");
    format!("{} ({}) is {}: {because}", rule.id, rule.level.word(), rule.verdict.word())
}

fn verdict(page: &mut Page, proof: &Proof) {
    let problems = proof.problems();
    if problems.is_empty() {
        page.text.push('\n');
        let line = page.paint(GOOD, &format!("proven: {}", proof.summary()));
        page.line(&line);
        return;
    }
    page.heading("What stands against it");
    for problem in &problems {
        page.wrapped(2, problem);
    }
    page.text.push('\n');
    let line = page.paint(BAD, &format!("not proven: {}", proof.summary()));
    page.line(&line);
}

struct Page {
    colour: bool,
    width: usize,
    text: String,
}

impl Page {
    fn paint(&self, ansi: Ansi, text: &str) -> String {
        if self.colour { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }

    /// A line of our own words.
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.text.push('\n');
        let line = self.paint(HEAD, text);
        self.line(&line);
    }

    /// Text that may hold what an endpoint sent, broken between words.
    fn wrapped(&mut self, indent: usize, text: &str) {
        let room = self.width.saturating_sub(indent + 2).max(20);
        for (number, line) in wrap(&for_terminal(text), room).iter().enumerate() {
            let hanging = if number == 0 { indent } else { indent + 2 };
            let line = for_build_log(&format!("{:hanging$}{line}", ""));
            self.line(&line);
        }
    }
}

/// Breaks a text between words; a longer word stands out.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
