//! What a recorded request asks, whether it is signed right and, if not, where it first differs, in lines for
//! people. Any bytes may be given for a request: they are read, and nothing is sent.

mod asked;
mod cause;
mod shown;
mod verdict;

use self::asked::Asked;
use self::verdict::Given;
pub use self::verdict::Match;
use crate::report::{Redactor, escape};
use crate::wire::http::RawRequest;
use crate::wire::secret::Secret;

/// What goes with a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The secret that it should be signed with.
    pub secret: Option<&'a Secret>,
    /// The variable that should hold that secret.
    pub variable: &'a str,
    /// What the client says that it signed: its string to sign or, under version 3, its canonical request.
    pub theirs: Option<&'a str>,
}

/// Looks into a request: the verdict, and all that is told, in which the secret does not stand.
///
/// # Errors
/// When the bytes are not one request, and why.
pub fn inspect(bytes: &[u8], beside: &Beside<'_>) -> Result<(Match, String), String> {
    let raw = RawRequest::split(bytes).map_err(|error| error.to_string())?;
    let asked = Asked::read(&raw);
    let Beside { secret, variable, theirs } = *beside;
    let (verdict, told) = verdict::judge(&raw, &asked, &Given { secret, variable, theirs });
    let word = match verdict {
        Match::Right => "signed right",
        Match::Wrong => "not signed right",
        Match::Inconclusive => "inconclusive",
    };
    let text = format!("{}\nverdict: {word}\n{told}", asked.told());
    let text = secret.map_or_else(|| text.clone(), |secret| without(&text, secret));
    // A build service may log it, and a line may begin with a name that the client chose.
    Ok((verdict, escape::log_lines(text.lines())))
}

/// A text in which the secret does not stand, in no written form. A client may have sent it.
fn without(text: &str, secret: &Secret) -> String {
    let hidden = Redactor::new([secret.reveal().to_owned()]).without_secrets(text);
    if hidden == text {
        hidden
    } else {
        format!("{hidden}The secret itself stands in the request.\n")
    }
}
