//! Lengths of time as options take them.

use std::time::Duration;

/// Reads a duration: a number with ms, s, m or h.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let wrong = || format!("{text:?} is no duration; write it as 90s, 10m or 500ms");
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let ms = match unit {
        "ms" => 1,
        "s" | "" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(wrong()),
    };
    // A week is far more than anybody waits for, and no clock overflows by it.
    match number.checked_mul(ms) {
        Some(ms) if (1..=7 * 24 * 3_600_000).contains(&ms) => Ok(Duration::from_millis(ms)),
        _ => Err(format!("{text:?} is not between 1ms and 168h")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, ms) in [("90s", 90_000), ("10m", 600_000), ("500ms", 500), ("7", 7000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)));
        }
        for text in ["", "s", "0s", "1d", "-1s", "99999999999999999999h", "1000h", "1é"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
