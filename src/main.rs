//! `rebootspec`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    rebootspec::cli::main()
}
