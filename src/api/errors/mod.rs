//! The error catalogue: what each documented failure may be answered with, in either dialect.
//!
//! Source: RebootInstance, "Error codes"; Response results, "Common error codes"; for the dialect
//! [`Dialect::Gateway`](super::Dialect::Gateway), the error pages of the API gateway. A test compares the
//! tables with those of `tests/data/spec`, in both directions.

mod code;
mod common;
mod failure;
mod known;
mod operation;
mod other;
mod passing;
mod refusal;

pub use self::code::{Code, Status};
pub use self::common::{Accepted, Terms, Under};
pub use self::failure::Failure;
pub use self::known::is_known_code;
pub use self::operation::{
    CMK_NOT_ENABLED, CMK_UNAUTHORIZED, DISK_ERROR, DRY_RUN_OPERATION, FORBIDDEN_INSTANCE_NOT_FOUND,
    INCORRECT_INSTANCE_STATUS, INCORRECT_INSTANCE_STATUS_INITIALIZING,
    INSTANCE_EXPIRED_OR_IN_ARREARS, INSTANCE_LOCKED_FOR_SECURITY, INVALID_INSTANCE_ID_NOT_FOUND,
    KMS_KEY_NOT_FOUND, KMS_UNAUTHORIZED, OPERATION_ERRORS, OTHER_NAMES, OperationError,
};
pub use self::other::{OF_OTHER_OPERATIONS, OF_THE_GATEWAY, OTHER_COMMON, is_documented};
pub use self::passing::{
    PASSING, Passing, PassingAnswer, SET_UP, SetUp, SetUpAnswer, Sign, passing, set_up_told_by,
};
pub use self::refusal::Refusal;
