//! The statuses of an instance over time, as they were observed, with the calls on it: as a picture and
//! as a list that says the same. A band reaches from the first look that showed a status to the last one
//! in a row; what was between two bands nobody saw, and nothing is drawn there.
//!
//! Widths are percentages, so that text keeps its size however wide the page is.

use maud::{Markup, Render, html};

use super::calls::came_to;
use super::text::{clipped, counted, shown};
use crate::api::instance::InstanceStatus;
use crate::api::operations;
use crate::outcome::{Exchange, ScenarioResult, Shown};
use crate::report::exchange::duration;

/// Room left of the first event and right of the last, in percent.
const MARGIN: f64 = 2.0;
/// How wide a band must be for its name to stand in it, in percent: on a phone too.
const NAME_FITS: f64 = 17.0;

/// A status, and when it was seen, in ms since the run began.
struct Band {
    status: String,
    from: f64,
    to: f64,
    looks: usize,
}

/// What was seen of one instance during a scenario.
pub(super) struct Course<'a> {
    instance: String,
    bands: Vec<Band>,
    looks: Vec<f64>,
    calls: Vec<&'a Exchange>,
}

impl<'a> Course<'a> {
    /// Of the instance whose status changed most often; `None` where no status was seen.
    pub(super) fn of(scenario: &'a ScenarioResult) -> Option<Self> {
        let mut courses: Vec<Self> = Vec::new();
        for call in &scenario.exchanges {
            let Some(answer) = &call.answer else { continue };
            let at = call.at_ms + call.took_ms / 2.0;
            for Shown { instance, status } in answer.statuses.iter().cloned() {
                match courses.iter_mut().find(|course| course.instance == instance) {
                    Some(course) => course.look(at, status),
                    None => {
                        let mut course =
                            Self { instance, bands: vec![], looks: vec![], calls: vec![] };
                        course.look(at, status);
                        courses.push(course);
                    }
                }
            }
        }
        // Of several with as many changes the first.
        let mut course = courses.into_iter().rev().max_by_key(Self::changes)?;
        course.calls = scenario.exchanges.iter().filter(|call| course.is_acted_on(call)).collect();
        Some(course)
    }

    fn look(&mut self, at: f64, status: String) {
        self.looks.push(at);
        match self.bands.last_mut().filter(|band| band.status == status) {
            Some(band) => (band.to, band.looks) = (at, band.looks + 1),
            None => self.bands.push(Band { status, from: at, to: at, looks: 1 }),
        }
    }

    fn is_acted_on(&self, call: &Exchange) -> bool {
        let acts = [
            operations::REBOOT_INSTANCE.name,
            operations::START_INSTANCE.name,
            operations::STOP_INSTANCE.name,
        ];
        acts.contains(&call.called()) && call.instance.as_ref() == Some(&self.instance)
    }

    /// How often the status was another one than at the look before.
    pub(super) fn changes(&self) -> usize {
        self.bands.len() - 1
    }

    /// Whether a whole restart was seen: Running, Starting, Running.
    pub(super) fn is_restart(&self) -> bool {
        let words: Vec<&str> = self.bands.iter().map(|band| band.status.as_str()).collect();
        words.windows(3).any(|seen| seen == ["Running", "Starting", "Running"])
    }

    /// `Running → Starting → Running`.
    pub(super) fn sequence(&self) -> Markup {
        html! {
            @for (index, band) in self.bands.iter().take(12).enumerate() {
                @if index > 0 { " → " }
                (clipped(&band.status, 40))
            }
            @if self.bands.len() > 12 { " → …" }
        }
    }

    /// The picture, with a list of the same beside it.
    pub(super) fn figure(&self) -> Markup {
        html! {
            div.timeline { (self.picture()) }
            details.as-list {
                summary { "The same as a list" }
                ol { @for (_, line) in self.lines() { li { (line) } } }
            }
        }
    }

    fn span(&self) -> (f64, f64) {
        let calls = self.calls.iter().flat_map(|call| [call.at_ms, call.at_ms + call.took_ms]);
        let times: Vec<f64> = calls.chain(self.looks.iter().copied()).collect();
        let first = times.iter().copied().fold(f64::INFINITY, f64::min);
        let last = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (first, (last - first).max(0.001))
    }

    fn picture(&self) -> Markup {
        let (first, length) = self.span();
        let place = |at: f64| MARGIN + (100.0 - 2.0 * MARGIN) * (at - first) / length;
        let percent = |value: f64| format!("{value:.2}%");
        html! {
            svg width="100%" height="104" role="img" aria-label=(self.spoken()) {
                line.axis x1="0" x2="100%" y1="80" y2="80" {}
                @for call in &self.calls {
                    rect.call x=(percent(place(call.at_ms))) y="22" height="58"
                        width=(percent((place(call.at_ms + call.took_ms) - place(call.at_ms)).max(0.4))) {}
                }
                @for band in self.bands.iter().take(40) {
                    @let width = (place(band.to) - place(band.from)).max(0.8);
                    rect class={ "band " (class(&band.status)) } x=(percent(place(band.from))) y="34"
                        width=(percent(width)) height="26" rx="3" {}
                    @if width >= NAME_FITS {
                        text.name x=(percent(place(band.from) + width / 2.0)) y="51" text-anchor="middle" {
                            (clipped(&band.status, 16))
                        }
                    }
                }
                @for look in self.looks.iter().take(200) { circle.look cx=(percent(place(*look))) cy="70" r="3" {} }
                @for (index, call) in self.calls.iter().enumerate() {
                    text.number x=(percent(place(call.at_ms))) y="15" text-anchor="middle" { (index + 1) }
                }
                text.axis x="0" y="98" { (duration(first)) " into the run" }
                text.axis x="100%" y="98" text-anchor="end" { "+" (duration(length)) }
            }
            ul.legend.key {
                @for (index, call) in self.calls.iter().enumerate() {
                    li { b.number { (index + 1) } " " (call.called()) ": " (came_to(call)) }
                }
                @for status in self.distinct() {
                    li { span class={ "swatch " (class(status)) } aria-hidden="true" {} (clipped(status, 40)) }
                }
                li { span.look aria-hidden="true" {} (counted(self.looks.len(), "look")) " at the status" }
            }
        }
    }

    fn distinct(&self) -> Vec<&str> {
        let mut distinct: Vec<&str> = Vec::new();
        for band in &self.bands {
            if !distinct.contains(&band.status.as_str()) && distinct.len() < 8 {
                distinct.push(&band.status);
            }
        }
        distinct
    }

    fn spoken(&self) -> String {
        let statuses: Vec<&str> =
            self.bands.iter().take(12).map(|band| band.status.as_str()).collect();
        super::text::attribute(&format!("Statuses as observed: {}", statuses.join(", then ")))
    }

    /// Calls and statuses in the order of time.
    fn lines(&self) -> Vec<(f64, Markup)> {
        let calls = self.calls.iter().map(|call| {
            let line = html! {
                (duration(call.at_ms)) ": " (call.called()) ", " (came_to(call))
                " after " (duration(call.took_ms))
            };
            (call.at_ms, line)
        });
        let bands = self.bands.iter().take(40).map(|band| {
            let line = html! {
                (duration(band.from)) ": " (shown(&band.status).render())
                @if band.looks > 1 {
                    ", seen " (band.looks) " times until " (duration(band.to))
                }
            };
            (band.from, line)
        });
        let mut lines: Vec<(f64, Markup)> = calls.chain(bands).collect();
        lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        lines
    }
}

/// The name of a status in the style sheet; what is not documented looks like nothing documented.
fn class(status: &str) -> String {
    match status.parse::<InstanceStatus>() {
        Ok(status) => format!("s-{}", status.word().to_lowercase()),
        Err(_) => "s-other".to_owned(),
    }
}
