//! `rebootspec prove`: shows that every rule is able to fail.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{Colour, EditionArgument};
use super::exit::Exit;
use super::interrupt::interrupted;
use super::say::{complain, ended, print};
use super::{duration, operation, out, styles};
use crate::api::operations::Operation;
use crate::endpoint::Fault;
use crate::endpoint::styles::STYLES;
use crate::files::read;
use crate::files::write::{Output, Own, WriteError};
use crate::outcome::Verdict;
use crate::proof::{self, Ended, Proof, ProofError, Request, RunError, Stop, Subject, recorded};
use crate::report;
use crate::suite::similar::similar;
use crate::suite::target;

#[derive(Args, Debug)]
pub(super) struct ProveArguments {
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

/// Columns of a matrix that does not go to a terminal.
const PIPE_COLUMNS: usize = 120;

pub(super) fn prove(arguments: &ProveArguments) -> Exit {
    let mut faults = Vec::new();
    for name in &arguments.faults {
        match name.parse::<Fault>() {
            Ok(fault) => faults.push(fault),
            Err(error) => return ended(Exit::Usage, &format!("{error}{}", nearest(name))),
        }
    }
    // Not found out only after a proof, which takes minutes.
    if let Some(Err(error)) =
        arguments.out.as_deref().map(|folder| out::folder("--out", folder, check))
    {
        return ended(Exit::Usage, &error);
    }
    let styles = match arguments.styles {
        true => STYLES.iter().collect(),
        false => styles::chosen(&arguments.style).collect(),
    };
    let whole = match arguments.target.as_deref().map(target::read).transpose() {
        Ok(None) => Request::whole(arguments.edition.into()),
        Ok(Some(target)) => Request::at(target, arguments.edition.into()),
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    let request = Request {
        operation: arguments.operation,
        faults,
        styles,
        styles_alone: !arguments.style.is_empty(),
        repeats: usize::from(arguments.repeat),
        // Readers of prove.json in JavaScript lose whole numbers above 2^53.
        shuffle: arguments
            .shuffle
            .then(|| arguments.seed.unwrap_or_else(|| fastrand::u64(..1 << 52))),
        workers: arguments.jobs.map_or(whole.workers, usize::from),
        stop: match Stop::when(interrupted(), arguments.time_limit) {
            Ok(stop) => stop,
            Err(error) => return ended(Exit::Suite, &error.to_string()),
        },
        ..whole
    };
    let mut progress = Progress::new();
    let result = proof::prove(&request, |ended| progress.take(&ended));
    progress.finish();
    let proof = match result {
        Ok(proof) => proof,
        // Not this build's fault, where the endpoint is somebody else's.
        Err(ProofError::Unjudged(reason)) if request.target.is_some() => {
            return ended(
                Exit::Unreachable,
                &format!("without any fault the target cannot be judged: {reason}"),
            );
        }
        Err(error) => return ended(exit_of(&error), &error.to_string()),
    };
    let shown = show(arguments, &proof).map_or_else(|exit| exit, |()| Exit::of_proof(&proof));
    match &arguments.record {
        Some(folder) => match record(folder, &proof) {
            Ok(()) => shown,
            Err(error) => ended(Exit::Usage, &error),
        },
        None => shown,
    }
}

/// Writes what fell with each fault into the recorded matrix.
fn record(folder: &Path, proof: &Proof) -> Result<(), String> {
    let path = folder.join(format!("{}.txt", proof.edition.word()));
    let before = match read::text(&path, MOST_RECORDED) {
        Err(error) if error.is_absence() => String::new(),
        other => other.map_err(|error| error.to_string())?,
    };
    let rows = proof.matrix.rows.iter();
    let seen = rows.map(|row| (row.fault.name.as_str(), row.fallen().collect())).collect();
    let text = recorded::with(&before, &seen, proof.edition);
    Output::new("recorded matrix", &path)
        .replacing(Own::Start(recorded::HEAD))
        .write(&text)
        .map_err(|error| error.to_string())
}

/// How many bytes a recorded matrix has at most.
const MOST_RECORDED: u64 = 1 << 20;

fn exit_of(error: &ProofError) -> Exit {
    match error {
        ProofError::OtherEdition { .. } | ProofError::OtherOperation { .. } => Exit::Usage,
        ProofError::Violates(_) => Exit::Violates,
        ProofError::Features(_)
        | ProofError::Select(_)
        | ProofError::Unjudged(_)
        | ProofError::Run(RunError::Start(_) | RunError::Panicked) => Exit::Suite,
        ProofError::Run(RunError::Stopped { .. }) => Exit::Incomplete,
    }
}

fn show(arguments: &ProveArguments, proof: &Proof) -> Result<(), Exit> {
    let width = console::Term::stdout()
        .size_checked()
        .map_or(PIPE_COLUMNS, |(_, columns)| usize::from(columns))
        .clamp(60, 200);
    print(&proof::to_text(proof, arguments.color.on_stdout(), width))?;
    let Some(folder) = &arguments.out else { return Ok(()) };
    let json = report::json::pretty(&proof::to_json(proof))
        .map_err(|error| ended(Exit::Suite, &error.to_string()))?;
    for ((what, name, own), text) in FILES.into_iter().zip([json, proof::to_html(proof)]) {
        let path = folder.join(name);
        let output = Output::new(what, &path).replacing(own);
        // What is said of somebody's endpoint is its owner's.
        let output = if proof.target.is_some() { output.private() } else { output };
        output.write(&text).map_err(|error| ended(Exit::Usage, &error.to_string()))?;
    }
    Ok(())
}

/// What is written: what a message calls it, its name, and what an earlier one is known by.
const FILES: [(&str, &str, Own); 2] = [
    ("proof", "prove.json", Own::Format("rebootspec-prove/")),
    ("page", "prove.html", Own::Sign("<title>rebootspec prove")),
];

fn check(folder: &Path) -> Result<(), WriteError> {
    FILES.iter().try_for_each(|(what, name, own)| {
        Output::new(what, &folder.join(name)).replacing(*own).check()
    })
}

/// The most similar name of a fault, as the end of a sentence.
fn nearest(wanted: &str) -> String {
    match similar(wanted, Fault::ALL.iter().map(|fault| fault.name())).first() {
        Some(name) => format!("; did you mean {name}?"),
        None => "; `rebootspec faults` shows them all".to_owned(),
    }
}

/// How far the proof is, on standard error: a line that stays in its place on a terminal, otherwise a
/// line for each run.
struct Progress {
    bar: Option<ProgressBar>,
    began: Instant,
}

impl Progress {
    fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| ProgressBar::new(0));
        if let Some(bar) = &bar
            && let Ok(style) = ProgressStyle::with_template(
                "{bar:30} {pos}/{len}  {elapsed} gone, about {eta} left  {msg}",
            )
        {
            bar.set_style(style);
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self { bar, began: Instant::now() }
    }

    fn take(&mut self, ended: &Ended<'_>) {
        let failed = ended.seen.with(Verdict::Fail).count();
        let rules = if failed == 1 { "rule" } else { "rules" };
        let said = format!("{}: {failed} {rules} failed", name_of(ended.subject));
        match &self.bar {
            Some(bar) => {
                bar.set_length(ended.of as u64);
                bar.set_position(ended.done as u64);
                bar.set_message(said);
            }
            None => {
                let left = self.began.elapsed().as_secs_f64() / ended.done as f64
                    * (ended.of - ended.done) as f64;
                complain(&format!(
                    "{:>3}/{}  {said} in {:.1} s; about {left:.0} s left",
                    ended.done,
                    ended.of,
                    ended.seen.took_ms / 1e3
                ));
            }
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn name_of(subject: Subject) -> String {
    match subject {
        Subject::Style(..) => format!("style {}", subject.name()),
        subject => subject.name(),
    }
}
