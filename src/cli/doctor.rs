//! `rebootspec doctor`: looks at a target before it is judged.

use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::interrupt::interrupted;
use super::{Colour, EditionArgument, ended, print};
use crate::api::Edition;
use crate::endpoint::Settings;
use crate::outcome::diagnosis::Diagnosis;
use crate::proof::embedded::Embedded;
use crate::report::{self, Redactor, Style};
use crate::suite::doctor;
use crate::suite::features::Index;
use crate::suite::target;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Target file of the endpoint to look at [default: the embedded reference endpoint].
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// The edition whose rules are to be decided.
    #[arg(long, value_enum, default_value_t = EditionArgument::Core)]
    edition: EditionArgument,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    /// When to colour the findings.
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
}

/// Columns of findings that do not go to a terminal.
const PIPE_COLUMNS: usize = 100;

pub(super) async fn doctor(arguments: Arguments) -> Exit {
    let index = match Index::embedded() {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    let edition = Edition::from(arguments.edition);
    // Alive until the end: the endpoint stops when it is dropped.
    let mut embedded = None;
    let target = match &arguments.target {
        Some(path) => match target::read(path) {
            Ok(target) => target,
            Err(error) => {
                let diagnosis = doctor::unusable(&path.display().to_string(), &error);
                return show(&arguments, diagnosis, &Redactor::new([]));
            }
        },
        None => match Embedded::start(Settings { edition, ..Settings::default() }).await {
            Ok(started) => embedded.insert(started).target.clone(),
            Err(error) => {
                let message = format!("the reference endpoint cannot start: {error}");
                return ended(Exit::Suite, &message);
            }
        },
    };
    let secrets = target.secrets.clone();
    // Boxed: it is large, and stacks may be small.
    let diagnosis = Box::pin(doctor::examine(target, index, edition, interrupted())).await;
    // Those too that it learnt.
    show(&arguments, diagnosis, &Redactor::of(secrets.all()))
}

fn show(arguments: &Arguments, diagnosis: Diagnosis, redactor: &Redactor) -> Exit {
    let diagnosis = &report::doctor::redacted(diagnosis, redactor);
    let text = if arguments.json {
        match report::json::pretty(&report::doctor::to_json(diagnosis)) {
            Ok(text) => text,
            Err(error) => return ended(Exit::Suite, &error.to_string()),
        }
    } else {
        let width = console::Term::stdout()
            .size_checked()
            .map_or(PIPE_COLUMNS, |(_, columns)| usize::from(columns))
            .clamp(60, 160);
        let style = Style { colour: arguments.color.on_stdout(), width, verbose: false };
        report::doctor::render(diagnosis, style)
    };
    print(&text).map_or_else(|exit| exit, |()| Exit::of_diagnosis(diagnosis))
}
