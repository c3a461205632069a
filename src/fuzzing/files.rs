//! Target `files`: files that people write: target files, baselines, features.
//!
//! Holds: a text is understood, or the mistake is told on lines that it has, in words that neither grow with it
//! nor hold the secret.

use std::time::{Duration, Instant};

use crate::suite::baseline;
use crate::suite::features::{File, Index};
use crate::suite::mistake::Mistake;
use crate::suite::target::{self, TargetError};

/// How much of an input is looked at, in bytes. A feature may repeat its rows.
const MOST: usize = 64 * 1024;

/// Stands for the secret that the environment holds.
const SECRET: &str = "s3cr3t-of-the-environment";

/// How long what is told of a mistake may be, beside what it quotes of the text.
const MOST_TOLD: usize = 2000;

/// How long one input may take: a thousand times what it takes, so that no other load decides.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads any bytes as each of these files.
///
/// # Panics
/// When what is told does not hold together.
pub fn body(data: &[u8]) {
    let text = String::from_utf8_lossy(data.get(..MOST).unwrap_or(data));
    let began = Instant::now();
    let environment =
        |name: &str| Some(if name == "ECS_ACCESS_KEY_ID" { "id" } else { SECRET }.to_owned());
    match target::parse("t.toml", &text, environment) {
        Ok(target) => {
            assert!(!target.access_key.id.is_empty() && !target.timeout.is_zero());
            assert!(!format!("{target:?}").contains(SECRET), "a target tells its secret");
        }
        Err(TargetError::Mistake(mistake)) => check(&text, &mistake),
        Err(other) => panic!("nothing was to be read from a disk: {other}"),
    }
    match baseline::parse("b.toml", &text) {
        Ok(baseline) => {
            let lines = text.lines().count();
            assert!(baseline.entries.iter().all(|entry| (1..=lines).contains(&entry.line)));
        }
        Err(mistake) => check(&text, &mistake),
    }
    if let Err(error) = Index::read(&[File { folder: "common", name: "a.feature", text: &text }]) {
        // What the catalogue misses stands in no file.
        assert!(["a.feature", ""].contains(&&*error.file), "{error}");
        assert!(!error.what.is_empty());
    }
    assert!(began.elapsed() < PATIENCE, "{:?} for {} bytes", began.elapsed(), text.len());
}

fn check(text: &str, mistake: &Mistake) {
    let told = mistake.to_string();
    assert!(!told.contains(SECRET), "{told}");
    assert!(told.len() <= MOST_TOLD + 4 * text.len(), "{} bytes are told", told.len());
    let lines = text.matches('\n').count() + 1;
    assert!((1..=lines).contains(&mistake.line), "line {} of {lines}", mistake.line);
    let line = text.split('\n').nth(mistake.line - 1).unwrap_or_default();
    let columns = line.chars().count() + 1;
    assert!((1..=columns).contains(&mistake.column), "column {} of {columns}", mistake.column);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::features::FILES;

    const TARGET: &str = "[endpoint]\nurl = \"http://127.0.0.1:8080/\"\nregion = \"r\"\ntimeout = \"10s\"\n\
        restart_deadline = \"1m\"\n[credentials]\naccess_key_id = \"a\"\naccess_key_secret_env = \"S\"\n\
        [arrange]\ncontrol = \"http://[::1]:8080/_control\"\ncommand = [\"./a\", \"é\"]\nstart_stop = true\n\
        [instances]\nrunning = [\"i-1\", \"i-2\"]\nstopped = [\"i-3\"]\n";
    const BASELINE: &str = "[[accepted]]\nrule = \"RI-38\"\nreason = \"é, 4711\"\nuntil = \"2027-01-31\"\n\
        [[accepted]]\nrule = \"RI-20\"\nreason = 'x'\nuntil = 2027-02-28\n";

    /// What tends to be in the way: ends of texts, of lines and of characters.
    const PIECES: &[&[u8]] = &[
        b"",
        b"\"",
        b"'",
        b"\n",
        b"\r",
        b"=",
        b"[",
        b"]",
        b"[[",
        b"#",
        b"|",
        b"|\n|",
        b"@",
        b":",
        b"\\",
        b"\0",
        b"\xff",
        b"\xc3",
        "é".as_bytes(),
        "\u{feff}".as_bytes(),
        "\u{2028}".as_bytes(),
        b"\"\"\"",
        b"<a>",
        b"9999-99-99",
        b"-9223372036854775808",
        b"1e999",
        b"Scenario:",
        b"Examples:\n|a|\n",
        b"Rule:",
    ];

    fn bent(random: &mut fastrand::Rng, text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..=bytes.len());
            let end = (at + random.usize(..12)).min(bytes.len());
            let piece = PIECES[random.usize(..PIECES.len())];
            bytes.splice(at..end, piece.repeat(random.usize(1..3)));
        }
        if random.u8(..8) == 0 {
            bytes.truncate(random.usize(..=bytes.len()));
        }
        bytes
    }

    #[test]
    fn what_is_bent_is_told_on_its_line() {
        let mut random = fastrand::Rng::with_seed(7);
        let feature = FILES.iter().map(|file| file.text).min_by_key(|text| text.len()).unwrap();
        let feature: String = feature.chars().take(3000).collect();
        for _ in 0..1000 {
            for text in [TARGET, BASELINE, &feature] {
                body(&bent(&mut random, text));
            }
        }
    }

    #[test]
    fn what_is_long_takes_no_longer_for_it() {
        for piece in
            ["[", "a=", "\"", "[[accepted]]\n", "[a]\n", "|a", "@a ", "é", "a.", "{a=", "Rule: a\n"]
        {
            body(piece.repeat(MOST / piece.len()).as_bytes());
        }
    }
}
