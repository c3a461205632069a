//! How long a run may take where nobody says: long enough for an endpoint that is as slow as its target file
//! allows, and no longer, whatever it does.

use std::time::Duration;

use super::target::Target;

/// How many calls a scenario makes that each may take as long as a call may, beside what it waits for.
const SLOW_CALLS: u32 = 4;

/// How many scenarios run at once where nobody says.
pub const DEFAULT_JOBS: usize = 16;

/// Rounds besides those of the scenarios: the control calls, and giving back.
const FURTHER_ROUNDS: u32 = 2;

/// How long a run of so many scenarios, so many at once, may take at a target.
///
/// Without a way to make instances, no more scenarios can run at once than there are instances listed.
#[must_use]
pub fn of(target: &Target, scenarios: usize, jobs: usize) -> Duration {
    let makes = target.arrange.control.is_some() || target.arrange.command.is_some();
    let instances = target.instances.ids().count().max(1);
    let at_once = if makes { jobs } else { jobs.min(instances) };
    let rounds = u32::try_from(scenarios.div_ceil(at_once.max(1))).unwrap_or(u32::MAX);
    let round = target.timeout.saturating_mul(SLOW_CALLS).saturating_add(target.restart_deadline);
    let exact = round.saturating_mul(rounds.saturating_add(FURTHER_ROUNDS));
    // To the second: it is told.
    Duration::from_secs(exact.as_secs().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_with_what_a_target_file_allows() {
        let parse = |more: &str| {
            let text = format!(
                "[endpoint]\nurl = \"http://127.0.0.1/\"\ntimeout = \"10s\"\nrestart_deadline = \"60s\"\n\
                 [credentials]\naccess_key_id = \"a\"\naccess_key_secret = \"b\"\n{more}"
            );
            super::super::target::parse("t", &text, |_| None).unwrap()
        };
        let control = parse("[arrange]\ncontrol = \"http://127.0.0.1/_control\"\n");
        let one = parse("[instances]\nrunning = [\"i-1\"]\n");
        let two = parse("[instances]\nrunning = [\"i-1\", \"i-2\"]\n");
        let seconds = |target, scenarios, jobs| of(target, scenarios, jobs).as_secs();
        assert_eq!(seconds(&control, 160, 16), 100 * 12 + 1);
        assert_eq!(seconds(&control, 161, 16), 100 * 13 + 1);
        assert_eq!(seconds(&one, 160, 16), 100 * 162 + 1);
        assert_eq!(seconds(&two, 160, 16), 100 * 82 + 1);
        assert_eq!(seconds(&two, 160, 1), 100 * 162 + 1);
        assert!(of(&one, usize::MAX, 0) > Duration::from_secs(1 << 32));
    }
}
