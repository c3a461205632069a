//! Styles: endpoints that differ from the reference endpoint and serve RebootInstance as documented
//! all the same. None may turn a MUST rule red, nor leave it undecided: what does so is a defect of
//! the suite, which then demands more than is documented.

use crate::endpoint::Settings;
use crate::spec::{Dialect, Edition};

/// A conforming variation of the endpoint.
#[derive(Debug)]
pub struct Style {
    /// Its name.
    pub name: &'static str,
    /// What it does otherwise.
    pub sentence: &'static str,
    /// Makes the endpoint so.
    pub apply: fn(&mut Settings),
}

/// Every style. A new switch of [`Settings`] that leaves an endpoint conforming gets a line here.
pub const STYLES: &[Style] = &[
    Style {
        name: "gateway",
        sentence: "Common errors are those of the later gateway, with Recommend in JSON.",
        apply: |settings| settings.dialect = Dialect::Gateway,
    },
    Style {
        name: "stopping-phase",
        sentence: "A restart passes through Stopping for a moment.",
        apply: |settings| settings.stopping_ms = 20,
    },
    Style {
        name: "slow-shutdown",
        sentence: "A restart stays in Stopping for long.",
        apply: |settings| settings.stopping_ms = 400,
    },
    Style {
        name: "later-edition",
        sentence: "What later editions add is served too.",
        apply: |settings| settings.edition = Edition::Current,
    },
    Style {
        name: "gateway-slow-shutdown",
        sentence: "The later gateway before an endpoint whose restarts stay in Stopping for long.",
        apply: |settings| {
            settings.dialect = Dialect::Gateway;
            settings.stopping_ms = 400;
        },
    },
    Style {
        name: "pretty",
        sentence: "Answers are pretty-printed.",
        apply: |settings| settings.style.pretty = true,
    },
    Style {
        name: "recommend",
        sentence: "Every error has Recommend.",
        apply: |settings| settings.style.recommend = true,
    },
    Style {
        name: "reordered",
        sentence: "The members of an error stand in another order.",
        apply: |settings| settings.style.reordered = true,
    },
    Style {
        name: "chunked",
        sentence: "Answers are sent in chunks.",
        apply: |settings| settings.style.chunked = true,
    },
    Style {
        name: "close",
        sentence: "The connection is closed after each answer.",
        apply: |settings| settings.style.close = true,
    },
    Style {
        name: "everything",
        sentence: "All of them at once.",
        apply: |settings| {
            settings.dialect = Dialect::Gateway;
            settings.edition = Edition::Current;
            settings.stopping_ms = 20;
            settings.style = crate::endpoint::Style {
                pretty: true,
                recommend: true,
                reordered: true,
                chunked: true,
                close: true,
            };
        },
    },
];
