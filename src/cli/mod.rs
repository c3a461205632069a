//! The command line: one file a subcommand, and the only place that prints. What is printed comes from
//! `report`; what is decided comes from `suite`.

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
mod seeds;
mod serve;
mod sign;
mod stored;
mod styles;
mod traceability;
mod verify;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::exit::Exit;
use crate::api::operations::Operation;
use crate::api::{Dialect, Edition};
use crate::outcome::Shard;
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EditionArgument {
    /// The RebootInstance page of 2018 and the pages it links to.
    Core,
    /// Core, and what later editions of the same pages add.
    Current,
}

impl From<EditionArgument> for Edition {
    fn from(argument: EditionArgument) -> Self {
        match argument {
            EditionArgument::Core => Self::Core,
            EditionArgument::Current => Self::Current,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DialectArgument {
    /// The error table of the documentation.
    Documented,
    /// The API gateway in front of today's service.
    Gateway,
}

impl From<DialectArgument> for Dialect {
    fn from(argument: DialectArgument) -> Self {
        match argument {
            DialectArgument::Documented => Self::Documented,
            DialectArgument::Gateway => Self::Gateway,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl Colour {
    /// Whether what goes to standard output is coloured.
    fn on_stdout(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            // https://no-color.org: the variable counts when it is there and not empty.
            Self::Auto => {
                std::io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}

#[derive(Args, Debug)]
struct RunArguments {
    /// Target file of the endpoint to judge [default: the embedded reference endpoint].
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// The operation to judge.
    #[arg(long, value_name = "NAME", default_value = "RebootInstance", value_parser = operation::named)]
    operation: &'static Operation,
    /// Only this rule, such as RI-20; may be given more than once, and adds to what --tag selects.
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,
    /// Only rules and scenarios with this tag, such as @must; may be given more than once, and adds to what
    /// --rule selects.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Only a part of what is selected, such as 2/5: `rebootspec merge` joins the reports of all parts.
    #[arg(long, value_name = "PART/OF", value_parser = crate::suite::shard::parse)]
    shard: Option<Shard>,
    /// Which generation of the documentation to judge by.
    #[arg(long, value_enum, default_value_t = EditionArgument::Core)]
    edition: EditionArgument,
    /// Accept the error codes of this dialect alone [default: of either].
    #[arg(long, value_enum)]
    dialect: Option<DialectArgument>,
    /// How many scenarios to run at once [default: what the target file says, or 16].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// How many calls to make a second at most [default: what the target file says, or any number].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// How long the run may take, such as 90s or 30m; what is decided by then is reported, and the exit code
    /// is 5 [default: what the time-outs of the target allow, which `rebootspec doctor` tells].
    #[arg(long, value_name = "TIME", value_parser = duration::duration)]
    time_limit: Option<Duration>,
    /// List the selected scenarios instead of running them.
    #[arg(long)]
    list: bool,
    /// Folder to write the report to, in every format: docs/reports.md.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Baseline: failures that are accepted, each with a reason and a last day.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write a baseline of the rules that failed, for you to add the reasons.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Also write annotations for GitHub Actions, and a summary for the page of the job.
    #[arg(long)]
    github: bool,
    /// Count a run that could not decide everything as good: exit 0 instead of 5.
    #[arg(long)]
    allow_incomplete: bool,
    /// Seed of the embedded endpoint's ids, named in the report [default: a random one; with --shard, the same
    /// for every part].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Show every scenario, and each failure in full, also where several of a rule are alike.
    #[arg(long, short)]
    verbose: bool,
    /// When to colour the report.
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
}

#[derive(Args, Debug)]
struct ProveArguments {
    /// The operation to prove the rules of.
    #[arg(long, value_name = "NAME", default_value = "RebootInstance", value_parser = operation::named)]
    operation: &'static Operation,
    /// Which generation of the documentation to prove the rules of.
    #[arg(long, value_enum, default_value_t = EditionArgument::Core)]
    edition: EditionArgument,
    /// Only this fault, such as lock-unchecked; may be given more than once.
    #[arg(long = "fault", value_name = "NAME")]
    faults: Vec<String>,
    /// Put the faults in front of the endpoint of this target file, in place of the reference endpoint: each meets
    /// the scenarios of its own rule there.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["styles", "style", "record"])]
    target: Option<PathBuf>,
    /// How many endpoints to judge at once [default: four times the number of processors].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// How long the proof may take, such as 90s or 30m; then what was made is given back, and the exit code is 5
    /// [default: each of its runs as long as `rebootspec run` may take there].
    #[arg(long, value_name = "TIME", value_parser = duration::duration)]
    time_limit: Option<Duration>,
    /// Folder to write prove.json and prove.html to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write down which rules fell with each fault, in the edition's file of this folder: proofs of the next
    /// build are held against it.
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "src/proof/recorded")]
    record: Option<PathBuf>,
    /// Also run conforming endpoints of other kinds, which must stay green.
    #[arg(long)]
    styles: bool,
    /// Only this conforming endpoint of another kind, and no fault that is not asked for; may be given more
    /// than once.
    #[arg(long, value_name = "NAME", value_parser = styles::names(), conflicts_with = "styles")]
    style: Vec<String>,
    /// Run everything so many times; every verdict must be the same each time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeat: u16,
    /// Run the scenarios in random order, another one each time.
    #[arg(long)]
    shuffle: bool,
    /// Seed of the first random order [default: a random one].
    #[arg(long, value_name = "N", requires = "shuffle")]
    seed: Option<u64>,
    /// When to colour the matrix.
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
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

/// One clear message, and the exit code that goes with it.
fn fail(exit: Exit, message: &str) -> ExitCode {
    complain(message);
    exit.into()
}

fn complain(message: &str) {
    let message = crate::report::escape::lines_for_terminal(message);
    // The log of a build service holds standard error too, and obeys what stands in it.
    let lines: Vec<String> = message.lines().map(crate::report::escape::for_build_log).collect();
    let message = lines.join("\n");
    // Where nobody reads it there is nobody to tell; the exit code still says what happened.
    let _ = writeln!(std::io::stderr().lock(), "rebootspec: {message}");
}

/// Says that nothing can be served on an address, and what to do; gives the exit code.
fn cannot_listen(address: SocketAddr, error: &io::Error) -> Exit {
    ended(
        Exit::Usage,
        &format!(
            "cannot listen on {address}: {error}\n  choose another port with --port, or any free one with --port 0"
        ),
    )
}

fn ended(exit: Exit, message: &str) -> Exit {
    complain(message);
    exit
}

/// Writes to standard output. A reader that has gone away, such as `head`, is no fault of anybody's.
fn print(text: &str) -> Result<(), Exit> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(ended(Exit::Suite, &format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints the whole of what a command has to say.
fn printed(text: &str) -> Exit {
    match print(text) {
        Ok(()) => Exit::Conforms,
        Err(exit) => exit,
    }
}
