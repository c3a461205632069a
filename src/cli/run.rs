//! `rebootspec run`: judges an endpoint.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::arguments::{Colour, DialectArgument, EditionArgument};
use super::exit::Exit;
use super::github;
use super::interrupt::interrupted;
use super::judged::{self, Judged};
use super::progress::Bar;
use super::say::{complain, ended, print, printed};
use super::{duration, operation, out};
use crate::api::Dialect;
use crate::api::operations::Operation;
use crate::endpoint::Settings;
use crate::files::write::Output;
use crate::outcome::{RunResult, Shard};
use crate::report::{self, Redactor, Style};
use crate::suite::baseline::{self, Baseline};
use crate::suite::features::Index;
use crate::suite::runner::{self, Options};
use crate::suite::select::{self, Filter, Selected};
use crate::suite::target::Target;

#[derive(Args, Debug)]
pub(super) struct RunArguments {
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

/// Scenarios at once, where nobody says otherwise.
const JOBS: u16 = 16;

/// Columns of a report that does not go to a terminal.
const PIPE_COLUMNS: usize = 100;

/// The seed of a divided run where none is asked for. `merge` joins parts of one seed alone.
const SEED_OF_PARTS: u64 = 1;

pub(super) async fn run(arguments: RunArguments) -> Exit {
    let index = match Index::of(arguments.operation) {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let filter = Filter {
        edition: arguments.edition.into(),
        dialect: arguments.dialect.map(Dialect::from),
        rules: arguments.rules.clone(),
        tags: arguments.tags.clone(),
        shard: arguments.shard,
    };
    let selected = match select::select(index, &filter) {
        Ok(selected) => selected,
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    if arguments.list {
        return printed(&list(&selected));
    }
    let baseline = match files(&arguments) {
        Ok(baseline) => baseline,
        Err(error) => return ended(Exit::Usage, &error),
    };
    // Parts of one run say the same, without being told.
    let of_parts = arguments.shard.map(|_| SEED_OF_PARTS);
    let seed = judged::seed(arguments.seed.or(of_parts));
    let settings = Settings { seed, edition: filter.edition, ..Settings::default() };
    let judged = match Judged::open(arguments.target.as_deref(), settings).await {
        Ok(judged) => judged,
        Err(exit) => return exit,
    };
    let mut target = judged.target.clone();
    target.rate = arguments.rate.or(target.rate);
    let baseline = baseline.as_ref();
    judge(&arguments, Plan { index, selected: &selected, baseline, seed }, target).await
}

/// What is to be judged, and what is accepted.
struct Plan<'a> {
    index: &'a Index,
    selected: &'a Selected,
    baseline: Option<&'a Baseline>,
    seed: u64,
}

async fn judge(arguments: &RunArguments, plan: Plan<'_>, target: Target) -> Exit {
    let Plan { index, selected, baseline, seed } = plan;
    let secrets = target.secrets.clone();
    let jobs = usize::from(arguments.jobs.or(target.jobs).unwrap_or(JOBS));
    let mut bar = Bar::new(selected.summary.scenarios);
    let options = Options { jobs, seed, time_limit: arguments.time_limit };
    let progress = |progress: runner::Progress<'_>| bar.take(&progress);
    let mut result = runner::run(target, index, selected, options, progress, interrupted()).await;
    bar.finish();
    let today = baseline::today();
    if let Some(baseline) = baseline {
        result = baseline.judge(result, index, today);
    }
    let exit = Exit::of(&result, arguments.allow_incomplete);
    // Of those secrets too that the run learnt.
    let result = report::redacted(result, &Redactor::of(secrets.all()));
    let shown = show(arguments, &result).and_then(|()| {
        arguments.write_baseline.as_deref().map_or(Ok(()), |path| {
            write_baseline(path, baseline::draft(&result, baseline, index, today))
        })
    });
    match shown {
        Ok(()) => exit,
        Err(exit) => exit,
    }
}

/// Writes a baseline to be completed by hand, and says what is left to do.
fn write_baseline(path: &Path, draft: Option<baseline::Draft>) -> Result<(), Exit> {
    let path_shown = path.display();
    let Some(draft) = draft else {
        complain(&format!(
            "no rule failed, so there is nothing to accept: {path_shown} is not written"
        ));
        return Ok(());
    };
    Output::new("baseline", path)
        .write(&draft.text)
        .map_err(|error| ended(Exit::Usage, &error.to_string()))?;
    complain(&match draft.without_reason {
        0 => format!("{path_shown} is written; every entry has its reason"),
        count => format!(
            "{path_shown} is written; write a reason into {count} of its entries: `--baseline` refuses an entry without one"
        ),
    });
    Ok(())
}

fn show(arguments: &RunArguments, result: &RunResult) -> Result<(), Exit> {
    let colour = arguments.color.on_stdout();
    let terminal = console::Term::stdout();
    let width = terminal
        .size_checked()
        .map_or(PIPE_COLUMNS, |(_, columns)| usize::from(columns))
        .clamp(60, 160);
    let style = Style { colour, width, verbose: arguments.verbose };
    let printed = print(&report::render(result, style));
    // Written even where nothing could be printed: the run may have taken long.
    let written = arguments.out.as_deref().map_or(Ok(()), |folder| {
        report::files::write_all(folder, result)
            .map_err(|error| ended(Exit::Usage, &error.to_string()))
    });
    let annotated = if arguments.github { github::tell(result) } else { Ok(()) };
    printed.and(written).and(annotated)
}

/// Reads the baseline, and makes sure of what is to be written: not found out only after the run, which
/// may have restarted many instances.
fn files(arguments: &RunArguments) -> Result<Option<Baseline>, String> {
    let baseline = arguments.baseline.as_deref().map(baseline::read).transpose();
    let baseline = baseline.map_err(|error| error.to_string())?;
    if let Some(folder) = &arguments.out {
        out::folder("--out", folder, report::files::check_all)?;
    }
    if arguments.github {
        github::check(arguments.out.as_deref())?;
    }
    if let Some(path) = &arguments.write_baseline {
        if path.exists() {
            // It may hold reasons that somebody wrote.
            return Err(format!(
                "{} is there already: choose another file, and move over what you want to keep",
                path.display()
            ));
        }
        Output::new("baseline", path).check().map_err(|error| error.to_string())?;
        out::beside("--write-baseline", path)?;
        if let Some(folder) = &arguments.out {
            out::apart("--write-baseline", path, folder, report::files::names())?;
        }
    }
    Ok(baseline)
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
