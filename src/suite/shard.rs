//! A selection divided into parts that different machines run.
//!
//! A rule falls into a part by a digest of its id alone, so that it stays where it is when other rules
//! come or go, and all of its scenarios stay together. The scenarios that look back over a run are in
//! every part: each part makes calls, and only there can they be looked back on.

use sha2::{Digest as _, Sha256};

use super::features::{IndexedRule, IndexedScenario};
use crate::outcome::Shard;

/// The part into which a rule falls, from 1.
#[must_use]
pub fn of(id: &str, parts: usize) -> usize {
    let digest = Sha256::digest(id.as_bytes());
    let number = digest.iter().take(6).fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    // Below 2^48, and a remainder of a usize: both conversions hold.
    let parts = u64::try_from(parts).unwrap_or(u64::MAX).max(1);
    usize::try_from(number % parts).map_or(1, |part| part + 1)
}

/// What of these rules is to be run in a part.
pub(super) fn part(rules: Vec<IndexedRule>, shard: Shard) -> Vec<IndexedRule> {
    rules
        .into_iter()
        .filter_map(|mut rule| {
            if of(rule.rule.id, shard.of) != shard.part {
                rule.scenarios.retain(IndexedScenario::is_closing);
            }
            (!rule.scenarios.is_empty()).then_some(rule)
        })
        .collect()
}

/// Reads a part as it is written on the command line, such as `2/5`.
///
/// # Errors
///
/// When it is none; the text says what one looks like.
pub fn parse(text: &str) -> Result<Shard, String> {
    let wrong = || format!("{text:?} is no part; write the second of five as 2/5");
    let (part, of) = text.split_once('/').ok_or_else(wrong)?;
    let number = |text: &str| {
        // Rust would take a sign too.
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    };
    match (number(part), number(of)) {
        (Some(part), Some(of)) if (1..=of).contains(&part) && of <= MAX_PARTS => {
            Ok(Shard { part, of })
        }
        (Some(_), Some(of)) if of > MAX_PARTS => {
            Err(format!("{of} parts are more than there are rules; at most {MAX_PARTS} are taken"))
        }
        _ => Err(wrong()),
    }
}

/// More parts than there will ever be rules help nobody.
const MAX_PARTS: usize = 1_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::suite::features::Index;
    use crate::suite::select::{Filter, select};

    fn keys(shard: Option<Shard>) -> Vec<(String, String)> {
        let filter = Filter { shard, ..Filter::default() };
        select(Index::embedded().unwrap(), &filter).unwrap().keys().collect()
    }

    #[test]
    fn parts_make_the_whole_and_share_closing_scenarios_alone() {
        let index = Index::embedded().unwrap();
        let closing: BTreeSet<(String, String)> = index
            .rules
            .iter()
            .flat_map(|rule| {
                let closing = rule.scenarios.iter().filter(|scenario| scenario.is_closing());
                closing.map(|scenario| (rule.rule.id.to_owned(), scenario.name.clone()))
            })
            .collect();
        assert!(!closing.is_empty());
        let whole: BTreeSet<_> = keys(None).into_iter().collect();
        for of in [1, 2, 3, 5, 40] {
            let mut seen = BTreeSet::new();
            for part in 1..=of {
                for key in keys(Some(Shard { part, of })) {
                    assert!(seen.insert(key.clone()) || closing.contains(&key), "{key:?} twice");
                }
            }
            assert_eq!(seen, whole, "{of} parts");
        }
    }

    #[test]
    fn a_rule_stays_in_its_part() {
        // These may never change: a part that was run before a change is joined with one run after.
        let parts: Vec<usize> =
            ["RI-01", "RI-20", "CP-51", "SG-01"].map(|id| of(id, 5)).into_iter().collect();
        assert_eq!(parts, [4, 3, 4, 5]);
    }

    #[test]
    fn parts_are_about_as_large_as_each_other() {
        let counts: Vec<usize> =
            (1..=4).map(|part| keys(Some(Shard { part, of: 4 })).len()).collect();
        let whole = keys(None).len();
        assert!(counts.iter().all(|count| (whole / 10..whole / 2).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_part_is_written_as_two_numbers() {
        assert_eq!(parse("2/5"), Ok(Shard { part: 2, of: 5 }));
        for wrong in
            ["", "2", "0/5", "6/5", "2/0", "-1/5", "+1/5", "a/b", "1/5/2", "1/ 5", "1/1001"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
