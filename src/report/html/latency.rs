//! How long answers took, as a histogram over doubling times. Calls of the control protocol are not in it:
//! they are not what a client would wait for.

use maud::{Markup, html};

use super::levels::share;
use super::text::counted;
use crate::outcome::{Exchange, Purpose, RunResult};
use crate::report::exchange::duration;

/// Upper ends of the bars, in ms; the last bar has none.
const EDGES: [f64; 14] = [
    0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0,
];

pub(super) fn latency(record: &RunResult) -> Markup {
    let scenarios = record.rules.iter().flat_map(|rule| &rule.scenarios);
    let calls = scenarios.flat_map(|scenario| &scenario.exchanges);
    let of_the_api = |call: &&Exchange| call.purpose != Purpose::Arrange;
    let (answered, unanswered): (Vec<&Exchange>, Vec<&Exchange>) =
        calls.filter(of_the_api).partition(|call| call.answer.is_some());
    let mut times: Vec<f64> = answered.iter().map(|call| call.took_ms).collect();
    times.sort_by(f64::total_cmp);
    html! {
        @if let (Some(first), Some(slowest)) = (times.first(), times.last()) {
            figure.latency {
                h3 { "How long answers took" }
                table {
                    caption {
                        (counted(times.len(), "answer")) " of the API: half within "
                        (duration(quantile(&times, 50))) ", 95 % within " (duration(quantile(&times, 95)))
                        ", the slowest " (duration(*slowest))
                        @if !unanswered.is_empty() { "; " (counted(unanswered.len(), "call")) " got no answer" }
                    }
                    thead { tr { th scope="col" { "up to" } th scope="col" { "answers" } } }
                    tbody { (bars(&times, *first, *slowest)) }
                }
            }
        }
    }
}

fn bars(times: &[f64], first: f64, slowest: f64) -> Markup {
    // Whatever is above the last edge has a bar of its own.
    let bar = |time: f64| EDGES.iter().position(|edge| time <= *edge).unwrap_or(EDGES.len());
    let counts: Vec<(usize, usize)> = (bar(first)..=bar(slowest))
        .map(|index| (index, times.iter().filter(|time| bar(**time) == index).count()))
        .collect();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    html! {
        @for (index, count) in counts {
            tr {
                th scope="row" {
                    @match EDGES.get(index) { Some(edge) => { (label(*edge)) } None => { "longer" } }
                }
                td {
                    svg aria-hidden="true" width="100%" height="14" {
                        rect.fill-time x="0" y="1" height="12" rx="2" width=(format!("{:.2}%", 100.0 * share(count, most))) {}
                    }
                    span { (count) }
                }
            }
        }
    }
}

/// An edge, which is a round number.
fn label(edge: f64) -> String {
    if edge >= 1_000.0 { format!("{} s", edge / 1_000.0) } else { format!("{edge} ms") }
}

/// The time within which so many percent of the answers came: of sorted times, by nearest rank.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let times: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!([50, 95, 100].map(|percent| quantile(&times, percent)), [10.0, 19.0, 20.0]);
        assert_eq!(quantile(&[3.0], 50), 3.0);
    }

    #[test]
    fn each_answer_is_in_one_bar() {
        let page = bars(&[0.5, 0.6, 1.0, 4.0, 20_000.0], 0.5, 20_000.0).into_string();
        for part in ["0.5 ms</th>", "1 ms</th>", "2 ms</th>", "10 s</th>", "longer</th>"] {
            assert!(page.contains(part), "{part} in {page}");
        }
        let counts: usize = page
            .split("<span>")
            .skip(1)
            .filter_map(|rest| rest.split('<').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(counts, 5);
    }
}
