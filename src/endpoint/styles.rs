//! Styles: endpoints that differ from the reference endpoint and serve RebootInstance as documented
//! all the same. None may turn a MUST rule red, nor leave it undecided: what does so is a defect of
//! the suite, which then demands more than is documented.

use super::choices::Choices;
use super::ids::IdForm;
use super::settings::Settings;
use super::sight::Sight;
use super::writing::{DateForm, Writing};
use crate::api::{Dialect, Edition};

/// A conforming variation of the endpoint: `serve --style` shows it to anybody, `prove --styles` judges it.
#[derive(Debug)]
pub struct Style {
    /// Its name.
    pub name: &'static str,
    /// What it does otherwise.
    pub sentence: &'static str,
    /// Makes the endpoint so.
    pub apply: fn(&mut Settings),
    /// The dialects that it is to be held to as well, each with the MUST rules that it then fails.
    pub held_to: &'static [(Dialect, &'static [&'static str])],
    /// The MUST rules of which it leaves a scenario undecided, since it refuses what that has to send, as the
    /// documents let it.
    pub open: &'static [&'static str],
}

const fn style(name: &'static str, sentence: &'static str, apply: fn(&mut Settings)) -> Style {
    Style { name, sentence, apply, held_to: &[], open: &[] }
}

impl Style {
    const fn held_to(self, held_to: &'static [(Dialect, &'static [&'static str])]) -> Self {
        Self { held_to, ..self }
    }

    const fn open(self, open: &'static [&'static str]) -> Self {
        Self { open, ..self }
    }
}

/// Every style. A new switch of [`Settings`] that leaves an endpoint conforming gets a line here.
pub const STYLES: &[Style] = &[
    style(
        "gateway",
        "Common errors are those of the later gateway, with Recommend in JSON.",
        |settings| settings.dialect = Dialect::Gateway,
    )
    .held_to(&[(Dialect::Gateway, &[])]),
    style(
        "live",
        "The gateway of today, as its error pages and public reports quote it: mixed dialects, Recommend, CDATA.",
        |settings| {
            settings.dialect = Dialect::Gateway;
            settings.edition = Edition::Current;
            settings.writing = Writing { gateway: true, recommend: true, ..Writing::default() };
            settings.choices.mixed = true;
        },
    )
    .held_to(&[(Dialect::Gateway, &[])]),
    style("stopping-phase", "A restart passes through Stopping for a moment.", |settings| {
        settings.stopping_ms = 20
    }),
    style("slow-shutdown", "A restart stays in Stopping for long.", |settings| {
        settings.stopping_ms = 400
    }),
    style("later-edition", "What later editions add is served too.", |settings| {
        settings.edition = Edition::Current
    }),
    style(
        "gateway-slow-shutdown",
        "The later gateway before an endpoint whose restarts stay in Stopping for long.",
        |settings| {
            settings.dialect = Dialect::Gateway;
            settings.stopping_ms = 400;
        },
    ),
    style("pretty", "Answers are pretty-printed.", |settings| settings.writing.pretty = true),
    style("recommend", "Every error has Recommend.", |settings| settings.writing.recommend = true),
    style("reordered", "The members of an error stand in another order.", |settings| {
        settings.writing.reordered = true
    }),
    style("chunked", "Answers are sent in chunks.", |settings| settings.writing.chunked = true),
    style("close", "The connection is closed after each answer.", |settings| {
        settings.writing.close = true
    }),
    style("accepted", "A success is 202.", |settings| settings.choices.accepted = true),
    style(
        "locks-last",
        "Of several causes, the disk is told before the status, the status before a lock.",
        |settings| settings.choices.locks_last = true,
    ),
    style(
        "foreign-forbidden",
        "Another account's instance is refused as Forbidden.RAM.",
        |settings| settings.choices.foreign_forbidden = true,
    ),
    style(
        "limited-user",
        "The gateway tells a user of limited rights: Forbidden.InstanceNotFound.",
        |settings| {
            settings.dialect = Dialect::Gateway;
            settings.choices.not_found_forbidden = true;
        },
    )
    .held_to(&[(Dialect::Gateway, &[])]),
    style("busy-conflict", "While a restart is in progress, another call is 409.", |settings| {
        settings.choices.busy_conflict = true
    })
    .held_to(&[(Dialect::Documented, &[])]),
    style(
        "gateway-busy-conflict",
        "The later gateway, with 409 while a restart is in progress.",
        |settings| {
            settings.dialect = Dialect::Gateway;
            settings.choices.busy_conflict = true;
        },
    )
    .held_to(&[(Dialect::Gateway, &[])]),
    style(
        "initializing",
        "The later gateway, which calls a Pending instance Initializing.",
        |settings| {
            settings.dialect = Dialect::Gateway;
            settings.choices.pending_initializing = true;
        },
    )
    .held_to(&[(Dialect::Gateway, &[])]),
    style(
        "key-as-cmk",
        "A key that may not be used is CMKUnauthorized (edition current).",
        |settings| {
            settings.edition = Edition::Current;
            settings.choices.key_as_cmk = true;
        },
    ),
    style("locked-stops", "StopInstance stops a locked instance.", |settings| {
        settings.choices.locked_stops = true
    }),
    style("booleans-exact", "True and FALSE are no Booleans (edition core).", |settings| {
        settings.choices.booleans_exact = true
    }),
    style("format-refused", "A Format that does not exist is refused.", |settings| {
        settings.choices.format_refused = true
    }),
    style("method-bare", "A method that is not documented gets a bare 405.", |settings| {
        settings.choices.method_bare = true
    }),
    style("undecodable-ignored", "What cannot be decoded or has no name is ignored.", |settings| {
        settings.choices.undecodable_ignored = true
    }),
    style(
        "last-of-two",
        "Of a parameter that stands twice, the last is used throughout.",
        |settings| settings.choices.last_of_two = true,
    ),
    style(
        "first-of-two-signed",
        "A parameter that stands twice, and is signed so by version 1.0, is served by its first value.",
        |settings| settings.choices.first_of_two_signed = true,
    ),
    style(
        "nonces-common",
        "All keys share their nonces, and a wrong signature uses one up.",
        |settings| settings.choices.nonces_common = true,
    ),
    style(
        "fractions-refused",
        "A Timestamp with a fraction of a second is malformed.",
        |settings| settings.choices.fractions_refused = true,
    ),
    style("nonces-plain", "A nonce holds letters, digits and hyphens alone.", |settings| {
        settings.choices.nonces_plain = true
    }),
    style(
        "parameters-unsupported",
        "A parameter that neither the operation defines nor SDKs send is UnsupportedParameter.",
        |settings| settings.choices.unknown_unsupported = true,
    )
    .open(&["SG-03"]),
    style(
        "parameters-and-nonces-plain",
        "Such a parameter is unsupported, and a nonce holds letters, digits and hyphens alone.",
        |settings| {
            settings.choices.unknown_unsupported = true;
            settings.choices.nonces_plain = true;
        },
    )
    .open(&["RQ-03", "SG-03", "SG-04", "SG-05"]),
    style("region-checked", "A RegionId of another endpoint is refused.", |settings| {
        settings.choices.region_checked = true
    }),
    style("ids-short", "Ids are i- and 8 hexadecimal digits.", |settings| {
        settings.name_instances(IdForm::Short)
    }),
    style("ids-numbers", "Ids are numbers of 10 digits.", |settings| {
        settings.name_instances(IdForm::Number)
    }),
    style("ids-counted", "Ids are i- and a number that is counted up.", |settings| {
        settings.name_instances(IdForm::Counted)
    }),
    style("ids-uuids", "Ids are UUIDs.", |settings| settings.name_instances(IdForm::Uuid)),
    style("ids-long", "Ids name the region and have 57 characters.", |settings| {
        settings.name_instances(IdForm::Long)
    }),
    style(
        "message-quotes-id",
        "Messages of errors quote the InstanceId of the call.",
        |settings| settings.choices.message_quotes_id = true,
    ),
    style(
        "message-quotes-query",
        "Messages of errors quote the query of the call.",
        |settings| settings.choices.message_quotes_query = true,
    ),
    style("message-tells-time", "Messages of errors tell the time.", |settings| {
        settings.choices.message_tells_time = true
    }),
    style(
        "message-has-lines",
        "Messages of errors have line ends, LF in XML and CR LF in JSON.",
        |settings| settings.choices.message_has_lines = true,
    ),
    style("date-ahead", "The header Date is two minutes ahead of the clock.", |settings| {
        settings.writing.date_ahead_s = 120
    }),
    style("date-rfc-850", "The header Date has the obsolete form of RFC 850.", |settings| {
        settings.writing.date_form = DateForm::Rfc850
    }),
    style("date-asctime", "The header Date has the obsolete form of asctime.", |settings| {
        settings.writing.date_form = DateForm::Asctime
    }),
    style("doctype", "XML has a document type declaration, which declares nothing.", |settings| {
        settings.writing.doctype = true
    }),
    style("under-path", "It is served under a path; elsewhere stands a 404 page.", |settings| {
        settings.path = "/gateway/ecs/".to_owned()
    }),
    style(
        "throttling",
        "Two hundred calls are served in each second; further ones are throttled.",
        |settings| settings.traffic.throttle = Some(200),
    ),
    style(
        "eight-connections",
        "Eight connections are taken at once; further ones are refused.",
        |settings| settings.traffic.connections = Some(8),
    ),
    style(
        "sometimes-unavailable",
        "Of fifty calls, one is answered with 503 ServiceUnavailable.",
        |settings| settings.traffic.unavailable_every = Some(50),
    ),
    style(
        "sometimes-bad-gateway",
        "Of fifty calls, one is answered with the 502 page of a load balancer.",
        |settings| settings.traffic.bad_gateway_every = Some(50),
    ),
    style(
        "created-late",
        "The Describe operations show an instance 300 ms after it was created.",
        |settings| settings.sight.created_ms = 300,
    ),
    style(
        "lag-short",
        "The Describe operations show everything as it was 200 ms ago.",
        |settings| settings.sight.lag_ms = 200,
    ),
    style("lag-long", "The Describe operations show everything as it was 1.5 s ago.", |settings| {
        settings.sight.lag_ms = 1500
    }),
    style("everything", "All of them at once.", |settings| {
        settings.dialect = Dialect::Gateway;
        settings.edition = Edition::Current;
        settings.stopping_ms = 20;
        settings.writing = Writing {
            pretty: true,
            recommend: true,
            reordered: true,
            chunked: true,
            close: true,
            gateway: true,
            doctype: true,
            date_form: DateForm::Asctime,
            date_ahead_s: 120,
        };
        settings.sight = Sight { created_ms: 300, lag_ms: 200 };
        settings.path = "/gateway/ecs/".to_owned();
        settings.name_instances(IdForm::Uuid);
        settings.choices = Choices {
            accepted: true,
            locks_last: true,
            foreign_forbidden: true,
            booleans_exact: true,
            format_refused: true,
            method_bare: true,
            undecodable_ignored: true,
            last_of_two: true,
            first_of_two_signed: false,
            nonces_common: true,
            mixed: false,
            nonces_plain: true,
            fractions_refused: true,
            unknown_unsupported: false,
            region_checked: true,
            message_quotes_id: true,
            message_quotes_query: true,
            message_tells_time: true,
            message_has_lines: true,
            not_found_forbidden: true,
            busy_conflict: true,
            pending_initializing: true,
            key_as_cmk: true,
            locked_stops: true,
        };
    }),
];
