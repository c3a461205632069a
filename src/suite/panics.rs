//! Panics of this process. Each is a fault of rebootspec, whatever made it and whichever thread or task it
//! ended, so they are counted: a run in which there was one is no verdict.
//!
//! Steps of scenarios end by a panic of their own kind, which is none: see [`super::stop`].

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};

use super::locked::locked;
use super::stop::Stop;

/// How many are told one by one.
const TOLD: u64 = 10;

static COUNT: AtomicU64 = AtomicU64::new(0);

/// Where the last one was.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Counts every panic of this process from now on, and tells of the first few. To be called once, by
/// whoever owns the process.
pub fn watch(tell: fn(&str)) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(move |info| {
            let Some((number, place)) = note(info) else { return };
            if number <= TOLD {
                let mut text = format!("{place}; please report it");
                let trace = Backtrace::capture();
                if trace.status() == BacktraceStatus::Captured {
                    text.push_str(&format!("\n{trace}"));
                }
                tell(&text);
            }
        }));
    });
}

/// How many there were so far.
#[must_use]
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// What to say where there were some since there were so many.
#[must_use]
pub fn since(before: u64) -> Option<String> {
    match count().saturating_sub(before) {
        0 => None,
        1 => Some(locked(&LAST).clone()),
        more => Some(format!("{}, and {} before it", *locked(&LAST), more - 1)),
    }
}

/// Counts a panic, unless it is how a step ends. Gives its number, and what can be said of it.
pub(super) fn note(info: &PanicHookInfo<'_>) -> Option<(u64, String)> {
    if info.payload().is::<Stop>() {
        return None;
    }
    let place =
        info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    // A message that was put together may hold anything, a secret too; a fixed one is our own.
    let what =
        info.payload().downcast_ref::<&str>().map_or_else(String::new, |what| format!(": {what}"));
    let text = format!("a part of rebootspec ended by a panic{place}{what}");
    locked(&LAST).clone_from(&text);
    Some((COUNT.fetch_add(1, Ordering::Relaxed) + 1, text))
}
