//! Response results, the page of 2018, with its table of common errors.

use super::fact::{ADVICE, Fact, Page, aside, by};
use crate::api::rules::Source;

/// The page.
pub(super) const PAGE: Page = Page { source: Source::ResponseResults, facts: FACTS };

const LEAD: &str = Source::ResponseResults.name();
const SUCCESS: &str = "Success response example";
const ERROR: &str = "Error response example";
const CODES: &str = "Common error codes";

/// Of a row that no scenario brings about, what an endpoint may be held to: that it knows no other code.
const KNOWN: &[&str] = &["RS-13"];

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(LEAD, "An answer is in XML or JSON, XML being the default.", &["CP-40", "CP-41", "RS-06", "RS-12"]),
    by(LEAD, "The parameter Format chooses.", &["CP-41", "CP-42", "CP-43"]),
    by(LEAD, "The examples are broken into lines for reading; answers are not.", &["RS-11"]),
    by(SUCCESS, "A success holds RequestId and what the operation adds.", &["RS-02", "RS-03", "CP-50"]),
    by(SUCCESS, "Its HTTP status is 2XX.", &["RS-01"]),
    by(SUCCESS, "In XML: the declaration of version 1.0 and UTF-8, a root named after the action, RequestId.",
        &["RS-02", "RS-06", "RS-10", "RI-10", "CP-52"]),
    by(SUCCESS, "In JSON: an object with RequestId.", &["RS-03", "RS-06"]),
    by(ERROR, "An error holds RequestId, HostId (the address that was called), a code and a message.",
        &["RS-04", "RS-05", "RS-07", "CP-50"]),
    by(ERROR, "Its HTTP status is 4xx or 5xx.", &["RS-01"]),
    aside(ERROR, "Mend what the code says and try again, or open a ticket with HostId and RequestId.", ADVICE),
    by(ERROR, "In XML: the declaration, and Error with RequestId, HostId, Code and Message.",
        &["RS-04", "RS-06", "RS-09", "RS-10"]),
    by(ERROR, "In JSON: an object with the same four, and the same code and message.", &["RS-05", "RS-06", "RS-08", "RS-09"]),
    by(ERROR, "A missing parameter of the operation is MissingParameter with its name behind a dot, and the message names it.",
        &["RI-11"]),
    by(CODES, "The codes of the table may come to any operation.", &["RS-13"]),
    by(CODES, "IdempotentParameterMismatch, 400", KNOWN),
    by(CODES, "IllegalTimestamp, 400", &["CP-08", "CP-20", "CP-21", "CP-22", "CP-23"]),
    by(CODES, "IncompleteSignature, 400, \"The request signature does not conform to Aliyun standards.\"",
        &["SG-03", "SG-05", "SG-06", "SG-07", "SG-08", "SG-09", "SG-10"]),
    by(CODES, "InsufficientBalance, 400", KNOWN),
    by(CODES, "InvalidAccessKeyId.NotFound, 400, \"The specified Access Key ID does not exist.\"", &["CP-14"]),
    by(CODES, "InvalidOwner, 400", KNOWN),
    by(CODES, "InvalidOwnerAccount, 400", KNOWN),
    by(CODES, "InvalidOwnerId, 400", KNOWN),
    by(CODES, "InvalidParamater, 400, naming SignatureMethod", &["CP-05", "CP-12"]),
    by(CODES, "InvalidParamater, 400, naming SignatureVersion", &["CP-06", "CP-13"]),
    by(CODES, "InvalidParameter, 400", &["RI-12", "RI-18", "RI-31", "RQ-07", "CP-43"]),
    by(CODES, "InvalidParameter, 400, naming \"Action or Version\"", &["CP-10", "CP-11"]),
    by(CODES, "InvalidParameter.IsNull, 400", &["RI-11", "RI-12"]),
    by(CODES, "MissingParameter, 400, naming Action", &["CP-01"]),
    by(CODES, "MissingParameter, 400, naming AccessKeyId", &["CP-03"]),
    by(CODES, "MissingParameter, 400, naming Signature", &["CP-04"]),
    by(CODES, "MissingParameter, 400, naming TimeStamp", &["CP-08"]),
    by(CODES, "MissingParameter, 400, naming Version", &["CP-02"]),
    by(CODES, "SignatureNonceUsed, 400", &["CP-07", "CP-30", "CP-31"]),
    by(CODES, "Throttling, 400", &["RS-15"]),
    by(CODES, "UnsupportedParameter, 400", &["RQ-06"]),
    by(CODES, "UnknownError, 400", KNOWN),
    by(CODES, "ChargeTypeViolation, 403", KNOWN),
    by(CODES, "Forbidden.AccessKeyDisabled, 403, \"The Access Key is disabled.\"", &["CP-15"]),
    by(CODES, "Forbidden.NotSupportRAM, 403", KNOWN),
    by(CODES, "Forbidden.RAM, 403", &["RI-37"]),
    by(CODES, "Forbidden.RiskControl, 403", KNOWN),
    by(CODES, "Forbidden.SubUser, 403", &["RI-37"]),
    by(CODES, "Forbidden.Unauthorized, 403", &["RI-37"]),
    by(CODES, "InvalidAccount.NotFound, 403", KNOWN),
    by(CODES, "InvalidAction, 403", &["CP-11"]),
    by(CODES, "InvalidIdempotenceParameter.Mismatch, 403", KNOWN),
    by(CODES, "InvalidParameter.OwnerAccount, 403", KNOWN),
    by(CODES, "InvalidParameter.ResourceOwnerAccount, 403", KNOWN),
    by(CODES, "LastTokenProcessing, 403", KNOWN),
    by(CODES, "MissingParameter, 403, naming OwnerId and OwnerAccount", KNOWN),
    by(CODES, "RealNameAuthenticationError, 403", KNOWN),
    by(CODES, "UnsupportedHTTPMethod, 403", &["RQ-05"]),
    by(CODES, "InvalidDiskId.NotFound, 404", KNOWN),
    by(CODES, "InvalidImageId.NotFound, 404", KNOWN),
    by(CODES, "InvalidInstanceId.NotFound, 404", &["RI-30"]),
    by(CODES, "InvalidRegionId.NotFound, 404", KNOWN),
    by(CODES, "InvalidSecurityGroupId.NotFound, 404", KNOWN),
    by(CODES, "InvalidSnapshotId.NotFound, 404", KNOWN),
    by(CODES, "OperationConflict, 409", &["RI-05", "RI-09"]),
    by(CODES, "InternalError, 500", &["RS-14"]),
    by(CODES, "ServiceUnavailable, 503", &["RS-14"]),
    by(CODES, "ServiceUnavailable.RegionMaintaining, 503", &["RS-14"]),
];
