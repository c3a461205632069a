//! `rebootspec run`: judges an endpoint.

use std::io::Write as _;
use std::path::Path;

use super::exit::Exit;
use super::progress::Bar;
use super::{RunArguments, complain};
use crate::endpoint::Settings;
use crate::outcome::RunResult;
use crate::proof::embedded::Embedded;
use crate::report::{self, Redactor, Style};
use crate::spec::Dialect;
use crate::suite::features::Index;
use crate::suite::runner::{self, Options};
use crate::suite::select::{self, Filter, Selected};
use crate::suite::session::Session;
use crate::suite::target::{self, Target};

/// Columns of a report that does not go to a terminal.
const PIPE_COLUMNS: usize = 100;

pub(super) async fn run(arguments: RunArguments) -> Exit {
    let index = match Index::embedded() {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let filter = Filter {
        edition: arguments.edition.into(),
        dialect: arguments.dialect.map(Dialect::from),
        rules: arguments.rules.clone(),
        tags: arguments.tags.clone(),
    };
    let selected = match select::select(index, &filter) {
        Ok(selected) => selected,
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    if arguments.list {
        return print(&list(&selected)).map_or_else(|exit| exit, |()| Exit::Conforms);
    }
    // Not found out only after the run, which may have restarted many instances.
    if let Some(Err(error)) = arguments.out.as_ref().map(|folder| writable(folder)) {
        return ended(Exit::Usage, &error);
    }
    // Readers of report.json in JavaScript lose whole numbers above 2^53.
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..1 << 53));
    // Alive until the run is over: the endpoint stops when it is dropped.
    let mut embedded = None;
    let target = match &arguments.target {
        Some(path) => match target::read(path) {
            Ok(target) => target,
            Err(error) => return ended(Exit::Usage, &error.to_string()),
        },
        None => {
            match Embedded::start(Settings { seed, edition: filter.edition, ..Settings::default() })
                .await
            {
                Ok(started) => embedded.insert(started).target.clone(),
                Err(error) => {
                    return ended(
                        Exit::Suite,
                        &format!("the reference endpoint cannot start: {error}"),
                    );
                }
            }
        }
    };
    judge(&arguments, index, &selected, target, seed).await
}

async fn judge(
    arguments: &RunArguments,
    index: &Index,
    selected: &Selected,
    target: Target,
    seed: u64,
) -> Exit {
    let redactor = Redactor::new([target.access_key.secret.reveal().to_owned()]);
    let session = match Session::new(target) {
        Ok(session) => session,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let mut bar = Bar::new(selected.summary.scenarios);
    let options = Options { jobs: usize::from(arguments.jobs), seed };
    let progress = |progress: runner::Progress<'_>| bar.take(&progress);
    let result = runner::run(session, index, selected, options, progress, interrupted()).await;
    bar.finish();
    let exit = Exit::of(&result, arguments.allow_incomplete);
    match show(arguments, &result, &redactor) {
        Ok(()) => exit,
        Err(exit) => exit,
    }
}

/// Done at the first Ctrl-C. A second one ends the process at once, in case giving back what was
/// arranged takes too long.
async fn interrupted() {
    wait_for_interrupt().await;
    tokio::spawn(async {
        wait_for_interrupt().await;
        std::process::exit(i32::from(Exit::Incomplete as u8));
    });
}

async fn wait_for_interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler the operating system's own way of ending a process holds.
        std::future::pending::<()>().await;
    }
}

fn show(arguments: &RunArguments, result: &RunResult, redactor: &Redactor) -> Result<(), Exit> {
    let colour = arguments.color.on_stdout();
    let terminal = console::Term::stdout();
    let width = terminal
        .size_checked()
        .map_or(PIPE_COLUMNS, |(_, columns)| usize::from(columns))
        .clamp(60, 160);
    let style = Style { colour, width, verbose: arguments.verbose };
    print(&report::render(result, style, redactor))?;
    if let Some(folder) = &arguments.out {
        let path = folder.join("report.json");
        report::json::to_string(result, redactor)
            .and_then(|text| report::write_atomically(&path, &text))
            .map_err(|error| ended(Exit::Usage, &error.to_string()))?;
    }
    Ok(())
}

/// Makes the folder that reports go to, and writes to it.
fn writable(folder: &Path) -> Result<(), String> {
    let probe = folder.join(format!(".rebootspec-{}", std::process::id()));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, ""))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|error| {
            format!(
                "--out {}: reports cannot be written there ({error})\n  name a folder that you may write to; it is made if there is none",
                folder.display()
            )
        })
}

/// Writes to standard output. A reader that has gone away, such as `head`, is no fault of anybody's.
pub(super) fn print(text: &str) -> Result<(), Exit> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(ended(Exit::Suite, &format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

fn list(selected: &Selected) -> String {
    let mut text = String::new();
    for rule in &selected.rules {
        for scenario in &rule.scenarios {
            text.push_str(&format!("{}  {}\n", rule.rule.id, scenario.name));
        }
    }
    text
}

pub(super) fn ended(exit: Exit, message: &str) -> Exit {
    complain(message);
    exit
}
