//! `rebootspec sign`: signs a request and shows each step, so that a client's author can compare.
//! Sends nothing. The secret comes from the environment, where no list of processes and no history of
//! a shell holds it, and is never shown.

use clap::{Args, ValueEnum};
use url::Url;

use super::exit::Exit;
use super::{ended, printed};
use crate::api::names::parameter as names;
use crate::client::Place;
use crate::outcome::SentRequest;
use crate::report::shell_quoted;
use crate::suite::call::{Call, SignedCall, Stamp, resend};
use crate::suite::client::Prepared;
use crate::suite::target::AccessKey;
use crate::wire::secret::{self, Secret};
use crate::wire::signature::v3::{CANONICAL_URI, header};
use crate::wire::timestamp::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Parameters in the query string.
    #[value(name = "GET", alias = "get")]
    Get,
    /// Parameters in a form body.
    #[value(name = "POST", alias = "post")]
    Post,
    /// Only with --resend.
    #[value(name = "PUT")]
    Put,
    /// Only with --resend.
    #[value(name = "DELETE")]
    Delete,
    /// Only with --resend.
    #[value(name = "PATCH")]
    Patch,
    /// Only with --resend.
    #[value(name = "HEAD")]
    Head,
}

impl Method {
    const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
        }
    }
}

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// AccessKeyId.
    #[arg(long, value_name = "ID")]
    access_key_id: String,
    /// The environment variable that holds the AccessKeySecret.
    #[arg(long, value_name = "VAR", default_value = "ECS_ACCESS_KEY_SECRET")]
    secret_env: String,
    /// HTTP method.
    #[arg(long, value_enum, default_value_t = Method::Get)]
    method: Method,
    /// When it is signed, as YYYY-MM-DDThh:mm:ssZ [default: now].
    #[arg(long, value_name = "T", value_parser = timestamp)]
    timestamp: Option<Timestamp>,
    /// A value used once [default: a random one].
    #[arg(long, value_name = "N")]
    nonce: Option<String>,
    /// Address of the endpoint.
    #[arg(long, default_value = "http://127.0.0.1:8080/")]
    url: String,
    /// Sign with version 3, ACS3-HMAC-SHA256, in headers.
    #[arg(long)]
    v3: bool,
    /// Print a line that sends it with curl, instead of the steps.
    #[arg(long)]
    curl: bool,
    /// Sign this request anew: its address with the query, kept byte for byte but for the signature,
    /// the time and the nonce. Reports write such lines.
    #[arg(long, value_name = "URL", requires = "curl", conflicts_with_all = ["v3", "url", "parameters"])]
    resend: Option<String>,
    /// A header of the request to resend; may be given more than once.
    #[arg(long = "header", value_name = "NAME: VALUE", requires = "resend", value_parser = header_line)]
    headers: Vec<(String, String)>,
    /// The body of the request to resend.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "resend",
        default_value = "",
        hide_default_value = true
    )]
    body: String,
    /// A parameter or header of the request to resend that stays as it is, such as Timestamp.
    #[arg(long, value_name = "NAME", requires = "resend")]
    keep: Vec<String>,
    /// Parameters, such as Action=RebootInstance; a common one that is not given is filled in.
    #[arg(value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
}

pub(super) fn sign(arguments: Arguments) -> Exit {
    let environment = |name: &str| std::env::var(name).ok();
    if let Some(url) = &arguments.resend {
        return match resent(&arguments, url, environment) {
            Ok(sent) => printed(&curl(&sent)),
            Err(message) => ended(Exit::Usage, &message),
        };
    }
    match signed(&arguments, environment) {
        Ok(signed) if arguments.curl => printed(&curl(&as_sent(signed.prepared))),
        Ok(signed) => printed(&steps(&signed, arguments.v3)),
        Err(message) => ended(Exit::Usage, &message),
    }
}

/// Signs a request that was sent before as of now.
fn resent(
    arguments: &Arguments,
    url: &str,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<SentRequest, String> {
    let secret = secret(arguments, environment)?;
    let parsed = Url::parse(url).map_err(|error| format!("--resend is no address: {error}"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err("--resend is neither http nor https".to_owned());
    }
    let sent = SentRequest {
        method: arguments.method.word().to_owned(),
        url: url.to_owned(),
        headers: arguments.headers.clone(),
        body: arguments.body.clone().into_bytes(),
    };
    let key = AccessKey { id: arguments.access_key_id.clone(), secret };
    resend::renewed(&sent, &key, &stamp(arguments), &arguments.keep).ok_or_else(|| {
        "--resend: the request has no place for a signature\n  give it with \"Signature=\" where one belongs, or sign parameters with NAME=VALUE".to_owned()
    })
}

/// Reads `NAME: VALUE`.
fn header_line(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.is_empty() => {
            Ok((name.to_lowercase(), value.trim().to_owned()))
        }
        _ => Err("a header is written as \"name: value\"".to_owned()),
    }
}

/// Reads the value of `--timestamp`.
fn timestamp(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text)
        .map_err(|error| format!("{error}; to sign another text, give it as Timestamp=TEXT"))
}

/// Reads `NAME=VALUE`.
fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("there is no name before the \"=\"".to_owned()),
        Some((names::SIGNATURE, _)) => Err("the signature is what this command makes".to_owned()),
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err("there is no \"=\" between a name and a value".to_owned()),
    }
}

/// Signs as the suite signs its own calls.
fn signed(
    arguments: &Arguments,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<SignedCall, String> {
    let secret = secret(arguments, environment)?;
    let url = address(&arguments.url)?;
    unambiguous(arguments)?;
    let mut call = Call::new("").without(names::ACTION);
    for (name, value) in &arguments.parameters {
        call = call.with(name, value);
    }
    if arguments.method == Method::Post {
        call = call.post(Place::Form);
    }
    if arguments.v3 {
        call = call.version_3();
    }
    if !matches!(arguments.method, Method::Get | Method::Post) {
        return Err("--method is GET or POST; another one needs --resend".to_owned());
    }
    let stamp = stamp(arguments);
    let key = AccessKey { id: arguments.access_key_id.clone(), secret };
    let signed = call.prepare(&url, &key, &stamp);
    if arguments.v3 {
        if key.id.is_empty() || !key.id.bytes().all(|b| b.is_ascii_graphic() && b != b',') {
            return Err(format!("{:?} cannot stand in the header authorization", key.id));
        }
        for (name, value) in &signed.prepared.headers {
            // The one value with blanks is this command's own.
            let visible = value.bytes().all(|byte| byte.is_ascii_graphic());
            if name != header::AUTHORIZATION && (value.is_empty() || !visible) {
                return Err(format!("{value:?} cannot stand in the header {name}"));
            }
        }
    }
    Ok(signed)
}

fn stamp(arguments: &Arguments) -> Stamp {
    let now = || Timestamp::from_unix_seconds(jiff::Timestamp::now().as_second());
    let random = || format!("{:032x}", fastrand::u128(..));
    Stamp {
        timestamp: arguments.timestamp.unwrap_or_else(now),
        nonce: arguments.nonce.clone().unwrap_or_else(random),
    }
}

fn secret(
    arguments: &Arguments,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Secret, String> {
    let variable = &arguments.secret_env;
    let secret = environment(variable).filter(|secret| !secret.is_empty()).ok_or_else(|| {
        format!(
            "{} does not hold the AccessKeySecret\n  set it, or name another one with --secret-env",
            secret::variable(variable, "--secret-env")
        )
    })?;
    let values = arguments.parameters.iter().map(|(_, value)| value);
    if values.chain([&arguments.access_key_id]).chain(&arguments.nonce).any(|v| *v == secret) {
        // Swapped by mistake, it would be shown and sent.
        return Err(format!("one of the values is the secret that {variable} holds"));
    }
    Ok(Secret::new(secret))
}

/// Checks that nothing is said twice.
fn unambiguous(arguments: &Arguments) -> Result<(), String> {
    let options = [
        (names::ACCESS_KEY_ID, "--access-key-id", true),
        (names::SIGNATURE_NONCE, "--nonce", arguments.nonce.is_some()),
        (names::TIMESTAMP, "--timestamp", arguments.timestamp.is_some()),
    ];
    let mut seen: Vec<&str> = Vec::new();
    for (name, _) in &arguments.parameters {
        let option = options.iter().find(|(of, ..)| of == name);
        if seen.contains(&name.as_str()) || option.is_some_and(|(.., given)| *given) {
            return Err(format!("the parameter {name:?} is given twice"));
        }
        if let Some((_, option, _)) = option.filter(|_| arguments.v3) {
            return Err(format!("version 3 sends {name} in a header: give it with {option}"));
        }
        seen.push(name);
    }
    Ok(())
}

/// Each step below its name, unbroken, so that it can be copied.
fn steps(signed: &SignedCall, v3: bool) -> String {
    let SignedCall { prepared, canonical, string_to_sign, signature } = signed;
    let headers = prepared.headers.iter().map(|(name, value)| format!("{name}: {value}"));
    let headers = headers.collect::<Vec<_>>().join("\n");
    let body = String::from_utf8_lossy(&prepared.body);
    let is_elsewhere = |url: &Url| v3 && url.path() != CANONICAL_URI;
    let path = match Url::parse(&prepared.url).is_ok_and(|url| is_elsewhere(&url)) {
        true => "where it is sent; version 3 signs \"/\" whatever it is",
        false => "",
    };
    let steps: [(&str, &str); 7] = [
        (if v3 { "canonical request" } else { "canonical query" }, canonical),
        ("string to sign", string_to_sign),
        ("signature", signature),
        ("headers", &headers),
        ("URL", &prepared.url),
        ("path of the URL", path),
        ("body", &body),
    ];
    let shown = steps.into_iter().filter(|(_, text)| !text.is_empty());
    shown.map(|(name, text)| format!("{name}\n{text}\n")).collect::<Vec<_>>().join("\n")
}

/// A line that sends the request.
fn curl(sent: &SentRequest) -> String {
    let mut words = vec!["curl".to_owned()];
    if sent.url.contains(['[', ']', '{', '}']) {
        // Otherwise curl would make several addresses of one.
        words.push("-g".to_owned());
    }
    if sent.method == "HEAD" {
        words.push("-I".to_owned());
    } else if !matches!(&*sent.method, "GET" | "POST") {
        words.extend(["-X".to_owned(), sent.method.clone()]);
    }
    for (name, value) in &sent.headers {
        // curl writes this one itself, from the address.
        if name != header::HOST {
            words.extend(["-H".to_owned(), format!("{name}: {value}")]);
        }
    }
    if sent.method == "POST" || !sent.body.is_empty() {
        if !sent.headers.iter().any(|(name, _)| name == header::CONTENT_TYPE) {
            // curl would send one of its own.
            words.extend(["-H".to_owned(), "content-type:".to_owned()]);
        }
        let body = String::from_utf8_lossy(&sent.body).into_owned();
        words.extend(["--data-raw".to_owned(), body]);
    }
    words.push(sent.url.clone());
    let quoted: Vec<String> = words.iter().map(|word| shell_quoted(word)).collect();
    format!("{}\n", quoted.join(" "))
}

fn as_sent(prepared: Prepared) -> SentRequest {
    let Prepared { method, url, headers, body, .. } = prepared;
    SentRequest { method: method.to_owned(), url, headers, body }
}

/// Reads `--url`. What is wrong with it is said without it: it may hold a password.
fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("--url is not an address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("--url is neither http nor https".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("--url holds a query or a fragment; give parameters as NAME=VALUE".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("--url holds a user name or a password; no signature covers them".to_owned());
    }
    Ok(url)
}
