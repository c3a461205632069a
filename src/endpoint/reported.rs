//! What a refusal comes to.

/// Status, code and message of an error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reported {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}
