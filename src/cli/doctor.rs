//! `rebootspec doctor`: looks at a target before it is judged.

use std::io::Write as _;

use super::exit::Exit;
use super::{DoctorArguments, complain};
use crate::endpoint::Settings;
use crate::outcome::diagnosis::Diagnosis;
use crate::proof::embedded::Embedded;
use crate::report::{self, Redactor, Style};
use crate::suite::doctor;
use crate::suite::features::Index;
use crate::suite::target;

/// Columns of findings that do not go to a terminal.
const PIPE_COLUMNS: usize = 100;

pub(super) async fn doctor(arguments: DoctorArguments) -> Exit {
    let index = match Index::embedded() {
        Ok(index) => index,
        Err(error) => return ended(Exit::Suite, &error.to_string()),
    };
    // Alive until the end: the endpoint stops when it is dropped.
    let mut embedded = None;
    let target = match &arguments.target {
        Some(path) => match target::read(path) {
            Ok(target) => target,
            Err(error) => {
                let diagnosis = doctor::unusable(&path.display().to_string(), &error);
                return show(&arguments, &diagnosis, &Redactor::new([]));
            }
        },
        None => match Embedded::start(Settings::default()).await {
            Ok(started) => embedded.insert(started).target.clone(),
            Err(error) => {
                let message = format!("the reference endpoint cannot start: {error}");
                return ended(Exit::Suite, &message);
            }
        },
    };
    let redactor = Redactor::new([target.access_key.secret.reveal().to_owned()]);
    let edition = arguments.edition.into();
    match doctor::examine(target, index, edition, interrupted()).await {
        Ok(diagnosis) => show(&arguments, &diagnosis, &redactor),
        Err(error) => ended(Exit::Suite, &error.to_string()),
    }
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler the operating system's own way of ending a process holds.
        std::future::pending::<()>().await;
    }
}

fn show(arguments: &DoctorArguments, diagnosis: &Diagnosis, redactor: &Redactor) -> Exit {
    let text = if arguments.json {
        format!("{:#}\n", report::doctor::to_json(diagnosis, redactor))
    } else {
        let width = console::Term::stdout()
            .size_checked()
            .map_or(PIPE_COLUMNS, |(_, columns)| usize::from(columns))
            .clamp(60, 160);
        let style = Style { colour: arguments.color.on_stdout(), width, verbose: false };
        report::doctor::render(diagnosis, style, redactor)
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // A reader that has gone away, such as `head`, is no fault of anybody's.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            ended(Exit::Suite, &format!("the findings cannot be printed: {error}"))
        }
        _ => Exit::of_diagnosis(diagnosis),
    }
}

fn ended(exit: Exit, message: &str) -> Exit {
    complain(message);
    exit
}
