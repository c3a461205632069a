//! The baseline file: TOML to [`Baseline`]. An entry that does not say why and until when is refused
//! before anything is called.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::super::mistake::{Mistake, Source};
use super::super::select;
use super::entry::{Baseline, Entry};
use crate::api::rules;
use crate::files::read::{self, ReadError};

/// Why a baseline cannot be used. Always the file's owner's to mend.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read, or is longer than any baseline.
    #[error(
        "cannot read the baseline {path}: {cause}\n  {}",
        if cause.is_absence() { format!("let `rebootspec run --write-baseline {path}` write one") }
        else { "name a file that `rebootspec run --write-baseline` wrote".to_owned() }
    )]
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        cause: ReadError,
    },
    /// The file is not understood.
    #[error(transparent)]
    Mistake(#[from] Mistake),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: Option<Spanned<String>>,
    reason: Option<Spanned<String>>,
    until: Option<Spanned<toml::Value>>,
}

const RULE: &str = "rule = \"RI-38\", the id of the rule whose failure is accepted";
const REASON: &str = "reason = \"…\", why the failure is accepted and who decided so";
const UNTIL: &str = "until = \"2027-01-31\", the last day on which the failure is accepted";

/// How long a baseline may be, in bytes: a page of reasons for each rule, and more.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads a baseline.
///
/// # Errors
/// When the file cannot be read or is not understood.
pub fn read(path: &Path) -> Result<Baseline, BaselineError> {
    let name = path.display().to_string();
    let text = read::text(path, MAX_BYTES)
        .map_err(|cause| BaselineError::Unreadable { path: name.clone(), cause })?;
    Ok(parse(&name, &text)?)
}

/// Reads the text of a baseline.
///
/// # Errors
/// When the text is not understood, or an entry does not say what it accepts, why, and until when.
pub fn parse(name: &str, text: &str) -> Result<Baseline, Mistake> {
    let source = Source { name, text };
    let file: File = source.read(instead_of)?;
    let mut entries: Vec<Entry> = Vec::new();
    for table in file.accepted {
        let line = source.line(table.span().start);
        let (rule_at, entry) = entry(source, table, line)?;
        // Ids are found in any letter case, so that is how they are compared.
        if let Some(first) = entries.iter().find(|e| e.rule.eq_ignore_ascii_case(&entry.rule)) {
            return Err(source.mistake(
                rule_at,
                format!("{} is accepted twice, first on line {}", entry.rule, first.line),
                "one entry for each rule".into(),
            ));
        }
        entries.push(entry);
    }
    Ok(Baseline { name: name.to_owned(), entries })
}

/// Reads one entry, and says where its rule stands.
fn entry(
    source: Source<'_>,
    table: Spanned<Table>,
    line: usize,
) -> Result<(std::ops::Range<usize>, Entry), Mistake> {
    let at = table.span();
    let Table { rule, reason, until } = table.into_inner();
    let missing = |what: &str, instead: &str| {
        source.mistake(at.clone(), format!("this entry has no {what}"), instead.into())
    };
    let rule = rule.ok_or_else(|| missing("rule", RULE))?;
    let reason = reason.ok_or_else(|| missing("reason", REASON))?;
    let until = until.ok_or_else(|| missing("until", UNTIL))?;
    if reason.get_ref().trim().is_empty() {
        let what = format!("{} is accepted without a reason", rule.get_ref());
        return Err(source.mistake(reason.span(), what, REASON.into()));
    }
    let until_at = until.span();
    let until = day(until.get_ref()).ok_or_else(|| {
        let what = format!("{} is not a day", until.get_ref());
        source.mistake(until_at, what, UNTIL.into())
    })?;
    let rule_at = rule.span();
    if !is_id(rule.get_ref()) {
        let nearest = select::nearest(rule.get_ref(), rules::RULES.iter().map(|rule| rule.id));
        let what = format!("there is no rule {:?}{nearest}", rule.get_ref());
        return Err(source.mistake(rule_at, what, RULE.into()));
    }
    let entry = Entry { rule: rule.into_inner(), reason: reason.into_inner(), until, line };
    Ok((rule_at, entry))
}

/// Whether an id, in any letter case, is or was one of the catalogue's.
fn is_id(id: &str) -> bool {
    let retired = rules::RETIRED.iter().map(|(id, _)| *id);
    rules::RULES
        .iter()
        .map(|rule| rule.id)
        .chain(retired)
        .any(|known| known.eq_ignore_ascii_case(id))
}

/// A day as `YYYY-MM-DD`, in quotes or as a date of TOML's own.
fn day(value: &toml::Value) -> Option<Date> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(date) => date.to_string(),
        _ => return None,
    };
    // The reader knows further forms, such as 20270131; what is written back is the one meant here.
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

/// What to write instead, from what the TOML reader complains of.
fn instead_of(message: &str) -> String {
    if message.starts_with("unknown field") {
        "[[accepted]] with rule, reason and until, and nothing else".into()
    } else if message.contains("expected a sequence") {
        "[[accepted]], in two pairs of brackets".into()
    } else {
        "TOML, as `rebootspec run --write-baseline` writes it".into()
    }
}
