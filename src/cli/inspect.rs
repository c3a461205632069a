//! `rebootspec inspect`: says what a recorded request asks, whether it is signed right and, if not, where
//! it first differs. Sends nothing. The secret comes from the environment, as for `sign`, and is never shown.

mod asked;
mod cause;
mod verdict;

use std::io::stdin;
use std::path::{Path, PathBuf};

use clap::Args;

use self::asked::Asked;
use self::verdict::{Given, Verdict};
use super::exit::Exit;
use super::{ended, printed};
use crate::files::read;
use crate::report::{Redactor, escape};
use crate::wire::http::RawRequest;
use crate::wire::request::{MAX_BODY_BYTES, MAX_TARGET_BYTES};
use crate::wire::secret::Secret;

/// How long a request may be, in bytes: the longest target and body that are served, and their headers.
const MOST_BYTES: u64 = (MAX_TARGET_BYTES + MAX_BODY_BYTES + 256 * 1024) as u64;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// File with one HTTP request as it was sent, such as `serve --record` writes; - reads standard input.
    file: PathBuf,
    /// The environment variable that holds the AccessKeySecret.
    #[arg(long, value_name = "VAR", default_value = "ECS_ACCESS_KEY_SECRET")]
    secret_env: String,
    /// File with what the client says that it signed: its string to sign or, under version 3, its canonical
    /// request.
    #[arg(long, value_name = "FILE")]
    string_to_sign: Option<PathBuf>,
}

pub(super) fn inspect(arguments: &Arguments) -> Exit {
    let secret = std::env::var(&arguments.secret_env).ok().filter(|secret| !secret.is_empty());
    match inspected(arguments, secret.map(Secret::new).as_ref()) {
        Ok((text, exit)) => match printed(&text) {
            Exit::Conforms => exit,
            failed => failed,
        },
        Err(message) => ended(Exit::Usage, &message),
    }
}

fn inspected(arguments: &Arguments, secret: Option<&Secret>) -> Result<(String, Exit), String> {
    let bytes = read(&arguments.file)?;
    let raw = RawRequest::split(&bytes).map_err(|error| {
        format!(
            "{} is not one HTTP request: {error}\n  give the bytes that were sent, from the request line on",
            arguments.file.display()
        )
    })?;
    let theirs = arguments.string_to_sign.as_deref().map(their_text).transpose()?;
    let asked = Asked::read(&raw);
    let given = Given { secret, variable: &arguments.secret_env, theirs: theirs.as_deref() };
    let (verdict, told) = verdict::judge(&raw, &asked, &given);
    let (word, exit) = match verdict {
        Verdict::Right => ("signed right", Exit::Conforms),
        Verdict::Wrong => ("not signed right", Exit::Violates),
        Verdict::Undecided => ("not decided", Exit::Incomplete),
    };
    let text = format!("{}\nverdict: {word}\n{told}", asked.told());
    Ok((secret.map_or_else(|| text.clone(), |secret| without(&text, secret)), exit))
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

/// What a client signed, without the line end that an editor adds.
fn their_text(path: &Path) -> Result<String, String> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| format!("{} is not text in UTF-8", path.display()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let read = if path.as_os_str() == "-" {
        read::all_of(stdin().lock(), MOST_BYTES)
    } else {
        read::bytes(path, MOST_BYTES)
    };
    read.map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// A text on one line. A line end is shown by one sign, so that places stay where they are.
fn shown(text: &str) -> String {
    escape::for_terminal(&text.replace('\n', "↵"))
}
