//! Codes that no failure of the common table stands for, and that an endpoint may answer all the same.

use super::{Code, Failure, OPERATION_ERRORS, Status};

/// The rest of the documented common table. Source: Response results, "Common error codes".
#[rustfmt::skip] // a table
pub const OTHER_COMMON: &[(&str, u16)] = &[
    ("IdempotentParameterMismatch", 400),
    ("InsufficientBalance", 400),
    ("InvalidOwner", 400),
    ("InvalidOwnerAccount", 400),
    ("InvalidOwnerId", 400),
    ("UnknownError", 400),
    ("ChargeTypeViolation", 403),
    ("Forbidden.NotSupportRAM", 403),
    ("Forbidden.RAM", 403),
    ("Forbidden.RiskControl", 403),
    ("Forbidden.SubUser", 403),
    ("Forbidden.Unauthorized", 403),
    ("InvalidAccount.NotFound", 403),
    ("InvalidIdempotenceParameter.Mismatch", 403),
    ("InvalidParameter.OwnerAccount", 403),
    ("InvalidParameter.ResourceOwnerAccount", 403),
    ("LastTokenProcessing", 403),
    ("MissingParameter", 403),
    ("RealNameAuthenticationError", 403),
    ("InvalidDiskId.NotFound", 404),
    ("InvalidImageId.NotFound", 404),
    ("InvalidRegionId.NotFound", 404),
    ("InvalidSecurityGroupId.NotFound", 404),
    ("InvalidSnapshotId.NotFound", 404),
    ("OperationConflict", 409),
];

/// Answers of today's gateway and service outside both tables.
///
/// Source: the gateway's error pages; DeleteInstance, "Error codes", for the status that is still
/// Initializing; RAM, "Error codes", for NoPermission.
#[rustfmt::skip] // a table
pub const OF_THE_GATEWAY: &[(&str, Status)] = &[
    ("Forbidden.InstanceNotFound", Status::Exact(404)),
    ("Forbidden.InstanceNotFound", Status::Exact(403)),
    ("IncorrectInstanceStatus.Initializing", Status::Exact(403)),
    ("InvalidOperation.NotSupportedEndpoint", Status::Client),
    ("InvalidProduct.NotFound", Status::Client),
    ("InvalidRegion.NotFound", Status::Client),
    ("NoPermission", Status::Client),
];

/// The errors of the operations that arrange and observe, where they are none of RebootInstance's.
///
/// Source: StartInstance, StopInstance, DescribeInstanceStatus and DescribeInstances, "Error codes".
#[rustfmt::skip] // a table
pub const OF_OTHER_OPERATIONS: &[(&str, u16)] = &[
    // StartInstance
    ("InstanceExpired", 403),
    ("DiskInArrears", 403),
    ("InsufficientBalance", 403),
    ("InstanceNotReady", 403),
    ("OperationDenied.NoStock", 403),
    ("OperationDenied.SpotPriceLowerThanPublicPrice", 403),
    ("OperationDenied.HostRepairing", 403),
    ("QuotaExceed.ElasticQuota", 403),
    ("InvalidParameter.KMSKeyId.NotFound", 403),
    ("LackResource", 400),
    ("InvalidDedicatedHost.NotEnoughResource", 400),
    ("InvalidInstance.NotFoundSystemDisk", 400),
    ("Invalid.PrivatePoolOptions.NoStock", 400),
    ("InvalidCapacityReservationId.NotFound", 404),
    ("InstanceNotReady", 500),
    // StopInstance
    ("DiskError", 400),
    ("InvalidInstanceId.NotSupport", 403),
    ("InstanceType.ParameterMismatch", 403),
    ("InvalidParameter.Encrypted.KmsNotEnable", 400),
    ("InvalidOperation.KMSKeyIdNotFound", 403),
    ("InvalidOperation.KMSServiceNotOpen", 403),
    ("HibernationConfigured.InstanceOperationForbidden", 403),
    ("HibernationConfigured.NotEnabled", 403),
    ("OperationDenied.SystemInstanceNotSupport", 403),
    // DescribeInstanceStatus, DescribeInstances
    ("TooManyInstanceIds", 403),
    ("Abs.InvalidInstanceIds.MalFormed", 403),
    ("InvalidZoneId.NotFound", 404),
];

/// Every code that is known whatever the call carried, with its status.
pub(super) fn plain() -> impl Iterator<Item = (&'static str, Status)> {
    let exact = |&(code, status): &(&'static str, u16)| (code, Status::Exact(status));
    OPERATION_ERRORS
        .iter()
        .map(|error| (error.code, Status::Exact(error.status)))
        .chain(OTHER_COMMON.iter().map(exact))
        .chain(OF_THE_GATEWAY.iter().copied())
        .chain(OF_OTHER_OPERATIONS.iter().map(exact))
}

/// Whether the documentation knows this code with this HTTP status, in either dialect, `parameters`
/// being the names that the call carried or lacked.
#[must_use]
pub fn is_documented(status: u16, code: &str, parameters: &[&str]) -> bool {
    plain().any(|(known, with)| known == code && with.matches(status))
        || Failure::ALL.into_iter().any(|failure| {
            let known = |parameter: &str| {
                failure.accepted(parameter).iter().any(|accepted| {
                    accepted.code != Code::Known
                        && accepted.status.matches(status)
                        && accepted.code.matches(code)
                })
            };
            known("") || parameters.iter().any(|parameter| known(parameter))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_documented_depends_on_the_parameters() {
        assert!(is_documented(400, "MissingInstanceId", &["InstanceId"]));
        assert!(!is_documented(400, "MissingNonsense", &["InstanceId"]));
        assert!(!is_documented(500, "MissingInstanceId", &["InstanceId"]));
    }

    #[test]
    fn what_the_service_of_today_answers_is_known() {
        for (status, code) in [
            (404, "InvalidApi.NotFound"),
            (403, "UnsupportedOperation"),
            (400, "RequestParameterMalformed"),
            (400, "UnsupportedHTTPMethod"),
            (400, "InvalidInstanceId"),
            (403, "InvalidAccessKeyId"),
            (404, "Forbidden.InstanceNotFound"),
            (403, "IncorrectInstanceStatus.Initializing"),
            (429, "Throttling.User"),
            (409, "InvalidOperation.Conflict"),
            (503, "LimitedOperation.ServiceUnavailable"),
            (404, "InvalidParameter.KMSKeyId.NotFound"),
        ] {
            assert!(is_documented(status, code, &["InstanceId"]), "{status} {code}");
        }
        assert!(!is_documented(429, "InternalError", &[]));
        assert!(!is_documented(412, "DryRunOperation", &[]));
    }
}
