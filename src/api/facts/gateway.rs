//! The error pages of the API gateway in front of today's service, with what public reports quote of it; and
//! what widely used clients send that no page speaks of.

use super::fact::{Fact, Page, aside, by};
use crate::api::rules::Source;

/// The error pages.
pub(super) const PAGE: Page = Page { source: Source::GatewayErrors, facts: FACTS };
/// What clients send.
pub(super) const CLIENTS: Page = Page { source: Source::Clients, facts: CLIENT_FACTS };

const CODES: &str = "Error codes";
const MEMBERS: &str = "Members of an error";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(CODES, "Action, Version, AccessKeyId or Signature missing: 400 MissingX, naming the parameter.",
        &["CP-01", "CP-02", "CP-03", "CP-04"]),
    by(CODES, "Timestamp missing: 400 MissingTimestamp.", &["CP-08"]),
    by(CODES, "SignatureMethod missing or wrong: 400 MissingSignatureMethod, InvalidSignatureMethod, SignatureMethodNotSupported.",
        &["CP-05", "CP-12"]),
    by(CODES, "SignatureVersion missing or wrong: 400 MissingSignatureVersion, InvalidSignatureVersion.", &["CP-06", "CP-13"]),
    by(CODES, "SignatureNonce missing: 400 MissingSignatureNonce.", &["CP-07"]),
    by(CODES, "SignatureNonce used before: 400 SignatureNonceUsed.", &["CP-30"]),
    by(CODES, "Timestamp malformed: 400 InvalidTimeStamp.Format.", &["CP-20"]),
    by(CODES, "Timestamp expired, 15 minutes before and after: 400 InvalidTimeStamp.Expired.", &["CP-21", "CP-22", "CP-23"]),
    by(CODES, "AccessKeyId unknown: 404 (older: 400) InvalidAccessKeyId.NotFound; without the form of a key: InvalidAccessKeyId.",
        &["CP-14"]),
    by(CODES, "Access key disabled: 403 or 400 InvalidAccessKeyId.Inactive.", &["CP-15"]),
    by(CODES, "Signature wrong: 400 (version 3: or 403) SignatureDoesNotMatch with the server's string to sign.",
        &["SG-08", "SG-09", "SG-12"]),
    by(CODES, "Action unknown: 404 InvalidAction.NotFound or InvalidApi.NotFound, 403 UnsupportedOperation.", &["CP-11"]),
    by(CODES, "Version wrong: 400 or 404 InvalidVersion, InvalidAction.NotFound.", &["CP-10"]),
    by(CODES, "HTTP method: 400, 403 or 405 UnsupportedHTTPMethod.", &["RQ-05"]),
    by(CODES, "A request that cannot be decoded: 400 RequestParameterMalformed.", &["RQ-07"]),
    by(CODES, "A request still under way for the instance: 409 InvalidOperation.Conflict.", &["RI-05", "RI-09"]),
    by(CODES, "An instance in Pending: 403 IncorrectInstanceStatus.Initializing.", &["RI-02"]),
    by(CODES, "A parameter of the operation missing: 400 MissingX.", &["RI-11"]),
    by(CODES, "A parameter of the operation invalid: 400 InvalidX; 400 or 404 InvalidX.Malformed, InvalidX.NotFound.",
        &["RI-12", "RI-31", "RI-18"]),
    by(CODES, "A user of limited rights on an instance: Forbidden.InstanceNotFound.", &["RI-30", "RI-37"]),
    by(CODES, "Format not served: 400 InvalidParameter.Format.", &["CP-43"]),
    by(CODES, "A session key without its token, with one that expired, is malformed or another key's.", &["CP-17"]),
    aside(CODES, "HTTP where HTTPS is wanted: 400 InvalidProtocol.NeedSsl.", "it is a matter of the target's set-up"),
    by(CODES, "A hash that does not fit the body (version 3).", &["SG-26"]),
    by(CODES, "A parameter that is not supported is ignored.", &["RQ-06"]),
    by(CODES, "Throttled: 400, 403 or 429 Throttling, or a code that begins with it.", &["RS-15"]),
    by(CODES, "Failed inside: 500 InternalError, 503 ServiceUnavailable, LimitedOperation.ServiceUnavailable.", &["RS-14"]),
    by(CODES, "These codes, and no others.", &["RS-13"]),
    by(MEMBERS, "Recommend may stand beside the four of any error, AccessDeniedDetail on a 403.", &["RS-04", "RS-05"]),
    by(MEMBERS, "RequestId stands in every answer.", &["CP-50"]),
];

const REQUESTS: &str = "Requests";

#[rustfmt::skip] // a table
const CLIENT_FACTS: &[Fact] = &[
    by(REQUESTS, "POST with the parameters in a form body.", &["RQ-10"]),
    by(REQUESTS, "POST with some parameters in the query and the others in a form body.", &["RQ-12"]),
    by(REQUESTS, "Parameters that the operation does not define, such as RegionId.", &["RQ-06"]),
    by(REQUESTS, "Parameters with an empty value, such as SignatureType.", &["RQ-13"]),
    by(REQUESTS, "Booleans in other letter case, such as True.", &["RI-19"]),
    by(REQUESTS, "Format in any letter case.", &["CP-42"]),
    by(REQUESTS, "Characters escaped that need not be.", &["SG-13"]),
];
