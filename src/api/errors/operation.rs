//! The errors of the operation itself. Source: RebootInstance, "Error codes", of 2018, of 2019 to 2021 and of
//! 2025-12; Response results, "Common error codes", for the second text of InternalError.

use crate::api::Edition;

/// An error that the operation itself documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationError {
    /// Error code.
    pub code: &'static str,
    /// HTTP status code.
    pub status: u16,
    /// Documented message; `None` where the text is free.
    pub message: Option<&'static str>,
    /// The edition it came with.
    pub edition: Edition,
}

const fn core(code: &'static str, status: u16, message: &'static str) -> OperationError {
    OperationError { code, status, message: Some(message), edition: Edition::Core }
}

const fn current(code: &'static str, status: u16, message: Option<&'static str>) -> OperationError {
    OperationError { code, status, message, edition: Edition::Current }
}

/// An instance with a disk in an abnormal status.
pub const DISK_ERROR: OperationError = core("DiskError", 403, "IncorrectDiskStatus.");

/// An instance that is not Running.
pub const INCORRECT_INSTANCE_STATUS: OperationError = core(
    "IncorrectInstanceStatus",
    403,
    "The current status of the resource does not support this operation.",
);

/// An instance locked for security reasons.
pub const INSTANCE_LOCKED_FOR_SECURITY: OperationError = core(
    "InstanceLockedForSecurity",
    403,
    "The specified operation is denied as your instance is locked for security reasons.",
);

/// An id that does not exist.
pub const INVALID_INSTANCE_ID_NOT_FOUND: OperationError =
    core("InvalidInstanceId.NotFound", 404, "The specified InstanceId does not exist.");

/// An instance locked for an overdue payment (edition current).
pub const INSTANCE_EXPIRED_OR_IN_ARREARS: OperationError = current(
    "InstanceExpiredOrInArrears",
    403,
    Some(
        "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
    ),
);

/// An encrypted disk whose key may not be used (edition current): the text of 2019 to 2021, which later
/// editions leave free.
pub const KMS_UNAUTHORIZED: OperationError = current(
    "InvalidParameter.KMSKeyId.KMSUnauthorized",
    403,
    Some("ECS service have no right to access your KMS."),
);

/// The same, by the name of the key (edition current).
pub const CMK_UNAUTHORIZED: OperationError =
    current("InvalidParameter.KMSKeyId.CMKUnauthorized", 403, None);

/// An encrypted disk whose key is disabled (edition current).
pub const CMK_NOT_ENABLED: OperationError =
    current("InvalidParameter.KMSKeyId.CMKNotEnabled", 403, None);

/// An encrypted disk whose key is gone (edition current).
pub const KMS_KEY_NOT_FOUND: OperationError =
    current("InvalidParameter.KMSKeyId.NotFound", 404, None);

/// A call with DryRun that would have been served (edition current).
pub const DRY_RUN_OPERATION: OperationError = current(
    "DryRunOperation",
    400,
    Some("Request validation has been passed with DryRun flag set."),
);

/// What today's service answers where an instance is not ready yet: in the dialect of the gateway it stands
/// for [`INCORRECT_INSTANCE_STATUS`]. Source: DeleteInstance, "Error codes".
pub const INCORRECT_INSTANCE_STATUS_INITIALIZING: OperationError =
    current("IncorrectInstanceStatus.Initializing", 403, None);

/// What today's gateway answers to a user of limited rights: in its dialect it stands for
/// [`INVALID_INSTANCE_ID_NOT_FOUND`]. Source: the gateway's error pages.
pub const FORBIDDEN_INSTANCE_NOT_FOUND: OperationError =
    current("Forbidden.InstanceNotFound", 404, None);

/// Each error of the page that has another name in the dialect of the gateway, with that.
pub const OTHER_NAMES: [(OperationError, OperationError); 2] = [
    (INCORRECT_INSTANCE_STATUS, INCORRECT_INSTANCE_STATUS_INITIALIZING),
    (INVALID_INSTANCE_ID_NOT_FOUND, FORBIDDEN_INSTANCE_NOT_FOUND),
];

/// The four errors of the page of 2018, and those that the common table and later editions add. A code whose
/// text was documented once and is free now stands here twice.
pub const OPERATION_ERRORS: [OperationError; 15] = [
    DISK_ERROR,
    INCORRECT_INSTANCE_STATUS,
    INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND,
    current(
        "InternalError",
        500,
        Some("The request processing has failed due to some unknown error."),
    ),
    core(
        "InternalError",
        500,
        "The request processing has failed due to some unknown error, exception or failure.",
    ),
    INSTANCE_EXPIRED_OR_IN_ARREARS,
    current(INCORRECT_INSTANCE_STATUS.code, 403, None),
    KMS_UNAUTHORIZED,
    current(KMS_UNAUTHORIZED.code, 403, None),
    CMK_UNAUTHORIZED,
    CMK_NOT_ENABLED,
    KMS_KEY_NOT_FOUND,
    current(
        "LimitedOperation.ServiceUnavailable",
        503,
        Some("The service is currently unavailable. Please try again later."),
    ),
    DRY_RUN_OPERATION,
];
