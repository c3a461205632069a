//! `rebootspec serve`: the reference endpoint, for clients and other tools to call.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::exit::Exit;
use super::record::Recording;
use super::{
    DialectArgument, EditionArgument, cannot_listen, complain, ended, faults, in_front, interrupt,
    out, styles,
};
use crate::endpoint::{Arrangement, Endpoint, Fault, PreparedInstance, Recorder, Server, Settings};
use crate::files::write::{Output, Own, WriteError};
use crate::proof::in_front::arrangement;
use crate::report;
use crate::suite::target::List;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// Also write the target file here; a file that `serve` did not write is not replaced.
    #[arg(long, value_name = "FILE")]
    write_target: Option<PathBuf>,
    /// Seed of RequestIds and instance ids [default: a random one].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Which of the two generations of common error codes to answer with.
    #[arg(long, value_enum, default_value_t = DialectArgument::Documented)]
    dialect: DialectArgument,
    /// Whether to serve what later editions of the documentation add.
    #[arg(long, value_enum, default_value_t = EditionArgument::Core)]
    edition: EditionArgument,
    /// Switch a deliberate deviation on; may be given more than once. `rebootspec faults` lists them.
    #[arg(long = "fault", value_name = "NAME", value_parser = faults::read)]
    faults: Vec<Fault>,
    /// Serve as another endpoint that conforms: what it does otherwise may set the dialect, the edition and
    /// the times too. May be given more than once.
    #[arg(long = "style", value_name = "NAME", value_parser = styles::names())]
    styles: Vec<String>,
    /// How long a restart stays in Starting, in milliseconds, unless arranged per instance.
    #[arg(long, value_name = "N", default_value_t = 200)]
    boot_ms: u64,
    /// How long a restart stays in Stopping before that, in milliseconds; 0 leaves it out.
    #[arg(long, value_name = "N", default_value_t = 0)]
    stopping_ms: u64,
    /// How many calls to serve in each second; further ones are throttled.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    throttle: Option<u32>,
    /// How many connections to take at once; further ones are closed as soon as they are made.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    connections: Option<u16>,
    /// Serve nothing of its own: stand in front of the endpoint of a target file, or of an address, with the
    /// faults that are switched on and with styles that need no inside. With an address, the access key comes from ECS_ACCESS_KEY_ID and
    /// ECS_ACCESS_KEY_SECRET.
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = [
        "write_target", "seed", "dialect", "boot_ms", "stopping_ms", "throttle", "connections", "record",
    ])]
    in_front_of: Option<String>,
    /// Folder to write each call and its answer to, for `rebootspec inspect`. Signatures and the id of the
    /// key stand in them.
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
}

impl Arguments {
    /// Whether calls go on to another endpoint.
    pub(super) const fn connects(&self) -> bool {
        self.in_front_of.is_some()
    }
}

pub(super) async fn serve(arguments: Arguments) -> Exit {
    if let Some(behind) = &arguments.in_front_of {
        let (faults, styles) = (&arguments.faults, &arguments.styles);
        return in_front::serve(behind, faults, styles, arguments.edition.into(), arguments.port)
            .await;
    }
    let mut settings = Settings {
        seed: arguments.seed.unwrap_or_else(|| fastrand::u64(..)),
        dialect: arguments.dialect.into(),
        edition: arguments.edition.into(),
        boot_ms: arguments.boot_ms,
        stopping_ms: arguments.stopping_ms,
        ..Settings::demo()
    };
    styles::chosen(&arguments.styles).for_each(|style| style.set(&mut settings));
    settings.throttle = arguments.throttle.or(settings.throttle);
    settings.connections = arguments.connections.map(usize::from).or(settings.connections);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let Some(key) = settings.access_keys.first().cloned() else {
        complain("the endpoint has no access key");
        return Exit::Suite;
    };
    let lists = lists(&settings);
    if let Some(path) = &arguments.write_target
        && let Err(message) = may_write(path)
    {
        return ended(Exit::Usage, &message);
    }
    let recorder: Option<Recorder> = match arguments.record.as_deref().map(Recording::open) {
        None => None,
        Some(Ok(recording)) => {
            Some(Arc::new(move |request, answer| recording.keep(request, answer)))
        }
        Some(Err(message)) => return ended(Exit::Usage, &message),
    };
    // From before anybody can know that it serves.
    let asked_to_end = interrupt::interrupted();
    let endpoint = styles::layered(Endpoint::new(settings), &arguments.styles)
        .with_faults(arguments.faults.iter().copied().collect());
    let server = match Server::start_with(endpoint, address, recorder).await {
        Ok(server) => server,
        Err(error) => return cannot_listen(address, &error),
    };
    let target = format!(
        "[endpoint]\nurl = {:?}\n\n[credentials]\naccess_key_id = {:?}\naccess_key_secret = {:?} # a throw-away key\n\n[arrange]\ncontrol = {:?}\n\n[instances]\n{lists}",
        server.url(),
        key.id,
        key.secret.reveal(),
        server.control_url(),
    );
    if let Some(path) = &arguments.write_target
        && let Err(error) = target_file(path).write(format!("{MARK}\n\n{target}"))
    {
        return ended(Exit::Usage, &error.to_string());
    }
    let (where_to, file) = match &arguments.write_target {
        Some(path) => {
            let path = path.display().to_string();
            (format!("The target file is {path}:"), report::shell_quoted(&path))
        }
        None => {
            let file = "target.toml".to_owned();
            (format!("A target file for it, to be saved as {file}:"), file)
        }
    };
    let recorded = arguments.record.as_ref();
    let recorded =
        recorded.map_or_else(String::new, |to| format!("recorded to      {}\n", to.display()));
    let faults = faults::switched_on(&arguments.faults);
    let styles = styles::told(&arguments.styles);
    let text = format!(
        "address          {}\ncontrol protocol {}\naccess key       {} / {}\n{recorded}{faults}{styles}\n{where_to}\n\n{target}\nJudge it with `rebootspec run --target {file}`. Ctrl-C stops it.\n",
        server.url(),
        server.control_url(),
        key.id,
        key.secret.reveal(),
    );
    // Clients are served whether or not anybody reads this.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    asked_to_end.await;
    let restarts = server.restarts().into_iter();
    let text: String =
        restarts.map(|(id, count)| format!("restarts         {id} {count}\n")).collect();
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Exit::Conforms
}

/// How a target file begins that `serve` wrote, and may therefore write again.
const MARK: &str = "# Written by `rebootspec serve`, which replaces it when it is started again.";

/// The target file, which replaces one that `serve` wrote. It holds the secret.
fn target_file(path: &Path) -> Output<'_> {
    Output::new("target file", path).replacing(Own::Start(MARK)).private()
}

/// Whether the target file can be written, and nothing is lost by it: found out before anything is served.
fn may_write(path: &Path) -> Result<(), String> {
    out::beside("--write-target", path)?;
    target_file(path).check().map_err(|error| match error {
        WriteError::Foreign { path, .. } | WriteError::NoFile { path, .. } => format!(
            "{} is there already, and was not written by `rebootspec serve`\n  name another file with --write-target, or remove this one",
            path.display()
        ),
        error => error.to_string(),
    })
}

/// The prepared instances as the lists of a target file.
fn lists(settings: &Settings) -> String {
    let plain = arrangement(&List::Running.need());
    let of = |list: List| {
        let wanted = arrangement(&list.need());
        let is_listed = |instance: &&PreparedInstance| {
            let mut state = plain.clone();
            state.merge(&instance.arrangement);
            Arrangement { boot_ms: None, ..state } == wanted
        };
        let listed = settings.instances.iter().filter(is_listed);
        let ids: Vec<&str> = listed.map(|instance| instance.id.as_str()).collect();
        format!("{} = {ids:?}\n", list.key())
    };
    List::ALL.into_iter().map(of).collect()
}
