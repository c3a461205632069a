//! Target `inspected`: a captured request, as `inspect` looks into it; after a zero byte, what its client says
//! that it signed.
//!
//! Holds: a named error or a verdict; without a secret none but "undecided" or "wrong", and never "right" with two
//! secrets; the secret stands in nothing that is told, nor a character that a terminal obeys, and what is told is
//! no longer than the input allows.

use crate::inspect::{Beside, Match, inspect};
use crate::report::escape;
use crate::wire::secret::Secret;

/// The secret that seeds are signed with, and another one.
const SECRETS: [&str; 2] = ["testsecret", "s3cr3t-Of/mine+é"];
/// How often a byte of the input may stand in what is told, in its longest writing.
const TIMES: usize = 200;

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let request = &data[..end];
    let theirs = data.get(end + 1..).map(String::from_utf8_lossy);
    for theirs in [None, theirs.as_deref()] {
        let look = |secret: Option<&str>| {
            let secret = secret.map(|secret| Secret::new(secret.to_owned()));
            inspect(request, &Beside { secret: secret.as_ref(), variable: "S", theirs })
        };
        let verdicts = [None, Some(SECRETS[0]), Some(SECRETS[1])].map(|secret| {
            let (verdict, told) = match look(secret) {
                Ok(looked) => looked,
                Err(why) => {
                    assert!(why.len() <= 1000 + 12 * data.len(), "{} bytes", why.len());
                    return None;
                }
            };
            assert!(told.len() <= 4000 + TIMES * data.len(), "{} bytes are told", told.len());
            assert!(secret.is_none_or(|secret| !told.contains(secret)), "{told}");
            assert!(!told.chars().any(|c| c != '\n' && escape::is_hidden(c)), "{told:?}");
            Some(verdict)
        });
        assert_ne!(verdicts[0], Some(Match::Right), "right without a secret");
        assert!(
            verdicts[1..] != [Some(Match::Right); 2],
            "right with two secrets: {}",
            String::from_utf8_lossy(request)
        );
        for verdict in &verdicts[1..] {
            assert_ne!(*verdict, Some(Match::Inconclusive), "undecided with a secret");
        }
    }
}
