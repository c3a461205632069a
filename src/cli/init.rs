//! `rebootspec init`: writes a commented target file, from flags and, on a terminal, from answers.
//! Never writes a secret, and never replaces a file unasked.

mod text;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use self::text::Values;
use super::complain;
use super::exit::Exit;
use crate::files::write::{Output, Own};
use crate::suite::target::{self, Instances, List, Target};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Address of the endpoint.
    #[arg(long)]
    url: Option<String>,
    /// AccessKeyId to sign with.
    #[arg(long, value_name = "ID")]
    access_key_id: Option<String>,
    /// Variable that the secret is read from; the secret itself is never written.
    #[arg(long, value_name = "NAME", default_value = "ECS_ACCESS_KEY_SECRET")]
    secret_env: String,
    /// Region of the instances.
    #[arg(long)]
    region: Option<String>,
    /// Address of the control protocol.
    #[arg(long, value_name = "URL")]
    control: Option<String>,
    #[command(flatten)]
    lists: Lists,
    /// Permit restarts at an address that is not on this machine.
    #[arg(long)]
    allow_restart: bool,
    /// Where to write.
    #[arg(long, value_name = "FILE", default_value = "target.toml")]
    out: PathBuf,
    /// Replace the file if there is one.
    #[arg(long)]
    force: bool,
}

/// Instances by the list of the target file that they are to stand in: a flag for each.
#[derive(Debug)]
struct Lists(Instances);

impl Args for Lists {
    fn augment_args(command: Command) -> Command {
        let arg = |list: List| {
            Arg::new(list.key())
                .long(list.key().replace('_', "-"))
                .value_name("ID,ID")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help(list.sentence())
        };
        command.args(List::ALL.map(arg))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Lists {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut instances = Instances::default();
        for list in List::ALL {
            let ids = matches.get_many::<String>(list.key()).into_iter().flatten();
            instances.add(list, clean(ids.map(String::as_str)));
        }
        Ok(Self(instances))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What stands in the file where neither a flag nor an answer says otherwise: the reference endpoint
/// as `rebootspec serve` starts it.
const DEFAULT_URL: &str = "http://127.0.0.1:8080/";
const DEFAULT_KEY: &str = "testid";

pub(super) fn init(arguments: Arguments) -> Exit {
    let out = arguments.out.clone();
    if !arguments.force && out.symlink_metadata().is_ok() {
        return refused(&format!(
            "{} is there already\n  name another file with --out, or replace it with --force",
            out.display()
        ));
    }
    let values = match gather(arguments) {
        Ok(values) => values,
        Err(error) => return refused(&format!("no answer could be read: {error}")),
    };
    let text = text::write(&values);
    if let Err(mistake) = check(&values) {
        return refused(&mistake);
    }
    if let Err(error) = Output::new("target file", &out).replacing(Own::Any).private().write(&text)
    {
        return refused(&error.to_string());
    }
    let mut said = format!("{} is written.\n", out.display());
    if values.lacks_permission() {
        said.push_str(
            "It is not complete: the endpoint is not on this machine, and a run restarts \
             instances. Set allow_restart = true once every instance listed may be restarted.\n",
        );
    }
    said.push_str(&format!(
        "Next:\n  export {}=…\n  rebootspec doctor --target {}\n",
        values.secret_env,
        out.display()
    ));
    // The file is written, whether or not anybody reads this.
    let _ = io::stdout().lock().write_all(said.as_bytes());
    Exit::Conforms
}

fn refused(message: &str) -> Exit {
    complain(message);
    Exit::Usage
}

/// Flags first; then, on a terminal, answers; then the defaults.
fn gather(arguments: Arguments) -> io::Result<Values> {
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    let value = |flag: Option<String>, question: &str, otherwise: &str| match flag {
        Some(given) => Ok(given),
        None if asks => ask(question, otherwise),
        None => Ok(otherwise.to_owned()),
    };
    let url = value(arguments.url, "Address of the endpoint", DEFAULT_URL)?;
    let access_key_id = value(arguments.access_key_id, "AccessKeyId", DEFAULT_KEY)?;
    let mut instances = arguments.lists.0;
    if asks && instances.of(List::Running).is_empty() {
        let question = "Running instances that may be restarted, with commas between";
        instances.add(List::Running, clean(ask(question, "")?.split(',')));
    }
    Ok(Values {
        url,
        access_key_id,
        secret_env: arguments.secret_env,
        region: arguments.region.unwrap_or_else(|| Target::DEFAULT_REGION.to_owned()),
        control: arguments.control,
        allow_restart: arguments.allow_restart,
        instances,
    })
}

fn clean<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let ids = ids.into_iter().map(str::trim);
    ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// Asks on standard error, so that standard output stays what the command says.
fn ask(question: &str, otherwise: &str) -> io::Result<String> {
    let mut screen = io::stderr().lock();
    match otherwise {
        "" => write!(screen, "{question}: ")?,
        otherwise => write!(screen, "{question} [{otherwise}]: ")?,
    }
    screen.flush()?;
    let mut answer = String::new();
    if io::stdin().read_line(&mut answer)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let answer = answer.trim();
    Ok(if answer.is_empty() { otherwise } else { answer }.to_owned())
}

/// Whether the file, once restarts are permitted in it, is understood.
fn check(values: &Values) -> Result<(), String> {
    if holds_password(&values.url) || values.control.as_deref().is_some_and(holds_password) {
        return Err("an address holds a password, which is not written to a file\n  \
                    give the address without user information"
            .to_owned());
    }
    let permitted = Values { allow_restart: true, ..values.clone() };
    target::parse("target file", &text::write(&permitted), |_| Some("set later".to_owned()))
        .map(|_| ())
        .map_err(|error| match error {
            // Line and column are those of a file that is not written.
            target::TargetError::Mistake(mistake) => {
                format!("{}\n  give instead: {}", mistake.what, mistake.instead)
            }
            other => other.to_string(),
        })
}

fn holds_password(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.password().is_some())
}
