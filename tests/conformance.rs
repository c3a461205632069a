//! The whole core edition, through cucumber and over HTTP, as part of `cargo test`.
//!
//! Without `REBOOTSPEC_TARGET` it judges the embedded reference endpoint; with it, the endpoint of that
//! target file. The report is printed, and a verdict other than `conforms` fails the test.
//! `REBOOTSPEC_EDITION=current` judges by the current edition.

#![expect(clippy::print_stdout, reason = "it answers what test runners ask")]

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    // This binary stands in for one test, named `conformance`, for whatever runs test binaries.
    let asked: Vec<String> = env::args().skip(1).collect();
    if asked.iter().any(|argument| argument == "--list") {
        if !asked.iter().any(|argument| argument == "--ignored") {
            println!("conformance: test");
        }
        return ExitCode::SUCCESS;
    }
    let filters: Vec<&String> =
        asked.iter().filter(|argument| !argument.starts_with('-')).collect();
    if !filters.is_empty() && !filters.iter().any(|filter| "conformance".contains(filter.as_str()))
    {
        println!("conformance: filtered out");
        return ExitCode::SUCCESS;
    }
    let mut arguments: Vec<OsString> = vec!["rebootspec".into(), "run".into()];
    if let Some(target) = env::var_os("REBOOTSPEC_TARGET") {
        arguments.extend(["--target".into(), target]);
    }
    if let Some(edition) = env::var_os("REBOOTSPEC_EDITION") {
        arguments.extend(["--edition".into(), edition]);
    }
    rebootspec::cli::main_with(arguments)
}
