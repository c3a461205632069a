//! What makes a report believable to somebody who was not there: the commit of the suite, digests of the
//! requirements, the digest of the report itself, and the parts that it was joined from.

use maud::{Markup, html};

use super::moment::time;
use super::text::{counted, shown};
use crate::outcome::{Joined, RunResult};
use crate::report::exchange::duration;

pub(super) fn provenance(record: &RunResult) -> Markup {
    html! {
        h3 { "What this report rests on" }
        dl.pairs {
            @if let Some(commit) = &record.suite.commit {
                div { dt { "Commit" } dd { code { (shown(commit)) } } }
            }
            @if !record.sha256.is_empty() {
                div { dt { "Digest" } dd {
                    code { (shown(&record.sha256)) } br;
                    span.faint { "SHA-256 of what this page was made from. " code { "rebootspec verify report.json" }
                        " checks it." }
                } }
            }
        }
        @if !record.suite.features.is_empty() {
            details {
                summary { "Digests of the " (counted(record.suite.features.len(), "feature file")) " that were judged by" }
                dl.digests {
                    @for feature in &record.suite.features {
                        dt { (shown(&feature.file)) }
                        dd { code { (shown(&feature.sha256)) } }
                    }
                }
            }
        }
        @if !record.joined_from.is_empty() {
            details {
                summary { "Joined from " (counted(record.joined_from.len(), "report")) }
                dl.digests { @for part in &record.joined_from { (joined(part)) } }
            }
        }
    }
}

fn joined(part: &Joined) -> Markup {
    #[expect(clippy::cast_precision_loss, reason = "a run does not take a hundred thousand years")]
    let took = part.took_ms as f64;
    html! {
        dt { "Part " (part.shard.part) " of " (part.shard.of) ", " (time(&part.started)) ", took " (duration(took)) }
        dd { code { (shown(&part.sha256)) } }
    }
}
