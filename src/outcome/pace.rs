//! How fast a run could call, and what held it up: answers that say nothing about the call they came to. And what
//! came beside all answers.

use serde::{Deserialize, Serialize};

/// What held a run up. Empty where nothing did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// Calls that waited since the endpoint throttles.
    pub throttled: usize,
    /// How long at least one of them waited, in ms.
    pub throttled_ms: f64,
    /// How many calls a second the run came down to by itself; `None` where it did not have to.
    pub rate: Option<f64>,
    /// Failures that passed, by HTTP status: the calls were made again.
    pub failures: Vec<Failures>,
    /// How long at least one call waited for such a failure to pass, in ms.
    pub failures_ms: f64,
    /// How many connections the endpoint takes at once, where it refused one more.
    pub connections: Option<usize>,
    /// Calls whose answer stayed one of these until nobody waited any longer.
    pub given_up: usize,
    /// Answers that more bytes came behind than they say they have: each ended its connection.
    #[serde(default)]
    pub surplus: usize,
    /// Answers that were lost: the connection was closed without one, and the request was carried out.
    #[serde(default)]
    pub lost: usize,
}

/// Failures of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// HTTP status.
    pub status: u16,
    /// How often it came.
    pub count: usize,
}

impl Pace {
    /// What held up two parts of a run.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        self.throttled += other.throttled;
        self.throttled_ms += other.throttled_ms;
        self.rate = [self.rate, other.rate].into_iter().flatten().reduce(f64::min);
        for one in &other.failures {
            match self.failures.iter_mut().find(|known| known.status == one.status) {
                Some(known) => known.count += one.count,
                None => self.failures.push(*one),
            }
        }
        self.failures.sort_by_key(|one| one.status);
        self.failures_ms += other.failures_ms;
        self.connections = [self.connections, other.connections].into_iter().flatten().min();
        self.given_up += other.given_up;
        self.surplus += other.surplus;
        self.lost += other.lost;
        self
    }

    /// What there is to say of it, one sentence each with what it is about; none where nothing held the
    /// run up.
    #[must_use]
    pub fn sentences(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        if self.throttled > 0 {
            let calls = counted(self.throttled, "call");
            let mut text =
                format!("the endpoint throttles: {calls} waited, {}", seconds(self.throttled_ms));
            if let Some(rate) = self.rate {
                let rate = whole(rate);
                text.push_str(&format!(
                    "; it takes about {rate} a second: --rate {rate}, or fewer --jobs, spare it the refusals"
                ));
            } else {
                text.push_str("; a lower --rate, or fewer --jobs, spare it the refusals");
            }
            all.push(("pace", text));
        }
        if !self.failures.is_empty() {
            let count: usize = self.failures.iter().map(|one| one.count).sum();
            let by_status: Vec<String> =
                self.failures.iter().map(|one| format!("{} × {}", one.count, one.status)).collect();
            let were = if count == 1 { "failure that" } else { "failures that" };
            let text = format!(
                "{count} {were} passed ({}): the calls were made again, {} in all",
                by_status.join(", "),
                seconds(self.failures_ms)
            );
            all.push(("failures", text));
        }
        if let Some(most) = self.connections {
            let connections = counted(most, "connection");
            let are = if most == 1 { "is" } else { "are" };
            let text = format!(
                "the endpoint refuses more where {connections} {are} open, so no more were opened at once; --jobs {most} keeps to that from the start"
            );
            all.push(("connections", text));
        }
        if self.given_up > 0 {
            let calls = counted(self.given_up, "call");
            let text = format!(
                "{calls} had no other answer however long was waited; what depends on them is not decided"
            );
            all.push(("given up", text));
        }
        if self.lost > 0 {
            let (answers, calls) = match self.lost {
                1 => ("1 answer was".to_owned(), "the call"),
                count => (format!("{count} answers were"), "the calls"),
            };
            let text = format!(
                "{answers} lost: the endpoint closed a connection without one after it had carried {calls} out; whatever fails for that has this one cause"
            );
            all.push(("lost answers", text));
        }
        if self.surplus > 0 {
            let answers = counted(self.surplus, "answer");
            let text = format!(
                "more bytes came behind {answers} than the Content-Length or the last chunk tells of: they were left, and the connection closed"
            );
            all.push(("surplus", text));
        }
        all
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn seconds(ms: f64) -> String {
    if ms < 950.0 { format!("{:.1} s", ms / 1e3) } else { format!("{:.0} s", ms / 1e3) }
}

/// Calls a second as a whole number, and never none.
fn whole(rate: f64) -> u64 {
    (rate.floor() as u64).max(1) // holds at the ends of the range
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(all: &[(u16, usize)]) -> Vec<Failures> {
        all.iter().map(|(status, count)| Failures { status: *status, count: *count }).collect()
    }

    #[test]
    fn parts_add_up() {
        let part = |rate, failed| Pace {
            throttled: 1,
            rate,
            failures: failures(failed),
            connections: Some(8),
            ..Pace::default()
        };
        let joined = part(None, &[(503, 1)]).joined(&part(Some(4.0), &[(502, 2), (503, 3)]));
        assert_eq!((joined.throttled, joined.rate, joined.connections), (2, Some(4.0), Some(8)));
        assert_eq!(joined.failures, failures(&[(502, 2), (503, 4)]));
        assert_eq!(Pace::default().joined(&Pace::default()), Pace::default());
    }

    #[test]
    fn nothing_is_said_where_nothing_held_the_run_up() {
        assert_eq!(Pace::default().sentences(), []);
    }

    #[test]
    fn each_thing_is_said_once() {
        let pace = Pace {
            throttled: 1400,
            throttled_ms: 71_200.0,
            rate: Some(19.4),
            failures: failures(&[(502, 28), (503, 1)]),
            failures_ms: 310.0,
            connections: Some(8),
            given_up: 1,
            surplus: 2,
            lost: 3,
        };
        let said: Vec<String> = pace.sentences().into_iter().map(|(_, text)| text).collect();
        assert!(
            said[0].starts_with("the endpoint throttles: 1400 calls waited, 71 s; "),
            "{said:?}"
        );
        assert!(said[0].contains("--rate 19"), "{said:?}");
        assert!(said[1].starts_with("29 failures that passed (28 × 502, 1 × 503)"), "{said:?}");
        assert!(said[2].contains("where 8 connections are open"), "{said:?}");
        assert!(said[3].starts_with("1 call had no other answer"), "{said:?}");
        assert!(said[4].starts_with("3 answers were lost: "), "{said:?}");
        assert!(said[5].starts_with("more bytes came behind 2 answers than"), "{said:?}");
    }
}
