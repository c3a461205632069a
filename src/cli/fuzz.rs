//! `rebootspec fuzz`: hammers an endpoint with calls that are bent, and watches over what comes.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::duration::duration;
use super::exit::Exit;
use super::interrupt::interrupted;
use super::judged::{self, Judged};
use super::progress::FuzzBar;
use super::{DialectArgument, EditionArgument, complain, ended, out, print};
use crate::api::Dialect;
use crate::endpoint::Settings;
use crate::fuzzing::blackbox::{self, Corpus, Failure, Options, Outcome};
use crate::report::Redactor;
use crate::suite::baseline;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Target file of the endpoint [default: the embedded reference endpoint].
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// How long to go on, such as 90s or 10m.
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    time: Duration,
    /// How many requests to make at most.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    requests: Option<u64>,
    /// How many requests to make a second at most [default: what the target file says, or any number].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    rate: Option<u64>,
    /// How many connections to use at once [default: what the target file says, or 16].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Seed of the requests [default: a random one, which the summary names].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Folder of inputs of the fuzz target `recipe`, to be sent first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Which generation of the documentation to hold the endpoint to.
    #[arg(long, value_enum, default_value_t = EditionArgument::Core)]
    edition: EditionArgument,
    /// Accept the error codes of this dialect alone [default: of either].
    #[arg(long, value_enum)]
    dialect: Option<DialectArgument>,
    /// Baseline: rules whose violation is accepted, each with a reason and a last day.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Folder to write the findings to: requests, scenarios and findings.json.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Count a run that could not test everything as good: exit 0 instead of 5.
    #[arg(long)]
    allow_incomplete: bool,
}

/// Connections at once, where nobody says otherwise, and at most.
const JOBS: u16 = 16;
const MOST_JOBS: u16 = 256;

pub(super) async fn fuzz(arguments: Arguments) -> Exit {
    if let Some(folder) = &arguments.out
        && let Err(error) = out::folder("--out", folder, blackbox::check)
    {
        return ended(Exit::Usage, &error);
    }
    let baseline = match arguments.baseline.as_deref().map(baseline::read).transpose() {
        Ok(baseline) => baseline,
        Err(error) => return ended(Exit::Usage, &error.to_string()),
    };
    let (accepted, baseline_faults) =
        baseline.map(|baseline| baseline.standing_on(baseline::today())).unwrap_or_default();
    let corpus = match &arguments.corpus {
        None => Corpus::default(),
        Some(folder) => match Corpus::read(folder) {
            Ok(corpus) => {
                if corpus.passed_over > 0 {
                    complain(&format!(
                        "--corpus {}: {} of its files are passed over, for they are longer than {} KiB or too many",
                        folder.display(),
                        corpus.passed_over,
                        Corpus::LONGEST_INPUT >> 10
                    ));
                }
                corpus
            }
            Err(error) => {
                let folder = folder.display();
                return ended(Exit::Usage, &format!("--corpus {folder} cannot be used: {error}"));
            }
        },
    };
    let seed = judged::seed(arguments.seed);
    let edition = arguments.edition.into();
    let settings = Settings { seed, edition, ..Settings::default() };
    let judged = match Judged::open(arguments.target.as_deref(), settings).await {
        Ok(judged) => judged,
        Err(exit) => return exit,
    };
    let target = judged.target.clone();
    let secrets = target.secrets.clone();
    let (url, shown_url) = (target.url.clone(), target.shown_url());
    let options = Options {
        time: arguments.time,
        requests: arguments.requests,
        rate: arguments.rate.or(target.rate.map(u64::from)),
        jobs: usize::from(arguments.jobs.or(target.jobs).unwrap_or(JOBS).min(MOST_JOBS)),
        seed,
        edition,
        dialect: arguments.dialect.map(Dialect::from),
        accepted,
        corpus,
    };
    let mut bar = FuzzBar::new(arguments.time);
    let result = blackbox::run(target, options, |progress| bar.take(progress), interrupted()).await;
    bar.finish();
    // Those too that the run learnt.
    let redactor = Redactor::of(secrets.all());
    let outcome = match result {
        Ok(outcome) => Outcome { baseline_faults, ..outcome },
        Err(Failure::NotServed(why)) => return ended(Exit::Unreachable, &redactor.text(&why)),
        Err(Failure::Broken(why)) => return ended(Exit::Suite, &redactor.text(&why)),
    };
    let folder = arguments.out.as_ref().map(|folder| folder.display().to_string());
    let text = blackbox::to_text(&outcome, &shown_url, &redactor, folder.as_deref());
    if let Err(exit) = print(&text) {
        return exit;
    }
    if let Some(folder) = &arguments.out
        && let Err(error) = blackbox::write(folder, &outcome, &shown_url, &url, &redactor)
    {
        return ended(Exit::Usage, &error.to_string());
    }
    exit_of(&outcome, arguments.allow_incomplete)
}

/// Where the suite broke nothing else counts. A finding is a violation. Where there is none, it counts whether all was tested; a run that tested
/// nothing, or was stopped, is never good.
fn exit_of(outcome: &Outcome, allow_incomplete: bool) -> Exit {
    let incomplete = !outcome.untested.is_empty() || !outcome.not_given_back.is_empty();
    let is_nothing = outcome.judged == 0 || outcome.interrupted;
    if outcome.suite_fault.is_some() {
        Exit::Suite
    } else if outcome.violations() > 0 || outcome.further > 0 || !outcome.baseline_faults.is_empty()
    {
        Exit::Violates
    } else if is_nothing || (incomplete && !allow_incomplete) {
        Exit::Incomplete
    } else {
        Exit::Conforms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_tested_is_never_good() {
        let mut outcome = Outcome::default();
        assert_eq!(exit_of(&outcome, true), Exit::Incomplete);
        outcome.judged = 1;
        assert_eq!(exit_of(&outcome, false), Exit::Conforms);
        outcome.untested.push("valid calls".to_owned());
        assert_eq!(exit_of(&outcome, false), Exit::Incomplete);
        assert_eq!(exit_of(&outcome, true), Exit::Conforms);
        outcome.interrupted = true;
        assert_eq!(exit_of(&outcome, true), Exit::Incomplete, "stopped");
        outcome.further = 1;
        outcome.suite_fault = Some("a worker ended by a panic".to_owned());
        assert_eq!(exit_of(&outcome, true), Exit::Suite, "whatever else came");
    }
}
