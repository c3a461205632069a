//! What a request asks: operation, parameters and where each stands, format, who signs and how.

use super::shown::shown;
use crate::api::Format;
use crate::api::names::parameter;
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::request::split_target;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::{self, header};

/// How a request is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Version 1.0, in parameters.
    Parameters,
    /// Version 3, in headers.
    Headers,
}

/// A request, as far as it can be read.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    raw: &'a RawRequest<'a>,
    pub(super) scheme: Scheme,
    /// Parameters of the query, up to the first that cannot be read.
    pub(super) query: Parameters<'a>,
    /// Parameters of the form body, likewise.
    pub(super) form: Parameters<'a>,
}

impl<'a> Asked<'a> {
    pub(super) fn read(raw: &'a RawRequest<'a>) -> Self {
        let (_, query) = split_target(raw.target);
        let read = |text: &'a [u8]| {
            let mut parameters = Parameters::new();
            // What is wrong with the rest is said by the verdict.
            let _ = parameters.read(text);
            parameters
        };
        let is_in_headers = raw.header(header::AUTHORIZATION).is_some();
        Self {
            raw,
            scheme: if is_in_headers { Scheme::Headers } else { Scheme::Parameters },
            query: read(query),
            // Nothing documents a meaning for the body of a GET.
            form: read(if raw.method == "GET" { &[] } else { raw.body }),
        }
    }

    /// The value of a parameter, wherever it stands.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.get(name).or_else(|| self.form.get(name))
    }

    fn header_or(&self, header: &str, parameter: &str) -> String {
        let value = match self.scheme {
            Scheme::Headers => self.raw.header(header),
            Scheme::Parameters => self.parameter(parameter),
        };
        value.map_or_else(|| "not said".to_owned(), shown)
    }

    /// Everything that it asks, in lines.
    pub(super) fn told(&self) -> String {
        let (path, _) = split_target(self.raw.target);
        let scheme = match self.scheme {
            Scheme::Parameters => {
                let value = |name| self.parameter(name).map_or("not said".to_owned(), shown);
                let method = value(parameter::SIGNATURE_METHOD);
                format!("version {}, {method}, in parameters", value(parameter::SIGNATURE_VERSION))
            }
            Scheme::Headers => format!("version 3, {}, in headers", v3::ALGORITHM),
        };
        let lines = [
            ("method", format!("{} {}", self.raw.method, shown(&String::from_utf8_lossy(path)))),
            ("host", self.raw.header("host").map_or("not said".to_owned(), shown)),
            ("operation", self.header_or(header::ACTION, parameter::ACTION)),
            ("API version", self.header_or(header::VERSION, parameter::VERSION)),
            ("format", self.format()),
            ("signature", scheme),
            ("access key", self.key()),
            ("signed at", self.header_or(header::DATE, parameter::TIMESTAMP)),
            ("nonce", self.header_or(header::NONCE, parameter::SIGNATURE_NONCE)),
        ];
        let mut text: String =
            lines.iter().map(|(name, value)| format!("{name:<12} {value}\n")).collect();
        if self.scheme == Scheme::Headers && path != v3::CANONICAL_URI.as_bytes() {
            text.push_str("the path is where it is sent: version 3 signs \"/\" whatever it is\n");
        }
        text.push_str(&self.parameters());
        text
    }

    fn key(&self) -> String {
        match self.scheme {
            Scheme::Parameters => self.parameter(parameter::ACCESS_KEY_ID).map(shown),
            Scheme::Headers => self
                .raw
                .header(header::AUTHORIZATION)
                .and_then(|value| Authorization::parse(value).ok())
                .map(|authorization| shown(authorization.credential)),
        }
        .unwrap_or_else(|| "not said".to_owned())
    }

    /// The format of the answer, and by what it is asked for.
    fn format(&self) -> String {
        let accept = self.raw.header("accept").filter(|_| self.scheme == Scheme::Headers);
        match (self.parameter(parameter::FORMAT), accept) {
            (Some(value), _) => match Format::from_value(value) {
                Some(format) => format!("{}, by Format={}", format.value(), shown(value)),
                None => format!("unknown: Format={}", shown(value)),
            },
            (None, Some(value)) => format!("by Accept: {}", shown(value)),
            (None, None) => format!("{}, because nothing is said", Format::default().value()),
        }
    }

    /// The parameters, in the order they stand in.
    fn parameters(&self) -> String {
        let placed = [("query", &self.query), ("form", &self.form)];
        let rows: Vec<(String, &str, String)> = placed
            .into_iter()
            .flat_map(|(place, parameters)| {
                parameters.iter().map(move |(name, value)| (shown(name), place, shown(value)))
            })
            .collect();
        if rows.is_empty() {
            return "\nno parameters\n".to_owned();
        }
        let width =
            rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0).clamp(9, 32);
        let mut text = format!("\n{:<width$} in    value\n", "parameter");
        for (name, place, value) in rows {
            text.push_str(&format!("{name:<width$} {place:<5} {value:?}\n"));
        }
        text
    }
}
