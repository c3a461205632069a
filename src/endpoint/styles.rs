//! Styles: endpoints that differ from the reference endpoint and serve RebootInstance as documented
//! all the same. None may turn a MUST rule red, nor leave it undecided: what does so is a defect of
//! the suite, which then demands more than is documented.

use super::choices::{answers, messages, reading, refusals, traffic};
use super::front::Act;
use super::ids::IdForm;
use super::settings::Settings;
use super::sight::Sight;
use super::whole::Endpoint;
use super::writing::{DateForm, Writing};
use crate::api::{Dialect, Edition};

/// A conforming variation of the endpoint: `serve --style` shows it to anybody, `prove --styles` judges it.
#[derive(Debug)]
pub struct Style {
    /// Its name.
    pub name: &'static str,
    /// What it does otherwise.
    pub sentence: &'static str,
    /// What of it is set up so, if anything.
    settings: Option<fn(&mut Settings)>,
    /// What stands in front of it, the outermost first.
    layers: &'static [Act],
    /// The dialects that it is to be held to as well, each with the MUST rules that it then fails.
    pub held_to: &'static [(Dialect, &'static [&'static str])],
    /// The MUST rules of which it leaves a scenario undecided, since it refuses what that has to send, as the
    /// documents let it.
    pub open: &'static [&'static str],
    /// The rules that need calls at the same moment, which it sets apart or not as it happens: pass or inconclusive.
    pub by_chance: &'static [&'static str],
}

const NONE: Style = Style {
    name: "",
    sentence: "",
    settings: None,
    layers: &[],
    held_to: &[],
    open: &[],
    by_chance: &[],
};

/// A style that is set up so.
const fn style(name: &'static str, sentence: &'static str, settings: fn(&mut Settings)) -> Style {
    Style { name, sentence, settings: Some(settings), ..NONE }
}

/// A style that layers make.
const fn layers(name: &'static str, sentence: &'static str, layers: &'static [Act]) -> Style {
    Style { name, sentence, layers, ..NONE }
}

impl Style {
    /// Sets up an endpoint so, as far as that is no matter of layers.
    pub fn set(&self, settings: &mut Settings) {
        if let Some(set) = self.settings {
            set(settings);
        }
    }

    /// An endpoint of this style.
    #[must_use]
    pub fn endpoint(&self, mut settings: Settings) -> Endpoint {
        self.set(&mut settings);
        Endpoint::new(settings).with_style(self)
    }

    /// Whether it is made of layers alone, so that any endpoint can have it.
    #[must_use]
    pub const fn is_of_layers(&self) -> bool {
        self.settings.is_none()
    }

    const fn layers(self, layers: &'static [Act]) -> Self {
        Self { layers, ..self }
    }

    const fn held_to(self, held_to: &'static [(Dialect, &'static [&'static str])]) -> Self {
        Self { held_to, ..self }
    }

    const fn by_chance(self, by_chance: &'static [&'static str]) -> Self {
        Self { by_chance, ..self }
    }

    const fn open(self, open: &'static [&'static str]) -> Self {
        Self { open, ..self }
    }
}

impl Endpoint {
    /// The same with the layers of a style.
    #[must_use]
    pub fn with_style(self, style: &Style) -> Self {
        self.with_layers(style.layers.iter().copied())
    }
}

/// Every style. A new layer or setting that leaves an endpoint conforming gets a line here.
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
            settings.mixed = true;
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
    layers("accepted", "A success is 202.", &[answers::accepted]),
    style(
        "locks-last",
        "Of several causes, the disk is told before the status, the status before a lock.",
        |settings| settings.locks_last = true,
    ),
    layers("foreign-forbidden", "Another account's instance is refused as Forbidden.RAM.", &[answers::foreign_forbidden]),
    style("limited-user", "The gateway tells a user of limited rights: Forbidden.InstanceNotFound.", |settings| { settings.dialect = Dialect::Gateway }).layers(&[answers::not_found_forbidden])
    .held_to(&[(Dialect::Gateway, &[])]),
    layers("busy-conflict", "While a restart is in progress, another call is 409.", &[answers::busy_conflict])
    .held_to(&[(Dialect::Documented, &[])]),
    style("gateway-busy-conflict", "The later gateway, with 409 while a restart is in progress.", |settings| { settings.dialect = Dialect::Gateway }).layers(&[answers::busy_conflict])
    .held_to(&[(Dialect::Gateway, &[])]),
    style("initializing", "The later gateway, which calls a Pending instance Initializing.", |settings| { settings.dialect = Dialect::Gateway }).layers(&[answers::pending_initializing])
    .held_to(&[(Dialect::Gateway, &[])]),
    style("key-as-cmk", "A key that may not be used is CMKUnauthorized (edition current).", |settings| { settings.edition = Edition::Current }).layers(&[answers::key_as_cmk]),
    layers("locked-stops", "StopInstance stops a locked instance.", &[answers::locked_stops]),
    layers("booleans-exact", "True and FALSE are no Booleans (edition core).", &[refusals::booleans_exact]),
    layers("format-refused", "A Format that does not exist is refused.", &[refusals::format_refused]),
    layers("method-bare", "A method that is not documented gets a bare 405.", &[reading::method_bare]),
    layers("undecodable-ignored", "What cannot be decoded or has no name is ignored.", &[reading::undecodable_ignored]),
    layers("last-of-two", "Of a parameter that stands twice, the last is used throughout.", &[reading::last_of_two]),
    layers("first-of-two-signed", "A parameter that stands twice, and is signed so by version 1.0, is served by its first value.", &[reading::first_of_two_signed]),
    style(
        "nonces-common",
        "All keys share their nonces, and a wrong signature uses one up.",
        |settings| settings.nonces_common = true,
    ),
    layers("fractions-refused", "A Timestamp with a fraction of a second is malformed.", &[refusals::fractions_refused]),
    layers("nonces-plain", "A nonce holds letters, digits and hyphens alone.", &[refusals::nonces_plain]),
    layers("parameters-unsupported", "A parameter that neither the operation defines nor SDKs send is UnsupportedParameter.", &[refusals::parameters_unsupported])
    .open(&["SG-03"]),
    layers("parameters-and-nonces-plain", "Such a parameter is unsupported, and a nonce holds letters, digits and hyphens alone.", &[refusals::nonces_plain, refusals::parameters_unsupported])
    .open(&["RQ-03", "SG-03", "SG-04", "SG-05"]),
    layers("region-checked", "A RegionId of another endpoint is refused.", &[refusals::region_checked]),
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
    layers("message-quotes-id", "Messages of errors quote the InstanceId of the call.", &[messages::quotes_id]),
    layers("message-quotes-query", "Messages of errors quote the query of the call.", &[messages::quotes_query]),
    layers("message-tells-time", "Messages of errors tell the time.", &[messages::tells_time]),
    layers("message-has-lines", "Messages of errors have line ends, LF in XML and CR LF in JSON.", &[messages::has_lines]),
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
        |settings| settings.throttle = Some(200),
    )
    .by_chance(&["RI-09"]),
    style(
        "eight-connections",
        "Eight connections are taken at once; further ones are refused.",
        |settings| settings.connections = Some(8),
    ),
    layers("sometimes-unavailable", "Of fifty calls, one is answered with 503 ServiceUnavailable.", &[traffic::unavailable]),
    layers("sometimes-bad-gateway", "Of fifty calls, one is answered with the 502 page of a load balancer.", &[traffic::bad_gateway]),
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
        settings.locks_last = true;
        settings.nonces_common = true;
    })
    .layers(&[
        reading::method_bare,
        reading::undecodable_ignored,
        reading::last_of_two,
        messages::has_lines,
        messages::tells_time,
        messages::quotes_query,
        messages::quotes_id,
        refusals::format_refused,
        refusals::nonces_plain,
        refusals::fractions_refused,
        refusals::region_checked,
        refusals::booleans_exact,
        answers::accepted,
        answers::not_found_forbidden,
        answers::foreign_forbidden,
        answers::busy_conflict,
        answers::pending_initializing,
        answers::key_as_cmk,
        answers::locked_stops,
    ]),
];
