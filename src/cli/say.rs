//! What the command line says: on standard output, and in one clear message on standard error.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use super::exit::Exit;
use crate::report::escape;

/// One clear message, and the exit code that goes with it.
pub(super) fn fail(exit: Exit, message: &str) -> ExitCode {
    complain(message);
    exit.into()
}

pub(super) fn complain(message: &str) {
    let message = escape::lines_for_terminal(message);
    // The log of a build service holds standard error too, and obeys what stands in it.
    let lines = escape::log_lines(message.lines());
    // Where nobody reads it there is nobody to tell; the exit code still says what happened.
    let _ = write!(io::stderr().lock(), "rebootspec: {lines}");
}

/// Says that nothing can be served on an address, and what to do; gives the exit code.
pub(super) fn cannot_listen(address: SocketAddr, error: &io::Error) -> Exit {
    ended(
        Exit::Usage,
        &format!(
            "cannot listen on {address}: {error}\n  choose another port with --port, or any free one with --port 0"
        ),
    )
}

pub(super) fn ended(exit: Exit, message: &str) -> Exit {
    complain(message);
    exit
}

/// Writes to standard output. A reader that has gone away, such as `head`, is no fault of anybody's.
pub(super) fn print(text: &str) -> Result<(), Exit> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(ended(Exit::Suite, &format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints the whole of what a command has to say.
pub(super) fn printed(text: &str) -> Exit {
    match print(text) {
        Ok(()) => Exit::Conforms,
        Err(exit) => exit,
    }
}
