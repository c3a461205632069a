//! What a judgement gives, and the plainest of them.

use crate::outcome::Mismatch;
use crate::suite::answer::Received;

pub(super) type Judgement = Result<(), Mismatch>;

pub(super) fn judge(
    holds: bool,
    expected: impl Into<String>,
    actual: impl Into<String>,
) -> Judgement {
    if holds { Ok(()) } else { Err(Mismatch { expected: expected.into(), actual: actual.into() }) }
}

/// The call is served: 2xx and no error. Its exact shape is [`success_shape`](super::success_shape)'s.
///
/// # Errors
/// The mismatch.
pub fn success(received: &Received) -> Judgement {
    judge(
        received.is_success(),
        format!("success: 2xx with a {} answer that is no error", received.format.value()),
        received.describe(),
    )
}
