//! The target file: TOML to [`Target`]. Every mistake is named with file, line and what to write
//! instead, and nothing is called before the whole file is understood.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::super::mistake::{Mistake, Source};
use super::super::similar::similar;
use super::list::{Instances, List};
use super::whole::{AccessKey, Arrange, Target, is_loopback, shown};
use crate::files::read::{self, ReadError};
use crate::suite::secrets::{MOST_BYTES, Secrets};
use crate::wire::secret::{self, Secret};

/// Why a target file cannot be used. Always the file's owner's to mend.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The file cannot be read, or is longer than any target file.
    #[error("cannot read the target file {path}: {cause}\n  {}", what_to_name(cause, path))]
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        cause: ReadError,
    },
    /// The file is not understood.
    #[error(transparent)]
    Mistake(#[from] Mistake),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    endpoint: Spanned<Endpoint>,
    #[serde(default)]
    credentials: Option<Spanned<Credentials>>,
    #[serde(default)]
    arrange: ArrangeTable,
    #[serde(default)]
    instances: BTreeMap<List, Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    url: Spanned<String>,
    region: Option<String>,
    timeout: Option<Spanned<String>>,
    restart_deadline: Option<Spanned<String>>,
    rate: Option<Spanned<i64>>,
    jobs: Option<Spanned<i64>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    access_key_id: Option<Spanned<String>>,
    access_key_secret: Option<Spanned<String>>,
    access_key_secret_env: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ArrangeTable {
    control: Option<Spanned<String>>,
    command: Option<Spanned<Vec<String>>>,
    start_stop: bool,
    allow_restart: bool,
}

/// How long a target file may be, in bytes: enough for tens of thousands of instances.
const MAX_BYTES: u64 = 1024 * 1024;

/// The most scenarios at once.
const MOST_JOBS: u16 = 1024;

/// Reads a target file; secrets may come from the environment.
///
/// # Errors
/// When the file cannot be read or is not understood.
pub fn read(path: &Path) -> Result<Target, TargetError> {
    let name = path.display().to_string();
    let text = read::text(path, MAX_BYTES)
        .map_err(|cause| TargetError::Unreadable { path: name.clone(), cause })?;
    parse(&name, &text, |variable| std::env::var(variable).ok())
}

/// Reads the text of a target file. `environment` looks a variable up.
///
/// # Errors
/// When the text is not understood.
pub fn parse(
    name: &str,
    text: &str,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Target, TargetError> {
    let reader = Reader(Source { name, text });
    let file: File = reader.0.read(instead_of)?;
    let endpoint = file.endpoint.get_ref();
    let permitted = file.arrange.allow_restart;
    let url = reader.url(&endpoint.url, permitted)?;
    let control = file
        .arrange
        .control
        .as_ref()
        .map(|control| reader.url(control, permitted))
        .transpose()?
        .map(|url| url.as_str().trim_end_matches('/').to_owned());
    let command = match file.arrange.command {
        Some(command) if command.get_ref().is_empty() => {
            return Err(reader.mistake(
                command.span(),
                "command names no program".into(),
                r#"command = ["./arrange.sh"]"#.into(),
            ));
        }
        command => command.map(Spanned::into_inner),
    };
    let fallback = file.endpoint.span();
    Ok(Target {
        name: name.to_owned(),
        url,
        region: endpoint.region.clone().unwrap_or_else(|| Target::DEFAULT_REGION.into()),
        timeout: reader.duration(endpoint.timeout.as_ref(), Target::DEFAULT_TIMEOUT)?,
        restart_deadline: reader
            .duration(endpoint.restart_deadline.as_ref(), Target::DEFAULT_RESTART_DEADLINE)?,
        rate: reader.count("rate", endpoint.rate.as_ref(), u32::MAX)?,
        jobs: reader.count("jobs", endpoint.jobs.as_ref(), MOST_JOBS)?,
        access_key: reader.access_key(file.credentials, fallback, environment)?,
        arrange: Arrange { control, command, start_stop: file.arrange.start_stop },
        instances: reader.instances(file.instances)?,
        secrets: Secrets::default(),
    })
}

/// What to write instead, from what the TOML reader complains of.
fn instead_of(message: &str) -> String {
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
    if let Some((found, names)) = unknown {
        let known: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
        match similar(found, known.iter().copied()).first() {
            Some(name) => format!("{name}, or leave it out"),
            None => format!("nothing there, or one of these names: {}", known.join(", ")),
        }
    } else if message.contains("missing field `endpoint`") {
        "[endpoint]\n    url = \"http://127.0.0.1:8080/\"".into()
    } else if message.contains("missing field `url`") {
        "url = \"http://127.0.0.1:8080/\"".into()
    } else if let Some((_, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "))
    {
        match expected {
            "a string" => "a text in quotes, such as \"10s\"".into(),
            "a boolean" => "true or false".into(),
            "i64" => "a whole number, such as 10".into(),
            "a sequence" => "a list of texts, such as [\"i-1\", \"i-2\"]".into(),
            _ => "what `rebootspec serve --write-target FILE` writes there".into(),
        }
    } else {
        "name = value, where a text stands in quotes; `rebootspec serve --write-target FILE` writes an example".into()
    }
}

/// What to do about a target file that cannot be read.
fn what_to_name(cause: &ReadError, path: &str) -> String {
    if cause.is_absence() {
        format!("write one, or let `rebootspec serve --write-target {path}` do it")
    } else if cause.is_folder() {
        "name a file in that folder".into()
    } else {
        "name a text file that you may read".into()
    }
}

struct Reader<'a>(Source<'a>);

impl Reader<'_> {
    fn mistake(&self, span: Range<usize>, what: String, instead: String) -> TargetError {
        self.0.mistake(span, what, instead).into()
    }

    fn url(&self, text: &Spanned<String>, permitted: bool) -> Result<Url, TargetError> {
        let instead = "an address such as \"http://127.0.0.1:8080/\" or \"https://ecs.example/\"";
        let mistake = |what: String| self.mistake(text.span(), what, instead.into());
        let url = Url::parse(text.get_ref()).map_err(|error| {
            let why = match text.get_ref().contains("://") {
                true => error.to_string(),
                false => "it does not begin with http:// or https://".to_owned(),
            };
            // What cannot be taken apart may hold a password.
            match text.get_ref().contains('@') {
                true => mistake(format!("this is not an address: {why}")),
                false => mistake(format!("{:?} is not an address: {why}", text.get_ref())),
            }
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(mistake(format!("{:?} is neither http nor https", shown(&url))));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(mistake("the address holds a query or a fragment".into()));
        }
        if !permitted && !is_loopback(&url) {
            return Err(self.mistake(
                text.span(),
                format!("{} is not this machine, and the suite restarts instances", url.host_str().unwrap_or_default()),
                "allow_restart = true under [arrange], once you are sure that every instance listed may be restarted".into(),
            ));
        }
        Ok(url)
    }

    fn duration(
        &self,
        text: Option<&Spanned<String>>,
        otherwise: Duration,
    ) -> Result<Duration, TargetError> {
        let Some(text) = text else { return Ok(otherwise) };
        text.get_ref()
            .parse::<jiff::SignedDuration>()
            .ok()
            .and_then(|duration| Duration::try_from(duration).ok())
            .filter(|duration| !duration.is_zero() && *duration <= Duration::from_secs(24 * 3600))
            .ok_or_else(|| {
                self.mistake(
                    text.span(),
                    format!("{:?} is not a length of time of up to a day", text.get_ref()),
                    "a number with its unit, such as \"10s\", \"500ms\" or \"2m\"".into(),
                )
            })
    }

    /// A whole number from 1 to the most that there may be.
    fn count<N: TryFrom<i64> + Into<i64> + Copy + std::fmt::Display>(
        &self,
        name: &str,
        number: Option<&Spanned<i64>>,
        most: N,
    ) -> Result<Option<N>, TargetError> {
        let Some(number) = number else { return Ok(None) };
        let count = Some(*number.get_ref()).filter(|count| (1..=most.into()).contains(count));
        count.and_then(|count| N::try_from(count).ok()).map(Some).ok_or_else(|| {
            let what = format!("{} is not from 1 to {most}", number.get_ref());
            self.mistake(number.span(), what, format!("{name} = 10, or leave it out"))
        })
    }

    fn access_key(
        &self,
        credentials: Option<Spanned<Credentials>>,
        fallback: Range<usize>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<AccessKey, TargetError> {
        let (at, credentials) = match credentials {
            Some(credentials) => (credentials.span(), credentials.into_inner()),
            None => (fallback, Credentials::default()),
        };
        let missing = |what: &str, variable: &str, key: &str| {
            let state = match environment(variable) {
                Some(_) => "empty",
                None => "not set",
            };
            let called = secret::variable(variable, "access_key_secret_env");
            self.mistake(
                at.clone(),
                format!("there is no {what}, and {called} is {state}"),
                format!("{key} = \"…\" under [credentials], or set {called}"),
            )
        };
        let id = match credentials.access_key_id {
            Some(id) => Some(id.into_inner()),
            None => environment("ECS_ACCESS_KEY_ID"),
        };
        let id = id
            .filter(|id| !id.is_empty())
            .ok_or_else(|| missing("AccessKeyId", "ECS_ACCESS_KEY_ID", "access_key_id"))?;
        if let (Some(secret), Some(variable)) =
            (&credentials.access_key_secret, &credentials.access_key_secret_env)
        {
            let (one, other) =
                (self.0.line(secret.span().start), self.0.line(variable.span().start));
            return Err(self.mistake(
                if one < other { variable.span() } else { secret.span() },
                format!(
                    "the secret is given twice: access_key_secret on line {one}, access_key_secret_env on line {other}"
                ),
                "one of the two; access_key_secret_env keeps the secret out of the file".into(),
            ));
        }
        let variable = credentials
            .access_key_secret_env
            .map_or_else(|| "ECS_ACCESS_KEY_SECRET".to_owned(), Spanned::into_inner);
        let secret = match credentials.access_key_secret {
            Some(secret) => Some(secret.into_inner()),
            None => environment(&variable),
        };
        let secret = secret
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| missing("AccessKeySecret", &variable, "access_key_secret"))?;
        if secret.len() > MOST_BYTES {
            return Err(self.mistake(
                at,
                format!("the AccessKeySecret has {} bytes", secret.len()),
                format!("one of at most {MOST_BYTES} bytes"),
            ));
        }
        Ok(AccessKey { id, secret: Secret::new(secret) })
    }

    fn instances(
        &self,
        lists: BTreeMap<List, Vec<Spanned<String>>>,
    ) -> Result<Instances, TargetError> {
        let mut instances = Instances::default();
        let mut seen = BTreeSet::new();
        for (list, ids) in lists {
            for id in ids {
                let span = id.span();
                let id = id.into_inner();
                if id.is_empty() {
                    return Err(self.mistake(
                        span,
                        "an instance id is empty".into(),
                        "the id of an instance that may be restarted".into(),
                    ));
                }
                // Two lists would lend the same instance to two scenarios at once.
                if !seen.insert(id.clone()) {
                    return Err(self.mistake(
                        span,
                        format!("the instance {id:?} is listed twice"),
                        "each instance once, in the list of the state it is in".into(),
                    ));
                }
                instances.add(list, [id]);
            }
        }
        Ok(instances)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str =
        "[credentials]\naccess_key_id = \"a\"\naccess_key_secret = \"s3cr3t\"\n";

    fn read(text: &str) -> Result<Target, String> {
        parse("t.toml", text, |_| None).map_err(|error| error.to_string())
    }

    #[test]
    fn the_least_is_an_address_and_a_key() {
        let target =
            read(&format!("[endpoint]\nurl = \"http://127.0.0.1:8080\"\n{CREDENTIALS}")).unwrap();
        assert_eq!(target.url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(target.timeout, Duration::from_secs(10));
        assert_eq!(target.region, "cn-hangzhou");
        assert!(!format!("{target:?}").contains("s3cr3t"));
    }

    #[test]
    fn everything_can_be_said() {
        let target = read(&format!(
            "[endpoint]\nurl = \"https://ecs.example/api\"\nregion = \"r\"\ntimeout = \"500ms\"\nrestart_deadline = \"2m\"\n{CREDENTIALS}[arrange]\ncontrol = \"http://10.0.0.1/_control/\"\ncommand = [\"./a\", \"b\"]\nstart_stop = true\nallow_restart = true\n[instances]\nrunning = [\"i-1\", \"i-2\"]\nother_account = [\"i-3\"]\n"
        ))
        .unwrap();
        assert_eq!(target.timeout, Duration::from_millis(500));
        assert_eq!(target.restart_deadline, Duration::from_secs(120));
        assert_eq!(target.arrange.control.as_deref(), Some("http://10.0.0.1/_control"));
        assert_eq!(target.instances.of(List::Running), ["i-1", "i-2"]);
    }

    #[test]
    fn credentials_come_from_the_environment() {
        let environment = |name: &str| match name {
            "ECS_ACCESS_KEY_ID" => Some("id".to_owned()),
            "MINE" => Some("secret".to_owned()),
            _ => None,
        };
        let text = "[endpoint]\nurl = \"http://[::1]/\"\n[credentials]\naccess_key_secret_env = \"MINE\"\n";
        let target = parse("t", text, environment).unwrap();
        assert_eq!(
            (target.access_key.id.as_str(), target.access_key.secret.reveal()),
            ("id", "secret")
        );
    }

    #[test]
    fn one_secret_is_given_and_it_is_not_empty() {
        let endpoint = "[endpoint]\nurl = \"http://127.0.0.1/\"\n";
        let twice = format!("{endpoint}{CREDENTIALS}access_key_secret_env = \"MINE\"\n");
        let error = read(&twice).unwrap_err();
        let told = "t.toml:6:25: the secret is given twice: access_key_secret on line 5, access_key_secret_env on line 6";
        assert!(error.starts_with(told) && !error.contains("s3cr3t"), "{error}");
        let key = "[credentials]\naccess_key_id = \"a\"\n";
        for (value, state) in [(None, "is not set"), (Some(String::new()), "is empty")] {
            let text = format!("{endpoint}{key}");
            let error = parse("t.toml", &text, |_| value.clone()).unwrap_err().to_string();
            let told = format!("the variable ECS_ACCESS_KEY_SECRET {state}\n");
            assert!(error.contains(&told), "{error}");
            // The secret itself, where the name of a variable belongs.
            for secret in ["T0psecretXY", "K3YONLY", "mine", "a b"] {
                let text = format!("{text}access_key_secret_env = {secret:?}\n");
                let error = parse("t.toml", &text, |_| value.clone()).unwrap_err().to_string();
                let told = format!("the variable that access_key_secret_env names {state}\n");
                assert!(error.contains(&told) && !error.contains(secret), "{error}");
            }
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let endpoint = "[endpoint]\nurl = \"http://127.0.0.1/\"\n";
        for (text, place, what) in [
            ("".to_owned(), "t.toml:1:1", "missing field `endpoint`"),
            ("[endpoint]\nurl = 5\n".into(), "t.toml:2:7", "invalid type"),
            ("[endpoint]\nulr = \"x\"\n".into(), "t.toml:2:1", "unknown field `ulr`"),
            ("[endpoint\n".into(), "t.toml:1:10", ""),
            (
                format!("[endpoint]\nurl = \"nonsense\"\n{CREDENTIALS}"),
                "t.toml:2:7",
                "not an address",
            ),
            (
                format!("[endpoint]\nurl = \"ftp://x/\"\n{CREDENTIALS}"),
                "t.toml:2:7",
                "neither http",
            ),
            (
                format!("[endpoint]\nurl = \"http://ecs.example/\"\n{CREDENTIALS}"),
                "t.toml:2:7",
                "allow_restart = true",
            ),
            (format!("{endpoint}timeout = \"10\"\n{CREDENTIALS}"), "t.toml:3:11", "length of time"),
            (format!("{endpoint}timeout = \"0s\"\n{CREDENTIALS}"), "t.toml:3:11", "length of time"),
            (endpoint.to_owned(), "t.toml:1:1", "no AccessKeyId"),
            (
                format!("{endpoint}[credentials]\naccess_key_id = \"a\"\n"),
                "t.toml:3:1",
                "no AccessKeySecret",
            ),
            (
                format!(
                    "{endpoint}{CREDENTIALS}[instances]\nrunning = [\"i-1\"]\nstopped = [\"i-1\"]\n"
                ),
                "t.toml:8:12",
                "listed twice",
            ),
            (
                format!("{endpoint}{CREDENTIALS}[arrange]\ncommand = []\n"),
                "t.toml:7:11",
                "names no program",
            ),
            (
                format!("{endpoint}{CREDENTIALS}[arrange]\ncontrol = \"http://10.1.1.1/\"\n"),
                "t.toml:7:11",
                "allow_restart",
            ),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.contains(place), "{error}");
            assert!(error.contains(what), "{error}");
            assert!(error.contains("write instead: "), "{error}");
            assert!(!error.contains("s3cr3t"), "{error}");
        }
    }
}
