//! `rebootspec faults`: the deviations that `serve --fault` switches on, and reading their names.

use std::fmt::Write as _;

use clap::Args;

use super::exit::Exit;
use super::{ended, printed};
use crate::endpoint::Fault;
use crate::endpoint::faults::{UnknownFault, WITHOUT_FAULTS};
use crate::proof::recorded;
use crate::suite::similar::similar;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Write JSON instead of a table.
    #[arg(long)]
    json: bool,
}

pub(super) fn faults(arguments: &Arguments) -> Exit {
    let text = if arguments.json { as_json() } else { Ok(as_text()) };
    match text {
        Ok(text) => printed(&text),
        Err(error) => ended(Exit::Suite, &format!("the faults cannot be written as JSON: {error}")),
    }
}

/// The faults that are switched on, a line each.
pub(super) fn switched_on(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("fault            {fault}: {}\n", fault.sentence())).collect()
}

/// Reads the name of a fault; what is none is answered with the most similar names.
pub(super) fn read(name: &str) -> Result<Fault, String> {
    name.parse().map_err(|error: UnknownFault| {
        let names = similar(name, Fault::ALL.iter().map(|fault| fault.name()));
        let nearest = match names.is_empty() {
            true => String::new(),
            false => format!("; nearest: {}", names.join(", ")),
        };
        format!("{error}{nearest}; `rebootspec faults` shows them all")
    })
}

fn as_text() -> String {
    let width = Fault::ALL.iter().map(|fault| fault.name().len()).max().unwrap_or_default();
    let mut text = String::new();
    for fault in Fault::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}  {:width$}  {}", fault.rule(), fault.name(), fault.sentence());
    }
    for (rule, reason) in WITHOUT_FAULTS {
        let _ = writeln!(text, "{rule}  {:width$}  {reason}", "(none)");
    }
    text
}

fn as_json() -> serde_json::Result<String> {
    let faults: Vec<_> = Fault::ALL
        .iter()
        .map(|fault| {
            serde_json::json!({
                "name": fault.name(),
                "sentence": fault.sentence(),
                "rule": fault.rule(),
                "also": recorded::fallen_in_any(*fault),
            })
        })
        .collect();
    let without: Vec<_> = WITHOUT_FAULTS
        .iter()
        .map(|(rule, reason)| serde_json::json!({ "rule": rule, "reason": reason }))
        .collect();
    let all = serde_json::json!({ "faults": faults, "without_faults": without });
    serde_json::to_string_pretty(&all).map(|text| text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        assert_eq!(read("lock-unchecked"), Ok(Fault::LockUnchecked));
        let error = read("lock-uncheked").unwrap_err();
        assert!(error.contains("\"lock-uncheked\"; nearest: lock-unchecked"), "{error}");
        let error = read("nope").unwrap_err();
        assert!(!error.contains("nearest") && error.contains("shows them all"), "{error}");
    }

    #[test]
    fn every_fault_is_listed_in_both_forms() {
        let (text, json) = (as_text(), as_json().unwrap());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["faults"].as_array().unwrap().len(), Fault::ALL.len());
        for fault in Fault::ALL {
            assert!(text.contains(&format!("  {} ", fault.name())), "{fault}");
        }
    }
}
