//! Which dialect of error codes the endpoint spoke, in sum and rule by rule.

use maud::{Markup, html};

use super::link::link;
use super::text::counted;
use crate::api::Dialect;
use crate::outcome::RunResult;

pub(super) fn dialects(record: &RunResult) -> Markup {
    let spoken = [
        (Dialect::Documented, record.dialect.documented, "the table of the Response results page"),
        (Dialect::Gateway, record.dialect.gateway, "the API gateway in front of today’s service"),
    ];
    let any = spoken.iter().any(|(_, answers, _)| *answers > 0);
    html! {
        @if any || record.dialect.held_to.is_some() {
            section aria-labelledby="dialect" {
                h2 #dialect { "Dialect of the error codes" }
                p {
                    "Two generations of the service word some common errors differently. "
                    @match record.dialect.held_to {
                        Some(dialect) => { "This run accepted “" (dialect.word()) "” alone." }
                        None => { "This run accepted either." }
                    }
                }
                dl.reasons {
                    @for (dialect, answers, whose) in spoken {
                        dt { (dialect.word()) span.faint { ", " (whose) } }
                        dd {
                            @if answers == 0 { "no answer" } @else {
                                (counted(answers, "answer")) ": "
                                (rules(record, dialect))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rules(record: &RunResult, dialect: Dialect) -> Markup {
    let speaks = |id: &&str| {
        record.rules.iter().any(|rule| {
            rule.id == **id && rule.scenarios.iter().any(|s| s.dialects.contains(&dialect))
        })
    };
    html! {
        @for (index, id) in record.rules.iter().map(|r| r.id.as_str()).filter(speaks).enumerate() {
            @if index > 0 { ", " }
            (link(id))
        }
    }
}
