//! Results as pages for people: `report.html` of one run, `compare.html` of several.
//!
//! A page is one file that loads nothing, needs no script to be read, and says the same on paper. It is
//! made of a [`RunResult`] or a [`Comparison`] alone, so it knows nothing that `report.json` does not; what
//! it leaves out for its size, it says. Text of an endpoint becomes text and never markup:
//! `text` is the only way in.

mod alerts;
mod calls;
mod compare;
mod detail;
mod dialects;
mod evidence;
mod filter;
mod frame;
mod latency;
mod levels;
mod link;
mod moment;
mod notes;
mod observed;
mod provenance;
mod rule;
mod rules;
mod scenario;
mod state;
mod table;
mod text;
mod timeline;
mod top;
mod undecided;
mod view;

use maud::html;

use super::compare::Comparison;
use crate::outcome::RunResult;
use calls::usual::Usual;
use detail::Detail;
use view::View;

/// How large a page may become, in bytes, so that it can be mailed and opens at once.
const SIZE_LIMIT: usize = 2_800_000;

/// The report of one run: as detailed as fits into a page that opens at once.
#[must_use]
pub fn report(record: &RunResult) -> String {
    let usual = Usual::of(record);
    let mut page = String::new();
    for detail in Detail::LEVELS {
        page = drawn(View { record, usual: &usual, detail });
        if page.len() <= SIZE_LIMIT {
            break;
        }
    }
    page
}

fn drawn(view: View<'_>) -> String {
    let record = view.record;
    let title = format!("{}: {}", record.target.name, record.verdict.word());
    let body = html! {
        (top::top(view))
        main {
            (alerts::alerts(view))
            (rules::not_as_documented(view))
            (levels::levels(record))
            (observed::observed(view))
            (undecided::undecided(view))
            (table::table(record))
            (rules::one_by_one(view))
            (notes::notes(view))
            (dialects::dialects(record))
            (evidence::evidence(view))
        }
    };
    frame::page(&title, &body)
}

/// Several runs side by side.
#[must_use]
pub fn compare(comparison: &Comparison) -> String {
    frame::page("runs side by side", &compare::body(comparison))
}
