//! The command line: one file a subcommand, and the only place that prints. What is printed comes from
//! `report`; what is decided comes from `suite`.

mod arguments;
mod authorities;
mod compare;
mod doctor;
mod duration;
pub mod exit;
mod explain;
mod faults;
mod fuzz;
mod github;
mod in_front;
mod init;
mod inspect;
mod interrupt;
mod judged;
mod merge;
mod operation;
mod out;
mod progress;
mod prove;
mod record;
mod rules;
mod run;
mod say;
mod seeds;
mod serve;
mod sign;
mod stored;
mod styles;
mod traceability;
mod verify;

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::arguments::{Colour, DialectArgument, EditionArgument};
use self::exit::Exit;
use self::prove::ProveArguments;
use self::run::RunArguments;
use self::say::{cannot_listen, complain, ended, fail, print, printed};
use crate::suite::panics;

/// Tells whether an endpoint serves the ECS API operation RebootInstance as documented.
///
/// Without a subcommand it starts the reference endpoint inside the process and judges that.
#[derive(Debug, Parser)]
#[command(name = "rebootspec", version, after_help = exit::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the suite against an endpoint and give a verdict.
    Run(Box<RunArguments>),
    /// Set reports side by side: what got better, what got worse.
    ///
    /// Exit codes: 0 nothing got worse; 1 a rule is worse in a later run than in the first; 2 a report
    /// cannot be read.
    Compare(compare::Arguments),
    /// Join the reports of all parts of a divided run (`run --shard`) into one.
    ///
    /// Exits with the code of the joined run, and with 2 where the parts do not belong together.
    Merge(merge::Arguments),
    /// Check that a report.json is whole and holds together, and say what it shows.
    ///
    /// Exit codes: 0 it is sound, whatever its verdict; 1 it is not; 2 it cannot be read.
    Verify(verify::Arguments),
    /// Show that every rule can fail: run the suite at the reference endpoint with one fault at a time.
    Prove(ProveArguments),
    /// Send an endpoint calls that are bent, and watch over the answers and the instances.
    ///
    /// Exit codes: 0 no finding; 1 findings; 2 the command line or the target file is wrong; 3 the
    /// endpoint cannot be reached or serves no plain correct call; 4 rebootspec itself broke; 5 something
    /// could not be tested.
    Fuzz(fuzz::Arguments),
    /// Look at a target before it is judged: what could spoil a run, whose it is, what to do next.
    ///
    /// Restarts nothing. Exit codes: 0 nothing stands in the way; 2 the target file is wrong; 3 the
    /// endpoint cannot be reached or refuses the calls; 5 some MUST rules cannot be decided.
    Doctor(doctor::Arguments),
    /// Write a commented target file; on a terminal, ask for what is not given.
    Init(Box<init::Arguments>),
    /// Serve the reference endpoint, for clients and for other tools.
    Serve(serve::Arguments),
    /// List the deviations that `serve --fault` switches on.
    Faults(faults::Arguments),
    /// List the rules: what is documented, and what tests it.
    Rules(rules::Arguments),
    /// Explain a rule: what is sent, what is accepted, which mistakes it catches.
    Explain(explain::Arguments),
    /// Sign a request and show each step of it.
    Sign(sign::Arguments),
    /// Say what a recorded request asks, whether it is signed right, and if not, where it first differs.
    ///
    /// Exit codes: 0 signed right; 1 not signed right; 2 it cannot be read; 5 it cannot be told without the
    /// secret.
    Inspect(inspect::Arguments),
    /// Write what the scenarios send as seeds of the fuzz targets.
    #[command(hide = true)]
    Seeds(seeds::Arguments),
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    main_with(std::env::args_os())
}

/// Runs a command line, the name of the program first.
#[must_use]
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() < 2 {
        // No arguments mean `run`, with its defaults.
        arguments = ["rebootspec", "run"].map(OsString::from).into();
    }
    let command = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command,
        Err(error) => {
            // Help and version are no mistakes; a failure to print them changes nothing.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Conforms.into() };
        }
    };
    panics::watch(complain);
    let before = panics::count();
    let exit = panic::catch_unwind(AssertUnwindSafe(|| run_command(command)));
    let exit = exit.unwrap_or(Exit::Suite);
    match panics::since(before) {
        Some(fault) if exit != Exit::Suite => {
            fail(Exit::Suite, &format!("what was said is no verdict: {fault}"))
        }
        _ => exit.into(),
    }
}

fn run_command(command: Command) -> Exit {
    let connects = matches!(
        command,
        Command::Run(_)
            | Command::Fuzz(_)
            | Command::Doctor(_)
            | Command::Prove(_)
            | Command::Seeds(_)
    ) || matches!(&command, Command::Serve(arguments) if arguments.connects());
    if connects && let Err(error) = authorities::check() {
        return ended(Exit::Usage, &error);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return ended(Exit::Suite, &format!("no runtime could be started: {error}")),
    };
    let exit = match command {
        Command::Run(arguments) => runtime.block_on(run::run(*arguments)),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::Verify(arguments) => verify::verify(&arguments),
        // It has threads and runtimes of its own.
        Command::Prove(arguments) => prove::prove(&arguments),
        Command::Fuzz(arguments) => runtime.block_on(fuzz::fuzz(arguments)),
        Command::Doctor(arguments) => runtime.block_on(doctor::doctor(arguments)),
        Command::Init(arguments) => init::init(*arguments),
        Command::Serve(arguments) => runtime.block_on(serve::serve(arguments)),
        Command::Rules(arguments) => rules::rules(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Sign(arguments) => sign::sign(arguments),
        Command::Inspect(arguments) => inspect::inspect(&arguments),
        Command::Seeds(arguments) => runtime.block_on(seeds::seeds(arguments)),
        Command::Faults(arguments) => faults::faults(&arguments),
    };
    // A connection that is still open must not hold the process.
    runtime.shutdown_background();
    exit
}
