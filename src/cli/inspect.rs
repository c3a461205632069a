//! `rebootspec inspect`: says what a recorded request asks, whether it is signed right and, if not, where
//! it first differs. Sends nothing. The secret comes from the environment, as for `sign`, and is never shown.

use std::io::stdin;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::{ended, printed};
use crate::files::read;
use crate::inspect::{self, Beside, Match};
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
    let theirs = arguments.string_to_sign.as_deref().map(their_text).transpose()?;
    let beside = Beside { secret, variable: &arguments.secret_env, theirs: theirs.as_deref() };
    let (verdict, text) = inspect::inspect(&bytes, &beside).map_err(|error| {
        format!(
            "{} is not one HTTP request: {error}\n  give the bytes that were sent, from the request line on",
            arguments.file.display()
        )
    })?;
    let exit = match verdict {
        Match::Right => Exit::Conforms,
        Match::Wrong => Exit::Violates,
        Match::Inconclusive => Exit::Incomplete,
    };
    Ok((text, exit))
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
