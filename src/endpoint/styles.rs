//! Styles: endpoints that differ from the reference endpoint and serve RebootInstance as documented
//! all the same. None may turn a MUST rule red, nor leave it undecided: what does so is a defect of
//! the suite, which then demands more than is documented.

use super::choices::Choices;
use super::settings::Settings;
use super::writing::Writing;
use crate::spec::{Dialect, Edition};

/// A conforming variation of the endpoint: `serve --style` shows it to anybody, `prove --styles` judges it.
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
        apply: |settings| settings.writing.pretty = true,
    },
    Style {
        name: "recommend",
        sentence: "Every error has Recommend.",
        apply: |settings| settings.writing.recommend = true,
    },
    Style {
        name: "reordered",
        sentence: "The members of an error stand in another order.",
        apply: |settings| settings.writing.reordered = true,
    },
    Style {
        name: "chunked",
        sentence: "Answers are sent in chunks.",
        apply: |settings| settings.writing.chunked = true,
    },
    Style {
        name: "close",
        sentence: "The connection is closed after each answer.",
        apply: |settings| settings.writing.close = true,
    },
    Style {
        name: "accepted",
        sentence: "A success is 202.",
        apply: |settings| settings.choices.accepted = true,
    },
    Style {
        name: "locks-last",
        sentence: "Of several causes, the disk is told before the status, the status before a lock.",
        apply: |settings| settings.choices.locks_last = true,
    },
    Style {
        name: "foreign-forbidden",
        sentence: "Another account's instance is refused as Forbidden.RAM.",
        apply: |settings| settings.choices.foreign_forbidden = true,
    },
    Style {
        name: "booleans-exact",
        sentence: "True and FALSE are no Booleans (edition core).",
        apply: |settings| settings.choices.booleans_exact = true,
    },
    Style {
        name: "format-refused",
        sentence: "A Format that does not exist is refused.",
        apply: |settings| settings.choices.format_refused = true,
    },
    Style {
        name: "method-bare",
        sentence: "A method that is not documented gets a bare 405.",
        apply: |settings| settings.choices.method_bare = true,
    },
    Style {
        name: "undecodable-ignored",
        sentence: "What cannot be decoded or has no name is ignored.",
        apply: |settings| settings.choices.undecodable_ignored = true,
    },
    Style {
        name: "last-of-two",
        sentence: "Of a parameter that stands twice, the last is used throughout.",
        apply: |settings| settings.choices.last_of_two = true,
    },
    Style {
        name: "nonces-common",
        sentence: "All keys share their nonces, and a wrong signature uses one up.",
        apply: |settings| settings.choices.nonces_common = true,
    },
    Style {
        name: "date-ahead",
        sentence: "The header Date is two minutes ahead of the clock.",
        apply: |settings| settings.writing.date_ahead_s = 120,
    },
    Style {
        name: "everything",
        sentence: "All of them at once.",
        apply: |settings| {
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
                date_ahead_s: 120,
            };
            settings.choices = Choices {
                accepted: true,
                locks_last: true,
                foreign_forbidden: true,
                booleans_exact: true,
                format_refused: true,
                method_bare: true,
                undecodable_ignored: true,
                last_of_two: true,
                nonces_common: true,
                ..Choices::default()
            };
        },
    },
];
