//! What an endpoint may do in one way or in another, because the documentation leaves it open: it conforms
//! whatever is chosen. Unlike [`Writing`](super::Writing), it is about what is answered rather than how it is
//! written.

use super::clock::Moment;
use super::refusal::{Refusal, quote};
use super::response::{Response, named, value_of};
use crate::api::Format;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations::REBOOT_INSTANCE;
use crate::api::parameters::SENT_TO_ALL;
use crate::wire::http::RawRequest;
use crate::wire::percent;
use crate::wire::query::Parameters;
use crate::wire::request::split_target;

/// The choices of an endpoint. The default is what the reference endpoint does; each switch is the other
/// way, with the rule that leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// A success is 202 instead of 200. Rule RS-01.
    pub accepted: bool,
    /// Of several causes, the disk is told before the status and the status before a lock. Rule RI-35.
    pub locks_last: bool,
    /// Another account's instance is refused as `Forbidden.RAM` instead of not being found. Rule RI-37.
    pub foreign_forbidden: bool,
    /// An instance that is not the caller's, or not there, is `Forbidden.InstanceNotFound`: what today's
    /// gateway tells a user of limited rights. Rules RI-30 and RI-37.
    pub not_found_forbidden: bool,
    /// While a restart is in progress, another call is a conflict (409). Rule RI-05.
    pub busy_conflict: bool,
    /// A Pending instance is refused as `IncorrectInstanceStatus.Initializing`, as today's service does.
    /// Rule RI-02.
    pub pending_initializing: bool,
    /// A key that may not be used is `CMKUnauthorized` (edition current). Rule RI-44.
    pub key_as_cmk: bool,
    /// StopInstance stops a locked instance, as the latest editions of the lock page have it. Rule LK-04.
    pub locked_stops: bool,
    /// Of Boolean values, only those in lower case are read (edition core). Rule RI-19.
    pub booleans_exact: bool,
    /// A Format that does not exist is refused instead of being answered in XML. Rule CP-43.
    pub format_refused: bool,
    /// A method that is not documented gets a bare 405. Rule RQ-05.
    pub method_bare: bool,
    /// What cannot be decoded or has no name is left out before anything is read. Rule RQ-07.
    pub undecodable_ignored: bool,
    /// Of a parameter that stands twice the last is used, by signature and operation alike. Rule RQ-08.
    pub last_of_two: bool,
    /// Under version 1.0, a parameter that stands twice is served by its first value where both are signed. Rule
    /// RQ-14.
    pub first_of_two_signed: bool,
    /// A nonce is one for all keys, and is used up whether or not the signature is right. Not judged.
    pub nonces_common: bool,
    /// Common errors mix both dialects as the gateway of today does, and a refusal of access control says
    /// more: rules RS-04, RS-05 and RS-13.
    pub mixed: bool,
    /// A nonce holds letters, digits and hyphens alone; any other is refused as invalid. What a nonce may
    /// hold is not documented.
    pub nonces_plain: bool,
    /// A Timestamp with a fraction of a second is malformed under version 1.0 too. Rule CP-20.
    pub fractions_refused: bool,
    /// A parameter that neither the operation defines nor SDKs send is refused as UnsupportedParameter. Rule
    /// RQ-06.
    pub unknown_unsupported: bool,
    /// A RegionId that is not the endpoint's own is refused. Rule RQ-06.
    pub region_checked: bool,
    /// Messages of errors quote the InstanceId of the call. Rules RS-08, RI-36 and RI-37 leave it open.
    pub message_quotes_id: bool,
    /// Messages of errors quote the query of the call. The same rules leave it open.
    pub message_quotes_query: bool,
    /// Messages of errors tell the time. The same rules leave it open.
    pub message_tells_time: bool,
    /// Messages of errors have more than one line. The same rules leave the kind of line end open.
    pub message_has_lines: bool,
}

/// A request as an endpoint with choices reads it.
pub(super) struct Kept {
    target: Vec<u8>,
    body: Vec<u8>,
}

impl Kept {
    /// As a request again.
    pub(super) fn request<'a>(&'a self, raw: &RawRequest<'a>) -> RawRequest<'a> {
        RawRequest { target: &self.target, body: &self.body, ..raw.clone() }
    }
}

impl Choices {
    /// What is answered before anything is read.
    pub(super) fn at_once(self, raw: &RawRequest<'_>) -> Option<Response> {
        let documented = matches!(raw.method, "GET" | "POST");
        (self.method_bare && !documented).then(|| Response {
            status: 405,
            content_type: "text/plain".into(),
            headers: Vec::new(),
            body: Vec::new(),
        })
    }

    /// What is read of a request.
    pub(super) fn kept(self, raw: &RawRequest<'_>) -> Kept {
        let (path, query) = split_target(raw.target);
        // The body of a GET is no form, and is nobody's business.
        let is_form = raw.method == "POST";
        let body = if is_form { self.pairs(raw.body, &[]) } else { Vec::new() };
        let query = self.pairs(query, &body);
        let mut target = path.to_vec();
        if !query.is_empty() {
            target.push(b'?');
            target.extend(query.join(&b'&'));
        }
        let body = if is_form { body.join(&b'&') } else { raw.body.to_vec() };
        Kept { target, body }
    }

    /// What parameters are read into.
    pub(super) const fn parameters_read<'a>(self) -> Parameters<'a> {
        if self.first_of_two_signed { Parameters::with_repeats() } else { Parameters::new() }
    }

    /// The pairs of a query or form that are read; those of `after` stand behind them.
    fn pairs<'a>(self, text: &'a [u8], after: &[&[u8]]) -> Vec<&'a [u8]> {
        let mut pairs: Vec<&[u8]> = text.split(|&byte| byte == b'&').collect();
        if text.is_empty() {
            pairs.clear();
        }
        if self.undecodable_ignored {
            pairs.retain(|pair| {
                let (name, value) = halves(pair);
                !name.is_empty() && percent::decode(name).is_ok() && percent::decode(value).is_ok()
            });
        }
        if self.last_of_two {
            let mut kept: Vec<&[u8]> = Vec::new();
            for pair in pairs.into_iter().rev() {
                let stands_in =
                    |pairs: &[&[u8]]| pairs.iter().any(|other| halves(other).0 == halves(pair).0);
                if !stands_in(&kept) && !stands_in(after) {
                    kept.push(pair);
                }
            }
            kept.reverse();
            pairs = kept;
        }
        pairs
    }

    /// Refuses a nonce that holds anything but letters, digits and hyphens.
    pub(super) fn nonce(self, nonce: &str) -> Result<(), Refusal> {
        let is_plain = nonce.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if self.nonces_plain && !is_plain {
            Err(Refusal::common(Failure::ParameterInvalid, parameter::SIGNATURE_NONCE))
        } else {
            Ok(())
        }
    }

    /// Refuses parameters of RebootInstance that this endpoint does not take.
    pub(super) fn parameters(
        self,
        parameters: &Parameters<'_>,
        region: &str,
    ) -> Result<(), Refusal> {
        let is_taken = |name: &str| {
            REBOOT_INSTANCE.any_parameter(name).is_some() || SENT_TO_ALL.contains(&name)
        };
        if self.unknown_unsupported && !parameters.iter().all(|(name, _)| is_taken(name)) {
            return Err(Refusal::common(Failure::ParameterUnsupported, ""));
        }
        match parameters.get(parameter::REGION_ID) {
            Some(other) if self.region_checked && other != region => Err(Refusal::other(
                "InvalidOperation.NotSupportedEndpoint",
                400,
                "The specified endpoint can't operate this region.",
            )),
            _ => Ok(()),
        }
    }

    /// The message of an error, with what this endpoint says beside it.
    pub(super) fn message(
        self,
        message: String,
        raw: &RawRequest<'_>,
        now: Moment,
        format: Format,
    ) -> String {
        let mut message = message;
        if self.message_quotes_id
            && let Some(id) = value_of(raw, parameter::INSTANCE_ID)
        {
            message += &format!(" InstanceId: {}.", quote(&id));
        }
        if self.message_quotes_query {
            let (_, query) = split_target(raw.target);
            message += &format!(" (request: {})", String::from_utf8_lossy(query));
        }
        if self.message_tells_time {
            message += &format!(" Time: {now}.");
        }
        if self.message_has_lines {
            // A reader of XML folds CR LF into LF, so this is the same text in both formats.
            let end = if format == Format::Xml { "\n" } else { "\r\n" };
            message += &format!("{end}Look at the parameters of the call.{end}");
        }
        message
    }

    /// Refuses a Format that does not exist.
    pub(super) fn format(self, raw: &RawRequest<'_>) -> Result<(), Refusal> {
        let unknown = || named(raw).is_some_and(|value| Format::from_value(&value).is_none());
        if self.format_refused && unknown() {
            Err(Refusal::common(Failure::ParameterInvalid, parameter::FORMAT))
        } else {
            Ok(())
        }
    }
}

/// Name and value of a pair, not decoded.
fn halves(pair: &[u8]) -> (&[u8], &[u8]) {
    let equals = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
    (&pair[..equals], pair.get(equals + 1..).unwrap_or_default())
}

#[cfg(test)]
mod tests;
