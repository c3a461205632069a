//! `rebootspec sign`: signs a request and shows each step, so that a client's author can compare.
//! Sends nothing. The secret comes from the environment, where no list of processes and no history of
//! a shell holds it, and is never shown.

use reqwest::Url;

use super::exit::Exit;
use super::{MethodArgument, SignArguments, ended, printed};
use crate::report::shell_quoted;
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter as names};
use crate::wire::query;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::header;
use crate::wire::signature::{v1, v3};
use crate::wire::timestamp::Timestamp;

const FORM: &str = "application/x-www-form-urlencoded";

type Pairs = Vec<(String, String)>;

pub(super) fn sign(arguments: SignArguments) -> Exit {
    let curl = arguments.curl;
    let environment = |name: &str| std::env::var(name).ok();
    match Task::read(arguments, environment).and_then(Task::signed) {
        Ok(request) => {
            let text = if curl { request.curl() } else { request.steps() };
            printed(&text)
        }
        Err(message) => ended(Exit::Usage, &message),
    }
}

/// Reads the value of `--timestamp`.
pub(super) fn timestamp(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text)
        .map_err(|error| format!("{error}; to sign another text, give it as Timestamp=TEXT"))
}

/// Reads `NAME=VALUE`.
pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("there is no name before the \"=\"".to_owned()),
        Some((names::SIGNATURE, _)) => Err("the signature is what this command makes".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("there is no \"=\" between a name and a value".to_owned()),
    }
}

/// What to sign, checked.
struct Task {
    access_key_id: String,
    secret: Secret,
    method: MethodArgument,
    timestamp: String,
    nonce: String,
    url: Url,
    v3: bool,
    parameters: Pairs,
}

/// What came of it.
struct Request {
    steps: Vec<(&'static str, String)>,
    method: &'static str,
    url: String,
    /// Those that are part of the signature, or carry it.
    headers: Pairs,
    body: String,
}

impl Task {
    fn read(
        arguments: SignArguments,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let variable = &arguments.secret_env;
        let secret = environment(variable).filter(|secret| !secret.is_empty()).ok_or_else(|| {
            format!(
                "the variable {variable} does not hold the AccessKeySecret\n  set it, or name another one with --secret-env"
            )
        })?;
        let values = arguments.parameters.iter().map(|(_, value)| value);
        if values.chain([&arguments.access_key_id]).chain(&arguments.nonce).any(|v| *v == secret) {
            // Swapped by mistake, it would be shown and sent.
            return Err(format!("one of the values is the secret that {variable} holds"));
        }
        let now = || Timestamp::from_unix_seconds(jiff::Timestamp::now().as_second());
        let task = Self {
            access_key_id: arguments.access_key_id,
            secret: Secret::new(secret),
            method: arguments.method,
            timestamp: arguments.timestamp.unwrap_or_else(now).to_string(),
            nonce: arguments
                .nonce
                .clone()
                .unwrap_or_else(|| format!("{:032x}", fastrand::u128(..))),
            url: address(&arguments.url)?,
            v3: arguments.v3,
            parameters: arguments.parameters,
        };
        let explicit = [
            (names::ACCESS_KEY_ID, true),
            (names::SIGNATURE_NONCE, arguments.nonce.is_some()),
            (names::TIMESTAMP, arguments.timestamp.is_some()),
        ];
        let given = explicit.into_iter().filter(|(_, given)| *given).map(|(name, _)| name);
        let mut seen: Vec<&str> = given.collect();
        for (name, _) in &task.parameters {
            if seen.contains(&name.as_str()) {
                return Err(format!("the parameter {name:?} is given twice"));
            }
            seen.push(name);
        }
        Ok(task)
    }

    fn signed(self) -> Result<Request, String> {
        if self.v3 { self.signed_v3() } else { Ok(self.signed_v1()) }
    }

    const fn method(&self) -> &'static str {
        match self.method {
            MethodArgument::Get => "GET",
            MethodArgument::Post => "POST",
        }
    }

    /// Version 1.0: all parameters are one set, in the query or in a form.
    fn signed_v1(self) -> Request {
        let method = self.method();
        let mut pairs: Pairs = self.parameters;
        for (name, value) in [
            (names::VERSION, API_VERSION),
            (names::ACCESS_KEY_ID, &self.access_key_id),
            (names::SIGNATURE_METHOD, SIGNATURE_METHOD),
            (names::SIGNATURE_VERSION, SIGNATURE_VERSION),
            (names::SIGNATURE_NONCE, &self.nonce),
            (names::TIMESTAMP, &self.timestamp),
        ] {
            if !pairs.iter().any(|(given, _)| given == name) {
                pairs.push((name.to_owned(), value.to_owned()));
            }
        }
        let canonical_query = v1::canonical_query(borrowed(&pairs));
        let string_to_sign = v1::string_to_sign(method, &canonical_query);
        let signature = v1::sign(&self.secret, &string_to_sign);
        let signed =
            format!("{canonical_query}&{}", query::print([(names::SIGNATURE, &*signature)]));
        let steps = vec![
            ("canonical query", canonical_query),
            ("string to sign", string_to_sign),
            ("signature", signature),
        ];
        let (url, body) = match self.method {
            MethodArgument::Get => (format!("{}?{signed}", self.url), String::new()),
            MethodArgument::Post => (self.url.to_string(), signed),
        };
        let headers = match self.method {
            MethodArgument::Get => Pairs::new(),
            MethodArgument::Post => vec![(header::CONTENT_TYPE.to_owned(), FORM.to_owned())],
        };
        Request { steps, method, url, headers, body }
    }

    /// Version 3: the common parameters are headers, the others stay in the query or in a form.
    fn signed_v3(mut self) -> Result<Request, String> {
        let method = self.method();
        let mut take = |name: &str| {
            let at = self.parameters.iter().position(|(given, _)| given == name)?;
            Some(self.parameters.remove(at).1)
        };
        let action = take(names::ACTION);
        let version = take(names::VERSION).unwrap_or_else(|| API_VERSION.to_owned());
        let nonce = take(names::SIGNATURE_NONCE).unwrap_or(self.nonce);
        let date = take(names::TIMESTAMP).unwrap_or(self.timestamp);
        let own = query::print(borrowed(&self.parameters));
        let (query, body) = match self.method {
            MethodArgument::Get => (v3::canonical_query(borrowed(&self.parameters)), String::new()),
            MethodArgument::Post => (String::new(), own),
        };
        let content_sha256 = v3::sha256(body.as_bytes());
        let content_type = (self.method == MethodArgument::Post).then(|| FORM.to_owned());
        let mut headers: Pairs = [
            (header::HOST, Some(host(&self.url))),
            (header::CONTENT_TYPE, content_type),
            (header::ACTION, action),
            (header::CONTENT_SHA256, Some(content_sha256.clone())),
            (header::DATE, Some(date)),
            (header::NONCE, Some(nonce)),
            (header::VERSION, Some(version)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
        headers.sort_unstable();
        for (name, value) in &headers {
            visible(name, value)?;
        }
        visible("Credential", &self.access_key_id)?;
        if self.access_key_id.contains(',') {
            return Err("an AccessKeyId with a comma cannot stand in a header".to_owned());
        }
        let of_headers: Vec<(&str, &str)> = borrowed(&headers).collect();
        let canonical_request =
            v3::canonical_request(method, self.url.path(), &query, &of_headers, &content_sha256);
        let string_to_sign = v3::string_to_sign(&canonical_request);
        let signature = v3::sign(&self.secret, &string_to_sign);
        let authorization = Authorization {
            credential: &self.access_key_id,
            signed_headers: of_headers.iter().map(|(name, _)| *name).collect(),
            signature: &signature,
        }
        .to_string();
        let steps = vec![
            ("canonical request", canonical_request),
            ("string to sign", string_to_sign),
            ("signature", signature),
        ];
        let mut url = self.url;
        url.set_query((!query.is_empty()).then_some(query.as_str()));
        headers.push((header::AUTHORIZATION.to_owned(), authorization));
        Ok(Request { steps, method, url: url.to_string(), headers, body })
    }
}

impl Request {
    /// Each step below its name, unbroken, so that it can be copied.
    fn steps(self) -> String {
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let headers = headers.collect::<Vec<_>>().join("\n");
        let rest = [("headers", headers), ("URL", self.url), ("body", self.body)];
        let shown = self.steps.into_iter().chain(rest).filter(|(_, text)| !text.is_empty());
        shown.map(|(name, text)| format!("{name}\n{text}\n")).collect::<Vec<_>>().join("\n")
    }

    fn curl(self) -> String {
        let mut words = vec!["curl".to_owned()];
        for (name, value) in &self.headers {
            // curl writes this one itself, from the address.
            if name != header::HOST {
                words.extend(["-H".to_owned(), format!("{name}: {value}")]);
            }
        }
        if self.method == "POST" {
            words.extend(["--data-raw".to_owned(), self.body]);
        }
        words.push(self.url);
        let quoted: Vec<String> = words.iter().map(|word| shell_quoted(word)).collect();
        format!("{}\n", quoted.join(" "))
    }
}

fn borrowed(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("{text:?} is not an address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{text:?} is neither http nor https"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{text:?} holds a query or a fragment; give parameters as NAME=VALUE"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "--url holds a user name or a password, which are no part of a signature".into()
        );
    }
    Ok(url)
}

/// The header `Host`: the port stands there unless it is the scheme's own.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a value can be written into a header as it is.
fn visible(name: &str, value: &str) -> Result<(), String> {
    let fits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(()).ok_or_else(|| format!("{value:?} cannot stand in the header {name}"))
}
