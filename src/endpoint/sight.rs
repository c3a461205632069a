//! What DescribeInstances and DescribeInstanceStatus show of an instance, and how late. The
//! documentation does not promise that they show at once what was just made or changed; the service
//! itself shows it a moment later. The operations are never late: they know each instance as it is.
//!
//! What is removed is gone at once.

use super::clock::Moment;
use super::instance::Instance;

/// How late things show. The default is at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// How long after its creation an instance is shown, in milliseconds.
    pub created_ms: u64,
    /// How long ago everything was as it is shown, in milliseconds.
    pub lag_ms: u64,
}

/// An instance as it is, and as it was not long ago.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) instance: Instance,
    created: Moment,
    /// What it was until a moment, the oldest first.
    past: Vec<(Moment, Instance)>,
}

impl Kept {
    pub(super) const fn new(instance: Instance, created: Moment) -> Self {
        Self { instance, created, past: Vec::new() }
    }

    /// The instance, to be changed. What it was is kept for as long as it may be shown.
    pub(super) fn change(&mut self, now: Moment, sight: Sight) -> &mut Instance {
        if sight.lag_ms > 0 {
            self.past.retain(|(until, _)| until.after_ms(sight.lag_ms) > now);
            self.past.push((now, self.instance.clone()));
        }
        &mut self.instance
    }

    /// The instance as it is shown now; `None` where it is not shown yet.
    pub(super) fn seen(&self, now: Moment, sight: Sight) -> Option<&Instance> {
        if self.created.after_ms(sight.created_ms + sight.lag_ms) > now {
            return None;
        }
        let at = sight.moment(now);
        let was = self.past.iter().find(|(until, _)| *until > at);
        Some(was.map_or(&self.instance, |(_, instance)| instance))
    }
}

impl Sight {
    /// The moment whose state is shown now.
    pub(super) const fn moment(self, now: Moment) -> Moment {
        now.before_ms(self.lag_ms)
    }
}

#[cfg(test)]
mod tests {
    use crate::endpoint::settings::Settings;
    use crate::endpoint::testing::Bench;

    fn bench(created_ms: u64, lag_ms: u64) -> Bench {
        let sight = super::Sight { created_ms, lag_ms };
        Bench::new(Settings { sight, ..Settings::demo() })
    }

    #[test]
    fn what_is_created_shows_late_and_is_served_at_once() {
        let mut bench = bench(300, 0);
        assert_eq!(bench.status("i-running0001"), "Running", "it was there before");
        let id = bench.arrange("{}");
        assert_eq!(bench.status(&id), "");
        assert_eq!(bench.reboot(&id).status, 200);
        bench.wait_ms(299);
        assert_eq!(bench.status(&id), "");
        bench.wait_ms(1);
        assert_eq!(bench.status(&id), "Running");
        bench.reboot(&id);
        assert_eq!(bench.status(&id), "Starting", "changes show at once");
    }

    #[test]
    fn what_changes_shows_late_as_it_was() {
        let mut bench = bench(0, 1500);
        let id = bench.arrange(r#"{"boot_ms":100}"#);
        assert_eq!(bench.status(&id), "");
        bench.wait_ms(1500);
        assert_eq!(bench.status(&id), "Running");
        assert_eq!(bench.reboot(&id).status, 200);
        assert_eq!(bench.reboot(&id).error(), (403, "IncorrectInstanceStatus"));
        bench.wait_ms(100);
        bench.control("PATCH", &format!("/instances/{id}"), r#"{"status":"Stopped"}"#);
        let mut seen = vec![bench.status(&id)];
        for _ in 0..40 {
            bench.wait_ms(50);
            seen.push(bench.status(&id));
        }
        seen.dedup();
        assert_eq!(seen, ["Running", "Starting", "Stopped"]);
    }
}
