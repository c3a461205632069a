//! What a Then step accepts, answer by answer: HTTP status and code in place of the words for a failure.

use std::collections::BTreeSet;

use crate::api::Dialect;
use crate::api::errors::{Failure, Refusal, Under};

/// The answers that a step accepts which names a failure by its words, a line for each dialect; of an
/// outline, those of all its rows.
pub(super) fn accepted(step: &str, rows: &[Vec<String>]) -> Vec<String> {
    let mut lines = Vec::new();
    for step in expanded(step, rows) {
        for line in of(&step) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// The step with the values of each row filled in.
fn expanded(step: &str, rows: &[Vec<String>]) -> BTreeSet<String> {
    let Some((head, values)) = rows.split_first().filter(|_| step.contains('<')) else {
        return BTreeSet::from([step.to_owned()]);
    };
    let fill = |row: &Vec<String>| {
        let cells = head.iter().zip(row);
        cells.fold(step.to_owned(), |text, (name, cell)| text.replace(&format!("<{name}>"), cell))
    };
    values.iter().map(fill).collect()
}

fn of(step: &str) -> Vec<String> {
    let Some((_, refused)) = step.split_once("refused as ") else { return Vec::new() };
    let parameter = refused.rsplit_once(" for ").map_or("", |(_, parameter)| parameter);
    let words = refused.split('"').skip(1).step_by(2);
    let failures: Vec<Failure> = words.filter_map(Failure::from_words).collect();
    let lines = Dialect::ALL.into_iter().filter_map(|dialect| {
        let mut answers: Vec<String> = Vec::new();
        for accepted in failures.iter().flat_map(|failure| failure.accepted(parameter)) {
            let when = match accepted.under {
                Under::Always => "",
                Under::Current => " (edition current)",
                Under::Version3 => " (signature version 3)",
            };
            let speaks = accepted.dialect == dialect;
            let answer = format!("{}{when}", Refusal::from(accepted).text());
            if speaks && !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        (!answers.is_empty()).then(|| format!("{}: {}", dialect.word(), answers.join(", ")))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::features::Index;

    #[test]
    fn a_failure_is_told_by_status_and_code_in_each_dialect() {
        let lines = accepted("the call is refused as \"signature wrong\"", &[]);
        assert!(lines[0].starts_with("documented: 400 IncompleteSignature"), "{lines:?}");
        assert!(lines[1].starts_with("gateway: 400 SignatureDoesNotMatch"), "{lines:?}");
        let step = "the call is refused as \"common parameter missing\" for <name>";
        let row = |cell: &str| vec![cell.to_owned()];
        let lines = accepted(step, &[row("name"), row("Action"), row("Version")]).join("\n");
        assert!(lines.contains("MissingAction") && lines.contains("MissingVersion"), "{lines}");
        assert!(accepted("the call succeeds", &[]).is_empty());
    }

    /// No step names a failure that this does not read.
    #[test]
    fn every_failure_of_the_features_is_read() {
        let mut read = 0;
        for rule in &Index::all().unwrap().rules {
            for step in rule.scenarios.iter().flat_map(|scenario| &scenario.steps) {
                if step.contains("refused as \"") {
                    assert!(!accepted(step, &[]).is_empty(), "{}: {step}", rule.rule.id);
                    read += 1;
                }
            }
        }
        assert!(read > 50, "{read}");
    }
}
